// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QString>
#include <QStringList>

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

namespace eventscope {

/// A cluster of one broker inside this process: librdkafka's own, spoken to over TCP on 127.0.0.1.
class KafkaBroker
{
public:
    using Headers = QList<QPair<QByteArray, QByteArray>>;

    KafkaBroker()
    {
        m_host = rd_kafka_new(RD_KAFKA_PRODUCER, quietConf(), nullptr, 0);
        m_cluster = rd_kafka_mock_cluster_new(m_host, 1);
        rd_kafka_conf_t *conf = quietConf();
        rd_kafka_conf_set(conf, "bootstrap.servers", rd_kafka_mock_cluster_bootstraps(m_cluster),
                          nullptr, 0);
        rd_kafka_conf_set(conf, "linger.ms", "0", nullptr, 0);
        rd_kafka_conf_set(conf, "compression.codec", "snappy", nullptr, 0);
        rd_kafka_conf_set(conf, "message.max.bytes", "50000000", nullptr, 0);
        m_producer = rd_kafka_new(RD_KAFKA_PRODUCER, conf, nullptr, 0);
    }
    ~KafkaBroker()
    {
        rd_kafka_destroy(m_producer);
        rd_kafka_mock_cluster_destroy(m_cluster);
        rd_kafka_destroy(m_host);
    }
    KafkaBroker(const KafkaBroker &) = delete;
    KafkaBroker &operator=(const KafkaBroker &) = delete;

    QString url() const
    {
        return QStringLiteral("kafka://%1/")
            .arg(QString::fromLatin1(rd_kafka_mock_cluster_bootstraps(m_cluster)));
    }
    void createTopic(const char *topic, int partitions = 1)
    {
        rd_kafka_mock_topic_create(m_cluster, topic, partitions, 1);
    }
    /// Those that there are; asked for without naming one, which would make it.
    QStringList topics() const
    {
        QStringList names;
        const rd_kafka_metadata_t *metadata = nullptr;
        if (rd_kafka_metadata(m_producer, 1, nullptr, &metadata, 5'000))
            return names;
        for (int i = 0; i < metadata->topic_cnt; ++i)
            names += QString::fromUtf8(metadata->topics[i].topic);
        rd_kafka_metadata_destroy(metadata);
        return names;
    }
    void setUp(bool up)
    {
        if (up)
            rd_kafka_mock_broker_set_up(m_cluster, 1);
        else
            rd_kafka_mock_broker_set_down(m_cluster, 1);
    }
    rd_kafka_mock_cluster_t *cluster() { return m_cluster; }

    /// Waits until the broker has it. A null `value` is a tombstone.
    bool produce(const char *topic, const QByteArray &value, const Headers &headers = {},
                 const QByteArray &key = {}, int partition = 0)
    {
        return queue(topic, value, headers, key, partition) && flush();
    }
    /// The same without waiting; false: there is no room, flush() makes some.
    bool queue(const char *topic, const QByteArray &value, const Headers &headers = {},
               const QByteArray &key = {}, int partition = 0)
    {
        rd_kafka_headers_t *list = rd_kafka_headers_new(size_t(headers.size()));
        for (const auto &[name, text] : headers)
            rd_kafka_header_add(list, name.constData(), -1, text.constData(), text.size());
        const rd_kafka_resp_err_t error = rd_kafka_producev(
            m_producer, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_PARTITION(partition),
            RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_HEADERS(list),
            RD_KAFKA_V_KEY(key.isNull() ? nullptr : key.constData(), size_t(key.size())),
            RD_KAFKA_V_VALUE(value.isNull() ? nullptr : const_cast<char *>(value.constData()),
                             size_t(value.size())),
            RD_KAFKA_V_END);
        if (error)
            rd_kafka_headers_destroy(list);
        return !error;
    }
    bool flush() { return rd_kafka_flush(m_producer, 10'000) == RD_KAFKA_RESP_ERR_NO_ERROR; }

private:
    static rd_kafka_conf_t *quietConf()
    {
        rd_kafka_conf_t *conf = rd_kafka_conf_new();
        rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t *, int, const char *, const char *) {});
        return conf;
    }

    rd_kafka_t *m_host = nullptr;
    rd_kafka_mock_cluster_t *m_cluster = nullptr;
    rd_kafka_t *m_producer = nullptr;
};

} // namespace eventscope
