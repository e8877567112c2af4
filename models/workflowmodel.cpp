// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflowmodel.h"

#include "models/event/displaytext.h"
#include "models/workflow/rowlistener.h"
#include "models/workflow/runtable.h"
#include "models/workflow/runtexts.h"
#include "models/workflow/workflownews.h"

#include <QHash>

#include <array>
#include <utility>

namespace eventscope {

static_assert(int(RunTable::State::Running) == int(WorkflowState::Running)
              && int(RunTable::State::Stalled) == int(WorkflowState::Stalled)
              && int(RunTable::State::Failed) == int(WorkflowState::Failed)
              && int(RunTable::State::Done) == int(WorkflowState::Done));

/// The model's rows are the nodes of the table; an index holds the number of its node.
struct WorkflowModel::State final : RowListener
{
    using Counts = std::array<int, 4>;

    explicit State(WorkflowModel *owner) : model(owner) { }

    WorkflowModel *model;
    RunTable runs;
    Counts counts = {}; ///< of runs, by state
    QHash<quint32, QString> remarks; ///< of runs that are not finished, as they were told last

    QModelIndex indexOf(quint32 node) const
    {
        return node == 0 ? QModelIndex()
                         : model->createIndex(int(runs.nodes()[node].row), 0, quintptr(node));
    }
    static quint32 nodeOf(const QModelIndex &index)
    {
        return index.isValid() ? quint32(index.internalId()) : 0;
    }

    void rowsAboutToBeAdded(quint32 parent, quint32 first, quint32 last) override
    {
        model->beginInsertRows(indexOf(parent), int(first), int(last));
    }
    void rowsAdded() override { model->endInsertRows(); }
    void rowsAboutToGo(quint32 parent, quint32 first, quint32 last) override
    {
        model->beginRemoveRows(indexOf(parent), int(first), int(last));
    }
    void rowsGone() override { model->endRemoveRows(); }
    void runAboutToMove(quint32 from, quint32 before) override
    {
        model->beginMoveRows({}, int(from), int(from), {}, int(before));
    }
    void runMoved() override { model->endMoveRows(); }
    void rowsChanged(quint32 parent, quint32 first, quint32 last) override
    {
        const QModelIndex above = indexOf(parent);
        Q_EMIT model->dataChanged(model->index(int(first), 0, above),
                                  model->index(int(last), 0, above));
    }

    void refreshRemarks();
    void refreshAll();
    void recount();
};

/// Remaining times move with the clock, without any event.
void WorkflowModel::State::refreshRemarks()
{
    const size_t end = runs.groupSize(RunTable::Active);
    QHash<quint32, QString> fresh;
    std::vector<quint32> changed;
    for (quint32 row = 0; row < end; ++row) {
        const quint32 node = runs.nodes()[0].children[row];
        const QString remark = runtexts::remark(runs, node);
        if (remarks.value(node) != remark)
            changed.push_back(row);
        fresh.insert(node, remark);
    }
    remarks = std::move(fresh);
    tellChanged(0, changed);
}

void WorkflowModel::State::refreshAll()
{
    std::vector<quint32> parents = {0};
    while (!parents.empty()) {
        const quint32 parent = parents.back();
        parents.pop_back();
        const auto &children = runs.nodes()[parent].children;
        if (children.empty())
            continue;
        const QModelIndex above = indexOf(parent);
        Q_EMIT model->dataChanged(model->index(0, 0, above),
                                  model->index(int(children.size()) - 1, 0, above));
        parents.insert(parents.end(), children.begin(), children.end());
    }
}

void WorkflowModel::State::recount()
{
    Counts now = {};
    for (const quint32 node : runs.nodes()[0].children)
        ++now[size_t(runs.stateOf(node))];
    if (std::exchange(counts, now) != now)
        Q_EMIT model->countsChanged();
}

WorkflowModel::WorkflowModel(QObject *parent)
    : QAbstractItemModel(parent), m_state(std::make_unique<State>(this))
{ }

WorkflowModel::~WorkflowModel() = default;

QModelIndex WorkflowModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    const WorkflowNodes &nodes = m_state->runs.nodes();
    return createIndex(row, column, quintptr(nodes[State::nodeOf(parent)].children[size_t(row)]));
}

