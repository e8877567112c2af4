// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/kafka/kafkareader.h"
#include "models/event/result.h"

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QVector>
#include <atomic>
#include <memory>
#include <mutex>
#include <span>
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

/// One consumer of librdkafka, which has threads of its own, with the KafkaReader that empties its
/// queue; here stands all that is asked of it on the feed thread, where nothing may block. It is a
/// group of its own: partitions are assigned by their offsets, and nothing is ever committed.
class KafkaClient
{
public:
    /// Who hears what is taken; nothing of it may destroy the client.
    class Listener
    {
    public:
        virtual ~Listener() = default;
        /// False: no more, please; what was fetched and not handed over comes never again.
        virtual bool kafkaRecord(const KafkaRecord &record) = 0;
        /// Asked after each record; false: the others stay where they are, for the next take().
        virtual bool kafkaHasRoom() const = 0;
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

    /// Becomes readable when take() or takeFailures() may find something.
    int wakeFd() const { return m_wakeFd; }
    void clearWake();
    /// Some records, and failures of partitions; answers how many there were. Where a record is
    /// large it is the only one.
    size_t take(Listener &listener);
    /// What failed besides. Needs no room, so it is not to wait for any: what is heard too late may
    /// be over.
    void takeFailures(Listener &listener);
    /// The bytes of the record that take() tells first, as it was sent; 0: none waits.
    size_t nextBytes();

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
    /// On any thread, as noteLog().
    void noteFailure(int code, const char *text);
    /// A topic that is asked for by its name and is not there stays so. Brokers before 0.11, and
    /// librdkafka's mock cluster, would make it.
    bool asksWithoutMaking() const { return m_asksWithoutMaking; }
    void noteLog(const char *text);

private:
    KafkaClient() = default;
    bool begin();
    bool hasHaul();
    size_t tellSome(Listener &listener);
    bool tell(size_t index, Listener &listener) const;
    bool isStale(const rd_kafka_message_s &message, quint64 assignment) const;
    Result<void> changeAssignment(const std::vector<Place> &places, bool add);

    rd_kafka_s *m_handle = nullptr;
    rd_kafka_queue_s *m_queue = nullptr;
    int m_wakeFd = -1;
    std::atomic_bool m_asksWithoutMaking = false;
    std::unique_ptr<KafkaReader> m_reader;
    std::unique_ptr<KafkaReader::Haul> m_haul; ///< that is being told
    size_t m_told = 0; ///< messages of it
    QHash<QPair<QString, qint32>, quint64> m_unassigned; ///< partition: which change took it away
    std::mutex m_failuresMutex;
    std::vector<KafkaFailure> m_failures; ///< told while librdkafka was asked for records
    std::atomic_bool m_hasFailures = false; ///< changed behind their mutex
};

} // namespace eventscope
