// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflow/treemerge.h"

#include "models/event/hash.h"
#include "models/workflow/rowlistener.h"

#include <QHashFunctions>
#include <string_view>
#include <unordered_map>

namespace eventscope {

namespace {

struct SeededHash
{
    size_t operator()(std::string_view key) const
    {
        return size_t(hash64(key, quint64(QHashSeed::globalSeed())));
    }
};

} // namespace

TreeMerge::TreeMerge(WorkflowNodes &nodes, RowListener *listener)
    : m_nodes(nodes), m_listener(listener)
{ }

bool TreeMerge::apply(quint32 run, const ProgressTree &tree, qint64 us, quint64 sequence)
{
    m_tree = &tree;
    m_us = us;
    m_sequence = sequence;
    m_known.assign(tree.size(), false);
    m_changed = update(m_nodes[run], tree.root());
    m_open.assign(1, {run, 0});
    while (!m_open.empty()) {
        const Pair pair = m_open.back();
        m_open.pop_back();
        mergeChildren(pair);
    }
    // A run moves where any part of it does, even if its own numbers are too coarse to show it.
    WorkflowNode &node = m_nodes[run];
    if (m_changed && node.sequence != sequence) {
        node.pace.change(us);
        node.sequence = sequence;
        node.stalled = false;
    }
    return m_changed;
}

/// Takes the numbers over; true if they are others.
bool TreeMerge::update(WorkflowNode &node, const ProgressTree::Node &part) const
{
    node.fraction = part.fraction;
    const bool same = node.current == part.current && node.total == part.total
        && node.counted == part.counted && node.done == part.done;
    if (same)
        return false;
    node.current = part.current;
    node.total = part.total;
    node.counted = part.counted;
    node.done = part.done;
    node.pace.change(m_us);
    node.sequence = m_sequence;
    node.stalled = false;
    return true;
}

void TreeMerge::mergeChildren(Pair pair)
{
    std::unordered_map<std::string_view, quint32, SeededHash> wanted;
    const auto parts = m_tree->children(pair.part);
    wanted.reserve(parts.size());
    for (const quint32 part : parts)
        wanted.emplace(m_tree->at(part).name, part);

    const WorkflowNode &parent = m_nodes[pair.node];
    m_partOf.assign(parent.children.size(), 0);
    for (quint32 row = parent.errorRows; row < parent.children.size(); ++row) {
        const auto found = wanted.find(m_nodes[parent.children[row]].key);
        if (found == wanted.end())
            continue;
        m_partOf[row] = found->second;
        m_known[found->second] = true;
    }
    removeMissing(pair.node);
    updateKept(pair.node);
    addNew(pair);
}

void TreeMerge::removeMissing(quint32 parent)
{
    const quint32 errors = m_nodes[parent].errorRows;
    for (quint32 end = quint32(m_partOf.size()); end > errors;) {
        if (m_partOf[end - 1] != 0) {
            --end;
            continue;
        }
        quint32 first = end - 1;
        while (first > errors && m_partOf[first - 1] == 0)
            --first;
        if (m_listener)
            m_listener->rowsAboutToGo(parent, first, end - 1);
        m_nodes.remove(parent, first, end - 1);
        m_partOf.erase(m_partOf.begin() + first, m_partOf.begin() + end);
        if (m_listener)
            m_listener->rowsGone();
        m_changed = true;
        end = first;
    }
}

void TreeMerge::updateKept(quint32 parent)
{
    std::vector<quint32> changed;
    for (quint32 row = m_nodes[parent].errorRows; row < m_partOf.size(); ++row) {
        const quint32 id = m_nodes[parent].children[row];
        const quint32 part = m_partOf[row];
        if (update(m_nodes[id], m_tree->at(part)))
            changed.push_back(row);
        if (!m_nodes[id].children.empty() || m_tree->at(part).childCount > 0)
            m_open.push_back({id, part});
    }
    m_changed = m_changed || !changed.empty();
    if (m_listener)
        m_listener->tellChanged(parent, changed);
}

void TreeMerge::addNew(Pair pair)
{
    std::vector<quint32> added;
    for (const quint32 part : m_tree->children(pair.part)) {
        if (!m_known[part])
            added.push_back(makeSubtree(part));
    }
    if (added.empty())
        return;
    const quint32 first = quint32(m_nodes[pair.node].children.size());
    if (m_listener)
        m_listener->rowsAboutToBeAdded(pair.node, first, first + quint32(added.size()) - 1);
    m_nodes.attach(pair.node, first, added);
    if (m_listener)
        m_listener->rowsAdded();
    m_changed = true;
}

/// A new part with everything below it, complete before anyone sees it.
quint32 TreeMerge::makeSubtree(quint32 part)
{
    const auto make = [this](quint32 number) {
        const quint32 id = m_nodes.make(WorkflowNode::Kind::Part);
        const ProgressTree::Node &from = m_tree->at(number);
        WorkflowNode &node = m_nodes[id];
        node.key = from.name;
        update(node, from);
        node.pace.start(m_us, from.fraction);
        node.sequence = m_sequence;
        return id;
    };
    const quint32 top = make(part);
    std::vector<Pair> open = {{top, part}};
    while (!open.empty()) {
        const Pair pair = open.back();
        open.pop_back();
        std::vector<quint32> below;
        for (const quint32 child : m_tree->children(pair.part)) {
            below.push_back(make(child));
            if (m_tree->at(child).childCount > 0)
                open.push_back({below.back(), child});
        }
        m_nodes.attach(pair.node, 0, below);
    }
    return top;
}

} // namespace eventscope
