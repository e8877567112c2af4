// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/kafka/kafkafeed.h"

#include "app/feeds/kafka/kafkaerrors.h"

#include <QRandomGenerator>
#include <algorithm>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 statusReportMs = 1'000;
constexpr int owedRowsMs = 250;
/// How much is read before other feeds have their turn.
constexpr size_t recordsPerTake = 512;
constexpr qint64 turnMs = 8;
/// How soon a sink without room is asked again.
constexpr int noRoomMs = 20;

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

KafkaFeed::KafkaFeed(const QString &id, EventSink &sink, const FeedSettings &settings,
                     QObject *parent)
    : Feed(parent), m_id(id), m_settings(settings), m_sink(sink),
      m_conversation(sink, id, ledgerTiming(settings), *this),
      m_policy(settings, seedOf(settings, id)), m_attemptTimer(this), m_refreshTimer(this),
      m_readTimer(this), m_conversationTimer(this), m_healthTimer(this), m_flushTimer(this),
      m_reportTimer(this)
{
    m_clock.start();
    m_status.sinceUs = nowUs();
    connectTimers();
}

KafkaFeed::~KafkaFeed()
{
    if (isConnected()) {
        m_conversation.ending(now());
        m_conversation.closedHere({{}, u"the program ends"_s}, now(),
                                  FeedConversation::Closer::User);
    }
    dropClient();
}

void KafkaFeed::connectTimers()
{
    for (QTimer *timer : {&m_attemptTimer, &m_refreshTimer, &m_readTimer, &m_conversationTimer,
                          &m_healthTimer, &m_flushTimer, &m_reportTimer})
        timer->setSingleShot(true);
    m_flushTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_attemptTimer, &QTimer::timeout, this, &KafkaFeed::start);
    connect(&m_refreshTimer, &QTimer::timeout, this, &KafkaFeed::ask);
    connect(&m_readTimer, &QTimer::timeout, this, &KafkaFeed::readRecords);
    connect(&m_conversationTimer, &QTimer::timeout, this, [this] {
        m_conversation.tick(now());
        syncSubscriptions();
        afterInput();
    });
    connect(&m_healthTimer, &QTimer::timeout, this, [this] { m_policy.startAnew(); });
    connect(&m_flushTimer, &QTimer::timeout, this, [this] {
        m_conversation.outlet().settle();
        afterInput();
    });
    connect(&m_reportTimer, &QTimer::timeout, this, &KafkaFeed::report);
}

void KafkaFeed::open(const Dialect &dialect, const ConnectionProfile &profile,
                     const OptionValues &values)
{
    const bool same = m_dialect == &dialect && m_values == values;
    const bool resumes = values.value(u"start"_s) == u"resume";
    m_conversation.setName(profile.name.isEmpty() ? m_id : profile.name);
    if (m_client && same) {
        m_conversation.setDesired(profile.subscriptions, now());
        syncSubscriptions();
        afterInput();
        return;
    }
    if (m_client)
        endWith({CloseTreatment::Retry, u"it is opened again with other settings"_s},
                FeedConversation::Closer::User);
    m_worked = m_worked && same;
    if (!same || !resumes) {
        m_offsets = resumes ? KafkaOffsets::fromText(values.value(memoryKey)) : KafkaOffsets();
        m_known.clear();
        m_slot = nullptr;
        m_slotTopic.clear();
    }
    m_dialect = &dialect;
    m_values = values;
    m_conversation.setDesired(profile.subscriptions, now());
    m_policy.startAnew();
    m_status.attempt = 0;
    start();
}

void KafkaFeed::start()
{
    m_attemptTimer.stop();
    m_conversation.begin(*m_dialect, m_values);
    ++m_status.attempt;
    ++m_attempt;
    m_attemptSince = now();
    m_cause = {};
    m_failedAnswers = 0;
    m_seen.clear();
    m_told.clear();
    setPhase(ConnectionPhase::Connecting, m_status.cause);
    auto client = KafkaClient::make(kafkaSettings(m_values, m_settings));
    if (!client) {
        const CloseVerdict verdict{CloseTreatment::StoppedByServer, client.error()};
        endWith(verdict, FeedConversation::Closer::Session);
        decide(verdict);
        return;
    }
    m_client = *client;
    m_notifier = std::make_unique<QSocketNotifier>(m_client->wakeFd(), QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &KafkaFeed::readRecords);
    m_asking = false;
    ask();
}

void KafkaFeed::dropClient()
{
    m_notifier.reset();
    for (QTimer *timer :
         {&m_attemptTimer, &m_refreshTimer, &m_readTimer, &m_conversationTimer, &m_healthTimer})
        timer->stop();
    // Its threads take a moment to end: behind the questions that it is still asked.
    if (m_client)
        m_worker.post([client = std::exchange(m_client, nullptr)]() mutable { client.reset(); });
}

void KafkaFeed::close()
{
    const bool wasIdle = m_status.phase == ConnectionPhase::Idle;
    endWith({{}, u"it was closed here"_s}, FeedConversation::Closer::User);
    if (!wasIdle)
        setPhase(ConnectionPhase::Idle);
    reportNow();
    Q_EMIT settled();
}

void KafkaFeed::retryNow()
{
    if (m_attemptTimer.isActive())
        start();
    else if (m_client)
        ask();
}

void KafkaFeed::endWith(const CloseVerdict &verdict, FeedConversation::Closer closer)
{
    m_conversation.ending(now());
    if (m_conversation.session())
        m_conversation.closedHere(verdict, now(), closer);
    m_conversation.outlet().settle();
    dropClient();
    afterInput();
}

void KafkaFeed::subscribe(const Subscription &subscription)
{
    m_conversation.subscribe(subscription, now());
    syncSubscriptions();
    afterInput();
}

