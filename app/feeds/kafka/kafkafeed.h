// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/feed.h"
#include "app/feeds/kafka/kafkaclient.h"
#include "app/feeds/kafka/kafkalookup.h"
#include "app/feeds/kafka/kafkaworker.h"
#include "app/feeds/kafka/repeatederrors.h"
#include "models/connection/kafkaposition.h"

#include <QSocketNotifier>
#include <QTimer>

namespace eventscope {

/// One live connection to Kafka: the states of WebSocketFeed around one consumer of librdkafka per
/// attempt. It decides which partitions are read and from where; what their records mean is the
/// session's business. It knows the offset that comes next in each partition, so that a reconnect
/// neither loses nor repeats a record; where the sink has no room it waits instead of dropping.
/// Lives on the feed thread; what would block it is asked on a thread of its own.
class KafkaFeed final : public Feed, private KafkaClient::Listener
{
    Q_OBJECT
public:
    /// `sink` is not owned.
    KafkaFeed(const QString &id, EventSink &sink, const FeedSettings &settings,
              QObject *parent = nullptr);
    ~KafkaFeed() override;

    void open(const Dialect &dialect, const ConnectionProfile &profile,
              const OptionValues &values) override;
    void close() override;
    void retryNow(std::chrono::milliseconds slept, Standstill of) override;
    void unsubscribe(const QString &pattern) override;

    const KafkaOffsets &offsets() const { return m_offsets; }

private:
    // KafkaClient::Listener
    bool kafkaRecord(const KafkaRecord &record) override;
    bool kafkaHasRoom() const override { return !m_conversation.outlet().isWaiting(); }
    void kafkaPartitionFailed(const QString &topic, qint32 partition,
                              const KafkaFailure &failure) override;
    void kafkaFailed(const KafkaFailure &failure) override;
    // FeedConversation::Wire
    void sendFrame(std::string_view) override { }
    void endConnection(CloseTreatment treatment, const QString &cause) override;
    void connectionProven() override;
    // Feed
    void start() override;
    bool hasAttempt() const override { return m_client != nullptr; }
    void subscriptionsTouched() override;

    void endForNewSettings(bool readsOn, bool same);
    void dropClient();
    void tellError(const KafkaFailure &failure, const RepeatedErrors::Place &place,
                   const QString &reason);
    void tellUntold();
    void endFailed(const KafkaFailure &failure);
    void endWith(const CloseVerdict &verdict, FeedConversation::Closer closer);

    // Which places, and of which cluster (kafkaplaces.cpp)
    void begin(const KafkaPosition &position);
    void keepPlacesOf(const QVector<Subscription> &subscriptions);
    bool takeCluster(const QString &cluster);
    void tellCluster(const QString &cluster);

    // Which partitions (kafkaassignment.cpp)
    void ask();
    void takeAnswer(int attempt, const KafkaAnswer &answer, const QStringList &asked);
    void takeFailure(const KafkaFailure &failure);
    void openConversation();
    void applyTopics(const KafkaAnswer &answer, const QStringList &asked);
    void keepUnplaced(const KafkaAnswer &answer, const QMap<QString, int> &wanted);
    void tellOverlaps();
    void tellPattern(const QString &pattern, const KafkaAnswer &answer);
    KafkaOffsets storedPlacesOf(const QMap<QString, int> &topics);
    void dropUnwanted(const QMap<QString, int> &wanted);
    QStringList readablePatterns();
    void measureLag();

    void readRecords();
    bool hasRoom();
    bool isStored(const KafkaRecord &record);

    std::shared_ptr<KafkaClient> m_client; ///< null while there is no attempt; ends on m_worker
    std::unique_ptr<QSocketNotifier> m_notifier;
    int m_attempt = 0; ///< ever: answers to the one before are of no interest
    Moment m_attemptSince{};
    KafkaFailure m_cause; ///< what may explain an end that follows
    bool m_ending = false; ///< an end is queued
    bool m_worked = false; ///< it has been live with these values
    RepeatedErrors m_errors; ///< of this attempt
    bool m_asking = false;
    bool m_askAgain = false;
    int m_failedAnswers = 0;

    QString m_cluster; ///< of which these places are; empty: nobody knows
    QString m_clusterLeft; ///< the one before, where that was another, and nobody was told yet
    bool m_toldUnknownCluster = false;
    KafkaOffsets m_offsets; ///< of this connection, and of all attempts before
    KafkaOffsets m_waiting; ///< where those of its records begin that no sink has yet
    KafkaStored m_stored; ///< what it reads again for what stands before it
    QSet<QString> m_seen; ///< `topic/partition` that this attempt reads
    QStringList m_known; ///< patterns that were asked for before
    QSet<QString> m_unplaced; ///< see KafkaQuestion
    QMap<QString, QStringList> m_told; ///< pattern: the topics that its last row named
    QMap<QString, int> m_toldPlaces; ///< … and how many partitions
    QMap<QString, QStringList> m_compared; ///< m_told, when its overlaps were told last
    // Records of a partition come in a row.
    std::string m_slotTopic;
    qint32 m_slotPartition = -1;
    qint64 *m_slot = nullptr;
    std::optional<Moment> m_noRoomAt; ///< when that was seen last; none: there is room
    Moment m_readAt{};
    qint64 m_readAtUs = 0;

    QTimer m_refreshTimer;
    QTimer m_readTimer;
    QTimer m_lagTimer;
    KafkaWorker m_worker; ///< the last to be made and the first to go: it tells this
};

} // namespace eventscope
