// SPDX-License-Identifier: GPL-3.0-or-later
//
// Of FeedConversation: what the user wants of the server, at any time.
#include "app/feeds/feedconversation.h"

#include <algorithm>

namespace eventscope {

void FeedConversation::setDesired(const QVector<Subscription> &subscriptions, Moment now)
{
    attend(now);
    if (!m_session) {
        m_ledger.setDesired(subscriptions);
        return;
    }
    const QVector<Subscription> before = m_ledger.desired();
    for (const Subscription &old : before) {
        const auto same = [&old](const Subscription &other) {
            return other.pattern == old.pattern;
        };
        if (std::none_of(subscriptions.begin(), subscriptions.end(), same))
            unsubscribe(old.pattern, now);
    }
    for (const Subscription &subscription : subscriptions)
        subscribe(subscription, now);
}

void FeedConversation::subscribe(const Subscription &subscription, Moment now)
{
    attend(now);
    apply(m_ledger.put(subscription), subscription, now);
}

void FeedConversation::unsubscribe(const QString &pattern, Moment now)
{
    attend(now);
    if (m_ledger.remove(pattern) == SubscriptionLedger::Change::TakeBack)
        takeBack(pattern, now);
}

void FeedConversation::apply(SubscriptionLedger::Change change, const Subscription &subscription,
                             Moment now)
{
    using Change = SubscriptionLedger::Change;
    if (change == Change::TakeBack || change == Change::AskAnew)
        takeBack(subscription.pattern, now);
    if (change == Change::Ask || change == Change::AskAnew)
        ask(subscription, now);
}

void FeedConversation::ask(const Subscription &subscription, Moment now)
{
    m_now = now;
    m_ledger.asked(subscription.pattern, now, nowUs());
    m_session->subscribe(subscription, now, *this);
}

void FeedConversation::takeBack(const QString &pattern, Moment now)
{
    m_now = now;
    m_session->unsubscribe(pattern, now, *this);
    m_ledger.takenBack(pattern);
}

void FeedConversation::askWhatIsDue(Moment now)
{
    while (const auto due = m_ledger.nextDue(now)) {
        if (due->known)
            takeBack(due->subscription.pattern, now);
        ask(due->subscription, now);
    }
}

void FeedConversation::request(const TopicRequest &request, const Dialect *dialect, Moment now)
{
    if (const QString why = whyNotAsked(request, isOpen() ? &dialect->info() : nullptr);
        !why.isEmpty()) {
        m_wire.requestAnswered(request, unanswered(why));
        return;
    }
    attend(now);
    m_requests.add(request);
    m_session->request(request, now, *this);
}

void FeedConversation::answered(const TopicRequest &request, const TopicAnswer &answer,
                                std::string_view frame)
{
    if (!frame.empty())
        prove(m_now);
    if (!m_requests.take(request))
        return;
    m_outlet.own(answerRow(m_outlet.name(), request, answer, frame));
    m_wire.requestAnswered(request, answer);
}

} // namespace eventscope
