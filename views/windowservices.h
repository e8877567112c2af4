// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/connectionprofile.h"
#include "models/connection/detecteddialect.h"

#include <functional>

namespace eventscope {

using DetectService =
    std::function<void(const ConnectionProfile &profile, const OptionValues &secrets,
                       std::function<void(const DetectedDialect &found)> answer)>;

/// What the window asks the program for and gets an answer to later.
struct WindowServices
{
    /// Tries a connection without keeping it; `answer` is called once, within 12 s.
    std::function<void(const ConnectionProfile &profile, const OptionValues &secrets,
                       std::function<void(bool works, const QString &sentence)> answer)>
        testConnection;
    /// Listens to what a server says, without keeping the connection or saying anything; `answer`
    /// is called once, within 17 s.
    DetectService detectDialect;
    /// True if secrets can be kept longer than this session.
    std::function<bool()> keychainAvailable;
    QString capturesFolder; ///< where the user looks first for a capture to open
};

} // namespace eventscope
