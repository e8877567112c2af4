// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace eventscope {

/// The pattern in at most `width` pixels: whole if it fits, then with its UUIDs cut short, then
/// with its middle left out, because a pattern says most at its start and at its end.
QString fittingPattern(const QString &pattern, const QFontMetrics &metrics, int width);

/// Paints the rows of SubscriptionModel: a state dot and a bold name for connections, a glyph and
/// the pattern for subscriptions, with the rate at the right, and below the pattern the state in
/// words, the count and the last event, or why there is none. Heights follow the view's width.
class SubscriptionDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace eventscope
