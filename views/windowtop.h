// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QMenuBar;

namespace eventscope {

class NoticeBar;
class WindowActions;

/// The top of the window: the menu bar, at its right what is pressed most, and below it the notice
/// that needs an answer.
class WindowTop final : public QWidget
{
    Q_OBJECT
public:
    /// Takes the bar over.
    WindowTop(WindowActions *actions, NoticeBar *notices, QWidget *parent = nullptr);

    QMenuBar *menuBar() const { return m_menuBar; }

private:
    QMenuBar *m_menuBar;
};

} // namespace eventscope
