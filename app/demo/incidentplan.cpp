// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/incidentplan.h"

namespace eventscope {

IncidentPlan::IncidentPlan(quint64 seed, qint64 startUs)
    : m_dice(seed ^ 0x1bad1deaULL), m_nextDropUs(startUs + m_dice.seconds(90, 150)),
      m_nextRestartUs(startUs + m_dice.seconds(225, 255))
{ }

std::optional<IncidentPlan::Incident> IncidentPlan::due(qint64 us)
{
    if (us >= m_nextRestartUs) {
        m_nextRestartUs = us + m_dice.seconds(225, 255);
        return Incident{true, 0, m_dice.seconds(2, 3)};
    }
    if (us >= m_nextDropUs) {
        m_nextDropUs = us + m_dice.seconds(90, 150);
        return Incident{false, m_dice.next(), 0};
    }
    return std::nullopt;
}

} // namespace eventscope
