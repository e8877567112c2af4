// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <string>
#include <utility>
#include <vector>

namespace eventscope {

/// A record that a hub of Advanced Cluster Management writes to Kafka.
struct HubRecord
{
    std::string topic;
    std::string key;
    std::string value;
    bool isTombstone = false; ///< then there is no value, not even an empty one
    std::vector<std::pair<std::string, std::string>> headers;
    qint64 timeUs = 0;
};

} // namespace eventscope
