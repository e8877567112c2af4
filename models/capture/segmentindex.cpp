// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/segmentindex.h"

#include "models/capture/indexformat.h"

#include <QFile>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace eventscope {

using namespace indexformat;

namespace {

constexpr size_t maxColumnBytes = size_t(16) << 20;

quint64 blockCount(quint64 lines)
{
    return (lines + blockRecords - 1) / blockRecords;
}

void appendTable(std::string &out, const StringTable &table)
{
    for (quint32 id = 0; id < table.size(); ++id) {
        const std::string_view text = table.text(id);
        const auto length = quint32(text.size());
        out.append(bytesOf(&length, sizeof length));
        out.append(text);
    }
}

} // namespace

IndexBuilder::IndexBuilder() = default;

quint32 IndexBuilder::Column::intern(std::string_view escaped, std::string &scratch)
{
    if (escaped == last)
        return lastId;
    last = escaped;
    const std::string_view text = plainText(escaped, scratch);
    if (bytes > maxColumnBytes) {
        lastId = table->find(text);
    } else {
        const quint32 before = table->size();
        lastId = table->intern(text);
        bytes += table->size() > before ? text.size() : 0;
    }
    return lastId;
}

std::vector<std::string_view> IndexBuilder::Column::texts() const
{
    std::vector<std::string_view> texts;
    for (quint32 id = 0; id < table->size(); ++id)
        texts.push_back(table->text(id));
    return texts;
}

void IndexBuilder::begin(quint64 firstSequence)
{
    for (Column *column : {&m_types, &m_topics, &m_connections})
        *column = Column();
    m_records.clear();
    m_firstSequence = firstSequence;
}

void IndexBuilder::add(const LineEnvelope &line)
{
    IndexRecord &record = m_records.emplace_back();
    record.recordedUs = line.recordedUs;
    record.timeUs = line.timeUs;
    record.subjectHash = subjectHash(plainText(line.subject, m_scratch));
    record.lineLength = line.length;
    record.topic = m_topics.intern(line.topic, m_scratch);
    record.type = m_types.intern(line.type, m_scratch);
    const std::string_view source = line.source;
    record.connection = quint16(
        m_connections.intern(source.starts_with('/') ? source.substr(1) : source, m_scratch));
    record.setDataOffset(line.dataOffset);
    record.severity = quint8(line.severity);
    record.flags = line.flags;
    record.marks = line.marks;
}

void IndexBuilder::add(const EventBatch &batch, const BatchEntry &entry)
{
    IndexRecord &record = m_records.emplace_back();
    record.recordedUs = entry.recordedUs;
    record.timeUs = entry.timeUs;
    record.subjectHash = subjectHash(plainText(batch.part(entry, entry.subject), m_scratch));
    record.lineLength = entry.lineLength;
    record.topic = m_topics.intern(batch.part(entry, entry.topic), m_scratch);
    record.type = m_types.intern(batch.part(entry, entry.type), m_scratch);
    record.connection = quint16(m_connections.table->intern(batch.connection()));
    record.setDataOffset(entry.data.length ? entry.prefixLength + entry.data.offset : 0);
    record.severity = quint8(entry.severity);
    record.flags = entry.flags;
    record.marks = entry.marks;
}

Result<void> IndexBuilder::save(const QString &path, const FileHandle &segment) const
{
    Header header;
    std::string tables;
    appendTable(tables, *m_types.table);
    appendTable(tables, *m_topics.table);
    appendTable(tables, *m_connections.table);
    tables.resize((tables.size() + 7) / 8 * 8);
    header.lines = m_records.size();
    header.firstSequence = m_firstSequence;
    header.tableBytes = tables.size();
    header.tableCrc = crc32c(tables);
    header.counts[0] = m_types.table->size();
    header.counts[1] = m_topics.table->size();
    header.counts[2] = m_connections.table->size();
    for (const IndexRecord &record : m_records)
        header.segmentLength += quint64(record.lineLength) + 1;
    if (const int code = edgeCrc(segment, header.segmentLength, header.edgeCrc))
        return Error{fileError("read the segment of"_L1, path, code)};
    header.headerCrc = headerCrc(header);

    const QString draft = path + u".new"_s;
    FileHandle file;
    int code = file.open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600);
    if (code == 0 && ::fchmod(file.fd(), 0600) != 0)
        code = errno;
    const auto append = [&file, &code](std::string_view bytes) {
        quint64 written = 0;
        if (code == 0)
            code = file.append(bytes, written);
    };
    append(bytesOf(&header, sizeof header));
    append(tables);
    for (size_t from = 0; from < m_records.size() && code == 0; from += blockRecords) {
        const size_t count = std::min(blockRecords, m_records.size() - from);
        const std::string_view block = bytesOf(&m_records[from], count * sizeof(IndexRecord));
        const quint32 trailer[2] = {crc32c(block), 0};
        append(block);
        append(bytesOf(trailer, sizeof trailer));
    }
    file.close();
    if (code == 0 && std::rename(QFile::encodeName(draft), QFile::encodeName(path)) != 0)
        code = errno;
    if (code == 0)
        return {};
    ::unlink(QFile::encodeName(draft));
    return Error{fileError("write"_L1, path, code)};
}

