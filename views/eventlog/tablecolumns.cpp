// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/tablecolumns.h"

#include "models/eventlogmodel.h"
#include "views/eventlog/columnroom.h"
#include "views/eventlog/eventdelegate.h"
#include "views/theme.h"

#include <QHeaderView>
#include <QScopedValueRollback>
#include <QTableView>

#include <algorithm>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

TableColumns::TableColumns(QTableView *table, EventLogModel *model)
    : QObject(table), m_table(table), m_model(model), m_header(table->horizontalHeader()),
      m_room(new ColumnRoom(m_header))
{
    connect(m_header, &QHeaderView::sectionResized, this, [this](int column, int, int size) {
        if (size > 0)
            m_widths[column] = size;
        Q_EMIT changed();
    });
    connect(m_header, &QHeaderView::sectionMoved, this, &TableColumns::changed);
    connect(m_model, &EventLogModel::timeShownChanged, this, &TableColumns::fitTimes);
}

/// Times with their date are longer than times of day.
int TableColumns::naturalWidth(int column) const
{
    const int usual = EventDelegate::naturalWidth(column, m_table->font());
    if (column != EventLogColumn::Time)
        return usual;
    const auto more = [this](QStringView text) {
        return QFontMetrics(fixedFont(m_table->font())).horizontalAdvance(text.toString());
    };
    switch (m_model->timeShown().form) {
    case TimeShown::DateAndTime:
        return usual + more(u"2024-01-15 ");
    case TimeShown::SinceMark:
        return usual + more(u"+10 d ");
    case TimeShown::TimeOfDay:
    case TimeShown::UntilNow:
    case TimeShown::SinceShown:
        break;
    }
    return usual;
}

/// A width that the user chose stays, unless times would be cut off.
void TableColumns::fitTimes()
{
    const int before = std::exchange(m_timeWidth, naturalWidth(EventLogColumn::Time));
    const int now = m_widths.value(EventLogColumn::Time, before);
    if (m_restoring || m_timeWidth == before || (now != before && now >= m_timeWidth))
        return;
    m_header->resizeSection(EventLogColumn::Time, m_timeWidth);
    m_room->fit();
}

void TableColumns::applyFont()
{
    const int height = rowHeight(m_table->fontMetrics());
    QFont font = strongFont(m_table->font());
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * 0.93);
    m_header->setFont(font);
    m_header->setMinimumSectionSize(
        EventDelegate::naturalWidth(EventLogColumn::SeverityGlyph, m_table->font()));
    m_header->setFixedHeight(height);
}

void TableColumns::setWidths()
{
    const int count = m_header->count();
    for (int column = 0; column < count; ++column) {
        if (column != EventLogColumn::Summary) // the last one takes what is left
            m_header->resizeSection(column, naturalWidth(column));
    }
    m_timeWidth = naturalWidth(EventLogColumn::Time);
    m_header->setSectionResizeMode(EventLogColumn::SeverityGlyph, QHeaderView::Fixed);
}

void TableColumns::reset()
{
    const QScopedValueRollback restoring(m_restoring, true);
    for (int column = 0; column < m_header->count(); ++column) {
        m_header->setSectionHidden(column, column >= EventLogColumn::UsualCount);
        m_header->moveSection(m_header->visualIndex(column), column);
    }
    // What is added stands before the one that takes what is left.
    m_header->moveSection(m_header->visualIndex(EventLogColumn::Summary), m_header->count() - 1);
    m_widths.clear();
    setWidths();
    m_room->forgetChoices();
    Q_EMIT changed();
}

bool TableColumns::isPath(int column) const
{
    return column >= EventLogColumn::Count;
}

bool TableColumns::isShown(int column) const
{
    return !m_header->isSectionHidden(column) || m_room->isHiddenForRoom(column);
}

bool TableColumns::isInSight(int column) const
{
    return !m_header->isSectionHidden(column);
}

