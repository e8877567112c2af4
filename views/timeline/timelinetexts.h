// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/timestamp.h"
#include "models/timelinemodel.h"

#include <QString>

namespace eventscope {

/// What the timeline says in words.

/// `10:27:03 – 10:27:05`, with the day where one is not enough to know it; to the precision that
/// the length asks for.
QString periodText(TimelineSpan span, TimeZoneChoice zone);
/// `2 s`, `15 min`, `1.5 h`
QString lengthText(qint64 us);
/// `812 events: 3 error, 1 warning, 808 info`
QString countsText(const SeverityCounts &counts);
/// All that is known of a stretch of the timeline, one sentence a line. `bar` is null where nothing
/// came.
QString stretchText(const TimelineModel &timeline, TimelineSpan stretch, const TimelineBar *bar);
/// The whole timeline in a few sentences, for those who cannot see it.
QString timelineSummary(const TimelineModel &timeline);

/// What stands under the axis at this moment if marks are `stepUs` apart.
QString axisText(qint64 us, qint64 stepUs, TimeZoneChoice zone);
/// What is ahead of UTC on that clock then.
qint64 zoneOffsetUs(qint64 us, TimeZoneChoice zone);

/// The filter that lets through what arrived in the span: `recorded:10:30..10:44:59`. Times are of
/// the zone that the log shows.
QString spanFilterText(TimelineSpan span, TimeZoneChoice zone, qint64 nowUs);

} // namespace eventscope
