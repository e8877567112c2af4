// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/subscriptionledger.h"

#include "app/feeds/subscriptionentry.h"
#include "models/event/displaytext.h"

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

SubscriptionLedger::SubscriptionLedger(const Timing &timing) : m_timing(timing) { }
SubscriptionLedger::~SubscriptionLedger() = default;

void SubscriptionLedger::setDesired(const QVector<Subscription> &subscriptions)
{
    Q_ASSERT(!m_connected);
    std::vector<std::unique_ptr<SubscriptionEntry>> before = std::exchange(m_entries, {});
    const QHash<QString, SubscriptionEntry *> known = std::exchange(m_byPattern, {});
    for (const Subscription &subscription : subscriptions) {
        if (m_byPattern.contains(subscription.pattern))
            continue;
        add(subscription);
        if (const SubscriptionEntry *old = known.value(subscription.pattern)) {
            m_entries.back()->status.events = old->status.events;
            m_entries.back()->status.lastEventUs = old->status.lastEventUs;
        }
    }
    m_trustedDrops = 0;
    m_idleDrops = 0;
    m_forgave = false;
    touch();
}

QVector<Subscription> SubscriptionLedger::desired() const
{
    QVector<Subscription> list;
    for (const auto &entry : m_entries)
        list.append(entry->wanted);
    return list;
}

void SubscriptionLedger::add(const Subscription &subscription)
{
    auto entry = std::make_unique<SubscriptionEntry>();
    entry->wanted = subscription;
    entry->status.pattern = subscription.pattern;
    entry->reset();
    m_byPattern.insert(subscription.pattern, entry.get());
    m_entries.push_back(std::move(entry));
}

SubscriptionLedger::Change SubscriptionLedger::put(const Subscription &subscription)
{
    SubscriptionEntry *entry = find(subscription.pattern);
    touch();
    if (!entry) {
        add(subscription);
        return m_connected && !subscription.paused ? Change::Ask : Change::None;
    }
    const bool unchanged = entry->wanted == subscription && !entry->isRefused();
    if (unchanged)
        return Change::None;
    entry->wanted = subscription;
    entry->reset();
    if (subscription.paused)
        return entry->known ? Change::TakeBack : Change::None;
    if (entry->known)
        return Change::AskAnew;
    return m_connected ? Change::Ask : Change::None;
}

SubscriptionLedger::Change SubscriptionLedger::remove(const QString &pattern)
{
    SubscriptionEntry *entry = find(pattern);
    if (!entry)
        return Change::None;
    const bool known = entry->known;
    // Its position stays until takenBack(), but nothing may point to a dead entry.
    std::replace(m_positions.begin(), m_positions.end(), entry,
                 static_cast<SubscriptionEntry *>(nullptr));
    m_byPattern.remove(pattern);
    std::erase_if(m_entries, [entry](const auto &other) { return other.get() == entry; });
    touch();
    return known ? Change::TakeBack : Change::None;
}

QVector<Subscription> SubscriptionLedger::beginConnection(Moment now)
{
    m_connected = true;
    m_connectedAt = now;
    m_positions.clear();
    touch();
    m_carefulFrom = now + m_timing.settle;
    QVector<Subscription> together;
    for (const auto &entry : m_entries) {
        if ((entry->isWaiting() && !entry->suspect) || entry->mayBeAllowedNow())
            together.append(entry->wanted);
    }
    return together;
}

std::optional<SubscriptionLedger::Due> SubscriptionLedger::nextDue(Moment now)
{
    if (!m_connected)
        return {};
    vindicateSurvivors(now);
    if (SubscriptionEntry *entry = nextLimited(); entry && *entry->retryAt <= now) {
        entry->forgetRetry();
        entry->status.state = SubscriptionState::Waiting;
        touch();
        return Due{entry->wanted, entry->known};
    }
    if (SubscriptionEntry *entry = nextSuspect(); entry && m_carefulFrom <= now)
        return Due{entry->wanted, false};
    return {};
}

std::optional<Moment> SubscriptionLedger::deadline() const
{
    if (m_deadlineKnown)
        return m_deadline;
    m_deadlineKnown = true;
    m_deadline.reset();
    if (!m_connected)
        return m_deadline;
    if (nextSuspect())
        m_deadline = m_carefulFrom;
    if (const SubscriptionEntry *entry = nextLimited())
        m_deadline = m_deadline ? std::min(*m_deadline, *entry->retryAt) : *entry->retryAt;
    return m_deadline;
}

void SubscriptionLedger::touch()
{
    m_changed = true;
    m_deadlineKnown = false;
}

SubscriptionEntry *SubscriptionLedger::nextSuspect() const
{
    SubscriptionEntry *next = nullptr;
    for (const auto &entry : m_entries) {
        // The worst comes last, so that the others are delivering by the time it brings the
        // connection down.
        if (entry->suspect && entry->isWaiting() && (!next || entry->strikes < next->strikes))
            next = entry.get();
    }
    return next;
}

SubscriptionEntry *SubscriptionLedger::nextLimited() const
{
    SubscriptionEntry *next = nullptr;
    for (const auto &entry : m_entries) {
        if (entry->retryAt && (!next || *entry->retryAt < *next->retryAt))
            next = entry.get();
    }
    return next;
}

