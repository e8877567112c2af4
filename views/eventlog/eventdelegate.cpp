// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/eventdelegate.h"

#include "models/event/displaytext.h"
#include "models/eventlogroles.h"
#include "views/eventlog/glyphsearch.h"
#include "views/theme.h"

#include <QAbstractItemView>
#include <QHeaderView>
#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QTableView>
#include <QToolTip>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int selectionBarWidth = 3;

Severity severityOf(const QModelIndex &index)
{
    return Severity(
        std::clamp(index.data(EventLogRole::SeverityValue).toInt(), 0, int(Severity::Fatal)));
}

bool isUrgent(Severity severity)
{
    return severity >= Severity::Error;
}

/// Identifiers differ at both ends; texts are read from their start.
Qt::TextElideMode elision(int column)
{
    return column == EventLogColumn::Topic || column == EventLogColumn::Subject ? Qt::ElideMiddle
                                                                                : Qt::ElideRight;
}

/// Times and numbers stand under one another, digit by digit.
bool isFixed(int column)
{
    switch (column) {
    case EventLogColumn::Time:
    case EventLogColumn::Sequence:
    case EventLogColumn::Recorded:
    case EventLogColumn::EventTime:
    case EventLogColumn::Delta:
    case EventLogColumn::Latency:
    case EventLogColumn::Size:
        return true;
    default:
        return false;
    }
}

Qt::Alignment alignment(int column)
{
    const bool right = column == EventLogColumn::Sequence || column == EventLogColumn::Delta
        || column == EventLogColumn::Latency || column == EventLogColumn::Size;
    return right ? Qt::AlignRight : Qt::AlignLeft;
}

int padding(const QFontMetrics &metrics)
{
    return margin(metrics, 0.45);
}

QString remarkMark()
{
    return u"╌ "_s;
}

QFont remarkFont(const QFont &beside)
{
    QFont font = beside;
    font.setItalic(true);
    return font;
}

/// True for the column at the left edge of what is in sight.
bool startsRow(const QAbstractItemView *view, int column)
{
    const auto *table = qobject_cast<const QTableView *>(view);
    return table && table->horizontalHeader()->logicalIndexAt(0) == column;
}

QRect rowRect(const QAbstractItemView *view, const QRect &cell)
{
    const auto *table = qobject_cast<const QTableView *>(view);
    if (!table)
        return cell;
    const QHeaderView *header = table->horizontalHeader();
    return QRect(-header->offset(), cell.top(),
                 std::max(header->length(), view->viewport()->width()), cell.height());
}

const QAbstractItemView *viewOf(const QStyleOptionViewItem &option)
{
    return qobject_cast<const QAbstractItemView *>(option.widget);
}

/// A ribbon that hangs at the right of the cell, or at the left of a remark; answers how much room
/// it takes.
int paintRibbon(QPainter *painter, const QRect &cell, const QFontMetrics &metrics, bool left)
{
    const double width = metrics.height() * 0.42;
    const double height = metrics.height() * 0.72;
    const double x =
        left ? cell.left() + padding(metrics) : cell.right() - width - padding(metrics) / 2.0;
    const QRectF ribbon(x, cell.center().y() - height / 2, width, height);
    QPainterPath shape(ribbon.topLeft());
    shape.lineTo(ribbon.topRight());
    shape.lineTo(ribbon.bottomRight());
    shape.lineTo(ribbon.center().x(), ribbon.bottom() - width / 2);
    shape.lineTo(ribbon.bottomLeft());
    shape.closeSubpath();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->fillPath(shape, currentTheme().accent);
    painter->restore();
    return int(width) + padding(metrics);
}

} // namespace

EventDelegate::EventDelegate(QObject *parent) : QStyledItemDelegate(parent) { }

const QFont &EventDelegate::fixed(const QFont &beside) const
{
    if (m_beside != beside) {
        m_beside = beside;
        m_fixed = fixedFont(beside);
    }
    return m_fixed;
}

QString EventDelegate::ready(const QString &text, const QFont &font) const
{
    return m_glyphs ? m_glyphs->ready(text, font) : text;
}

void EventDelegate::setFilterColors(std::vector<int> colors)
{
    const bool any =
        std::any_of(colors.begin(), colors.end(), [](int color) { return color >= 0; });
    m_filterColors = any ? std::move(colors) : std::vector<int>();
}

std::optional<QColor> EventDelegate::tint(const QModelIndex &index) const
{
    if (m_filterColors.empty())
        return std::nullopt;
    const int number = index.data(EventLogRole::FilterNumber).toInt();
    if (number < 0 || size_t(number) >= m_filterColors.size() || m_filterColors[size_t(number)] < 0)
        return std::nullopt;
    return currentTheme()
        .filterTints[size_t(m_filterColors[size_t(number)]) % Theme::filterColorCount];
}

void EventDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    const Theme &theme = currentTheme();
    const bool selected = option.state & QStyle::State_Selected;
    const bool remark = index.data(EventLogRole::IsGap).toBool();
    if (selected)
        painter->fillRect(option.rect, theme.selection);
    else if (remark)
        painter->fillRect(option.rect, theme.gap);
    else if (const auto color = tint(index))
        painter->fillRect(option.rect, *color);
    if (selected && startsRow(viewOf(option), index.column()))
        painter->fillRect(std::max(option.rect.left(), 0), option.rect.top(), selectionBarWidth,
                          option.rect.height(), theme.accent);
    const int column = index.column();
    if (remark) {
        paintRemark(painter, option, index);
        return;
    }
    const bool marked =
        index.data(EventLogRole::Bookmarked).toBool() && startsRow(viewOf(option), column);
    const int taken = marked ? paintRibbon(painter, option.rect, option.fontMetrics, false) : 0;
    // By keyboard, what is done with a cell is done with this one.
    if (option.state & QStyle::State_HasFocus)
        painter->fillRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1,
                          theme.accent);
    painter->setFont(isFixed(column) ? fixed(option.font) : option.font);
    const QFontMetrics metrics = painter->fontMetrics();
    if (column == EventLogColumn::SeverityGlyph) {
        const Severity severity = severityOf(index);
        painter->setPen(theme.severityColor(severity));
        painter->drawText(option.rect, Qt::AlignCenter, severityGlyph(severity));
        return;
    }
    const bool urgent = column == EventLogColumn::Summary && isUrgent(severityOf(index));
    painter->setPen(urgent ? theme.error : theme.text);
    const int inset = padding(metrics);
    QRect text = option.rect.adjusted(inset, 0, -std::max(inset, taken), 0);
    QString shown = metrics.elidedText(ready(index.data().toString(), option.font), elision(column),
                                       text.width());
    if (column == EventLogColumn::Summary)
        paintMarks(painter, index, text, shown);
    painter->drawText(text, alignment(column) | Qt::AlignVCenter | Qt::TextSingleLine, shown);
}

/// What is odd about the event are our own words, and are not to be taken for those of the feed;
/// leaves what is still to be painted.
void EventDelegate::paintMarks(QPainter *painter, const QModelIndex &index, QRect &room,
                               QString &text)
{
    const QString words = index.data(EventLogRole::Marked).toString();
    if (words.isEmpty() || !text.startsWith(words))
        return;
    const QPen pen = painter->pen();
    painter->setPen(currentTheme().warning);
    const QString marks = text.left(words.size() + 1); // with its colon
    painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, marks);
    painter->setPen(pen);
    room.setLeft(room.left() + painter->fontMetrics().horizontalAdvance(marks));
    text.remove(0, marks.size());
}

void EventDelegate::paintRemark(QPainter *painter, const QStyleOptionViewItem &option,
                                const QModelIndex &index) const
{
    // Each cell paints its part of one text that runs through the row, so that no spans are needed.
    const QFont font = remarkFont(option.font);
    painter->save();
    painter->setClipRect(option.rect, Qt::IntersectClip);
    painter->setFont(font);
    painter->setPen(currentTheme().dim);
    const QFontMetrics metrics(font);
    const int inset = padding(metrics);
    const QRect row = rowRect(viewOf(option), option.rect);
    const int ribbon = index.data(EventLogRole::Bookmarked).toBool()
        ? paintRibbon(painter, row, option.fontMetrics, true)
        : 0;
    const QRect text = row.adjusted(inset + ribbon, 0, -inset, 0);
    const QModelIndex summary = index.sibling(index.row(), EventLogColumn::Summary);
    painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      metrics.elidedText(remarkMark() + ready(summary.data().toString(), font),
                                         Qt::ElideRight, text.width()));
    painter->restore();
}

QSize EventDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return {naturalWidth(index.column(), option.font), rowHeight(option.fontMetrics)};
}

bool EventDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                              const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (!event || event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QString text;
    if (index.column() == EventLogColumn::SeverityGlyph) {
        text = severityWord(severityOf(index));
    } else {
        const int column = index.data(EventLogRole::IsGap).toBool() ? int(EventLogColumn::Summary)
                                                                    : index.column();
        text = index.sibling(index.row(), column).data(EventLogRole::FullText).toString();
        const QFontMetrics metrics(option.font);
        const bool whole = column == index.column() && !isFixed(column)
            && metrics.horizontalAdvance(text) <= option.rect.width() - 2 * padding(metrics);
        if (whole)
            text.clear();
    }
    QToolTip::showText(event->globalPos(), text.isEmpty() ? QString() : toolTipText(text), view);
    return true;
}

int EventDelegate::naturalWidth(int column, const QFont &font)
{
    const QFontMetrics metrics(font);
    const auto characters = [&metrics](double count) {
        return qRound(metrics.averageCharWidth() * count);
    };
    switch (column) {
    case EventLogColumn::Time: {
        const QFontMetrics fixedMetrics(fixedFont(font));
        return fixedMetrics.horizontalAdvance(u"00:00:00.000000"_s) + 2 * padding(fixedMetrics)
            + characters(1.7); // for the ribbon of a bookmark
    }
    case EventLogColumn::SeverityGlyph:
        return metrics.height() + padding(metrics);
    case EventLogColumn::Recorded:
    case EventLogColumn::EventTime: {
        const QFontMetrics fixedMetrics(fixedFont(font));
        return fixedMetrics.horizontalAdvance(u"2024-01-15 00:00:00.000000"_s)
            + 2 * padding(fixedMetrics);
    }
    case EventLogColumn::Delta:
    case EventLogColumn::Latency: {
        const QFontMetrics fixedMetrics(fixedFont(font));
        return fixedMetrics.horizontalAdvance(u"+00:00.000000"_s) + 2 * padding(fixedMetrics);
    }
    case EventLogColumn::Sequence:
    case EventLogColumn::Size:
    case EventLogColumn::SeverityWord:
        return characters(13);
    case EventLogColumn::Note:
    case EventLogColumn::Changed:
        return characters(20);
    case EventLogColumn::Connection:
        return characters(12);
    case EventLogColumn::Type:
        return characters(17);
    case EventLogColumn::Topic:
    case EventLogColumn::Subject:
        return characters(11);
    default:
        return characters(column >= EventLogColumn::Count ? 16 : 30);
    }
}

} // namespace eventscope
