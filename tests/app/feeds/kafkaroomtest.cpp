// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/feeds/kafkaroomtest.h"

#include "app/feeds/kafka/kafkareader.h"
#include "tests/app/feeds/kafkafeedfixture.h"
#include "tests/support/kafkabroker.h"

#include <QElapsedTimer>
#include <QTest>
#include <memory>
#include <sys/eventfd.h>
#include <unistd.h>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

/// A consumer without a KafkaClient: its queue, which the test can look into.
class BareConsumer
{
public:
    BareConsumer(const KafkaBroker &broker, const char *topic)
    {
        rd_kafka_conf_t *conf = rd_kafka_conf_new();
        const QByteArray place = broker.url().mid(8).chopped(1).toLatin1(); // kafka://…/
        rd_kafka_conf_set(conf, "bootstrap.servers", place.constData(), nullptr, 0);
        rd_kafka_conf_set(conf, "group.id", "test", nullptr, 0);
        rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t *, int, const char *, const char *) {});
        m_handle = rd_kafka_new(RD_KAFKA_CONSUMER, conf, nullptr, 0);
        rd_kafka_poll_set_consumer(m_handle);
        m_queue = rd_kafka_queue_get_consumer(m_handle);
        rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
        rd_kafka_topic_partition_list_add(list, topic, 0)->offset = 0;
        rd_kafka_error_t *error = rd_kafka_incremental_assign(m_handle, list);
        m_isReading = !error;
        rd_kafka_error_destroy(error);
        rd_kafka_topic_partition_list_destroy(list);
    }
    ~BareConsumer()
    {
        rd_kafka_queue_destroy(m_queue);
        rd_kafka_destroy_flags(m_handle, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    }
    BareConsumer(const BareConsumer &) = delete;
    BareConsumer &operator=(const BareConsumer &) = delete;

    bool isReading() const { return m_isReading; }
    rd_kafka_queue_t *queue() const { return m_queue; }
    int waiting() const { return int(rd_kafka_queue_length(m_queue)); }

private:
    rd_kafka_t *m_handle = nullptr;
    rd_kafka_queue_t *m_queue = nullptr;
    bool m_isReading = false;
};

/// Its sessions say how long they were told that nothing was read.
class StillDialect final : public Dialect
{
public:
    const DialectInfo &info() const override { return dialectById(u"acm"_s)->info(); }
    std::unique_ptr<Session> makeSession(const OptionValues &) const override
    {
        return std::make_unique<StillSession>(*this);
    }

    mutable Moment m_stoodStill{0};
    mutable int m_records = 0;

private:
    class StillSession final : public Session
    {
    public:
        explicit StillSession(const StillDialect &dialect) : m_dialect(dialect) { }
        Handshake handshake() const override { return {}; }
        void opened(Moment, const QString &, SessionOutput &) override { }
        void frame(const FrameView &, Moment, SessionOutput &) override { }
        void record(const KafkaRecord &, Moment, SessionOutput &) override
        {
            ++m_dialect.m_records;
        }
        void stoodStill(std::chrono::milliseconds duration) override
        {
            m_dialect.m_stoodStill += duration;
        }
        CloseVerdict closed(const CloseCause &) const override { return {}; }

    private:
        const StillDialect &m_dialect;
    };
};

