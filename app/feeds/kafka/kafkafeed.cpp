// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/kafka/kafkafeed.h"

#include "app/feeds/kafka/kafkaerrors.h"
#include "app/feeds/kafka/kafkaprobe.h"
#include "models/connection/kafkaposition.h"
#include "models/connection/kafkaurl.h"
#include "models/event/displaytext.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// How long is read before other feeds have their turn.
constexpr qint64 turnMs = 8;
/// How soon a sink without room is asked again.
constexpr int noRoomMs = 20;
constexpr int lagEveryMs = 1'000;
/// How long an answer in HTTP is waited for.
constexpr int probeTimeoutMs = 1'500;
/// How soon a place is looked for that the broker says it does not have. It may say so again.
constexpr int lookAgainMs = 250;

/// The same records of the same cluster; what differs is how to get there, as a new password does.
bool readsTheSame(const OptionValues &before, const OptionValues &now)
{
    const QStringList keys{u"url"_s, u"start"_s, u"since"_s};
    return std::all_of(keys.begin(), keys.end(),
                       [&](const QString &key) { return before.value(key) == now.value(key); });
}

/// For a sentence that has something to say behind it: topics may have 249 characters.
QString shown(const RepeatedErrors::Place &place)
{
    constexpr int mostOfTopic = 80;
    const QString topic = displayText(middleElided(place.topic, mostOfTopic));
    return place.partition < 0 ? topic : topic + u'/' + QString::number(place.partition);
}

} // namespace

KafkaFeed::KafkaFeed(const QString &id, EventSink &sink, const FeedSettings &settings,
                     QObject *parent)
    : Feed(id, sink, settings, parent), m_refreshTimer(this), m_readTimer(this), m_lagTimer(this),
      m_worker(this)
{
    m_refreshTimer.setSingleShot(true);
    m_readTimer.setSingleShot(true);
    connect(&m_refreshTimer, &QTimer::timeout, this, &KafkaFeed::ask);
    connect(&m_readTimer, &QTimer::timeout, this, &KafkaFeed::readRecords);
    m_lagTimer.setInterval(lagEveryMs);
    connect(&m_lagTimer, &QTimer::timeout, this, &KafkaFeed::measureLag);
    m_conversation.outlet().setPatient();
}

KafkaFeed::~KafkaFeed()
{
    tellUntold();
    m_conversation.ending(now());
    m_conversation.closedHere({{}, u"the program ends"_s}, now(), FeedConversation::Closer::User);
    dropClient();
}

void KafkaFeed::open(const Dialect &dialect, const ConnectionProfile &profile,
                     const OptionValues &values)
{
    OptionValues asked = values;
    const QString memory = asked.take(memoryKey); // older than what this knows itself
    const bool same = m_dialect == &dialect && m_values == asked;
    const bool resumes = asked.value(u"start"_s) == u"resume";
    // Who closed a connection that is to begin "now", or at a time, wants it to begin there again.
    const bool goesOn = (resumes || m_status.phase != ConnectionPhase::Idle)
        && m_dialect == &dialect && readsTheSame(m_values, asked);
    m_conversation.setName(profile.name.isEmpty() ? m_id : profile.name);
    if (m_client && same) {
        m_conversation.setDesired(profile.subscriptions, now());
        subscriptionsTouched();
        afterInput();
        return;
    }
    endForNewSettings(goesOn && !m_offsets.isEmpty(), same);
    m_worked = m_worked && same;
    m_toldUnknownCluster = false;
    m_dialect = &dialect;
    m_values = asked;
    if (goesOn)
        keepPlacesOf(profile.subscriptions);
    else
        begin(resumes ? KafkaPosition::fromText(memory) : KafkaPosition());
    startAnew(profile);
}

/// What came while it was away is read by the next attempt, where that reads on: it is not missing.
void KafkaFeed::endForNewSettings(bool readsOn, bool same)
{
    if (!m_client && (same || readsOn))
        return;
    const bool isAwayStill = readsOn && !isConnected();
    endWith({CloseTreatment::Retry, u"it is opened again with other settings"_s},
            isAwayStill ? FeedConversation::Closer::Session : FeedConversation::Closer::User);
}

