// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/segmentappender.h"

#include "models/capture/linereader.h"
#include "models/capture/segment.h"
#include "models/event/crc32c.h"

#include <QFile>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr size_t writeBytes = size_t(1) << 20;
constexpr size_t maxKeptBuffer = size_t(8) << 20;
/// Above this the columns of a segment of tiny lines would cost more memory than its index is
/// worth; the reader makes it.
constexpr size_t maxCollected = size_t(1) << 20;

constexpr std::string_view opening = R"({"specversion":"1.0","sequence":")";
constexpr std::string_view ownId = R"("id":")";
constexpr std::string_view seen = R"("seen":")";
/// All of them, two numbers of up to 20 digits and a small one, the capture's id, quotes, commas
/// and the line break.
constexpr size_t maxPrefix = 160;

char *put(char *at, std::string_view text)
{
    std::memcpy(at, text.data(), text.size());
    return at + text.size();
}

} // namespace

char *SegmentAppender::Buffer::makeRoom(size_t bytes)
{
    if (size + bytes > capacity) {
        const size_t larger = std::max(size + bytes, capacity * 2);
        std::unique_ptr<char[]> moved(new char[larger]);
        if (size > 0)
            std::memcpy(moved.get(), memory.get(), size);
        memory = std::move(moved);
        capacity = larger;
    }
    return memory.get() + size;
}

SegmentAppender::SegmentAppender(const QString &folder, const std::string &captureId,
                                 quint64 segmentBytes, const End &end)
    : m_folder(folder),
      m_captureId(captureId), m_rollover{std::max<quint64>(segmentBytes, 1), 0, 0},
      m_identity(end.identity), m_segment(end.segment), m_length(end.goOn ? end.length : 0),
      m_nextSequence(end.nextSequence), m_lastUs(end.lastUs), m_beganSequence(end.nextSequence),
      m_beganUs(end.lastUs), m_synced{m_length, m_nextSequence, 0, {}}, m_goOn(end.goOn)
{ }

bool SegmentAppender::isFull() const
{
    return m_file.isOpen() && m_length > 0
        && (m_length >= m_rollover.bytes
            || (m_rollover.events > 0 && m_nextSequence - m_beganSequence >= m_rollover.events)
            || (m_rollover.spanUs > 0 && m_lastUs - m_beganUs >= m_rollover.spanUs));
}

bool SegmentAppender::fail(QLatin1String what, int code)
{
    m_error = fileError(what, segmentPath(m_folder, m_segment), code);
    if (const QString room = freeRoom(m_folder, code); !room.isEmpty())
        m_error += u" (%1)"_s.arg(room);
    return false;
}

void SegmentAppender::format(EventBatch &batch)
{
    char *const start = m_buffer.makeRoom(batch.byteSize() + batch.size() * maxPrefix);
    char *at = start;
    const bool collect = m_indexed && m_index.size() + batch.size() <= maxCollected;
    m_indexed = collect;
    if (m_beganSequence == m_nextSequence && batch.size() > 0)
        m_beganUs = batch.entries().front().recordedUs;
    for (BatchEntry &entry : batch.entries()) {
        char *const line = at;
        at = put(at, opening);
        char *const digits = at;
        at = std::to_chars(at, at + 20, m_nextSequence++).ptr;
        const std::string_view number(digits, size_t(at - digits));
        at = put(at, "\",");
        if (entry.ownId) {
            at = put(at, ownId);
            at = put(at, m_captureId);
            *at++ = '-';
            at = put(at, number);
            at = put(at, "\",");
        }
        if (entry.copies > 0) {
            at = put(at, seen);
            at = std::to_chars(at, at + 6, entry.copies + 1).ptr;
            at = put(at, "\",");
        }
        entry.prefixLength = quint16(at - line);
        at = put(at, batch.body(entry));
        entry.lineLength = quint32(at - line);
        *at++ = '\n';
        if (collect)
            m_index.add(batch, entry);
    }
    m_lastUs = batch.entries().empty() ? m_lastUs : batch.entries().back().recordedUs;
    m_buffer.size += size_t(at - start);
}

