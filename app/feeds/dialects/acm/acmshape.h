// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/event.h"
#include "models/event/jsontape.h"

#include <string>
#include <string_view>

namespace eventscope {

/// What the data of an event of the global hub says about its subject and its severity. The same
/// type comes as an array, as a single object and as a bundle (create, update, delete, resync), so
/// only the JSON itself is trusted. Part of a session and reused.
class AcmShape
{
public:
    /// `type` without the common prefix.
    void read(std::string_view type, const JsonTape &tape, JsonRef data);

    /// The cluster that all its items are about; else their hub; empty if they name neither.
    std::string_view subject() const { return m_cluster.empty() ? m_hub : m_cluster; }
    Severity severity() const { return m_severity; }

private:
    void readItems(JsonRef array);
    void readItem(JsonRef item);
    void readMember(std::string_view key, JsonRef value);
    bool isBad(std::string_view key, JsonRef value);
    bool isDoubtful(std::string_view key, JsonRef value);
    void readCluster(JsonRef name);
    void atLeast(Severity severity);

    const JsonTape *m_tape = nullptr; ///< while it reads
    std::string m_cluster;
    std::string m_hub;
    bool m_manyClusters = false;
    bool m_isAlerts = false;
    int m_itemsLeft = 0;
    Severity m_severity = Severity::Info;
    std::string m_scratch;
};

} // namespace eventscope
