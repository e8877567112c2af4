// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/kafka/kafkasettings.h"

#include "models/connection/kafkaurl.h"
#include "models/event/timestamp.h"

#include <librdkafka/rdkafka.h>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// librdkafka stops fetching for a whole second once its queue is full, which before 2.2 cannot be
/// changed (its issue 2879): with 16 MB, reading from the beginning took six times as long
/// (`bench_kafka`). There the queue is so large that a network hardly fills it.
QVector<QPair<QByteArray, QByteArray>> queueSettings(int version)
{
    constexpr int withBackoff = 0x02020000;
    if (version < withBackoff)
        return {{"queued.max.messages.kbytes", "262144"}};
    return {{"queued.max.messages.kbytes", "32768"}, {"fetch.queue.backoff.ms", "5"}};
}

} // namespace

QVector<QPair<QByteArray, QByteArray>> kafkaSettings(const OptionValues &options,
                                                     const FeedSettings &settings)
{
    const QString security = options.value(u"security"_s, u"plaintext"_s);
    const QByteArray largest = QByteArray::number(settings.maxMessageBytes);
    QVector<QPair<QByteArray, QByteArray>> all{
        {"bootstrap.servers", kafkaBrokers(options.value(u"url"_s)).join(u',').toUtf8()},
        {"client.id", "eventscope"},
        // assign() wants a name for a group; it is never joined, and nothing is committed.
        {"group.id", "eventscope"},
        {"enable.auto.commit", "false"},
        {"enable.auto.offset.store", "false"},
        {"auto.offset.reset", "error"},
        // Not check.crcs: with it librdkafka 2.0 ends the program at the first wrong checksum, by an
        // assertion in rd_slice_narrow_copy().
        {"allow.auto.create.topics", "false"},
        // Tells which requests a broker knows; nothing else of it is read.
        {"debug", "feature"},
        {"security.protocol", security.toUtf8()},
        {"socket.connection.setup.timeout.ms", QByteArray::number(settings.connectTimeoutMs)},
        {"reconnect.backoff.ms", "100"},
        {"reconnect.backoff.max.ms", "5000"},
        {"max.partition.fetch.bytes", largest},
        {"fetch.error.backoff.ms", "100"},
        // Bytes bound what waits for this program to have room, and the rest waits at the broker.
        {"queued.min.messages", "10000000"},
    };
    all += queueSettings(rd_kafka_version());
    const auto add = [&all, &options](const QByteArray &name, const QString &key) {
        if (const QString value = options.value(key); !value.isEmpty())
            all.append({name, value.toUtf8()});
    };
    if (security.startsWith(u"sasl"_s)) {
        add("sasl.mechanisms", u"mechanism"_s);
        add("sasl.username", u"user"_s);
        add("sasl.password", u"password"_s);
    }
    if (security.endsWith(u"ssl"_s)) {
        add("ssl.ca.location", u"ca"_s);
        add("ssl.certificate.location", u"certificate"_s);
        add("ssl.key.location", u"key"_s);
        add("ssl.key.password", u"keypassword"_s);
        add("ssl.endpoint.identification.algorithm", u"hostname"_s);
    }
    return all;
}

KafkaStart kafkaStart(const OptionValues &options)
{
    const QString start = options.value(u"start"_s);
    if (start == u"beginning")
        return {KafkaStart::Kind::Beginning};
    if (start == u"time") {
        const qint64 us = parseTimestamp(options.value(u"since"_s).trimmed().toStdString());
        if (us != noTime)
            return {KafkaStart::Kind::Time, us / 1000};
    }
    return {};
}

} // namespace eventscope
