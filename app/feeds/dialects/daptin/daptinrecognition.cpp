// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/daptin/daptinrecognition.h"

namespace eventscope {

using Generation = DaptinGeneration;

DaptinRecognition::DaptinRecognition(DaptinWriter &writer, Generation chosen, Generation remembered)
    : m_writer(writer), m_chosen(chosen)
{
    // C tells by itself at once, so there is nothing to win by assuming it.
    const bool assumed = remembered == Generation::A || remembered == Generation::B;
    m_over = chosen != Generation::Unknown || assumed;
    m_writer.setGeneration(chosen != Generation::Unknown ? chosen
                               : assumed                 ? remembered
                                                         : Generation::Unknown);
}

void DaptinRecognition::opened(Moment now, SessionOutput &out)
{
    if (!m_over)
        m_deadline = now + waitForSession;
    else if (m_chosen == Generation::Unknown)
        askForLists(m_writer.generation(), out);
}

bool DaptinRecognition::saw(Generation generation)
{
    if (generation == Generation::Unknown || generation == m_seen)
        return false;
    const bool asked = m_over
        && (m_writer.generation() == generation || m_writer.generation() == Generation::Unknown);
    m_seen = generation;
    m_deadline.reset();
    m_over = true;
    m_writer.setGeneration(generation);
    return !asked;
}

bool DaptinRecognition::tick(Moment now, SessionOutput &out)
{
    if (!m_deadline || now < *m_deadline)
        return false;
    m_deadline.reset();
    if (!m_asked) {
        askForLists(Generation::A, out);
        askForLists(Generation::B, out);
        m_deadline = now + waitForList;
        return false;
    }
    m_over = true;
    return true;
}

void DaptinRecognition::askForLists(Generation of, SessionOutput &out)
{
    const Generation assumed = m_writer.generation();
    m_writer.setGeneration(of);
    m_writer.begin(m_writer.topicMethod("list"));
    if (of == Generation::B)
        m_writer.noAttributes();
    m_writer.send(out);
    m_writer.setGeneration(assumed);
    m_asked = true;
}

} // namespace eventscope
