// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/kafka/kafkalookup.h"

#include "app/feeds/kafkatopicpattern.h"
#include "models/connection/kafkaposition.h"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

struct Deleter
{
    void operator()(const rd_kafka_metadata_t *metadata) const
    {
        rd_kafka_metadata_destroy(metadata);
    }
    void operator()(rd_kafka_topic_partition_list_t *list) const
    {
        rd_kafka_topic_partition_list_destroy(list);
    }
    void operator()(rd_kafka_topic_t *topic) const { rd_kafka_topic_destroy(topic); }
};
using Metadata = std::unique_ptr<const rd_kafka_metadata_t, Deleter>;
using PartitionList = std::unique_ptr<rd_kafka_topic_partition_list_t, Deleter>;

KafkaFailure failureOf(rd_kafka_resp_err_t code)
{
    return {code, QString::fromUtf8(rd_kafka_err2str(code))};
}

/// Kafka's own topics are no events; a pattern must name them to get them. Nothing that is no name
/// of a topic could be assigned, or found again in a capture.
bool isWanted(const KafkaTopicPattern &pattern, const QString &topic)
{
    if (!isKafkaTopicName(topic))
        return false;
    if (pattern.isRegex() && topic.startsWith(u"__"_s) && !pattern.text().startsWith(u"^__"_s))
        return false;
    return pattern.matches(topic);
}

class Lookup
{
public:
    Lookup(KafkaClient &client, const KafkaQuestion &question)
        : m_client(client), m_handle(client.handle()), m_question(question)
    {
        for (const QString &text : question.patterns) {
            if (!question.fresh.contains(text))
                m_before.emplace_back(text);
        }
    }
    KafkaAnswer run();

private:
    bool readTopics();
    void readCluster();
    void readMissing(const KafkaTopicPattern &pattern);
    void collectNew();
    bool isFresh(const QString &topic) const;
    bool beginsAtStart(const KafkaClient::Place &place) const;
    void putOff(size_t index);
    PartitionList listOf(qint64 offset) const;
    bool ask(rd_kafka_topic_partition_list_t &list);
    void decide(size_t index, qint64 earliest, qint64 latest, qint64 atTime);

    KafkaClient &m_client;
    rd_kafka_t *m_handle;
    KafkaQuestion m_question;
    std::vector<KafkaTopicPattern> m_before; ///< that were asked for before
    KafkaAnswer m_answer;
    std::vector<KafkaClient::Place> m_new;
};

bool Lookup::readTopics()
{
    const rd_kafka_metadata_t *raw = nullptr;
    const auto error = rd_kafka_metadata(m_handle, 1, nullptr, &raw, m_question.timeoutMs);
    if (error) {
        m_answer.failure = failureOf(error);
        return false;
    }
    const Metadata metadata(raw);
    readCluster();
    for (const QString &text : m_question.patterns) {
        const KafkaTopicPattern pattern(text);
        bool found = false;
        for (int i = 0; i < metadata->topic_cnt; ++i) {
            const rd_kafka_metadata_topic_t &topic = metadata->topics[i];
            const QString name = QString::fromUtf8(topic.topic);
            if (!isWanted(pattern, name))
                continue;
            found = true;
            if (topic.err && topic.err != RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE)
                m_answer.refused.insert(name, failureOf(topic.err));
            else
                m_answer.topics.insert(name, topic.partition_cnt);
            if (topic.partition_cnt == 0) {
                m_answer.incomplete = true;
                if (beginsAtStart({name, 0, 0}))
                    m_answer.unplaced.insert(name + u'/');
            }
        }
        if (!found && !pattern.isRegex())
            readMissing(pattern);
    }
    return true;
}

/// Told with the topics, so that nobody waits for it any more; brokers before 0.10.1 do not tell
/// it.
void Lookup::readCluster()
{
    char *const id = rd_kafka_clusterid(m_handle, m_question.timeoutMs);
    if (!id)
        return;
    const QString cluster = QString::fromUtf8(id);
    rd_kafka_mem_free(m_handle, id);
    if (!isKafkaClusterId(cluster))
        return;
    m_answer.cluster = cluster;
    if (m_question.cluster.isEmpty() || m_question.cluster == cluster)
        return;
    m_question.known = {};
    m_question.unplaced.clear();
    m_question.seen.clear();
    m_before.clear();
}

/// A topic that this user may not see is not in the list; asked for by its name, the broker says
/// why. One that would make it by that is not asked.
void Lookup::readMissing(const KafkaTopicPattern &pattern)
{
    m_answer.refused.insert(pattern.text(), failureOf(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART));
    if (!m_client.asksWithoutMaking())
        return;
    const std::unique_ptr<rd_kafka_topic_t, Deleter> topic(
        rd_kafka_topic_new(m_handle, pattern.text().toUtf8().constData(), nullptr));
    if (!topic)
        return;
    const rd_kafka_metadata_t *raw = nullptr;
    if (rd_kafka_metadata(m_handle, 0, topic.get(), &raw, m_question.timeoutMs))
        return;
    const Metadata metadata(raw);
    if (metadata->topic_cnt != 1)
        return;
    const rd_kafka_metadata_topic_t &one = metadata->topics[0];
    if (one.err) {
        m_answer.refused.insert(pattern.text(), failureOf(one.err));
        return;
    }
    m_answer.refused.remove(pattern.text());
    m_answer.topics.insert(pattern.text(), one.partition_cnt);
}

