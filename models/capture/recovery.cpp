// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/recovery.h"

#include "models/capture/lossnote.h"
#include "models/capture/retirement.h"
#include "models/capture/segment.h"
#include "models/event/counttext.h"

#include <QDir>
#include <QFileInfo>
#include <QRandomGenerator>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

/// A crash leaves at most what was written since the last sync. More than this is no crash, and is
/// not ours to delete.
constexpr quint64 maxCut = quint64(16) << 20;
constexpr quint64 firstWindow = quint64(256) << 10;
constexpr quint64 maxWindow = quint64(64) << 20;

struct GoodLine
{
    quint64 sequence = 0; ///< 0: there is none
    qint64 recordedUs = 0;
    quint64 end = 0; ///< behind its line break
};

/// The last good line that is whole in `window`, whose first byte is `start` of the file.
GoodLine lastGoodLine(std::string_view window, quint64 start)
{
    LineParser parser;
    LineEnvelope line;
    size_t end = window.rfind('\n');
    while (end != std::string_view::npos) {
        const size_t before = end == 0 ? std::string_view::npos : window.rfind('\n', end - 1);
        if (before == std::string_view::npos && start > 0)
            return {};
        const size_t begin = before == std::string_view::npos ? 0 : before + 1;
        if (parser.check(window.substr(begin, end - begin), line))
            return {line.sequence, line.recordedUs, start + end + 1};
        end = before;
    }
    return {};
}

Result<GoodLine> lastGoodLine(const QString &path, const FileHandle &file, quint64 size)
{
    std::string bytes;
    for (quint64 window = firstWindow;; window *= 2) {
        const quint64 start = size > window ? size - window : 0;
        bytes.resize(size_t(size - start));
        size_t got = 0;
        if (const int code = file.readAt(start, bytes.data(), bytes.size(), got))
            return Error{fileError("read"_L1, path, code)};
        const GoodLine found = lastGoodLine({bytes.data(), got}, start);
        if (found.sequence != 0 || start == 0 || window >= maxWindow)
            return found;
    }
}

/// A sector that was on its way to the disk when the power went is full of zeros, and the lines
/// behind it may be there: nobody was told that they are stored. No line that was ever written has a
/// zero in it. The end of what is before, or `size`.
Result<quint64> endBeforeHole(const QString &path, const FileHandle &file, quint64 size)
{
    const quint64 start = size > maxCut ? size - maxCut : 0;
    std::string bytes(size_t(size - start), ' ');
    size_t got = 0;
    if (const int code = file.readAt(start, bytes.data(), bytes.size(), got))
        return Error{fileError("read"_L1, path, code)};
    const size_t hole = std::string_view(bytes.data(), got).find('\0');
    if (hole == std::string::npos)
        return size;
    const size_t lineBreak = bytes.rfind('\n', hole);
    return start + (lineBreak == std::string::npos ? 0 : lineBreak + 1);
}

Result<void> cutTail(const QString &path, FileHandle &file, quint64 from, quint64 size,
                     QStringList &repairs)
{
    std::string tail(size_t(size - from), '\0');
    size_t got = 0;
    int code = file.readAt(from, tail.data(), tail.size(), got);
    const bool unfinished = tail.starts_with('{') && tail.find('\n') == std::string::npos
        && tail.find('\0') == std::string::npos;
    if (code == 0)
        code = file.cut(from);
    if (code == 0)
        code = file.syncData();
    if (code != 0)
        return Error{fileError("mend"_L1, path, code)};
    const QString what = unfinished ? u"of an unfinished line"_s : u"that are no events"_s;
    repairs << u"cut %1 %2 off %3"_s.arg(counted(size - from, u"byte"_s), what,
                                         QFileInfo(path).fileName());
    return {};
}

/// Opens the segment that is gone on with, and makes it private.
int openEnd(const QString &path, FileHandle &file, quint64 &length)
{
    if (const int code = file.open(path, O_RDWR | O_NOFOLLOW))
        return code;
    if (::fchmod(file.fd(), 0600) != 0)
        return errno;
    return file.size(length);
}

/// Cuts off what stands behind the last good line, unless it is more than a crash leaves.
Result<void> settleTail(const QString &path, FileHandle &file, const GoodLine &last,
                        quint64 segmentBytes, SegmentAppender::End &end, QStringList &repairs)
{
    const quint64 tail = end.length - last.end;
    if (tail > maxCut) {
        repairs << u"%1 ends in %2 bytes that are no events; it is left as it is"_s
                       .arg(segmentName(end.segment))
                       .arg(tail);
        return {};
    }
    if (tail > 0) {
        if (const Result<void> cut = cutTail(path, file, last.end, end.length, repairs); !cut)
            return cut;
    }
    end.length = last.end;
    end.goOn = end.length < segmentBytes;
    return {};
}

