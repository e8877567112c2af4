// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

class QAbstractScrollArea;

namespace eventscope {

/// "↓ 1 204 new": floats over the lower right of the log while it stands still, and takes the user
/// back to its end.
class NewPill final : public QAbstractButton
{
    Q_OBJECT
public:
    /// Stays at the lower right of the viewport of `over`. It is no child of the viewport, which
    /// moves its children when it scrolls.
    explicit NewPill(QAbstractScrollArea *over);

    /// Shows what waits; hides when the log moves by itself.
    void setState(bool paused, bool following, quint64 newEvents);

    /// Which way the arrow points.
    void setNewestFirst(bool newestFirst) { m_newestFirst = newestFirst; }

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();

    QAbstractScrollArea *m_over;
    bool m_newestFirst = false;
};

} // namespace eventscope
