// SPDX-License-Identifier: GPL-3.0-or-later
//
// Of SubscriptionLedger: which topic a connection died of.
#include "app/feeds/subscriptionentry.h"
#include "app/feeds/subscriptionledger.h"

namespace eventscope {

void SubscriptionLedger::vindicateSurvivors(Moment now)
{
    for (const auto &entry : m_entries) {
        if (entry->known && !entry->trusted && now - entry->askedAt >= m_timing.suspicion)
            entry->vindicate();
    }
}

std::vector<SubscriptionEntry *> SubscriptionLedger::blameable(Moment now, bool trusted) const
{
    std::vector<SubscriptionEntry *> found;
    for (const auto &entry : m_entries) {
        const bool recent =
            entry->known && !entry->answered && now - entry->askedAt < m_timing.suspicion;
        if (recent && entry->trusted == trusted)
            found.push_back(entry.get());
    }
    return found;
}

QStringList SubscriptionLedger::suspects(Moment now) const
{
    QStringList patterns;
    for (const SubscriptionEntry *entry : blameable(now, false))
        patterns.append(entry->wanted.pattern);
    return patterns;
}

/// A server that dies again and again, or a gateway without one, is not the fault of topics.
void SubscriptionLedger::noteIdleDrop(bool drop)
{
    m_idleDrops = drop ? m_idleDrops + 1 : 0;
    if (m_idleDrops < 2 || m_forgave)
        return;
    for (const auto &entry : m_entries)
        m_forgave = entry->forgive(maxStrikes) || m_forgave;
}

SubscriptionLedger::Blame SubscriptionLedger::endConnection(Moment now, bool unexplainedDrop)
{
    Blame blame;
    vindicateSurvivors(now);
    noteIdleDrop(unexplainedDrop && m_positions.empty() && m_connected
                 && now - m_connectedAt < m_timing.suspicion);
    const std::vector<SubscriptionEntry *> untrusted = blameable(now, false);
    const std::vector<SubscriptionEntry *> trusted = blameable(now, true);
    const bool onlyTrusted = unexplainedDrop && untrusted.empty() && !trusted.empty();
    m_trustedDrops = onlyTrusted ? m_trustedDrops + 1 : 0;
    if (unexplainedDrop && untrusted.size() == 1) {
        SubscriptionEntry *culprit = untrusted.front();
        if (culprit->strike(maxStrikes))
            blame = {culprit->wanted.pattern, culprit->status.reason};
    } else if (unexplainedDrop) {
        for (SubscriptionEntry *entry : untrusted)
            entry->suspect = true;
    }
    // Once may be a server that restarts; a second time something that was allowed has been
    // forbidden since.
    if (m_trustedDrops >= 2) {
        for (SubscriptionEntry *entry : trusted) {
            entry->trusted = false;
            entry->suspect = true;
        }
    }
    m_connected = false;
    m_positions.clear();
    for (const auto &entry : m_entries) {
        entry->known = false;
        entry->answered = false;
        if (!entry->isRefused() && !entry->wanted.paused) {
            entry->status.state = SubscriptionState::Waiting;
            entry->status.reason.clear();
        }
    }
    touch();
    return blame;
}

} // namespace eventscope
