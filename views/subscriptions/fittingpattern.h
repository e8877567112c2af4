// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFontMetrics>
#include <QStringList>
#include <functional>

namespace eventscope {

/// The pattern in at most `width` pixels: whole if it fits, then with its UUIDs cut short, then
/// with whole parts left out. What stays is the end that tells it from the patterns beside it, which
/// are asked for only where something must go; its start stays too where there is room.
QString fittingPattern(const QString &pattern, const QFontMetrics &metrics, int width,
                       const std::function<QStringList()> &beside = {});

} // namespace eventscope
