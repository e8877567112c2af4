// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/subscriptions/subscriptiondelegate.h"

#include "models/connection/connectionstatus.h"
#include "models/event/displaytext.h"
#include "models/event/event.h"
#include "models/subscriptionmodel.h"
#include "views/paneltree.h"
#include "views/subscriptions/fittingpattern.h"
#include "views/subscriptions/openpadlock.h"
#include "views/subscriptions/secondline.h"
#include "views/tabulartext.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QAbstractItemView>
#include <QPainter>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

enum class Dot : quint8 { Filled, Ring, FaintRing, Cross };

Dot dotOf(ConnectionPhase phase)
{
    switch (phase) {
    case ConnectionPhase::Live:
        return Dot::Filled;
    case ConnectionPhase::Connecting:
    case ConnectionPhase::Opening:
    case ConnectionPhase::Closing:
    case ConnectionPhase::Backoff:
        return Dot::Ring;
    case ConnectionPhase::Stopped:
    case ConnectionPhase::NeedsCredentials:
        return Dot::Cross;
    case ConnectionPhase::Idle:
        break;
    }
    return Dot::FaintRing;
}

void paintDot(QPainter *painter, const QRect &box, ConnectionPhase phase)
{
    const Theme &theme = currentTheme();
    const Dot dot = dotOf(phase);
    const qreal side = box.width();
    const QPointF centre = QRectF(box).center();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (dot == Dot::Filled) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme.success);
        painter->drawEllipse(centre, side / 2, side / 2);
    } else if (dot == Dot::Cross) {
        const qreal arm = side * 0.4;
        painter->setPen(QPen(theme.error, side * 0.2, Qt::SolidLine, Qt::RoundCap));
        painter->drawLine(centre - QPointF(arm, arm), centre + QPointF(arm, arm));
        painter->drawLine(centre - QPointF(arm, -arm), centre + QPointF(arm, -arm));
    } else {
        const qreal pen = dot == Dot::Ring ? side * 0.22 : side * 0.14;
        painter->setPen(QPen(dot == Dot::Ring ? theme.warning : theme.dim, pen));
        painter->setBrush(Qt::NoBrush);
        painter->drawEllipse(centre, (side - pen) / 2, (side - pen) / 2);
    }
    painter->restore();
}

/// Ring and bars are painted: few fonts have U+25CC and U+23F8, and some draw them as pictures.
void paintStateGlyph(QPainter *painter, const QRect &box, SubscriptionState state, bool forNow)
{
    const Theme &theme = currentTheme();
    const qreal side = std::min(box.width(), box.height()) * 0.62;
    const QPointF centre = QRectF(box).center();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    switch (state) {
    case SubscriptionState::Active:
    case SubscriptionState::Delivering:
        painter->setPen(theme.success);
        painter->drawText(box, Qt::AlignCenter, severityGlyph(Severity::Success));
        break;
    case SubscriptionState::Refused:
        painter->setPen(forNow ? theme.warning : theme.error);
        painter->drawText(box, Qt::AlignCenter,
                          severityGlyph(forNow ? Severity::Warning : Severity::Error));
        break;
    case SubscriptionState::Paused:
        painter->setPen(QPen(theme.dim, side * 0.2, Qt::SolidLine, Qt::FlatCap));
        for (const qreal x : {-0.22, 0.22})
            painter->drawLine(centre + QPointF(x * side, -side * 0.45),
                              centre + QPointF(x * side, side * 0.45));
        break;
    case SubscriptionState::Unconfirmed:
        painter->setPen(theme.dim);
        painter->drawText(box, Qt::AlignCenter, u"?"_s);
        break;
    case SubscriptionState::Waiting:
    case SubscriptionState::Requested: {
        QPen pen(theme.dim, 1.3);
        pen.setDashPattern({1.2, 1.2});
        painter->setPen(pen);
        painter->drawEllipse(centre, side * 0.4, side * 0.4);
        break;
    }
    }
    painter->restore();
}

QColor trailingColor(const QModelIndex &index)
{
    const Theme &theme = currentTheme();
    const int severity = index.data(SubscriptionRole::TrailingSeverity).toInt();
    return severity < 0 ? theme.dim : theme.severityColor(Severity(severity));
}

/// Paints the trailing text and gives back where it begins. It may take at most three fifths of the
/// row.
int paintTrailing(QPainter *painter, const QRect &row, const QModelIndex &index)
{
    const QFontMetrics metrics = painter->fontMetrics();
    const QString whole = displayText(index.data(SubscriptionRole::Trailing).toString());
    const QString shown = metrics.elidedText(whole, Qt::ElideRight, row.width() * 3 / 5);
    painter->setPen(trailingColor(index));
    drawTabular(painter, row, Qt::AlignRight, shown);
    return row.right() + 1 - tabularWidth(metrics, shown);
}

/// True if nothing comes on this row at the moment, so that it steps back.
bool isQuiet(const QModelIndex &index)
{
    const auto state = SubscriptionState(index.data(SubscriptionRole::State).toInt());
    return state == SubscriptionState::Waiting || state == SubscriptionState::Paused;
}

