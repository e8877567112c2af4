// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"

#include <QHash>
#include <memory>
#include <vector>

namespace eventscope {

struct SubscriptionEntry;

/// What one connection shall be subscribed to, and what has become of each subscription. Pure: it
/// is told what was sent and what came back, and answers what to ask for next. The desired list
/// outlives connections; everything else is forgotten with them, except what was learnt about
/// topics that make the server drop us.
///
/// Servers that refuse by dropping the connection name no culprit. If one topic was asked for alone
/// it gets a strike, and after three it is left out; if several were, the next restore asks for
/// them one at a time. If connections drop just as soon where nothing was asked for, it was not the
/// topics: what was left out gets another chance.
class SubscriptionLedger
{
public:
    static constexpr int maxStrikes = 3;

    struct Timing
    {
        std::chrono::milliseconds suspicion{2'000}; ///< FeedSettings::dropSuspicionMs
        std::chrono::milliseconds settle{500};
        std::chrono::milliseconds rateLimit{30'000};
    };
    explicit SubscriptionLedger(const Timing &timing);
    ~SubscriptionLedger();

    /// Takes the whole list over and gives everything refused another chance: the user wants to
    /// connect. Only while not connected, or with the connection's list already told by put() and
    /// remove().
    void setDesired(const QVector<Subscription> &subscriptions);
    QVector<Subscription> desired() const;

    enum class Change : quint8 { None, Ask, TakeBack, AskAnew };
    /// Adds or edits one; the user's own wish, so a refusal is forgotten. Answers what the session
    /// must be told, if there is one: AskAnew is TakeBack, then Ask.
    Change put(const Subscription &subscription);
    /// Forgets one; TakeBack if the session knows it.
    Change remove(const QString &pattern);

    /// A new connection is open: what to restore at once, with what the one before refused in so
    /// many words: once in each connection, not again and again in one. What must be asked for one
    /// at a time comes from nextDue().
    QVector<Subscription> beginConnection(Moment now);
    /// One that is due to be asked for now: the next of a careful restore, or one after a rate
    /// limit. `known` tells that the session has it at a position already, and must be made to
    /// forget it first.
    struct Due
    {
        Subscription subscription;
        bool known = false;
    };
    std::optional<Due> nextDue(Moment now);
    std::optional<Moment> deadline() const;

    /// The session was given this one; it takes the next position.
    void asked(const QString &pattern, Moment now, qint64 nowUs);
    /// The session was told to forget it; the positions after it move up.
    void takenBack(const QString &pattern);

    void acknowledged(const QString &pattern, qint64 nowUs);
    /// Answers the reason as it is shown.
    QString refused(const QString &pattern, const QString &code, const QString &reason, Moment now);
    void unconfirmed(const QString &pattern, const QString &reason);
    /// It was confirmed, and what it is about is gone.
    void lost(const QString &pattern, const QString &reason);
    /// The hot path: an event came on the subscription at this position.
    void delivered(int position, qint64 nowUs, std::string_view ownTime = {});
    /// Of Kafka: how many partitions are read for it, and how many records are still to come.
    void reading(const QString &pattern, int partitions, qint64 lag);
    /// Of Kafka: which of its topics are read for others too.
    void overlapping(const QString &pattern, const QStringList &overlaps);

    /// What was asked for so recently that a drop now is probably its fault.
    QStringList suspects(Moment now) const;
    struct Blame
    {
        QString refusedPattern; ///< has three strikes and is left out from now on; empty: none
        QString reason;
    };
    Blame endConnection(Moment now, bool unexplainedDrop);

    QVector<SubscriptionStatus> statuses() const;
    /// True if a status changed since the last call.
    bool takeChanged();
    int askedCount() const { return int(m_positions.size()); }
    QStringList askedPatterns() const;

private:
    SubscriptionEntry *find(const QString &pattern) const;
    void add(const Subscription &subscription);
    void answered(SubscriptionEntry &entry);
    void touch();
    void vindicateSurvivors(Moment now);
    void noteIdleDrop(bool drop);
    std::vector<SubscriptionEntry *> blameable(Moment now, bool trusted) const;
    SubscriptionEntry *nextSuspect() const;
    SubscriptionEntry *nextLimited() const;

    Timing m_timing;
    std::vector<std::unique_ptr<SubscriptionEntry>> m_entries; ///< in the user's order
    QHash<QString, SubscriptionEntry *> m_byPattern;
    std::vector<SubscriptionEntry *> m_positions; ///< as the session counts them
    Moment m_connectedAt{0};
    Moment m_carefulFrom{0}; ///< no suspect is asked for before this
    int m_trustedDrops =
        0; ///< in a row, right after a restore of nothing but what had worked before
    int m_idleDrops = 0; ///< in a row, soon after the beginning, with nothing asked for
    bool m_forgave = false; ///< once is enough, until the server answers
    bool m_connected = false;
    mutable std::optional<Moment> m_deadline; ///< asked for after every frame, so it is kept
    mutable bool m_deadlineKnown = false;
    bool m_changed = false;
};

} // namespace eventscope
