// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/views/windowstory.h"
#include "views/eventlog/eventlogview.h"
#include "views/windowactions.h"

#include <QApplication>
#include <QDockWidget>
#include <QTest>

namespace eventscope {

/// The window on its story, or on nothing at all, as large as on a usual screen.
struct ShownWindow
{
    WindowStory story;
    std::unique_ptr<MainWindow> window;

    explicit ShownWindow(bool told = true)
    {
        if (told)
            story.tell();
        window = std::make_unique<MainWindow>(story.models(), story.services());
        window->resize(1'300, 850);
        window->show();
        QApplication::setActiveWindow(window.get());
    }
    template<typename T>
    T *find(const QString &name = {}) const
    {
        return window->findChild<T *>(name);
    }
    WindowActions *actions() const { return find<WindowActions>(); }
    EventLogView *log() const { return find<EventLogView>(); }
    QDockWidget *dock(const QString &name) const { return find<QDockWidget>(name); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const
    {
        QWidget *focus = QApplication::focusWidget() ? QApplication::focusWidget() : window.get();
        QTest::keyClick(focus, key, modifiers);
    }
};

} // namespace eventscope
