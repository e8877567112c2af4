// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/lineenvelope.h"

#include <QtTest>

using namespace eventscope;

class TestLineEnvelope : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ourOwnLineIsRead();
    void onlyItsTypeSaysThatAFrameWasUndecodable_data();
    void onlyItsTypeSaysThatAFrameWasUndecodable();
    void otherShapesAreReadToo_data();
    void otherShapesAreReadToo();
    void damageIsNamed_data();
    void damageIsNamed();
    void quickAndThoroughAgree_data();
    void quickAndThoroughAgree();
    void everyCutLineIsRefused();
    void whatALineHidesIsSeenInEveryShape();
};

static const QByteArray own =
    R"({"specversion":"1.0","sequence":"42","id":"ab12cd34-42","source":"/voip","type":"call.status","time":"2024-01-15T10:30:05.5Z","recordedtime":"2024-01-15T10:30:06.000001Z","topic":"a\"b","subject":"s","severitytext":"error","data":{"a":[1,{"b":"}]"}],"n":1e400}})";

static std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), size_t(bytes.size())};
}

void TestLineEnvelope::ourOwnLineIsRead()
{
    LineParser parser;
    LineEnvelope line;
    QVERIFY(parser.read(view(own), line));
    QCOMPARE(line.sequence, quint64(42));
    QVERIFY(line.id == "ab12cd34-42" && line.source == "/voip" && line.type == "call.status");
    QVERIFY(line.topic == "a\\\"b" && line.subject == "s");
    QCOMPARE(line.recordedUs, parseTimestamp("2024-01-15T10:30:06.000001Z"));
    QCOMPARE(line.timeUs, parseTimestamp("2024-01-15T10:30:05.500000Z"));
    QVERIFY(line.severity == Severity::Error);
    QCOMPARE(int(line.flags), 0);
    QCOMPARE(line.length, quint32(own.size()));
    QVERIFY(own.mid(line.dataOffset).startsWith(R"({"a":[1)"));
    std::string scratch;
    QVERIFY(connectionOfSource(line.source, scratch) == "voip");
    QVERIFY(plainText(line.topic, scratch) == "a\"b");
}

void TestLineEnvelope::onlyItsTypeSaysThatAFrameWasUndecodable_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<int>("flags");
    QTest::newRow("tombstone") << QByteArray("kafka.tombstone") << 0;
    QTest::newRow("event") << QByteArray("call.status") << 0;
    QTest::newRow("undecodable") << QByteArray("eventscope.undecodable") << int(Undecodable);
    QTest::newRow("our own") << QByteArray("eventscope.refused") << int(OwnEvent);
    QTest::newRow("gap") << QByteArray("eventscope.gap") << int(OwnEvent | GapEvent);
}

/// As the feed has it: an index that is made again must not say something else.
void TestLineEnvelope::onlyItsTypeSaysThatAFrameWasUndecodable()
{
    QFETCH(QByteArray, type);
    const QByteArray line =
        QByteArray(own)
            .replace("call.status", type)
            .replace(R"("severitytext")", R"("reason":"a tombstone: no value","severitytext")");
    LineParser parser;
    LineEnvelope quick;
    LineEnvelope thorough;
    QVERIFY(parser.read(view(line), quick));
    QVERIFY(parser.check(view(line), thorough));
    QTEST(int(quick.flags), "flags");
    QTEST(int(thorough.flags), "flags");
}

void TestLineEnvelope::otherShapesAreReadToo_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("spaces") << QByteArray(
        R"({ "specversion": "1.0", "sequence": "7", "id": "i", "source": "/c", "type": "t", "recordedtime": "2024-01-15T10:30:06Z", "data": 5 })");
    QTest::newRow("data first") << QByteArray(
        R"({"data":5,"sequence":"7","recordedtime":"2024-01-15T10:30:06Z","type":"t","source":"/c","id":"i","specversion":"1.0"})");
    QTest::newRow("more after data") << QByteArray(
        R"({"specversion":"1.0","sequence":"7","id":"i","source":"/c","type":"t","recordedtime":"2024-01-15T10:30:06Z","data":5,"added":{"by":"jq"}})");
    QTest::newRow("escaped key") << QByteArray(
        R"({"specversion":"1.0","\u0073equence":"7","id":"i","source":"/c","type":"t","recordedtime":"2024-01-15T10:30:06Z","data":5})");
    QTest::newRow("extension number") << QByteArray(
        R"({"specversion":"1.0","sequence":"7","partition":3,"id":"i","source":"/c","type":"t","recordedtime":"2024-01-15T10:30:06Z","data":5})");
}

void TestLineEnvelope::otherShapesAreReadToo()
{
    QFETCH(QByteArray, line);
    LineParser parser;
    LineEnvelope read;
    QVERIFY(parser.read(view(line), read));
    QCOMPARE(read.sequence, quint64(7));
    QVERIFY(read.id == "i" && read.source == "/c" && read.type == "t");
    QCOMPARE(line[read.dataOffset], '5');
}

