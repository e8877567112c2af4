// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/filterexpression.h"
#include "models/query/filterline.h"

#include <functional>

namespace eventscope {

/// A path into payloads. Where a step leads into a text that holds JSON itself, or one of Daptin's
/// rows in base64, it goes on in there. Most systems wrap what they tell: where a payload has no
/// member of the path's first key, the path begins in the payload's own `data`. Immutable.
class JsonPath
{
public:
    explicit JsonPath(const std::vector<PathStep> &steps);

    /// Calls visit(value) for each value at the path until one answers true; then it is true. Of
    /// members with the same key the last one counts. Values are valid only during the call.
    bool any(FilterLine &line, const std::function<bool(JsonRef)> &visit) const;

    bool isWhole() const { return m_steps.empty(); }
    /// The key that a payload must have for the path to lead anywhere; empty if there is none.
    QString neededText() const;

private:
    struct Step
    {
        PathStep::Kind kind;
        std::string key;
        quint32 index; ///< noIndex for a key that is no number
    };
    class Walk;

    std::vector<Step> m_steps;
};

} // namespace eventscope
