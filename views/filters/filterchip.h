// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/savedfilter.h"

#include <QAbstractButton>

namespace eventscope {

/// One saved filter as a rounded switch: its colour, what it does by the shape of the dot, its
/// name.
class FilterChip final : public QAbstractButton
{
    Q_OBJECT
public:
    explicit FilterChip(QWidget *parent = nullptr);

    void setFilter(const SavedFilter &filter, const QString &problem);
    QString filterName() const { return m_filter.name; }

    QSize sizeHint() const override;

Q_SIGNALS:
    void menuWanted(QPoint globalAt);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    QString shownName() const;

    SavedFilter m_filter;
    bool m_broken = false; ///< it cannot be used
};

/// The dot of a filter: full where it includes, crossed out where it excludes, a square where it
/// marks.
void paintFilterDot(QPainter *painter, const QRectF &box, const SavedFilter &filter);
QIcon filterIcon(const SavedFilter &filter, int size);

} // namespace eventscope