KafkaBroker::Headers longHeaders()
{
    KafkaBroker::Headers headers = binaryMode;
    for (auto &[name, value] : headers) {
        if (name != "ce_specversion" && name != "content-type")
            value = QByteArray(1'000, '\1');
    }
    headers.append({"ce_subject", QByteArray(1'000, '\2')});
    return headers;
}

/// From here on it takes so many bytes, and somebody else has something there, too.
void closeTo(KafkaFeedFixture &f, quint64 bytes)
{
    f.sink.m_capacity = bytes;
    f.sink.m_held = 1;
}

/// It waits, or has dropped something.
bool hasDecided(const KafkaFeedFixture &f)
{
    constexpr int often = 20;
    return f.sink.m_refusals > often || f.feed->counters().dropped > 0;
}

} // namespace

void KafkaRoomTest::whatGrowsOnItsWayToALineWaitsForRoom_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<KafkaBroker::Headers>("headers");
    QTest::addColumn<int>("records");
    constexpr int mebi = 1 << 20;
    QTest::newRow("each byte is six") << QByteArray(mebi, '\1') << KafkaBroker::Headers() << 3;
    QTest::newRow("base64") << QByteArray(3 * mebi + mebi / 2, '\xff') << KafkaBroker::Headers()
                            << 3;
    QTest::newRow("headers, and hardly a value") << QByteArray("1") << longHeaders() << 400;
    QTest::newRow("small ones") << QByteArray("\"0123456789\"") << binaryMode << 20'000;
}

/// C28: where the disk takes nothing, all of it waits, whatever a line becomes of it.
void KafkaRoomTest::whatGrowsOnItsWayToALineWaitsForRoom()
{
    QFETCH(QByteArray, value);
    QFETCH(KafkaBroker::Headers, headers);
    QFETCH(int, records);
    KafkaBroker broker;
    broker.createTopic("t");
    for (int i = 0; i < records; ++i)
        QVERIFY(broker.queue("t", value, headers));
    QVERIFY(broker.flush());
    KafkaFeedFixture f;
    closeTo(f, 4 << 20);
    f.open(broker.url(), {u"t"_s}, fromBeginning);
    QTRY_VERIFY_WITH_TIMEOUT(hasDecided(f), patience);
    QCOMPARE(f.feed->counters().dropped, 0ULL);
    QVERIFY(f.rows().stored() < quint64(records));
    QCOMPARE(f.phase(), ConnectionPhase::Live);
    // A record at a time, where one of them is all that has room.
    for (int turns = 0; turns < records && f.rows().stored() < quint64(records); ++turns) {
        const quint64 before = f.rows().stored();
        f.sink.m_held = 0;
        QTRY_VERIFY_WITH_TIMEOUT(f.rows().stored() > before, patience);
    }
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), quint64(records), patience);
    QCOMPARE(f.feed->counters().received, quint64(records));
    QCOMPARE(f.feed->counters().dropped, 0ULL);
    QCOMPARE(f.rows().count("eventscope.gap"), 0);
}

void KafkaRoomTest::aWholeThatIsLargerThanItsPartsWaitsForRoom()
{
    constexpr int parts = 5;
    const QByteArray whole = '"' + QByteArray((parts << 20) - 2, 'w') + '"';
    KafkaBroker broker;
    broker.createTopic("t");
    for (int end = 1; end <= parts; ++end) {
        KafkaBroker::Headers headers = binaryMode;
        headers.append({"ce_extsize", QByteArray::number(whole.size())});
        headers.append({"ce_extoffset", QByteArray::number(end << 20)});
        QVERIFY(broker.produce("t", whole.mid((end - 1) << 20, 1 << 20), headers));
    }
    KafkaFeedFixture f;
    closeTo(f, 4 << 20);
    f.open(broker.url(), {u"t"_s}, fromBeginning);
    QTRY_VERIFY_WITH_TIMEOUT(hasDecided(f), patience);
    QCOMPARE(f.feed->counters().dropped, 0ULL);
    f.sink.m_capacity = 0;
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 1ULL, patience);
    QCOMPARE(f.rows().rows("x").first().data, whole);
}

