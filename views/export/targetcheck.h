// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QDateTime;

namespace eventscope {

/// What is wrong with a file name to export to: empty, a folder, in no folder, in one that cannot
/// be written, in a capture. Empty if it can be tried.
QString problemWithTarget(const QString &fileName);

/// The file that is offered: eventscope-2026-11-21-1030.jsonl in the documents folder, never one
/// that exists.
QString suggestedTarget(const QDateTime &now, const QString &suffix);

} // namespace eventscope
