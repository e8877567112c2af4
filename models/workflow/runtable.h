// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflow/workflownodes.h"
#include "models/workflow/workflowreducer.h"

#include <array>
#include <unordered_map>
#include <vector>

namespace eventscope {

class RowListener;

/// All runs as rows, in the order in which they are shown: what runs (stalled or not), what has
/// errors, what is done; in each group the latest comer is on top, so that a row moves only when it
/// changes its group. consume() only takes notes; flush() makes the rows agree with them and tells
/// a listener about every step. It has no clock.
///
/// A run with an error counts as failed from then on, whatever its parts do: it keeps its percent
/// and its parts go on moving. It is finished when it was told so (task_end,
/// tenant_accounts_collected), or when it has parts and all of them are done; a run that was
/// finished by its parts alone runs again if a later message has unfinished ones.
class RunTable
{
public:
    static constexpr size_t maxActive = 1000;
    static constexpr size_t maxFailed = 200;
    static constexpr size_t maxDone = 200;
    static constexpr size_t maxRows = 300'000; ///< of all runs; the oldest go first

    enum class State : quint8 { Running, Stalled, Failed, Done };
    enum Group : quint8 { Active, Failed, Done, GroupCount };

    struct Row
    {
        Group group = Active;
        bool hasTree = false;
        bool finished = false;
        qint64 finishedUs = 0;
        qint64 nextScanUs = 0; ///< before this, nothing in it can stall
    };
    struct Finished
    {
        quint32 node = 0;
        bool failed = false;
        quint64 sequence = 0;
    };

    bool consume(const EventView &event) { return m_reducer.consume(event); }
    /// Answers the runs that came to their end.
    std::vector<Finished> flush(RowListener &listener);
    /// What stopped moving becomes stalled.
    void tick(qint64 nowUs, RowListener &listener);
    void clear();
    /// No more events will come: what has not ended by now is told as unfinished, not as running.
    void close() { m_closed = true; }
    bool isClosed() const { return m_closed; }

    const WorkflowNodes &nodes() const { return m_nodes; }
    qint64 nowUs() const { return m_nowUs; }
    State stateOf(quint32 node) const;
    /// Of a node that is a run.
    const Row &row(quint32 run) const { return m_rows.at(run); }
    const WorkflowReducer::Run &run(quint32 run) const;
    /// Of a node that is an error; null for the row that counts those left out.
    const WorkflowReducer::RunError *error(quint32 node) const;
    size_t groupSize(Group group) const { return m_groupSizes[group]; }

private:
    void refresh(quint32 node, RowListener *listener);
    void mergeErrors(quint32 node, const WorkflowReducer::Run &run, RowListener *listener);
    void settle(quint32 node, const WorkflowReducer::Run &run, RowListener *listener);
    Group groupOf(quint32 node) const;
    quint32 groupStart(Group group) const;
    void moveToItsGroup(quint32 node, RowListener &listener);
    void addRuns(const std::vector<quint32> &fresh, RowListener &listener);
    void evict(RowListener &listener);
    void removeLast(Group group, size_t count, RowListener &listener);
    void scanStalls(quint32 run, RowListener *listener);
    bool canStall(const WorkflowNode &node, bool finished) const;

    WorkflowReducer m_reducer;
    WorkflowNodes m_nodes;
    std::unordered_map<quint64, quint32> m_nodeOfRun; ///< by the reducer's number
    std::unordered_map<quint32, Row> m_rows; ///< by node
    std::array<size_t, GroupCount> m_groupSizes = {};
    std::vector<Finished> m_finished;
    qint64 m_nowUs = 0;
    bool m_closed = false;
};

} // namespace eventscope
