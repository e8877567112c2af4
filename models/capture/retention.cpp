// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/retention.h"

#include "models/capture/filehandle.h"
#include "models/capture/lineenvelope.h"
#include "models/capture/linereader.h"
#include "models/capture/segment.h"

#include <QFile>
#include <QFileInfo>
#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

/// Damage at the beginning of a segment is looked over so far.
constexpr int maxBadLines = 1000;

template<typename Number>
Number smallerLimit(Number a, Number b)
{
    return a == 0 ? b : b == 0 ? a : std::min(a, b);
}

QString keepPath(const QString &folder)
{
    return folder + u'/' + keepMarkName;
}

} // namespace

RetentionLimits stricter(const RetentionLimits &a, const RetentionLimits &b)
{
    return {smallerLimit(a.events, b.events), smallerLimit(a.bytes, b.bytes),
            smallerLimit(a.ageUs, b.ageUs)};
}

SegmentFacts readSegmentFacts(const QString &folder, quint32 segment)
{
    SegmentFacts facts;
    facts.segment = segment;
    facts.bytes = quint64(QFileInfo(segmentPath(folder, segment)).size()
                          + QFileInfo(indexPath(folder, segment)).size());
    LineReader reader;
    LineParser parser;
    LineEnvelope line;
    if (reader.open(segmentPath(folder, segment), LineReader::Amount::Little) != 0)
        return facts;
    for (int bad = 0; bad < maxBadLines && reader.next(); ++bad) {
        if (!parser.read(reader.line(), line))
            continue;
        facts.firstSequence = line.sequence;
        facts.firstUs = line.recordedUs;
        break;
    }
    return facts;
}

namespace {

/// Of a segment without a good line nobody knows the number: it begins where the next one does.
CaptureEnd beginOf(const std::vector<SegmentFacts> &segments, size_t at, const CaptureEnd &end)
{
    for (; at < segments.size(); ++at) {
        if (segments[at].firstSequence != 0)
            return {segments[at].firstSequence, segments[at].firstUs};
    }
    return end;
}

} // namespace

RetentionCut cutOf(const std::vector<SegmentFacts> &segments, size_t count, const CaptureEnd &end,
                   RetentionCut::Limit limit)
{
    RetentionCut cut;
    if (count == 0)
        return cut;
    const CaptureEnd from = beginOf(segments, 0, end);
    const CaptureEnd to = beginOf(segments, count, end);
    cut.segments = count;
    cut.limit = limit;
    cut.first = from.nextSequence;
    cut.last = to.nextSequence - 1;
    cut.fromUs = from.lastUs;
    cut.toUs = to.lastUs;
    for (size_t i = 0; i < count; ++i)
        cut.bytes += segments[i].bytes;
    return cut;
}

RetentionCut planRetention(const std::vector<SegmentFacts> &segments, size_t removable,
                           const CaptureEnd &end, const RetentionLimits &limits, qint64 nowUs)
{
    using Limit = RetentionCut::Limit;
    quint64 bytes = 0;
    for (const SegmentFacts &one : segments)
        bytes += one.bytes;
    size_t count = 0;
    Limit first = Limit::None;
    for (; count < std::min(removable, segments.size()); ++count) {
        const CaptureEnd from = beginOf(segments, count, end);
        const CaptureEnd to = beginOf(segments, count + 1, end);
        const Limit limit = limits.bytes > 0 && bytes > limits.bytes ? Limit::Size
            : limits.ageUs > 0 && to.lastUs < nowUs - limits.ageUs   ? Limit::Age
            : limits.events > 0 && end.nextSequence - from.nextSequence > limits.events
            ? Limit::Count
            : Limit::None;
        if (limit == Limit::None)
            break;
        if (count == 0)
            first = limit;
        bytes -= segments[count].bytes;
    }
    return cutOf(segments, count, end, first);
}

const char *limitName(RetentionCut::Limit limit)
{
    switch (limit) {
    case RetentionCut::Limit::Size:
        return "size";
    case RetentionCut::Limit::Age:
        return "age";
    case RetentionCut::Limit::Count:
        return "count";
    case RetentionCut::Limit::None:
        break;
    }
    return "";
}

bool isKept(const QString &folder)
{
    return QFile::exists(keepPath(folder));
}

Result<void> setKept(const QString &folder, bool kept)
{
    const QString path = keepPath(folder);
    int code = 0;
    FileHandle file;
    if (kept)
        code = file.open(path, O_WRONLY | O_CREAT | O_NOFOLLOW, 0600);
    else if (::unlink(QFile::encodeName(path)) != 0 && errno != ENOENT)
        code = errno;
    if (code != 0)
        return Error{fileError(kept ? "create"_L1 : "remove"_L1, path, code)};
    return {};
}

} // namespace eventscope
