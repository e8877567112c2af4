// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/captureinfo.h"
#include "models/capture/retention.h"

#include <QMetaType>
#include <QStringList>

namespace eventscope {

/// What can be said of a capture without reading it: its description, and the first and last lines
/// of its segments. Any thread.
struct CaptureSummary
{
    enum class State : quint8 {
        Recording, ///< somebody is writing it
        CutShort, ///< nothing ended its recording, and nobody has gone on with it
        Incomplete, ///< a note says that events could not be stored
        Complete, ///< as far as can be told so; verify reads every byte
        Unreadable ///< `problem` says why
    };
    QString folder;
    QString name; ///< of the folder
    State state = State::Complete;
    QString problem;
    quint64 bytes = 0; ///< of all its files
    quint64 events = 0; ///< rows of the log, Eventscope's own included
    qint64 firstUs = 0; ///< 0: it has no event
    qint64 lastUs = 0;
    QStringList connections; ///< their names
    CaptureInfo::Retired retired;
    bool kept = false;

    static CaptureSummary read(const QString &folder);
    /// Of all captures in a folder of captures. `stop` is asked between two of them.
    static QVector<CaptureSummary> readAll(const QString &folder,
                                           const std::function<bool()> &stop = {});
};

/// The end of a capture by its last line that is whole.
struct CaptureEndFacts
{
    CaptureEnd end; ///< nextSequence 0: there is no line
    qint64 lastEventUs = 0; ///< of the last event of a feed among the last few; 0: there is none
};
CaptureEndFacts readCaptureEnd(const QString &folder, const CaptureInfo::Retired &retired);

/// Removes a capture: its own files and then its folder, unless something else is in it. Refused
/// while somebody writes or reads it.
Result<void> removeCapture(const QString &folder);
/// Gives it another name in the same place; refused as removeCapture() is. Answers the new folder.
Result<QString> renameCapture(const QString &folder, const QString &name);
/// Empty, or one sentence that says why a capture cannot be called so.
QString problemWithCaptureName(const QString &name);

} // namespace eventscope

Q_DECLARE_METATYPE(eventscope::CaptureSummary)
