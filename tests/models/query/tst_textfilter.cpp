// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filterline.h"
#include "models/query/lineparts.h"
#include "models/query/scan.h"
#include "tests/support/filterof.h"
#include "tests/support/memorylines.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TextFilterTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTextWithoutWordsIsNoFilter_data();
    void aTextWithoutWordsIsNoFilter();
    void showsWhatMatches_data();
    void showsWhatMatches();
    void rowsThatDaptinWritesInBase64AreFoundByTheirText();
    void aCharacterThatQtDropsIsOne_data();
    void aCharacterThatQtDropsIsOne();
    void textsInternedLaterMatchToo();
    void textsThatWereNotInternedAreReadFromTheLine();
    void columnsDecideWhereTheyCan();
    void aLineThatCannotBeReadMatchesByItsColumns();
    void payloadsEndWhereTheyEnd_data();
    void payloadsEndWhereTheyEnd();
    void payloadsThatWereMovedAreFound();
    void payloadsAreFoundWhereverMasksAre_data();
    void payloadsAreFoundWhereverMasksAre();
    void attributesAreReadFromForeignLines();
};

void TextFilterTest::aTextWithoutWordsIsNoFilter_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << u""_s;
    QTest::newRow("blanks") << u" \t\n "_s;
    QTest::newRow("an opened quote") << u"\""_s;
    QTest::newRow("empty quotes") << u"\"\" \"\""_s;
    QTest::newRow("a dash, as one starts to exclude") << u"-"_s;
    QTest::newRow("a dash and a quote") << u" -\" "_s.trimmed();
}

void TextFilterTest::aTextWithoutWordsIsNoFilter()
{
    QFETCH(const QString, text);
    const EventLog log;
    QVERIFY(!filterOf(text, log));
}

void TextFilterTest::showsWhatMatches_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("shown"); // letters of the events below

    const auto row = [](const char *name, const QString &filter, const QString &shown) {
        QTest::newRow(name) << filter << shown;
    };
    row("payload", u"ringing"_s, u"a"_s);
    row("payload, any case", u"RINGING"_s, u"a"_s);
    row("a key of the payload", u"previous_status"_s, u"b"_s);
    row("type", u"call."_s, u"ab"_s);
    row("type, any case", u"CALL.STATUS"_s, u"ab"_s);
    row("topic", u"customer_id:c9"_s, u"d"_s);
    row("subject", u"M1"_s, u"c"_s);
    row("quotes part words", u"say \"hi\""_s, u"d"_s);
    row("a quoted phrase with quotes in it", uR"("say \"hi\"")"_s, u"d"_s);
    row("connection, by name", u"prod"_s, u"abcdefg"_s);
    row("two words, each anywhere", u"call.status answered"_s, u"b"_s);
    row("two words in any order", u"answered call.status"_s, u"b"_s);
    row("one of them nowhere", u"answered nowhere"_s, u""_s);
    row("a phrase", u"\"need help\""_s, u"c"_s);
    row("its words alone are found apart", u"help need"_s, u"c"_s);
    row("the phrase the other way round", u"\"help need\""_s, u""_s);
    row("a phrase that is not finished yet", u"\"need he"_s, u"c"_s);
    row("excluded by payload", u"call.status -answered"_s, u"a"_s);
    row("excluded by type", u"-call.status -message"_s, u"deg"_s);
    row("excluded phrase", u"-\"need help\" message"_s, u"f"_s);
    row("only exclusions", u"-prod"_s, u""_s);
    row("a dash inside a word", u"collect-error"_s, u"e"_s);
    row("a dash in quotes", u"\"-error\""_s, u"e"_s);
    row("raw umlaut", u"MÜLLER"_s, u"c"_s);
    row("escaped umlaut", u"grüße"_s, u"e"_s);
    row("attribute names never match", u"specversion"_s, u""_s);
    row("attribute names never match: severitytext", u"severitytext"_s, u""_s);
    row("our own times never match", u"recordedtime"_s, u""_s);
    row("a frame that is no JSON", u"<html>"_s, u"f"_s);
    row("why it is none", u"unexpected"_s, u"f"_s);
    row("binary, by its bytes", u"hello"_s, u"g"_s);
    row("binary, not by its base64", u"aGVsbG8"_s, u""_s);
}

