// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/feeds/kafkawiretest.h"

#include "tests/app/feeds/kafkafeedfixture.h"
#include "tests/support/kafkarelay.h"

#include <QRandomGenerator>
#include <QTest>
#include <algorithm>
#include <limits>

using namespace eventscope;

namespace {

constexpr qsizetype megabyte = 1 << 20;

QByteArray textOf(qsizetype bytes, char letter)
{
    return '"' + QByteArray(bytes - 2, letter) + '"';
}

/// What no codec makes smaller.
QByteArray randomBytes(qsizetype bytes)
{
    QByteArray random(bytes, '\0');
    QRandomGenerator generator(28);
    for (char &byte : random)
        byte = char(generator.generate());
    return random;
}

} // namespace

void KafkaWireTest::aRecordOfManyMegabytesIsKeptWhole()
{
    KafkaBroker broker;
    broker.createTopic("large", 3);
    const QByteArray text = textOf(12 * megabyte, 't');
    const QByteArray more = textOf(24 * megabyte, 'm'); // more than is fetched at once of others
    QByteArray bytes(11 * megabyte, '\xff');
    QVERIFY(broker.produce("large", text, binaryMode, {}, 0));
    QVERIFY(broker.produce("large", more, binaryMode, {}, 1));
    QVERIFY(broker.produce("large", bytes, {}, {}, 2));
    QVERIFY(broker.produce("large", "\"behind it\"", binaryMode, {}, 1));
    KafkaFeedFixture f;
    f.open(broker.url(), {u"large"_s}, fromBeginning);
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 4, patience);
    QStringList data = f.data();
    std::sort(data.begin(), data.end(),
              [](const QString &a, const QString &b) { return a.size() < b.size(); });
    QVERIFY(
        data
        == QStringList({u"\"behind it\""_s, QString::fromLatin1(text), QString::fromLatin1(more)}));
    const auto binary = f.rows().rows("kafka.record");
    QCOMPARE(binary.size(), 1);
    QVERIFY(QByteArray::fromBase64(binary[0].data) == bytes || binary[0].data == bytes);
    const FeedCounters counters = f.feed->counters();
    QCOMPARE(counters.received, 4ULL);
    QCOMPARE(counters.dropped + counters.duplicates, 0ULL);
    QCOMPARE(f.rows().count("eventscope.gap"), 0);
    // Who has to make room for it knows how much.
    QVERIFY(f.sink.m_mostAskedFor >= quint64(more.size()));
}

/// librdkafka hands over hundreds at once: all that it has fetched.
void KafkaWireTest::recordsOfAMegabyteWaitForRoomOneByOne()
{
    constexpr int partitions = 10;
    constexpr int each = 3; // as many as the mock cluster keeps
    KafkaBroker broker;
    broker.createTopic("t", partitions);
    const QByteArray value = textOf(megabyte + megabyte / 4, 'x');
    KafkaFeedFixture f;
    f.sink.m_open = false;
    for (int i = 0; i < partitions * each; ++i)
        QVERIFY(broker.produce("t", value, binaryMode, {}, i % partitions));
    f.open(broker.url(), {u"t"_s}, fromBeginning);
    QTRY_COMPARE_WITH_TIMEOUT(f.state(u"t"_s).lag, qint64(partitions * each), patience);
    f.sink.m_open = true;
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), partitions * each, patience);
    QVERIFY2(f.sink.m_mostUnasked < quint64(2 * value.size()),
             qPrintable(QString::number(f.sink.m_mostUnasked)));
    QVERIFY(f.sink.m_mostAskedFor >= quint64(value.size()));
    QCOMPARE(f.feed->counters().dropped, 0ULL);
    QCOMPARE(f.rows().count("eventscope.gap"), 0);
}

