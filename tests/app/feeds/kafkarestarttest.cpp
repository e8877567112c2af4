// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/feeds/kafkarestarttest.h"

#include "tests/app/feeds/kafkafeedfixture.h"
#include "tests/app/feeds/kafkapositionin.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

const QByteArray largeEvent = R"({"large":[1,2,3]})";

bool producePart(KafkaBroker &broker, int from, int end, int partition = 0)
{
    KafkaBroker::Headers headers = binaryMode;
    headers.append({"ce_extsize", QByteArray::number(largeEvent.size())});
    headers.append({"ce_extoffset", QByteArray::number(end)});
    return broker.produce("t", largeEvent.mid(from, end - from), headers, {}, partition);
}

/// A word of it says which cluster that is: another one in each run.
QString placesIn(const CollectingSink &sink, const QString &earlier = {})
{
    const QString position = positionIn(sink, earlier);
    return position.startsWith(u'!') ? position.section(u' ', 1) : position;
}

} // namespace

void KafkaRestartTest::partsThatWaitedWhenItWasKilledAreReadAgainAndNothingComesTwice()
{
    KafkaBroker broker;
    broker.createTopic("t");
    QString memory;
    {
        KafkaFeedFixture f;
        f.open(broker.url(), {u"t"_s}, resuming({}));
        QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 1, patience);
        QVERIFY(broker.produce("t", "0", binaryMode));
        QVERIFY(producePart(broker, 0, 5));
        QVERIFY(broker.produce("t", "1", binaryMode));
        QVERIFY(producePart(broker, 5, 9));
        QVERIFY(broker.produce("t", "2", binaryMode));
        QTRY_COMPARE_WITH_TIMEOUT(f.data(), numbers(0, 3), patience);
        memory = placesIn(f.rows()); // here it is killed: what follows is not written
    }
    QCOMPARE(memory, u"?t t/0@1 t/0+2-3 t/0+4-5"_s);
    QVERIFY(producePart(broker, 9, int(largeEvent.size())));
    QVERIFY(broker.produce("t", "3", binaryMode));
    KafkaFeedFixture f;
    f.open(broker.url(), {u"t"_s}, resuming(memory));
    QTRY_VERIFY_WITH_TIMEOUT(f.data().contains(u"3"_s), patience);
    QCOMPARE(f.data(), (QStringList{QString::fromUtf8(largeEvent), u"3"_s}));
    QCOMPARE(f.feed->counters().received, 4ULL);
    QCOMPARE(f.feed->counters().duplicates, 2ULL);
    QCOMPARE(f.rows().count("eventscope.gap"), 0);
    QCOMPARE(placesIn(f.rows(), memory), u"?t t/0@7"_s);
}

/// The second run stores nothing of what it knows, and its rows may be all that the third one sees.
void KafkaRestartTest::whatIsStoredBehindPartsIsKnownAfterASecondKillToo()
{
    KafkaBroker broker;
    broker.createTopic("t");
    QVERIFY(broker.produce("t", "0", binaryMode));
    QVERIFY(producePart(broker, 0, 5));
    QVERIFY(broker.produce("t", "1", binaryMode));
    const QString memory = u"?t t/0@1 t/0+2-3"_s;
    QString second;
    {
        KafkaFeedFixture f;
        f.open(broker.url(), {u"t"_s}, resuming(memory));
        QTRY_COMPARE_WITH_TIMEOUT(f.feed->counters().duplicates, 1ULL, patience);
        second = placesIn(f.rows());
    }
    QCOMPARE(second, memory);
    KafkaFeedFixture f;
    f.open(broker.url(), {u"t"_s}, resuming(second));
    QTRY_COMPARE_WITH_TIMEOUT(f.feed->counters().duplicates, 1ULL, patience);
    QCOMPARE(f.data(), QStringList());
}

void KafkaRestartTest::aRowThatSaysWhereItReadsOnKnowsOfPartsThatWait()
{
    KafkaBroker broker;
    broker.createTopic("t");
    QVERIFY(broker.produce("t", "0", binaryMode));
    QVERIFY(producePart(broker, 0, 5));
    QVERIFY(broker.produce("t", "1", binaryMode));
    KafkaFeedFixture f;
    f.open(broker.url(), {u"^t.*"_s}, fromBeginning);
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), numbers(0, 2), patience);
    broker.createTopic("t.2");
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 2, patience);
    const QByteArray row = f.rows().rows("eventscope.ack").last().data;
    QVERIFY2(row.contains(R"("kafkanext":"t/0@1 t.2/0@0")"), row.constData());
}

/// Its offsets are those of other records.
void KafkaRestartTest::whatIsStoredOfATopicThatWasMadeAnewIsOfNoInterest()
{
    KafkaBroker broker;
    broker.createTopic("t");
    for (int i = 0; i < 5; ++i)
        QVERIFY(broker.produce("t", QByteArray::number(i), binaryMode));
    KafkaFeedFixture f;
    f.open(broker.url(), {u"t"_s}, resuming(u"t/0@100 t/0+2-4 t/0+101-103"_s));
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 5, patience);
    QCOMPARE(f.data(), numbers(0, 5));
    QCOMPARE(f.rows().count("eventscope.gap"), 1);
}

