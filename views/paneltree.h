// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeView>

namespace eventscope {

/// The grounds of a row in a dock: selected with the accent bar at its left, hovered, or nothing.
/// For list delegates too.
void paintRowGround(QPainter *painter, const QRect &rect, bool selected, bool hovered);
/// The frame around a row that has the focus without being selected; nothing if it has not.
void paintRowFocus(QPainter *painter, const QStyleOptionViewItem &option);

/// A tree for a dock: no frame, no header, the ground of the panel, and rows that are marked over
/// their whole width.
class PanelTree final : public QTreeView
{
    Q_OBJECT
public:
    explicit PanelTree(QWidget *parent = nullptr);

    /// The heights of rows changed for a reason that the model knows nothing of.
    void layOutSoon() { scheduleDelayedItemsLayout(); }
    /// Rows whose texts wrap are measured again when the tree gets narrower or wider.
    void setHeightsFollowWidth(bool follow) { m_heightsFollowWidth = follow; }

protected:
    void drawRow(QPainter *painter, const QStyleOptionViewItem &option,
                 const QModelIndex &index) const override;
    void drawBranches(QPainter *painter, const QRect &rect,
                      const QModelIndex &index) const override;
    void focusInEvent(QFocusEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QPersistentModelIndex m_hovered;
    bool m_heightsFollowWidth = false;
};

} // namespace eventscope
