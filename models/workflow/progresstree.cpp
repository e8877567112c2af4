// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflow/progresstree.h"

#include "models/event/hash.h"

#include <QHashFunctions>
#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

namespace eventscope {

namespace {

struct SeededHash
{
    // A feed chooses the names: a fixed seed would let it make every one collide.
    size_t operator()(const std::string &key) const
    {
        return size_t(hash64(key, quint64(QHashSeed::globalSeed())));
    }
};

std::string boundedName(std::string_view name)
{
    if (name.size() <= ProgressTree::maxName)
        return std::string(name);
    // Two long names that begin alike must stay two.
    static constexpr char digits[] = "0123456789abcdef";
    std::string tail = "#";
    for (quint64 hash = hash64(name), i = 0; i < 16; ++i, hash >>= 4)
        tail += digits[hash & 0xf];
    size_t keep = ProgressTree::maxName - tail.size();
    while (keep > 0 && (static_cast<unsigned char>(name[keep]) & 0xc0) == 0x80)
        --keep;
    return std::string(name.substr(0, keep)) + tail;
}

/// What a name or a path element is called: servers send numbers too; anything else is shown as it
/// was written.
std::string nameOf(JsonRef value)
{
    std::string scratch;
    const bool structured = value.isObject() || value.isArray();
    return boundedName(structured ? value.raw() : value.scalar(scratch));
}

/// A number of a part, or not a number.
double numberOf(JsonRef value)
{
    const double number = value.number(std::numeric_limits<double>::quiet_NaN());
    // from_chars takes the strings "inf" and "nan" for numbers.
    return std::isfinite(number)
        ? std::clamp(number, -ProgressTree::maxNumber, ProgressTree::maxNumber)
        : std::numeric_limits<double>::quiet_NaN();
}

/// The names from the root down to where parts are added, cut to the depth that we keep.
class Trail
{
public:
    void push(std::string name)
    {
        if (m_levels.size() + 1 < ProgressTree::maxDepth)
            m_levels.push_back(std::move(name));
        else
            m_rest = joined(name);
    }
    const std::vector<std::string> &levels() const { return m_levels; }
    std::string joined(const std::string &name) const
    {
        return m_rest.empty() ? name : boundedName(m_rest + " / " + name);
    }

    struct Mark
    {
        size_t levels = 0;
        std::string rest;
    };
    Mark mark() const { return {m_levels.size(), m_rest}; }
    void back(const Mark &mark)
    {
        m_levels.resize(mark.levels);
        m_rest = mark.rest;
    }

private:
    std::vector<std::string> m_levels;
    std::string m_rest;
};

} // namespace

int ProgressTree::Node::percent() const
{
    if (total == 0)
        return 0;
    return int(std::clamp(std::trunc(current * 100 / total), 0.0, 100.0));
}

/// Reads the parts in order, without recursion, and leaves the nodes that are still alive to the
/// tree.
class ProgressTree::Builder
{
public:
    Builder(const JsonTape &tape, ProgressTree &tree) : m_tape(tape), m_tree(tree)
    {
        m_grown.emplace_back();
    }

    void read(JsonRef message)
    {
        if (!message.isObject())
            return;
        if (isTree(message))
            open(message["parts"], m_trail.mark());
        else
            readPart(message);
        while (!m_open.empty()) {
            Frame &frame = m_open.back();
            if (frame.next == frame.end) {
                m_trail.back(frame.outside);
                m_open.pop_back();
                continue;
            }
            const quint32 index = frame.next;
            frame.next = m_tape[index].next;
            readPart(JsonRef(m_tape, index));
        }
        settle();
    }

private:
    struct Grown
    {
        std::string name;
        quint32 parent = 0;
        double current = 0;
        double total = 0;
        bool leaf = false;
        bool counted = true;
        bool replaced = false;
    };
    /// An array of parts that is being read.
    struct Frame
    {
        quint32 next = 0;
        quint32 end = 0;
        Trail::Mark outside;
    };

    static bool isTree(JsonRef part)
    {
        std::string scratch;
        const std::string_view kind = part["kind"].string(scratch);
        return kind == "tree" || (kind != "progress" && part["parts"].isArray());
    }

    void open(JsonRef parts, const Trail::Mark &outside)
    {
        if (parts.isArray())
            m_open.push_back({parts.index() + 1, m_tape[parts.index()].next, outside});
        else
            m_trail.back(outside);
    }

    void readPart(JsonRef part)
    {
        if (++m_parts > maxParts || !part.isObject()) {
            ++m_tree.m_leftOut;
            return;
        }
        const Trail::Mark outside = m_trail.mark();
        pushPath(part["path"]);
        if (isTree(part)) {
            pushDotted(nameOf(part["name"]));
            open(part["parts"], outside);
            return;
        }
        std::string scratch;
        if (part["kind"].string(scratch) == "progress" || part["current"] || part["total"])
            addLeaf(nameOf(part["name"]), numberOf(part["current"]), numberOf(part["total"]));
        else
            ++m_tree.m_leftOut;
        m_trail.back(outside);
    }