void KafkaRestartTest::topicsThatWereMadeMeanwhileAreReadFromTheirBeginning_data()
{
    QTest::addColumn<bool>("hadTopics");
    QTest::newRow("beside others") << true;
    QTest::newRow("the first that the pattern finds") << false;
}

void KafkaRestartTest::topicsThatWereMadeMeanwhileAreReadFromTheirBeginning()
{
    QFETCH(bool, hadTopics);
    KafkaBroker broker;
    broker.createTopic("other");
    if (hadTopics)
        broker.createTopic("hub.1");
    QString memory;
    {
        KafkaFeedFixture f;
        f.open(broker.url(), {u"^hub\\..*"_s}, resuming({}));
        QTRY_COMPARE_WITH_TIMEOUT(
            f.rows().count(hadTopics ? "eventscope.ack" : "eventscope.unconfirmed"), 1, patience);
        memory = positionIn(f.rows());
    }
    QCOMPARE(KafkaPosition::fromText(memory).patterns, std::set<QString>{u"^hub\\..*"_s});
    broker.createTopic("hub.2");
    for (int i = 0; i < 3; ++i)
        QVERIFY(broker.produce("hub.2", QByteArray::number(i), binaryMode));
    KafkaFeedFixture f;
    f.open(broker.url(), {u"^hub\\..*"_s}, resuming(memory));
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), numbers(0, 3), patience);
    QCOMPARE(f.rows().count("eventscope.gap"), 0);
}

void KafkaRestartTest::aPatternThatNobodyAskedForBeforeBeginsNow()
{
    KafkaBroker broker;
    broker.createTopic("hub.1");
    broker.createTopic("other.1");
    QVERIFY(broker.produce("other.1", "1", binaryMode));
    KafkaFeedFixture f;
    f.open(broker.url(), {u"^hub\\..*"_s, u"^other\\..*"_s},
           resuming(u"?%5Ehub%5C..%2A hub.1/0@0"_s));
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 2, patience);
    QVERIFY(broker.produce("other.1", "2", binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), QStringList{u"2"_s}, patience);
}

void KafkaRestartTest::aSubscriptionThatWasPausedReadsNothingAgain_data()
{
    QTest::addColumn<QString>("start");
    QTest::addColumn<QStringList>("read");
    QTest::newRow("from now on") << u"now"_s << QStringList{u"1"_s, u"3"_s};
    QTest::newRow("where it stopped") << u"resume"_s << QStringList{u"1"_s, u"2"_s, u"3"_s};
}

void KafkaRestartTest::aSubscriptionThatWasPausedReadsNothingAgain()
{
    QFETCH(QString, start);
    QFETCH(QStringList, read);
    KafkaBroker broker;
    broker.createTopic("t");
    broker.createTopic("other");
    QVERIFY(broker.produce("t", "0", binaryMode));
    KafkaFeedFixture f;
    f.open(broker.url(), {u"t"_s, u"other"_s}, {{u"start"_s, start}});
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 2, patience);
    QVERIFY(broker.produce("t", "1", binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), QStringList{u"1"_s}, patience);
    f.feed->subscribe({u"t"_s, {}, true});
    QTRY_COMPARE_WITH_TIMEOUT(f.state(u"t"_s).state, SubscriptionState::Paused, patience);
    QTRY_VERIFY_WITH_TIMEOUT(!f.feed->offsets().knows(u"t"_s) || start == u"resume", patience);
    QVERIFY(broker.produce("t", "2", binaryMode));
    f.feed->subscribe({u"t"_s, {}, false});
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 3, patience);
    QVERIFY(broker.produce("t", "3", binaryMode));
    QTRY_VERIFY_WITH_TIMEOUT(f.data().contains(u"3"_s), patience);
    QCOMPARE(f.data(), read);
}

void KafkaRestartTest::aRestartOfTheProgramGoesOnWhereTheCaptureStopped()
{
    KafkaBroker broker;
    broker.createTopic("t", 2);
    for (int i = 0; i < 10; ++i)
        QVERIFY(broker.produce("t", QByteArray::number(i), binaryMode));
    QString stopped;
    {
        KafkaFeedFixture f;
        f.open(broker.url(), {u"t"_s}, fromBeginning);
        QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 10, patience);
        stopped = f.feed->offsets().text();
        QCOMPARE(stopped, u"t/0@10 t/1@0"_s);
    }
    for (int i = 10; i < 20; ++i)
        QVERIFY(broker.produce("t", QByteArray::number(i), binaryMode));
    QVERIFY(broker.produce("t", "99", binaryMode, {}, 1));
    KafkaFeedFixture f;
    f.open(broker.url(), {u"t"_s}, {{u"start"_s, u"resume"_s}, {memoryKey, stopped}});
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 11, patience);
    QStringList data = f.data();
    QVERIFY(data.removeOne(u"99"_s));
    QCOMPARE(data, numbers(10, 20));
    QCOMPARE(f.rows().count("eventscope.gap"), 0);
}

