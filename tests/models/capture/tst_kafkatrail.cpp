// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/kafkatrail.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

QByteArray line(const QByteArray &source, const QByteArray &rest)
{
    return R"({"specversion":"1.0","sequence":"1","source":"/)" + source
        + R"(","id":"1","type":"x")" + rest + "}\n";
}

QByteArray record(const QByteArray &topic, int partition, qint64 offset,
                  const QByteArray &source = "0badcafe")
{
    return line(source,
                R"(,"topic":"t","kafkatopic":")" + topic + R"(","kafkapartition":")"
                    + QByteArray::number(partition) + R"(","kafkaoffset":")"
                    + QByteArray::number(offset) + R"(","data":{"kafkaoffset":"999"})");
}

} // namespace

class TestKafkaTrail : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void offsetsSurviveTheirText();
    void theHighestOffsetOfEachPartitionCounts();
    void whereAQuietPartitionBeganIsKnownToo();
    void whatIsNotStoredOrNotOursDoesNotCount();
};

void TestKafkaTrail::offsetsSurviveTheirText()
{
    const QString text = u"gh-status.hub1/0@4294967297 gh-status.hub1/1@0 t/17@5"_s;
    QCOMPARE(KafkaOffsets::fromText(text).text(), text);
    QCOMPARE(KafkaOffsets::fromText(u"nonsense t/x@1 /0@1 t/0@ t/0@-4 t/-1@4 a/0@1"_s).text(),
             u"a/0@1"_s);
    const QString odd = u"%2/0@17 a%3b/1@2"_s; // no topic of Kafka, but a file may say so
    QCOMPARE(KafkaOffsets::fromText(odd).text(), odd);
}

void TestKafkaTrail::theHighestOffsetOfEachPartitionCounts()
{
    QTemporaryDir folder;
    QFile first(folder.filePath(u"000001.ndjson"_s));
    QVERIFY(first.open(QIODevice::WriteOnly));
    first.write(record("a", 0, 5) + record("a", 1, 4294967296) + record("b", 0, 0)
                + line("0badcafe", R"(,"data":{"kafkatopic":"a","kafkaoffset":"77"})"));
    first.close();
    QFile second(folder.filePath(u"000002.ndjson"_s));
    QVERIFY(second.open(QIODevice::WriteOnly));
    second.write(record("a", 0, 9) + record("a", 0, 7));
    second.close();
    QCOMPARE(KafkaTrail::read(folder.path()).text(), u"a/0@10 a/1@4294967297 b/0@1"_s);
    QVERIFY(KafkaTrail::read(folder.filePath(u"none"_s)).isEmpty());
}

void TestKafkaTrail::whereAQuietPartitionBeganIsKnownToo()
{
    KafkaTrail trail;
    const QByteArray row =
        R"({"specversion":"1.0","source":"/0badcafe","type":"eventscope.ack","data":{"message":"x","frame":{"topics":{"a":2},"kafkanext":"a/0@3 a/1@8"}}})";
    trail.take({row.constData(), size_t(row.size())});
    const QByteArray event = record("a", 0, 3);
    trail.take({event.constData(), size_t(event.size())});
    QCOMPARE(trail.offsets().text(), u"a/0@4 a/1@8"_s);
}

void TestKafkaTrail::whatIsNotStoredOrNotOursDoesNotCount()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"000001.ndjson"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QByteArray torn = record("a", 0, 50);
    torn.chop(10);
    file.write(record("a", 0, 1) + record("a", 0, 9, "deadbeef") + torn);
    file.close();
    QCOMPARE(KafkaTrail::read(folder.path(), u"0badcafe"_s).text(), u"a/0@2"_s);
    QCOMPARE(KafkaTrail::read(folder.path()).text(), u"a/0@10"_s);
}

QTEST_GUILESS_MAIN(TestKafkaTrail)
#include "tst_kafkatrail.moc"
