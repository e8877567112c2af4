// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/capturereader.h"

#include "models/capture/captureloader.h"
#include "models/capture/capturelock.h"
#include "models/capture/segment.h"
#include "models/capture/segmentmap.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr std::string_view lostOpening =
    R"({"specversion":"1.0","id":"lost","source":"/","type":"eventscope.gap","recordedtime":")";
constexpr size_t timeLength = 27;
constexpr std::string_view lostMiddle = R"(","severitytext":"error","data":)";

std::string_view lostLine(const EventRecord &record, std::string &scratch)
{
    char time[32];
    scratch = lostOpening;
    scratch.append(time, size_t(writeTimestamp(record.recordedUs, time) - time));
    scratch += lostMiddle;
    scratch += R"({"message":"An event is lost here: its line in )";
    scratch += segmentName(record.segment()).toStdString();
    scratch += " before byte ";
    scratch += std::to_string(record.offset());
    scratch += R"( is damaged or missing","cause":"damage"}})";
    return scratch;
}

} // namespace

const quint16 CaptureReader::lostDataOffset =
    quint16(lostOpening.size() + timeLength + lostMiddle.size());

struct CaptureReader::State
{
    explicit State(const QString &path) : folder(path), maps(path) { lock.share(path); }

    const QString folder;
    CaptureInfo info;
    QStringList remarks;
    CaptureLock lock;
    mutable SegmentMaps maps;
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
        return record.flags & GapEvent ? lostLine(record, scratch) : std::string_view();
    SegmentMap *map = m_state->maps.at(record.segment());
    return map ? map->bytes(record.offset(), record.lineLength) : std::string_view();
}

std::string_view CaptureReader::lines(const EventRecord &first, const EventRecord &last) const
{
    const quint64 end = last.offset() + last.lineLength;
    if (first.segment() != last.segment() || first.offset() >= end)
        return {};
    SegmentMap *map = m_state->maps.at(first.segment());
    return map ? map->bytes(first.offset(), end - first.offset()) : std::string_view();
}

CaptureReader::Loaded CaptureReader::load(EventLog &log, const std::function<bool(int)> &progress)
{
    Loaded loaded;
    loaded.remarks = m_state->remarks;
    CaptureLoader(m_state->folder, log, loaded).load(progress);
    return loaded;
}

void CaptureReader::letGo(quint32 lastSegment) const
{
    m_state->maps.letGo(lastSegment);
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