void Lookup::collectNew()
{
    for (auto it = m_answer.topics.cbegin(); it != m_answer.topics.cend(); ++it) {
        for (int partition = 0; partition < it.value(); ++partition) {
            if (!m_question.seen.contains(it.key() + u'/' + QString::number(partition)))
                m_new.push_back({it.key(), partition, 0});
        }
    }
}

PartitionList Lookup::listOf(qint64 offset) const
{
    PartitionList list(rd_kafka_topic_partition_list_new(int(m_new.size())));
    for (const KafkaClient::Place &place : m_new)
        rd_kafka_topic_partition_list_add(list.get(), place.topic.toUtf8().constData(),
                                          place.partition)
            ->offset = offset;
    return list;
}

bool Lookup::isFresh(const QString &topic) const
{
    return std::none_of(
        m_before.begin(), m_before.end(),
        [&topic](const KafkaTopicPattern &pattern) { return isWanted(pattern, topic); });
}

/// No place of it is known: it begins where the user said, and not where the topic does.
bool Lookup::beginsAtStart(const KafkaClient::Place &place) const
{
    const QString name = place.topic + u'/';
    return (isFresh(place.topic) && !m_question.known.knows(place.topic))
        || m_question.unplaced.contains(name)
        || m_question.unplaced.contains(name + QString::number(place.partition));
}

void Lookup::putOff(size_t index)
{
    const KafkaClient::Place &place = m_new[index];
    m_answer.incomplete = true;
    if (!m_question.known.next(place.topic, place.partition) && beginsAtStart(place))
        m_answer.unplaced.insert(place.topic + u'/' + QString::number(place.partition));
}

/// The offsets in `list` are times, or one of the two that mean the ends.
bool Lookup::ask(rd_kafka_topic_partition_list_t &list)
{
    if (const auto error = rd_kafka_offsets_for_times(m_handle, &list, m_question.timeoutMs)) {
        m_answer.failure = failureOf(error);
        return false;
    }
    return true;
}

void Lookup::decide(size_t index, qint64 earliest, qint64 latest, qint64 atTime)
{
    KafkaAnswer::Place result{m_new[index], {}, 0};
    qint64 &offset = result.place.offset;
    const QString name = u"%1/%2"_s.arg(result.place.topic).arg(result.place.partition);
    if (const auto known = m_question.known.next(result.place.topic, result.place.partition)) {
        offset = *known;
        if (*known < earliest) {
            result.gap = u"%1 no longer has the records from offset %2 to %3: they were deleted "
                         "there before they were read"_s.arg(name)
                             .arg(*known)
                             .arg(earliest - 1);
            result.lost = quint64(earliest - *known);
            offset = earliest;
        } else if (*known > latest) {
            result.gap = u"%1 ends at offset %2, before the %3 that comes next: the topic was made "
                         "anew, or lost its end"_s.arg(name)
                             .arg(latest)
                             .arg(*known);
            offset = earliest;
        }
    } else if (!beginsAtStart(result.place)
               || m_question.start.kind == KafkaStart::Kind::Beginning) {
        offset = earliest;
    } else {
        offset = atTime >= 0 ? atTime : latest;
    }
    m_answer.places.push_back(std::move(result));
}

KafkaAnswer Lookup::run()
{
    if (!readTopics())
        return std::move(m_answer);
    collectNew();
    if (m_new.empty())
        return std::move(m_answer);
    const bool byTime = m_question.start.kind == KafkaStart::Kind::Time;
    const PartitionList earliest = listOf(RD_KAFKA_OFFSET_BEGINNING);
    const PartitionList latest = listOf(RD_KAFKA_OFFSET_END);
    const PartitionList atTime = byTime ? listOf(m_question.start.sinceMs) : PartitionList();
    if (!ask(*earliest) || !ask(*latest) || (byTime && !ask(*atTime)))
        return std::move(m_answer);
    for (size_t i = 0; i < m_new.size(); ++i) {
        const int at = int(i);
        const qint64 first = earliest->elems[at].offset;
        const qint64 end = latest->elems[at].offset;
        const bool isPlace = first >= 0 && first <= end;
        const bool hasFailed =
            earliest->elems[at].err || latest->elems[at].err || (byTime && atTime->elems[at].err);
        if (hasFailed || !isPlace)
            putOff(i);
        else
            decide(i, first, end, byTime ? atTime->elems[at].offset : -1);
    }
    return std::move(m_answer);
}

} // namespace

KafkaAnswer askKafka(KafkaClient &client, const KafkaQuestion &question)
{
    return Lookup(client, question).run();
}

} // namespace eventscope
