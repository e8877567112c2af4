// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/callevent.h"

#include <QString>
#include <optional>
#include <string>

namespace eventscope {

/// A topic of the documented VoIPBIN protocol: `scope:scope_id:resource_type:resource_id`, the last
/// one may be `*`.
struct TopicPattern
{
    std::string text;
    std::string scope; ///< "customer_id" or "agent_id"
    std::string scopeId;
    std::string resource;
    std::string resourceId; ///< empty for `*`

    /// Nothing where the server would say INVALID_TOPIC.
    static std::optional<TopicPattern> parse(const QString &topic);
    bool matches(const CallEvent &event) const;
};

} // namespace eventscope
