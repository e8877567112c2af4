// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/newestofsubjects.h"

#include "models/event/hash.h"

#include <algorithm>

namespace eventscope {

namespace {

/// A clock that is so far ahead is wrong, and would make all that follow late.
constexpr qint64 believedAheadUs = qint64(24) * 3'600 * 1'000'000;

} // namespace

bool NewestOfSubjects::isOlder(const EventFields &fields, qint64 recordedUs)
{
    const bool counted = fields.version >= 0;
    if (fields.subject.empty() || fields.version == EventFields::unordered
        || (fields.flags & (OwnEvent | Undecodable))
        || (!counted && (fields.timeUs == noTime || fields.timeUs > recordedUs + believedAheadUs)))
        return false;
    const qint64 order = counted ? fields.version : fields.timeUs;
    const quint64 subject = hash64(fields.subject, hash64(fields.topic, m_seed + counted)) | 1;
    if (Slot *known = find(subject)) {
        const bool older = order < known->newest;
        known->newest = std::max(known->newest, order);
        return older;
    }
    make(subject) = {subject, order};
    return false;
}

NewestOfSubjects::Slot *NewestOfSubjects::find(quint64 subject)
{
    for (size_t way = 0; !m_slots.empty() && way < ways; ++way) {
        Slot &slot = m_slots[(subject / 2 + way) & (m_slots.size() - 1)];
        if (slot.subject == subject)
            return &slot;
    }
    return nullptr;
}

NewestOfSubjects::Slot &NewestOfSubjects::make(quint64 subject)
{
    for (;;) {
        for (size_t way = 0; !m_slots.empty() && way < ways; ++way) {
            Slot &slot = m_slots[(subject / 2 + way) & (m_slots.size() - 1)];
            if (slot.subject == 0)
                return slot;
        }
        if (m_slots.size() >= mostSlots)
            return m_slots[(subject / 2 + m_turn++ % ways) & (m_slots.size() - 1)];
        grow();
    }
}

void NewestOfSubjects::grow()
{
    std::vector<Slot> before(std::max(firstSlots, m_slots.size() * 2));
    before.swap(m_slots);
    for (const Slot &slot : before) {
        for (size_t way = 0; slot.subject != 0 && way < ways; ++way) {
            Slot &place = m_slots[(slot.subject / 2 + way) & (m_slots.size() - 1)];
            if (place.subject == 0) {
                place = slot;
                break;
            }
        }
    }
}

} // namespace eventscope
