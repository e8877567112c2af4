// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/jsonlayout.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

QString shown(std::string_view json)
{
    return readableJson(json, {}).text;
}

/// What stands under the spans of one kind, in order.
QStringList partsOf(const ReadableText &text, TextPart part)
{
    const QStringList lines = text.text.split(u'\n');
    QStringList found;
    for (const TextSpan &span : text.spans) {
        if (span.part == part)
            found << lines.at(span.line).mid(span.start, span.length);
    }
    return found;
}

} // namespace

class JsonLayoutTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void membersStandOnTheirOwnLines_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("text");
        QTest::newRow("flat") << QByteArray(R"({"id":"a1","status":"answered"})")
                              << u"id: \"a1\"\nstatus: \"answered\""_s;
        QTest::newRow("nested") << QByteArray(R"({"source":{"type":"tel"},"n":1})")
                                << u"source:\n  type: \"tel\"\nn: 1"_s;
        QTest::newRow("short array")
            << QByteArray(R"({"tags":["a",2,null]})") << u"tags: [\"a\", 2, null]"_s;
        QTest::newRow("array of objects")
            << QByteArray(R"({"l":[{"a":1},{"a":2}]})") << u"l:\n  -\n    a: 1\n  -\n    a: 2"_s;
        QTest::newRow("empty ones") << QByteArray(R"({"o":{},"a":[]})") << u"o: {}\na: []"_s;
        QTest::newRow("scalar") << QByteArray("42") << u"42"_s;
        QTest::newRow("string") << QByteArray(R"("pong")") << u"\"pong\""_s;
        QTest::newRow("empty object") << QByteArray("{}") << u"{}"_s;
    }
    void membersStandOnTheirOwnLines()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, text);
        QCOMPARE(shown(json.toStdString()), text);
    }

    void numbersOrderAndDuplicatesStayAsReceived()
    {
        const ReadableText text = readableJson(
            R"({"z":18446744073709551616,"a":1.10,"a":-0,"big":1e400,"n":00123456789012345678901})",
            {});
        // The last number is no JSON, so the whole comes out as it is.
        QVERIFY(text.text.startsWith(u"{\"z\":18446744073709551616"_s));
        const ReadableText valid =
            readableJson(R"({"z":18446744073709551616,"a":1.10,"a":-0,"big":1e400})", {});
        QCOMPARE(valid.text, u"z: 18446744073709551616\na: 1.10\na: -0\nbig: 1e400"_s);
        QCOMPARE(partsOf(valid, TextPart::Number),
                 QStringList({u"18446744073709551616"_s, u"1.10"_s, u"-0"_s, u"1e400"_s}));
        QCOMPARE(partsOf(valid, TextPart::Key), QStringList({u"z"_s, u"a"_s, u"a"_s, u"big"_s}));
    }

    void timesThatMeanNeverAreFaded()
    {
        const ReadableText text = readableJson(
            R"({"tm_end":"9999-01-01 00:00:00.000000","tm_zero":"0001-01-01T00:00:00Z","tm":"2024-01-15T10:30:05Z"})",
            {});
        QCOMPARE(
            partsOf(text, TextPart::Faded),
            QStringList({u"— \"9999-01-01 00:00:00.000000\""_s, u"— \"0001-01-01T00:00:00Z\""_s}));
        QCOMPARE(partsOf(text, TextPart::String), QStringList({u"\"2024-01-15T10:30:05Z\""_s}));
    }

    void hostileStringsStayOneVisibleLine()
    {
        const QString text =
            shown("{\"k\\ney\":\"a\\nb\\u0000c\\u202edlrow<img src='/dev/zero'>\"}");
        QCOMPARE(text.count(u'\n'), 0);
        QVERIFY(!text.contains(QChar(0x202e)));
        QVERIFY(!text.contains(QChar(0)));
        QVERIFY(text.contains(u"<img src='/dev/zero'>"_s));
    }

    void deepNestingNeitherRecursesNorRunsAway()
    {
        std::string json;
        for (int i = 0; i < 1000; ++i)
            json += R"({"a":)";
        json += "1";
        json.append(1000, '}');
        const ReadableText text = readableJson(json, {});
        QCOMPARE(text.lines, 1000);
        for (const QString &line : text.text.split(u'\n'))
            QVERIFY(line.size() < 64);
    }

    void boundsCutAndSaySo()
    {
        std::string json = "[";
        for (int i = 0; i < 50'000; ++i)
            json += "\"element number " + std::to_string(i) + "\",";
        json += "0]";
        const TextBounds bounds;
        const ReadableText text = readableJson(json, bounds);
        QVERIFY(!text.complete);
        QCOMPARE(text.lines, bounds.lines);
        QVERIFY(text.text.size() <= bounds.characters + bounds.line);
        QVERIFY(readableJson(json, bounds.times(16)).complete);
    }

    void oneEndlessLineIsBrokenUp()
    {
        const std::string endless(1'000'000, 'x');
        const ReadableText text = readableLines(endless, {});
        QVERIFY(!text.complete);
        QVERIFY(text.text.size() <= (256 << 10) + 4'096 + text.lines);
        for (const QString &line : text.text.split(u'\n'))
            QVERIFY(line.size() <= 4'096);
        const ReadableText json = readableJson("{\"a\":\"" + endless + "\"}", {});
        QVERIFY(json.text.size() < 5'000);
    }

    void brokenUpLinesKeepTheirCharactersWhole()
    {
        std::string text;
        for (int i = 0; i < 3'000; ++i)
            text += "ü€";
        const ReadableText shownText = readableLines(text, {});
        QVERIFY(shownText.complete);
        QVERIFY(!shownText.text.contains(QChar::ReplacementCharacter));
        QCOMPARE(QString(shownText.text).remove(u'\n').size(), 6'000);
    }

    void textKeepsItsLines()
    {
        QCOMPARE(readableLines("one\r\ntwo\n\nfour", {}).text, u"one\ntwo\n\nfour"_s);
        QCOMPARE(readableLines("", {}).text, QString());
    }

    void bytesAreShownInHexadecimal()
    {
        const ReadableText text =
            readableBytes(std::string_view("\x00\xff\x41 more than sixteen", 21), {});
        QCOMPARE(text.lines, 2);
        QVERIFY(text.text.startsWith(u"00000000  00 ff 41 20 "_s));
        QVERIFY(text.text.contains(u"··A·more"_s));
    }

    void tenMegabytesAreCut()
    {
        std::string json = "{\"list\":[";
        while (json.size() < 10'000'000)
            json += R"({"id":"a1b2c3d4-e5f6-7890-abcd-ef1234567890","n":12345},)";
        json += "0]}";
        const ReadableText text = readableJson(json, {});
        QVERIFY(!text.complete);
        QVERIFY(text.text.size() <= TextBounds().characters);
    }
};

QTEST_GUILESS_MAIN(JsonLayoutTest)
#include "tst_jsonlayout.moc"