void TestLineEnvelope::damageIsNamed_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("problem");
    const auto without = [](const char *member) { return QByteArray(own).replace(member, ""); };
    QTest::newRow("empty") << QByteArray() << QByteArray("empty");
    QTest::newRow("nul bytes") << QByteArray(100, '\0') << QByteArray("unexpected character");
    QTest::newRow("array") << QByteArray("[1]") << QByteArray("no JSON object");
    QTest::newRow("no sequence") << without(R"("sequence":"42",)")
                                 << QByteArray("no sequence number");
    QTest::newRow("sequence 0") << QByteArray(own).replace("\"42\"", "\"0\"")
                                << QByteArray("no sequence number");
    QTest::newRow("sequence 042") << QByteArray(own).replace("\"42\"", "\"042\"")
                                  << QByteArray("no sequence number");
    QTest::newRow("sequence -1") << QByteArray(own).replace("\"42\"", "\"-1\"")
                                 << QByteArray("no sequence number");
    QTest::newRow("sequence beyond all")
        << QByteArray(own).replace("\"42\"", "\"18446744073709551615\"")
        << QByteArray("no sequence number");
    QTest::newRow("version 2") << QByteArray(own).replace("\"1.0\"", "\"2.0\"")
                               << QByteArray("no specversion \"1.0\"");
    QTest::newRow("no id") << without(R"("id":"ab12cd34-42",)") << QByteArray("no id");
    QTest::newRow("empty source") << QByteArray(own).replace("/voip", "")
                                  << QByteArray("no source");
    QTest::newRow("no type") << without(R"("type":"call.status",)") << QByteArray("no type");
    QTest::newRow("no recordedtime")
        << QByteArray(own).replace("2024-01-15T10:30:06.000001Z", "yesterday")
        << QByteArray("no recordedtime");
    QTest::newRow("control character") << QByteArray(own).replace("call.status", "call\x01status")
                                       << QByteArray("raw control character inside a string");
    QTest::newRow("two lines in one") << own + own << QByteArray("something follows the value");
}

void TestLineEnvelope::damageIsNamed()
{
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, problem);
    LineParser parser;
    LineEnvelope read;
    QVERIFY(!parser.read(view(line), read));
    QCOMPARE(QByteArray(parser.problem().data(), qsizetype(parser.problem().size())), problem);
    QVERIFY(!parser.check(view(line), read));
}

void TestLineEnvelope::quickAndThoroughAgree_data()
{
    QTest::addColumn<QByteArray>("data");
    for (const char *data :
         {"{}", "[]", "\"\"", "0", "-1.5e7", "true", "null", R"({"a":{"b":[]},"c":"\\\"}"})",
          R"([[[[]]],"]"])", R"({"same":1,"same":2})", R"("\ud800")"})
        QTest::newRow(data) << QByteArray(data);
}

void TestLineEnvelope::quickAndThoroughAgree()
{
    QFETCH(QByteArray, data);
    const QByteArray line = own.left(own.indexOf("\"data\":")) + "\"data\":" + data + '}';
    LineParser parser;
    LineEnvelope quick;
    LineEnvelope thorough;
    QVERIFY(parser.read(view(line), quick));
    QVERIFY(parser.check(view(line), thorough));
    QCOMPARE(quick.dataOffset, thorough.dataOffset);
    QCOMPARE(quick.sequence, thorough.sequence);
    QCOMPARE(quick.recordedUs, thorough.recordedUs);
    QVERIFY(quick.topic == thorough.topic && quick.type == thorough.type
            && quick.subject == thorough.subject);
}

void TestLineEnvelope::everyCutLineIsRefused()
{
    LineParser parser;
    LineEnvelope line;
    for (qsizetype size = 0; size < own.size(); ++size) {
        const QByteArray cut = own.left(size);
        QVERIFY2(!parser.read(view(cut), line), qPrintable(QString::number(size)));
        QVERIFY2(!parser.check(view(cut), line), qPrintable(QString::number(size)));
    }
}

void TestLineEnvelope::whatALineHidesIsSeenInEveryShape()
{
    LineParser parser;
    LineEnvelope line;
    const auto flagsOf = [&](const QByteArray &data, bool spaces) {
        QByteArray text =
            R"({"specversion":"1.0","sequence":"7","id":"i","source":"/c","type":"t","recordedtime":"2024-01-15T10:30:06Z",)"
            + data + '}';
        if (spaces)
            text.replace(R"(,"id")", R"(, "id")");
        return parser.read(view(text), line) ? int(line.flags) : -1;
    };
    for (const bool spaces : {false, true}) {
        QCOMPARE(flagsOf(R"("data":{"a":"b"})", spaces), 0);
        QCOMPARE(flagsOf(R"("data":{"a":"\u0062"})", spaces), int(PlainEscaped));
        QCOMPARE(flagsOf(R"("subject":"\u0062")", spaces), int(PlainEscaped));
        QCOMPARE(flagsOf(R"("data":{"type":"event","data":"eyJhIjoxfQ=="})", spaces),
                 int(EncodedRow));
        QCOMPARE(flagsOf(R"("data_base64":"/w==")", spaces), int(BinaryPayload));
    }
}

QTEST_GUILESS_MAIN(TestLineEnvelope)
#include "tst_lineenvelope.moc"
