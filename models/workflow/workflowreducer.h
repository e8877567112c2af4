// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/event.h"
#include "models/event/jsontape.h"
#include "models/workflow/progresstree.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace eventscope {

struct WorkflowNews;

/// Turns events into runs of workflows. One run is one task of one connection; tasks are
/// concurrent. Every progress message is the whole state of its run, so only the latest is kept,
/// unread, until someone asks for its tree: a flood costs one tree per run and flush. Errors attach
/// to their run, and make it if they come first. Bounded: see the limits. No clock, no Qt; owned by
/// the workflow model, on its thread.
class WorkflowReducer
{
public:
    static constexpr size_t maxRuns = 10'000; ///< new ones beyond it are ignored
    static constexpr size_t maxErrors = 100; ///< different ones per run; more are counted

    struct RunError
    {
        std::string text;
        quint64 sequence = 0;
        qint64 atUs = 0;
        int repeated = 1;
    };
    struct Run
    {
        quint64 id = 0;
        std::string connection;
        std::string workflow;
        std::string task;
        std::vector<RunError> errors;
        quint64 errorsLeftOut = 0;
        quint64 sequence = 0; ///< the event that last told of it
        quint64 progressSequence = 0; ///< the last with a tree
        qint64 startedUs = 0;
        qint64 lastUs = 0;
        qint64 progressUs = 0;
        bool startSeen = false; ///< it began before our eyes, with nothing done
        bool ended = false; ///< we were told; a tree that is all done ends a run as well
    };

    /// Remembers what the event says; false if it says nothing about a run.
    bool consume(const EventView &event);
    /// The runs that changed since the last call, each once, in the order of their first change.
    std::vector<quint64> takeChanged();
    const Run *run(quint64 id) const;
    /// The tree of the latest progress message, if one came since the last call for this run.
    std::optional<ProgressTree> takeTree(quint64 id);
    void forget(quint64 id);
    void clear();

private:
    struct Entry
    {
        Run run;
        std::string payload; ///< of the latest progress message that nobody has read
        std::string type;
        bool changed = false;
    };
    Entry *find(const EventView &event, const std::string &workflow, const std::string &task);
    Entry *findOrMake(const EventView &event, const WorkflowNews &news);
    void touch(Entry &entry, const EventView &event);
    void addError(Run &run, const std::string &text, const EventView &event);
    bool close(const EventView &event, const WorkflowNews &news);
    static std::string keyOf(std::string_view connection, const std::string &workflow,
                             const std::string &task);

    std::unordered_map<quint64, Entry> m_runs;
    std::unordered_map<std::string, quint64> m_byKey;
    std::vector<quint64> m_changed;
    JsonTape m_tape;
    quint64 m_nextId = 1;
};

} // namespace eventscope
