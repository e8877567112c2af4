// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/lineenvelope.h"
#include "models/event/eventbatch.h"
#include "models/event/result.h"
#include "models/event/stringtable.h"

#include <QString>
#include <memory>
#include <vector>

namespace eventscope {

class FileHandle;

/// One line of a segment in its index file, in the byte order of the machine that wrote it. Where
/// the line stands is not kept: lines follow each other without a hole, so it is the sum of the
/// lengths before.
struct IndexRecord
{
    qint64 recordedUs = 0;
    qint64 timeUs = noTime;
    quint64 subjectHash = 0;
    quint32 lineLength = 0;
    quint32 topic = 0; ///< numbers in the tables of this index, or StringTable::overflow
    quint32 type = 0;
    quint16 connection = 0;
    quint16 dataOffsetLow = 0;
    quint8 severity = 0;
    quint8 flags = 0;
    quint8 marks = 0; ///< 0 in indexes of the time before there were marks, as in their lines
    /// 1 where the offset is a whole one; 0 in indexes of the time when it was 0 beyond 65 535.
    quint8 wideOffset = 1;
    quint16 dataOffsetHigh = 0;
    quint8 reserved[2] = {};

    quint32 dataOffset() const { return quint32(dataOffsetHigh) << 16 | dataOffsetLow; }
    void setDataOffset(quint32 offset)
    {
        dataOffsetLow = quint16(offset);
        dataOffsetHigh = quint16(offset >> 16);
    }
};
static_assert(sizeof(IndexRecord) == 48 && std::is_trivially_copyable_v<IndexRecord>);

/// Collects the columns of one segment while its lines are written or read, and saves them beside
/// it as `.idx`:
///
///   header   magic, byte order, version, length and CRC of both ends of the segment, lines, first
///   sequence, CRC-32C tables   types, topics, connections: length and bytes of each text; padded
///   to eight bytes; CRC-32C in the header blocks   4096 records each and 8 bytes with their
///   CRC-32C
///
/// Only a segment without damage gets an index: every line good, each numbered one higher than the
/// line before. One thread. Memory is kept from segment to segment.
class IndexBuilder
{
public:
    IndexBuilder();

    void begin(quint64 firstSequence);
    void add(const LineEnvelope &line);
    /// A line that the writer made, without reading it again.
    void add(const EventBatch &batch, const BatchEntry &entry);
    /// Forgets all records but the first `count`: their lines did not reach the disk.
    void truncate(size_t count) { m_records.resize(count); }
    size_t size() const { return m_records.size(); }
    const IndexRecord &at(size_t i) const { return m_records[i]; }
    std::vector<std::string_view> types() const { return m_types.texts(); }
    std::vector<std::string_view> topics() const { return m_topics.texts(); }
    std::vector<std::string_view> connections() const { return m_connections.texts(); }

    /// Writes the index anew, atomically, 0600. `segment` is the segment's file. A cache: it is not
    /// synced.
    Result<void> save(const QString &path, const FileHandle &segment) const;

private:
    /// Texts of one column; stops growing where a feed sends a new one with every event.
    struct Column
    {
        quint32 intern(std::string_view escaped, std::string &scratch);
        std::vector<std::string_view> texts() const;
        std::unique_ptr<StringTable> table = std::make_unique<StringTable>();
        std::string last; ///< most lines repeat the text of the line before
        quint32 lastId = 0;
        size_t bytes = 0;
    };

    Column m_types;
    Column m_topics;
    Column m_connections;
    std::vector<IndexRecord> m_records;
    quint64 m_firstSequence = 1;
    std::string m_scratch;
};

/// An index file that was read back and found sound: checksums, sizes, and every number in it
/// within its bounds.
class SegmentIndex
{
public:
    /// The error says what is wrong; then the index is made again from the lines.
    static Result<SegmentIndex> load(const QString &path, const FileHandle &segment);

    quint64 firstSequence() const { return m_firstSequence; }
    size_t size() const { return m_size; }
    const IndexRecord &at(size_t i) const;
    const std::vector<std::string_view> &types() const { return m_types; }
    const std::vector<std::string_view> &topics() const { return m_topics; }
    const std::vector<std::string_view> &connections() const { return m_connections; }

private:
    bool readTables(std::string_view bytes, const quint32 (&counts)[3]);
    QString checkBlocks(quint64 segmentLength) const;

    std::unique_ptr<char[]> m_bytes;
    const char *m_blocks = nullptr;
    size_t m_size = 0;
    quint64 m_firstSequence = 1;
    std::vector<std::string_view> m_types;
    std::vector<std::string_view> m_topics;
    std::vector<std::string_view> m_connections;
};

} // namespace eventscope
