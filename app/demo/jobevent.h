// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <string>

namespace eventscope {

/// Something that an app of the Zaikio platform published.
struct JobEvent
{
    std::string name; ///< "mission_control.job_added"
    std::string message; ///< JSON object, as Loom delivers it
    qint64 timeUs = 0;
};

} // namespace eventscope
