// SPDX-License-Identifier: GPL-3.0-or-later
//
// Of KafkaFeed: which topics and partitions it reads, and from where.
#include "app/feeds/kafka/kafkaerrors.h"
#include "app/feeds/kafka/kafkafeed.h"
#include "app/feeds/kafka/kafkaoverlaps.h"
#include "app/feeds/kafkatopicpattern.h"
#include "models/connection/kafkaposition.h"
#include "models/connection/kafkaurl.h"
#include "models/event/displaytext.h"
#include "models/event/jsontext.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// How soon a cluster that did not answer is asked again.
constexpr int askAgainMs = 250;
/// A connection is over when so many questions in a row were not answered.
constexpr int mostFailures = 3;

/// With how many partitions each.
QMap<QString, int> topicsOf(const KafkaTopicPattern &pattern, const KafkaAnswer &answer)
{
    QMap<QString, int> topics;
    for (auto it = answer.topics.cbegin(); it != answer.topics.cend(); ++it) {
        if (pattern.matches(it.key()))
            topics.insert(it.key(), it.value());
    }
    return topics;
}

/// What is known of the partitions of these topics.
KafkaOffsets placesOf(const QMap<QString, int> &topics, const KafkaOffsets &offsets)
{
    KafkaOffsets places;
    for (auto it = topics.cbegin(); it != topics.cend(); ++it) {
        for (int partition = 0; partition < it.value(); ++partition) {
            if (const auto next = offsets.next(it.key(), partition))
                places.set(it.key(), partition, *next);
        }
    }
    return places;
}

/// What a broker says of its ends is nothing to rely on.
qint64 sumOf(qint64 lag, qint64 more)
{
    qint64 sum = 0;
    return qAddOverflow(std::max<qint64>(lag, 0), std::max<qint64>(more, 0), &sum)
        ? std::numeric_limits<qint64>::max()
        : sum;
}

int sizeOf(const KafkaOffsets &places)
{
    int count = 0;
    places.forEach([&count](const QString &, qint32, qint64) { ++count; });
    return count;
}

/// The data of the row that says what is read; a restart of the program finds its place in it, and
/// what is stored behind it, which a second one would not find in the rows of this one.
std::string rowOf(const QString &cluster, const QMap<QString, int> &topics = {},
                  const KafkaOffsets &places = {}, const KafkaStored &stored = {})
{
    constexpr qsizetype mostOfStored = 64 << 10;
    KafkaPosition position;
    position.offsets = places;
    stored.forEach([&](const QString &topic, qint32 partition, qint64 first, qint64 end) {
        if (topics.contains(topic))
            position.stored.addRange(topic, partition, first, end);
    });
    std::string json = R"({"topics":{)";
    for (auto it = topics.cbegin(); it != topics.cend(); ++it) {
        if (it != topics.cbegin())
            json += ',';
        appendJsonString(json, it.key().toStdString());
        json += ':' + std::to_string(it.value());
    }
    json += R"(},"kafkanext":)";
    appendJsonString(json, position.text(places.text().size() + mostOfStored).toStdString());
    if (!cluster.isEmpty()) {
        json += R"(,"kafkacluster":)";
        appendJsonString(json, cluster.toStdString());
    }
    return json + '}';
}

} // namespace

QStringList KafkaFeed::readablePatterns()
{
    QStringList patterns;
    const QVector<SubscriptionStatus> all = m_conversation.ledger().statuses();
    for (const SubscriptionStatus &status : all) {
        if (status.state != SubscriptionState::Paused
            && KafkaTopicPattern(status.pattern).problem().isEmpty())
            patterns += status.pattern;
    }
    return patterns;
}

/// Stops at once what nobody wants any more, and looks for the rest.
void KafkaFeed::subscriptionsTouched()
{
    if (!m_client || !isConnected())
        return;
    const QStringList patterns = readablePatterns();
    for (auto it = m_told.begin(); it != m_told.end();)
        it = patterns.contains(it.key()) ? std::next(it) : m_told.erase(it);
    if (m_values.value(u"start"_s) != u"resume") // one that goes on begins as it did
        m_known.removeIf([&patterns](const QString &one) { return !patterns.contains(one); });
    tellOverlaps();
    ask();
}

void KafkaFeed::ask()
{
    if (!m_client)
        return;
    if (m_asking) {
        m_askAgain = true;
        return;
    }
    m_asking = true;
    m_askAgain = false;
    KafkaQuestion question;
    question.patterns = readablePatterns();
    for (const QString &pattern : std::as_const(question.patterns)) {
        if (!m_known.contains(pattern))
            question.fresh += pattern;
    }
    question.known = m_offsets;
    question.cluster = m_cluster;
    question.unplaced = m_unplaced;
    question.start = kafkaStart(m_values);
    question.seen = m_seen;
    m_worker.post([this, client = m_client, question, attempt = m_attempt]() -> KafkaWorker::Reply {
        return [this, answer = askKafka(*client, question), attempt, asked = question.patterns] {
            takeAnswer(attempt, answer, asked);
        };
    });
}

