// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/backoff.h"
#include "app/feeds/dialect.h"
#include "app/feeds/feedsettings.h"

namespace eventscope {

/// What follows after a connection ended: when to try again, and when to stop trying. Pure.
class ReconnectPolicy
{
public:
    ReconnectPolicy(const FeedSettings &settings, quint64 seed);

    struct Step
    {
        ConnectionPhase phase = ConnectionPhase::Backoff;
        std::optional<std::chrono::milliseconds> pause; ///< none: only the user can start it again
    };
    /// `least`: the server asked for a pause of so long. `spent`: so long it was waited for an answer
    /// in vain, which was a pause as well.
    Step next(CloseTreatment treatment, std::chrono::milliseconds least = {},
              std::chrono::milliseconds spent = {});
    /// The network has changed, so it is no use to wait for as long as it did not work. How long to
    /// wait all the same, because everybody notices at once.
    std::chrono::milliseconds networkBack();
    /// It was live for long enough, or the user wants to connect: all is forgotten.
    void startAnew();
    /// What brought the connection down was found and left out, so there is no reason to wait for
    /// long.
    void hurry() { m_backoff.reset(); }

private:
    const FeedSettings m_settings;
    Backoff m_backoff;
    bool m_credentialsRetried = false;
};

} // namespace eventscope
