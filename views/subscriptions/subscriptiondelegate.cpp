// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/subscriptions/subscriptiondelegate.h"

#include "models/connection/connectionstatus.h"
#include "models/event/displaytext.h"
#include "models/event/event.h"
#include "models/subscriptionmodel.h"
#include "views/paneltree.h"
#include "views/tabulartext.h"
#include "views/theme.h"

#include <QPainter>
#include <QRegularExpression>

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
void paintStateGlyph(QPainter *painter, const QRect &box, SubscriptionState state)
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
        painter->setPen(theme.error);
        painter->drawText(box, Qt::AlignCenter, severityGlyph(Severity::Error));
        break;
    case SubscriptionState::Paused:
        painter->setPen(QPen(theme.dim, side * 0.2, Qt::SolidLine, Qt::FlatCap));
        for (const qreal x : {-0.22, 0.22})
            painter->drawLine(centre + QPointF(x * side, -side * 0.45),
                              centre + QPointF(x * side, side * 0.45));
        break;
    case SubscriptionState::Waiting:
    case SubscriptionState::Requested:
    case SubscriptionState::Unconfirmed: {
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

void paintConnection(QPainter *painter, const QStyleOptionViewItem &option,
                     const QModelIndex &index)
{
    const Theme &theme = currentTheme();
    const int gap = margin(option.fontMetrics, 0.45);
    QRect row = option.rect.adjusted(margin(option.fontMetrics, 0.75), 0,
                                     -margin(option.fontMetrics, 0.75), 0);
    const int side = margin(option.fontMetrics, 0.56);
    paintDot(painter, QRect(row.left(), row.center().y() - side / 2 + 1, side, side),
             ConnectionPhase(index.data(SubscriptionRole::Phase).toInt()));
    row.setLeft(row.left() + side + gap);
    painter->setFont(option.font);
    const int end = paintTrailing(painter, row, index) - gap;

    QString folded;
    if (const int below = index.model()->rowCount(index);
        below > 0 && !(option.state & QStyle::State_Open))
        folded = u"▸ %1"_s.arg(below);
    const int foldedWidth =
        folded.isEmpty() ? 0 : option.fontMetrics.horizontalAdvance(folded) + gap;
    painter->setFont(strongFont(option.font));
    painter->setPen(theme.text);
    const QString name = painter->fontMetrics().elidedText(
        displayText(index.data().toString()), Qt::ElideRight, end - row.left() - foldedWidth);
    painter->drawText(row, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, name);
    if (!folded.isEmpty()) {
        const int at = row.left() + painter->fontMetrics().horizontalAdvance(name) + gap;
        painter->setFont(option.font);
        painter->setPen(theme.dim);
        painter->drawText(QRect(at, row.top(), end - at, row.height()),
                          Qt::AlignLeft | Qt::AlignVCenter, folded);
    }
}

void paintSubscription(QPainter *painter, const QStyleOptionViewItem &option,
                       const QModelIndex &index)
{
    const Theme &theme = currentTheme();
    const int gap = margin(option.fontMetrics, 0.45);
    QRect row = option.rect.adjusted(margin(option.fontMetrics, 1.85), 0,
                                     -margin(option.fontMetrics, 0.75), 0);
    const int side = option.fontMetrics.height() * 3 / 4;
    paintStateGlyph(painter, QRect(row.left(), row.top(), side, row.height()),
                    SubscriptionState(index.data(SubscriptionRole::State).toInt()));
    row.setLeft(row.left() + side + gap);
    const int end = paintTrailing(painter, row, index) - gap;
    painter->setPen(isQuiet(index) ? theme.dim : theme.text);
    const QString pattern = index.data(SubscriptionRole::Pattern).toString();
    painter->drawText(row, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      fittingPattern(pattern, option.fontMetrics, end - row.left()));
}

/// `customer…:call:*`: whole parts at the end and as much of the start as fits; empty if not even
/// that does.
QString elidedBeforeAPart(const QString &pattern, const QFontMetrics &metrics, int width)
{
    constexpr qsizetype shortestStart = 4;
    static const QRegularExpression separator(u"[:./]"_s);
    for (qsizetype at = pattern.indexOf(separator, shortestStart);
         at > 0 && at + 1 < pattern.size(); at = pattern.indexOf(separator, at + 1)) {
        if (pattern.indexOf(u'…', at) >= 0)
            continue; // a shortened UUID goes as a whole: one gap is enough
        const QString end = u"…"_s + pattern.mid(at);
        qsizetype start = std::min<qsizetype>(at, 64);
        while (start >= shortestStart
               && metrics.horizontalAdvance(pattern.left(start) + end) > width)
            --start;
        if (start >= shortestStart)
            return pattern.left(start) + end;
    }
    return {};
}

} // namespace

QString fittingPattern(const QString &pattern, const QFontMetrics &metrics, int width)
{
    const QString whole = displayText(pattern, 512);
    if (metrics.horizontalAdvance(whole) <= width)
        return whole;
    static const QRegularExpression uuid(
        u"\\b([0-9a-fA-F]{4})[0-9a-fA-F]{4}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\b"_s);
    QString shorter = whole;
    shorter.replace(uuid, u"\\1…"_s);
    if (metrics.horizontalAdvance(shorter) <= width)
        return shorter;
    const QString keptEnd = elidedBeforeAPart(shorter, metrics, width);
    return keptEnd.isEmpty() ? metrics.elidedText(shorter, Qt::ElideMiddle, std::max(0, width))
                             : keptEnd;
}

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
    const bool connection = index.data(SubscriptionRole::IsConnection).toBool();
    return {0, rowHeight(option.fontMetrics) + (connection ? margin(option.fontMetrics, 0.15) : 0)};
}

} // namespace eventscope
