// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/acmcluster.h"

#include <QThreadPool>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int brokerId = 1;
constexpr int firstWriteMs = 2000;

struct Destroy
{
    void operator()(rd_kafka_t *client) const
    {
        // What was not written is not wanted any more.
        rd_kafka_purge(client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
        rd_kafka_destroy(client);
    }
    void operator()(rd_kafka_mock_cluster_t *cluster) const
    {
        rd_kafka_mock_cluster_destroy(cluster);
    }
};

using Client = std::unique_ptr<rd_kafka_t, Destroy>;
using MockCluster = std::unique_ptr<rd_kafka_mock_cluster_t, Destroy>;

Result<Client> makeProducer(const QByteArray &brokers)
{
    rd_kafka_conf_t *const conf = rd_kafka_conf_new();
    rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t *, int, const char *, const char *) {});
    char why[256] = "";
    const auto set = [&](const char *name, const QByteArray &value) {
        return rd_kafka_conf_set(conf, name, value.constData(), why, sizeof why)
            == RD_KAFKA_CONF_OK;
    };
    // As the agents of the hub set it; but a demo does not wait for its own broker to come back.
    bool fine = set("compression.codec", "snappy") && set("acks", "1") && set("linger.ms", "5")
        && set("reconnect.backoff.max.ms", "500");
    if (!brokers.isEmpty())
        fine = fine && set("bootstrap.servers", brokers);
    rd_kafka_t *const client =
        fine ? rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why) : nullptr;
    if (client)
        return Client(client);
    rd_kafka_conf_destroy(conf);
    return Error{u"The demo's Kafka cluster cannot start: %1."_s.arg(QString::fromLocal8Bit(why))};
}

rd_kafka_headers_t *headersOf(const HubRecord &record)
{
    rd_kafka_headers_t *const headers = rd_kafka_headers_new(record.headers.size());
    for (const auto &[name, value] : record.headers)
        rd_kafka_header_add(headers, name.c_str(), -1, value.data(),
                            static_cast<ssize_t>(value.size()));
    return headers;
}

} // namespace

struct AcmCluster::State
{
    Client host; ///< what the mock cluster lives in
    MockCluster cluster;
    Client producer;
};

AcmCluster::AcmCluster() : m_state(std::make_unique<State>()) { }

AcmCluster::~AcmCluster()
{
    if (!m_state->cluster)
        return;
    // librdkafka needs up to a second to end a mock cluster, for which only the end of the program
    // waits.
    const std::shared_ptr<State> state = std::move(m_state);
    QThreadPool::globalInstance()->start([state] {
        state->producer.reset();
        state->cluster.reset();
        state->host.reset();
    });
}

Result<void> AcmCluster::start()
{
    auto host = makeProducer({});
    if (!host)
        return Error{host.error()};
    MockCluster cluster(rd_kafka_mock_cluster_new(host->get(), 1));
    if (!cluster)
        return Error{u"The demo's Kafka cluster cannot start."_s};
    auto producer = makeProducer(rd_kafka_mock_cluster_bootstraps(cluster.get()));
    if (!producer)
        return Error{producer.error()};
    m_state->host = std::move(*host);
    m_state->cluster = std::move(cluster);
    m_state->producer = std::move(*producer);
    return {};
}

QString AcmCluster::url() const
{
    if (!m_state->cluster)
        return {};
    return u"kafka://%1/"_s.arg(
        QString::fromLatin1(rd_kafka_mock_cluster_bootstraps(m_state->cluster.get())));
}

void AcmCluster::write(const HubRecord &record)
{
    if (!m_state->producer)
        return;
    rd_kafka_headers_t *const headers = headersOf(record);
    const rd_kafka_resp_err_t error = rd_kafka_producev(
        m_state->producer.get(), RD_KAFKA_V_TOPIC(record.topic.c_str()),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_HEADERS(headers),
        RD_KAFKA_V_TIMESTAMP(record.timeUs / 1000),
        RD_KAFKA_V_KEY(record.key.data(), record.key.size()),
        RD_KAFKA_V_VALUE(record.isTombstone ? nullptr : const_cast<char *>(record.value.data()),
                         record.isTombstone ? 0 : record.value.size()),
        RD_KAFKA_V_END);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
        rd_kafka_headers_destroy(headers);
    rd_kafka_poll(m_state->producer.get(), 0);
}

void AcmCluster::flush()
{
    if (m_state->producer)
        rd_kafka_flush(m_state->producer.get(), firstWriteMs);
}

void AcmCluster::setUp(bool up)
{
    if (!m_state->cluster)
        return;
    if (up)
        rd_kafka_mock_broker_set_up(m_state->cluster.get(), brokerId);
    else
        rd_kafka_mock_broker_set_down(m_state->cluster.get(), brokerId);
}

} // namespace eventscope
