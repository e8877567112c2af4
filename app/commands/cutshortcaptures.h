// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace eventscope {

/// Ends the captures in a folder of captures that nobody records any more though nothing ended them
/// (the program was killed, the power went): mends what is torn and writes the gap row that says
/// so. Answers their folders; what cannot be written is left for the next time.
QStringList endCutShortCaptures(const QString &folder);

} // namespace eventscope
