// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace eventscope {

/// Paints the rows of SubscriptionModel: a state dot and a bold name for connections with what
/// troubles them below, a glyph and the pattern for subscriptions, with the rate at the right, and
/// below the pattern the state in words, the count and the last event, or why there is none.
/// Heights follow the view's width.
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
