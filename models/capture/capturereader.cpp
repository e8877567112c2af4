// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/capturereader.h"

#include "models/capture/captureloader.h"
#include "models/capture/capturelock.h"
#include "models/capture/linecopies.h"
#include "models/capture/segment.h"
#include "models/capture/segmentmap.h"
#include "models/event/counttext.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

// A made-up line: what it is, the time, how bad it is, and the payload.
constexpr std::string_view lostOpening =
    R"({"specversion":"1.0","id":"lost","source":"/","type":"eventscope.gap","recordedtime":")";
constexpr std::string_view missingOpening =
    R"({"specversion":"1.0","id":"missing","source":"/","type":"eventscope.gap","recordedtime":")";
constexpr std::string_view lostMiddle = R"(","severitytext":"error","data":)";
constexpr std::string_view cutOpening =
    R"({"specversion":"1.0","id":"removed","source":"/","type":"eventscope.retention","recordedtime":")";
constexpr std::string_view cutMiddle = R"(","severitytext":"info","data":)";
constexpr size_t timeLength = 27;

void begin(std::string &line, std::string_view opening, qint64 us, std::string_view middle)
{
    char time[32];
    line = opening;
    line.append(time, size_t(writeTimestamp(us, time) - time));
    line += middle;
}

std::string_view lostLine(const EventRecord &record, std::string &scratch)
{
    begin(scratch, lostOpening, record.recordedUs, lostMiddle);
    scratch += R"({"message":"An event is lost here: its line in )";
    scratch += segmentName(record.segment()).toStdString();
    scratch += " before byte ";
    scratch += std::to_string(record.offset());
    scratch += R"( is damaged or missing","cause":"damage"}})";
    return scratch;
}

std::string_view missingLine(const EventRecord &record, std::string &scratch)
{
    begin(scratch, missingOpening, record.recordedUs, lostMiddle);
    const quint64 events = record.offset();
    scratch += R"({"message":")";
    scratch += counted(events, u"event is"_s, u"events are"_s).toStdString();
    scratch += " missing here: what stood before that which is left of ";
    scratch += segmentName(record.segment()).toStdString();
    scratch += R"( is damaged or gone","cause":"damage","missing":)";
    scratch += std::to_string(events);
    scratch += "}}";
    return scratch;
}

std::string_view cutLine(const EventRecord &record, std::string &scratch)
{
    begin(scratch, cutOpening, record.recordedUs, cutMiddle);
    const quint64 events = record.offset();
    scratch += R"({"message":"The limits of what is kept removed )";
    scratch += counted(events, u"event"_s).toStdString();
    scratch += R"( that came before (all up to )";
    scratch += segmentName(record.segment()).toStdString();
    scratch += R"x()","removed":)x";
    scratch += std::to_string(events);
    scratch += "}}";
    return scratch;
}

std::string_view gapLine(const EventRecord &record, std::string &scratch)
{
    return record.dataOffset == CaptureReader::missingDataOffset() ? missingLine(record, scratch)
                                                                   : lostLine(record, scratch);
}

} // namespace

quint32 CaptureReader::madeUpDataOffset(const EventRecord &record)
{
    return record.flags & GapEvent ? quint32(lostOpening.size() + timeLength + lostMiddle.size())
                                   : quint32(cutOpening.size() + timeLength + cutMiddle.size());
}

quint32 CaptureReader::missingDataOffset()
{
    return quint32(missingOpening.size() + timeLength + lostMiddle.size());
}

struct CaptureReader::State
{
    explicit State(const QString &path)
        : folder(path), maps(path),
          copies([path](quint32 segment) { return segmentPath(path, segment); })
    {
        lock.share(path);
    }

    const QString folder;
    CaptureInfo info;
    QStringList remarks;
    CaptureLock lock;
    mutable SegmentMaps maps;
    mutable LineCopies copies;
};

Result<std::unique_ptr<CaptureReader>> CaptureReader::open(const QString &folder)
{
    const QString path = QDir::cleanPath(QDir(folder).absolutePath());
    const QFileInfo folderInfo(path);
    if (folder.isEmpty() || !folderInfo.exists())
        return Error{u"Cannot open %1: there is no such folder"_s.arg(path)};
    if (!folderInfo.isDir())
        return Error{u"Cannot open %1: a capture is a folder, and this is a file"_s.arg(path)};
    if (!folderInfo.isReadable() || !folderInfo.isExecutable())
        return Error{u"Cannot open %1: permission denied"_s.arg(path)};
    auto state = std::make_unique<State>(path);
    const bool described = QFileInfo::exists(path + u"/capture.json"_s);
    if (const Result<CaptureInfo> info = CaptureInfo::read(path))
        state->info = *info;
    else if (CaptureInfo::isOfNewerVersion(path))
        return Error{info.error()};
    else if (listSegments(path).empty())
        return Error{described ? info.error()
                               : u"Cannot open %1: it is no capture (no capture.json)"_s.arg(path)};
    else
        state->remarks << (described ? info.error()
                                     : u"capture.json is missing; connections have no names"_s);
    return std::unique_ptr<CaptureReader>(new CaptureReader(std::move(state)));
}

CaptureReader::CaptureReader(std::unique_ptr<State> state) : m_state(std::move(state)) { }

CaptureReader::~CaptureReader() = default;

std::string_view CaptureReader::line(const EventRecord &record, std::string &scratch) const
{
    if (record.lineLength == 0)
        return record.flags & GapEvent ? gapLine(record, scratch)
            : record.flags & OwnEvent  ? cutLine(record, scratch)
                                       : std::string_view();
    SegmentMap *map = m_state->maps.at(record.segment());
    return map ? map->bytes(record.offset(), record.lineLength) : std::string_view();
}

std::string_view CaptureReader::copyOf(const EventRecord &record, std::string &scratch) const
{
    if (record.lineLength == 0)
        return line(record, scratch);
    m_state->copies.read(record.segment(), record.offset(), record.lineLength, scratch);
    return scratch;
}

std::string_view CaptureReader::lines(const EventRecord &first, const EventRecord &last) const
{
    const quint64 end = last.offset() + last.lineLength;
    if (first.segment() != last.segment() || first.offset() >= end)
        return {};
    SegmentMap *map = m_state->maps.at(first.segment());
    return map ? map->bytes(first.offset(), end - first.offset()) : std::string_view();
}

bool CaptureReader::isAtHand(const EventRecord &record) const
{
    SegmentMap *map = record.lineLength == 0 ? nullptr : m_state->maps.at(record.segment());
    return !map || map->isAtHand(record.offset(), record.lineLength);
}

CaptureReader::Loaded CaptureReader::load(EventLog &log, const std::function<bool(int)> &progress)
{
    Loaded loaded;
    loader(log, loaded)->load(progress);
    return loaded;
}

std::unique_ptr<CaptureLoader> CaptureReader::loader(EventLog &log, Loaded &loaded)
{
    loaded.remarks = m_state->remarks;
    return std::make_unique<CaptureLoader>(m_state->folder, log, loaded);
}

void CaptureReader::letGo(quint32 lastSegment) const
{
    m_state->maps.letGo(lastSegment);
}

void CaptureReader::unmap() const
{
    m_state->maps.unmap();
}

const CaptureInfo &CaptureReader::info() const
{
    return m_state->info;
}

QString CaptureReader::folder() const
{
    return m_state->folder;
}

QStringList CaptureReader::segments() const
{
    QStringList paths;
    for (const quint32 segment : listSegments(m_state->folder))
        paths << segmentPath(m_state->folder, segment);
    return paths;
}

} // namespace eventscope
