// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/jsontreemodel.h"
#include "tests/views/logfixture.h"
#include "views/detail/jsontreeview.h"
#include "views/eventlog/detailpane.h"
#include "views/eventlog/payloadview.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QPushButton>
#include <QTest>

namespace eventscope {

using namespace Qt::StringLiterals;

/// The detail pane with a log of its own, and the places that tests look at.
struct ShownPane
{
    LogFixture fixture;
    DetailPane pane{&fixture.model};

    ShownPane()
    {
        pane.resize(700, 300);
        pane.show();
    }
    JsonTreeView *tree() { return pane.findChild<JsonTreeView *>(); }
    JsonTreeModel *model() { return tree()->tree(); }
    PayloadView *text(const char *name)
    {
        return pane.findChild<PayloadView *>(QString::fromLatin1(name));
    }
    QPushButton *button(const char *name)
    {
        return pane.findChild<QPushButton *>(QString::fromLatin1(name));
    }
    void choose(quint64 sequence)
    {
        pane.setSequence(sequence);
        QVERIFY(QTest::qWaitFor(
            [&] { return pane.title().contains(u"sequence %1 "_s.arg(sequence)); }));
    }
    /// The rows that can be seen, as `name: value`.
    QStringList rows()
    {
        QStringList all;
        for (QModelIndex index = model()->index(0, 0); index.isValid();
             index = tree()->indexBelow(index))
            all << u"%1: %2"_s.arg(index.data().toString(),
                                   index.siblingAtColumn(JsonTreeModel::Value).data().toString());
        return all;
    }
    void go(const std::vector<PathStep> &path)
    {
        const QModelIndex index = model()->findPath(path);
        QVERIFY(index.isValid());
        tree()->setCurrentIndex(index);
        tree()->setFocus();
    }
    /// Triggers what the menu of the current row offers under this text.
    void menu(const QString &text)
    {
        QContextMenuEvent event(QContextMenuEvent::Keyboard, {}, {});
        QApplication::sendEvent(tree()->viewport(), &event);
        trigger(text);
    }
    /// … of the menu that is open.
    void trigger(const QString &text)
    {
        QMenu *menu = tree()->findChild<QMenu *>();
        QVERIFY(menu);
        for (QAction *action : menu->actions()) {
            if (action->text().remove(u'&') == text) {
                QVERIFY(action->isEnabled());
                action->trigger();
                menu->close();
                delete menu;
                return;
            }
        }
        QFAIL(qPrintable(text));
    }
    static QString clipboard() { return QGuiApplication::clipboard()->text(); }
};

} // namespace eventscope
