// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <functional>

namespace eventscope {

/// Ends the captures in a folder of captures that nobody records any more though nothing ended them
/// (the program was killed, the power went): mends what is torn and writes the gap row that says
/// so. Answers their folders; what cannot be written is left for the next time. What waited in
/// files is stored, up to a gigabyte of each: where that takes long, `tell` is called once a second
/// with the number of events that wait yet. Any thread.
QStringList endCutShortCaptures(const QString &folder,
                                const std::function<void(quint64 waiting)> &tell = {});

} // namespace eventscope
