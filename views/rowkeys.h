// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemView>

namespace eventscope {

/// What Enter and Ctrl+C do with the current row of a list in a dock, before the window's own keys
/// get them. Owned by the view.
class RowKeys final : public QObject
{
    Q_OBJECT
public:
    explicit RowKeys(QAbstractItemView *view);

Q_SIGNALS:
    void activated(const QModelIndex &current);
    void copyWanted();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QAbstractItemView *m_view;
};

} // namespace eventscope
