// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/timelinebars.h"

namespace eventscope {

/// What the keys stand on in the timeline, bar by bar, and what they have selected.
class TimelineCursor
{
public:
    TimelineSpan stretch() const { return m_stretch; } ///< empty: nowhere
    TimelineSpan selection() const { return m_selection; }

    void standAt(qint64 us, const TimelineBars &bars);
    void select(TimelineSpan selection) { m_selection = selection; }
    /// Left, Right, PageUp, PageDown, Home, End; false for another key. Past an end it stays; where
    /// it stood nowhere it begins at the end, where the newest is.
    bool move(int key, bool select, const TimelineBars &bars);

private:
    TimelineSpan m_stretch;
    TimelineSpan m_selection;
    TimelineSpan m_anchor; ///< where a selection by keys began
};

} // namespace eventscope
