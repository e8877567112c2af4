// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/event.h"

#include <QAbstractItemModel>
#include <memory>

namespace eventscope {

namespace WorkflowRole {
enum : int {
    IsRun = Qt::UserRole, ///< bool: a top-level row
    IsError, ///< bool: a row that is an error message of its run
    State, ///< int(WorkflowState)
    Percent, ///< int 0..100, -1: unknown
    ProgressText, ///< "87 %", "done", "in progress", "failed", "stalled"
    Name,
    TaskId, ///< QString, runs only
    ConnectionId,
    Counts, ///< "150 of 200"
    Remark, ///< "about 40 s left", "no change for 1:05"; may be empty
    LastSequence, ///< quint64: the event that last changed it, to jump to
    StartedUs,
    ChangedUs, ///< qint64
    Live ///< bool: more events may come, see WorkflowModel::close()
};
}

enum class WorkflowState : quint8 { Running, Stalled, Failed, Done };

/// Runs of workflows as a tree: a run, its parts down to the leaves, and its errors. Rows keep
/// their identity by path when a new event replaces the tree, so expansion and selection stay.
/// Running runs come first. GUI thread.
class WorkflowModel final : public QAbstractItemModel
{
    Q_OBJECT
public:
    explicit WorkflowModel(QObject *parent = nullptr);
    ~WorkflowModel() override;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

    /// True for events that consume() would do something with, by type alone; so that others are
    /// never unescaped.
    static bool wants(std::string_view type);
    /// Takes one event; what changed is shown by the next flush().
    void consume(const EventView &event);
    /// Shows what changed since the last time, in as few signals as possible. Call at most 10 times
    /// a second.
    void flush();
    /// Stalled runs and remaining times move on.
    void tick(qint64 nowUs);
    void clear();
    /// The events were all: they came from a capture. What has not ended is shown as unfinished.
    void close();
    bool isClosed() const;

    int runningCount() const;
    int stalledCount() const;
    int failedCount() const;
    int doneCount() const;

Q_SIGNALS:
    void countsChanged();
    /// A run ended; for a notice. `failed` if errors are attached to it.
    void runFinished(const QString &name, const QString &taskId, bool failed, quint64 sequence);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace eventscope
