// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/kafka/kafkafeed.h"
#include "tests/app/feeds/kafkafeedfixture.h"
#include "tests/app/feeds/repeatederrorstest.h"
#include "tests/support/collectingsink.h"
#include "tests/support/kafkabroker.h"
#include "tests/support/testclasses.h"

#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestKafkaFeed : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void recordsInBothModesBecomeEvents();
    void headersAboveTheLimitAreCounted();
    void partitionsAndLagAreToldOfEachSubscription();
    void topicsThatAppearLaterAreReadFromTheirBeginning();
    void startNowTakesOnlyWhatComes();
    void aBrokerThatRestartsLosesAndRepeatsNothing();
    void anErrorIsToldAgainOnceItWasOver();
    void aFullSinkMakesItWaitInsteadOfDropping();
    void aLimitIsKeptExactly();
    void whatIsUnsubscribedIsReadNoMore();
    void whatWasFetchedWhenItsTopicWasLeftIsNotTold();
    void aTopicThatTwoPatternsMatchCountsForBoth();
};

void TestKafkaFeed::recordsInBothModesBecomeEvents()
{
    KafkaBroker broker;
    broker.createTopic("gh-status.hub1", 2);
    QVERIFY(broker.produce("gh-status.hub1", "{\"a\":1}", binaryMode, "kind-hub1"));
    QVERIFY(broker.produce(
        "gh-status.hub1", R"({"specversion":"1.0","id":"2","source":"s","type":"y","data":[2]})",
        {{"Content-Type", "application/cloudevents+json; charset=UTF-8"}}, {}, 1));
    QVERIFY(broker.produce("gh-status.hub1", {}, {}, "gone"));
    QVERIFY(broker.produce("gh-status.hub1", "plain", {}, "key"));
    KafkaFeedFixture f;
    f.open(broker.url(), {u"gh-status.hub1"_s}, fromBeginning);
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 4, patience);
    QCOMPARE(f.phase(), ConnectionPhase::Live);
    QCOMPARE(f.data("x"), QStringList{u"{\"a\":1}"_s});
    QCOMPARE(f.data("y"), QStringList{u"[2]"_s});
    const QByteArray body = f.rows().rows("x").first().body;
    QVERIFY2(
        body.contains(
            R"("kafkatopic":"gh-status.hub1","kafkapartition":"0","kafkaoffset":"0","kafkamessagekey":"kind-hub1")"),
        body.constData());
    QCOMPARE(f.rows().count("kafka.tombstone"), 1);
    QCOMPARE(f.rows().count("kafka.record"), 1);
    QTRY_COMPARE(f.state(u"gh-status.hub1"_s).state, SubscriptionState::Delivering);
    QCOMPARE(f.rows().count("eventscope.gap"), 0);
    QCOMPARE(f.rows().count("eventscope.error"), 0);
}

