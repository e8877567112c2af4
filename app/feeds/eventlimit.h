// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace eventscope {

/// How many events that are no duplicates may still be taken, by one connection or by several
/// together: those that share it share the feed thread too, so it is exact without a lock.
struct EventLimit
{
    quint64 left = 0;
};

} // namespace eventscope