void TextFilterTest::showsWhatMatches()
{
    QFETCH(const QString, filter);
    QFETCH(const QString, shown);

    MemoryLines lines;
    EventLog log;
    log.append(lines.add(batchOf({
        {.payload = R"({"status":"ringing"})"},
        {.payload = R"({"status":"answered","previous_status":"dialing"})"},
        {.type = "message.received",
         .subject = "m1",
         .payload = R"({"text":"Müller: I need help"})"},
        {.type = "queue.joined",
         .topic = "customer_id:c9:queue:*",
         .subject = "say \"hi\"",
         .payload = R"({"position":3})"},
        {.type = "collect-error",
         .topic = "",
         .subject = "",
         .payload = R"({"m":"Gr\u00fc\u00dfe"})"},
        {.type = "eventscope.undecodable",
         .topic = "",
         .subject = "",
         .payload = "<html>message</html>",
         .flags = Undecodable,
         .kind = PayloadKind::Text,
         .reason = "no JSON: unexpected '<' at byte 0"},
        {.type = "frame",
         .topic = "",
         .subject = "",
         .payload = "hello",
         .kind = PayloadKind::Binary},
    })));
    const auto made = filterOf(filter, log, {{1, u"voip-prod"_s}});
    QVERIFY(made);

    QString found;
    std::string scratch;
    for (quint64 row = 0; row < log.size(); ++row) {
        const bool byAll = matches(*made, log.at(row), &lines, scratch);
        QCOMPARE(made->matchesLine(log.at(row), lines.line(log.at(row), scratch)), byAll);
        if (byAll)
            found += QChar(u'a' + ushort(row));
    }
    QCOMPARE(found, shown);
}

void TextFilterTest::rowsThatDaptinWritesInBase64AreFoundByTheirText()
{
    const std::string row = QByteArray(R"({"name":"edge-berlin-3"})").toBase64().toStdString();
    MemoryLines lines;
    EventLog log;
    log.append(lines.add(batchOf({
        {.payload = R"({"type":"event","topic":"t","event":"update","data":")" + row + R"("})"},
        {.payload = R"({"MessageSource":"database","EventType":"update","ObjectType":"t",)"
                    R"("EventData":")"
             + row + R"("})"},
        {.payload = R"({"something":"else","data":")" + row + R"("})"},
        {.payload = R"({"type":"event","topic":"t","event":"update","data":"ey)"},
    })));
    std::string scratch;
    const auto shown = [&](const QString &filter) {
        QString found;
        for (quint64 i = 0; i < log.size(); ++i) {
            if (matches(*filterOf(filter, log), log.at(i), &lines, scratch))
                found += QChar(u'a' + ushort(i));
        }
        return found;
    };
    QCOMPARE(shown(u"EDGE-berlin"_s), u"ab"_s);
    QCOMPARE(shown(u"-edge-berlin"_s), u"cd"_s);
    QCOMPARE(shown(u"edge-oslo"_s), QString());
}

void TextFilterTest::aCharacterThatQtDropsIsOne_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("shown");
    const auto row = [](const QString &filter, const QString &shown) {
        QTest::newRow(qPrintable(filter)) << filter << shown;
    };
    row(u"data.n = admin"_s, u"b"_s);
    row(u"data.n = \"\\ufeffadmin\""_s, u"a"_s);
    row(u"data.n:\"\\ufeffADMIN\""_s, u"a"_s);
    row(u"data.n:/^admin$/"_s, u"b"_s);
    row(u"data.n:/^.admin$/"_s, u"a"_s);
    row(u"type:/^call/"_s, u"bcd"_s);
    row(u"subject = \"\\ufeffs\""_s, u"a"_s);
    row(u"data.\"\\ufeffk\":*"_s, u"a"_s);
    // Half of a character in JSON is U+FFFD, and no question mark.
    row(u"data.n = \"\\ud800\""_s, u"c"_s);
    row(u"data.n:\"\\ud800\""_s, u"c"_s);
    row(u"data.n = \"?\""_s, u"d"_s);
}

void TextFilterTest::aCharacterThatQtDropsIsOne()
{
    QFETCH(const QString, filter);
    QFETCH(const QString, shown);
    MemoryLines lines;
    EventLog log;
    log.append(lines.add(batchOf({
        {.type = "\xef\xbb\xbf"
                 "call",
         .subject = "\xef\xbb\xbfs",
         .payload = "{\"n\":\"\xef\xbb\xbf"
                    "admin\",\"\xef\xbb\xbfk\":1}"},
        {.type = "call", .subject = "s", .payload = R"({"n":"admin","k":1})"},
        {.type = "call", .payload = R"({"n":"\ud800"})"},
        {.type = "call", .payload = R"({"n":"?"})"},
    })));
    std::string scratch;
    QString found;
    for (quint64 i = 0; i < log.size(); ++i) {
        if (matches(*filterOf(filter, log), log.at(i), &lines, scratch))
            found += QChar(u'a' + ushort(i));
    }
    QCOMPARE(found, shown);
}

