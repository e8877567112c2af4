// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/eventbatch.h"
#include "models/event/jsontext.h"
#include "models/event/linesource.h"

#include <QTest>

using namespace eventscope;

namespace {

std::string lineOf(const EventBatch &batch, size_t index)
{
    return R"({"specversion":"1.0","id":"x","sequence":"1",)"
        + std::string(batch.body(batch.entries()[index]));
}

} // namespace

class TestEventBatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void payloadsComeOutByteForByte_data()
    {
        QTest::addColumn<QByteArray>("payload");
        for (const char *payload :
             {R"({"b":1,"a":2,"b":3})",
              R"({"n":12345678901234567890123456789,"x":1.10,"y":1e400,"z":-0})",
              "{\"s\":\"\\u00fc\\/\\ud800 \\\"\\\\\"}", R"([ 1 , 2 ])", R"("text")", "null",
              "{\"raw\":\"\xc3\xbc\"}"})
            QTest::newRow(payload) << QByteArray(payload);
    }
    void payloadsComeOutByteForByte()
    {
        QFETCH(QByteArray, payload);
        EventBatch batch;
        batch.setConnection("0a1b2c3d");
        EventFields fields;
        fields.type = "call.status";
        fields.payload = {payload.constData(), size_t(payload.size())};
        batch.append(fields, 1705314605003511);
        LineAttributes attributes;
        const std::string line = lineOf(batch, 0);
        QVERIFY(readLineAttributes(line, attributes));
        QCOMPARE(attributes.data, fields.payload);
        QCOMPARE(batch.part(batch.entries()[0], batch.entries()[0].data), fields.payload);
    }

    void attributesOfEveryLengthAreEscapedWhereverTheyNeedIt_data()
    {
        QTest::addColumn<char>("special");
        QTest::newRow("none") << 'b';
        QTest::newRow("quote") << '"';
        QTest::newRow("backslash") << '\\';
        QTest::newRow("control character") << '\x1f';
        QTest::newRow("line break") << '\n';
        QTest::newRow("highest byte") << '\xc3';
    }
    void attributesOfEveryLengthAreEscapedWhereverTheyNeedIt()
    {
        QFETCH(char, special);
        for (size_t size = 1; size < 70; ++size) {
            for (size_t at = 0; at < size; ++at) {
                std::string topic(size, 'a');
                topic[at] = special;
                EventBatch batch;
                batch.setConnection("c");
                EventFields fields;
                fields.type = "t";
                fields.topic = topic;
                fields.payload = "{}";
                batch.append(fields, 0);
                std::string wanted;
                appendJsonEscaped(wanted, topic);
                const BatchEntry &entry = batch.entries()[0];
                QCOMPARE(batch.part(entry, entry.topic), std::string_view(wanted));
                QVERIFY(batch.body(entry).find(wanted + "\",\"severitytext\":\"info\"")
                        != std::string_view::npos);
            }
        }
    }

    void aPrettyPrintedFrameBecomesOneLine()
    {
        EventBatch batch;
        batch.setConnection("c");
        EventFields fields;
        fields.type = "t";
        fields.payload = "{\n  \"a\": 1.10\n}";
        batch.append(fields, 0);
        QCOMPARE(batch.part(batch.entries()[0], batch.entries()[0].data),
                 std::string_view("{\"a\":1.10}"));
        QVERIFY(batch.bytes().find('\n') == std::string_view::npos);
    }

    void hostileAttributesStayInsideTheirQuotes()
    {
        EventBatch batch;
        batch.setConnection("c");
        EventFields fields;
        fields.type = "a\",\"data\":1}\n";
        fields.topic = std::string_view("nul\0\x1b[31m", 9);
        const std::string longSubject(5000, 'x');
        fields.subject = longSubject;
        fields.id = "\"";
        fields.payload = "{}";
        batch.append(fields, 0);
        LineAttributes attributes;
        const std::string line =
            R"({"specversion":"1.0","sequence":"1",)" + std::string(batch.body(batch.entries()[0]));
        QVERIFY(readLineAttributes(line, attributes));
        QCOMPARE(attributes.type, std::string(fields.type));
        QCOMPARE(attributes.topic, std::string(fields.topic));
        QCOMPARE(attributes.subject.size(), EventFields::maxAttribute);
        QCOMPARE(attributes.id, std::string("\""));
        QVERIFY(line.find('\n') == std::string_view::npos);
    }

    void aLongAttributeIsNeverCutInsideACharacter()
    {
        EventBatch batch;
        batch.setConnection("c");
        std::string text;
        while (text.size() < 2000)
            text += "\xe2\x82\xac"; // three bytes; 1024 is no multiple of three
        EventFields fields;
        fields.type = text;
        fields.payloadKind = PayloadKind::None;
        batch.append(fields, 0);
        QCOMPARE(batch.entries()[0].type.length, 1023U);
    }

    void aTimeThatIsTooLongKeepsItsZone()
    {
        const std::string time = "2024-01-15T10:30:05." + std::string(2000, '1') + "+05:00";
        EventBatch batch;
        batch.setConnection("c");
        EventFields fields;
        fields.type = "t";
        fields.time = time;
        fields.timeUs = parseTimestamp(time);
        fields.payloadKind = PayloadKind::None;
        QVERIFY(fields.timeUs != noTime);
        batch.append(fields, 0);
        LineAttributes attributes;
        QVERIFY(readLineAttributes(lineOf(batch, 0), attributes));
        QCOMPARE(parseTimestamp(attributes.time), fields.timeUs);

        const std::string none = time + " or so"; // its beginning would be a time
        fields.time = none;
        fields.timeUs = parseTimestamp(none);
        QCOMPARE(fields.timeUs, noTime);
        batch.append(fields, 0);
        LineAttributes ofNone;
        QVERIFY(readLineAttributes(lineOf(batch, 1), ofNone));
        QCOMPARE(ofNone.time, std::string());
    }

    void textAndBinaryAreKeptAsSuch()
    {
        EventBatch batch;
        batch.setConnection("c");
        EventFields fields;
        fields.type = owntype::undecodable;
        fields.flags = Undecodable;
        fields.reason = "not JSON: unexpected character at byte 0";
        fields.payloadKind = PayloadKind::Text;
        fields.payload = "unauthorized \"now\"\n";
        batch.append(fields, 0);
        fields.payloadKind = PayloadKind::Binary;
        fields.payload = std::string_view("\x00\xff\x10", 3);
        batch.append(fields, 0);

        LineAttributes attributes;
        std::string line = lineOf(batch, 0);
        QVERIFY(readLineAttributes(line, attributes));
        QCOMPARE(attributes.datacontenttype, std::string("text/plain"));
        QCOMPARE(attributes.data, std::string_view("\"unauthorized \\\"now\\\"\\n\""));
        QCOMPARE(attributes.reason, std::string(fields.reason));
        line = lineOf(batch, 1);
        QVERIFY(readLineAttributes(line, attributes));
        QCOMPARE(attributes.dataBase64, std::string_view("AP8Q"));
        QVERIFY(batch.entries()[1].flags & BinaryPayload);
    }

    void aFeedCannotPassItsEventsOffAsOurs()
    {
        EventBatch batch;
        batch.setConnection("c");
        EventFields fields;
        fields.type = "eventscope.gap";
        fields.payload = "{}";
        batch.append(fields, 0);
        QCOMPARE(batch.part(batch.entries()[0], batch.entries()[0].type),
                 std::string_view("feed:eventscope.gap"));
        fields.type = {};
        batch.append(fields, 0);
        QCOMPARE(batch.part(batch.entries()[1], batch.entries()[1].type),
                 std::string_view("untyped"));
        // Nor what could not be read: it keeps the type that its headers give it.
        fields.type = "eventscope.gap";
        fields.flags = Undecodable;
        batch.append(fields, 0);
        QCOMPARE(batch.part(batch.entries()[2], batch.entries()[2].type),
                 std::string_view("feed:eventscope.gap"));
        fields.type = owntype::undecodable;
        batch.append(fields, 0);
        QCOMPARE(batch.part(batch.entries()[3], batch.entries()[3].type), owntype::undecodable);
    }

    void ownRowsDoNotCountAsReceived()
    {
        EventBatch batch;
        batch.setConnection("c");
        EventFields fields;
        fields.type = owntype::connected;
        fields.flags = OwnEvent;
        fields.payloadKind = PayloadKind::None;
        batch.append(fields, 0);
        fields.type = "call.status";
        fields.flags = 0;
        batch.append(fields, 0);
        QCOMPARE(batch.size(), size_t(2));
        QCOMPARE(batch.receivedCount(), size_t(1));
        batch.clear();
        QVERIFY(batch.isEmpty());
        QCOMPARE(batch.receivedCount(), size_t(0));
    }
};

QTEST_GUILESS_MAIN(TestEventBatch)
#include "tst_eventbatch.moc"
