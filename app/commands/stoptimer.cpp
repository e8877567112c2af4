// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/stoptimer.h"

#include <algorithm>

namespace eventscope {

StopTimer::StopTimer(QObject *parent, qint64 stepMs) : QObject(parent), m_stepMs(stepMs)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &StopTimer::step);
}

void StopTimer::start(qint64 ms)
{
    m_ms = ms;
    m_since.start();
    step();
}

void StopTimer::step()
{
    const qint64 left = m_ms - m_since.elapsed();
    if (left <= 0)
        Q_EMIT over();
    else
        m_timer.start(int(std::min(left, m_stepMs)));
}

} // namespace eventscope
