// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/capturetail.h"

#include "models/capture/filehandle.h"
#include "models/capture/lineenvelope.h"
#include "models/capture/segment.h"

#include <algorithm>
#include <fcntl.h>
#include <string>

namespace eventscope {

namespace {

constexpr quint64 mostBytes = quint64(4) << 20;

/// The last whole lines of a file, as far as `most` bytes reach.
std::string lastLines(const QString &path, quint64 most)
{
    FileHandle file;
    quint64 size = 0;
    if (file.open(path, O_RDONLY) != 0 || file.size(size) != 0)
        return {};
    const quint64 start = size > most ? size - most : 0;
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

/// What the lines say of their connections; the last word of each counts.
void readLines(std::string_view rest, CaptureTail &tail)
{
    LineParser parser;
    LineEnvelope row;
    std::string scratch;
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
        const auto data = row.dataOffset > 0 ? line.substr(row.dataOffset) : std::string_view();
        if (const std::optional<bool> on = goesOn(row.type, row.flags, data))
            tail.goesOn.insert(tail.lastConnection, *on);
    }
}

} // namespace

/// In the texts of our own rows quotes are escaped, so what is found is a member and nothing else.
std::optional<bool> goesOn(std::string_view type, EventFlags flags, std::string_view data)
{
    const auto has = [data](const std::string &text) {
        return data.find(text) != std::string_view::npos;
    };
    if (!(flags & OwnEvent))
        return true;
    if (flags & GapEvent)
        return has(std::string("\"cause\":\"") + cutShortCause + '"') ? std::optional(false)
                                                                      : std::nullopt;
    return type != owntype::disconnected || has("\"treatment\":\"retry");
}

CaptureTail CaptureTail::read(const QString &folder)
{
    CaptureTail tail;
    std::vector<quint32> segments = listSegments(folder);
    quint64 left = mostBytes;
    for (; !segments.empty() && left > 0; segments.pop_back()) {
        const std::string bytes = lastLines(segmentPath(folder, segments.back()), left);
        left -= std::min<quint64>(left, bytes.size());
        CaptureTail before;
        readLines(bytes, before);
        if (tail.lastUs == noTime)
            tail.lastUs = before.lastUs;
        if (tail.lastConnection.isEmpty())
            tail.lastConnection = before.lastConnection;
        for (auto it = before.goesOn.cbegin(); it != before.goesOn.cend(); ++it) {
            if (!tail.goesOn.contains(it.key()))
                tail.goesOn.insert(it.key(), *it);
        }
    }
    return tail;
}

QStringList CaptureTail::open(const QStringList &connected) const
{
    QStringList open;
    for (auto it = goesOn.cbegin(); it != goesOn.cend(); ++it) {
        if (*it)
            open += it.key();
    }
    for (const QString &id : connected) {
        if (!goesOn.contains(id) && !open.contains(id))
            open += id;
    }
    return open;
}

} // namespace eventscope
