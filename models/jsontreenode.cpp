// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jsontreenode.h"

#include "models/event/jsontext.h"
#include "models/event/utf16.h"

#include <algorithm>

namespace eventscope {

namespace {

bool isContainer(JsonRef value)
{
    return value.isObject() || value.isArray();
}

} // namespace

JsonTreeNode::JsonTreeNode(std::shared_ptr<const JsonDocument> document)
    : m_document(std::move(document))
{ }

JsonTreeNode::JsonTreeNode(JsonTreeNode *parent, Kind kind, size_t row)
    : m_parent(parent), m_row(quint32(row)), m_kind(kind), m_document(parent->m_document)
{ }

std::unique_ptr<JsonTreeNode> JsonTreeNode::made(Kind kind, size_t row)
{
    return std::unique_ptr<JsonTreeNode>(new JsonTreeNode(this, kind, row));
}

JsonRef JsonTreeNode::value() const
{
    return m_document ? JsonRef(m_document->tape(), m_token) : JsonRef();
}

JsonRef JsonTreeNode::key() const
{
    const bool member =
        m_kind == Kind::Value && m_parent && m_token != 0 && m_parent->value().isObject();
    return member ? JsonRef(m_document->tape(), m_token - 1) : JsonRef();
}

bool JsonTreeNode::mayOpen() const
{
    if (m_isOpen)
        return !m_children.empty();
    if (m_kind == Kind::Slice)
        return true;
    const JsonRef here = value();
    if (isContainer(here))
        return here.size() > 0;
    if (!here.isString() || m_kind == Kind::Decoded)
        return false;
    constexpr size_t enough = 1'024;
    return maybeEncoded(beginningOf(here, enough));
}

std::string JsonTreeNode::beginningOf(JsonRef text, size_t bytes)
{
    std::string content;
    if (text.raw().size() <= bytes + 2) {
        std::string scratch;
        content = text.string(scratch);
        return content;
    }
    std::string_view inside = text.raw().substr(1, bytes);
    // Not through an escape: it has at most six bytes, and may be one of many backslashes.
    if (const size_t last = inside.find_last_of('\\');
        last != std::string_view::npos && last + 6 > inside.size()) {
        const size_t before = inside.find_last_not_of('\\', last);
        inside = inside.substr(0, before == std::string_view::npos ? 0 : before + 1);
    }
    unescapeJson(inside, content);
    return content;
}

std::vector<std::unique_ptr<JsonTreeNode>> JsonTreeNode::valuesOf(quint32 from, quint32 first,
                                                                  quint32 count)
{
    std::vector<std::unique_ptr<JsonTreeNode>> nodes;
    nodes.reserve(count);
    const JsonTape &tape = m_document->tape();
    const quint32 beforeValue = value().isObject() ? 1 : 0;
    for (quint32 i = 0; i < count; ++i) {
        auto node = made(Kind::Value, i);
        node->m_token = from + beforeValue;
        node->m_place = first + i;
        from = tape[node->m_token].next;
        nodes.push_back(std::move(node));
    }
    return nodes;
}

std::vector<std::unique_ptr<JsonTreeNode>> JsonTreeNode::slicesOf(quint32 from, quint32 first,
                                                                  quint32 count)
{
    quint32 size = smallestSlice;
    while ((count + size - 1) / size > mostChildren)
        size *= 10;
    std::vector<std::unique_ptr<JsonTreeNode>> nodes;
    const JsonTape &tape = m_document->tape();
    const quint32 beforeValue = value().isObject() ? 1 : 0;
    for (quint32 done = 0; done < count;) {
        auto node = made(Kind::Slice, nodes.size());
        node->m_token = m_token;
        node->m_place = first + done;
        node->m_first = from;
        node->m_count = std::min(size, count - done);
        for (quint32 i = 0; i < node->m_count; ++i)
            from = tape[from + beforeValue].next;
        node->m_end = from;
        done += node->m_count;
        nodes.push_back(std::move(node));
    }
    return nodes;
}

std::vector<std::unique_ptr<JsonTreeNode>> JsonTreeNode::childrenOf(quint32 from, quint32 first,
                                                                    quint32 count)
{
    return count > mostChildren ? slicesOf(from, first, count) : valuesOf(from, first, count);
}

std::vector<std::unique_ptr<JsonTreeNode>> JsonTreeNode::makeChildren()
{
    if (m_kind == Kind::Slice)
        return childrenOf(m_first, m_place, m_count);
    const JsonRef here = value();
    if (isContainer(here))
        return childrenOf(m_token + 1, 0, here.size());
    std::vector<std::unique_ptr<JsonTreeNode>> nodes;
    if (!here.isString() || m_kind == Kind::Decoded)
        return nodes;
    std::string scratch;
    EncodedValue decoded = encodedValue(here.string(scratch));
    if (decoded.form == EncodedValue::Form::Plain)
        return nodes;
    auto node = made(Kind::Decoded, 0);
    node->m_document = decoded.json;
    node->m_decoded = std::make_unique<EncodedValue>(std::move(decoded));
    nodes.push_back(std::move(node));
    return nodes;
}

void JsonTreeNode::adopt(std::vector<std::unique_ptr<JsonTreeNode>> children)
{
    m_children = std::move(children);
    m_isOpen = true;
}

std::vector<PathStep> JsonTreeNode::path() const
{
    std::vector<PathStep> steps;
    for (const JsonTreeNode *node = this; node->m_parent; node = node->m_parent) {
        if (node->m_kind != Kind::Value)
            continue;
        PathStep step;
        if (const JsonRef name = node->key()) {
            std::string scratch;
            step.key = toUtf16(name.string(scratch));
        } else {
            step = {PathStep::Kind::Index, {}, node->m_place};
        }
        steps.push_back(std::move(step));
    }
    std::reverse(steps.begin(), steps.end());
    return steps;
}

/// The first token behind everything in it.
quint32 JsonTreeNode::lastToken() const
{
    return m_kind == Kind::Slice ? m_end : m_document->tape()[m_token].next;
}

int JsonTreeNode::childWith(quint32 token) const
{
    if (m_children.empty() || (m_kind != Kind::Slice && !isContainer(value())))
        return -1;
    const auto at = std::lower_bound(m_children.begin(), m_children.end(), token,
                                     [](const std::unique_ptr<JsonTreeNode> &node, quint32 wanted) {
                                         return node->lastToken() <= wanted;
                                     });
    return at == m_children.end() ? -1 : int(at - m_children.begin());
}

std::string JsonTreeNode::sliceText() const
{
    const JsonTape &tape = m_document->tape();
    const JsonToken &container = tape[m_token];
    const size_t from = tape[m_first].offset;
    size_t end =
        m_end < container.next ? tape[m_end].offset : container.offset + container.length - 1;
    end = tape.text().find_last_not_of(", \t\r\n", end - 1) + 1;
    const bool object = container.kind == JsonKind::Object;
    std::string text(1, object ? '{' : '[');
    return text.append(tape.text().substr(from, end - from)) + (object ? '}' : ']');
}

} // namespace eventscope
