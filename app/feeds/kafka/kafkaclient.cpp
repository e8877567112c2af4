// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/kafka/kafkaclient.h"

#include <librdkafka/rdkafka.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

void onError(rd_kafka_t *, int code, const char *text, void *opaque)
{
    static_cast<KafkaClient *>(opaque)->noteFailure(code, text);
}

/// What is worth a word comes as an error too; its log goes to nobody's terminal.
void onLog(const rd_kafka_t *, int, const char *, const char *) { }

Result<void> configure(rd_kafka_conf_t *conf, const KafkaClient::Settings &settings)
{
    char words[512];
    for (const auto &[name, value] : settings) {
        if (rd_kafka_conf_set(conf, name.constData(), value.constData(), words, sizeof words)
            != RD_KAFKA_CONF_OK)
            return Error{
                u"librdkafka does not take the setting %1"_s.arg(QString::fromLatin1(name))};
    }
    return {};
}

} // namespace

Result<std::shared_ptr<KafkaClient>> KafkaClient::make(const Settings &settings)
{
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    if (auto configured = configure(conf, settings); !configured) {
        rd_kafka_conf_destroy(conf);
        return Error{configured.error()};
    }
    std::shared_ptr<KafkaClient> client(new KafkaClient);
    rd_kafka_conf_set_opaque(conf, client.get());
    rd_kafka_conf_set_error_cb(conf, onError);
    rd_kafka_conf_set_log_cb(conf, onLog);
    char words[512] = {};
    client->m_handle = rd_kafka_new(RD_KAFKA_CONSUMER, conf, words, sizeof words);
    if (!client->m_handle) {
        rd_kafka_conf_destroy(conf);
        return Error{u"librdkafka cannot start: %1"_s.arg(QString::fromUtf8(words))};
    }
    rd_kafka_poll_set_consumer(client->m_handle);
    client->m_queue = rd_kafka_queue_get_consumer(client->m_handle);
    client->m_wakeFd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (client->m_wakeFd < 0)
        return Error{u"this program has too many files open"_s};
    const quint64 one = 1;
    rd_kafka_queue_io_event_enable(client->m_queue, client->m_wakeFd, &one, sizeof one);
    return client;
}

KafkaClient::~KafkaClient()
{
    if (m_queue) {
        rd_kafka_queue_io_event_enable(m_queue, -1, nullptr, 0);
        rd_kafka_queue_destroy(m_queue);
    }
    if (m_handle)
        rd_kafka_destroy_flags(m_handle, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    if (m_wakeFd >= 0)
        ::close(m_wakeFd);
}

void KafkaClient::clearWake()
{
    quint64 count = 0;
    while (::read(m_wakeFd, &count, sizeof count) > 0) { }
}

void KafkaClient::noteFailure(int code, const char *text)
{
    m_failures.push_back({code, QString::fromUtf8(text)});
}

size_t KafkaClient::take(size_t most, Listener &listener)
{
    m_messages.resize(most);
    const ssize_t got = rd_kafka_consume_batch_queue(m_queue, 0, m_messages.data(), most);
    const size_t count = got > 0 ? size_t(got) : 0;
    bool more = true;
    for (size_t i = 0; i < count; ++i) {
        if (more)
            tell(*m_messages[i], listener, more);
        rd_kafka_message_destroy(m_messages[i]);
    }
    const std::vector<KafkaFailure> failures = std::exchange(m_failures, {});
    for (const KafkaFailure &failure : failures)
        listener.kafkaFailed(failure);
    return count + failures.size();
}

void KafkaClient::tell(const rd_kafka_message_t &message, Listener &listener, bool &more)
{
    const char *topic = message.rkt ? rd_kafka_topic_name(message.rkt) : "";
    if (message.err) {
        const KafkaFailure failure{message.err,
                                   QString::fromUtf8(rd_kafka_message_errstr(&message))};
        if (message.rkt)
            listener.kafkaPartitionFailed(QString::fromUtf8(topic), message.partition, failure);
        else
            listener.kafkaFailed(failure);
        return;
    }
    KafkaRecord record;
    record.topic = topic;
    record.partition = message.partition;
    record.offset = message.offset;
    record.hasKey = message.key != nullptr;
    record.key = {static_cast<const char *>(message.key), message.key_len};
    record.hasValue = message.payload != nullptr;
    record.value = {static_cast<const char *>(message.payload), message.len};
    rd_kafka_timestamp_type_t kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
    const qint64 ms = rd_kafka_message_timestamp(&message, &kind);
    if (kind != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE && ms >= 0 && ms < noTime / -1000)
        record.timeUs = ms * 1000;
    m_headers.clear();
    rd_kafka_headers_t *headers = nullptr;
    if (rd_kafka_message_headers(&message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR) {
        const char *name = nullptr;
        const void *value = nullptr;
        size_t size = 0;
        for (size_t i = 0; !rd_kafka_header_get_all(headers, i, &name, &value, &size); ++i)
            m_headers.push_back({name, {static_cast<const char *>(value), size}, value != nullptr});
    }
    record.headers = m_headers;
    more = listener.kafkaRecord(record);
}

Result<void> KafkaClient::assign(const std::vector<Place> &places)
{
    return changeAssignment(places, true);
}

void KafkaClient::unassign(const std::vector<Place> &places)
{
    // What is not assigned needs no taking back.
    if (auto changed = changeAssignment(places, false); !changed)
        return;
}

Result<void> KafkaClient::changeAssignment(const std::vector<Place> &places, bool add)
{
    if (places.empty())
        return {};
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(int(places.size()));
    for (const Place &place : places)
        rd_kafka_topic_partition_list_add(list, place.topic.toUtf8().constData(), place.partition)
            ->offset = place.offset;
    rd_kafka_error_t *error = add ? rd_kafka_incremental_assign(m_handle, list)
                                  : rd_kafka_incremental_unassign(m_handle, list);
    rd_kafka_topic_partition_list_destroy(list);
    if (!error)
        return {};
    const QString words = QString::fromUtf8(rd_kafka_error_string(error));
    rd_kafka_error_destroy(error);
    return Error{words};
}

qint64 KafkaClient::endOf(const QString &topic, qint32 partition) const
{
    int64_t low = -1;
    int64_t high = -1;
    if (rd_kafka_get_watermark_offsets(m_handle, topic.toUtf8().constData(), partition, &low,
                                       &high))
        return -1;
    return high;
}

} // namespace eventscope