void KafkaFeed::start()
{
    m_attemptTimer.stop();
    m_conversation.begin(*m_dialect, m_values);
    ++m_status.attempt;
    ++m_attempt;
    m_attemptSince = now();
    m_noRoomAt.reset();
    m_cause = {};
    m_ending = false;
    m_failedAnswers = 0;
    m_seen.clear();
    m_errors = {};
    m_told.clear();
    m_toldPlaces.clear();
    m_compared.clear();
    setPhase(ConnectionPhase::Connecting, m_status.cause);
    auto client = KafkaClient::make(kafkaSettings(m_values, m_settings));
    if (!client) {
        const CloseVerdict verdict = explainStart(client.error());
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
    stopTimers();
    m_refreshTimer.stop();
    m_readTimer.stop();
    m_lagTimer.stop();
    // Its threads take a moment to end: behind the questions that it is still asked.
    if (m_client)
        m_worker.post([client = std::exchange(m_client, nullptr)]() mutable {
            client.reset();
            return KafkaWorker::Reply();
        });
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

/// What it could not take meanwhile it reads now.
void KafkaFeed::retryNow(std::chrono::milliseconds slept, Standstill)
{
    if (m_client && m_conversation.session())
        m_conversation.session()->stoodStill(slept);
    if (m_client)
        ask();
    else
        tryEarlier();
}

void KafkaFeed::endWith(const CloseVerdict &verdict, FeedConversation::Closer closer)
{
    tellUntold();
    m_conversation.ending(now());
    if (m_conversation.session() || closer == FeedConversation::Closer::User)
        m_conversation.closedHere(verdict, now(), closer);
    m_conversation.outlet().settle();
    dropClient();
    afterInput();
}

void KafkaFeed::unsubscribe(const QString &pattern)
{
    m_known.removeAll(pattern);
    Feed::unsubscribe(pattern);
}

void KafkaFeed::connectionProven()
{
    m_worked = true;
    Feed::connectionProven();
}

void KafkaFeed::readRecords()
{
    if (!m_client)
        return;
    m_client->clearWake();
    m_readAt = now();
    size_t got = 0;
    do {
        m_client->takeFailures(*this);
        if (!hasRoom()) {
            m_readTimer.start(noRoomMs);
            break;
        }
        // All the records of one take came at the same time.
        m_readAtUs = nowUs();
        got = m_client->take(*this);
        if (got > 0 && (now() - m_readAt).count() >= turnMs) {
            m_readTimer.start(0);
            break;
        }
    } while (got > 0 && !m_ending);
    afterInput();
}

/// How long a record's line is nobody knows before it is made: then the outlet asks once more.
bool KafkaFeed::hasRoom()
{
    EventOutlet &outlet = m_conversation.outlet();
    if (outlet.isWaiting())
        outlet.flush();
    const bool has = !outlet.isWaiting() && outlet.hasRoom(m_client->nextBytes());
    const auto before = std::exchange(m_noRoomAt, has ? std::nullopt : std::optional(now()));
    if (before && m_conversation.session())
        m_conversation.session()->stoodStill(now() - *before);
    return has;
}

/// Forgets what is behind it, so that this is asked for no longer than need be.
bool KafkaFeed::isStored(const KafkaRecord &record)
{
    if (m_stored.isEmpty())
        return false;
    const QString topic = QString::fromStdString(m_slotTopic);
    const bool is = m_stored.contains(topic, record.partition, record.offset);
    m_stored.dropBefore(topic, record.partition, *m_slot);
    return is;
}

bool KafkaFeed::kafkaRecord(const KafkaRecord &record)
{
    if (m_ending || !isConnected() || m_conversation.outlet().limitReached())
        return false;
    if (!m_conversation.outlet().hasPending() && !m_waiting.isEmpty()) {
        m_waiting = {};
        m_slot = nullptr;
    }
    if (!m_slot || record.partition != m_slotPartition || record.topic != m_slotTopic) {
        m_slotTopic = record.topic;
        m_slotPartition = record.partition;
        const QString topic = QString::fromStdString(m_slotTopic);
        m_slot = &m_offsets.slot(topic, record.partition);
        if (!m_waiting.next(topic, record.partition))
            m_waiting.set(topic, record.partition, *m_slot);
        if (m_errors.isAnyOpen())
            m_errors.over({topic, record.partition});
    }
    if (record.offset < *m_slot)
        return true; // read before its partition was assigned anew
    *m_slot = std::min(record.offset, std::numeric_limits<qint64>::max() - 1) + 1;
    if (isStored(record)) {
        KafkaRecord again = record;
        again.isStored = true;
        m_conversation.record(again, m_readAt, m_readAtUs);
    } else {
        m_conversation.record(record, m_readAt, m_readAtUs);
    }
    return true;
}

void KafkaFeed::kafkaPartitionFailed(const QString &topic, qint32 partition,
                                     const KafkaFailure &failure)
{
    if (isAboutGroups(failure))
        return;
    m_slot = nullptr; // the next record is looked at twice: it may be the end of an error
    const QString name = topic + u'/' + QString::number(partition);
    if (isOutOfRange(failure) || isMissingTopic(failure)) {
        // Its place is looked for again; that tells of the gap too.
        if (m_seen.remove(name) && m_client)
            m_client->unassign({{topic, partition, 0}});
        if (!m_asking)
            m_refreshTimer.start(isMissingTopic(failure) ? m_settings.topicRefreshMs : lookAgainMs);
        return;
    }
    const RepeatedErrors::Place place{topic, partition};
    tellError(failure, place,
              shown(place) + u": "_s + explainKafka(failure, m_values, m_worked).cause);
}

void KafkaFeed::tellError(const KafkaFailure &failure, const RepeatedErrors::Place &place,
                          const QString &reason)
{
    // Not by its sentence, which leaves out the middle of a long name.
    const QString kind = QString::number(failure.code)
        + (place.topic.isEmpty() ? u' ' + brokerOf(failure) : QString());
    switch (m_errors.heard(kind, place, now())) {
    case RepeatedErrors::Answer::Tell:
        m_conversation.serverError(kafkaErrorName(failure), reason, {});
        break;
    case RepeatedErrors::Answer::TellLimit:
        m_conversation.remark(
            u"MORE_ERRORS"_s,
            u"%1 different errors are told at a time; others are only counted until some of those "
            "are over"_s.arg(RepeatedErrors::mostKinds));
        break;
    case RepeatedErrors::Answer::Silence:
        break;
    }
}

void KafkaFeed::tellUntold()
{
    if (const quint64 untold = std::exchange(m_errors, {}).untold(); untold > 0)
        m_conversation.remark(
            u"ERRORS_NOT_TOLD"_s,
            untold == 1 ? u"1 error was not told, for there were too many"_s
                        : u"%1 errors were not told, for there were too many"_s.arg(untold));
}

void KafkaFeed::kafkaFailed(const KafkaFailure &failure)
{
    if (isAboutGroups(failure) || m_ending)
        return;
    if (isKafkaCause(failure))
        m_cause = failure;
    if (m_worked && isConnected() && isTooMuchAtOnce(failure))
        tellError(failure, {}, explainKafka(failure, m_values, true).cause);
    if (!endsKafka(failure))
        return;
    const bool isEcho = m_cause.code != 0
        && explainKafka(failure, m_values, m_worked).treatment == CloseTreatment::Retry;
    endFailed(isEcho ? m_cause : failure);
}

/// What hangs up at the first word may be no broker at all: that is asked before it is told.
void KafkaFeed::endFailed(const KafkaFailure &failure)
{
    const CloseVerdict verdict = explainKafka(failure, m_values, m_worked);
    const QStringList brokers = kafkaBrokers(m_values.value(u"url"_s));
    const QString broker =
        brokers.contains(brokerOf(failure)) ? brokerOf(failure) : brokers.value(0);
    if (m_worked || broker.isEmpty() || !mayBeNoBroker(failure)) {
        endConnection(verdict.treatment, verdict.cause);
        return;
    }
    m_ending = true;
    m_worker.post([this, broker, verdict, attempt = m_attempt]() -> KafkaWorker::Reply {
        const CloseVerdict found =
            speaksHttp(broker, probeTimeoutMs) ? explainWebServer(broker) : verdict;
        return [this, found, attempt] {
            if (attempt == m_attempt && m_client)
                endConnection(found.treatment, found.cause);
        };
    });
}

void KafkaFeed::endConnection(CloseTreatment treatment, const QString &cause)
{
    m_ending = true;
    // Queued: whoever asks for it is in the middle of something.
    QMetaObject::invokeMethod(
        this,
        [this, attempt = m_attempt, verdict = CloseVerdict{treatment, cause}] {
            if (!m_client || attempt != m_attempt)
                return;
            m_ending = false;
            endWith(verdict, FeedConversation::Closer::Session);
            decide(verdict);
        },
        Qt::QueuedConnection);
}

} // namespace eventscope
