// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/captureinfo.h"
#include "models/capture/segmentappender.h"

#include <QStringList>

namespace eventscope {

// What a writer does before its first line. Each step adds to `repairs`, in a person's words, what
// it had to mend.

/// Makes the folder (and its parents) where it is missing, private, and refuses one that holds
/// other things.
Result<void> prepareFolder(const QString &folder, QStringList &repairs);
/// Reads capture.json, or makes it. Needs the lock.
Result<CaptureInfo> prepareInfo(const QString &folder, QStringList &repairs);
/// Finds the last good line, cuts off what follows it in the last segment, and says where to go on.
/// What was retired before and is still there goes. Needs the lock.
Result<SegmentAppender::End> prepareEnd(const QString &folder, const CaptureInfo::Retired &retired,
                                        quint64 segmentBytes, QStringList &repairs);

} // namespace eventscope
