// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/filterexpression.h"
#include "models/query/jsondocument.h"

#include <memory>
#include <optional>
#include <vector>

namespace eventscope {

/// One row of a JSON tree: a value of a document, a slice of a long container, or what a text holds
/// in another form. Its children are made when it is opened, at most a thousand. Owned by its
/// parent; refers to the document, which the model keeps.
class JsonTreeNode
{
public:
    enum class Kind : quint8 { Value, Slice, Decoded };

    /// More children than this stand in slices.
    static constexpr quint32 mostChildren = 1'000;
    static constexpr quint32 smallestSlice = 100;

    /// The root value of a document.
    explicit JsonTreeNode(std::shared_ptr<const JsonDocument> document);

    Kind kind() const { return m_kind; }
    JsonTreeNode *parent() const { return m_parent; }
    int row() const { return int(m_row); }
    /// Of a Slice: the container. Not there for decoded text or bytes.
    JsonRef value() const;
    /// The beginning of a text, unescaped; all of it where it is not longer than about `bytes`.
    /// Nothing else of a long one is looked at.
    static std::string beginningOf(JsonRef text, size_t bytes);
    JsonRef key() const; ///< not there for elements and the root
    quint32 place() const { return m_place; } ///< of a value in its container; a slice's first
    quint32 sliceSize() const { return m_count; }
    std::string sliceText() const; ///< as JSON
    const EncodedValue &decoded() const { return *m_decoded; } ///< of Decoded

    /// Whether there is something to open; quick, and right for nearly everything.
    bool mayOpen() const;
    bool isOpen() const { return m_isOpen; }
    /// Makes the children.
    std::vector<std::unique_ptr<JsonTreeNode>> makeChildren();
    void adopt(std::vector<std::unique_ptr<JsonTreeNode>> children);
    int childCount() const { return int(m_children.size()); }
    JsonTreeNode *child(int row) const { return m_children[size_t(row)].get(); }

    /// From the payload on, through slices and decoded texts as if they were not there.
    std::vector<PathStep> path() const;
    /// The child that has a token of this document in it, or is it; -1: none.
    int childWith(quint32 token) const;
    /// The document that its value is in.
    const JsonDocument *document() const { return m_document.get(); }

private:
    JsonTreeNode(JsonTreeNode *parent, Kind kind, size_t row);

    quint32 lastToken() const;
    std::vector<std::unique_ptr<JsonTreeNode>> valuesOf(quint32 from, quint32 first, quint32 count);
    std::vector<std::unique_ptr<JsonTreeNode>> slicesOf(quint32 from, quint32 first, quint32 count);
    std::vector<std::unique_ptr<JsonTreeNode>> childrenOf(quint32 from, quint32 first,
                                                          quint32 count);
    std::unique_ptr<JsonTreeNode> made(Kind kind, size_t row);

    JsonTreeNode *m_parent = nullptr;
    quint32 m_row = 0;
    Kind m_kind = Kind::Value;
    bool m_isOpen = false;
    quint32 m_token = 0; ///< of the value; of a Slice: of its container
    quint32 m_place = 0;
    quint32 m_first = 0; ///< of a Slice: the first token in it
    quint32 m_end = 0; ///< and the first one behind it
    quint32 m_count = 0;
    std::shared_ptr<const JsonDocument> m_document;
    std::unique_ptr<EncodedValue> m_decoded;
    std::vector<std::unique_ptr<JsonTreeNode>> m_children;
};

} // namespace eventscope
