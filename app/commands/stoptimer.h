// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace eventscope {

/// Says once when a time is over that may be longer than the 24 days a QTimer can wait.
class StopTimer final : public QObject
{
    Q_OBJECT
public:
    static constexpr qint64 longestStepMs = 24LL * 60 * 60 * 1000;

    explicit StopTimer(QObject *parent = nullptr, qint64 stepMs = longestStepMs);
    void start(qint64 ms);

Q_SIGNALS:
    void over();

private:
    void step();

    const qint64 m_stepMs;
    qint64 m_ms = 0;
    QElapsedTimer m_since;
    QTimer m_timer;
};

} // namespace eventscope
