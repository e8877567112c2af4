// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"
#include "app/feeds/latencymeter.h"

namespace eventscope {

/// One line of the SubscriptionLedger: what is wanted, and what is known about it. Owned by the
/// ledger.
struct SubscriptionEntry
{
    Subscription wanted;
    SubscriptionStatus status;
    LatencyMeter latency;
    Moment askedAt{0};
    std::optional<Moment> retryAt; ///< refused for now only
    std::chrono::milliseconds retryPause{0};
    int strikes = 0;
    bool known = false; ///< the session has it at a position
    bool answered = false; ///< something came back in this connection
    bool trusted = false; ///< it has worked, or a connection outlived it
    bool suspect = false; ///< to be asked for alone

    bool isRefused() const { return status.state == SubscriptionState::Refused; }
    bool isWaiting() const { return !known && !wanted.paused && !isRefused(); }

    /// The server said no in so many words. Who gives permissions may have changed them by the next
    /// connection; one that brings connections down (strikes) or has a time of its own (retryAt)
    /// is left alone.
    bool mayBeAllowedNow() const
    {
        return isRefused() && !known && !wanted.paused && strikes == 0 && !retryAt;
    }

    /// As if it had just been asked for by the user.
    void reset();
    /// It works: whatever was held against it is forgotten.
    void vindicate();
    /// It is not waiting for its turn any more.
    void forgetRetry();
    /// The server said no; `firstPause` is how long to wait before asking again where it only said
    /// "not so fast". Answers the reason as the log has it.
    QString refuse(const QString &code, const QString &reason, Moment now,
                std::chrono::milliseconds firstPause);
    /// A connection died of it. True if that was once too often: then it is refused.
    bool strike(int maxStrikes);
    /// Connections die without it as well. True if it had been refused for that: it is to be asked
    /// for alone.
    bool forgive(int maxStrikes);
};

} // namespace eventscope
