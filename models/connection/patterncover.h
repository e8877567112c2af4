// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace eventscope {

/// Ways in which patterns of subscriptions overlap, for DialectInfo::covers.

/// Lists with commas: all of `narrow` is in `wide`.
bool coversAsList(const QString &wide, const QString &narrow);
/// Parts with colons, where `*` or nothing at the end means all that follows.
bool coversAsPrefix(const QString &wide, const QString &narrow);

} // namespace eventscope