void KafkaFeed::unsubscribe(const QString &pattern)
{
    m_conversation.unsubscribe(pattern, now());
    m_known.removeAll(pattern);
    syncSubscriptions();
    afterInput();
}

void KafkaFeed::request(const TopicRequest &request)
{
    m_conversation.request(request, m_dialect, now());
    afterInput();
}

void KafkaFeed::setEventLimit(std::shared_ptr<EventLimit> limit)
{
    m_conversation.setLimit(std::move(limit));
}

void KafkaFeed::noteDropped(quint64 events)
{
    m_conversation.outlet().noteDropped(events);
    afterInput();
}

FeedCounters KafkaFeed::finalCounters()
{
    m_conversation.outlet().settle();
    return counters();
}

void KafkaFeed::readRecords()
{
    if (!m_client)
        return;
    m_client->clearWake();
    m_readAt = now();
    size_t got = 0;
    do {
        if (!m_sink.hasRoom()) {
            m_readTimer.start(noRoomMs);
            break;
        }
        got = m_client->take(recordsPerTake, *this);
        if (got > 0 && (now() - m_readAt).count() >= turnMs) {
            m_readTimer.start(0);
            break;
        }
    } while (got > 0 && !m_ending);
    afterInput();
}

bool KafkaFeed::kafkaRecord(const KafkaRecord &record)
{
    if (m_ending || !isConnected() || m_conversation.outlet().limitReached())
        return false;
    if (!m_slot || record.partition != m_slotPartition || record.topic != m_slotTopic) {
        m_slotTopic = record.topic;
        m_slotPartition = record.partition;
        m_slot = &m_offsets.slot(QString::fromStdString(m_slotTopic), record.partition);
    }
    if (record.offset < *m_slot)
        return true; // read before its partition was assigned anew
    *m_slot = record.offset + 1;
    m_conversation.record(record, m_readAt, nowUs());
    return true;
}

void KafkaFeed::kafkaPartitionFailed(const QString &topic, qint32 partition,
                                     const KafkaFailure &failure)
{
    if (isAboutGroups(failure))
        return;
    const QString name = topic + u'/' + QString::number(partition);
    if (isOutOfRange(failure) || isMissingTopic(failure)) {
        // Its place is looked for again; that tells of the gap too.
        if (m_seen.remove(name) && m_client)
            m_client->unassign({{topic, partition, 0}});
        if (!m_asking)
            m_refreshTimer.start(isMissingTopic(failure) ? m_settings.topicRefreshMs : 0);
        return;
    }
    m_conversation.serverError(kafkaErrorName(failure),
                               name + u": "_s + explainKafka(failure, m_values, m_worked).cause,
                               {});
}

void KafkaFeed::kafkaFailed(const KafkaFailure &failure)
{
    if (isAboutGroups(failure) || m_ending)
        return;
    if (isKafkaCause(failure))
        m_cause = failure;
    if (!endsKafka(failure))
        return;
    const bool isEcho = m_cause.code != 0
        && explainKafka(failure, m_values, m_worked).treatment == CloseTreatment::Retry;
    const CloseVerdict verdict = explainKafka(isEcho ? m_cause : failure, m_values, m_worked);
    endConnection(verdict.treatment, verdict.cause);
}

void KafkaFeed::endConnection(CloseTreatment treatment, const QString &cause)
{
    m_ending = true;
    // Queued: whoever asks for it is in the middle of something.
    QMetaObject::invokeMethod(
        this,
        [this, attempt = m_attempt, verdict = CloseVerdict{treatment, cause}] {
            m_ending = false;
            if (!m_client || attempt != m_attempt)
                return;
            endWith(verdict, FeedConversation::Closer::Session);
            decide(verdict);
        },
        Qt::QueuedConnection);
}

void KafkaFeed::connectionProven()
{
    m_status.attempt = 0;
    m_worked = true;
    setPhase(ConnectionPhase::Live);
    m_healthTimer.start(m_settings.healthyAfterMs);
}

void KafkaFeed::limitFilled()
{
    QMetaObject::invokeMethod(this, &KafkaFeed::stopAtLimit, Qt::QueuedConnection);
}

void KafkaFeed::stopAtLimit()
{
    m_conversation.outlet().settle();
    if (m_client)
        close();
    reportNow();
    Q_EMIT limitReached();
}

void KafkaFeed::decide(const CloseVerdict &verdict)
{
    const ReconnectPolicy::Step step = m_policy.next(verdict.treatment);
    if (step.pause) {
        m_attemptTimer.start(*step.pause);
        m_status.retryAtUs = nowUs() + step.pause->count() * 1000;
    }
    setPhase(step.phase, verdict.cause);
    reportNow();
    if (!step.pause)
        Q_EMIT settled();
}

void KafkaFeed::setPhase(ConnectionPhase phase, const QString &cause)
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

void KafkaFeed::afterInput()
{
    const EventOutlet &outlet = m_conversation.outlet();
    if ((outlet.hasPending() || outlet.owesRows()) && !m_flushTimer.isActive())
        m_flushTimer.start(outlet.hasPending() ? m_settings.batchDelayMs : owedRowsMs);
    if (const auto due = m_conversation.deadline())
        m_conversationTimer.start(std::max(*due - now(), Moment(0)));
    else
        m_conversationTimer.stop();
    if (!m_reportTimer.isActive())
        m_reportTimer.start(m_settings.reportMs);
}

void KafkaFeed::report()
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

void KafkaFeed::reportNow()
{
    m_reportTimer.stop();
    m_status.lastEventUs = m_conversation.outlet().lastEventUs();
    report();
}

} // namespace eventscope
