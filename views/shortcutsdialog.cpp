// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shortcutsdialog.h"

#include "views/theme.h"
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

QTreeWidgetItem *addGroup(QTreeWidget *list, const QString &title)
{
    auto *group = new QTreeWidgetItem(list, {title});
    group->setFont(0, strongFont(list->font()));
    group->setFlags(Qt::ItemIsEnabled);
    group->setFirstColumnSpanned(true);
    group->setExpanded(true);
    return group;
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
    for (const auto &[title, members] : actions.groups()) {
        QTreeWidgetItem *group = addGroup(list, withoutMnemonic(title));
        for (const QAction *action : members) {
            new QTreeWidgetItem(group,
                                {withoutMnemonic(action->text()),
                                 action->shortcut().toString(QKeySequence::NativeText)});
        }
    }
    const auto key = [](Qt::Key code) {
        return QKeySequence(code).toString(QKeySequence::NativeText);
    };
    const QString menuKeys =
        tr("%1, %2").arg(key(Qt::Key_Menu),
                         QKeySequence(Qt::SHIFT | Qt::Key_F10).toString(QKeySequence::NativeText));
    QTreeWidgetItem *log = addGroup(list, tr("In the log"));
    new QTreeWidgetItem(log, {tr("Pause and resume"), key(Qt::Key_Space)});
    new QTreeWidgetItem(log, {tr("Follow the end"), key(Qt::Key_End)});
    new QTreeWidgetItem(log, {tr("Go to the first event"), key(Qt::Key_Home)});
    new QTreeWidgetItem(log, {tr("What can be done with a cell"), menuKeys});
    QTreeWidgetItem *tree = addGroup(list, tr("In the tree of an event"));
    const auto keys = [](const QKeySequence &sequence) {
        return sequence.toString(QKeySequence::NativeText);
    };
    new QTreeWidgetItem(tree, {tr("Copy the value"), keys(QKeySequence::Copy)});
    new QTreeWidgetItem(tree, {tr("Copy the path"), keys(Qt::CTRL | Qt::ALT | Qt::Key_C)});
    new QTreeWidgetItem(tree, {tr("Copy as JSON"), keys(Qt::CTRL | Qt::SHIFT | Qt::Key_C)});
    new QTreeWidgetItem(
        tree, {tr("Search"), tr("%1, %2").arg(keys(QKeySequence::Find), key(Qt::Key_Slash))});
    new QTreeWidgetItem(tree, {tr("Expand all below"), key(Qt::Key_Asterisk)});
    new QTreeWidgetItem(tree, {tr("Open, or show the whole value"), key(Qt::Key_Return)});
    new QTreeWidgetItem(tree, {tr("Filter by this, and more"), menuKeys});
    QTreeWidgetItem *columns = addGroup(list, tr("In the list of columns"));
    new QTreeWidgetItem(columns, {tr("Show or hide"), key(Qt::Key_Space)});
    new QTreeWidgetItem(
        columns,
        {tr("Move"),
         tr("%1, %2").arg(
             QKeySequence(Qt::CTRL | Qt::Key_Up).toString(QKeySequence::NativeText),
             QKeySequence(Qt::CTRL | Qt::Key_Down).toString(QKeySequence::NativeText))});
    new QTreeWidgetItem(
        columns, {tr("Rename, remove"), tr("%1, %2").arg(key(Qt::Key_F2), key(Qt::Key_Delete))});
    QTreeWidgetItem *filter = addGroup(list, tr("In the filter"));
    new QTreeWidgetItem(filter, {tr("Clear, then back to the log"), key(Qt::Key_Escape)});
    new QTreeWidgetItem(filter, {tr("Apply at once"), key(Qt::Key_Return)});
    QTreeWidgetItem *panel = addGroup(list, tr("In the connections"));
    new QTreeWidgetItem(panel, {tr("Edit"), key(Qt::Key_Return)});
    new QTreeWidgetItem(panel, {tr("Edit the filters of a subscription"), key(Qt::Key_F2)});
    new QTreeWidgetItem(panel, {tr("Add a subscription"), key(Qt::Key_Insert)});
    new QTreeWidgetItem(panel, {tr("Pause and resume a subscription"), key(Qt::Key_Space)});
    new QTreeWidgetItem(panel, {tr("Remove"), key(Qt::Key_Delete)});
    new QTreeWidgetItem(panel,
                        {tr("Undo a removal or change of subscriptions"),
                         QKeySequence(QKeySequence::Undo).toString(QKeySequence::NativeText)});

    list->header()->setStretchLastSection(true);
    list->header()->resizeSection(0, list->fontMetrics().averageCharWidth() * 40);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(list);
    layout->addWidget(buttons);
    const int unit = fontMetrics().height();
    resize(unit * 30, unit * 36);
}

} // namespace eventscope
