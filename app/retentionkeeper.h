// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/capturesweep.h"
#include "models/capture/retention.h"
#include "models/capture/settledclock.h"

#include <QObject>
#include <QPointer>
#include <QThreadPool>
#include <QTimer>
#include <memory>

namespace eventscope {

class Recording;

/// Sees to it that the limits hold while the window is open: for the capture that is being recorded
/// by its writer, for all captures together by a sweep on a thread of its own, now and every
/// minute. GUI thread.
class RetentionKeeper final : public QObject
{
    Q_OBJECT
public:
    explicit RetentionKeeper(const QString &capturesFolder, QObject *parent = nullptr);
    ~RetentionKeeper() override; ///< a sweep that runs is waited for

    void setLimits(const RetentionSettings &limits);
    /// The capture that is being recorded; not owned, and may go before the keeper.
    void setRecording(Recording *recording);

Q_SIGNALS:
    void removed(const QString &sentence); ///< what the limits for all captures took
    void failed(const QString &sentence);

private:
    void sweep();
    void onSwept(const CaptureSweep::Outcome &outcome);
    void note(const CaptureSweep::Outcome &outcome, const QString &sentence);

    std::shared_ptr<CaptureSweep> m_sweep; ///< of the pool's one thread
    SettledClock m_clock;
    RetentionSettings m_limits;
    QPointer<Recording> m_recording;
    QTimer m_again;
    bool m_sweeping = false;
    bool m_sweepAgain = false;
    QString m_failure; ///< as it was told last
    QThreadPool m_pool; // last: it is waited for first
};

} // namespace eventscope
