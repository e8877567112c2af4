// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFutureWatcher>
#include <QObject>
#include <QThreadPool>
#include <atomic>
#include <utility>
#include <vector>

namespace eventscope {

class EventLogModel;

/// The rows that a model shows at the moment, on their way into the order of one column: a worker
/// finds it. What is destroyed is stopped, and waited for, so that nobody reads the log or its
/// lines any more then. The model is not owned. GUI thread.
class EventSorting final : public QObject
{
    Q_OBJECT
public:
    EventSorting(const EventLogModel &events, int column, Qt::SortOrder order);
    ~EventSorting() override;

    /// Once it is finished.
    std::vector<quint64> takeSequences() { return std::move(m_sequences); }

Q_SIGNALS:
    void finished();

private:
    void takeResult();

    std::atomic_bool m_stop{false};
    QFutureWatcher<std::vector<quint64>> m_watcher;
    QThreadPool m_pool; ///< of this object alone, so that it can wait for it
    std::vector<quint64> m_sequences;
};

} // namespace eventscope