QModelIndex WorkflowModel::parent(const QModelIndex &child) const
{
    const quint32 node = State::nodeOf(child);
    return node == 0 ? QModelIndex() : m_state->indexOf(m_state->runs.nodes()[node].parent);
}

int WorkflowModel::rowCount(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return 0;
    return int(m_state->runs.nodes()[State::nodeOf(parent)].children.size());
}

int WorkflowModel::columnCount(const QModelIndex &) const
{
    return 1;
}

QVariant WorkflowModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const RunTable &runs = m_state->runs;
    const quint32 id = State::nodeOf(index);
    const WorkflowNode &node = runs.nodes()[id];
    switch (role) {
    case Qt::DisplayRole:
    case WorkflowRole::Name:
        return runtexts::name(runs, id);
    case Qt::ToolTipRole:
        return runtexts::toolTip(runs, id);
    case Qt::AccessibleTextRole:
        return runtexts::spoken(runs, id);
    case WorkflowRole::IsRun:
        return node.kind == WorkflowNode::Kind::Run;
    case WorkflowRole::IsError:
        return node.kind == WorkflowNode::Kind::Error;
    case WorkflowRole::State:
        return int(runs.stateOf(id));
    case WorkflowRole::Percent:
        return runtexts::percent(runs, id);
    case WorkflowRole::ProgressText:
        return runtexts::progress(runs, id);
    case WorkflowRole::TaskId:
        return runtexts::taskId(runs, id);
    case WorkflowRole::ConnectionId:
        return displayText(runs.run(runs.nodes().runOf(id)).connection);
    case WorkflowRole::Counts:
        return runtexts::counts(runs, id);
    case WorkflowRole::Remark:
        return runtexts::remark(runs, id);
    case WorkflowRole::LastSequence:
        return node.sequence;
    case WorkflowRole::StartedUs:
        return runtexts::startedUs(runs, id);
    case WorkflowRole::ChangedUs:
        return node.pace.changedUs;
    case WorkflowRole::Live:
        return !runs.isClosed();
    default:
        return {};
    }
}

bool WorkflowModel::wants(std::string_view type)
{
    return WorkflowNews::isOne(type);
}

void WorkflowModel::consume(const EventView &event)
{
    m_state->runs.consume(event);
}

void WorkflowModel::flush()
{
    const std::vector<RunTable::Finished> finished = m_state->runs.flush(*m_state);
    // Whoever hears of a finished run may ask for anything: the texts first, then the signals.
    struct Ended
    {
        QString name;
        QString task;
        bool failed;
        quint64 sequence;
    };
    std::vector<Ended> ended;
    ended.reserve(size_t(finished.size()));
    for (const RunTable::Finished &run : finished) {
        ended.push_back({runtexts::name(m_state->runs, run.node),
                         runtexts::taskId(m_state->runs, run.node), run.failed, run.sequence});
    }
    m_state->recount();
    for (const Ended &run : ended)
        Q_EMIT runFinished(run.name, run.task, run.failed, run.sequence);
}

void WorkflowModel::tick(qint64 nowUs)
{
    m_state->runs.tick(nowUs, *m_state);
    m_state->refreshRemarks();
    m_state->recount();
}

void WorkflowModel::clear()
{
    beginResetModel();
    m_state->runs.clear();
    m_state->remarks.clear();
    endResetModel();
    m_state->recount();
}

void WorkflowModel::close()
{
    if (isClosed())
        return;
    m_state->runs.close();
    m_state->refreshAll();
    Q_EMIT countsChanged();
}

bool WorkflowModel::isClosed() const
{
    return m_state->runs.isClosed();
}

int WorkflowModel::runningCount() const
{
    return m_state->counts[size_t(WorkflowState::Running)];
}

int WorkflowModel::stalledCount() const
{
    return m_state->counts[size_t(WorkflowState::Stalled)];
}

int WorkflowModel::failedCount() const
{
    return m_state->counts[size_t(WorkflowState::Failed)];
}

int WorkflowModel::doneCount() const
{
    return m_state->counts[size_t(WorkflowState::Done)];
}

} // namespace eventscope