void SubscriptionLedger::asked(const QString &pattern, Moment now, qint64 nowUs)
{
    SubscriptionEntry *entry = find(pattern);
    m_positions.push_back(entry);
    if (!entry)
        return;
    entry->known = true;
    entry->answered = false;
    entry->askedAt = now;
    entry->status.state = SubscriptionState::Requested;
    entry->status.reason.clear();
    entry->status.code.clear();
    entry->status.requestedUs = nowUs;
    entry->status.confirmedUs = 0;
    if (entry->suspect)
        m_carefulFrom = now + m_timing.suspicion;
    touch();
}

void SubscriptionLedger::takenBack(const QString &pattern)
{
    SubscriptionEntry *entry = find(pattern);
    // A removed entry left a hole; there is at most one, because remove() is always followed by
    // takenBack().
    const auto at = std::find(m_positions.begin(), m_positions.end(), entry);
    if (at != m_positions.end())
        m_positions.erase(at);
    if (!entry)
        return;
    entry->known = false;
    entry->answered = false;
    if (!entry->isRefused())
        entry->status.state =
            entry->wanted.paused ? SubscriptionState::Paused : SubscriptionState::Waiting;
    touch();
}

void SubscriptionLedger::answered(SubscriptionEntry &entry)
{
    entry.answered = true;
    m_forgave = false;
    if (entry.suspect)
        m_carefulFrom = Moment(0);
    touch();
}

void SubscriptionLedger::acknowledged(const QString &pattern, qint64 nowUs)
{
    SubscriptionEntry *entry = find(pattern);
    if (!entry || !entry->known)
        return;
    answered(*entry);
    entry->vindicate();
    entry->retryPause = {};
    if (entry->status.state != SubscriptionState::Delivering)
        entry->status.state = SubscriptionState::Active;
    entry->status.confirmedUs = nowUs;
    entry->status.reason.clear();
    entry->status.code.clear();
}

QString SubscriptionLedger::refused(const QString &pattern, const QString &code,
                                    const QString &reason, Moment now)
{
    SubscriptionEntry *entry = find(pattern);
    if (!entry)
        return displayText(reason.isEmpty() ? code : reason);
    answered(*entry);
    entry->vindicate();
    return entry->refuse(code, reason, now, m_timing.rateLimit);
}

void SubscriptionLedger::unconfirmed(const QString &pattern, const QString &reason)
{
    SubscriptionEntry *entry = find(pattern);
    if (!entry || entry->status.state != SubscriptionState::Requested)
        return;
    answered(*entry);
    entry->status.state = SubscriptionState::Unconfirmed;
    entry->status.reason = reason;
}

void SubscriptionLedger::lost(const QString &pattern, const QString &reason)
{
    SubscriptionEntry *entry = find(pattern);
    if (!entry || !entry->known || entry->isRefused())
        return;
    answered(*entry);
    entry->status.state = SubscriptionState::Unconfirmed;
    entry->status.reason = reason;
}

void SubscriptionLedger::delivered(int position, qint64 nowUs, std::string_view ownTime)
{
    if (position < 0 || size_t(position) >= m_positions.size())
        return;
    SubscriptionEntry *entry = m_positions[size_t(position)];
    if (!entry)
        return;
    ++entry->status.events;
    entry->status.lastEventUs = nowUs;
    if (entry->latency.note(ownTime, nowUs)) {
        entry->status.latencyUs = entry->latency.medianUs();
        entry->status.latencySamples = entry->latency.samples();
    }
    m_changed = true;
    if (entry->status.state == SubscriptionState::Delivering)
        return;
    answered(*entry);
    entry->vindicate();
    entry->forgetRetry();
    entry->retryPause = {};
    entry->status.state = SubscriptionState::Delivering;
    entry->status.reason.clear();
    entry->status.code.clear();
}

void SubscriptionLedger::reading(const QString &pattern, int partitions, qint64 lag)
{
    SubscriptionEntry *entry = find(pattern);
    if (!entry || (entry->status.partitions == partitions && entry->status.lag == lag))
        return;
    entry->status.partitions = partitions;
    entry->status.lag = lag;
    m_changed = true;
}

void SubscriptionLedger::overlapping(const QString &pattern, const QStringList &overlaps)
{
    SubscriptionEntry *entry = find(pattern);
    if (!entry || entry->status.overlaps == overlaps)
        return;
    entry->status.overlaps = overlaps;
    m_changed = true;
}

QVector<SubscriptionStatus> SubscriptionLedger::statuses() const
{
    QVector<SubscriptionStatus> list;
    list.reserve(qsizetype(m_entries.size()));
    for (const auto &entry : m_entries)
        list.append(entry->status);
    return list;
}

bool SubscriptionLedger::takeChanged()
{
    return std::exchange(m_changed, false);
}

QStringList SubscriptionLedger::askedPatterns() const
{
    QStringList patterns;
    for (const SubscriptionEntry *entry : m_positions) {
        if (entry)
            patterns.append(entry->wanted.pattern);
    }
    return patterns;
}

SubscriptionEntry *SubscriptionLedger::find(const QString &pattern) const
{
    return m_byPattern.value(pattern);
}

} // namespace eventscope
