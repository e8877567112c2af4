// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"

#include <vector>

namespace eventscope {

/// Every dialect of app/feeds/dialects, by file name; the list is generated (EventscopeDialects.cmake).
const std::vector<const Dialect *> &allDialects();

inline const Dialect *dialectById(const QString &id)
{
    for (const Dialect *dialect : allDialects()) {
        if (dialect->info().id == id)
            return dialect;
    }
    return nullptr;
}

} // namespace eventscope
