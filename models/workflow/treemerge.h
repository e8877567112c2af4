// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflow/progresstree.h"
#include "models/workflow/workflownodes.h"

#include <vector>

namespace eventscope {

class RowListener;

/// Makes the rows below a run look like a progress message that replaces the one before. Rows are
/// matched by path, never by position: what stays keeps its row and its order, what is new is
/// appended to its siblings, what is gone is removed, in as few steps as possible. Servers order
/// siblings by percentage; rows that followed would jump under the reader's eyes.
class TreeMerge
{
public:
    /// Without a listener the run must not be in the model yet.
    TreeMerge(WorkflowNodes &nodes, RowListener *listener);

    /// True if anything changed. `us` and `sequence` are of the event that brought the tree.
    bool apply(quint32 run, const ProgressTree &tree, qint64 us, quint64 sequence);

private:
    struct Pair
    {
        quint32 node;
        quint32 part;
    };
    void mergeChildren(Pair pair);
    void removeMissing(quint32 parent);
    void updateKept(quint32 parent);
    void addNew(Pair pair);
    quint32 makeSubtree(quint32 part);
    bool update(WorkflowNode &node, const ProgressTree::Node &part) const;

    WorkflowNodes &m_nodes;
    RowListener *m_listener;
    const ProgressTree *m_tree = nullptr;
    qint64 m_us = 0;
    quint64 m_sequence = 0;
    bool m_changed = false;
    std::vector<Pair> m_open;
    std::vector<quint32> m_partOf; ///< by row of the parent that is being merged; 0: gone
    std::vector<bool> m_known; ///< by part: there is a row for it
};

} // namespace eventscope
