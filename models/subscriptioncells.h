// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connectiontexts.h"

#include <QStringList>
#include <QVariant>

namespace eventscope {

/// All that the row of one subscription is made from.
struct SubscriptionFacts
{
    SubscriptionStatus status;
    double rate = 0;
    QString filters; ///< as filtersText() has them
    QString covering; ///< the pattern of another one that brings all its events too
    qint64 nowUs = 0;
};

/// What a cell of the row shows; for its connection and its children others are asked.
QVariant subscriptionCell(const SubscriptionFacts &facts, int role);

} // namespace eventscope
