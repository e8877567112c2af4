// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/sumledger.h"

#include "models/capture/filehandle.h"
#include "models/capture/segment.h"
#include "models/event/crc32c.h"
#include "models/event/timestamp.h"

#include <QDir>
#include <QFile>
#include <algorithm>
#include <cstdio>
#include <fcntl.h>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

/// A few kills more than anybody looks at one by one.
constexpr size_t mostSessions = 64;
/// So soon after the first change, so that what belongs together is written once.
constexpr std::chrono::milliseconds settling{500};
/// They are written whole, by who writes events: those of a hundred connections, sixty recordings
/// and a terabyte are 1.5 MB, which take 130 ms, and every two seconds were 60 GB a day.
constexpr qint64 bytesPerSecond = 64 << 10;
constexpr std::chrono::milliseconds longestRest = std::chrono::minutes(1);

QString nowText()
{
    return QString::fromStdString(timestampText(nowUs()));
}

/// What somebody left who was killed while he wrote.
void removeUnfinished(const QString &folder)
{
    QDir names(folder);
    const QStringList unfinished = names.entryList({sumsName + u".??????"_s}, QDir::Files);
    for (const QString &name : unfinished)
        names.remove(name);
}

/// What `first` becomes with the bytes behind it; nothing where these cannot be read.
std::optional<quint32> rolledOn(const QString &path, const CaptureSums::Checksum &first,
                                quint64 bytes)
{
    quint32 crc = first.crc;
    if (first.bytes == bytes)
        return crc;
    FileHandle file;
    if (file.open(path, O_RDONLY) != 0)
        return {};
    std::vector<char> piece(size_t(std::min<quint64>(bytes - first.bytes, 256 << 10)));
    size_t got = 0;
    for (quint64 at = first.bytes; at < bytes; at += got) {
        const auto wanted = size_t(std::min<quint64>(bytes - at, piece.size()));
        if (file.readAt(at, piece.data(), wanted, got) != 0 || got < wanted)
            return {};
        crc = crc32c({piece.data(), got}, crc);
    }
    return crc;
}

} // namespace

SumLedger::SumLedger(const QString &folder, std::chrono::milliseconds pause)
    : m_folder(folder), m_pause(pause), m_rest(pause)
{ }

void SumLedger::begin(quint64 first, const Counts &recovered, QStringList &repairs)
{
    const std::lock_guard lock(m_mutex);
    removeUnfinished(m_folder);
    bool damaged = false;
    Result<CaptureSums> found = CaptureSums::read(m_folder, &damaged);
    if (!found) {
        const QString path = m_folder + u'/' + sumsName;
        repairs << found.error();
        if (!damaged
            || std::rename(QFile::encodeName(path), QFile::encodeName(path + u".damaged"_s)) != 0)
            return;
        repairs << u"%1 is begun anew; the old one is %1.damaged"_s.arg(sumsName);
        found = CaptureSums();
    }
    m_sums = std::move(*found);
    // The numbers of lines that are not there any more are given again. What the sums say of them
    // stays.
    for (CaptureSums::Session &one : m_sums.sessions) {
        one.first = std::min(one.first, first);
        one.last = std::min(one.last, first - 1);
    }
    CaptureSums::Session session;
    session.began = nowText();
    session.first = first;
    session.last = first - 1;
    m_sums.sessions.push_back(session);
    m_sums.fold(mostSessions);
    m_recovered = recovered;
    m_last = first - 1;
    m_kept = true;
    m_dirty = true;
    m_due = Clock::now();
}

std::optional<quint32> SumLedger::crcOf(quint32 segment, quint64 bytes)
{
    if (!m_kept)
        return {};
    auto &known = m_sums.segments;
    known.erase(known.upperBound(segment), known.end());
    if (known.value(segment).bytes > bytes)
        known.remove(segment);
    const CaptureSums::Checksum first = known.value(segment);
    return rolledOn(segmentPath(m_folder, segment), first, bytes);
}

void SumLedger::setChecksum(quint32 segment, const CaptureSums::Checksum &checksum)
{
    m_sums.segments.insert(segment, checksum);
}

void SumLedger::forgetChecksumsUpTo(quint32 segment)
{
    m_sums.segments.erase(m_sums.segments.begin(), m_sums.segments.upperBound(segment));
}

/// Under the mutex. True: it was clean before.
bool SumLedger::touch()
{
    if (std::exchange(m_dirty, true))
        return false;
    m_due = Clock::now() + std::min(settling, m_pause);
    if (m_written != Clock::time_point::min())
        m_due = std::max(m_due, m_written + m_rest);
    return true;
}

