// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/slimbar.h"

#include "views/theme.h"

#include <QPainter>
#include <QTimerEvent>

#include <cmath>

namespace eventscope {

namespace {

constexpr int motionMs = 40;
constexpr double motionStep = 0.03;
constexpr double busyLength = 0.25;

} // namespace

void paintSlimBar(QPainter *painter, const QRectF &box, double from, double to, const QColor &color)
{
    const qreal radius = box.height() / 2;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(currentTheme().line);
    painter->drawRoundedRect(box, radius, radius);
    if (to > from) {
        painter->setClipRect(QRectF(box.left() + box.width() * from, box.top(),
                                    box.width() * (to - from), box.height()));
        painter->setBrush(color);
        painter->drawRoundedRect(box, radius, radius);
    }
    painter->restore();
}

SlimBar::SlimBar(QWidget *parent) : QProgressBar(parent)
{
    setTextVisible(false);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize SlimBar::sizeHint() const
{
    return {margin(fontMetrics(), 6), margin(fontMetrics(), 0.5)};
}

void SlimBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QColor color = currentTheme().accent;
    if (isBusy()) {
        const double from = (1 - std::abs(m_phase - 1)) * (1 - busyLength);
        paintSlimBar(&painter, rect(), from, from + busyLength, color);
        return;
    }
    const double range = double(maximum()) - minimum();
    paintSlimBar(&painter, rect(), 0, (double(value()) - minimum()) / range, color);
}

void SlimBar::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_motion.timerId()) {
        QProgressBar::timerEvent(event);
        return;
    }
    m_phase = std::fmod(m_phase + motionStep, 2.0);
    update();
}

void SlimBar::showEvent(QShowEvent *event)
{
    QProgressBar::showEvent(event);
    if (isBusy())
        m_motion.start(motionMs, this);
}

void SlimBar::hideEvent(QHideEvent *event)
{
    m_motion.stop();
    QProgressBar::hideEvent(event);
}

} // namespace eventscope
