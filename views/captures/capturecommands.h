// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/windowservices.h"

#include <QObject>

class QMimeData;

namespace eventscope {

class WindowActions;

/// Everything by which captures and files are opened in a window: the commands of its menu, their
/// dialogs, and what is dropped on it. Child of the window.
class CaptureCommands final : public QObject
{
    Q_OBJECT
public:
    CaptureCommands(QWidget *window, WindowActions *actions, const WindowServices &services);

    /// The list of captures where there are some, else a folder.
    void showOpen();
    void showOpenFolder();
    void showOpenFile();
    void showCaptures();
    void showLimits(QWidget *above);

Q_SIGNALS:
    /// Folders of captures or files; several are to be one log.
    void chosen(const QStringList &paths);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    static QStringList pathsIn(const QMimeData *dropped);

    QWidget *m_window;
    const WindowServices m_services;
};

} // namespace eventscope
