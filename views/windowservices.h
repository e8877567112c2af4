// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/connectionprofile.h"

#include <functional>

namespace eventscope {

/// What the window asks the program for and gets an answer to later.
struct WindowServices
{
    /// Tries a connection without keeping it; `answer` is called once, within 12 s.
    std::function<void(const ConnectionProfile &profile, const OptionValues &secrets,
                       std::function<void(bool works, const QString &sentence)> answer)>
        testConnection;
    /// True if secrets can be kept longer than this session.
    std::function<bool()> keychainAvailable;
    QString capturesFolder; ///< where the user looks first for a capture to open
};

} // namespace eventscope
