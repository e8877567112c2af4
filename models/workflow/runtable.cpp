// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflow/runtable.h"

#include "models/workflow/rowlistener.h"
#include "models/workflow/treemerge.h"

#include <algorithm>
#include <utility>

namespace eventscope {

std::vector<RunTable::Finished> RunTable::flush(RowListener &listener)
{
    std::vector<quint32> fresh;
    std::vector<quint32> changed;
    for (const quint64 id : m_reducer.takeChanged()) {
        m_nowUs = std::max(m_nowUs, m_reducer.run(id)->lastUs);
        if (const auto known = m_nodeOfRun.find(id); known != m_nodeOfRun.end()) {
            refresh(known->second, &listener);
            moveToItsGroup(known->second, listener);
            changed.push_back(known->second);
            continue;
        }
        const quint32 node = m_nodes.make(WorkflowNode::Kind::Run);
        m_nodes[node].run = id;
        m_nodes[node].pace.start(m_reducer.run(id)->startedUs, 0);
        m_nodeOfRun.emplace(id, node);
        m_rows[node].nextScanUs = m_reducer.run(id)->startedUs + ProgressPace::minPatienceUs;
        refresh(node, nullptr);
        fresh.push_back(node);
    }
    for (quint32 &node : changed)
        node = m_nodes[node].row;
    std::sort(changed.begin(), changed.end());
    listener.tellChanged(0, changed);
    addRuns(fresh, listener);
    evict(listener);
    std::erase_if(m_finished, [this](const Finished &run) { return !m_nodes.isAlive(run.node); });
    return std::exchange(m_finished, {});
}

/// Makes one run agree with what the reducer knows. Without a listener it is not in the model yet.
void RunTable::refresh(quint32 node, RowListener *listener)
{
    const WorkflowReducer::Run &known = *m_reducer.run(m_nodes[node].run);
    Row &row = m_rows.at(node);
    if (const auto tree = m_reducer.takeTree(known.id)) {
        TreeMerge(m_nodes, listener).apply(node, *tree, known.progressUs, known.progressSequence);
        if (!row.hasTree && !known.startSeen)
            m_nodes[node].pace.start(known.progressUs, tree->root().fraction);
        row.hasTree = true;
        row.nextScanUs = std::min(row.nextScanUs, known.progressUs + ProgressPace::minPatienceUs);
    }
    mergeErrors(node, known, listener);
    settle(node, known, listener);
}

/// Errors only ever come to the end of their list.
void RunTable::mergeErrors(quint32 node, const WorkflowReducer::Run &known, RowListener *listener)
{
    const quint32 had = m_nodes[node].errorRows;
    const quint32 has = quint32(known.errors.size()) + (known.errorsLeftOut > 0 ? 1 : 0);
    std::vector<quint32> again; // came once more, and say so
    for (quint32 i = 0; i < had; ++i) {
        const bool counter = i == known.errors.size();
        WorkflowNode &error = m_nodes[m_nodes[node].children[i]];
        const quint64 sequence = counter ? known.sequence : known.errors[i].sequence;
        if (std::exchange(error.sequence, sequence) != sequence)
            again.push_back(i);
    }
    if (listener)
        listener->tellChanged(node, again);
    if (has == had)
        return;
    std::vector<quint32> added;
    for (quint32 i = had; i < has; ++i) {
        const bool counter = i == known.errors.size();
        const quint32 id = m_nodes.make(WorkflowNode::Kind::Error);
        m_nodes[id].key = counter ? std::string() : known.errors[i].text;
        m_nodes[id].sequence = counter ? known.sequence : known.errors[i].sequence;
        m_nodes[id].pace.start(counter ? known.lastUs : known.errors[i].atUs, 0);
        added.push_back(id);
    }
    if (listener)
        listener->rowsAboutToBeAdded(node, had, has - 1);
    m_nodes[node].errorRows = has;
    m_nodes.attach(node, had, added);
    if (listener)
        listener->rowsAdded();
    m_nodes[node].sequence = std::max(m_nodes[node].sequence, known.sequence);
}

/// Whether it is finished, and what follows from it.
void RunTable::settle(quint32 node, const WorkflowReducer::Run &known, RowListener *listener)
{
    Row &row = m_rows.at(node);
    const bool finished = known.ended || m_nodes[node].done;
    if (m_nodes[node].sequence == 0)
        m_nodes[node].sequence = known.sequence;
    if (finished == row.finished)
        return;
    row.finished = finished;
    row.finishedUs = finished ? known.lastUs : 0;
    if (finished) {
        m_nodes[node].sequence = known.sequence;
        scanStalls(node, listener);
        m_finished.push_back({node, !known.errors.empty(), known.sequence});
    } else {
        row.nextScanUs = known.lastUs;
        std::erase_if(m_finished, [node](const Finished &other) { return other.node == node; });
    }
}

RunTable::Group RunTable::groupOf(quint32 node) const
{
    if (m_nodes[node].errorRows > 0)
        return Failed;
    return m_rows.at(node).finished ? Done : Active;
}

quint32 RunTable::groupStart(Group group) const
{
    size_t start = 0;
    for (int i = 0; i < group; ++i)
        start += m_groupSizes[size_t(i)];
    return quint32(start);
}

void RunTable::moveToItsGroup(quint32 node, RowListener &listener)
{
    Row &row = m_rows.at(node);
    const Group group = groupOf(node);
    if (group == row.group)
        return;
    const quint32 from = m_nodes[node].row;
    const quint32 before = groupStart(group);
    --m_groupSizes[row.group];
    ++m_groupSizes[group];
    row.group = group;
    if (before == from || before == from + 1)
        return; // the border moved instead
    listener.runAboutToMove(from, before);
    m_nodes.move(0, from, before > from ? before - 1 : before);
    listener.runMoved();
}

void RunTable::addRuns(const std::vector<quint32> &fresh, RowListener &listener)
{
    std::array<std::vector<quint32>, GroupCount> byGroup;
    for (auto node = fresh.rbegin(); node != fresh.rend(); ++node) {
        m_rows.at(*node).group = groupOf(*node);
        byGroup[groupOf(*node)].push_back(*node);
    }
    for (const Group group : {Active, Failed, Done}) {
        const std::vector<quint32> &added = byGroup[group];
        if (added.empty())
            continue;
        const quint32 first = groupStart(group);
        listener.rowsAboutToBeAdded(0, first, first + quint32(added.size()) - 1);
        m_nodes.attach(0, first, added);
        m_groupSizes[group] += added.size();
        listener.rowsAdded();
    }
}

void RunTable::evict(RowListener &listener)
{
    const std::array<size_t, GroupCount> limits = {maxActive, maxFailed, maxDone};
    for (const Group group : {Done, Failed, Active}) {
        if (m_groupSizes[group] > limits[group])
            removeLast(group, m_groupSizes[group] - limits[group], listener);
    }
    for (const Group group : {Done, Failed, Active}) {
        const size_t keep = group == Active ? 1 : 0;
        while (m_nodes.liveCount() > maxRows && m_groupSizes[group] > keep)
            removeLast(group, 1, listener);
    }
}

void RunTable::removeLast(Group group, size_t count, RowListener &listener)
{
    const quint32 end = groupStart(group) + quint32(m_groupSizes[group]);
    const quint32 first = end - quint32(count);
    listener.rowsAboutToGo(0, first, end - 1);
    for (quint32 row = first; row < end; ++row) {
        const quint32 node = m_nodes[0].children[row];
        m_reducer.forget(m_nodes[node].run);
        m_nodeOfRun.erase(m_nodes[node].run);
        m_rows.erase(node);
    }
    m_nodes.remove(0, first, end - 1);
    m_groupSizes[group] -= count;
    listener.rowsGone();
}

void RunTable::tick(qint64 nowUs, RowListener &listener)
{
    m_nowUs = nowUs;
    const quint32 end = groupStart(Done);
    for (quint32 i = 0; i < end; ++i) {
        const quint32 run = m_nodes[0].children[i];
        const Row &row = m_rows.at(run);
        if (!row.finished && nowUs >= row.nextScanUs)
            scanStalls(run, &listener);
    }
}

/// A part that has not begun waits for its turn; one that has begun and stands still is stalled.
bool RunTable::canStall(const WorkflowNode &node, bool finished) const
{
    if (finished || node.done)
        return false;
    return node.kind == WorkflowNode::Kind::Run
        || (node.kind == WorkflowNode::Kind::Part && node.current > 0);
}

void RunTable::scanStalls(quint32 run, RowListener *listener)
{
    Row &row = m_rows.at(run);
    row.nextScanUs = m_nowUs + ProgressPace::minPatienceUs;
    const auto scan = [&](quint32 id) {
        WorkflowNode &node = m_nodes[id];
        const bool may = canStall(node, row.finished);
        const bool stalled = may && m_nowUs >= node.pace.stallsAtUs();
        if (may && !stalled)
            row.nextScanUs = std::min(row.nextScanUs, node.pace.stallsAtUs());
        return std::exchange(node.stalled, stalled) != stalled;
    };
    if (scan(run) && listener)
        listener->rowsChanged(0, m_nodes[run].row, m_nodes[run].row);
    std::vector<quint32> open = {run};
    std::vector<quint32> changed;
    while (!open.empty()) {
        const quint32 parent = open.back();
        open.pop_back();
        changed.clear();
        for (const quint32 child : m_nodes[parent].children) {
            if (scan(child))
                changed.push_back(m_nodes[child].row);
            if (!m_nodes[child].children.empty())
                open.push_back(child);
        }
        if (listener)
            listener->tellChanged(parent, changed);
    }
}

void RunTable::clear()
{
    m_reducer.clear();
    m_nodes.clear();
    m_nodeOfRun.clear();
    m_rows.clear();
    m_groupSizes = {};
    m_finished.clear();
}

RunTable::State RunTable::stateOf(quint32 id) const
{
    const WorkflowNode &node = m_nodes[id];
    switch (node.kind) {
    case WorkflowNode::Kind::Error:
        return State::Failed;
    case WorkflowNode::Kind::Run:
        if (node.errorRows > 0)
            return State::Failed;
        if (m_rows.at(id).finished)
            return State::Done;
        break;
    case WorkflowNode::Kind::Part:
    case WorkflowNode::Kind::Root:
        if (node.done)
            return State::Done;
        break;
    }
    return node.stalled ? State::Stalled : State::Running;
}

const WorkflowReducer::Run &RunTable::run(quint32 node) const
{
    return *m_reducer.run(m_nodes[node].run);
}

const WorkflowReducer::RunError *RunTable::error(quint32 node) const
{
    const auto &errors = run(m_nodes[node].parent).errors;
    const quint32 row = m_nodes[node].row;
    return row < errors.size() ? &errors[row] : nullptr;
}

} // namespace eventscope
