// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

class QTreeView;

namespace eventscope {

/// Paints the rows of WorkflowModel so that bars and figures stand in two columns at the right
/// edge, however deep a row is. An open run that moves has a second line with what is known about
/// its time.
class WorkflowDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit WorkflowDelegate(QTreeView *tree);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    bool hasSecondLine(const QModelIndex &index) const;

    QTreeView *m_tree;
};

/// For how long nothing has moved, short enough to stand beside a bar: `0:42`, `12:05`, `3 h`.
QString standstillText(qint64 us);

} // namespace eventscope
