// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/detail/attributespage.h"

#include "models/event/displaytext.h"
#include "models/query/filterexpression.h"
#include "views/emptylistnote.h"
#include "views/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// What is in these is asked for by other names, or is said by a field that counts otherwise.
QString filterName(const QString &name)
{
    if (name == "severitytext"_L1)
        return u"severity"_s;
    if (name == "recordedtime"_L1)
        return u"recorded"_s;
    for (const auto *field : {"type", "topic", "subject", "time", "sequence", "id", "reason"}) {
        if (name == QLatin1String(field))
            return name;
    }
    return u"attribute."_s + name;
}

/// What displayText() made visible or cut is not what was received.
bool isAsReceived(const QString &value)
{
    return std::none_of(value.cbegin(), value.cend(), [](QChar c) {
        return c == QChar(0x2026) || c == QChar(0x23ce) || c == QChar(0x21e5)
            || (c >= QChar(0x2400) && c <= QChar(0x2421)) || c == QChar(0x27e8);
    });
}

} // namespace

AttributesPage::AttributesPage(QWidget *parent)
    : QTreeWidget(parent), m_note(new EmptyListNote(this, {}))
{
    setObjectName(u"attributeList"_s);
    setAccessibleName(tr("Attributes and headers of the event"));
    setFrameShape(QFrame::NoFrame);
    setColumnCount(2);
    setHeaderLabels({tr("Attribute"), tr("Value")});
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setTextElideMode(Qt::ElideRight);
    header()->setStretchLastSection(true);
    header()->resizeSection(0, fontMetrics().averageCharWidth() * 24);
}

void AttributesPage::setAttributes(const QVector<std::pair<QString, QString>> &attributes)
{
    const QString chosen = currentItem() ? currentItem()->text(0) : QString();
    clear();
    QList<QTreeWidgetItem *> items;
    for (const auto &[name, value] : attributes) {
        items.append(new QTreeWidgetItem({name, value}));
        items.last()->setData(1, Qt::ToolTipRole, toolTipText(value));
        items.last()->setSizeHint(0, QSize(0, eventscope::rowHeight(fontMetrics()) * 5 / 6));
    }
    addTopLevelItems(items);
    for (QTreeWidgetItem *item : items) {
        if (item->text(0) == chosen)
            setCurrentItem(item);
    }
}

void AttributesPage::setReason(const QString &why)
{
    m_note->setReason(why);
}

void AttributesPage::copyValue()
{
    if (!currentItem())
        return;
    QApplication::clipboard()->setText(currentItem()->text(1));
    Q_EMIT remark(tr("Copied the value."));
}

void AttributesPage::fillMenu(QMenu *menu, const QString &name, const QString &value)
{
    const QString filter =
        isAsReceived(value) ? filterName(name) + u" = "_s + quotedFilterValue(value) : QString();
    const auto add = [this, menu](const QString &text, bool possible, auto act) {
        QAction *action = menu->addAction(text);
        action->setEnabled(possible);
        connect(action, &QAction::triggered, this, act);
        return action;
    };
    add(tr("&Filter by This"), !filter.isEmpty(), [this, filter] { Q_EMIT filterWanted(filter); });
    add(tr("&Not This"), !filter.isEmpty(),
        [this, filter] { Q_EMIT filterWanted(u"not "_s + filter); });
    add(tr("Show as Colu&mn"), true, [this, name] { Q_EMIT columnWanted(name); });
    menu->addSeparator();
    add(tr("&Copy Value"), true, [this] { copyValue(); })->setShortcut(QKeySequence::Copy);
}

bool AttributesPage::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride
        && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
        event->accept();
        return true;
    }
    return QTreeWidget::event(event);
}

void AttributesPage::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        copyValue();
    else
        QTreeWidget::keyPressEvent(event);
}

void AttributesPage::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    QTreeWidgetItem *item = byKey ? currentItem() : itemAt(event->pos());
    if (!item)
        return;
    setCurrentItem(item);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(menu, item->text(0), item->text(1));
    menu->popup(byKey ? viewport()->mapToGlobal(visualItemRect(item).bottomLeft())
                      : event->globalPos());
}

} // namespace eventscope
