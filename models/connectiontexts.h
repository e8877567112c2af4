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
/// "188 /s", "12", "confirmed", "refused", "no ack yet".
TrailingText subscriptionTrailing(const SubscriptionStatus &status, double rate);
/// The state in words: "confirmed", "no ack yet", "delivering".
QString subscriptionStateWords(SubscriptionState state);

} // namespace eventscope
