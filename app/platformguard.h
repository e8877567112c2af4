// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QtGlobal>

namespace eventscope {

/// While it lives, no failure to find a display aborts the program: Qt would do so where DISPLAY or
/// WAYLAND_DISPLAY names one that is gone (left over from ssh, tmux, sudo) or lets nobody in. The
/// program says it in a sentence instead and ends with status 1. One at a time, around the
/// construction of QApplication, on its thread.
class PlatformGuard
{
public:
    PlatformGuard();
    ~PlatformGuard();
    Q_DISABLE_COPY_MOVE(PlatformGuard)

    /// What there is to say where no window can be; `cause` may be empty.
    static QString sentence(const QString &cause);

private:
    static void take(QtMsgType type, const QMessageLogContext &context, const QString &message);

    QtMessageHandler m_before;
};

} // namespace eventscope
