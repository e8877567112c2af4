// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/event.h"

#include <QRandomGenerator>
#include <vector>

namespace eventscope {

/// How new the newest event of each subject is, so that one that comes behind a newer one can be
/// told: it happened earlier, by its own time or by the feed's count of changes. Of the subjects
/// that came last, so many as fit 64 KiB; part of the outlet of one connection; feed thread.
class NewestOfSubjects
{
public:
    /// And remembers it. Never for events without a subject, or without anything to go by: nobody
    /// can say in which order a feed meant them.
    bool isOlder(const EventFields &fields, qint64 recordedUs);

private:
    struct Slot
    {
        quint64 subject = 0; ///< a hash; 0: free
        qint64 newest = 0;
    };
    static constexpr size_t mostSlots = 4096;
    static constexpr size_t firstSlots = 64;
    static constexpr size_t ways = 4; ///< slots that a subject may be in

    Slot *find(quint64 subject);
    Slot &make(quint64 subject);
    void grow();

    const quint64 m_seed = QRandomGenerator::global()->generate64();
    std::vector<Slot> m_slots; ///< a power of two
    size_t m_turn = 0; ///< which of the ways has to go
};

} // namespace eventscope