bool SegmentAppender::write(Batches &todo)
{
    if (!makeReady())
        return false;
    m_buffer.size = 0;
    const size_t first = m_unsynced.size();
    while (!todo.empty() && m_buffer.size < writeBytes
           && m_length + m_buffer.size < m_rollover.bytes) {
        std::unique_ptr<EventBatch> batch = std::move(todo.front());
        todo.pop_front();
        const quint64 sequence = m_nextSequence;
        const quint64 offset = m_length + m_buffer.size;
        format(*batch);
        m_unsynced.push_back({std::move(batch), sequence, m_segment, offset});
    }
    quint64 written = 0;
    const int code = m_file.append({m_buffer.memory.get(), m_buffer.size}, written);
    const quint64 before = m_length;
    m_length += m_buffer.size;
    // It becomes the end of the last batch that is there whole.
    if (code != 0)
        takeBackFrom(before + written, first, todo);
    if (m_crc)
        m_crc = crc32c({m_buffer.memory.get(), size_t(m_length - before)}, *m_crc);
    if (m_buffer.capacity > maxKeptBuffer)
        m_buffer = Buffer();
    if (code == 0)
        return true;
    if (m_file.cut(m_length) != 0)
        m_broken = true;
    return fail("write"_L1, code);
}

/// Takes back the batches from index `first` on that end behind `length`.
void SegmentAppender::takeBackFrom(quint64 length, size_t first, Batches &todo)
{
    size_t records = m_index.size();
    while (m_unsynced.size() > first && m_length > length) {
        StoredBatch &last = m_unsynced.back();
        m_length = last.offset;
        m_nextSequence = last.firstSequence;
        records -= std::min(records, last.batch->size());
        todo.push_front(std::move(last.batch));
        m_unsynced.pop_back();
    }
    m_index.truncate(records);
}

bool SegmentAppender::sync(std::vector<StoredBatch> &stored)
{
    if (m_broken)
        return false;
    if (const int code = m_file.syncData()) {
        m_broken = true;
        return fail("sync"_L1, code);
    }
    FileHandle::Identity named;
    if (FileHandle::identityAt(segmentPath(m_folder, m_segment), named) == 0
        && named != m_identity) {
        m_broken = true; // whatever is written to it is not in the capture
        m_error = u"Cannot go on with %1: it was removed, renamed or replaced"_s.arg(
            segmentPath(m_folder, m_segment));
        return false;
    }
    m_synced = {m_length, m_nextSequence, m_index.size(), m_crc};
    std::move(m_unsynced.begin(), m_unsynced.end(), std::back_inserter(stored));
    m_unsynced.clear();
    return true;
}

void SegmentAppender::giveBack(Batches &todo)
{
    for (; !m_unsynced.empty(); m_unsynced.pop_back())
        todo.push_front(std::move(m_unsynced.back().batch));
    m_length = m_synced.length;
    m_nextSequence = m_synced.nextSequence;
    m_index.truncate(std::min(m_index.size(), m_synced.records));
    m_broken = true;
}

/// Brings a segment back to what is known to be on the disk, on a descriptor that has no failed
/// write-back behind it. It must succeed before anything else is written: a later segment would
/// otherwise repeat numbers that are in this one.
bool SegmentAppender::mend()
{
    const QString path = segmentPath(m_folder, m_segment);
    m_file.close();
    FileHandle::Identity named;
    if (const int code = FileHandle::identityAt(path, named))
        return fail("look at"_L1, code);
    const bool ours = named == m_identity;
    if (ours && m_synced.length > 0) {
        if (!cutBack(path))
            return false;
        seal();
    } else if (m_synced.length > 0) {
        m_gone.push_back({m_segment, m_synced.nextSequence - 1});
    } else {
        if (ours && ::unlink(QFile::encodeName(path)) != 0)
            return fail("remove"_L1, errno);
        m_segment -= ours || named.number == 0 ? 1 : 0;
    }
    m_goOn = false;
    m_broken = false;
    m_file.close();
    m_length = 0;
    m_synced = {0, m_nextSequence, 0, {}};
    return true;
}

bool SegmentAppender::cutBack(const QString &path)
{
    if (const int code = m_file.open(path, O_RDWR | O_APPEND | O_NOFOLLOW))
        return fail("open"_L1, code);
    if (const int code = m_file.cut(m_synced.length))
        return fail("cut"_L1, code);
    if (const int code = m_file.syncData())
        return fail("sync"_L1, code);
    return true;
}

bool SegmentAppender::makeReady()
{
    if (m_broken && !mend())
        return false;
    return m_file.isOpen() || openSegment();
}

