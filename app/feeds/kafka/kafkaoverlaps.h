// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QStringList>

namespace eventscope {

/// Which topics of a subscription are read for others too, a line for each of the others. What
/// expressions have in common cannot be told from their text, but from the topics that they match:
/// `topics` are those of each pattern. Patterns that share nothing are not in the answer. Pure.
QMap<QString, QStringList> kafkaOverlaps(const QMap<QString, QStringList> &topics);

} // namespace eventscope
