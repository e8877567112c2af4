// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/export/targetcheck.h"

#include "models/event/displaytext.h"
#include "models/export/exporttarget.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("eventscope::ExportDialog", text);
}

} // namespace

QString problemWithTarget(const QString &fileName)
{
    if (fileName.isEmpty())
        return tr("Choose a file.");
    const QFileInfo file(fileName);
    if (file.isDir())
        return tr("That is a folder; add the name of a file.");
    const QFileInfo folder(file.absolutePath());
    const QString shown = displayText(QDir::toNativeSeparators(folder.absoluteFilePath()), 120);
    if (!folder.isDir())
        return tr("There is no folder %1.").arg(shown);
    if (!folder.isWritable())
        return tr("The folder %1 cannot be written to.").arg(shown);
    if (file.exists() && !file.isFile())
        return tr("That is not an ordinary file.");
    if (const QString capture = captureAround(fileName); !capture.isEmpty())
        return tr("That is inside the capture %1; choose a place outside of it.")
            .arg(displayText(QDir::toNativeSeparators(capture), 120));
    return {};
}

QString suggestedTarget(const QDateTime &now, const QString &suffix)
{
    QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    if (folder.isEmpty() || !QFileInfo(folder).isWritable())
        folder = QDir::homePath();
    const QString base = folder + u"/eventscope-"_s + now.toString(u"yyyy-MM-dd-HHmm"_s);
    QString name = base + u'.' + suffix;
    for (int n = 2; QFileInfo::exists(name); ++n)
        name = base + u'-' + QString::number(n) + u'.' + suffix;
    return name;
}

} // namespace eventscope