    void pushPath(JsonRef path)
    {
        if (path.isArray())
            path.forEachElement([this](JsonRef element) { m_trail.push(nameOf(element)); });
        else if (!path.isNull())
            m_trail.push(nameOf(path));
    }

    /// The backend merges a nested tree by its dotted id, so that its name falls into levels.
    void pushDotted(std::string_view name)
    {
        while (!name.empty()) {
            const size_t dot = std::min(name.find('.'), name.size());
            if (dot > 0)
                m_trail.push(std::string(name.substr(0, dot)));
            name.remove_prefix(std::min(dot + 1, name.size()));
        }
    }

    void addLeaf(const std::string &lastName, double current, double total)
    {
        m_steps += m_trail.levels().size() + 1;
        if (m_steps > maxSteps || m_grown.size() + m_trail.levels().size() >= maxNodes) {
            ++m_tree.m_leftOut;
            return;
        }
        quint32 parent = 0;
        for (const std::string &name : m_trail.levels())
            parent = branch(parent, name);
        const std::string name = m_trail.joined(lastName);
        quint32 &place = m_places[key(parent, name)];
        if (place != 0)
            m_grown[place].replaced = true;
        place = quint32(m_grown.size());
        const bool counted = !std::isnan(current) && !std::isnan(total);
        m_grown.push_back(
            {name, parent, counted ? current : 0, counted ? total : 1, true, counted, false});
    }

    quint32 branch(quint32 parent, const std::string &name)
    {
        quint32 &place = m_places[key(parent, name)];
        if (place == 0) {
            place = quint32(m_grown.size());
            m_grown.push_back({name, parent});
        } else {
            m_grown[place].leaf = false;
        }
        return place;
    }

    const std::string &key(quint32 parent, const std::string &name)
    {
        m_key.assign(reinterpret_cast<const char *>(&parent), sizeof parent);
        m_key += name;
        return m_key;
    }

    void settle()
    {
        constexpr quint32 gone = std::numeric_limits<quint32>::max();
        std::vector<quint32> numbers(m_grown.size(), gone);
        numbers[0] = 0;
        for (quint32 i = 1; i < m_grown.size(); ++i) {
            Grown &grown = m_grown[i];
            if (grown.replaced || numbers[grown.parent] == gone)
                continue;
            numbers[i] = quint32(m_tree.m_nodes.size());
            Node &node = m_tree.m_nodes.emplace_back();
            node.name = std::move(grown.name);
            node.parent = numbers[grown.parent];
            node.leaf = grown.leaf;
            if (grown.leaf) {
                node.current = grown.current;
                node.total = grown.total;
                node.counted = grown.counted;
            }
            ++m_tree.m_nodes[node.parent].childCount;
        }
        linkChildren();
        for (quint32 i = quint32(m_tree.m_nodes.size()); i-- > 0;)
            m_tree.aggregate(i);
    }

    void linkChildren()
    {
        std::vector<Node> &nodes = m_tree.m_nodes;
        quint32 next = 0;
        for (Node &node : nodes) {
            node.firstChild = next;
            next += node.childCount;
            node.childCount = 0;
        }
        m_tree.m_children.resize(next);
        for (quint32 i = 1; i < nodes.size(); ++i) {
            Node &parent = nodes[nodes[i].parent];
            m_tree.m_children[parent.firstChild + parent.childCount++] = i;
        }
    }

    const JsonTape &m_tape;
    ProgressTree &m_tree;
    Trail m_trail;
    std::vector<Frame> m_open;
    std::vector<Grown> m_grown; ///< 0 is the root
    std::unordered_map<std::string, quint32, SeededHash> m_places; ///< by parent and name
    std::string m_key;
    size_t m_parts = 0;
    size_t m_steps = 0;
};

/// All children of `index` have been aggregated before.
void ProgressTree::aggregate(quint32 index)
{
    Node &node = m_nodes[index];
    if (node.leaf) {
        node.done = node.counted && node.current == node.total;
        node.fraction = node.total > 0 ? std::clamp(node.current / node.total, 0.0, 1.0) : 0;
        if (node.done)
            node.fraction = 1;
        return;
    }
    if (node.childCount == 0)
        return;
    double totalMax = -std::numeric_limits<double>::infinity();
    for (const quint32 child : children(index))
        totalMax = std::max(totalMax, m_nodes[child].total);
    node.done = true;
    for (const quint32 number : children(index)) {
        const Node &child = m_nodes[number];
        const double share = child.current * totalMax / std::max(1.0, child.total);
        node.current += std::isfinite(share) ? std::trunc(share) : totalMax * child.fraction;
        node.total += totalMax;
        node.fraction += child.fraction / node.childCount;
        node.done = node.done && child.done;
    }
}

ProgressTree ProgressTree::read(const JsonTape &tape, JsonRef message)
{
    ProgressTree tree;
    Builder(tape, tree).read(message);
    return tree;
}

std::span<const quint32> ProgressTree::children(quint32 index) const
{
    const Node &node = m_nodes[index];
    return std::span(m_children).subspan(node.firstChild, node.childCount);
}

} // namespace eventscope