QVector<int> TableColumns::shown() const
{
    QVector<int> columns;
    for (int visual = 0; visual < m_header->count(); ++visual) {
        const int column = m_header->logicalIndex(visual);
        if (isShown(column))
            columns.append(column);
    }
    return columns;
}

bool TableColumns::canHide(int column) const
{
    return m_header->isSectionHidden(column)
        || m_header->count() - m_header->hiddenSectionCount() > 1;
}

QStringList TableColumns::withoutRoom() const
{
    QStringList titles;
    const QVector<int> columns = shown();
    for (const int column : columns) {
        if (!isInSight(column))
            titles += title(column);
    }
    return titles;
}

void TableColumns::setShown(int column, bool shown)
{
    if (!shown && !canHide(column))
        return;
    m_room->choose(column, shown);
    if (shown && !m_widths.contains(column))
        m_header->resizeSection(column, naturalWidth(column));
    Q_EMIT changed();
}

bool TableColumns::hasWidth(int column) const
{
    const QVector<int> visible = shown();
    return column >= 0 && column != EventLogColumn::SeverityGlyph
        && (visible.isEmpty() || visible.last() != column);
}

int TableColumns::width(int column) const
{
    return isInSight(column) ? m_header->sectionSize(column)
                             : m_widths.value(column, naturalWidth(column));
}

int TableColumns::leastWidth() const
{
    return m_header->minimumSectionSize();
}

void TableColumns::setWidth(int column, int pixels)
{
    if (!hasWidth(column))
        return;
    m_widths[column] = std::clamp(pixels, leastWidth(), mostWidth);
    m_header->resizeSection(column, m_widths[column]);
    m_room->fit();
    Q_EMIT changed();
}

Result<void> TableColumns::addPath(const QString &path, const QString &title)
{
    if (const int known = columnOfPath(path); known >= 0) {
        setShown(known, true);
        return {};
    }
    if (auto added = m_model->addPathColumn({path, title}); !added)
        return added;
    const int column = m_header->count() - 1;
    m_header->resizeSection(column, EventDelegate::naturalWidth(column, m_table->font()));
    const QVector<int> before = shown();
    const int last = before.size() > 1 ? before[before.size() - 2] : column;
    m_header->moveSection(m_header->visualIndex(column), m_header->visualIndex(last));
    m_room->fit();
    Q_EMIT changed();
    return {};
}

void TableColumns::removePath(int column)
{
    if (!isPath(column) || !canHide(column))
        return;
    m_widths.clear(); // those behind it get other numbers
    for (int other = 0; other < m_header->count(); ++other) {
        const int moved = other > column ? other - 1 : other;
        if (other != column && m_header->sectionSize(other) > 0)
            m_widths[moved] = m_header->sectionSize(other);
    }
    m_model->removePathColumn(column - EventLogColumn::Count);
    m_room->fit();
    Q_EMIT changed();
}

QString TableColumns::title(int column) const
{
    const QString text = m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    if (column == EventLogColumn::SeverityGlyph)
        return tr("Severity, as a sign");
    return text.isEmpty() ? tr("Column %1").arg(column + 1) : text;
}

EventColumns TableColumns::columns() const
{
    EventColumns all;
    all.timeForm = m_model->timeShown().form;
    all.timeWhich = m_model->timeShown().which;
    all.newestFirst = m_header->sortIndicatorSection() == EventLogColumn::Time
        && m_header->sortIndicatorOrder() == Qt::DescendingOrder;
    for (int visual = 0; visual < m_header->count(); ++visual) {
        const int column = m_header->logicalIndex(visual);
        EventColumn one;
        if (isPath(column))
            one.made = m_model->pathColumns().value(column - EventLogColumn::Count);
        else
            one.id = EventColumns::idOf(column);
        one.shown = isShown(column);
        one.chosen = m_room->isChosen(column);
        one.width = hasWidth(column) ? m_widths.value(column) : 0;
        all.columns.append(one);
    }
    return all;
}

