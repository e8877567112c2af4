// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/feed.h"

#include <QRandomGenerator>
#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

constexpr qint64 statusReportMs = 1'000;
constexpr int owedRowsMs = 250;
/// How soon a sink without room is asked again.
constexpr int waitingBatchMs = 20;

SubscriptionLedger::Timing ledgerTiming(const FeedSettings &settings)
{
    return {std::chrono::milliseconds(settings.dropSuspicionMs),
            std::chrono::milliseconds(settings.settleMs),
            std::chrono::milliseconds(settings.rateLimitRetryMs)};
}

quint64 seedOf(const FeedSettings &settings, const QString &id)
{
    return settings.seed ? settings.seed ^ qHash(id, 1) : QRandomGenerator::system()->generate64();
}

} // namespace

Feed::Feed(const QString &id, EventSink &sink, const FeedSettings &settings, QObject *parent)
    : QObject(parent), m_id(id), m_settings(settings),
      m_conversation(sink, id, ledgerTiming(settings), *this,
                     std::chrono::milliseconds(settings.repeatedRowsMs)),
      m_policy(settings, seedOf(settings, id)), m_attemptTimer(this), m_conversationTimer(this),
      m_healthTimer(this), m_flushTimer(this), m_reportTimer(this)
{
    m_clock.start();
    m_status.sinceUs = nowUs();
    for (QTimer *timer :
         {&m_attemptTimer, &m_conversationTimer, &m_healthTimer, &m_flushTimer, &m_reportTimer})
        timer->setSingleShot(true);
    // Coarse timers ring at the same time for many, and up to a twentieth later.
    m_attemptTimer.setTimerType(Qt::PreciseTimer);
    m_flushTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_attemptTimer, &QTimer::timeout, this, &Feed::start);
    connect(&m_conversationTimer, &QTimer::timeout, this, &Feed::onConversationTimer);
    connect(&m_healthTimer, &QTimer::timeout, this, [this] {
        m_policy.startAnew();
        m_conversation.stayed(now());
        afterInput();
    });
    connect(&m_flushTimer, &QTimer::timeout, this, [this] {
        m_conversation.outlet().settle();
        afterInput();
    });
    connect(&m_reportTimer, &QTimer::timeout, this, &Feed::report);
}

void Feed::subscribe(const Subscription &subscription)
{
    m_conversation.subscribe(subscription, now());
    subscriptionsTouched();
    afterInput();
}

void Feed::unsubscribe(const QString &pattern)
{
    m_conversation.unsubscribe(pattern, now());
    subscriptionsTouched();
    afterInput();
}

void Feed::request(const TopicRequest &request)
{
    m_conversation.request(request, m_dialect, now());
    afterInput();
}

void Feed::setEventLimit(std::shared_ptr<EventLimit> limit)
{
    m_conversation.setLimit(std::move(limit));
}

void Feed::setDropAccount(std::shared_ptr<DropAccount> account)
{
    m_conversation.outlet().setDropAccount(std::move(account));
}

void Feed::noteDropped(quint64 events)
{
    m_conversation.outlet().noteDropped(events);
    afterInput();
}

void Feed::takeOver(EventOutlet &gone)
{
    m_conversation.outlet().takeOver(gone);
    afterInput();
}

FeedCounters Feed::finalCounters()
{
    m_conversation.outlet().finish();
    return counters();
}

void Feed::startAnew(const ConnectionProfile &profile)
{
    m_conversation.setDesired(profile.subscriptions, now());
    m_policy.startAnew();
    m_status.attempt = 0;
    m_status.certificate.reset();
    scheduleReport();
    start();
}

void Feed::connectionProven()
{
    m_status.attempt = 0;
    m_status.inVain = false;
    m_status.certificate.reset();
    setPhase(ConnectionPhase::Live);
    m_healthTimer.start(m_settings.healthyAfterMs);
}

void Feed::limitFilled()
{
    // Queued: it is told from within a frame.
    QMetaObject::invokeMethod(this, &Feed::stopAtLimit, Qt::QueuedConnection);
}

