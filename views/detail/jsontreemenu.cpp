// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/detail/jsontreemenu.h"

#include "models/event/utf16.h"
#include "models/jsontreemodel.h"
#include "views/detail/jsontreeview.h"
#include "views/linkdialog.h"

#include <QMenu>
#include <QPersistentModelIndex>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// Empty for what is too long to be a link.
QString linkText(const JsonTreeModel &model, const QModelIndex &index)
{
    const JsonRef value = model.node(index)->value();
    constexpr size_t mostEscaped = 6;
    if (!value.isString() || value.raw().size() > mostEscaped * maxLinkLength)
        return {};
    return toUtf16(model.valueText(index));
}

} // namespace

void fillJsonTreeMenu(QMenu *menu, JsonTreeView *view, const QModelIndex &index)
{
    const QPersistentModelIndex row(index); // events come and go while the menu is open
    const auto add = [menu, view](const QString &text, const QKeySequence &key, auto act) {
        QAction *action = menu->addAction(text);
        // Shown only: the view itself takes these keys.
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetShortcut);
        QObject::connect(action, &QAction::triggered, view, act);
        return action;
    };
    const JsonTreeModel *model = view->tree();
    const QString filter = model->filter(index);
    const QString path = model->path(index);
    add(JsonTreeView::tr("&Filter by This"), {}, [view, filter] {
        Q_EMIT view->filterWanted(filter);
    })->setEnabled(!filter.isEmpty());
    add(JsonTreeView::tr("&Not This"), {}, [view, filter] {
        Q_EMIT view->filterWanted(u"not "_s + filter);
    })->setEnabled(!filter.isEmpty());
    add(JsonTreeView::tr("Show as Colu&mn"), {}, [view, path] {
        Q_EMIT view->columnWanted(path);
    })->setEnabled(path.contains(u'.') || path.contains(u'['));
    menu->addSeparator();
    add(JsonTreeView::tr("&Copy Value"), QKeySequence::Copy, [view, row] { view->copyValue(row); });
    add(JsonTreeView::tr("Copy &Path"), Qt::CTRL | Qt::ALT | Qt::Key_C,
        [view, row] { view->copyPath(row); });
    add(JsonTreeView::tr("Copy as &JSON"), Qt::CTRL | Qt::SHIFT | Qt::Key_C,
        [view, row] { view->copyJson(row); });
    addLinkAction(menu, view, linkText(*model, index));
    menu->addSeparator();
    add(JsonTreeView::tr("Show &Whole Value…"), {}, [view, row] { view->showWhole(row); });
    add(JsonTreeView::tr("&Expand All Below"), Qt::Key_Asterisk, [view, row] {
        view->expandBelow(row);
    })->setEnabled(model->hasChildren(index));
    add(JsonTreeView::tr("&Search…"), QKeySequence::Find, [view] { Q_EMIT view->searchWanted(); });
}

} // namespace eventscope
