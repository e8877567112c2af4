// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/filtercompletion.h"

#include <QFrame>
#include <QPointer>

class QListView;
class QStandardItemModel;

namespace eventscope {

/// A list under the filter's line: what could stand there, or what stood there before. It never has
/// the focus, so that typing goes on; whoever has it passes keys. Child of the window.
class FilterPopup final : public QFrame
{
    Q_OBJECT
public:
    explicit FilterPopup(QWidget *line);

    /// Opens below the line, at that distance from its left edge.
    void open(const QVector<FilterCandidate> &candidates, int x);
    /// What stands under the line, and stays readable: the list is below it while it is shown.
    void setSentence(QWidget *sentence);
    const QVector<FilterCandidate> &candidates() const { return m_candidates; }
    /// -1: none is chosen.
    int current() const;
    void setCurrent(int row);

Q_SIGNALS:
    void clicked(int row);
    void currentChanged(const QString &text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();

    QPointer<QWidget> m_line; ///< goes before this, which the window has
    QPointer<QWidget> m_sentence;
    QSize m_wanted; ///< if there is room
    int m_x = 0; ///< from the left edge of the line
    QListView *m_list;
    QStandardItemModel *m_rows;
    QVector<FilterCandidate> m_candidates;
};

} // namespace eventscope
