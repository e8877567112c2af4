// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/logfixture.h"
#include "views/eventlog/eventdetails.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

EventDetails detailsOf(const TestEvent &event)
{
    LogFixture fixture;
    fixture.add({event});
    return EventDetails(fixture.model.lineAt(0));
}

QString attribute(const EventDetails &details, const QString &name)
{
    for (const auto &[key, value] : details.attributes()) {
        if (key == name)
            return value;
    }
    return u"(none)"_s;
}

} // namespace

class EventDetailsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rawIsThePayloadByteForByte_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::newRow("big numbers")
            << QByteArray(R"({"b":1.10,"a":18446744073709551616,"a":1e400})");
        QTest::newRow("escapes") << QByteArray("{\"t\":\"\\u00fc\\/\\\"x\"}");
        QTest::newRow("string") << QByteArray("\"pong\"");
    }
    void rawIsThePayloadByteForByte()
    {
        QFETCH(QByteArray, payload);
        TestEvent event;
        event.payload = payload.toStdString();
        const EventDetails details = detailsOf(event);
        QVERIFY(details.isReadable());
        QCOMPARE(details.rawText(), QString::fromUtf8(payload));
        QCOMPARE(details.raw({}).text, QString::fromUtf8(payload));
    }

    void textComesOutUnescapedWithItsReason()
    {
        TestEvent event;
        event.kind = PayloadKind::Text;
        event.payload = "not \"json\"\nsecond line";
        event.flags = Undecodable;
        event.reason = "unexpected 'n' at byte 0";
        const EventDetails details = detailsOf(event);
        QCOMPARE(details.rawText(), u"not \"json\"\nsecond line"_s);
        const ReadableText text = details.readable({});
        QCOMPARE(text.text, u"unexpected 'n' at byte 0\nnot \"json\"\nsecond line"_s);
        QCOMPARE(text.spans.first().part, TextPart::Trouble);
        QCOMPARE(attribute(details, u"reason"_s), u"unexpected 'n' at byte 0"_s);
    }

    void rowsInBase64AreReadableAndRawAsReceived()
    {
        const QByteArray row = QByteArray(R"({"email":"a@b","n":1})").toBase64();
        const EventDetails details(R"({"specversion":"1.0","type":"t","data":{"row":")" + row
                                   + R"(","other":"eyes"}})");
        const QString shown = details.readable({}).text;
        QVERIFY2(shown.contains(u"email: \"a@b\""_s), qPrintable(shown));
        QVERIFY(shown.contains(u"other: \"eyes\""_s));
        QVERIFY(!shown.contains(QString::fromLatin1(row)));
        QVERIFY(details.raw({}).text.contains(QString::fromLatin1(row)));
    }
    void bytesAreShownReadable()
    {
        TestEvent event;
        event.kind = PayloadKind::Binary;
        event.payload = std::string("\x01\x02hello", 7);
        const EventDetails details = detailsOf(event);
        QCOMPARE(details.payloadSize(), size_t(7));
        QVERIFY(details.readable({}).text.contains(u"hello"_s));
        QCOMPARE(details.rawText(), QString::fromLatin1(QByteArray("\x01\x02hello").toBase64()));
    }

    void attributesKeepTheirOrderAndLeaveThePayloadOut()
    {
        const EventDetails details =
            detailsOf({.type = "call.created", .topic = "t", .subject = "s"});
        QCOMPARE(attribute(details, u"type"_s), u"call.created"_s);
        QCOMPARE(attribute(details, u"topic"_s), u"t"_s);
        QCOMPARE(attribute(details, u"sequence"_s), u"1"_s);
        QCOMPARE(attribute(details, u"data"_s), u"(none)"_s);
        QCOMPARE(details.attributes().first().first, u"specversion"_s);
    }

    void headersOfKafkaThatAreNoAttributesAreReadable()
    {
        const EventDetails details(
            QByteArray("{\"kafkaheaders\":\"[{\\\"trace\\\":\\\"1\\\"}]\",\"data\":{}}"));
        QCOMPARE(attribute(details, u"kafkaheaders"_s), u"[{\"trace\":\"1\"}]"_s);
        QCOMPARE(attribute(details, u"trace"_s), u"(none)"_s);
    }

    void unreadableLinesAreSaidToBe()
    {
        QVERIFY(!EventDetails().isReadable());
        QVERIFY(!EventDetails(QByteArray("{\"type\":")).isReadable());
        QVERIFY(!EventDetails(QByteArray("[1]")).isReadable());
        QCOMPARE(EventDetails().readable({}).text, QString());
    }

    void titleSaysHowLateItCame_data()
    {
        QTest::addColumn<qint64>("late");
        QTest::addColumn<QString>("end");
        QTest::newRow("milliseconds") << qint64(3'100) << u"received 3.1 ms after its own time"_s;
        QTest::newRow("microseconds") << qint64(12) << u"received 12 µs after its own time"_s;
        QTest::newRow("before") << qint64(-2'500'000) << u"received 2.5 s before its own time"_s;
        QTest::newRow("minutes") << qint64(125'000'000)
                                 << u"received 2 min 5 s after its own time"_s;
        QTest::newRow("days") << qint64(4) * 86'400'000'000
                              << u"received 4 days after its own time"_s;
    }
    void titleSaysHowLateItCame()
    {
        QFETCH(qint64, late);
        QFETCH(QString, end);
        const qint64 now = 1'700'000'000'000'000;
        QCOMPARE(EventDetails::title("call.status", 10'203'871, now, now - late),
                 u"call.status · sequence 10\u00a0203\u00a0871 · "_s + end);
    }
    void titleWithoutOwnTime()
    {
        QVERIFY(EventDetails::title("x", 1, 1, noTime).endsWith(u"without a time of its own"_s));
    }
};

QTEST_GUILESS_MAIN(EventDetailsTest)
#include "tst_eventdetails.moc"
