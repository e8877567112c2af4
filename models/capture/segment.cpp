// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/segment.h"

#include "models/capture/capturesums.h"
#include "models/capture/lossnote.h"
#include "models/capture/spillstore.h"

#include <QDir>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

QString numbered(quint32 segment, QStringView ending)
{
    return u"%1%2"_s.arg(segment, 6, 10, QLatin1Char('0')).arg(ending);
}

std::optional<quint32> numberOfName(const QString &name, QStringView ending)
{
    if (!name.endsWith(ending))
        return {};
    bool decimal = false;
    const quint32 number = QStringView(name).chopped(ending.size()).toUInt(&decimal);
    if (!decimal || number == 0 || number > maxSegment || name != numbered(number, ending))
        return {};
    return number;
}

} // namespace

QString segmentName(quint32 segment)
{
    return numbered(segment, u".ndjson");
}

QString segmentPath(const QString &folder, quint32 segment)
{
    return folder + u'/' + segmentName(segment);
}

QString indexPath(const QString &folder, quint32 segment)
{
    return folder + u'/' + numbered(segment, u".idx");
}

std::optional<quint32> segmentOfName(const QString &fileName)
{
    return numberOfName(fileName, u".ndjson");
}

std::vector<quint32> listSegments(const QString &folder)
{
    std::vector<quint32> segments;
    const QStringList names = QDir(folder).entryList({u"*.ndjson"_s}, QDir::Files | QDir::Hidden);
    for (const QString &name : names) {
        if (const auto number = segmentOfName(name))
            segments.push_back(*number);
    }
    std::sort(segments.begin(), segments.end());
    return segments;
}

FolderContent folderContent(const QString &folder)
{
    const QStringList names = QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::System
                                                     | QDir::NoDotAndDotDot);
    if (names.contains("capture.json"_L1))
        return FolderContent::Capture;
    bool segments = false;
    for (const QString &name : names) {
        if (segmentOfName(name))
            segments = true;
        else if (name != ".lock"_L1 && name != lossNoteName && name != keepMarkName
                 && !name.startsWith(spillPrefix) && !name.startsWith("capture.json."_L1)
                 && !name.startsWith(sumsName) && !numberOfName(name, u".idx"))
            return FolderContent::Other;
    }
    return segments ? FolderContent::Segments : FolderContent::Empty;
}

} // namespace eventscope
