// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dropaccount.h"

#include "models/event/timestamp.h"

#include <algorithm>
#include <utility>

namespace eventscope {

void DropAccount::refused(quint64 events)
{
    m_refused += events;
    count(events);
}

quint64 DropAccount::told(quint64 events)
{
    const quint64 known = std::min(events, m_refused);
    m_refused -= known;
    count(events - known);
    return events - known;
}

DropAccount::Untold DropAccount::take()
{
    return std::exchange(m_untold, {});
}

void DropAccount::giveBack(const Untold &untold)
{
    if (untold.events == 0)
        return;
    if (m_untold.events == 0) {
        m_untold = untold;
        return;
    }
    m_untold.events += untold.events;
    m_untold.fromUs = std::min(m_untold.fromUs, untold.fromUs);
    m_untold.toUs = std::max(m_untold.toUs, untold.toUs);
}

void DropAccount::count(quint64 events)
{
    const qint64 now = nowUs();
    giveBack({events, now, now});
}

} // namespace eventscope