/// Where the glyph of a subscription begins: below its connection's name, or where that is too dear
/// below the connection's dot.
int glyphLeft(const QRect &row, const QFontMetrics &metrics)
{
    constexpr int narrow = 13; // lines of text wide
    return margin(metrics, row.width() < narrow * metrics.height() ? 0.75 : 1.85);
}

/// The part of a row that the pattern and all below it may take.
QRect besideGlyph(const QRect &row, const QFontMetrics &metrics)
{
    const int left = glyphLeft(row, metrics) + metrics.height() * 3 / 4 + margin(metrics, 0.45);
    return row.adjusted(left, 0, -margin(metrics, 0.75), 0);
}

/// The part of a row that the connection's name and all below it may take.
QRect besideDot(const QRect &row, const QFontMetrics &metrics)
{
    const int left = margin(metrics, 0.75) + margin(metrics, 0.56) + margin(metrics, 0.45);
    return row.adjusted(left, 0, -margin(metrics, 0.75), 0);
}

/// Where a name and "needs credentials" are too long for one line the words go below.
bool stateGoesBelow(const QModelIndex &index, const QFont &font, int width)
{
    if (index.data(SubscriptionRole::TrailingSeverity).toInt() < 0)
        return false;
    const QFontMetrics metrics(font);
    const QString name = displayText(index.data().toString());
    const QString state = index.data(SubscriptionRole::Trailing).toString();
    return QFontMetrics(strongFont(font)).horizontalAdvance(name) + margin(metrics, 0.9)
        + tabularWidth(metrics, state)
        > width;
}

QStringList troubleLines(const QModelIndex &index, const QFont &font, int width)
{
    constexpr int most = 6;
    QStringList parts;
    if (stateGoesBelow(index, font, width))
        parts << index.data(SubscriptionRole::Trailing).toString();
    if (QString trouble = index.data(SubscriptionRole::Detail).toString(); !trouble.isEmpty()) {
        if (parts.isEmpty())
            trouble[0] = trouble.at(0).toUpper(); // a sentence of its own
        parts << trouble;
    }
    return parts.isEmpty() ? QStringList()
                           : wrappedLines(parts.join(u" · "_s), smallFont(font), width, most);
}

/// Patterns of the same connection near this one; among thousands these are enough.
QStringList patternsNear(const QModelIndex &index)
{
    constexpr int reach = 32;
    QStringList patterns;
    const int last = std::min(index.model()->rowCount(index.parent()) - 1, index.row() + reach);
    for (int row = std::max(0, index.row() - reach); row <= last; ++row) {
        if (row != index.row())
            patterns += index.sibling(row, 0).data(SubscriptionRole::Pattern).toString();
    }
    return patterns;
}

/// Closer to the first line than rows are to each other.
int secondLineTop(const QFontMetrics &metrics)
{
    return rowHeight(metrics) - margin(metrics, 0.2);
}

int connectionHeight(const QFontMetrics &metrics)
{
    return rowHeight(metrics) + margin(metrics, 0.15);
}

/// Why the connection is not live: what one would look for at its state.
void paintTrouble(QPainter *painter, const QRect &area, const QFont &font, const QModelIndex &index)
{
    const QFont small = smallFont(font);
    const QFontMetrics metrics(small);
    const QString state = index.data(SubscriptionRole::Trailing).toString();
    QRect line(area.left(), area.top(), area.width(), metrics.height());
    painter->setFont(small);
    const QStringList lines = troubleLines(index, font, area.width());
    for (QString text : lines) {
        QRect rest = line;
        if (line.top() == area.top() && text.startsWith(state)
            && stateGoesBelow(index, font, area.width())) {
            painter->setPen(trailingColor(index));
            drawTabular(painter, line, Qt::AlignLeft, state);
            rest.setLeft(rest.left() + tabularWidth(metrics, state));
            text.remove(0, state.size());
        }
        painter->setPen(currentTheme().dim);
        drawTabular(painter, rest, Qt::AlignLeft, text);
        line.translate(0, line.height());
    }
}

