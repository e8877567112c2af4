// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflow/progresspace.h"

#include <string>
#include <vector>

namespace eventscope {

/// One row of the workflow tree, with what is known about it.
struct WorkflowNode
{
    enum class Kind : quint8 { Root, Run, Part, Error };

    Kind kind = Kind::Root;
    bool counted = true;
    bool done = false;
    bool stalled = false;
    quint32 parent = 0;
    quint32 row = 0;
    quint32 errorRows = 0; ///< how many of the first children are errors
    std::vector<quint32> children;
    std::string key; ///< its name as received, by which it is known among its siblings; of an
                     ///< error its text
    double current = 0;
    double total = 0;
    double fraction = 0;
    ProgressPace pace;
    quint64 sequence = 0; ///< the event that last changed it
    quint64 run = 0; ///< of a Run: its number in the reducer
};

/// The rows in one flat vector; a node's number stays the same while it lives, so that model
/// indexes can hold it, and is used again after. Node 0 is the invisible root. Nothing here
/// recurses.
class WorkflowNodes
{
public:
    WorkflowNodes();

    WorkflowNode &operator[](quint32 id) { return m_nodes[id]; }
    const WorkflowNode &operator[](quint32 id) const { return m_nodes[id]; }
    bool isAlive(quint32 id) const { return id < m_nodes.size() && m_alive[id]; }
    size_t liveCount() const { return m_nodes.size() - m_free.size(); } ///< the root included

    /// A node without a place. References to nodes are invalid after it.
    quint32 make(WorkflowNode::Kind kind);
    /// Gives the nodes their place as children of `parent`, from row `first` on.
    void attach(quint32 parent, quint32 first, const std::vector<quint32> &ids);
    /// Takes the children of these rows away, and destroys them with everything below.
    void remove(quint32 parent, quint32 first, quint32 last);
    /// `to` is the row that the child has afterwards.
    void move(quint32 parent, quint32 from, quint32 to);
    /// The run that a node is part of, itself included.
    quint32 runOf(quint32 id) const;
    void clear();

private:
    void renumber(quint32 parent, quint32 first);

    std::vector<WorkflowNode> m_nodes;
    std::vector<bool> m_alive;
    std::vector<quint32> m_free;
};

} // namespace eventscope