int TableColumns::columnOf(const EventColumn &column) const
{
    return column.id.isEmpty() ? columnOfPath(column.made.path) : EventColumns::columnOf(column.id);
}

int TableColumns::columnOfPath(const QString &path) const
{
    const QVector<PathColumn> &paths = m_model->pathColumns();
    for (qsizetype i = 0; i < paths.size(); ++i) {
        if (paths[i].path == path)
            return EventLogColumn::Count + int(i);
    }
    return -1;
}

QString TableColumns::titleOfPath(const QString &path) const
{
    return m_model->pathColumns().value(columnOfPath(path) - EventLogColumn::Count).shownTitle();
}

void TableColumns::setTitle(const QString &path, const QString &title)
{
    m_model->setPathColumnTitle(columnOfPath(path) - EventLogColumn::Count, title);
    Q_EMIT changed();
}

/// Those that stay are left alone: the log may be sorted by one of them.
void TableColumns::matchPaths(const EventColumns &columns)
{
    QStringList wanted;
    for (const EventColumn &column : columns.columns) {
        if (column.id.isEmpty())
            wanted += column.made.path;
    }
    for (int at = int(m_model->pathColumns().size()) - 1; at >= 0; --at) {
        if (!wanted.contains(m_model->pathColumns()[at].path))
            m_model->removePathColumn(at);
    }
    for (const EventColumn &column : columns.columns) {
        if (!column.id.isEmpty())
            continue;
        const int at = columnOfPath(column.made.path) - EventLogColumn::Count;
        if (at < 0) // it was checked when it was read
            static_cast<void>(m_model->addPathColumn(column.made));
        else if (m_model->pathColumns()[at].title != column.made.title)
            m_model->setPathColumnTitle(at, column.made.title);
    }
}

void TableColumns::apply(const EventColumns &columns)
{
    const QScopedValueRollback restoring(m_restoring, true);
    matchPaths(columns);
    m_model->setTimeShown({m_model->timeZone(), columns.timeWhich, columns.timeForm});
    setWidths();
    QSet<int> chosen;
    QSet<int> hidden;
    for (int column = 0; column < m_header->count(); ++column)
        hidden.insert(column);
    m_widths.clear();
    int visual = 0;
    for (const EventColumn &one : columns.columns) {
        const int column = columnOf(one);
        if (column < 0)
            continue;
        m_header->moveSection(m_header->visualIndex(column), visual++);
        if (one.width > 0 && column != EventLogColumn::SeverityGlyph) {
            m_header->resizeSection(column, one.width);
            m_widths[column] = one.width;
        }
        if (one.shown)
            hidden.remove(column);
        if (one.chosen)
            chosen.insert(column);
    }
    for (int column = 0; column < m_header->count(); ++column)
        m_header->setSectionHidden(column, hidden.contains(column));
    m_room->setChosen(chosen);
    m_header->setStretchLastSection(true);
    Q_EMIT changed();
}

bool TableColumns::restore(const QByteArray &bytes)
{
    if (!bytes.startsWith('{'))
        return restoreOld(bytes);
    const auto columns = EventColumns::fromJson(bytes);
    if (columns)
        apply(*columns);
    else
        reset();
    return columns.has_value();
}

bool TableColumns::restoreOld(const QByteArray &bytes)
{
    const QScopedValueRollback restoring(m_restoring, true);
    const int count = m_model->columnCount();
    if (!m_room->restore(bytes) || m_header->count() != count) {
        reset();
        return false;
    }
    // It knew of no more than these.
    for (int column = EventLogColumn::UsualCount; column < count; ++column)
        m_header->setSectionHidden(column, true);
    m_room->fit();
    m_header->setSectionResizeMode(EventLogColumn::SeverityGlyph, QHeaderView::Fixed);
    m_header->setStretchLastSection(true);
    for (int column = 0; column < EventLogColumn::UsualCount; ++column) {
        if (m_header->sectionSize(column) > 0)
            m_widths[column] = m_header->sectionSize(column);
    }
    return true;
}

} // namespace eventscope
