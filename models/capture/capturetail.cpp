// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/capturetail.h"

#include "models/capture/filehandle.h"
#include "models/capture/lineenvelope.h"
#include "models/capture/segment.h"
#include "models/event/event.h"

#include <QMap>
#include <algorithm>
#include <fcntl.h>
#include <string>

namespace eventscope {

namespace {

constexpr quint64 mostBytes = quint64(4) << 20;

/// The last whole lines of a file, as far as `mostBytes` reach.
std::string lastLines(const QString &path)
{
    FileHandle file;
    quint64 size = 0;
    if (file.open(path, O_RDONLY) != 0 || file.size(size) != 0)
        return {};
    const quint64 start = size > mostBytes ? size - mostBytes : 0;
    std::string bytes(size_t(size - start), '\0');
    size_t got = 0;
    if (file.readAt(start, bytes.data(), bytes.size(), got) != 0)
        return {};
    bytes.resize(got);
    if (start > 0)
        bytes.erase(0, std::min(bytes.find('\n'), bytes.size() - 1) + 1);
    const size_t end = bytes.rfind('\n');
    bytes.resize(end == std::string::npos ? 0 : end + 1);
    return bytes;
}

bool has(std::string_view line, const LineEnvelope &row, std::string_view text)
{
    // Our own rows: in their texts quotes are escaped, so this is a member and nothing else.
    return row.dataOffset > 0 && line.find(text, row.dataOffset) != std::string_view::npos;
}

/// Whether a connection goes on after this row of it; `before` where the row says nothing of it.
bool goesOn(std::string_view line, const LineEnvelope &row, bool before)
{
    if (!(row.flags & OwnEvent))
        return true;
    if (row.flags & GapEvent)
        return before && !has(line, row, std::string("\"cause\":\"") + cutShortCause + '"');
    return row.type != owntype::disconnected || has(line, row, "\"treatment\":\"retry");
}

} // namespace

CaptureTail CaptureTail::read(const QString &folder)
{
    CaptureTail tail;
    std::vector<quint32> segments = listSegments(folder);
    QMap<QString, bool> open;
    LineParser parser;
    LineEnvelope row;
    std::string scratch;
    for (; !segments.empty() && tail.lastUs == noTime; segments.pop_back()) {
        const std::string bytes = lastLines(segmentPath(folder, segments.back()));
        std::string_view rest = bytes;
        while (!rest.empty()) {
            const std::string_view line = rest.substr(0, rest.find('\n'));
            rest.remove_prefix(line.size() + 1);
            if (!parser.read(line, row))
                continue;
            const std::string_view id = connectionOfSource(row.source, scratch);
            tail.lastUs = row.recordedUs;
            if (id.empty())
                continue; // of the capture itself: what limits removed
            tail.lastConnection = QString::fromUtf8(id.data(), qsizetype(id.size()));
            open[tail.lastConnection] = goesOn(line, row, open.value(tail.lastConnection));
        }
    }
    for (auto it = open.cbegin(); it != open.cend(); ++it) {
        if (*it)
            tail.open += it.key();
    }
    return tail;
}

} // namespace eventscope
