// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace eventscope {

class RunTable;

/// The words of the workflow tree, each for one node of a RunTable. Everything from a feed has
/// passed displayText().
namespace runtexts {

/// When it was first heard of. (The pace of a run begins with its first tree, which may be later.)
qint64 startedUs(const RunTable &runs, quint32 node);
/// 0..100; -1: unknown.
int percent(const RunTable &runs, quint32 node);
/// "87 %", "done", "in progress", "n/a", "failed", "stalled".
QString progress(const RunTable &runs, quint32 node);
/// "running", "stalled", "failed", "done".
QString state(const RunTable &runs, quint32 node);
/// "150 of 200".
QString counts(const RunTable &runs, quint32 node);
/// "about 40 s left", "no change for 1:05", "2 errors", "took 3 min 12 s".
QString remark(const RunTable &runs, quint32 node);
/// Of a run its workflow, of an error its message.
QString name(const RunTable &runs, quint32 node);
QString taskId(const RunTable &runs, quint32 node);
/// All that a row says, for screen readers: "collect_and_cleanup 75aa05da, 87 %, running".
QString spoken(const RunTable &runs, quint32 node);
/// Escaped, with the path, the times and everything else that is known.
QString toolTip(const RunTable &runs, quint32 node);

} // namespace runtexts

/// "1:05", "1:00:05", "3 days": for what stands still.
QString clockText(qint64 us);
/// "12 s", "3 min 12 s", "2 h 10 min", "3 days": for what took so long.
QString durationWords(qint64 us);

} // namespace eventscope
