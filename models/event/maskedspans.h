// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/event.h"
#include "models/event/jsontape.h"

#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

class FieldMask;

/// What a FieldMask replaces within one JSON text, and that text with it replaced. Owned by who
/// masks that text, on its thread; the mask has to outlive it.
class MaskedSpans
{
public:
    explicit MaskedSpans(const FieldMask &mask) : MaskedSpans(mask, maxWrappings) { }

    /// All below `root`; not by recursion, for the depth is the feed's.
    void collect(JsonRef root);
    /// The same of a member, which is masked as a whole where its name is covered.
    void collectMember(JsonRef key, JsonRef value);
    /// A text that an event is known by: FieldMask::applyToName(). Where it is masked and no JSON,
    /// `before` is put before it.
    void collectName(JsonRef value, std::string_view before = {});

    bool isEmpty() const { return m_spans.empty(); }
    /// The text that they were collected from, masked. What begins at `fixed` or before stays
    /// there, or the text gets another length: who has its length sees that it may have moved.
    std::string replacedIn(std::string_view text, size_t fixed = 0);

    /// Empty if there is nothing to mask.
    std::string maskedPayload(std::string_view payload, PayloadKind kind) const;

private:
    static constexpr int maxWrappings = 3; ///< JSON in a text in JSON, or its base64

    struct Span
    {
        size_t offset;
        size_t length;
        std::string instead;
    };

    MaskedSpans(const FieldMask &mask, int wrappings) : m_mask(mask), m_wrappings(wrappings) { }
    void add(JsonRef value, std::string instead);
    void addText(JsonRef value);
    std::string replaced(std::string_view text, size_t fixed, bool &hasMoved) const;
    std::string maskedTextOf(std::string_view text) const;
    std::string maskedJson(std::string_view json) const;

    const FieldMask &m_mask;
    int m_wrappings;
    std::vector<Span> m_spans;
    std::string m_scratch;
};

} // namespace eventscope
