// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/kafkarecord.h"
#include "models/event/result.h"

#include <QByteArray>
#include <QString>
#include <QVector>
#include <memory>
#include <vector>

struct rd_kafka_s;
struct rd_kafka_queue_s;
struct rd_kafka_message_s;

namespace eventscope {

/// What librdkafka has to say, by its code.
struct KafkaFailure
{
    int code = 0;
    QString text;
};

/// One consumer of librdkafka, which has threads of its own; here stands all that is asked of it on
/// the feed thread, where nothing may block. It is a group of its own: partitions are assigned by
/// their offsets, and nothing is ever committed.
class KafkaClient
{
public:
    /// Who hears what take() finds; nothing of it may destroy the client.
    class Listener
    {
    public:
        virtual ~Listener() = default;
        /// False: no more, please; what was fetched and not handed over comes never again.
        virtual bool kafkaRecord(const KafkaRecord &record) = 0;
        virtual void kafkaPartitionFailed(const QString &topic, qint32 partition,
                                          const KafkaFailure &failure) = 0;
        virtual void kafkaFailed(const KafkaFailure &failure) = 0;
    };

    using Settings = QVector<QPair<QByteArray, QByteArray>>;
    /// An error names the setting, never its value.
    static Result<std::shared_ptr<KafkaClient>> make(const Settings &settings);
    /// Waits for the threads of librdkafka: not on the feed thread.
    ~KafkaClient();
    KafkaClient(const KafkaClient &) = delete;
    KafkaClient &operator=(const KafkaClient &) = delete;

    /// Becomes readable when take() may find something.
    int wakeFd() const { return m_wakeFd; }
    void clearWake();
    /// At most `most` records or failures; answers how many there were.
    size_t take(size_t most, Listener &listener);

    struct Place
    {
        QString topic;
        qint32 partition = 0;
        qint64 offset = 0;
    };
    Result<void> assign(const std::vector<Place> &places);
    void unassign(const std::vector<Place> &places);
    /// The end of a partition, as far as the last fetch told; -1: not known.
    qint64 endOf(const QString &topic, qint32 partition) const;

    /// For KafkaLookup.
    rd_kafka_s *handle() const { return m_handle; }
    void noteFailure(int code, const char *text);

private:
    KafkaClient() = default;
    void tell(const rd_kafka_message_s &message, Listener &listener, bool &more);
    Result<void> changeAssignment(const std::vector<Place> &places, bool add);

    rd_kafka_s *m_handle = nullptr;
    rd_kafka_queue_s *m_queue = nullptr;
    int m_wakeFd = -1;
    std::vector<rd_kafka_message_s *> m_messages;
    std::vector<KafkaHeader> m_headers;
    std::vector<KafkaFailure> m_failures; ///< told while librdkafka was asked for records
};

} // namespace eventscope
