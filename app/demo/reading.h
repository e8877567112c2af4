// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <string>

namespace eventscope {

/// What a sensor in one of the machine rooms says.
struct Reading
{
    std::string channel; ///< "climate", "power"
    std::string message; ///< JSON object
    qint64 timeUs = 0;
};

} // namespace eventscope
