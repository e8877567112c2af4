// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/cellmenu.h"

#include "models/event/displaytext.h"
#include "models/eventbookmarks.h"
#include "models/eventlogmodel.h"
#include "models/orderedevents.h"
#include "models/query/filterexpression.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/rowmarks.h"
#include "views/eventlog/timemenu.h"
#include "views/linkdialog.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxMenuText = 40;

/// The name of the field that a column shows, in the language of filters.
QString fieldOf(const EventLogModel &model, int column)
{
    switch (column) {
    case EventLogColumn::Connection:
        return u"connection"_s;
    case EventLogColumn::Type:
        return u"type"_s;
    case EventLogColumn::Topic:
        return u"topic"_s;
    case EventLogColumn::Subject:
        return u"subject"_s;
    case EventLogColumn::SeverityGlyph:
    case EventLogColumn::SeverityWord:
        return u"severity"_s;
    case EventLogColumn::Recorded:
        return u"recorded"_s;
    case EventLogColumn::EventTime:
        return u"time"_s;
    case EventLogColumn::Time:
        return model.timeShown().which == TimeShown::Own ? u"time"_s : u"recorded"_s;
    case EventLogColumn::Sequence:
        return u"sequence"_s;
    default:
        // All elements at once are no value that could be compared.
        const QString path = model.pathColumns().value(column - EventLogColumn::Count).path;
        return path.contains(u"[*]"_s) ? QString() : path;
    }
}

/// What a feed sent, in a menu: one short line, and an ampersand is no mnemonic.
QString menuText(const QString &text)
{
    return middleElided(displayText(text), maxMenuText).replace(u'&', u"&&"_s);
}

void addFilters(QMenu *menu, EventTable *table, const QModelIndex &cell)
{
    const auto add = [menu, table](const QString &text, const QString &filter, auto wanted) {
        QAction *action = menu->addAction(text);
        action->setEnabled(!filter.isEmpty());
        QObject::connect(action, &QAction::triggered, table, [table, filter, wanted] {
            Q_EMIT(table->*wanted)(filter);
        });
    };
    const QString only = cellFilter(*table, cell);
    const QString without = only.isEmpty() ? QString() : u"not "_s + only;
    // Said in full: by keyboard it is easy to stand on another cell than one thinks.
    const QString named = only.isEmpty() ? QString() : u" · "_s + menuText(only);
    add(EventTable::tr("&Only This") + named, only, &EventTable::filterWanted);
    add(EventTable::tr("&Not This") + named, without, &EventTable::filterWanted);
    add(EventTable::tr("&Follow This Subject Everywhere"), subjectFilter(*table, cell),
        &EventTable::otherFilterWanted);
}

/// What a feed sent as it came, and the rest as it is shown.
QString copiedText(const QModelIndex &cell)
{
    const int column = cell.column();
    const bool sent = column == EventLogColumn::Type || column == EventLogColumn::Topic
        || column == EventLogColumn::Subject || column >= EventLogColumn::Count;
    const QString value = sent ? cell.data(EventLogRole::Value).toString() : QString();
    return value.isEmpty() ? cell.data(EventLogRole::FullText).toString() : value;
}

void addCopies(QMenu *menu, EventTable *table, const QModelIndex &cell)
{
    const QString text = copiedText(cell);
    QAction *value = menu->addAction(EventTable::tr("Copy &Value"));
    value->setEnabled(!text.isEmpty());
    QObject::connect(value, &QAction::triggered, table,
                     [text] { QApplication::clipboard()->setText(text); });
    QMenu *rows = menu->addMenu(EventTable::tr("&Copy Rows"));
    const auto add = [rows, table](const QString &name, CopyForm form) {
        QObject::connect(rows->addAction(name), &QAction::triggered, table,
                         [table, form] { table->copyAs(form); });
    };
    add(EventTable::tr("As &Text"), CopyForm::Text);
    add(EventTable::tr("As &CSV"), CopyForm::Csv);
    add(EventTable::tr("As &JSON Lines"), CopyForm::JsonLines);
    add(EventTable::tr("As JSON &Array"), CopyForm::JsonArray);
}

/// How the times of the table are written; the actions are those of the window's menu, too.
void addTimes(QMenu *menu, EventTable *table, quint64 sequence)
{
    QMenu *times = menu->addMenu(EventTable::tr("&Show Times As"));
    fillTimeMenu(times, table->eventModel());
    QObject::connect(menu->addAction(EventTable::tr("Coun&t Times From Here")), &QAction::triggered,
                     table, [table, sequence] { table->marks()->measureFrom(sequence); });
}

} // namespace

QString cellFilter(const EventTable &table, const QModelIndex &cell)
{
    const QString field = fieldOf(*table.eventModel(), cell.column());
    const QVariant value = cell.data(EventLogRole::Value);
    // What is masked is searched as it is, and would not be found.
    if (field.isEmpty() || !value.isValid() || value.toString().contains("[masked]"_L1))
        return {};
    // An object or a list is no value to compare with.
    const bool whole = cell.column() >= EventLogColumn::Count
        && (value.toString().startsWith(u'{') || value.toString().startsWith(u'['));
    if (whole)
        return {};
    const bool word = field == "severity"_L1 || field == "sequence"_L1;
    return field + (word ? u'=' : u':')
        + (word ? value.toString() : quotedFilterValue(value.toString()));
}

QString subjectFilter(const EventTable &table, const QModelIndex &cell)
{
    return cellFilter(table, cell.siblingAtColumn(EventLogColumn::Subject));
}

void fillCellMenu(QMenu *menu, EventTable *table, const QModelIndex &cell)
{
    const quint64 sequence = table->events()->sequenceAt(cell.row());
    addFilters(menu, table, cell);
    menu->addSeparator();
    addCopies(menu, table, cell);
    addLinkAction(menu, table, copiedText(cell));
    menu->addSeparator();
    const bool marked = table->eventModel()->bookmarks().contains(sequence);
    QObject::connect(
        menu->addAction(marked ? EventTable::tr("Remove &Bookmark") : EventTable::tr("&Bookmark")),
        &QAction::triggered, table, [table, sequence] { table->marks()->toggle(sequence); });
    QObject::connect(menu->addAction(EventTable::tr("&Edit Bookmark…")), &QAction::triggered, table,
                     [table, sequence] { table->marks()->editNote(sequence); });
    addTimes(menu, table, sequence);
}

} // namespace eventscope
