// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflow/workflowreducer.h"

#include "models/workflow/workflownews.h"

#include <algorithm>
#include <utility>

namespace eventscope {

/// Tasks tell runs apart; a sender that names no task has one run per workflow.
std::string WorkflowReducer::keyOf(std::string_view connection, const std::string &workflow,
                                   const std::string &task)
{
    std::string key(connection);
    key += task.empty() ? '\1' : '\0';
    key += task.empty() ? workflow : task;
    return key;
}

WorkflowReducer::Entry *WorkflowReducer::find(const EventView &event, const std::string &workflow,
                                              const std::string &task)
{
    const auto found = m_byKey.find(keyOf(event.connection, workflow, task));
    return found == m_byKey.end() ? nullptr : &m_runs.at(found->second);
}

WorkflowReducer::Entry *WorkflowReducer::findOrMake(const EventView &event,
                                                    const WorkflowNews &news)
{
    if (Entry *known = find(event, news.workflow, news.task)) {
        if (known->run.workflow.empty())
            known->run.workflow = news.workflow;
        return known;
    }
    if (m_runs.size() >= maxRuns)
        return nullptr;
    const quint64 id = m_nextId++;
    m_byKey.emplace(keyOf(event.connection, news.workflow, news.task), id);
    Entry &entry = m_runs[id];
    entry.run.id = id;
    entry.run.connection = event.connection;
    entry.run.workflow = news.workflow;
    entry.run.task = news.task;
    entry.run.startedUs = event.recordedUs;
    return &entry;
}

void WorkflowReducer::touch(Entry &entry, const EventView &event)
{
    entry.run.sequence = event.sequence;
    entry.run.lastUs = event.recordedUs;
    if (!std::exchange(entry.changed, true))
        m_changed.push_back(entry.run.id);
}

void WorkflowReducer::addError(Run &run, const std::string &text, const EventView &event)
{
    const auto same = std::find_if(run.errors.begin(), run.errors.end(),
                                   [&text](const RunError &error) { return error.text == text; });
    if (same != run.errors.end()) {
        ++same->repeated;
        same->sequence = event.sequence;
        same->atUs = event.recordedUs;
    } else if (run.errors.size() < maxErrors) {
        run.errors.push_back({text, event.sequence, event.recordedUs, 1});
    } else {
        ++run.errorsLeftOut;
    }
}

/// The accounts name tasks that we may not have seen; those make no run.
bool WorkflowReducer::close(const EventView &event, const WorkflowNews &news)
{
    bool any = false;
    for (const WorkflowNews::Collected &collected : news.collected) {
        Entry *entry = find(event, {}, collected.task);
        if (!entry)
            continue;
        for (const std::string &error : collected.errors) {
            // The run's own error events have told of it before.
            const auto &errors = entry->run.errors;
            const auto same = [&error](const RunError &known) { return known.text == error; };
            if (std::none_of(errors.begin(), errors.end(), same))
                addError(entry->run, error, event);
        }
        entry->run.ended = true;
        touch(*entry, event);
        any = true;
    }
    return any;
}

bool WorkflowReducer::consume(const EventView &event)
{
    if (!WorkflowNews::isOne(event.type) || (event.flags & BinaryPayload)
        || !m_tape.parse(event.payload))
        return false;
    const std::optional<WorkflowNews> news = WorkflowNews::read(event.type, m_tape);
    if (!news)
        return false;
    if (news->kind == WorkflowNews::Kind::AccountsCollected)
        return close(event, *news);
    Entry *entry = findOrMake(event, *news);
    if (!entry)
        return false;
    switch (news->kind) {
    case WorkflowNews::Kind::Progress:
        entry->payload = event.payload;
        entry->type = event.type;
        entry->run.progressSequence = event.sequence;
        entry->run.progressUs = event.recordedUs;
        break;
    case WorkflowNews::Kind::Error:
        addError(entry->run, news->error, event);
        break;
    case WorkflowNews::Kind::Ended:
        entry->run.ended = true;
        break;
    case WorkflowNews::Kind::Started:
        entry->run.startSeen = entry->run.startSeen || entry->run.progressUs == 0;
        break;
    case WorkflowNews::Kind::AccountsCollected:
        break;
    }
    touch(*entry, event);
    return true;
}

std::vector<quint64> WorkflowReducer::takeChanged()
{
    std::vector<quint64> changed = std::exchange(m_changed, {});
    std::erase_if(changed, [this](quint64 id) { return !m_runs.contains(id); });
    for (const quint64 id : changed)
        m_runs.at(id).changed = false;
    return changed;
}

const WorkflowReducer::Run *WorkflowReducer::run(quint64 id) const
{
    const auto found = m_runs.find(id);
    return found == m_runs.end() ? nullptr : &found->second.run;
}

std::optional<ProgressTree> WorkflowReducer::takeTree(quint64 id)
{
    const auto found = m_runs.find(id);
    if (found == m_runs.end() || found->second.payload.empty())
        return {};
    const std::string payload = std::exchange(found->second.payload, {});
    if (!m_tape.parse(payload))
        return {};
    const std::optional<WorkflowNews> news = WorkflowNews::read(found->second.type, m_tape);
    return news ? std::optional(ProgressTree::read(m_tape, news->message)) : std::nullopt;
}

void WorkflowReducer::forget(quint64 id)
{
    const auto found = m_runs.find(id);
    if (found == m_runs.end())
        return;
    const Run &run = found->second.run;
    // A run without a task has its name from its key, one with a task may have got it later.
    m_byKey.erase(keyOf(run.connection, run.workflow, run.task));
    m_runs.erase(found);
}

void WorkflowReducer::clear()
{
    m_runs.clear();
    m_byKey.clear();
    m_changed.clear();
}

} // namespace eventscope