void KafkaWireTest::partitionsThatAreAddedAreReadFromTheirBeginning()
{
    KafkaBroker narrow;
    narrow.createTopic("growing", 1);
    KafkaBroker wide;
    wide.createTopic("growing", 3);
    for (KafkaBroker *broker : {&narrow, &wide}) {
        for (int i = 0; i < 3; ++i)
            QVERIFY(broker->produce("growing", QByteArray::number(i), binaryMode));
    }
    QVERIFY(wide.produce("growing", "3", binaryMode, {}, 2));
    KafkaRelay relay(narrow);
    KafkaFeedFixture f;
    f.open(relay.url(), {u"growing"_s}, {{u"start"_s, u"now"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 1, patience);
    relay.goOnWith(wide);
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), QStringList{u"3"_s}, patience);
    QCOMPARE(f.feed->offsets().text(), u"growing/0@3 growing/1@0 growing/2@1"_s);
    QCOMPARE(f.rows().count("eventscope.gap"), 0);
    // So that a restart goes on there, though nothing came from the second.
    const auto rows = f.rows().rows("eventscope.ack");
    QVERIFY2(rows.last().data.contains("growing/0@3 growing/1@0 growing/2@"),
             rows.last().data.constData());
    QVERIFY(wide.produce("growing", "4", binaryMode, {}, 1));
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), (QStringList{u"3"_s, u"4"_s}), patience);
}

void KafkaWireTest::aPartitionWithoutALeaderIsReadOnceItHasOne()
{
    KafkaBroker broker;
    broker.createTopic("t", 2);
    QVERIFY(broker.produce("t", "1", binaryMode, {}, 1));
    rd_kafka_mock_partition_set_leader(broker.cluster(), "t", 1, -1);
    KafkaFeedFixture f;
    f.open(broker.url(), {u"t"_s}, fromBeginning);
    QVERIFY(broker.produce("t", "0", binaryMode, {}, 0));
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), QStringList{u"0"_s}, patience);
    rd_kafka_mock_partition_set_leader(broker.cluster(), "t", 1, 1);
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), (QStringList{u"0"_s, u"1"_s}), patience);
    QCOMPARE(f.rows().count("eventscope.gap"), 0);
    QTRY_COMPARE(f.rows().rows("eventscope.ack").last().data.contains("t/1@"), true);
}

/// The mock cluster keeps 5 MiB of each partition.
void KafkaWireTest::recordsThatTheClusterDeletedBeforeTheyWereReadAreAGap()
{
    KafkaBroker broker;
    broker.createTopic("t");
    for (int i = 0; i < 10; ++i)
        QVERIFY(broker.produce("t", QByteArray::number(i), binaryMode));
    for (int i = 0; i < 3; ++i) // the first of them goes, too
        QVERIFY(broker.produce("t", randomBytes(2 * megabyte)));
    KafkaFeedFixture f;
    f.open(broker.url(), {u"t"_s}, {{u"start"_s, u"resume"_s}, {memoryKey, u"t/0@4"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 2, patience);
    QCOMPARE(f.rows().count("eventscope.gap"), 1);
    const QByteArray gap = f.rows().rows("eventscope.gap")[0].data;
    QVERIFY2(gap.contains("t/0 no longer has the records from offset 4 to 10"), gap.constData());
    QVERIFY2(gap.contains(R"("dropped":7)"), gap.constData());
    QCOMPARE(f.feed->counters().received, 2ULL);
}

void KafkaWireTest::moreThanCanBeTakenIsToldAsThat()
{
    KafkaBroker broker;
    broker.createTopic("t");
    QVERIFY(broker.produce("t", "0", binaryMode));
    KafkaRelay relay(broker);
    KafkaFeedFixture f;
    f.open(relay.url(), {u"t"_s}, fromBeginning);
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 1, patience);
    const QByteArray large = "\"very large\""; // too short to be compressed
    int times = 0;
    bool isLarge = true;
    relay.change = [&](QByteArray &answer) {
        if (!isLarge || !answer.contains(large))
            return;
        ++times;
        qToBigEndian(quint32(120'000'000), answer.data()); // as a record of 120 MB would
    };
    QVERIFY(broker.produce("t", large, binaryMode));
    QTRY_VERIFY_WITH_TIMEOUT(times > 2, patience); // it is asked for again and again
    QTRY_COMPARE(f.rows().count("eventscope.error"), 1);
    const QByteArray said = f.rows().rows("eventscope.error")[0].data;
    QVERIFY2(said.contains("sent more at once than the 100 MB that this program takes"),
             said.constData());
    isLarge = false;
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 2, patience);
    QCOMPARE(f.rows().count("eventscope.error"), 1);
    QCOMPARE(f.rows().count("eventscope.gap"), 0);
}

