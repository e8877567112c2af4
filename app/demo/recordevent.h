// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <string>

namespace eventscope {

/// A row of a Daptin table that was created, changed or deleted, or a message on one of its topics.
struct RecordEvent
{
    std::string topic; ///< "cluster"
    std::string kind; ///< "create", "update", "delete", "new-message"
    std::string source; ///< "database", or who sent the message
    std::string row; ///< JSON object, keys in the order of the alphabet
    qint64 timeUs = 0;
};

} // namespace eventscope
