// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/cutshortcaptures.h"

#include "app/commands/capturefolders.h"
#include "app/commands/losses.h"
#include "models/capture/capturelock.h"
#include "models/capture/spillstore.h"

#include <QDir>

namespace eventscope {

namespace {

bool end(const QString &capture, const std::function<void(quint64 waiting)> &tell)
{
    CaptureWriter::Settings settings;
    settings.spillElsewhere = spillFolder();
    settings.spillBytes = 0; // makes no files, so that none goes that cannot be stored now
    settings.keepSums =
        CaptureSums::exist(capture); // those of an older version would be of nothing
    const bool cutShort = LossNote::isRecording(capture);
    const auto writer = CaptureWriter::open(capture, settings);
    if (!writer)
        return false;
    Losses losses(**writer);
    (*writer)->flush(tell); // first, for a row finds no room behind what waits in files
    if ((*writer)->problem().isEmpty()) {
        losses.tellEarlier();
        (*writer)->flush();
    }
    while ((*writer)->hasStored()) {
        for (const StoredBatch &stored : (*writer)->takeStored())
            losses.stored(stored);
    }
    if (!(*writer)->problem().isEmpty()) {
        if (!cutShort)
            losses.end();
        return false; // what was cut short is still marked as being recorded
    }
    losses.end();
    (*writer)->close();
    return true;
}

} // namespace

QStringList endCutShortCaptures(const QString &folder,
                                const std::function<void(quint64 waiting)> &tell)
{
    QStringList ended;
    const QFileInfoList captures = QDir(folder).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QFileInfo &capture : captures) {
        const QString path = capture.filePath();
        const bool cutShort = LossNote::isRecording(path);
        // Where files could not be read at the end, events wait in them all the same.
        if (!cutShort && !SpillStore::isLeft(path, spillFolder()))
            continue;
        if (!CaptureLock::isHeld(path) && end(path, tell) && cutShort)
            ended += path;
    }
    return ended;
}

} // namespace eventscope