void TestKafkaFeed::headersAboveTheLimitAreCounted()
{
    KafkaBroker broker;
    broker.createTopic("wide", 1);
    KafkaBroker::Headers headers = binaryMode;
    const QByteArray large(5'000, 'v'); // more than an event has room for
    headers.emplaceBack("trace", "1");
    for (int i = 0; i < 1'100; ++i)
        headers.emplaceBack("large", i < 1'000 ? large : QByteArray("v"));
    QVERIFY(broker.produce("wide", "1", headers));
    QVERIFY(broker.produce("wide", "2", binaryMode));
    KafkaFeedFixture f;
    f.open(broker.url(), {u"wide"_s}, fromBeginning);
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 2, patience);
    const QByteArray body = f.rows().rows("x").first().body;
    QVERIFY2(body.contains(R"("kafkaheaders":"[{\"trace\":\"1\"}]","kafkaheadersleft":"1100")"),
             body.constData());
    QVERIFY(!f.rows().rows("x").last().body.contains("kafkaheaders"));
}

void TestKafkaFeed::partitionsAndLagAreToldOfEachSubscription()
{
    KafkaBroker broker;
    broker.createTopic("wide.1", 3);
    broker.createTopic("wide.2", 2);
    for (const char *number : {"0", "1", "2"})
        QVERIFY(broker.produce("wide.1", number, binaryMode));
    KafkaFeedFixture f;
    f.open(broker.url(), {u"^wide.*"_s, u"wide.2"_s}, fromBeginning);
    QTRY_COMPARE_WITH_TIMEOUT(f.data().size(), 3, patience);
    QTRY_COMPARE_WITH_TIMEOUT(f.state(u"^wide.*"_s).partitions, 5, patience);
    QTRY_COMPARE_WITH_TIMEOUT(f.state(u"wide.2"_s).partitions, 2, patience);
    QTRY_COMPARE_WITH_TIMEOUT(f.state(u"^wide.*"_s).lag, qint64(0), patience);
    // A sink without room: records stay at the broker, and the number of them is told.
    f.sink.m_open = false;
    for (int i = 0; i < 40; ++i)
        QVERIFY(broker.produce("wide.1", QByteArray::number(3 + i), binaryMode));
    QTRY_VERIFY_WITH_TIMEOUT(f.state(u"^wide.*"_s).lag > 0, patience);
    QCOMPARE(f.state(u"wide.2"_s).lag, qint64(0));
    f.sink.m_open = true;
    QTRY_COMPARE_WITH_TIMEOUT(f.data().size(), 43, patience);
    QTRY_COMPARE_WITH_TIMEOUT(f.state(u"^wide.*"_s).lag, qint64(0), patience);
}

void TestKafkaFeed::topicsThatAppearLaterAreReadFromTheirBeginning()
{
    KafkaBroker broker;
    broker.createTopic("gh-status.hub1");
    broker.createTopic("other");
    KafkaFeedFixture f;
    f.open(broker.url(), {u"^gh-status.*"_s}, {{u"start"_s, u"now"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 1, patience);
    broker.createTopic("gh-status.hub2");
    QVERIFY(broker.produce("gh-status.hub2", "1", binaryMode));
    QVERIFY(broker.produce("other", "2", binaryMode));
    QVERIFY(broker.produce("gh-status.hub1", "3", binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 2, patience);
    QStringList data = f.data();
    data.sort();
    QCOMPARE(data, (QStringList{u"1"_s, u"3"_s}));
    QCOMPARE(f.rows().count("eventscope.ack"), 2); // one row more that names both
}

void TestKafkaFeed::startNowTakesOnlyWhatComes()
{
    KafkaBroker broker;
    broker.createTopic("t");
    QVERIFY(broker.produce("t", "0", binaryMode));
    KafkaFeedFixture f;
    f.open(broker.url(), {u"t"_s});
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 1, patience);
    QVERIFY(broker.produce("t", "1", binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), QStringList{u"1"_s}, patience);
    // Where it began is in the row, so that a restart finds its place even before the first event.
    const QByteArray row = f.rows().rows("eventscope.ack").first().data;
    QVERIFY2(row.contains(R"("kafkanext":"t/0@1")"), row.constData());
}

void TestKafkaFeed::aBrokerThatRestartsLosesAndRepeatsNothing()
{
    KafkaBroker broker;
    broker.createTopic("t");
    for (int i = 0; i < 50; ++i)
        QVERIFY(broker.produce("t", QByteArray::number(i), binaryMode));
    KafkaFeedFixture f;
    f.open(broker.url(), {u"t"_s}, fromBeginning);
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 50, patience);
    broker.setUp(false);
    QTRY_VERIFY_WITH_TIMEOUT(f.phase() != ConnectionPhase::Live, patience);
    QVERIFY(!f.feed->status().cause.isEmpty());
    broker.setUp(true);
    for (int i = 50; i < 100; ++i)
        QVERIFY(broker.produce("t", QByteArray::number(i), binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 100, patience);
    QCOMPARE(f.data(), numbers(0, 100));
    QCOMPARE(f.phase(), ConnectionPhase::Live);
    QCOMPARE(f.rows().count("eventscope.gap"), 0);
}

void TestKafkaFeed::anErrorIsToldAgainOnceItWasOver()
{
    constexpr int fetch = 1; // the request
    constexpr auto broken = RD_KAFKA_RESP_ERR_UNKNOWN;
    const QByteArray topic(249, 'x');
    KafkaBroker broker;
    broker.createTopic(topic.constData());
    FeedSettings settings = KafkaFeedFixture::quick();
    settings.topicRefreshMs = 60'000; // with each look-up records are looked at anew
    KafkaFeedFixture f(settings);
    f.open(broker.url(), {QString::fromLatin1(topic)}, fromBeginning);
    QVERIFY(broker.produce(topic.constData(), "0", binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 1, patience);
    for (int times = 1; times <= 2; ++times) {
        rd_kafka_mock_push_request_errors(broker.cluster(), fetch, 3, broken, broken, broken);
        QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.error"), times, patience);
        QVERIFY(broker.produce(topic.constData(), "1", binaryMode));
        QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), quint64(times + 1), patience);
        QCOMPARE(f.rows().count("eventscope.error"), times); // all three have come by now
    }
    // The name of the topic is not all that it says.
    const QByteArray said = f.rows().rows("eventscope.error")[0].data;
    QVERIFY2(said.contains("xx/0: ") && said.contains("Unknown broker error"), said.constData());
}

void TestKafkaFeed::aFullSinkMakesItWaitInsteadOfDropping()
{
    KafkaBroker broker;
    broker.createTopic("t");
    KafkaFeedFixture f;
    f.open(broker.url(), {u"t"_s}, fromBeginning);
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 1, patience);
    f.sink.m_open = false;
    for (int i = 0; i < 100; ++i)
        QVERIFY(broker.produce("t", QByteArray::number(i), binaryMode));
    f.sink.m_asked = 0;
    QTRY_VERIFY_WITH_TIMEOUT(f.sink.m_asked > 10, patience); // it would take what is there
    QCOMPARE(f.feed->counters().received, 0);
    QCOMPARE(f.phase(), ConnectionPhase::Live);
    f.sink.m_open = true;
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), numbers(0, 100), patience);
    QCOMPARE(f.feed->counters().dropped, 0);
}

void TestKafkaFeed::aLimitIsKeptExactly()
{
    KafkaBroker broker;
    broker.createTopic("t");
    for (int i = 0; i < 40; ++i)
        QVERIFY(broker.produce("t", QByteArray::number(i), binaryMode));
    KafkaFeedFixture f;
    QSignalSpy reached(f.feed.get(), &Feed::limitReached);
    f.feed->setEventLimit(std::make_shared<EventLimit>(EventLimit{7}));
    f.open(broker.url(), {u"t"_s}, fromBeginning);
    QTRY_COMPARE_WITH_TIMEOUT(reached.count(), 1, patience);
    QCOMPARE(f.data(), numbers(0, 7));
    QCOMPARE(f.feed->offsets().text(), u"t/0@7"_s);
}

void TestKafkaFeed::whatIsUnsubscribedIsReadNoMore()
{
    KafkaBroker broker;
    broker.createTopic("a");
    broker.createTopic("b");
    KafkaFeedFixture f;
    f.open(broker.url(), {u"a"_s, u"b"_s}, fromBeginning);
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 2, patience);
    f.feed->unsubscribe(u"a"_s);
    // The feed is told in the same turn; what comes from now on is not read.
    QTRY_COMPARE_WITH_TIMEOUT(f.feed->offsets().text(), u"b/0@0"_s, patience);
    QVERIFY(broker.produce("a", "1", binaryMode));
    QVERIFY(broker.produce("b", "2", binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), QStringList{u"2"_s}, patience);
    f.feed->subscribe({u"a"_s, {}, false});
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), (QStringList{u"2"_s, u"1"_s}), patience);
}