/// It could say anything about others, where the places of all of them are one text.
void KafkaWireTest::whatIsNoNameOfATopicIsNotRead()
{
    KafkaBroker broker;
    const QByteArray longest(249, 'l');
    for (const QByteArray &name : {longest, longest + 'l', QByteArray("a t/0@99 b"),
                                   QByteArray("t\xe2\x80\xae"), QByteArray("t")})
        broker.createTopic(name.constData());
    QVERIFY(broker.produce("t", "0", binaryMode));
    KafkaFeedFixture f;
    f.open(broker.url(), {u"^.*"_s}, fromBeginning);
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 1, patience);
    QCOMPARE(f.feed->offsets().text(), QString::fromLatin1(longest) + u"/0@0 t/0@1"_s);
}

/// What their event was called is lost; that there was something is not.
void KafkaWireTest::headersThatAreDamagedAreSaid()
{
    KafkaBroker broker;
    broker.createTopic("t");
    KafkaBroker::Headers headers = binaryMode;
    headers.emplaceBack("last", "abc"); // too short to be compressed
    QVERIFY(broker.produce("t", "0", headers));
    QVERIFY(broker.produce("t", {}, headers, "key"));
    QVERIFY(broker.produce("t", "1", binaryMode));
    KafkaRelay relay(broker);
    relay.change = [](QByteArray &answer) {
        answer.replace("last\x06" // the length of what follows, which is doubled there
                       "abc",
                       "last\x7e"
                       "abc");
    };
    KafkaFeedFixture f;
    f.open(relay.url(), {u"t"_s}, fromBeginning);
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 3, patience);
    QCOMPARE(f.data(), QStringList{u"1"_s});
    const auto rows = f.rows().rows("kafka.record") + f.rows().rows("kafka.tombstone");
    QCOMPARE(rows.size(), 2);
    for (const CollectingSink::Row &row : rows)
        QVERIFY2(row.body.contains("the headers of the record are damaged"), row.body.constData());
    QVERIFY(!f.rows().rows("x")[0].body.contains("damaged"));
}

void KafkaWireTest::placesThatNoPartitionHasAreAskedForAgain_data()
{
    QTest::addColumn<qint64>("offset");
    QTest::newRow("that means an end") << qint64(-1);
    QTest::newRow("that means none") << qint64(-1001);
    QTest::newRow("the least number") << std::numeric_limits<qint64>::min();
}

void KafkaWireTest::placesThatNoPartitionHasAreAskedForAgain()
{
    QFETCH(qint64, offset);
    KafkaBroker broker;
    broker.createTopic("places");
    QVERIFY(broker.produce("places", "0", binaryMode));
    KafkaRelay relay(broker);
    int times = 0;
    bool isWrong = true;
    // One topic, one partition, no error, no time: where a partition begins, or ends.
    const QByteArray before("places\0\0\0\1\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", 24);
    relay.change = [&](QByteArray &answer) {
        const qsizetype at = answer.indexOf(before);
        if (!isWrong || at < 0)
            return;
        ++times;
        qToBigEndian(offset, answer.data() + at + before.size());
    };
    KafkaFeedFixture f;
    f.open(relay.url(), {u"places"_s}, fromBeginning);
    QTRY_VERIFY_WITH_TIMEOUT(times > 4, patience);
    QCOMPARE(f.rows().stored(), 0ULL);
    QVERIFY(f.feed->offsets().isEmpty());
    isWrong = false;
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), QStringList{u"0"_s}, patience);
    QCOMPARE(f.rows().count("eventscope.gap"), 0);
}