/// The last good line before `segments[count]`.
Result<GoodLine> lastGoodLineBefore(const QString &folder, const std::vector<quint32> &segments,
                                    size_t count)
{
    while (count-- > 0) {
        const QString path = segmentPath(folder, segments[count]);
        FileHandle file;
        quint64 size = 0;
        int code = file.open(path, O_RDONLY);
        if (code == 0)
            code = file.size(size);
        if (code != 0)
            return Error{fileError("read"_L1, path, code)};
        const Result<GoodLine> found = lastGoodLine(path, file, size);
        if (!found)
            return Error{found.error()};
        if (found->sequence != 0)
            return found;
    }
    return GoodLine();
}

/// Then everything was synced, and what is damaged was damaged later: it is nobody's to remove.
bool wasEnded(const QString &folder)
{
    return QFileInfo::exists(folder + u'/' + lossNoteName) && !LossNote::isRecording(folder);
}

int makePrivateFolder(const QString &folder)
{
    if (QFileInfo(folder).isDir())
        return 0;
    const QString parent = QFileInfo(folder).path();
    if (parent != folder) {
        if (const int code = makePrivateFolder(parent))
            return code;
    }
    if (::mkdir(QFile::encodeName(folder), 0700) != 0 && errno != EEXIST)
        return errno;
    return QFileInfo(folder).isDir() ? syncFolder(parent) : ENOTDIR;
}

CaptureInfo newInfo()
{
    CaptureInfo info;
    info.id = u"%1"_s.arg(QRandomGenerator::system()->generate(), 8, 16, QLatin1Char('0'));
    info.createdBy = u"eventscope "_s + QLatin1String(EVENTSCOPE_VERSION);
    info.created = QString::fromStdString(timestampText(nowUs()));
    return info;
}

} // namespace

Result<void> prepareFolder(const QString &folder, QStringList &repairs)
{
    if (const int code = makePrivateFolder(folder))
        return Error{fileError("create the folder"_L1, folder, code)};
    if (folderContent(folder) == FolderContent::Other)
        return Error{
            u"Cannot record to %1: the folder holds other files and no capture; choose an empty one"_s
                .arg(folder)};
    if (::chmod(QFile::encodeName(folder), 0700) != 0)
        repairs << fileError("make private the folder"_L1, folder, errno);
    return {};
}

Result<CaptureInfo> prepareInfo(const QString &folder, QStringList &repairs)
{
    const FolderContent content = folderContent(folder);
    if (content == FolderContent::Capture) {
        Result<CaptureInfo> info = CaptureInfo::read(folder);
        const QString path = folder + u"/capture.json"_s;
        if (info || CaptureInfo::isOfNewerVersion(folder) || !QFile(path).open(QIODevice::ReadOnly))
            return info;
        if (std::rename(QFile::encodeName(path), QFile::encodeName(path + u".damaged"_s)) != 0)
            return Error{fileError("mend"_L1, path, errno)};
        repairs
            << u"capture.json was damaged and is made anew; the old one is capture.json.damaged"_s;
    } else if (content == FolderContent::Segments) {
        repairs << u"capture.json was missing and is made anew"_s;
    }
    CaptureInfo info = newInfo();
    if (const Result<void> written = info.write(folder); !written)
        return Error{written.error()};
    return info;
}

Result<SegmentAppender::End> prepareEnd(const QString &folder, const CaptureInfo::Retired &retired,
                                        quint64 segmentBytes, QStringList &repairs)
{
    SegmentAppender::End end;
    end.segment = retired.lastSegment;
    end.nextSequence = retired.lastSequence + 1;
    if (const Result<void> removed = Retirement::removeRetired(folder, retired); !removed)
        repairs << removed.error();
    const std::vector<quint32> segments = keptSegments(folder, retired);
    if (segments.empty())
        return end;
    end.segment = segments.back();
    const QString path = segmentPath(folder, end.segment);
    FileHandle file;
    if (const int code = openEnd(path, file, end.length))
        return Error{fileError("go on with"_L1, path, code)};
    end.identity = file.identity();
    const Result<quint64> whole = wasEnded(folder) ? Result<quint64>(end.length)
                                                   : endBeforeHole(path, file, end.length);
    const Result<GoodLine> found =
        whole ? lastGoodLine(path, file, *whole) : Result<GoodLine>(Error{whole.error()});
    if (!found)
        return Error{found.error()};
    if (const Result<void> settled = settleTail(path, file, *found, segmentBytes, end, repairs);
        !settled)
        return Error{settled.error()};
    GoodLine last = *found;
    if (last.sequence == 0) {
        const Result<GoodLine> before = lastGoodLineBefore(folder, segments, segments.size() - 1);
        if (!before)
            return Error{before.error()};
        last = *before;
    }
    end.nextSequence = std::max(last.sequence, retired.lastSequence) + 1;
    if (end.nextSequence > maxSequence / 2) // nobody has recorded so many: what came behind would be damage
        return Error{u"Cannot go on with %1: its events are numbered up to %2, and no room is left"_s
                         .arg(folder, QString::number(end.nextSequence - 1))};
    end.lastUs = last.recordedUs;
    return end;
}

} // namespace eventscope
