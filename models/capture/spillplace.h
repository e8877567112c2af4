// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/filehandle.h"

#include <QStringList>

namespace eventscope {

/// Where the spill of one capture has its files if the disk of the capture has no room: a folder of
/// its own below one that all captures share, so that copies of a capture, which have the same id,
/// never meet in it. The file `capture` in it says whose it is, and carries a lock as long as
/// somebody uses it; the system frees that however the process ends. Owned by a SpillStore.
class SpillPlace
{
public:
    /// `shared` may be empty: then there is never one.
    SpillPlace(const QString &shared, const QString &capture, const QString &captureId);

    /// Takes what an earlier run left for this capture. 0 or an errno value; path() stays empty
    /// where there is nothing.
    int take();
    /// Takes or makes it. 0 or an errno value.
    int make();
    /// Gives it back, and removes it if no file of the spill is left in it.
    void leave();
    const QString &path() const { return m_path; }

    /// True if an earlier run left something for the capture in this folder.
    static bool isThereFor(const QString &shared, const QString &capture);
    /// Removes what waits for captures that are gone, and whom nobody missed it for a week: a
    /// capture that was moved takes it along if it is opened by then. In doubt (a disk that is not
    /// there, a folder that is another one now) it stays. Answers the bytes that went.
    static quint64 sweep(const QString &shared, qint64 nowUs);

private:
    int lock(const QString &path, bool mayMake);
    int claim(const QString &path, const QByteArray &text);
    int adoptOlder(const QStringList &names);

    const QString m_shared;
    const QString m_capture;
    const QString m_captureId;
    QString m_path;
    FileHandle m_lock;
};

/// What is in a folder. 0 or an errno value.
int namesIn(const QString &folder, QStringList &names);

} // namespace eventscope
