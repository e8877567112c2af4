// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/kafka/kafkaclient.h"

#include <librdkafka/rdkafka.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// What is handed over before its owner looks again whether there is room. A haul may have as many
/// megabytes as there are in librdkafka's queue.
constexpr size_t toldAtOnce = size_t(1) << 20;

/// The newest, where nobody has asked for long: an end is told last.
constexpr size_t mostUnheard = 64;

size_t sizeOf(const rd_kafka_message_t &message)
{
    return message.len + message.key_len;
}

/// A broker has a say in them.
QString textOf(const char *words)
{
    constexpr size_t most = 2'000;
    return QString::fromUtf8(words, words ? qsizetype(strnlen(words, most)) : 0);
}

void onError(rd_kafka_t *, int code, const char *text, void *opaque)
{
    static_cast<KafkaClient *>(opaque)->noteFailure(code, text);
}

/// What is worth a word comes as an error too; its log goes to nobody's terminal.
void onLog(const rd_kafka_t *handle, int, const char *, const char *text)
{
    if (void *client = rd_kafka_opaque(handle))
        static_cast<KafkaClient *>(client)->noteLog(text);
}

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
    if (!client->begin())
        return Error{u"this program has too many files or threads open"_s};
    return client;
}

bool KafkaClient::begin()
{
    m_wakeFd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (m_wakeFd < 0)
        return false;
    m_reader = std::make_unique<KafkaReader>(m_queue, m_wakeFd);
    return m_reader->start();
}

KafkaClient::~KafkaClient()
{
    m_haul.reset();
    m_reader.reset();
    if (m_queue)
        rd_kafka_queue_destroy(m_queue);
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
    {
        const std::scoped_lock lock(m_failuresMutex);
        if (m_failures.size() >= mostUnheard)
            m_failures.erase(m_failures.begin());
        m_failures.push_back({code, textOf(text)});
        m_hasFailures = true;
    }
    const quint64 one = 1;
    while (m_wakeFd >= 0 && ::write(m_wakeFd, &one, sizeof one) < 0 && errno == EINTR) { }
}

/// What versions a broker knows, librdkafka tells only there: `ApiKey Metadata (3) Versions 0..12`.
void KafkaClient::noteLog(const char *text)
{
    constexpr std::string_view line = "ApiKey Metadata (3) Versions ";
    constexpr int firstThatAsksOnly = 4;
    const std::string_view words(text);
    const size_t found = words.find(line);
    const size_t dots = found == words.npos ? found : words.find("..", found + line.size());
    if (dots == words.npos)
        return;
    int last = 0;
    std::from_chars(words.data() + dots + 2, words.data() + words.size(), last);
    m_asksWithoutMaking = last >= firstThatAsksOnly;
}

size_t KafkaClient::take(Listener &listener)
{
    size_t count = 0;
    if (hasHaul()) {
        count = tellSome(listener);
        if (m_told == m_haul->messages.size())
            m_reader->giveBack(std::move(m_haul));
    }
    return count;
}

void KafkaClient::takeFailures(Listener &listener)
{
    if (!m_hasFailures) // as for nearly every portion of records
        return;
    std::vector<KafkaFailure> failures;
    {
        const std::scoped_lock lock(m_failuresMutex);
        failures.swap(m_failures);
        m_hasFailures = false;
    }
    for (const KafkaFailure &failure : failures)
        listener.kafkaFailed(failure);
}

bool KafkaClient::hasHaul()
{
    if (!m_haul) {
        m_haul = m_reader->take();
        m_told = 0;
    }
    return m_haul != nullptr;
}

size_t KafkaClient::nextBytes()
{
    return hasHaul() ? sizeOf(*m_haul->messages[m_told]) : 0;
}

size_t KafkaClient::tellSome(Listener &listener)
{
    const std::vector<rd_kafka_message_t *> &messages = m_haul->messages;
    const size_t first = m_told;
    size_t bytes = 0;
    do {
        const size_t index = m_told++;
        const rd_kafka_message_t &message = *messages[index];
        bytes += sizeOf(message);
        if (!isStale(message, m_haul->assignment) && !tell(index, listener))
            m_told = messages.size();
    } while (m_told < messages.size() && bytes + sizeOf(*messages[m_told]) <= toldAtOnce
             && listener.kafkaHasRoom());
    return m_told - first;
}

/// Taken out of librdkafka's queue before its partition was taken away, and not told since.
bool KafkaClient::isStale(const rd_kafka_message_t &message, quint64 assignment) const
{
    if (assignment == m_reader->assignment() || !message.rkt)
        return false;
    const QString topic = QString::fromUtf8(rd_kafka_topic_name(message.rkt));
    return assignment < m_unassigned.value({topic, message.partition});
}

/// `index`: in the haul.
bool KafkaClient::tell(size_t index, Listener &listener) const
{
    const rd_kafka_message_t &message = *m_haul->messages[index];
    const char *topic = message.rkt ? rd_kafka_topic_name(message.rkt) : "";
    if (message.err) {
        const KafkaFailure failure{message.err, textOf(rd_kafka_message_errstr(&message))};
        if (message.rkt)
            listener.kafkaPartitionFailed(QString::fromUtf8(topic), message.partition, failure);
        else
            listener.kafkaFailed(failure);
        return true;
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
    if (kind != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE && ms != -1) // Kafka's own word for none
        record.timeMs = ms;
    const size_t from = index == 0 ? 0 : m_haul->headersOf[index - 1].end;
    const KafkaReader::Haul::HeadersOf &of = m_haul->headersOf[index];
    record.headers = std::span(m_haul->headers).subspan(from, of.end - from);
    record.headersLeft = of.left;
    record.headersDamaged = of.damaged;
    return listener.kafkaRecord(record);
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
    rd_kafka_error_t *error = nullptr;
    if (add) {
        error = rd_kafka_incremental_assign(m_handle, list);
    } else {
        const quint64 change = m_reader->whileReassigning(
            [&] { error = rd_kafka_incremental_unassign(m_handle, list); });
        for (const Place &place : places)
            m_unassigned.insert({place.topic, place.partition}, change);
    }
    rd_kafka_topic_partition_list_destroy(list);
    if (!error)
        return {};
    const QString words = textOf(rd_kafka_error_string(error));
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
