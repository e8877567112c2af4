// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/export/exportjob.h"

#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QObject>
#include <QTimer>
#include <memory>

namespace eventscope {

/// One export at a time on a worker thread. Lives on the GUI thread; its destructor stops the
/// worker and waits for it, because that reads the log, which may go away afterwards.
class ExportRun final : public QObject
{
    Q_OBJECT
public:
    explicit ExportRun(QObject *parent = nullptr);
    ~ExportRun() override;

    void start(ExportRequest request);
    /// finished() follows once the worker has noticed.
    void stop();
    bool isRunning() const { return m_progress != nullptr; }

Q_SIGNALS:
    /// A few times a second; `fraction` is 0..1.
    void moved(double fraction, const QString &text);
    void finished(const eventscope::Result<eventscope::ExportOutcome> &answer);

private:
    void tell();
    void end();

    std::shared_ptr<ExportProgress> m_progress; ///< set while the worker runs
    QFutureWatcher<Result<ExportOutcome>> m_watcher;
    QTimer m_poll;
    QElapsedTimer m_elapsed;
};

/// "312 400 of 1 000 000 events, about 3 s left". `fraction` is of all the work, where there is
/// more of it than events; negative: there is not.
QString exportProgressText(quint64 done, quint64 total, qint64 elapsedMs, double fraction = -1);

} // namespace eventscope
