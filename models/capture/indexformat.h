// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/filehandle.h"
#include "models/event/crc32c.h"

#include <algorithm>
#include <array>
#include <type_traits>

namespace eventscope::indexformat {

// The bytes of an index file that its writer and its reader agree on; see IndexBuilder for the
// picture.

inline constexpr std::array<char, 8> magic{'E', 'S', 'I', 'D', 'X', '\r', '\n', '\x1a'};
inline constexpr quint32 byteOrder = 0x01020304;
inline constexpr quint32 version = 2;
inline constexpr size_t blockRecords = 4096;
inline constexpr size_t blockTrailer = 8;

struct Header
{
    std::array<char, 8> magic = indexformat::magic;
    quint32 byteOrder = indexformat::byteOrder;
    quint32 version = indexformat::version;
    quint64 segmentLength = 0;
    quint64 lines = 0;
    quint64 firstSequence = 0;
    quint64 tableBytes = 0;
    quint32 tableCrc = 0;
    quint32 edgeCrc = 0;
    quint32 counts[3] = {}; ///< types, topics, connections
    quint32 headerCrc = 0; ///< of everything before
};
static_assert(sizeof(Header) == 72 && std::is_trivially_copyable_v<Header>);

inline std::string_view bytesOf(const void *at, size_t size)
{
    return {static_cast<const char *>(at), size};
}

inline quint32 headerCrc(const Header &header)
{
    return crc32c(bytesOf(&header, offsetof(Header, headerCrc)));
}

/// Ties an index to its segment: a segment of the same length that holds something else is found
/// out, without reading it whole, and without its date, which does not survive copying.
inline int edgeCrc(const FileHandle &segment, quint64 length, quint32 &crc)
{
    std::array<char, 4096> edge;
    size_t got = 0;
    int code = segment.readAt(0, edge.data(), size_t(std::min<quint64>(length, edge.size())), got);
    crc = crc32c({edge.data(), got});
    if (code == 0 && length > edge.size()) {
        code = segment.readAt(length - edge.size(), edge.data(), edge.size(), got);
        crc = crc32c({edge.data(), got}, crc);
    }
    return code;
}

} // namespace eventscope::indexformat
