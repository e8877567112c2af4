// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/jsontape.h"

#include <span>
#include <string>
#include <vector>

namespace eventscope {

/// One progress message as a tree, by the rules of Fix's own backend (protocols.md 1.3): parts are
/// leaves, a later part replaces what stands at its place (a leaf or a whole subtree), a leaf on
/// the path of another becomes a branch, and a branch weighs all its children equally.
///
/// Hostile input is bounded, never fatal: what exceeds the limits, or is no part, is left out and
/// counted in leftOut(); names beyond maxName keep their beginning and a hash; deeper levels are
/// joined into one name. A number may be a string that holds one; a leaf without numbers counts as
/// 0 of 1. Pure.
class ProgressTree
{
public:
    static constexpr size_t maxParts = 100'000;
    static constexpr size_t maxNodes = 200'000; ///< replaced ones included
    static constexpr size_t maxDepth = 64; ///< levels below the root
    static constexpr size_t maxName = 256; ///< bytes
    static constexpr size_t maxSteps = 1'000'000; ///< branches walked over while adding parts
    static constexpr double maxNumber = 9007199254740992.0; ///< 2^53; what is further off is cut

    struct Node
    {
        std::string name;
        quint32 parent = 0;
        quint32 firstChild = 0; ///< position in the list that children() looks into
        quint32 childCount = 0;
        double current = 0;
        double total = 0;
        double fraction = 0; ///< 0..1 without the steps that whole numbers make; for rates
        bool leaf = false;
        bool counted = true; ///< it had numbers
        bool done = false; ///< a leaf: current == total; a branch: all its children

        /// As the backend shows it: cut, not rounded; 0 where there is no total. 0..100.
        int percent() const;
    };

    /// `message` is a tree with `parts`, or one part alone; everything else gives an empty tree.
    static ProgressTree read(const JsonTape &tape, JsonRef message);

    /// Node 0 is the root and has no name. Parents stand before their children.
    size_t size() const { return m_nodes.size(); }
    bool isEmpty() const { return m_nodes.size() <= 1; }
    const Node &at(quint32 index) const { return m_nodes[index]; }
    const Node &root() const { return m_nodes.front(); }
    std::span<const quint32> children(quint32 index) const;
    /// True if there is at least one part and every one is done: the run is finished.
    bool isFinished() const { return !isEmpty() && root().done; }
    size_t leftOut() const { return m_leftOut; }

private:
    class Builder;
    void aggregate(quint32 index);

    std::vector<Node> m_nodes = std::vector<Node>(1);
    std::vector<quint32> m_children;
    size_t m_leftOut = 0;
};

} // namespace eventscope
