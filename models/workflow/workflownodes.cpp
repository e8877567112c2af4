// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflow/workflownodes.h"

#include <algorithm>

namespace eventscope {

WorkflowNodes::WorkflowNodes()
{
    clear();
}

void WorkflowNodes::clear()
{
    m_nodes.assign(1, {});
    m_alive.assign(1, true);
    m_free.clear();
}

quint32 WorkflowNodes::make(WorkflowNode::Kind kind)
{
    quint32 id = 0;
    if (m_free.empty()) {
        id = quint32(m_nodes.size());
        m_nodes.emplace_back();
        m_alive.push_back(true);
    } else {
        id = m_free.back();
        m_free.pop_back();
        m_alive[id] = true;
    }
    m_nodes[id].kind = kind;
    return id;
}

void WorkflowNodes::attach(quint32 parent, quint32 first, const std::vector<quint32> &ids)
{
    std::vector<quint32> &children = m_nodes[parent].children;
    children.insert(children.begin() + first, ids.begin(), ids.end());
    for (const quint32 id : ids)
        m_nodes[id].parent = parent;
    renumber(parent, first);
}

void WorkflowNodes::remove(quint32 parent, quint32 first, quint32 last)
{
    std::vector<quint32> &children = m_nodes[parent].children;
    std::vector<quint32> doomed(children.begin() + first, children.begin() + last + 1);
    children.erase(children.begin() + first, children.begin() + last + 1);
    renumber(parent, first);
    while (!doomed.empty()) {
        const quint32 id = doomed.back();
        doomed.pop_back();
        doomed.insert(doomed.end(), m_nodes[id].children.begin(), m_nodes[id].children.end());
        m_nodes[id] = {};
        m_alive[id] = false;
        m_free.push_back(id);
    }
}

void WorkflowNodes::move(quint32 parent, quint32 from, quint32 to)
{
    std::vector<quint32> &children = m_nodes[parent].children;
    const auto begin = children.begin();
    if (from < to)
        std::rotate(begin + from, begin + from + 1, begin + to + 1);
    else
        std::rotate(begin + to, begin + from, begin + from + 1);
    renumber(parent, std::min(from, to));
}

quint32 WorkflowNodes::runOf(quint32 id) const
{
    while (id != 0 && m_nodes[id].kind != WorkflowNode::Kind::Run)
        id = m_nodes[id].parent;
    return id;
}

void WorkflowNodes::renumber(quint32 parent, quint32 first)
{
    const std::vector<quint32> &children = m_nodes[parent].children;
    for (quint32 row = first; row < children.size(); ++row)
        m_nodes[children[row]].row = row;
}

} // namespace eventscope
