// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/previousevents.h"

#include <algorithm>
#include <mutex>

namespace eventscope {

namespace {

constexpr size_t smallestTable = 1U << 12;

size_t mixed(const EventRecord &record)
{
    return size_t((record.subjectHash ^ quint64(record.connection) << 48) * 0x9e3779b97f4a7c15U
                  >> 16);
}

bool counts(const EventRecord &record)
{
    return record.subjectHash != 0 && !(record.flags & OwnEvent);
}

} // namespace

void PreviousEvents::setLog(const EventLog *log)
{
    const std::unique_lock lock(m_guard);
    m_log = log;
    m_snapshot = log ? log->snapshot() : EventLog::Snapshot();
    m_first = m_snapshot.firstSequence();
    m_previous = {};
    m_latest = {};
    m_used = 0;
    m_asked = false;
}

void PreviousEvents::update()
{
    // Who works it out for the first time takes a while; the next batch is told again.
    const std::unique_lock lock(m_guard, std::try_to_lock);
    if (!lock)
        return;
    if (m_log)
        m_snapshot = m_log->snapshot();
    if (m_asked)
        extend(); // a batch at a time costs nothing; all of them would be felt
    else
        m_first = m_snapshot.firstSequence();
}

/// Where the last row of this subject stands, or would stand. What was retired fills its place for
/// good.
size_t PreviousEvents::slotFor(const EventRecord &record) const
{
    size_t at = mixed(record) & (m_latest.size() - 1);
    for (; m_latest[at] != 0; at = (at + 1) & (m_latest.size() - 1)) {
        const quint64 sequence = m_first + m_latest[at] - 1;
        if (sequence < m_snapshot.firstSequence())
            continue;
        const EventRecord &other = m_snapshot.at(sequence - m_snapshot.firstSequence());
        if (other.subjectHash == record.subjectHash && other.connection == record.connection)
            break;
    }
    return at;
}

void PreviousEvents::grow() const
{
    std::vector<quint32> old(std::max(smallestTable, m_latest.size() * 2));
    old.swap(m_latest);
    m_used = 0;
    for (const quint32 row : old) {
        const quint64 sequence = m_first + row - 1;
        if (row == 0 || sequence < m_snapshot.firstSequence())
            continue;
        m_latest[slotFor(m_snapshot.at(sequence - m_snapshot.firstSequence()))] = row;
        ++m_used;
    }
}

void PreviousEvents::extend() const
{
    const quint64 end = m_snapshot.firstSequence() + m_snapshot.size();
    if (m_previous.empty()) // later it grows by itself, so that a batch does not copy it all
        m_previous.reserve(size_t(end - m_first));
    for (quint64 sequence = m_first + m_previous.size(); sequence < end; ++sequence) {
        quint32 previous = 0;
        if (sequence >= m_snapshot.firstSequence()) {
            const EventRecord &record = m_snapshot.at(sequence - m_snapshot.firstSequence());
            if (counts(record)) {
                if ((m_used + 1) * 4 > m_latest.size() * 3)
                    grow();
                quint32 &latest = m_latest[slotFor(record)];
                m_used += latest == 0 ? 1 : 0;
                previous = latest;
                latest = quint32(sequence - m_first + 1);
            }
        }
        m_previous.push_back(previous);
    }
}

std::optional<std::pair<quint64, EventRecord>> PreviousEvents::before(quint64 sequence) const
{
    std::shared_lock lock(m_guard);
    if (!m_asked) {
        lock.unlock();
        {
            const std::unique_lock all(m_guard);
            m_asked = true;
            extend();
        }
        lock.lock();
    }
    if (sequence < m_first || sequence - m_first >= m_previous.size())
        return {};
    const quint32 row = m_previous[size_t(sequence - m_first)];
    const quint64 before = m_first + row - 1;
    if (row == 0 || before < m_snapshot.firstSequence())
        return {};
    return std::pair(before, m_snapshot.at(before - m_snapshot.firstSequence()));
}

} // namespace eventscope