void TextFilterTest::textsInternedLaterMatchToo()
{
    MemoryLines lines;
    EventLog log;
    const auto filter = filterOf(u"brandnew"_s, log);
    log.append(lines.add(batchOf({{.type = "BrandNew.type"}, {.topic = "x:brandnew"}, {}})));
    log.append(lines.add(batchOf({{}}, "brandnew1")));
    std::string scratch;
    QVERIFY(matches(*filter, log.at(0), &lines, scratch));
    QVERIFY(matches(*filter, log.at(1), &lines, scratch));
    QVERIFY(!matches(*filter, log.at(2), &lines, scratch));
    QVERIFY(matches(*filter, log.at(3), &lines, scratch));
}

void TextFilterTest::textsThatWereNotInternedAreReadFromTheLine()
{
    MemoryLines lines;
    EventLog log;
    log.append(lines.add(batchOf({{.type = "rare.type", .topic = "rare/topic"}})));
    EventRecord record = log.at(0);
    record.type = record.topic = StringTable::overflow;
    std::string scratch;
    QVERIFY(matches(*filterOf(u"RARE.TYPE rare/topic"_s, log), record, &lines, scratch));
    QVERIFY(!matches(*filterOf(u"rare.typo"_s, log), record, &lines, scratch));
}

void TextFilterTest::columnsDecideWhereTheyCan()
{
    MemoryLines lines;
    EventLog log;
    log.append(lines.add(batchOf({{.type = "call.status"}, {.type = "queue.left"}})));
    bool answer = false;
    QVERIFY(filterOf(u"status"_s, log)->decidedByColumns(log.at(0), answer));
    QVERIFY(answer);
    QVERIFY(filterOf(u"-status"_s, log)->decidedByColumns(log.at(0), answer));
    QVERIFY(!answer);
    QVERIFY(!filterOf(u"status"_s, log)->decidedByColumns(log.at(1), answer));
    QVERIFY(!filterOf(u"-status"_s, log)->decidedByColumns(log.at(1), answer));
}

void TextFilterTest::aLineThatCannotBeReadMatchesByItsColumns()
{
    MemoryLines lines;
    EventLog log;
    log.append(lines.add(batchOf({{.type = "call.status"}})));
    lines.lose(0);
    std::string scratch;
    QVERIFY(matches(*filterOf(u"call"_s, log), log.at(0), &lines, scratch));
    QVERIFY(!matches(*filterOf(u"ringing"_s, log), log.at(0), &lines, scratch));
    QVERIFY(!matches(*filterOf(u"ringing"_s, log), log.at(0), nullptr, scratch));
}

void TextFilterTest::payloadsEndWhereTheyEnd_data()
{
    QTest::addColumn<QByteArray>("payload");
    for (const char *payload : {"{}", "[]", "7", "-1.5e3", "true", "null", "\"\"", R"("a}b,c\"]")",
                                R"({"a":{"b":["}",{}]},"c":1})", R"(["]","\\",[]])"})
        QTest::newRow(payload) << QByteArray(payload);
}

void TextFilterTest::payloadsEndWhereTheyEnd()
{
    QFETCH(const QByteArray, payload);
    const QByteArray ours = R"({"specversion":"1.0","sequence":"1","source":"/a","data":)";
    const QByteArray foreign = R"({"specversion":"1.0","source":"/a","data":)";
    for (const QByteArray &head : {ours, foreign}) {
        for (const QByteArray &tail :
             {QByteArray("}"), QByteArray(",\"x\":8}"), QByteArray(" }")}) {
            const QByteArray line = head + payload + tail;
            EventRecord record;
            record.dataOffset = quint16(head.size());
            const std::string_view found =
                payloadOf(record, {line.constData(), size_t(line.size())});
            QCOMPARE(QByteArray(found.data(), qsizetype(found.size())).trimmed(), payload);
        }
    }
}

