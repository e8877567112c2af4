// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace eventscope {

/// Where captures are kept: `captures` in the program's data folder (XDG_DATA_HOME).
QString capturesFolder();
/// A new folder there, named by the time: `2026-11-21T10-30-05`. Not created yet.
QString newCaptureFolder();
/// Where events wait that the disk of a capture is too slow for, and has no room for (in
/// XDG_CACHE_HOME).
QString spillFolder();
/// What the file system of a folder has left for this user; 0 if that cannot be told.
quint64 freeBytes(const QString &folder);

} // namespace eventscope
