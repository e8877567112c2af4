// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/dice.h"

#include <QtGlobal>
#include <optional>

namespace eventscope {

/// When something goes wrong in the demo, so that one sees what the program does about it: now and
/// then one connection is cut, more rarely the whole server goes away for a moment. A pure function
/// of seed and time.
class IncidentPlan
{
public:
    struct Incident
    {
        bool restart = false;
        quint64 pick = 0; ///< which connection, modulo how many there are
        qint64 pauseUs = 0; ///< how long a restart takes
    };

    IncidentPlan(quint64 seed, qint64 startUs);

    /// At most one at a time; ask again and again.
    std::optional<Incident> due(qint64 us);

private:
    Dice m_dice;
    qint64 m_nextDropUs;
    qint64 m_nextRestartUs;
};

} // namespace eventscope