void TestKafkaFeed::whatWasFetchedWhenItsTopicWasLeftIsNotTold()
{
    constexpr int records = 3'000;
    KafkaBroker broker;
    broker.createTopic("a");
    broker.createTopic("b");
    for (int i = 0; i < records; ++i)
        QVERIFY(broker.queue("a", QByteArray::number(i), binaryMode));
    QVERIFY(broker.flush());
    KafkaFeedFixture f;
    f.sink.m_open = false; // what is fetched waits
    f.open(broker.url(), {u"a"_s}, fromBeginning);
    QTRY_COMPARE_WITH_TIMEOUT(f.state(u"a"_s).lag, qint64(records), patience);
    f.feed->unsubscribe(u"a"_s);
    f.feed->subscribe({u"b"_s, {}, false});
    QTRY_COMPARE_WITH_TIMEOUT(f.state(u"b"_s).state, SubscriptionState::Active, patience);
    f.sink.m_open = true;
    QVERIFY(broker.produce("b", "\"of b\"", binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), QStringList{u"\"of b\""_s}, patience);
    f.feed->subscribe({u"a"_s, {}, false});
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), records + 1, patience);
    QCOMPARE(f.data().mid(1), numbers(0, records));
}

void TestKafkaFeed::aTopicThatTwoPatternsMatchCountsForBoth()
{
    KafkaBroker broker;
    for (const char *topic : {"gh.1", "gh.2", "other.1"})
        broker.createTopic(topic);
    for (const char *topic : {"gh.1", "gh.2", "other.1"})
        QVERIFY(broker.produce(topic, "7", binaryMode));
    KafkaFeedFixture f;
    f.open(broker.url(), {u"^gh.*"_s, u"^.*1$"_s, u"other.1"_s}, fromBeginning);
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 3, patience);
    QTRY_COMPARE(f.state(u"^gh.*"_s).events, 2U);
    QTRY_COMPARE(f.state(u"^.*1$"_s).events, 2U);
    QTRY_COMPARE(f.state(u"other.1"_s).events, 1U);
    QCOMPARE(f.state(u"^gh.*"_s).overlaps,
             QStringList{u"1 of its 2 topics comes on ^.*1$ too: gh.1"_s});
    QCOMPARE(f.state(u"^.*1$"_s).overlaps,
             (QStringList{u"1 of its 2 topics comes on ^gh.* too: gh.1"_s,
                          u"1 of its 2 topics comes on other.1 too: other.1"_s}));
    QCOMPARE(f.state(u"other.1"_s).overlaps, QStringList{u"its topic comes on ^.*1$ too"_s});
    f.feed->unsubscribe(u"^.*1$"_s);
    QTRY_VERIFY(f.state(u"^gh.*"_s).overlaps.isEmpty());
    QVERIFY(broker.produce("gh.1", "8", binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.state(u"^gh.*"_s).events, 3U, patience);
    QCOMPARE(f.feed->status().phase, ConnectionPhase::Live);
}

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, TestKafkaFeed, RepeatedErrorsTest>(argc, argv);
}

#include "tst_kafkafeed.moc"