const IndexRecord &SegmentIndex::at(size_t i) const
{
    const size_t block = i / blockRecords;
    const char *start = m_blocks + block * (blockRecords * sizeof(IndexRecord) + blockTrailer);
    return reinterpret_cast<const IndexRecord *>(start)[i % blockRecords];
}

bool SegmentIndex::readTables(std::string_view bytes, const quint32 (&counts)[3])
{
    std::vector<std::string_view> *const columns[3] = {&m_types, &m_topics, &m_connections};
    for (int i = 0; i < 3; ++i) {
        if (counts[i] > bytes.size() / sizeof(quint32))
            return false;
        columns[i]->reserve(counts[i]);
        for (quint32 n = 0; n < counts[i]; ++n) {
            quint32 length = 0;
            if (bytes.size() < sizeof length)
                return false;
            std::memcpy(&length, bytes.data(), sizeof length);
            bytes.remove_prefix(sizeof length);
            if (bytes.size() < length)
                return false;
            columns[i]->push_back(bytes.substr(0, length));
            bytes.remove_prefix(length);
        }
    }
    return bytes.size() < 8;
}

/// Empty if all records are sound.
QString SegmentIndex::checkBlocks(quint64 segmentLength) const
{
    quint64 length = 0;
    for (size_t from = 0; from < m_size; from += blockRecords) {
        const size_t count = std::min(blockRecords, m_size - from);
        const std::string_view block = bytesOf(&at(from), count * sizeof(IndexRecord));
        quint32 trailer[2];
        std::memcpy(trailer, block.data() + block.size(), sizeof trailer);
        if (trailer[0] != crc32c(block) || trailer[1] != 0)
            return u"a checksum is wrong"_s;
        for (size_t i = from; i < from + count; ++i) {
            const IndexRecord &record = at(i);
            length += quint64(record.lineLength) + 1;
            const bool known = record.type < m_types.size() || record.type == StringTable::overflow;
            const bool knownTopic =
                record.topic < m_topics.size() || record.topic == StringTable::overflow;
            if (!known || !knownTopic || record.severity > quint8(Severity::Fatal)
                || (record.connection >= m_connections.size() && record.connection != 0xffff)
                || (record.dataOffset() && record.dataOffset() >= record.lineLength))
                return u"a record is out of bounds"_s;
            if (!isTimestamp(record.recordedUs)
                || (record.timeUs != noTime && !isTimestamp(record.timeUs)))
                return u"a time is out of bounds"_s;
            if (!record.wideOffset && record.dataOffset() == 0 && record.lineLength > 0xffff)
                return u"it may not know where a payload begins"_s;
        }
    }
    return length == segmentLength ? QString() : u"its lines do not add up"_s;
}

Result<SegmentIndex> SegmentIndex::load(const QString &path, const FileHandle &segment)
{
    const auto bad = [&path](const QString &why) { return Error{u"%1: %2"_s.arg(path, why)}; };
    FileHandle file;
    quint64 size = 0;
    quint64 segmentLength = 0;
    if (const int code = file.open(path, O_RDONLY | O_NOFOLLOW))
        return bad(systemError(code));
    if (file.size(size) != 0 || segment.size(segmentLength) != 0)
        return bad(u"cannot be read"_s);

    Header header;
    size_t got = 0;
    if (file.readAt(0, reinterpret_cast<char *>(&header), sizeof header, got) != 0
        || got < sizeof header)
        return bad(u"too short"_s);
    if (header.magic != magic || header.byteOrder != byteOrder || header.version != version)
        return bad(u"no index of this version and machine"_s);
    if (header.headerCrc != headerCrc(header))
        return bad(u"a checksum is wrong"_s);
    if (header.segmentLength != segmentLength)
        return bad(u"made for another length of its segment"_s);
    quint32 edge = 0;
    if (edgeCrc(segment, segmentLength, edge) != 0 || edge != header.edgeCrc)
        return bad(u"made for another segment"_s);
    // A line takes at least its line break, so nothing below can overflow.
    if (header.lines > segmentLength || header.tableBytes > size || header.tableBytes % 8 != 0
        || size
            != sizeof header + header.tableBytes + header.lines * sizeof(IndexRecord)
                + blockCount(header.lines) * blockTrailer
        || header.firstSequence == 0 || header.firstSequence > maxSequence - header.lines)
        return bad(u"its sizes do not add up"_s);

    SegmentIndex index;
    const auto rest = size_t(size - sizeof header);
    index.m_bytes.reset(new char[rest]);
    if (file.readAt(sizeof header, index.m_bytes.get(), rest, got) != 0 || got < rest)
        return bad(u"cannot be read"_s);
    const std::string_view tables(index.m_bytes.get(), size_t(header.tableBytes));
    if (crc32c(tables) != header.tableCrc || !index.readTables(tables, header.counts))
        return bad(u"a checksum is wrong"_s);
    index.m_blocks = index.m_bytes.get() + header.tableBytes;
    index.m_size = size_t(header.lines);
    index.m_firstSequence = header.firstSequence;
    if (const QString why = index.checkBlocks(segmentLength); !why.isEmpty())
        return bad(why);
    return index;
}

} // namespace eventscope