void Feed::stopAtLimit()
{
    m_conversation.outlet().settle();
    if (hasAttempt())
        close();
    reportNow();
    Q_EMIT limitReached();
}

void Feed::decide(const CloseVerdict &verdict, Moment spent)
{
    const ReconnectPolicy::Step step = m_policy.next(verdict.treatment, verdict.pause, spent);
    m_putOff = verdict.pause.count() > 0;
    if (step.pause) {
        m_attemptTimer.start(*step.pause);
        m_status.retryAtUs = nowUs() + step.pause->count() * 1000;
    }
    setPhase(step.phase, verdict.cause);
    reportNow();
    if (!step.pause)
        Q_EMIT settled();
}

void Feed::tryEarlier()
{
    if (m_status.phase != ConnectionPhase::Backoff || !m_attemptTimer.isActive() || m_putOff)
        return;
    const std::chrono::milliseconds pause = m_policy.networkBack();
    if (m_attemptTimer.remainingTimeAsDuration() <= pause)
        return;
    if (pause.count() == 0) {
        start();
        return;
    }
    m_attemptTimer.start(pause);
    m_status.retryAtUs = nowUs() + pause.count() * 1000;
    Q_EMIT statusChanged(m_status);
}

void Feed::stopTimers()
{
    for (QTimer *timer : {&m_attemptTimer, &m_conversationTimer, &m_healthTimer})
        timer->stop();
    m_timedFor.reset();
}

void Feed::setPhase(ConnectionPhase phase, const QString &cause)
{
    if (!m_attemptTimer.isActive())
        m_status.retryAtUs = 0;
    m_status.phase = phase;
    m_status.cause = cause;
    m_status.sinceUs = nowUs();
    m_status.lastEventUs = m_conversation.outlet().lastEventUs();
    m_statusReportedAt = m_clock.elapsed();
    Q_EMIT statusChanged(m_status);
}

void Feed::onConversationTimer()
{
    m_timedFor.reset();
    m_conversation.tick(now());
    subscriptionsTouched();
    afterInput();
}

void Feed::scheduleFlush()
{
    const EventOutlet &outlet = m_conversation.outlet();
    if ((outlet.hasPending() || outlet.owesRows()) && !m_flushTimer.isActive())
        m_flushTimer.start(outlet.isWaiting()        ? waitingBatchMs
                               : outlet.hasPending() ? m_settings.batchDelayMs
                                                     : owedRowsMs);
}

void Feed::afterInput()
{
    scheduleFlush();
    scheduleReport();
    // Only ever moved forward: a deadline that every frame puts off must not cost a timer for every
    // frame.
    const std::optional<Moment> due = m_conversation.deadline();
    if (!due || (m_timedFor && *m_timedFor <= *due))
        return;
    m_timedFor = due;
    m_conversationTimer.start(std::max(*due - now(), Moment(0)));
}

void Feed::scheduleReport()
{
    if (!m_reportTimer.isActive())
        m_reportTimer.start(m_settings.reportMs);
}

void Feed::report()
{
    const EventOutlet &outlet = m_conversation.outlet();
    Q_EMIT countersChanged(outlet.counters());
    if (m_conversation.ledger().takeChanged())
        Q_EMIT subscriptionsChanged(m_conversation.ledger().statuses());
    if (m_status.lastEventUs == outlet.lastEventUs())
        return;
    const qint64 wait = m_statusReportedAt + statusReportMs - m_clock.elapsed();
    if (wait > 0) {
        m_reportTimer.start(int(wait));
        return;
    }
    m_status.lastEventUs = outlet.lastEventUs();
    m_statusReportedAt = m_clock.elapsed();
    Q_EMIT statusChanged(m_status);
}

/// Often the last that is heard of it for long: what its end wrote may have found no room.
void Feed::reportNow()
{
    scheduleFlush();
    m_reportTimer.stop();
    m_status.lastEventUs = m_conversation.outlet().lastEventUs();
    report();
}

} // namespace eventscope
