// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/jsontape.h"

#include <QString>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

/// A JSON pointer (RFC 6901), taken apart once so that following it in every frame allocates
/// nothing. The empty one points to nothing, not to the whole document: it means that nobody said
/// where something is.
class JsonPointer
{
public:
    JsonPointer() = default;
    /// What is no pointer (see problemWith()) becomes the empty one.
    explicit JsonPointer(std::string_view text);

    /// Empty, or one sentence that says what is wrong with it.
    static QString problemWith(const QString &text);

    bool isEmpty() const { return m_steps.empty(); }
    /// Not there if the document has nothing at this place, or only a plain element of an array,
    /// which its tape left out (JsonTape::Keep::NoPlainElements).
    JsonRef in(JsonRef document) const;

private:
    struct Step
    {
        std::string key;
        qint64 index = -1; ///< what the key means in an array; -1: nothing
    };
    std::vector<Step> m_steps;
};

} // namespace eventscope
