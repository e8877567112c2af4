// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/dialectinfo.h"

namespace eventscope {

/// What a server was found to speak, as far as its first frames tell.
struct DetectedDialect
{
    QString dialect; ///< DialectInfo::id; empty: there is no telling
    int confidence = 0; ///< 0 to 100
    QString why; ///< one sentence: what was seen, or why there is no telling
    OptionValues options; ///< values that would suit, without secrets

    bool operator==(const DetectedDialect &) const = default;
};

} // namespace eventscope