void KafkaRestartTest::aPartitionThatWasAddedMeanwhileIsReadFromItsBeginning()
{
    KafkaBroker broker;
    broker.createTopic("t", 3);
    broker.createTopic("new");
    for (int i = 0; i < 12; ++i)
        QVERIFY(broker.produce("t", QByteArray::number(i), binaryMode, {}, i % 3));
    QVERIFY(broker.produce("new", "99", binaryMode));
    KafkaFeedFixture f;
    f.open(broker.url(), {u"t"_s, u"new"_s},
           {{u"start"_s, u"resume"_s}, {memoryKey, u"t/0@4 t/1@3"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 5, patience);
    QStringList data = f.data();
    QVERIFY(data.removeOne(u"10"_s)); // of the second, which was known
    QCOMPARE(data, (QStringList{u"2"_s, u"5"_s, u"8"_s, u"11"_s}));
    // Of a topic that nothing is known of nobody has asked yet: it begins now.
    QTRY_COMPARE_WITH_TIMEOUT(f.feed->offsets().text(), u"new/0@1 t/0@4 t/1@4 t/2@4"_s, patience);
    QCOMPARE(f.rows().count("eventscope.gap"), 0);
}

void KafkaRestartTest::anOffsetThatIsNoLongerThereIsAGap()
{
    const QString stopped = u"t/0@1000"_s;
    const QByteArray words = "before the 1000 that comes";
    KafkaBroker broker;
    broker.createTopic("t");
    for (int i = 0; i < 5; ++i)
        QVERIFY(broker.produce("t", QByteArray::number(i), binaryMode));
    KafkaFeedFixture f;
    f.open(broker.url(), {u"t"_s}, {{u"start"_s, u"resume"_s}, {memoryKey, stopped}});
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 5, patience);
    QCOMPARE(f.data(), numbers(0, 5));
    QCOMPARE(f.rows().count("eventscope.gap"), 1);
    QVERIFY2(f.rows().rows("eventscope.gap").first().data.contains(words),
             f.rows().rows("eventscope.gap").first().data.constData());
}

void KafkaRestartTest::aTopicThatWasNotAllowedIsReadFromItsBeginningOnceItIs()
{
    KafkaBroker broker;
    broker.createTopic("t");
    QString memory;
    {
        KafkaFeedFixture f;
        rd_kafka_mock_topic_set_error(broker.cluster(), "t",
                                      RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
        f.open(broker.url(), {u"t"_s}, resuming({}));
        QTRY_COMPARE_WITH_TIMEOUT(f.state(u"t"_s).state, SubscriptionState::Refused, patience);
        memory = positionIn(f.rows());
    }
    rd_kafka_mock_topic_set_error(broker.cluster(), "t", RD_KAFKA_RESP_ERR_NO_ERROR);
    for (int i = 0; i < 3; ++i)
        QVERIFY(broker.produce("t", QByteArray::number(i), binaryMode));
    KafkaFeedFixture f;
    f.open(broker.url(), {u"t"_s}, resuming(memory));
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), numbers(0, 3), patience);
}

/// The row of the whole says where its own partition goes on, and nothing of the others.
void KafkaRestartTest::partsInOtherPartitionsThanTheLastComeAgainAndNothingIsLost()
{
    KafkaBroker broker;
    broker.createTopic("t", 2);
    QString memory;
    {
        KafkaFeedFixture f;
        f.open(broker.url(), {u"t"_s}, resuming({}));
        QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 1, patience);
        QVERIFY(producePart(broker, 0, 5, 1));
        QVERIFY(broker.produce("t", "0", binaryMode, {}, 1)); // by then it has the part before
        QTRY_COMPARE_WITH_TIMEOUT(f.data(), numbers(0, 1), patience);
        QVERIFY(producePart(broker, 5, int(largeEvent.size()), 0));
        QTRY_COMPARE_WITH_TIMEOUT(f.data(), (QStringList{u"0"_s, QString::fromUtf8(largeEvent)}),
                                  patience);
        memory = placesIn(f.rows());
    }
    QCOMPARE(memory, u"?t t/0@1 t/1@0 t/1+1-2"_s);
    KafkaFeedFixture f;
    f.open(broker.url(), {u"t"_s}, resuming(memory));
    QVERIFY(broker.produce("t", "1", binaryMode, {}, 1));
    QTRY_VERIFY_WITH_TIMEOUT(f.data().contains(u"1"_s), patience);
    f.feed->close(); // what is held back is told
    QCOMPARE(f.rows().stored(), 2ULL);
    QCOMPARE(f.feed->counters().duplicates, 1ULL); // what is stored behind it is known
}