void KafkaRoomTest::timeWithoutRoomIsNoTimeInWhichTheRestOfAnEventCouldCome()
{
    KafkaBroker broker;
    broker.createTopic("t");
    const StillDialect dialect;
    KafkaFeedFixture f;
    ConnectionProfile profile;
    profile.subscriptions.append({u"t"_s, {}, false});
    QElapsedTimer clock;
    clock.start();
    f.feed->open(dialect, profile, {{u"url"_s, broker.url()}});
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 1, patience);
    const Moment before = dialect.m_stoodStill;
    QCOMPARE(before, Moment(0));
    f.sink.m_open = false;
    QVERIFY(broker.produce("t", "1", binaryMode));
    QTRY_VERIFY_WITH_TIMEOUT(dialect.m_stoodStill >= Moment(200), patience);
    QVERIFY(dialect.m_stoodStill <= Moment(clock.elapsed()));
    f.sink.m_open = true;
    QTRY_COMPARE_WITH_TIMEOUT(dialect.m_records, 1, patience);
    const Moment after = dialect.m_stoodStill;
    QVERIFY(broker.produce("t", "2", binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(dialect.m_records, 2, patience);
    QCOMPARE(dialect.m_stoodStill, after);
}

void KafkaRoomTest::whatWaitsForRoomOutlastsItsConnection()
{
    KafkaBroker broker;
    broker.createTopic("t");
    QVERIFY(broker.produce("t", QByteArray(1 << 20, '\1')));
    KafkaFeedFixture f;
    closeTo(f, 4 << 20);
    f.open(broker.url(), {u"t"_s}, fromBeginning);
    QTRY_VERIFY_WITH_TIMEOUT(hasDecided(f), patience);
    f.feed->close();
    QCOMPARE(f.phase(), ConnectionPhase::Idle);
    QCOMPARE(f.rows().stored() + f.feed->counters().dropped, 0ULL);
    f.sink.m_capacity = 0;
    QTRY_COMPARE(f.rows().stored(), 1ULL);
    QCOMPARE(f.feed->counters().dropped, 0ULL);
}

void KafkaRoomTest::whatFindsNoRoomAtTheEndIsReadAgainByTheNextStart()
{
    KafkaBroker broker;
    broker.createTopic("t");
    KafkaFeedFixture f;
    closeTo(f, 4 << 20);
    f.open(broker.url(), {u"^t.*"_s}, {{u"start"_s, u"resume"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 1, patience);
    QVERIFY(broker.produce("t", QByteArray(1 << 20, '\1')));
    QTRY_VERIFY_WITH_TIMEOUT(hasDecided(f), patience);
    QCOMPARE(f.feed->offsets().text(), u"t/0@1"_s);
    broker.createTopic("t.2"); // so that there is a row behind the record
    QTRY_COMPARE_WITH_TIMEOUT(f.state(u"^t.*"_s).partitions, 2, patience);
    QCOMPARE(f.feed->finalCounters().dropped, 1ULL);
    f.feed.reset();
    QCOMPARE(f.rows().stored(), 0ULL);
    const auto acks = f.rows().rows("eventscope.ack");
    QCOMPARE(acks.size(), 2);
    QVERIFY2(acks[1].data.contains(R"("kafkanext":"t/0@0 t.2/0@0")"), acks[1].data.constData());
    const auto gaps = f.rows().rows("eventscope.gap");
    QVERIFY(!gaps.isEmpty());
    QVERIFY2(gaps[0].data.contains("no room for them when it ended; they are read again"),
             gaps[0].data.constData());
}

/// Heard only once there is room, it would end the connection that is there by then.
void KafkaRoomTest::aBrokerThatIsGoneIsNoticedWhereThereIsNoRoom()
{
    KafkaBroker broker;
    broker.createTopic("t");
    FeedSettings settings = KafkaFeedFixture::quick();
    settings.topicRefreshMs = 60'000; // nobody asks the broker anything
    KafkaFeedFixture f(settings);
    f.open(broker.url(), {u"t"_s}, fromBeginning);
    QTRY_COMPARE_WITH_TIMEOUT(f.phase(), ConnectionPhase::Live, patience);
    f.sink.m_open = false;
    QVERIFY(broker.produce("t", "1", binaryMode));
    f.sink.m_asked = 0;
    QTRY_VERIFY_WITH_TIMEOUT(f.sink.m_asked > 10, patience);
    broker.setUp(false);
    QTRY_VERIFY_WITH_TIMEOUT(f.phase() != ConnectionPhase::Live, patience);
    broker.setUp(true);
    f.sink.m_open = true;
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), QStringList{u"1"_s}, patience);
}

/// What the owner of a haul holds is memory too, for as long as the disk has no room.
void KafkaRoomTest::noMoreIsFetchedWhileWhatWasFetchedHasNoRoom()
{
    constexpr int atOnce = 512; // what KafkaReader takes
    constexpr int rest = 100;
    constexpr int more = 50;
    KafkaBroker broker;
    broker.createTopic("t");
    const QByteArray value(40 << 10, 'x'); // 512 of them are more than it holds
    const auto produce = [&](int count) {
        for (int i = 0; i < count; ++i) {
            if (!broker.queue("t", value))
                return false;
        }
        return broker.flush();
    };
    QVERIFY(produce(atOnce + rest));
    const BareConsumer consumer(broker, "t");
    QVERIFY(consumer.isReading());
    QTRY_VERIFY_WITH_TIMEOUT(consumer.waiting() >= atOnce + rest, patience);
    const int wakeFd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    {
        KafkaReader reader(consumer.queue(), wakeFd);
        QVERIFY(reader.start());
        std::unique_ptr<KafkaReader::Haul> haul;
        const auto take = [&reader, &haul] {
            if (!haul)
                haul = reader.take();
            return haul != nullptr;
        };
        QTRY_VERIFY(take());
        QCOMPARE(int(haul->messages.size()), atOnce);
        QVERIFY(produce(more));
        QTRY_COMPARE_WITH_TIMEOUT(consumer.waiting(), rest + more, patience);
        reader.giveBack(std::move(haul));
        QTRY_VERIFY(take());
        QCOMPARE(int(haul->messages.size()), rest + more);
        reader.giveBack(std::move(haul));
    }
    ::close(wakeFd);
}