void KafkaFeed::takeAnswer(int attempt, const KafkaAnswer &answer, const QStringList &asked)
{
    if (attempt != m_attempt || !m_client)
        return;
    m_asking = false;
    if (answer.failure.code != 0) {
        takeFailure(answer.failure);
        return;
    }
    m_failedAnswers = 0;
    m_cause = {};
    if (!takeCluster(answer.cluster))
        return;
    const bool isFirst = !isConnected();
    if (isFirst)
        openConversation();
    if (!m_client || m_ending)
        return;
    if (isFirst)
        tellCluster(answer.cluster);
    applyTopics(answer, asked);
    m_conversation.prove(now());
    const int refreshMs = answer.incomplete ? askAgainMs : m_settings.topicRefreshMs;
    m_refreshTimer.start(m_askAgain ? 0 : refreshMs);
    readRecords();
}

void KafkaFeed::takeFailure(const KafkaFailure &failure)
{
    ++m_failedAnswers;
    const bool late = (now() - m_attemptSince).count() >= m_settings.connectTimeoutMs;
    const bool over = isConnected() ? m_failedAnswers >= mostFailures : late;
    if (endsKafka(failure) || over) {
        endFailed(m_cause.code != 0 ? m_cause : failure);
        return;
    }
    m_refreshTimer.start(askAgainMs);
    readRecords(); // what went wrong may be told there
}

void KafkaFeed::openConversation()
{
    setPhase(ConnectionPhase::Opening);
    Q_EMIT opened(nowUs());
    const QString brokers = kafkaBrokers(m_values.value(u"url"_s)).join(u", "_s);
    m_conversation.opened(now(), {}, brokers);
    m_lagTimer.start();
    // What was not read yet is still there; applyTopics() tells where it is not.
    if (!m_offsets.isEmpty())
        m_conversation.resumed();
}

void KafkaFeed::applyTopics(const KafkaAnswer &answer, const QStringList &asked)
{
    const QStringList patterns = readablePatterns();
    const std::vector<KafkaTopicPattern> expressions(patterns.begin(), patterns.end());
    const auto isWanted = [&expressions](const QString &topic) {
        return std::any_of(
            expressions.begin(), expressions.end(),
            [&topic](const KafkaTopicPattern &pattern) { return pattern.matches(topic); });
    };
    QMap<QString, int> topics;
    for (auto it = answer.topics.cbegin(); it != answer.topics.cend(); ++it) {
        if (isWanted(it.key()))
            topics.insert(it.key(), it.value());
    }
    dropUnwanted(topics);
    std::vector<KafkaClient::Place> places;
    for (const KafkaAnswer::Place &found : answer.places) {
        const KafkaClient::Place &place = found.place;
        const QString name = place.topic + u'/' + QString::number(place.partition);
        if (!topics.contains(place.topic) || m_seen.contains(name))
            continue;
        if (!found.gap.isEmpty())
            m_conversation.gap(found.gap, {{}, found.lost});
        const auto known = m_offsets.next(place.topic, place.partition);
        if (known && place.offset < *known)
            m_stored.forget(place.topic, place.partition); // other records have these offsets
        m_offsets.set(place.topic, place.partition, place.offset);
        m_seen.insert(name);
        m_unplaced.remove(name);
        places.push_back(place);
    }
    keepUnplaced(answer, topics);
    for (const QString &pattern : asked) {
        if (patterns.contains(pattern))
            tellPattern(pattern, answer);
        if (!m_known.contains(pattern) && patterns.contains(pattern))
            m_known += pattern;
    }
    tellOverlaps();
    if (auto assigned = m_client->assign(places); !assigned)
        endConnection(CloseTreatment::Retry, displayText(assigned.error()));
}

/// What was listed and has no leader yet is not new when it gets one.
void KafkaFeed::keepUnplaced(const KafkaAnswer &answer, const QMap<QString, int> &wanted)
{
    m_unplaced += answer.unplaced;
    m_unplaced.removeIf([&answer, &wanted](const QString &one) {
        const QString topic = one.left(one.lastIndexOf(u'/'));
        const bool isWhole = one.endsWith(u'/');
        return !wanted.contains(topic) || (isWhole && !answer.unplaced.contains(one));
    });
}

/// Asked at each look-up, and new topics are rare.
void KafkaFeed::tellOverlaps()
{
    if (std::exchange(m_compared, m_told) == m_told)
        return;
    const QMap<QString, QStringList> overlaps = kafkaOverlaps(m_told);
    for (auto it = m_told.cbegin(); it != m_told.cend(); ++it)
        m_conversation.ledger().overlapping(it.key(), overlaps.value(it.key()));
}

