// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QBasicTimer>
#include <QProgressBar>

namespace eventscope {

/// A bar with round ends: `from` and `to` are 0..1 of its length.
void paintSlimBar(QPainter *painter, const QRectF &box, double from, double to,
                  const QColor &color);

/// A progress bar without text, as slim as those of the workflows. Without a range it shows that
/// something goes on.
class SlimBar final : public QProgressBar
{
    Q_OBJECT
public:
    explicit SlimBar(QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    bool isBusy() const { return minimum() == maximum(); }

    QBasicTimer m_motion;
    double m_phase = 0; ///< 0..2: there and back
};

} // namespace eventscope
