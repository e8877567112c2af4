// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/feeds/kafkarestarttest.h"

#include "models/capture/kafkatrail.h"
#include "tests/app/feeds/kafkafeedfixture.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

const QByteArray largeEvent = R"({"large":[1,2,3]})";

bool producePart(KafkaBroker &broker, int from, int end)
{
    KafkaBroker::Headers headers = binaryMode;
    headers.append({"ce_extsize", QByteArray::number(largeEvent.size())});
    headers.append({"ce_extoffset", QByteArray::number(end)});
    return broker.produce("t", largeEvent.mid(from, end - from), headers);
}

/// What a capture with these rows, and no more, says.
QString positionIn(const CollectingSink &sink, const QString &earlier = {})
{
    KafkaTrail trail;
    trail.add(KafkaPosition::fromText(earlier));
    const QList<CollectingSink::Row> rows = sink.rows();
    for (const CollectingSink::Row &row : rows)
        trail.take(R"({"specversion":"1.0",)" + row.body.toStdString());
    return trail.position().text();
}

OptionValues resuming(const QString &memory)
{
    return {{u"start"_s, u"resume"_s}, {memoryKey, memory}};
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
        memory = positionIn(f.rows()); // here it is killed: what follows is not written
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
    QCOMPARE(positionIn(f.rows(), memory), u"?t t/0@7"_s);
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
        second = positionIn(f.rows());
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
