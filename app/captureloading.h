// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/captureset.h"
#include "app/growthsteps.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <memory>

namespace eventscope {

/// Opens captures for a window: a worker reads them, and their log grows by what it has read, in
/// slices of a few milliseconds, so that the first events are there long before the last. Nobody
/// waits for the worker once this is gone. GUI thread.
class CaptureLoading final : public QObject
{
    Q_OBJECT
public:
    explicit CaptureLoading(const QStringList &paths, QObject *parent = nullptr);
    ~CaptureLoading() override;

    /// It stays at what the log has by now; finished() follows.
    void stop();
    bool isStopped() const { return m_stopped; }
    int progress() const { return m_progress; } ///< 0 to 1000
    /// Seconds until it is through, as far as can be told; 0: that cannot be told yet.
    int secondsLeft() const;

Q_SIGNALS:
    void failed(const QString &error); ///< they cannot be opened; nothing else comes
    /// Lines of its events can be read; its log is still empty.
    void opened(const std::shared_ptr<eventscope::CaptureSet> &captures);
    /// Of these connections is what is appended next.
    void connectionsCame(const QMap<QString, eventscope::CaptureInfo::Connection> &connections);
    /// The log has new events, as GrowthSteps says; of the last ones finished() tells.
    void grew();
    void progressed();
    void finished(); ///< what was read is in the log; captures are the receiver's now

private:
    struct Shared;

    void take();
    bool appendSlice();
    bool takePart(LogPart &part);
    void putBack(LogPart part, quint64 appended);

    std::shared_ptr<Shared> m_shared;
    std::shared_ptr<CaptureSet> m_captures;
    QTimer m_look;
    QElapsedTimer m_clock;
    QElapsedTimer m_told;
    GrowthSteps m_steps; ///< of grew()
    int m_progress = 0;
    bool m_stopped = false;
};

} // namespace eventscope
