// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/connectionprofile.h"
#include "models/connection/dialectinfo.h"

namespace eventscope {

/// What patterns are checked for before they are sent.
struct PatternPlace
{
    const DialectInfo *dialect;
    const ConnectionProfile *profile; ///< whose other subscriptions are known
    QString edited; ///< the pattern that is changed; empty: new ones are added
    QString built; ///< what controls wrote, each of which must have a value
};

/// One sentence for each that cannot be sent; empty: all can.
QStringList problemsWithPatterns(const QStringList &patterns, const PatternPlace &place);
/// What is worth saying about patterns that can all be sent; about one of them is enough.
QString remarkOnPatterns(const QStringList &patterns, const PatternPlace &place);

} // namespace eventscope
