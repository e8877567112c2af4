// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/feeds/kafkaclustertest.h"

#include "tests/app/feeds/kafkafeedfixture.h"
#include "tests/app/feeds/kafkapositionin.h"
#include "tests/support/kafkarelay.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

/// So many records of `t`, which say whose they are.
bool fill(KafkaBroker &broker, const QString &name, int records)
{
    broker.createTopic("t");
    for (int i = 0; i < records; ++i) {
        if (!broker.produce("t", u"\"%1%2\""_s.arg(name).arg(i).toUtf8(), binaryMode))
            return false;
    }
    return true;
}

/// How many rows of this type have such words.
int told(KafkaFeedFixture &f, const char *type, const QByteArray &words)
{
    int count = 0;
    const auto rows = f.rows().rows(type);
    for (const CollectingSink::Row &row : rows)
        count += row.data.contains(words) ? 1 : 0;
    return count;
}

const QByteArray ofAnother = "its brokers are of another cluster (mockCluster";

} // namespace

void KafkaClusterTest::anotherClusterBeginsAsANewConnectionAndSaysSo_data()
{
    QTest::addColumn<bool>("restarts");
    QTest::newRow("after a restart") << true;
    QTest::newRow("in one run") << false;
}

void KafkaClusterTest::anotherClusterBeginsAsANewConnectionAndSaysSo()
{
    QFETCH(bool, restarts);
    KafkaBroker first;
    KafkaBroker second;
    QVERIFY(fill(first, u"a"_s, 3) && fill(second, u"b"_s, 5));
    auto f = std::make_unique<KafkaFeedFixture>();
    f->open(first.url(), {u"t"_s}, resuming({}));
    QTRY_COMPARE_WITH_TIMEOUT(f->rows().count("eventscope.ack"), 1, patience);
    const QString memory = positionIn(f->rows());
    QVERIFY2(memory.startsWith(u"!mockCluster"_s) && memory.endsWith(u" ?t t/0@3"_s),
             qPrintable(memory));
    if (restarts)
        f = std::make_unique<KafkaFeedFixture>();
    f->rows().clear();
    f->open(second.url(), {u"t"_s}, resuming(memory));
    QTRY_COMPARE_WITH_TIMEOUT(f->rows().count("eventscope.ack"), 1, patience);
    QVERIFY(second.produce("t", "\"new\"", binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f->data(), QStringList{u"\"new\""_s}, patience);
    QCOMPARE(f->rows().count("eventscope.gap"), 1);
    const QByteArray gap = f->rows().rows("eventscope.gap").first().data;
    QVERIFY2(gap.contains(ofAnother)
                 && gap.contains("reading begins now, and what it had before that is not read"),
             gap.constData());
    // What a third start is told is of the second one only.
    const QString after = positionIn(f->rows(), memory);
    QVERIFY2(after.endsWith(u" ?t t/0@6"_s), qPrintable(after));
    QVERIFY(after.section(u' ', 0, 0) != memory.section(u' ', 0, 0));
}

void KafkaClusterTest::theSameClusterAtAnotherAddressIsReadOn()
{
    KafkaBroker broker;
    QVERIFY(fill(broker, u"a"_s, 1));
    KafkaFeedFixture f;
    f.open(broker.url(), {u"t"_s}, resuming({}));
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 1, patience);
    const QString memory = positionIn(f.rows());
    f.feed->close();
    QVERIFY(broker.produce("t", "1", binaryMode));
    KafkaRelay elsewhere(broker);
    elsewhere.isOneCluster = false;
    f.open(elsewhere.url(), {u"t"_s}, resuming(memory));
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), QStringList{u"1"_s}, patience);
    QCOMPARE(f.rows().count("eventscope.gap"), 0);
}

void KafkaClusterTest::aClusterThatIsExchangedBehindItsAddressIsNoticed_data()
{
    QTest::addColumn<QString>("start");
    QTest::addColumn<QByteArray>("type"); // of the row that says it
    QTest::addColumn<QByteArray>("words");
    QTest::addColumn<QStringList>("before");
    QTest::addColumn<QStringList>("after");
    const QStringList all{u"\"a0\""_s, u"\"a1\""_s};
    const QStringList others{u"\"b0\""_s, u"\"b1\""_s, u"\"new\""_s};
    QTest::newRow("now") << u"now"_s << QByteArray("eventscope.gap") << QByteArray("begins now")
                         << QStringList() << others.mid(2);
    QTest::newRow("at the oldest record")
        << u"beginning"_s << QByteArray("eventscope.error")
        << QByteArray("begins at the oldest record") << all << all + others;
}

/// As many records in both: at the place of the one, the other has nothing yet.
void KafkaClusterTest::aClusterThatIsExchangedBehindItsAddressIsNoticed()
{
    QFETCH(QString, start);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, words);
    QFETCH(QStringList, before);
    QFETCH(QStringList, after);
    KafkaBroker first;
    KafkaBroker second;
    QVERIFY(fill(first, u"a"_s, 2) && fill(second, u"b"_s, 2));
    KafkaRelay relay(first);
    relay.isOneCluster = false;
    KafkaFeedFixture f;
    f.open(relay.url(), {u"t"_s}, {{u"start"_s, start}});
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 1, patience);
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), before, patience);
    relay.goOnWith(second);
    QTRY_COMPARE_WITH_TIMEOUT(told(f, type.constData(), ofAnother), 1, patience);
    QCOMPARE(told(f, type.constData(), words), 1);
    QTRY_COMPARE_WITH_TIMEOUT(f.feed->offsets().text(), u"t/0@2"_s, patience);
    QVERIFY(second.produce("t", "\"new\"", binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), after, patience);
    QCOMPARE(told(f, type.constData(), ofAnother), 1);
}

void KafkaClusterTest::aClusterThatDoesNotSayWhichOneItIsIsReadOn()
{
    constexpr int metadata = 3; // the request, which has an id in its answer from version 2 on
    KafkaBroker broker;
    QVERIFY(fill(broker, u"a"_s, 2));
    rd_kafka_mock_set_apiversion(broker.cluster(), metadata, 0, 1);
    KafkaFeedFixture f;
    f.open(broker.url(), {u"t"_s}, resuming(u"!another ?t t/0@1"_s));
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), QStringList{u"\"a1\""_s}, patience);
    QCOMPARE(told(f, "eventscope.error", "they are taken for those of another"), 1);
    QCOMPARE(f.rows().count("eventscope.gap"), 0);
    QCOMPARE(positionIn(f.rows()), u"!another ?t t/0@2"_s); // and so they are the next time
}