bool SumLedger::setCounted(const QString &connection, const Counted &counted)
{
    const std::lock_guard lock(m_mutex);
    m_counted.insert(connection, counted);
    return m_kept && touch();
}

void SumLedger::count(const std::vector<StoredBatch> &stored)
{
    for (const StoredBatch &one : stored) {
        auto lines = m_lines.find(one.batch->connection());
        if (lines == m_lines.end())
            lines = m_lines.emplace(one.batch->connection(), 0).first;
        lines->second += one.batch->receivedCount();
        m_last = one.firstSequence + one.batch->size() - 1;
    }
    const std::lock_guard lock(m_mutex);
    if (m_kept)
        touch();
}

SumLedger::Clock::time_point SumLedger::dueAt() const
{
    const std::lock_guard lock(m_mutex);
    return m_kept && m_dirty ? m_due : Clock::time_point::max();
}

bool SumLedger::isKept() const
{
    const std::lock_guard lock(m_mutex);
    return m_kept;
}

/// What was recovered comes first, as it came before; of what was given up too. What a feed was
/// told of is at least what became of its events, for the two are not looked at in one moment; at
/// the end they have to agree.
CaptureSums::Sum SumLedger::sum(const QString &id, const Counts &dropped, const Counts &left,
                                bool ended) const
{
    CaptureSums::Sum sum;
    const auto counted = m_counted.constFind(id);
    const auto lines = m_lines.find(id.toStdString());
    quint64 earlier = m_recovered.value(id);
    const auto share = [&earlier](quint64 all) {
        const quint64 part = std::min(all, earlier);
        earlier -= part;
        return part;
    };
    sum.stored = lines == m_lines.end() ? 0 : lines->second;
    sum.left = left.value(id);
    sum.dropped = dropped.value(id);
    sum.earlierStored = share(sum.stored);
    sum.stored -= sum.earlierStored;
    sum.left -= share(sum.left);
    sum.earlierDropped = share(sum.dropped);
    sum.dropped -= sum.earlierDropped;
    if (counted != m_counted.cend()) {
        sum.duplicates = counted->duplicates;
        sum.dropped += counted->unread;
        sum.received = counted->received;
    }
    const quint64 known = sum.stored + sum.duplicates + sum.dropped + sum.left;
    if (!ended || counted == m_counted.cend())
        sum.received = std::max(sum.received, known);
    sum.waiting = ended ? 0 : sum.received - known;
    return sum;
}

CaptureSums::Session SumLedger::session(const Counts &dropped, const Counts &left, bool ended) const
{
    CaptureSums::Session session = m_sums.sessions.back();
    session.known = nowText();
    session.ended = ended;
    session.last = m_last;
    QStringList ids = m_counted.keys() + dropped.keys() + left.keys() + m_recovered.keys();
    for (const auto &[id, lines] : m_lines) {
        if (lines > 0)
            ids += QString::fromStdString(id);
    }
    for (const QString &id : std::as_const(ids)) {
        if (!session.connections.contains(id))
            session.connections.insert(id, sum(id, dropped, left, ended));
    }
    return session;
}

Result<qint64> SumLedger::save(const CaptureSums::Session &session)
{
    CaptureSums sums = m_sums;
    sums.sessions.back() = session;
    return sums.write(m_folder);
}

Result<void> SumLedger::write(const Counts &dropped)
{
    std::unique_lock lock(m_mutex);
    if (!m_kept)
        return {};
    const CaptureSums::Session session = this->session(dropped, {}, false);
    m_dirty = false;
    lock.unlock();
    const Result<qint64> saved = save(session);
    lock.lock();
    if (!session.connections.isEmpty())
        m_written = Clock::now();
    if (!saved) {
        touch();
        return Error{saved.error()};
    }
    m_rest = std::max(m_pause,
                      std::min<std::chrono::milliseconds>(
                          std::chrono::seconds(*saved / bytesPerSecond), longestRest));
    if (m_dirty)
        m_due = std::max(m_due, m_written + m_rest);
    return {};
}

Result<void> SumLedger::end(const Counts &dropped, const Counts &left)
{
    const std::lock_guard lock(m_mutex);
    if (!std::exchange(m_kept, false))
        return {};
    const Result<qint64> saved = save(session(dropped, left, true));
    return saved ? Result<void>() : Error{saved.error()};
}

} // namespace eventscope
