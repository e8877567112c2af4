// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/subscriptionledger.h"

namespace eventscope {

using namespace std::chrono_literals;

inline Subscription sub(const QString &pattern, bool paused = false)
{
    return {pattern, {}, paused};
}

/// A ledger, and the session as it should be told: what it holds at which position.
struct LedgerBench
{
    SubscriptionLedger ledger{SubscriptionLedger::Timing()};
    Moment now{1'000'000};

    explicit LedgerBench(const QStringList &patterns)
    {
        QVector<Subscription> list;
        for (const QString &pattern : patterns)
            list.append(sub(pattern));
        ledger.setDesired(list);
    }
    QStringList connect()
    {
        QStringList restored;
        const QVector<Subscription> together = ledger.beginConnection(now);
        for (const Subscription &subscription : together) {
            ledger.asked(subscription.pattern, now, 1);
            restored.append(subscription.pattern);
        }
        return restored;
    }
    /// What is asked for one at a time until `until`, with the second at which it was.
    QStringList askedOneByOne(Moment until)
    {
        QStringList asked;
        for (; now <= until; now += 100ms) {
            while (const auto due = ledger.nextDue(now)) {
                if (due->known)
                    ledger.takenBack(due->subscription.pattern);
                ledger.asked(due->subscription.pattern, now, 1);
                asked.append(due->subscription.pattern);
            }
        }
        return asked;
    }
    SubscriptionLedger::Blame drop() { return ledger.endConnection(now, true); }
    SubscriptionStatus status(const QString &pattern) const
    {
        const QVector<SubscriptionStatus> all = ledger.statuses();
        for (const SubscriptionStatus &status : all) {
            if (status.pattern == pattern)
                return status;
        }
        return {};
    }
    SubscriptionState state(const QString &pattern) const { return status(pattern).state; }
};

} // namespace eventscope
