// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timeline/timelinecursor.h"

#include <Qt>

#include <algorithm>

namespace eventscope {

namespace {

constexpr int pageBars = 10;

} // namespace

void TimelineCursor::standAt(qint64 us, const TimelineBars &bars)
{
    m_stretch = bars.stretchAt(us);
}

bool TimelineCursor::move(int key, bool select, const TimelineBars &bars)
{
    if (bars.span.isEmpty())
        return false;
    const bool nowhere = m_stretch.isEmpty() || m_stretch.toUs <= bars.span.fromUs
        || m_stretch.fromUs >= bars.span.toUs;
    const qint64 last = bars.span.toUs - 1;
    qint64 us = nowhere ? last : m_stretch.fromUs;
    const qint64 step = nowhere ? 0 : bars.barUs;
    switch (key) {
    case Qt::Key_Left:
        us -= step;
        break;
    case Qt::Key_Right:
        us += step;
        break;
    case Qt::Key_PageUp:
        us -= pageBars * step;
        break;
    case Qt::Key_PageDown:
        us += pageBars * step;
        break;
    case Qt::Key_Home:
        us = bars.span.fromUs;
        break;
    case Qt::Key_End:
        us = last;
        break;
    default:
        return false;
    }
    const TimelineSpan before = nowhere ? bars.stretchAt(us) : m_stretch;
    m_stretch = bars.stretchAt(std::clamp(us, bars.span.fromUs, last));
    if (!select) {
        m_selection = m_anchor = {};
        return true;
    }
    if (m_anchor.isEmpty() || m_selection.isEmpty())
        m_anchor = before;
    m_selection = {std::max(std::min(m_anchor.fromUs, m_stretch.fromUs), bars.span.fromUs),
                   std::min(std::max(m_anchor.toUs, m_stretch.toUs), bars.span.toUs)};
    return true;
}

} // namespace eventscope