/// A mask in an attribute before it makes the line shorter or longer.
void TextFilterTest::payloadsThatWereMovedAreFound()
{
    const auto head = [](const char *token) {
        return R"({"specversion":"1.0","sequence":"1","source":"/a","token":)" + std::string(token)
            + R"(,"zone":"z","data":)";
    };
    const std::string payload = R"({"subject":"no","x":{"data":{"b":2}}})";
    for (const char *was : {R"("much-longer-than-what-stands-for-it-so-that-it-is-within")", "7"}) {
        for (const EventFlags flags : {EventFlags(0), EventFlags(MadeLine)}) {
            EventRecord record;
            record.flags = flags;
            record.dataOffset = quint32(head(was).size());
            record.lineLength = quint32(head(was).size() + payload.size() + 1);
            const std::string line = head(R"("[masked]")") + payload + '}';
            QCOMPARE(payloadOf(record, line), std::string_view(payload));
            std::string scratch;
            QCOMPARE(attributeOf(record, line, "subject", scratch), std::string_view());
            FilterLine filtered;
            filtered.reset(record, 1, line);
            QCOMPARE(filtered.attribute("zone"), std::string_view("z"));
            QCOMPARE(filtered.attribute("subject"), std::string_view());
        }
    }
}

void TextFilterTest::payloadsAreFoundWhereverMasksAre_data()
{
    QTest::addColumn<QByteArray>("was"); // before the payload
    QTest::addColumn<QByteArray>("head"); // the same, masked
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<QByteArray>("behind");
    const auto row = [](const char *name, const char *was, const char *head, const char *payload,
                        const char *behind = "}") {
        QTest::newRow(name) << QByteArray(was) << QByteArray(head) << QByteArray(payload)
                            << QByteArray(behind);
    };
    const char *shown = R"("token":"[masked]",)";
    const char *attributes = R"("a":true,"b":-1.5,"c":",\"data\":",)";
    row("in the payload", attributes, attributes, R"({"x":"[masked]"})");
    row("before it", R"("token":7,)", shown, R"({"x":1})");
    row("so that another one is where it was", R"("token":"sixteen-letters!",)", shown,
        R"({"data":{"x":1}})");
    row("between two of them", R"("data":1,"token":7,)", R"("data":1,"token":"[masked]",)", "2");
    row("before what others wrote behind it", R"("token":7,)", shown, "[1]", R"(,"x":{}})");
    row("before what has a structure", R"("token":7,"o":{"data":1},)",
        R"("token":"[masked]","o":{"data":1},)", "[1]");
    row("before a name that is escaped", R"("token":7,"d\u0061ta":1,)",
        R"("token":"[masked]","d\u0061ta":1,)", "true");
    row("before bytes that are none", R"("token":7,"data_base64":1,)",
        R"("token":"[masked]","data_base64":1,)", R"("x")");
}

/// Known is where it was in the stored line, and that this one has another length.
void TextFilterTest::payloadsAreFoundWhereverMasksAre()
{
    QFETCH(const QByteArray, was);
    QFETCH(const QByteArray, head);
    QFETCH(const QByteArray, payload);
    QFETCH(const QByteArray, behind);
    const QByteArray start = R"({"specversion":"1.0","sequence":"1","source":"/a",)";
    const QByteArray line = start + head + "\"data\":" + payload + behind;
    EventRecord record;
    record.dataOffset = quint32(start.size() + was.size() + 7);
    record.lineLength = quint32(line.size() + 100);
    const std::string_view found = payloadOf(record, {line.constData(), size_t(line.size())});
    QCOMPARE(QByteArray(found.data(), qsizetype(found.size())), payload);
}

void TextFilterTest::attributesAreReadFromForeignLines()
{
    std::string scratch;
    EventRecord record;
    const std::string spaced = R"({ "data": {"subject":"no"}, "subject" : "y\u0065s" })";
    record.lineLength = quint32(spaced.size());
    QCOMPARE(attributeOf(record, spaced, "topic", scratch), std::string_view());
    record.dataOffset = 11;
    QCOMPARE(attributeOf(record, spaced, "subject", scratch), std::string_view("yes"));

    const std::string trap =
        R"({"x":"\"subject\":\"no","a\"subject":"no","subject":"yes","data":1})";
    record.dataOffset = quint16(trap.size() - 2);
    QCOMPARE(attributeOf(record, trap, "subject", scratch), std::string_view("yes"));
    QCOMPARE(payloadOf(record, trap), std::string_view("1"));
    QCOMPARE(payloadOf(record, ""), std::string_view());
    QCOMPARE(attributeOf(record, "not json", "subject", scratch), std::string_view());
}

QTEST_GUILESS_MAIN(TextFilterTest)
#include "tst_textfilter.moc"
