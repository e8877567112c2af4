// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/spillrecord.h"

#include "models/event/crc32c.h"

#include <cstring>

namespace eventscope {

namespace {

constexpr quint32 magic = 0x31707345; // spillMagic

struct Header
{
    quint32 magic = 0;
    quint32 crc = 0; ///< of everything behind it
    quint32 length = 0; ///< of the content
    quint32 entrySize = sizeof(BatchEntry);
    quint32 connection = 0; ///< bytes of its id
    quint32 entries = 0;
    quint32 bytes = 0; ///< of the bodies
    quint32 reserved = 0;
};
static_assert(sizeof(Header) == spillHeaderBytes && std::is_trivially_copyable_v<Header>);
static_assert(std::is_trivially_copyable_v<BatchEntry>);

constexpr size_t checkedFrom = offsetof(Header, length);
constexpr quint32 longestConnection = 4096;

Header headerAt(const char *bytes)
{
    Header header;
    std::memcpy(&header, bytes, sizeof header);
    return header;
}

bool isWithin(BatchEntry::Span span, quint32 length)
{
    return span.offset <= length && span.length <= length - span.offset;
}

bool isSound(const BatchEntry &entry, std::string_view bytes)
{
    if (entry.bodyOffset > bytes.size() || entry.bodyLength > bytes.size() - entry.bodyOffset)
        return false;
    const std::string_view body = bytes.substr(entry.bodyOffset, entry.bodyLength);
    return body.starts_with(R"("source":)") && body.ends_with('}')
        && quint8(entry.severity) <= quint8(Severity::Fatal)
        && isWithin(entry.type, entry.bodyLength) && isWithin(entry.topic, entry.bodyLength)
        && isWithin(entry.subject, entry.bodyLength) && isWithin(entry.data, entry.bodyLength);
}

} // namespace

void appendSpillRecord(std::string &out, const EventBatch &batch)
{
    Header header;
    header.magic = magic;
    header.connection = quint32(batch.connection().size());
    header.entries = quint32(batch.size());
    header.bytes = quint32(batch.byteSize());
    const size_t entryBytes = batch.size() * sizeof(BatchEntry);
    header.length = quint32(batch.connection().size() + entryBytes + batch.byteSize());
    const size_t start = out.size();
    out.append(reinterpret_cast<const char *>(&header), sizeof header);
    out.append(batch.connection());
    out.append(reinterpret_cast<const char *>(batch.entries().data()), entryBytes);
    out.append(batch.bytes());
    header.crc = crc32c(std::string_view(out).substr(start + checkedFrom));
    std::memcpy(out.data() + start, &header, sizeof header);
}

size_t spillFrameLength(std::string_view bytes)
{
    if (bytes.size() < sizeof(Header))
        return 0;
    const Header header = headerAt(bytes.data());
    return header.magic == magic && header.length <= maxSpillFrame ? sizeof header + header.length
                                                                   : 0;
}

SpillFrame spillFrameAt(std::string_view bytes)
{
    const size_t length = spillFrameLength(bytes);
    if (length == 0 || length > bytes.size())
        return {};
    SpillFrame frame;
    frame.length = length;
    const std::string_view whole = bytes.substr(0, length);
    const bool sound = headerAt(bytes.data()).crc == crc32c(whole.substr(checkedFrom));
    frame.state = sound ? SpillFrame::State::Whole : SpillFrame::State::Damaged;
    frame.content = sound ? whole : std::string_view();
    return frame;
}

bool readSpillRecord(std::string_view content, EventBatch &batch)
{
    if (content.size() < sizeof(Header))
        return false;
    const Header header = headerAt(content.data());
    content.remove_prefix(sizeof header);
    const quint64 entryBytes = quint64(header.entries) * sizeof(BatchEntry);
    if (header.magic != magic || header.entrySize != sizeof(BatchEntry)
        || header.connection > longestConnection
        || header.connection + entryBytes + header.bytes != content.size())
        return false;
    batch.clear();
    batch.setConnection(content.substr(0, header.connection));
    const std::string_view entries = content.substr(header.connection, entryBytes);
    const std::string_view bytes = content.substr(header.connection + entryBytes);
    if (bytes.find('\n') != std::string_view::npos)
        return false;
    for (size_t at = 0; at < entries.size(); at += sizeof(BatchEntry)) {
        BatchEntry entry;
        std::memcpy(&entry, entries.data() + at, sizeof entry);
        if (!isSound(entry, bytes)) {
            batch.clear();
            return false;
        }
        batch.restore(entry, bytes.substr(entry.bodyOffset, entry.bodyLength));
    }
    return true;
}

} // namespace eventscope
