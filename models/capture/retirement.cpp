// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/retirement.h"

#include "models/capture/filehandle.h"
#include "models/capture/kafkatrail.h"
#include "models/capture/segment.h"
#include "models/capture/segmentcolumns.h"
#include "models/event/counttext.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <algorithm>
#include <cerrno>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

/// 0 or errno; that it is gone already is no error.
int removeFile(const QString &path)
{
    return ::unlink(QFile::encodeName(path)) == 0 || errno == ENOENT ? 0 : errno;
}

QString mebibytes(quint64 bytes)
{
    return u"%1 MiB"_s.arg(double(bytes) / (1 << 20), 0, 'f', 1);
}

QString momentText(qint64 us)
{
    return QString::fromStdString(timestampText(us));
}

QString sentence(const RetentionCut &cut)
{
    return u"The limit of %1 removed %2 (numbers %3 to %4, %5), recorded until %6"_s.arg(
        QLatin1String(limitName(cut.limit)), counted(cut.events(), u"old event"_s),
        QString::number(cut.first), QString::number(cut.last), mebibytes(cut.bytes),
        momentText(cut.toUs));
}

void count(const SegmentColumns &columns, CaptureInfo::Retired &retired)
{
    const SegmentColumns::Texts connections = columns.connections();
    std::vector<quint64> counts(connections.size());
    for (size_t i = 0; i < columns.size(); ++i) {
        const IndexRecord &row = columns.at(i);
        if (row.flags & OwnEvent)
            ++retired.ownRows;
        else if (row.connection < counts.size())
            ++counts[row.connection];
    }
    for (size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] > 0)
            retired.ofConnections[QString::fromUtf8(connections[i].data(),
                                                    qsizetype(connections[i].size()))] += counts[i];
    }
}

} // namespace

std::vector<quint32> keptSegments(const QString &folder, const CaptureInfo::Retired &retired)
{
    std::vector<quint32> segments = listSegments(folder);
    std::erase_if(segments, [&retired](quint32 one) { return one <= retired.lastSegment; });
    return segments;
}

void Retirement::refresh(const CaptureInfo::Retired &before)
{
    const std::vector<quint32> there = keptSegments(m_folder, before);
    std::vector<SegmentFacts> known;
    known.reserve(there.size());
    for (const quint32 segment : there) {
        const auto old =
            std::find_if(m_segments.begin(), m_segments.end(),
                         [segment](const auto &one) { return one.segment == segment; });
        const bool isKnown = old != m_segments.end() && old->firstSequence != 0;
        known.push_back(isKnown ? *old : readSegmentFacts(m_folder, segment));
        if (isKnown) // the last ones still grow, and are given their index
            known.back().bytes = quint64(QFileInfo(segmentPath(m_folder, segment)).size()
                                         + QFileInfo(indexPath(m_folder, segment)).size());
    }
    m_segments = std::move(known);
}

RetentionCut Retirement::plan(const CaptureInfo::Retired &before, quint32 writing,
                              const CaptureEnd &end, const RetentionLimits &limits, qint64 nowUs)
{
    refresh(before);
    const auto removable =
        std::count_if(m_segments.begin(), m_segments.end(),
                      [writing](const SegmentFacts &one) { return one.segment < writing; });
    return planRetention(m_segments, size_t(removable), end, limits, nowUs);
}

Result<void> Retirement::carryOut(const RetentionCut &cut, CaptureInfo &info)
{
    if (Result<void> marked = mark(cut, info); !marked)
        return marked;
    return removeRetired(m_folder, info.retired);
}

Result<void> Retirement::mark(const RetentionCut &cut, CaptureInfo &info)
{
    CaptureInfo changed = info;
    CaptureInfo::Retired &retired = changed.retired;
    KafkaTrails trails(retired.kafka);
    const std::atomic<bool> goOn = false;
    for (size_t i = 0; i < cut.segments; ++i) {
        const quint32 segment = m_segments[i].segment;
        const auto columns = SegmentColumns::read(m_folder, segment, true, goOn);
        if (columns->openError() != 0)
            continue; // it is gone already
        count(*columns, retired);
        trails.takeSegment(segmentPath(m_folder, segment), *columns);
    }
    retired.kafka = trails.texts();
    for (size_t i = 0; i < cut.segments; ++i)
        removeFile(indexPath(m_folder, m_segments[i].segment));
    retired.lastSegment = m_segments[cut.segments - 1].segment;
    retired.lastSequence = cut.last;
    retired.events += cut.events();
    retired.bytes += cut.bytes;
    retired.cuts += 1;
    retired.until = momentText(cut.toUs);
    if (Result<void> written = changed.write(m_folder); !written)
        return written;
    info = changed;
    return {};
}

Result<void> Retirement::removeRetired(const QString &folder, const CaptureInfo::Retired &retired)
{
    Result<void> outcome;
    bool any = false;
    const QStringList names =
        QDir(folder).entryList({u"*.ndjson"_s, u"*.idx"_s}, QDir::Files | QDir::Hidden);
    for (const QString &name : names) {
        const auto segment = segmentOfName(name.section(u'.', 0, 0) + u".ndjson"_s);
        if (!segment || *segment > retired.lastSegment)
            continue;
        const QString path = folder + u'/' + name;
        if (const int code = removeFile(path); code != 0 && outcome)
            outcome = Error{fileError("remove"_L1, path, code)};
        any = true;
    }
    if (any)
        syncFolder(folder); // if that fails, what comes back after a crash is removed again
    return outcome;
}

void Retirement::appendRow(EventBatch &batch, const RetentionCut &cut,
                           const CaptureInfo::Retired &retired, qint64 nowUs)
{
    // Nothing in it is of a feed, so nothing needs an escape.
    const QString data =
        u"{\"message\":\"%1\",\"limit\":\"%2\",\"removed\":%3,\"first\":\"%4\",\"last\":\"%5\","
        "\"bytes\":%6,\"from\":\"%7\",\"to\":\"%8\",\"total\":%9}"_s.arg(
            sentence(cut), QLatin1String(limitName(cut.limit)), QString::number(cut.events()),
            QString::number(cut.first), QString::number(cut.last), QString::number(cut.bytes),
            momentText(cut.fromUs), momentText(cut.toUs), QString::number(retired.events));
    const std::string payload = data.toStdString();
    EventFields fields;
    fields.type = owntype::retention;
    fields.flags = OwnEvent;
    fields.payload = payload;
    batch.setConnection({});
    batch.append(fields, nowUs);
}

} // namespace eventscope