/// What is assigned and nobody wants any more, or has been deleted.
void KafkaFeed::dropUnwanted(const QMap<QString, int> &wanted)
{
    std::vector<KafkaClient::Place> places;
    for (auto it = m_seen.begin(); it != m_seen.end();) {
        const qsizetype slash = it->lastIndexOf(u'/');
        const QString topic = it->left(slash);
        if (wanted.contains(topic)) {
            ++it;
            continue;
        }
        places.push_back({topic, it->mid(slash + 1).toInt(), 0});
        it = m_seen.erase(it);
    }
    m_client->unassign(places);
    m_slot = nullptr;
    const bool resumes = m_values.value(u"start"_s) == u"resume";
    for (const KafkaClient::Place &place : places) {
        if (!resumes)
            m_offsets.forget(place.topic);
    }
}

/// From what librdkafka was told with the records that it fetched last: nobody is asked.
void KafkaFeed::measureLag()
{
    struct Reading
    {
        int partitions = 0;
        qint64 lag = -1;
    };
    QHash<QString, Reading> topics;
    for (const QString &name : std::as_const(m_seen)) {
        const qsizetype slash = name.lastIndexOf(u'/');
        const QString topic = name.left(slash);
        const qint32 partition = name.mid(slash + 1).toInt();
        Reading &reading = topics[topic];
        ++reading.partitions;
        const qint64 end = m_client->endOf(topic, partition);
        const auto next = m_offsets.next(topic, partition);
        if (end >= 0 && next)
            reading.lag = sumOf(reading.lag, end - *next);
    }
    for (auto it = m_told.cbegin(); it != m_told.cend(); ++it) {
        Reading sum;
        for (const QString &topic : it.value()) {
            const Reading reading = topics.value(topic);
            sum.partitions += reading.partitions;
            if (reading.lag >= 0)
                sum.lag = sumOf(sum.lag, reading.lag);
        }
        m_conversation.ledger().reading(it.key(), sum.partitions, sum.lag);
    }
    scheduleReport();
}

/// Where a restart is to go on: what waits for room may never be stored.
KafkaOffsets KafkaFeed::storedPlacesOf(const QMap<QString, int> &topics)
{
    KafkaOffsets places = placesOf(topics, m_offsets);
    const auto lower = [&places](const QString &topic, qint32 partition, qint64 first) {
        if (const auto next = places.next(topic, partition))
            places.set(topic, partition, std::min(*next, first));
    };
    if (m_conversation.outlet().hasPending())
        m_waiting.forEach(lower);
    if (const Session *session = m_conversation.session())
        session->held().forEach(lower);
    return places;
}

/// A row where something is new: topics that are read now, or that there are none.
void KafkaFeed::tellPattern(const QString &pattern, const KafkaAnswer &answer)
{
    const KafkaTopicPattern wanted(pattern);
    const bool wasRead = !m_told.value(pattern).isEmpty();
    if (!wanted.isRegex() && answer.refused.contains(pattern)) {
        const KafkaFailure failure = answer.refused.value(pattern);
        if (m_told.contains(pattern) && !wasRead)
            return;
        m_told.insert(pattern, {});
        const QString reason = explainKafka(failure, m_values, m_worked).cause;
        if (isMissingTopic(failure) && wasRead)
            m_conversation.lost(
                pattern, u"its topic was deleted; it is read again once it is there again"_s);
        else if (isMissingTopic(failure))
            m_conversation.awaited(pattern, reason, rowOf(m_cluster));
        else
            m_conversation.refused(pattern, kafkaErrorName(failure), reason, rowOf(m_cluster));
        return;
    }
    const QMap<QString, int> topics = topicsOf(wanted, answer);
    const QStringList names = topics.keys();
    const KafkaOffsets places = storedPlacesOf(topics);
    // A partition that was added has its row, too, so that a restart knows it before it has events.
    const int count = sizeOf(places);
    const bool isMore = std::exchange(m_toldPlaces[pattern], count) < count;
    if (m_told.contains(pattern) && m_told.value(pattern) == names && !isMore)
        return;
    m_told.insert(pattern, names);
    if (names.isEmpty() && wasRead)
        m_conversation.lost(pattern,
                            u"no topic fits any more; new ones are looked for every half minute"_s);
    else if (names.isEmpty())
        m_conversation.awaited(pattern,
                               u"no topic fits yet; new ones are looked for every half minute"_s,
                               rowOf(m_cluster));
    else
        m_conversation.acknowledged(pattern, rowOf(m_cluster, topics, places, m_stored));
}

} // namespace eventscope
