// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/subjecttrail.h"

#include <QRandomGenerator>

#include <algorithm>
#include <limits>

namespace eventscope {

namespace {

constexpr int startBits = 19;
constexpr size_t rowsAtOnce = 1U << 15; ///< a third of a millisecond
/// Rarely more than a few: a way through all events of a busy subject that shares its start.
constexpr int maxSteps = 1 << 20;

quint64 endOf(const EventLog::Snapshot &log)
{
    return log.firstSequence() + log.size();
}

} // namespace

SubjectTrail::SubjectTrail()
    : m_seed(QRandomGenerator::global()->generate64() | 1), m_view(std::make_shared<View>())
{ }

SubjectTrail::~SubjectTrail() = default;

void SubjectTrail::setLog(const EventLog *log)
{
    m_log = log;
    m_wanted = false;
    const std::lock_guard building(m_building);
    tell();
    m_next = {};
    m_starts = {};
    publish();
}

void SubjectTrail::update()
{
    if (!m_log)
        return;
    tell();
    // Whoever builds right now sees what was told when he is through.
    if (m_wanted && m_building.try_lock()) {
        const std::lock_guard building(m_building, std::adopt_lock);
        extend(rowsAtOnce);
    }
}

void SubjectTrail::tell()
{
    const std::lock_guard guard(m_toldGuard);
    m_told = m_log ? m_log->snapshot() : EventLog::Snapshot();
    m_toldFirst = m_told.firstSequence();
    m_toldEnd = endOf(m_told);
}

EventLog::Snapshot SubjectTrail::told() const
{
    const std::lock_guard guard(m_toldGuard);
    return m_told;
}

size_t SubjectTrail::startOf(quint64 subjectHash) const
{
    return size_t((subjectHash * m_seed) >> (64 - startBits));
}

void SubjectTrail::publish() const
{
    m_view = std::make_shared<const View>(m_next);
}

/// Takes in at most so many rows; true if more are left.
bool SubjectTrail::extend(size_t most) const
{
    View &view = m_next;
    view.log = told();
    const quint64 first = view.log.firstSequence();
    const quint64 end = endOf(view.log);
    if (m_starts.empty()) {
        m_starts.resize(size_t(1) << startBits);
        view.base = view.end = first;
    }
    if (view.end < first) { // all that was known is gone
        view.chunks.clear();
        view.base = view.end = first;
    }
    while (!view.chunks.empty() && view.base + chunkRows <= first) {
        view.chunks.erase(view.chunks.begin());
        view.base += chunkRows;
    }
    const quint64 stop = std::min(end, view.end + most);
    for (; view.end < stop; ++view.end) {
        const size_t place = size_t(view.end - view.base);
        if (place / chunkRows == view.chunks.size())
            view.chunks.push_back(std::make_shared<Chunk>());
        const EventRecord &record = view.log.at(view.end - first);
        quint64 far = 0;
        if (record.subjectHash != 0) {
            quint64 &start = m_starts[startOf(record.subjectHash)];
            far = start == 0 ? 0 : view.end - start;
            start = view.end;
        }
        (*view.chunks[place / chunkRows])[place % chunkRows] =
            far > std::numeric_limits<quint32>::max() ? 0 : quint32(far);
    }
    publish();
    return view.end < end;
}

void SubjectTrail::catchUp(const std::atomic<bool> *stop) const
{
    m_wanted = true;
    for (bool more = true; more && !(stop && *stop);) {
        const std::lock_guard building(m_building);
        more = extend(rowsAtOnce);
    }
}

bool SubjectTrail::knows(quint64 sequence) const
{
    return sequence < m_view.load()->end;
}

quint64 SubjectTrail::missing() const
{
    const quint64 end = m_toldEnd;
    const quint64 known = std::max<quint64>(m_wanted ? m_view.load()->end : 0, m_toldFirst);
    return known < end ? end - known : 0;
}

std::optional<EventRecord> SubjectTrail::View::record(quint64 sequence) const
{
    if (sequence < log.firstSequence() || sequence < base || sequence >= end)
        return {};
    return log.at(sequence - log.firstSequence());
}

quint64 SubjectTrail::View::back(quint64 sequence) const
{
    const size_t place = size_t(sequence - base);
    const quint32 far = (*chunks[place / chunkRows])[place % chunkRows];
    return far == 0 || far > sequence ? 0 : sequence - far;
}

/// The first event at or before `from` with that subject, and on the connection of `like`.
std::optional<SubjectTrail::Found> SubjectTrail::walk(const View &view, quint64 from,
                                                      quint64 subjectHash,
                                                      const EventRecord *like) const
{
    for (int steps = 0; from != 0 && steps < maxSteps; ++steps) {
        const auto record = view.record(from);
        if (!record)
            return {};
        const bool fits =
            !like || (record->connection == like->connection && !(record->flags & OwnEvent));
        if (record->subjectHash == subjectHash && fits)
            return Found{from, *record};
        from = view.back(from);
    }
    return {};
}

std::optional<SubjectTrail::Found> SubjectTrail::before(quint64 sequence, On on) const
{
    const auto view = m_view.load();
    const auto record = view->record(sequence);
    const bool same = on == On::SameConnection;
    if (!record || record->subjectHash == 0 || (same && (record->flags & OwnEvent)))
        return {};
    return walk(*view, view->back(sequence), record->subjectHash, same ? &*record : nullptr);
}

std::optional<SubjectTrail::Found> SubjectTrail::newest(quint64 subjectHash) const
{
    const std::lock_guard building(m_building);
    if (subjectHash == 0 || m_starts.empty())
        return {};
    return walk(m_next, m_starts[startOf(subjectHash)], subjectHash, nullptr);
}

size_t SubjectTrail::memoryBytes() const
{
    const auto view = m_view.load();
    return view->chunks.size() * sizeof(Chunk) + (m_wanted ? (sizeof(quint64) << startBits) : 0);
}

} // namespace eventscope
