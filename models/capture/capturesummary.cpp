// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/capturesummary.h"

#include "models/capture/capturelock.h"
#include "models/capture/capturesums.h"
#include "models/capture/filehandle.h"
#include "models/capture/lineenvelope.h"
#include "models/capture/lossnote.h"
#include "models/capture/retirement.h"
#include "models/capture/segment.h"
#include "models/capture/spillstore.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <string>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr quint64 firstSummaryWindow = quint64(64) << 10;
constexpr quint64 maxSummaryWindow = quint64(64) << 20;
constexpr int maxNameBytes = 200;

/// Reads the lines of `window` from its end; true once there is one.
bool readBackwards(std::string_view window, bool wholeFile, CaptureEndFacts &facts)
{
    LineParser parser;
    LineEnvelope line;
    size_t end = window.rfind('\n');
    while (end != std::string_view::npos && facts.lastEventUs == 0) {
        const size_t before = end == 0 ? std::string_view::npos : window.rfind('\n', end - 1);
        if (before == std::string_view::npos && !wholeFile)
            break;
        const size_t begin = before == std::string_view::npos ? 0 : before + 1;
        if (parser.read(window.substr(begin, end - begin), line)) {
            if (facts.end.nextSequence == 0)
                facts.end = {line.sequence + 1, line.recordedUs};
            if (!(line.flags & OwnEvent))
                facts.lastEventUs = line.recordedUs;
        }
        end = before;
    }
    return facts.end.nextSequence != 0;
}

bool readEndOf(const QString &path, CaptureEndFacts &facts)
{
    FileHandle file;
    quint64 size = 0;
    if (file.open(path, O_RDONLY) != 0 || file.size(size) != 0)
        return false;
    std::string bytes;
    for (quint64 window = firstSummaryWindow; window <= maxSummaryWindow; window *= 4) {
        const quint64 start = size > window ? size - window : 0;
        bytes.resize(size_t(size - start));
        size_t got = 0;
        if (file.readAt(start, bytes.data(), bytes.size(), got) != 0)
            return false;
        if (readBackwards({bytes.data(), got}, start == 0, facts))
            return true;
        if (start == 0)
            return false;
    }
    return false;
}

/// The lock of a capture that nobody else may have open in any way.
Result<CaptureLock> lockAlone(const QString &folder)
{
    CaptureLock lock;
    if (const Result<void> taken = lock.acquire(folder, CaptureLock::Purpose::Alone); !taken)
        return Error{taken.error()};
    return lock;
}

} // namespace

CaptureEndFacts readCaptureEnd(const QString &folder, const CaptureInfo::Retired &retired)
{
    CaptureEndFacts facts;
    facts.end.nextSequence = 0;
    const std::vector<quint32> segments = keptSegments(folder, retired);
    for (auto segment = segments.rbegin(); segment != segments.rend(); ++segment) {
        if (readEndOf(segmentPath(folder, *segment), facts))
            break;
    }
    return facts;
}

CaptureSummary CaptureSummary::read(const QString &folder)
{
    CaptureSummary summary;
    summary.folder = folder;
    summary.name = QFileInfo(folder).fileName();
    summary.kept = isKept(folder);
    const QFileInfoList files = QDir(folder).entryInfoList(QDir::Files | QDir::Hidden);
    for (const QFileInfo &file : files)
        summary.bytes += quint64(file.size());
    const Result<CaptureInfo> info = CaptureInfo::read(folder);
    if (info) {
        summary.retired = info->retired;
        for (const CaptureInfo::Connection &connection : info->connections)
            summary.connections += connection.name;
    }
    summary.state = CaptureLock::isHeld(folder) ? State::Recording
        : !info                                 ? State::Unreadable
        : LossNote::isRecording(folder)         ? State::CutShort
        : !LossNote::read(folder).isEmpty()     ? State::Incomplete
                                                : State::Complete;
    if (!info)
        summary.problem = info.error();
    for (const quint32 segment : keptSegments(folder, summary.retired)) {
        const SegmentFacts first = readSegmentFacts(folder, segment);
        if (first.firstSequence == 0)
            continue;
        const CaptureEndFacts last = readCaptureEnd(folder, summary.retired);
        summary.firstUs = first.firstUs;
        summary.lastUs = std::max(last.end.lastUs, first.firstUs);
        summary.events = std::max(last.end.nextSequence, first.firstSequence) - first.firstSequence;
        break;
    }
    return summary;
}

QVector<CaptureSummary> CaptureSummary::readAll(const QString &folder,
                                                const std::function<bool()> &stop)
{
    QVector<CaptureSummary> all;
    const QFileInfoList folders = QDir(folder).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QFileInfo &one : folders) {
        if (stop && stop())
            break;
        const FolderContent content = folderContent(one.filePath());
        if (content == FolderContent::Capture || content == FolderContent::Segments)
            all += read(one.filePath());
    }
    return all;
}

/// capture.json goes last: what is left of a capture while it is removed is still one.
Result<void> removeCapture(const QString &folder)
{
    const FolderContent content = folderContent(folder);
    if (content != FolderContent::Capture && content != FolderContent::Segments)
        return Error{u"Cannot delete %1: it is no capture"_s.arg(folder)};
    const Result<CaptureLock> lock = lockAlone(folder);
    if (!lock)
        return Error{lock.error()};
    QStringList names = QDir(folder).entryList(
        {u"*.ndjson"_s, u"*.idx"_s, u"*.idx.new"_s, spillPrefix + u"*"_s, sumsName + u"*"_s},
        QDir::Files | QDir::Hidden);
    names += {
        QString(lossNoteName),     QString(keepMarkName), u"bookmarks.json"_s,
        u"capture.json.damaged"_s, u"capture.json"_s,     u".lock"_s,
    };
    for (const QString &name : std::as_const(names)) {
        const QString path = folder + u'/' + name;
        const bool ours = !name.endsWith(u".ndjson") || segmentOfName(name);
        if (ours && ::unlink(QFile::encodeName(path)) != 0 && errno != ENOENT)
            return Error{fileError("delete"_L1, path, errno)};
    }
    if (::rmdir(QFile::encodeName(folder)) != 0 && errno != ENOTEMPTY && errno != EEXIST)
        return Error{fileError("delete"_L1, folder, errno)};
    return {};
}

QString problemWithCaptureName(const QString &name)
{
    if (name.trimmed().isEmpty())
        return u"A capture needs a name."_s;
    if (name.startsWith(u'.') || name.contains(u'/') || name.contains(QChar(0)))
        return u"A name has no slash, and does not begin with a dot."_s;
    if (name.toUtf8().size() > maxNameBytes)
        return u"This name is too long for a folder."_s;
    const bool control = std::any_of(name.begin(), name.end(),
                                     [](QChar c) { return c.category() == QChar::Other_Control; });
    return control ? u"A name has no control characters."_s : QString();
}

Result<QString> renameCapture(const QString &folder, const QString &name)
{
    if (const QString problem = problemWithCaptureName(name); !problem.isEmpty())
        return Error{problem};
    const QString target = QFileInfo(folder).path() + u'/' + name.trimmed();
    if (target == folder)
        return folder;
    if (QFileInfo::exists(target))
        return Error{u"Cannot rename %1: there is another %2"_s.arg(folder, name.trimmed())};
    const Result<CaptureLock> lock = lockAlone(folder);
    if (!lock)
        return Error{lock.error()};
    if (std::rename(QFile::encodeName(folder), QFile::encodeName(target)) != 0)
        return Error{fileError("rename"_L1, folder, errno)};
    return target;
}

} // namespace eventscope
