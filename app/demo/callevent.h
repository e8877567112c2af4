// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <string>
#include <string_view>

namespace eventscope {

/// One thing that happened in the telephone story, told both ways: as VoIPBIN documents it and as
/// its deployed servers send it. Customer and topic are left open, because whoever subscribes is
/// the customer.
struct CallEvent
{
    struct Wording
    {
        std::string resource; ///< "call", "queuecall"
        std::string resourceId;
        std::string type; ///< "call.status", "call_progressing"
        std::string data; ///< JSON object with customerMark in the customer's place
    };

    Wording documented;
    Wording deployed;
    std::string agentId; ///< whose it is, if an agent's
    qint64 timeUs = 0;
};

/// Stands for the customer's id inside CallEvent data: a byte that no JSON text may hold.
inline constexpr char customerMark = '\x01';

inline std::string withCustomer(std::string_view data, std::string_view customer)
{
    std::string out;
    out.reserve(data.size() + customer.size());
    const auto mark = data.find(customerMark);
    out += data.substr(0, mark);
    if (mark != std::string_view::npos) {
        out += customer;
        out += data.substr(mark + 1);
    }
    return out;
}

} // namespace eventscope
