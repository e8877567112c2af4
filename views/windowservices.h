// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/retention.h"
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
    /// Gives the connection `to` the secrets of another one, but for those in `but`, which it has
    /// already; `done` is called once it has them.
    std::function<void(const ConnectionProfile &from, const QString &to, const QStringList &but,
                       bool keep, std::function<void()> done)>
        copySecrets;
    /// Says the keys of the secrets that are known for a connection, not the secrets. `answer` may
    /// be called at once or later.
    std::function<void(const ConnectionProfile &profile,
                       std::function<void(const QStringList &keys)> answer)>
        knownSecrets;
    /// True if secrets can be kept longer than this session.
    std::function<bool()> keychainAvailable;
    QString subscriptionSetsFolder; ///< where sets of subscriptions are saved under a name
    QString capturesFolder; ///< where the user looks first for a capture to open
    /// How much of captures is kept. Both are missing where nothing can be set.
    std::function<RetentionSettings()> limits;
    std::function<void(const RetentionSettings &limits)> setLimits;
};

} // namespace eventscope
