// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/capturefolders.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <filesystem>

namespace eventscope {

using namespace Qt::StringLiterals;

QString capturesFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + u"/captures"_s;
}

QString newCaptureFolder()
{
    const QString base =
        capturesFolder() + u'/' + QDateTime::currentDateTime().toString(u"yyyy-MM-dd'T'HH-mm-ss");
    QString folder = base;
    for (int n = 2; QDir(folder).exists(); ++n)
        folder = base + u'-' + QString::number(n);
    return folder;
}

QString spillFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::CacheLocation) + u"/spill"_s;
}

quint64 freeBytes(const QString &folder)
{
    // Not QStorageInfo: it looks the folder up in the list of mounts, and a container may not have one.
    std::error_code error;
    const auto space = std::filesystem::space(QFile::encodeName(folder).toStdString(), error);
    return error ? 0 : quint64(space.available);
}

} // namespace eventscope