/// The segment that an earlier run began. True with m_file closed: what is in it now is not what
/// that run left.
bool SegmentAppender::openBegun(const QString &path)
{
    if (const int code = m_file.open(path, O_RDWR | O_APPEND | O_NOFOLLOW))
        return fail("open"_L1, code);
    if (m_file.identity() != m_identity) { // just now: the next try sees it, too
        m_file.close();
        return fail("open"_L1, ESTALE);
    }
    quint64 size = 0;
    if (const int code = m_file.size(size)) {
        m_file.close();
        return fail("look at"_L1, code);
    }
    if (size != m_length) {
        m_file.close();
        return true;
    }
    // Its index, should it have one, is of a shorter segment now.
    ::unlink(QFile::encodeName(indexPath(m_folder, m_segment)));
    m_goOn = false;
    m_indexed = m_length == 0;
    if (m_indexed)
        m_index.begin(m_nextSequence);
    return true;
}

/// Somebody took the segment away that an earlier run began: what was in it is told, and nothing is
/// written to what has its name now.
void SegmentAppender::leaveBegun(bool isReplaced)
{
    if (m_length > 0)
        m_gone.push_back({m_segment, m_nextSequence - 1});
    else if (!isReplaced)
        --m_segment;
    m_goOn = false;
    m_length = 0;
    m_synced = {0, m_nextSequence, 0, {}};
}

bool SegmentAppender::openSegment()
{
    if (m_goOn) {
        const QString path = segmentPath(m_folder, m_segment);
        FileHandle::Identity named;
        if (const int code = FileHandle::identityAt(path, named))
            return fail("look at"_L1, code);
        if (named == m_identity) {
            if (!openBegun(path))
                return false;
            if (m_file.isOpen())
                return true;
        }
        leaveBegun(named.number != 0);
    }
    if (m_segment >= maxSegment)
        return fail("begin a segment after"_L1, EFBIG);
    ++m_segment;
    const QString path = segmentPath(m_folder, m_segment);
    int code = m_file.open(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW, 0600);
    if (code == EEXIST)
        return fail("create"_L1, code); // not ours; the next try takes the next number
    if (code == 0 && ::fchmod(m_file.fd(), 0600) != 0)
        code = errno;
    if (code == 0)
        code = syncFolder(m_folder);
    if (code != 0) {
        fail("create"_L1, code);
        if (m_file.isOpen())
            ::unlink(QFile::encodeName(path));
        m_file.close();
        --m_segment;
        return false;
    }
    m_identity = m_file.identity();
    m_length = 0;
    m_crc = 0;
    m_synced = {0, m_nextSequence, 0, m_crc};
    m_beganSequence = m_nextSequence;
    m_indexed = true;
    m_index.begin(m_nextSequence);
    return true;
}

bool SegmentAppender::sealEarly()
{
    if (m_goOn && !m_file.isOpen() && !makeReady())
        return false;
    if (m_file.isOpen() && !m_broken && !hasUnsynced())
        seal();
    return !m_file.isOpen();
}

void SegmentAppender::seal()
{
    if (!m_indexed)
        indexFromLines();
    // An index is a cache; where it cannot be written, the reader makes it.
    if (m_indexed && m_index.size() > 0)
        (void)m_index.save(indexPath(m_folder, m_segment), m_file).has_value();
    m_indexed = false;
    m_index.truncate(0);
    m_file.close();
    m_length = 0;
    m_synced = {0, m_nextSequence, 0, {}};
}

std::optional<CaptureSums::Checksum> SegmentAppender::checksum() const
{
    if (!m_synced.crc || m_synced.length == 0)
        return {};
    return CaptureSums::Checksum{m_synced.length, *m_synced.crc};
}

/// For a segment that an earlier run began: its columns were not collected while it was written.
void SegmentAppender::indexFromLines()
{
    LineReader reader;
    LineParser parser;
    LineEnvelope line;
    if (reader.open(segmentPath(m_folder, m_segment)) != 0)
        return;
    quint64 expected = 0;
    m_index.truncate(0);
    while (reader.next() && m_index.size() < maxCollected) {
        if (!parser.read(reader.line(), line) || (expected != 0 && line.sequence != expected))
            return;
        if (expected == 0)
            m_index.begin(line.sequence);
        expected = line.sequence + 1;
        m_index.add(line);
    }
    m_indexed = reader.error() == 0 && reader.tornBytes() == 0 && m_index.size() < maxCollected;
}

} // namespace eventscope
