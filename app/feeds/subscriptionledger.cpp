// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/subscriptionledger.h"

#include "models/event/displaytext.h"

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

struct SubscriptionLedger::Entry
{
    Subscription wanted;
    SubscriptionStatus status;
    Moment askedAt{0};
    std::optional<Moment> retryAt; ///< refused for now only
    std::chrono::milliseconds retryPause{0};
    int strikes = 0;
    bool known = false; ///< the session has it at a position
    bool answered = false; ///< something came back in this connection
    bool trusted = false; ///< it has worked, or a connection outlived it
    bool suspect = false; ///< to be asked for alone

    bool isRefused() const { return status.state == SubscriptionState::Refused; }
    bool isWaiting() const { return !known && !wanted.paused && !isRefused(); }
    void reset()
    {
        strikes = 0;
        suspect = false;
        retryAt.reset();
        retryPause = {};
        status.reason.clear();
        status.code.clear();
        status.state = wanted.paused ? SubscriptionState::Paused : SubscriptionState::Waiting;
    }
};

namespace {

constexpr std::chrono::milliseconds maxRetryPause{600'000};

bool isRateLimit(const QString &code)
{
    return code.contains("RATE_LIMIT"_L1, Qt::CaseInsensitive)
        || code.compare("RESOURCE_EXHAUSTED"_L1, Qt::CaseInsensitive) == 0;
}

} // namespace

SubscriptionLedger::SubscriptionLedger(const Timing &timing) : m_timing(timing) { }
SubscriptionLedger::~SubscriptionLedger() = default;

void SubscriptionLedger::setDesired(const QVector<Subscription> &subscriptions)
{
    Q_ASSERT(!m_connected);
    std::vector<std::unique_ptr<Entry>> before = std::exchange(m_entries, {});
    const QHash<QString, Entry *> known = std::exchange(m_byPattern, {});
    for (const Subscription &subscription : subscriptions) {
        if (m_byPattern.contains(subscription.pattern))
            continue;
        add(subscription);
        if (const Entry *old = known.value(subscription.pattern)) {
            m_entries.back()->status.events = old->status.events;
            m_entries.back()->status.lastEventUs = old->status.lastEventUs;
        }
    }
    m_trustedDrops = 0;
    m_changed = true;
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
    auto entry = std::make_unique<Entry>();
    entry->wanted = subscription;
    entry->status.pattern = subscription.pattern;
    entry->reset();
    m_byPattern.insert(subscription.pattern, entry.get());
    m_entries.push_back(std::move(entry));
}

SubscriptionLedger::Change SubscriptionLedger::put(const Subscription &subscription)
{
    Entry *entry = find(subscription.pattern);
    m_changed = true;
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
    Entry *entry = find(pattern);
    if (!entry)
        return Change::None;
    const bool known = entry->known;
    // Its position stays until takenBack(), but nothing may point to a dead entry.
    std::replace(m_positions.begin(), m_positions.end(), entry, static_cast<Entry *>(nullptr));
    m_byPattern.remove(pattern);
    std::erase_if(m_entries, [entry](const auto &other) { return other.get() == entry; });
    m_changed = true;
    return known ? Change::TakeBack : Change::None;
}

QVector<Subscription> SubscriptionLedger::beginConnection(Moment now)
{
    m_connected = true;
    m_positions.clear();
    m_carefulFrom = now + m_timing.settle;
    QVector<Subscription> together;
    for (const auto &entry : m_entries) {
        if (entry->isWaiting() && !entry->suspect)
            together.append(entry->wanted);
    }
    return together;
}

std::optional<SubscriptionLedger::Due> SubscriptionLedger::nextDue(Moment now)
{
    if (!m_connected)
        return {};
    vindicateSurvivors(now);
    if (Entry *entry = nextLimited(); entry && *entry->retryAt <= now) {
        entry->retryAt.reset();
        entry->status.state = SubscriptionState::Waiting;
        return Due{entry->wanted, entry->known};
    }
    if (Entry *entry = nextSuspect(); entry && m_carefulFrom <= now)
        return Due{entry->wanted, false};
    return {};
}

std::optional<Moment> SubscriptionLedger::deadline() const
{
    if (!m_connected)
        return {};
    std::optional<Moment> due;
    if (nextSuspect())
        due = m_carefulFrom;
    if (const Entry *entry = nextLimited())
        due = due ? std::min(*due, *entry->retryAt) : *entry->retryAt;
    return due;
}

SubscriptionLedger::Entry *SubscriptionLedger::nextSuspect() const
{
    Entry *next = nullptr;
    for (const auto &entry : m_entries) {
        // The worst comes last, so that the others are delivering by the time it brings the
        // connection down.
        if (entry->suspect && entry->isWaiting() && (!next || entry->strikes < next->strikes))
            next = entry.get();
    }
    return next;
}

SubscriptionLedger::Entry *SubscriptionLedger::nextLimited() const
{
    Entry *next = nullptr;
    for (const auto &entry : m_entries) {
        if (entry->retryAt && (!next || *entry->retryAt < *next->retryAt))
            next = entry.get();
    }
    return next;
}

void SubscriptionLedger::asked(const QString &pattern, Moment now, qint64 nowUs)
{
    Entry *entry = find(pattern);
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
    m_changed = true;
}

void SubscriptionLedger::takenBack(const QString &pattern)
{
    Entry *entry = find(pattern);
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
    m_changed = true;
}

void SubscriptionLedger::answered(Entry &entry)
{
    entry.answered = true;
    if (entry.suspect)
        m_carefulFrom = Moment(0);
    m_changed = true;
}

void SubscriptionLedger::vindicate(Entry &entry)
{
    entry.trusted = true;
    entry.suspect = false;
    entry.strikes = 0;
}

void SubscriptionLedger::vindicateSurvivors(Moment now)
{
    for (const auto &entry : m_entries) {
        if (entry->known && !entry->trusted && now - entry->askedAt >= m_timing.suspicion)
            vindicate(*entry);
    }
}

void SubscriptionLedger::acknowledged(const QString &pattern, qint64 nowUs)
{
    Entry *entry = find(pattern);
    if (!entry || !entry->known)
        return;
    answered(*entry);
    vindicate(*entry);
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
    QString shown = displayText(reason.isEmpty() ? code : reason, 400);
    Entry *entry = find(pattern);
    if (!entry)
        return shown;
    answered(*entry);
    vindicate(*entry);
    if (isRateLimit(code)) {
        entry->retryPause = entry->retryPause.count() > 0
            ? std::min(entry->retryPause * 2, maxRetryPause)
            : m_timing.rateLimit;
        entry->retryAt = now + entry->retryPause;
        if (shown.endsWith(u'.'))
            shown.chop(1);
        const double seconds = double(entry->retryPause.count()) / 1000;
        shown += u"; asked again in %1 s"_s.arg(QString::number(seconds, 'g', 4));
    }
    entry->status.state = SubscriptionState::Refused;
    entry->status.code = displayText(code, 64);
    entry->status.reason = shown;
    return shown;
}

void SubscriptionLedger::unconfirmed(const QString &pattern, const QString &reason)
{
    Entry *entry = find(pattern);
    if (!entry || entry->status.state != SubscriptionState::Requested)
        return;
    answered(*entry);
    entry->status.state = SubscriptionState::Unconfirmed;
    entry->status.reason = reason;
}

void SubscriptionLedger::delivered(int position, qint64 nowUs)
{
    if (position < 0 || size_t(position) >= m_positions.size())
        return;
    Entry *entry = m_positions[size_t(position)];
    if (!entry)
        return;
    ++entry->status.events;
    entry->status.lastEventUs = nowUs;
    m_changed = true;
    if (entry->status.state == SubscriptionState::Delivering)
        return;
    answered(*entry);
    vindicate(*entry);
    entry->retryAt.reset();
    entry->retryPause = {};
    entry->status.state = SubscriptionState::Delivering;
    entry->status.reason.clear();
    entry->status.code.clear();
}

std::vector<SubscriptionLedger::Entry *> SubscriptionLedger::blameable(Moment now,
                                                                       bool trusted) const
{
    std::vector<Entry *> found;
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
    for (const Entry *entry : blameable(now, false))
        patterns.append(entry->wanted.pattern);
    return patterns;
}

SubscriptionLedger::Blame SubscriptionLedger::strike(Entry &entry)
{
    entry.suspect = true;
    if (++entry.strikes < maxStrikes)
        return {};
    entry.status.state = SubscriptionState::Refused;
    entry.status.code = u"DROPPED"_s;
    entry.status.reason =
        u"the server dropped the connection %1 times right after this was asked for: likely a "
        "forbidden or invalid topic"_s.arg(entry.strikes);
    return {entry.wanted.pattern, entry.status.reason};
}

SubscriptionLedger::Blame SubscriptionLedger::endConnection(Moment now, bool unexplainedDrop)
{
    Blame blame;
    vindicateSurvivors(now);
    const std::vector<Entry *> untrusted = blameable(now, false);
    const std::vector<Entry *> trusted = blameable(now, true);
    const bool onlyTrusted = unexplainedDrop && untrusted.empty() && !trusted.empty();
    m_trustedDrops = onlyTrusted ? m_trustedDrops + 1 : 0;
    if (unexplainedDrop && untrusted.size() == 1)
        blame = strike(*untrusted.front());
    else if (unexplainedDrop)
        for (Entry *entry : untrusted)
            entry->suspect = true;
    // Once may be a server that restarts; a second time something that was allowed has been
    // forbidden since.
    if (m_trustedDrops >= 2) {
        for (Entry *entry : trusted) {
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
    m_changed = true;
    return blame;
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
    for (const Entry *entry : m_positions) {
        if (entry)
            patterns.append(entry->wanted.pattern);
    }
    return patterns;
}

SubscriptionLedger::Entry *SubscriptionLedger::find(const QString &pattern) const
{
    return m_byPattern.value(pattern);
}

} // namespace eventscope
