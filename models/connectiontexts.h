// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/connectionstatus.h"

#include <QString>

namespace eventscope {

/// The words that connections and subscriptions are shown with, one place for both models.

/// A text for the right edge of a row; severity as in SubscriptionRole::TrailingSeverity.
struct TrailingText
{
    QString text;
    int severity = -1;
    bool operator==(const TrailingText &) const = default;
};

/// "188 /s", "0.4 /s"; empty where nothing moves.
QString rateText(double perSecond);
/// "1 204": digits in groups, with spaces that do not break.
QString groupedNumber(quint64 number);
/// "3 s", "4 min", "2 h", "3 days".
QString roughDuration(qint64 us);
/// "live", "retry in 7 s", "stopped: the server does not want us back".
QString connectionPhaseText(const ConnectionStatus &status, qint64 nowUs);
/// "212 /s", "idle 4 min", "retry in 7 s".
TrailingText connectionTrailing(const ConnectionStatus &status, double rate, qint64 lastEventUs,
                                qint64 nowUs);
/// "just now", "20 s ago", "4 min ago"; in steps of ten seconds, so that it does not count in the
/// corner of the eye.
QString agoText(qint64 us);

/// What stands below the pattern of a subscription: its state, what it brought or why it brings
/// nothing, and when the last event came.
struct SubscriptionWords
{
    QString state; ///< "delivering", "refused"
    QString detail; ///< "1 204 events", "no events yet", the server's reason
    QString last; ///< "4 min ago"; empty: no event yet
    int severity = -1; ///< of the state, as in TrailingText
    bool isReason = false; ///< the detail is a sentence and may take more than one line
    bool operator==(const SubscriptionWords &) const = default;
};
SubscriptionWords subscriptionWords(const SubscriptionStatus &status, qint64 nowUs);
/// "212 /s"; "retry in 7 s" where the server only said "not so fast".
TrailingText subscriptionTrailing(const SubscriptionStatus &status, double rate, qint64 nowUs);
/// "3 partitions · 12 034 records behind"; empty where it is not about Kafka.
QString partitionsText(const SubscriptionStatus &status);
/// "comes 40 ms after its own time (median of 31)"; empty where events have no time of their own.
QString latencyText(const SubscriptionStatus &status);
/// "1 event", "1 204 events", "no events yet".
QString eventsText(quint64 events);

} // namespace eventscope
