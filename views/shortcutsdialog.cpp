// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shortcutsdialog.h"

#include "views/roomyrows.h"
#include "views/windowactions.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString withoutMnemonic(QString text)
{
    text.replace(u"&&"_s, QString(QChar(1)));
    text.remove(u'&');
    text.replace(QChar(1), u'&');
    return text;
}

QString shown(const QKeySequence &keys)
{
    return keys.toString(QKeySequence::NativeText);
}

QString shown(const QKeySequence &keys, const QKeySequence &others)
{
    return ShortcutsDialog::tr("%1, %2").arg(shown(keys), shown(others));
}

struct ShortcutRow
{
    QString command;
    QString keys;
};

void addGroup(QTreeWidget *list, const QString &title, const QVector<ShortcutRow> &rows)
{
    auto *group = new QTreeWidgetItem(list, {title});
    group->setFont(0, strongFont(list->font()));
    group->setFlags(Qt::ItemIsEnabled);
    group->setFirstColumnSpanned(true);
    group->setExpanded(true);
    for (const ShortcutRow &row : rows)
        new QTreeWidgetItem(group, {row.command, row.keys});
}

/// What the menus have.
void addCommands(QTreeWidget *list, const WindowActions &actions)
{
    for (const auto &[title, members] : actions.groups()) {
        QVector<ShortcutRow> rows;
        for (const QAction *action : members)
            rows.append({withoutMnemonic(action->text()), shown(action->shortcut())});
        addGroup(list, withoutMnemonic(title), rows);
    }
}

void addKeysOfEvents(QTreeWidget *list)
{
    const QString menu = shown(Qt::Key_Menu, Qt::SHIFT | Qt::Key_F10);
    addGroup(list, ShortcutsDialog::tr("In the log"),
             {{ShortcutsDialog::tr("Pause and resume"), shown(Qt::Key_Space)},
              {ShortcutsDialog::tr("Follow the end"), shown(Qt::Key_End)},
              {ShortcutsDialog::tr("Go to the first event"), shown(Qt::Key_Home)},
              {ShortcutsDialog::tr("What can be done with a cell"), menu}});
    addGroup(list, ShortcutsDialog::tr("In the tree of an event"),
             {{ShortcutsDialog::tr("Copy the value"), shown(QKeySequence::Copy)},
              {ShortcutsDialog::tr("Copy the path"), shown(Qt::CTRL | Qt::ALT | Qt::Key_C)},
              {ShortcutsDialog::tr("Copy as JSON"), shown(Qt::CTRL | Qt::SHIFT | Qt::Key_C)},
              {ShortcutsDialog::tr("Search"), shown(QKeySequence::Find, Qt::Key_Slash)},
              {ShortcutsDialog::tr("Expand all below"), shown(Qt::Key_Asterisk)},
              {ShortcutsDialog::tr("Open, or show the whole value"), shown(Qt::Key_Return)},
              {ShortcutsDialog::tr("Filter by this, and more"), menu}});
    addGroup(list, ShortcutsDialog::tr("In the list of columns"),
             {{ShortcutsDialog::tr("Show or hide"), shown(Qt::Key_Space)},
              {ShortcutsDialog::tr("Move"), shown(Qt::CTRL | Qt::Key_Up, Qt::CTRL | Qt::Key_Down)},
              {ShortcutsDialog::tr("Narrower, wider"),
               shown(Qt::CTRL | Qt::Key_Left, Qt::CTRL | Qt::Key_Right)},
              {ShortcutsDialog::tr("Rename, remove"), shown(Qt::Key_F2, Qt::Key_Delete)}});
    addGroup(list, ShortcutsDialog::tr("In the list of bookmarks"),
             {{ShortcutsDialog::tr("Go to the event"), shown(Qt::Key_Return)},
              {ShortcutsDialog::tr("Edit the note"), shown(Qt::Key_F2)},
              {ShortcutsDialog::tr("Remove"), shown(Qt::Key_Delete)}});
}

void addKeysOfPanels(QTreeWidget *list)
{
    addGroup(list, ShortcutsDialog::tr("In the filter"),
             {{ShortcutsDialog::tr("Clear, then back to the log"), shown(Qt::Key_Escape)},
              {ShortcutsDialog::tr("Apply at once"), shown(Qt::Key_Return)}});
    addGroup(list, ShortcutsDialog::tr("In the connections"),
             {{ShortcutsDialog::tr("Edit"), shown(Qt::Key_Return)},
              {ShortcutsDialog::tr("Edit the filters of a subscription"), shown(Qt::Key_F2)},
              {ShortcutsDialog::tr("Add a subscription"), shown(Qt::Key_Insert)},
              {ShortcutsDialog::tr("Pause and resume a subscription"), shown(Qt::Key_Space)},
              {ShortcutsDialog::tr("Remove"), shown(Qt::Key_Delete)},
              {ShortcutsDialog::tr("Undo a removal or change of subscriptions"),
               shown(QKeySequence::Undo)}});
}

} // namespace

ShortcutsDialog::ShortcutsDialog(const WindowActions &actions, QWidget *parent) : QDialog(parent)
{
    setObjectName(u"shortcutsDialog"_s);
    setWindowTitle(tr("Keyboard Shortcuts"));
    auto *list = new QTreeWidget(this);
    list->setObjectName(u"shortcutList"_s);
    list->setAccessibleName(tr("Commands and their keys"));
    list->setColumnCount(2);
    list->setHeaderLabels({tr("Command"), tr("Keys")});
    list->setRootIsDecorated(false);
    list->setUniformRowHeights(true);
    list->setItemDelegate(new RoomyRows(list));
    addCommands(list, actions);
    addKeysOfEvents(list);
    addKeysOfPanels(list);
    list->header()->setStretchLastSection(true);
    list->header()->resizeSection(0, list->fontMetrics().averageCharWidth() * 40);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(list);
    layout->addWidget(buttons);
    const int unit = fontMetrics().height();
    resize(unit * 33, unit * 36);
}

} // namespace eventscope