void paintConnection(QPainter *painter, const QStyleOptionViewItem &option,
                     const QModelIndex &index)
{
    const Theme &theme = currentTheme();
    const int gap = margin(option.fontMetrics, 0.45);
    const QRect area = besideDot(option.rect, option.fontMetrics);
    const QRect row(area.left(), area.top(), area.width(), connectionHeight(option.fontMetrics));
    const int side = margin(option.fontMetrics, 0.56);
    paintDot(painter, QRect(row.left() - gap - side, row.center().y() - side / 2 + 1, side, side),
             ConnectionPhase(index.data(SubscriptionRole::Phase).toInt()));
    painter->setFont(option.font);
    const bool below = stateGoesBelow(index, option.font, area.width());
    const int end = below ? row.right() + 1 : paintTrailing(painter, row, index) - gap;

    QString folded;
    if (const int topics = index.model()->rowCount(index);
        topics > 0 && !(option.state & QStyle::State_Open))
        folded = u"▸ %1"_s.arg(topics);
    const int foldedWidth =
        folded.isEmpty() ? 0 : option.fontMetrics.horizontalAdvance(folded) + gap;
    painter->setFont(strongFont(option.font));
    painter->setPen(theme.text);
    const bool open = !index.data(SubscriptionRole::OpenHost).toString().isEmpty();
    const int lockSide = open ? option.fontMetrics.ascent() : 0;
    const int lockWidth = open ? lockSide + gap : 0;
    const QString name =
        painter->fontMetrics().elidedText(displayText(index.data().toString()), Qt::ElideMiddle,
                                          end - row.left() - foldedWidth - lockWidth);
    painter->drawText(row, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, name);
    const int nameEnd = row.left() + painter->fontMetrics().horizontalAdvance(name) + gap;
    if (open)
        paintOpenPadlock(painter,
                         QRect(nameEnd, row.center().y() - lockSide / 2, lockSide, lockSide),
                         theme.warning);
    if (!folded.isEmpty()) {
        const int at = nameEnd + lockWidth;
        painter->setFont(option.font);
        painter->setPen(theme.dim);
        painter->drawText(QRect(at, row.top(), end - at, row.height()),
                          Qt::AlignLeft | Qt::AlignVCenter, folded);
    }
    paintTrouble(painter, area.adjusted(0, secondLineTop(option.fontMetrics), 0, 0), option.font,
                 index);
}

void paintSecondLine(QPainter *painter, const QRect &area, const QFont &font,
                     const QModelIndex &index)
{
    const Theme &theme = currentTheme();
    const SecondLine second(font, index, area.width());
    QRect line(area.left(), area.top(), area.width(), second.metrics.height());
    painter->setFont(second.font);
    painter->setPen(theme.dim);
    drawTabular(painter, line, Qt::AlignRight, second.last);
    for (QString text : second.lines) {
        QRect rest = line;
        const int severity = index.data(SubscriptionRole::StateSeverity).toInt();
        if (line.top() == area.top() && severity >= 0 && text.startsWith(second.state)) {
            painter->setPen(theme.severityColor(Severity(severity)));
            drawTabular(painter, line, Qt::AlignLeft, second.state);
            rest.setLeft(rest.left() + tabularWidth(second.metrics, second.state));
            text.remove(0, second.state.size());
        }
        painter->setPen(theme.dim);
        drawTabular(painter, rest, Qt::AlignLeft, text);
        line.translate(0, line.height());
    }
}

void paintSubscription(QPainter *painter, const QStyleOptionViewItem &option,
                       const QModelIndex &index)
{
    const Theme &theme = currentTheme();
    const QRect area = besideGlyph(option.rect, option.fontMetrics);
    const QRect row(area.left(), area.top(), area.width(), rowHeight(option.fontMetrics));
    const int side = option.fontMetrics.height() * 3 / 4;
    paintStateGlyph(painter,
                    QRect(option.rect.left() + glyphLeft(option.rect, option.fontMetrics),
                          row.top(), side, row.height()),
                    SubscriptionState(index.data(SubscriptionRole::State).toInt()),
                    index.data(SubscriptionRole::StateSeverity).toInt() == int(Severity::Warning));
    const int end = SecondLine::takesTrailing(option.font, index, area.width())
        ? row.right() + 1
        : paintTrailing(painter, row, index) - margin(option.fontMetrics, 0.45);
    painter->setPen(isQuiet(index) ? theme.dim : theme.text);
    const QString pattern = index.data(SubscriptionRole::Pattern).toString();
    painter->drawText(row, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      fittingPattern(pattern, option.fontMetrics, end - row.left(),
                                     [&index] { return patternsNear(index); }));
    paintSecondLine(painter, area.adjusted(0, secondLineTop(option.fontMetrics), 0, 0), option.font,
                    index);
}

} // namespace

void SubscriptionDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const
{
    painter->save();
    painter->setFont(option.font);
    if (index.data(SubscriptionRole::IsConnection).toBool())
        paintConnection(painter, option, index);
    else
        paintSubscription(painter, option, index);
    painter->restore();
    paintRowFocus(painter, option);
}

QSize SubscriptionDelegate::sizeHint(const QStyleOptionViewItem &option,
                                     const QModelIndex &index) const
{
    const QFontMetrics &metrics = option.fontMetrics;
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    const QRect row(0, 0, view ? view->viewport()->width() : 0, 0);
    if (index.data(SubscriptionRole::IsConnection).toBool()) {
        const QFont small = smallFont(option.font);
        const auto lines = troubleLines(index, option.font, besideDot(row, metrics).width()).size();
        return {0,
                lines == 0 ? connectionHeight(metrics)
                           : secondLineTop(metrics) + int(lines) * QFontMetrics(small).height()
                        + margin(metrics, 0.3)};
    }
    const SecondLine second(option.font, index, besideGlyph(row, metrics).width());
    return {0, secondLineTop(metrics) + second.height() + margin(metrics, 0.3)};
}

} // namespace eventscope
