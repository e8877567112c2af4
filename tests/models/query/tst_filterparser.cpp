// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filterparser.h"
#include "tests/models/query/printedfiltertest.h"
#include "tests/support/testclasses.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class FilterParserTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatIsMeant_data();
    void readsWhatIsMeant();
    void saysWhereItIsWrong_data();
    void saysWhereItIsWrong();
    void remarksOnWhatIsPerhapsNotMeant_data();
    void remarksOnWhatIsPerhapsNotMeant();
    void everyFieldsExampleIsAFilter();
    void refusesWhatIsTooMuch_data();
    void refusesWhatIsTooMuch();
    void anErrorIsMarkedForATerminal_data();
    void anErrorIsMarkedForATerminal();
};

void FilterParserTest::readsWhatIsMeant_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("meaning"); // as filterText() prints it
    const auto row = [](const char *text, const char *meaning) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(meaning);
    };
    row("", "");
    row("  \t ", "");
    row("-", "");
    row("\"", "");
    row("\"\" \"\"", "");
    row("-\"\"", "");
    row("call - status", "call and status");
    row("call", "call");
    row("call status", "call and status");
    row("call and status", "call and status");
    row("call AND status OR x", "call and status or x");
    row("a or b and c or d", "a or b and c or d");
    row("(a or b) and c", "(a or b) and c");
    row("(a or b) c", "(a or b) and c");
    row("((a))", "a");
    row("not a b", "not a and b");
    row("not (a b)", "not (a and b)");
    row("not not a", "not not a");
    row("-a", "not a");
    row("-(a or b)", "not (a or b)");
    row("-\"need help\" message", "not \"need help\" and message");
    row("--foo", "not \"-foo\"");
    row("collect-error", "collect-error");
    row("\"say \\\"hi\\\"\"", "\"say \\\"hi\\\"\"");
    row("\"need he", "\"need he\"");
    row("android orbit nothing", "android and orbit and nothing");
    row("\"and\"", "\"and\"");
    row("10:30", "10:30");
    row("http://host/a?b=c", "http://host/a?b=c");
    row("/api/v1/calls", "\\/api/v1/calls");
    row("/api", "\\/api");
    row("//", "\\//");
    row("\\/a/ b", "\\/a/ and b");
    row("topic:/a/b*", "topic:\\/a/b*");
    row("error: connection lost", "error: and connection and lost");
    row("customer_id:c1:call:*", "customer_id:c1:call:*");
    row("<html>", "<html>");
    row("data.status", "data.status");
    row("data.\"\" x", "\"data.\" and x");
    row("5 = 5", nullptr);
    row("type:call.*", "type:call.*");
    row("TYPE:call.*", "type:call.*");
    row("kind:call", "type:call");
    row("type: call", "type:call");
    row("type:\"call.*\"", "type:\"call.*\"");
    row("type:\"a or b", "type:\"a or b\"");
    row("type=call", "type = call");
    row("type == call", "type = call");
    row("type != call", "type != call");
    row("-type:call", "not type:call");
    row("type:(a or \"b c\" or d*)", "type:(a or \"b c\" or d*)");
    row("type:(a)", "type:a");
    row("type != (a or b)", "type != (a or b)");
    row("type:/^call\\.(a|b)$/i", "type:/^call\\.(a|b)$/i");
    row("topic:a..b", "topic:a..b");
    row("severity>=warning", "severity >= warning");
    row("severity≥warning", "severity >= warning");
    row("data.x ≤ 5", "data.x <= 5");
    row("type≠call", "type != call");
    row("a≤b c", "attribute.a <= b and c");
    row("level:(warn or err)", "severity:(warn or err)");
    row("severity:warning..", "severity:warning..");
    row("data.a.b.0.c = 5", "data.a.b.0.c = 5");
    row("data.items[*].name:x*", "data.items[*].name:x*");
    row("data.items.*.name:x", "data.items[*].name:x");
    row("data[0]:1", "data[0]:1");
    row("payload[\"odd key\"].x:1", "data.\"odd key\".x:1");
    row("data.\"a.b\" = true", "data.\"a.b\" = true");
    row("data:*", "data:*");
    row("data.current > 50", "data.current > 50");
    row("data.current>50", "data.current > 50");
    row("data.x:1..5", "data.x:1..5");
    row("data.x:..-1.5e3", "data.x:..-1.5e3");
    row("data.x = 1..", "data.x = 1..");
    row("data.x:a..b", "data.x:a..b");
    row("data.at:\"2026-01\"..\"2026-02\"", "data.at:\"2026-01\"..\"2026-02\"");
    row("data.at:..\"2026-02\"", "data.at:..\"2026-02\"");
    row("time >= 10:30", "time >= 10:30");
    row("time:10:30..10:45:05.25", "time:10:30..10:45:05.25");
    row("time>2026-11-21 10:30 foo", "time > 2026-11-21 10:30 and foo");
    row("time>2026-11-21 foo", "time > 2026-11-21 and foo");
    row("time:today", "time:today");
    row("recorded>-1h30m", "recorded > -1h30m");
    row("last 5m", "recorded >= -5m");
    row("last 5m and x", "recorded >= -5m and x");
    row("last call", "last and call");
    row("latency>2s", "latency > 2s");
    row("sequence:1000..2000", "sequence:1000..2000");
    row("size>10kB", "size > 10kB");
    row("is:gap or is:error", "is:gap or is:error");
    row("is:(gap or own)", "is:(gap or own)");
    row("changed:status", "changed:status");
    row("changed:\"odd key\".x", "changed:\"odd key\".x");
    row("kafkapartition:3", "attribute.kafkapartition:3");
    row("attribute.tipe:3", "attribute.tipe:3");
    row("source:/c1", "attribute.source:\\/c1");
    row("/a b/ or c", "/a b/ or c");
    row("/a\\/b/im", "/a\\/b/im");
    row("(a)(b)", "a and b");
    row("not(a)", "not a");
    row("x:y", "attribute.x:y");
    row("a && b || c", "a and b or c");
    row("a &&b ||c", "a and b or c");
    row("severity>=warning && type:call.*", "severity >= warning and type:call.*");
    row("a !type:t1", "a and not type:t1");
    row("!a", "not a");
    row("!!a", "not not a");
    row("! (a || b)", "not (a or b)");
    row("!\"a b\" && !/x/", "not \"a b\" and not /x/");
    row("-!a", "not not a");
    row("type:(a || b)", "type:(a or b)");
    row("type:!a", "type:!a");
    row("type = \"&&\"", "type = \"&&\"");
    row("type:&&a", "type:\"&&a\"");
    row("\"a && b\" \"!\"", "\"a && b\" and \"!\"");
    row("Hello!", "Hello!");
    row("a&b", "a&b");
    row("data.x > +5", "data.x > +5");
    row("data.x:.5..+5", "data.x:.5..+5");
    row("data.x≥5", "data.x >= 5");
    row("data.x≤5 data.y≠a", "data.x <= 5 and data.y != a");
    row("data.\"x≥5\":1", "data.\"x≥5\":1");
    row("time:*", "time:*");
    row("-severity:*", "not severity:*");
    row("time:2026-11-22T10:30 +01:00", "time:2026-11-22T10:30+01:00");
    row("time >= 2026-11-22 10:30:05 -0500 x", "time >= 2026-11-22 10:30:05-0500 and x");
    row("time:10:30 UTC", "time:10:30Z");
    row("time:10:30 -later", "time:10:30 and not later");
}

void FilterParserTest::readsWhatIsMeant()
{
    QFETCH(const QString, text);
    QFETCH(const QString, meaning);
    const ParsedFilter parsed = parseFilter(text);
    if (meaning.isNull()) {
        QVERIFY(parsed.error);
        return;
    }
    QVERIFY2(!parsed.error, parsed.error ? qPrintable(parsed.error->sentence) : "");
    QCOMPARE(filterText(parsed.expression), meaning);
    QVERIFY(parseFilter(meaning).expression == parsed.expression);
}

void FilterParserTest::saysWhereItIsWrong_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("position");
    QTest::addColumn<int>("length");
    QTest::addColumn<QString>("says"); // a part of the sentence
    const auto row = [](const char *text, int position, int length, const char *says) {
        QTest::newRow(text) << QString::fromUtf8(text) << position << length
                            << QString::fromUtf8(says);
    };
    row("a and", 2, 3, "after “and”");
    row("a &&", 2, 2, "after “&&”");
    row("a || )", 5, 1, "after “||”");
    row("&& a", 0, 1, "before this word");
    row("!", 0, 1, "after “!”");
    row("time > *", 7, 1, "Expected a time");
    row("time = *", 7, 1, "Expected a time");
    row("a or", 2, 2, "after “or”");
    row("not", 0, 3, "after “not”");
    row("a or or b", 5, 1, "after “or”");
    row("and a", 0, 1, "before this word");
    row("a and )", 6, 1, "after “and”");
    row(")", 0, 1, "No parenthesis is open");
    row("a)", 1, 1, "No parenthesis is open");
    row("(a", 0, 1, "not closed");
    row("b (a or", 5, 2, "after “or”");
    row("()", 1, 1, "after “(”");
    row("(", 0, 1, "after “(”");
    row("-and", 0, 1, "left out");
    row("type:", 4, 1, "value after “:”");
    row("type =", 5, 1, "value after “=”");
    row("type = and x", 5, 1, "value after “=”");
    row("(type:)", 5, 1, "value after “:”");
    row("type > a", 5, 1, "no order");
    row("type:(a or)", 10, 1, "Expected a value");
    row("type:(a b)", 8, 1, "Expected “or”");
    row("type:(a", 5, 1, "not closed");
    row("type:()", 6, 1, "Expected a value");
    row("data.x > (1 or 2)", 9, 1, "Several values");
    row("data.x > 1..2", 9, 4, "A range goes with");
    row("severity:loud", 9, 4, "info, success");
    row("severity:info..loud", 9, 10, "info, success");
    row("time:25:00", 5, 5, "Expected a time");
    row("time > soon", 7, 4, "Expected a time");
    row("time:..", 5, 2, "at least one side");
    row("recorded>-5", 9, 2, "Expected a time");
    row("time:2026-02-30", 5, 10, "Expected a time");
    row("latency>fast", 8, 4, "Expected a duration");
    row("size>10xB", 5, 4, "Expected a size");
    row("sequence:1.5", 9, 3, "whole number");
    row("is:bad", 3, 3, "Expected gap");
    row("is=gap", 2, 1, "Expected “:”");
    row("changed>x", 7, 1, "no order");
    row("changed:a..b", 8, 4, "Expected a path");
    row("data.", 5, 0, "Expected a key");
    row("data[", 5, 0, "Expected a key");
    row("data.a. = 5", 7, 1, "Expected a key");
    row("data.a[x] = 5", 7, 1, "Expected a key");
    row("tpye:call", 0, 4, "Did you mean “type”");
    row("severty>=error", 0, 7, "Did you mean “severity”");
    row("Status=answered", 0, 6, "no field “Status”");
    row("call.status = 1", 0, 11, "data.call.status");
    row("attribute.X:1", 0, 11, "lower-case");
    row("= 5", 0, 1, "needs the name of a field");
    row("\"a\" != 5", 4, 2, "needs the name of a field");
    row("/a(b/", 4, 1, "expression is wrong");
    row("x or type:/[/", 12, 1, "expression is wrong");
}

void FilterParserTest::saysWhereItIsWrong()
{
    QFETCH(const QString, text);
    QFETCH(const int, position);
    QFETCH(const int, length);
    QFETCH(const QString, says);
    const ParsedFilter parsed = parseFilter(text);
    QVERIFY(parsed.error);
    QVERIFY2(parsed.error->sentence.contains(says), qPrintable(parsed.error->sentence));
    QVERIFY(parsed.error->sentence.endsWith(u'.') || parsed.error->sentence.endsWith(u'?'));
    QCOMPARE(int(parsed.error->place.position), position);
    QCOMPARE(int(parsed.error->place.length), length);
    QVERIFY(parsed.expression.isEverything());
}

void FilterParserTest::remarksOnWhatIsPerhapsNotMeant_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("says"); // empty: no remark
    QTest::newRow("an unknown name") << u"status:answered"_s << u"data.status"_s;
    QTest::newRow("a usual attribute") << u"kafkaoffset>5"_s << QString();
    QTest::newRow("said to be an attribute") << u"attribute.status:x"_s << QString();
    QTest::newRow("a name that can be none") << u"customer_id:5"_s << u"data.customer_id"_s;
    QTest::newRow("a quote that is open") << u"\"need he"_s << u"not closed"_s;
    QTest::newRow("one in a value") << u"type:\"a"_s << u"not closed"_s;
    QTest::newRow("words") << u"a b -c \"d e\""_s << QString();
    const auto row = [](const char *text, const char *says) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(says);
    };
    row("a & b", "and, or and not");
    row("a | b", "and, or and not");
    row("a&&b", "Blanks go around");
    row("type:a&&type:b", "Blanks go around");
    row("a && !b || \"&\"", "");
    row("http://host/a?b=c&d=e", "");
    row("data.v > 0x10", "numbers are decimal");
    row("data.v = 1_000", "without marks");
    row("data.v:1_000", "");
    row("data.v = 5,5", "without marks");
    row("data.v > 10kB", "have no units");
    row("data.v >- 2", "no blanks");
    row("data.v = True", "JSON writes true");
    row("data.v = None", "JSON writes true");
    row("data.v:True", "");
    row("data.v > 2026-11-21", "");
    row("data.v > +5", "");
    row("data.v >= .5", "");
    row("data.v = abc", "");
    row("type:(t1,t2)", "parted by or");
    row("type:(t1|t2)", "parted by or");
    row("type:t1,t2", "");
    row("type=~t1", "in slashes");
    row("type =~ t1", "in slashes");
    row("type~t1", "in slashes");
    row("type contains t1", "type:*part*");
    row("data.v in (1 2)", "data.v:(a or b)");
    row("type matches /x/", "in slashes");
    row("data.v gt 5", "data.v > 5");
    row("data.v='5'", "double quotes");
    row("'need help'", "double quotes");
    row("don't panic", "");
    row("type :t1", "right behind the field: type:t1");
    row("data .v", "no blanks: data.v");
    row("# comment", "no comments");
    row("Zu*rich", "wildcard behind a field");
    row("/a*/", "");
    row("time:23:00..01:00", "");
    row("data.v:10..5", "ends before it begins");
    row("data.v:\"b\"..\"a\"", "ends before it begins");
    row("size:1MB..10kB", "ends before it begins");
    row("severity:error..info", "ends before it begins");
    row("latency:5s..1s", "ends before it begins");
    row("latency:-5s..1s", "");
    row("sequence:20..10", "ends before it begins");
    row("time:2026-02-02..2026-02-01", "ends before it begins");
    row("time:-5m..-10m", "ends before it begins");
    row("data.v:+1..+1", "");
    row("time:10:30..10:45 +01:00", "right behind each time");
    row("type is broken", "written type = value");
}

void FilterParserTest::remarksOnWhatIsPerhapsNotMeant()
{
    QFETCH(const QString, text);
    QFETCH(const QString, says);
    const ParsedFilter parsed = parseFilter(text);
    QVERIFY(!parsed.error);
    QCOMPARE(parsed.remarks.size(), says.isEmpty() ? size_t(0) : size_t(1));
    if (!says.isEmpty())
        QVERIFY2(parsed.remarks[0].sentence.contains(says), qPrintable(parsed.remarks[0].sentence));
}

void FilterParserTest::everyFieldsExampleIsAFilter()
{
    const auto isFilter = [](const QString &example) {
        const ParsedFilter parsed = parseFilter(example);
        return !parsed.error && parsed.remarks.empty() && !parsed.expression.isEverything();
    };
    for (const FilterFieldInfo &info : filterFields())
        QVERIFY2(isFilter(info.example), qPrintable(info.example));
    for (const FilterSyntaxInfo &info : filterSyntax())
        QVERIFY2(isFilter(info.example), qPrintable(info.example));
    for (const FilterSyntaxInfo &info : filterFlags())
        QVERIFY2(isFilter(info.example), qPrintable(info.example));
}

void FilterParserTest::refusesWhatIsTooMuch_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("says");
    QTest::newRow("a megabyte") << QString(1 << 20, u'x') << u"at most 65536 characters"_s;
    QTest::newRow("parentheses") << QString(60'000, u'(') << u"Nested deeper"_s;
    QTest::newRow("parentheses, closed")
        << QString(30'000, u'(') + u'a' + QString(30'000, u')') << u"Nested deeper"_s;
    QTest::newRow("not not not") << u"not "_s.repeated(10'000) + u'a' << u"Nested deeper"_s;
    QTest::newRow("dashes and parentheses") << u"-("_s.repeated(10'000) << u"Nested deeper"_s;
    QTest::newRow("conditions") << u"a "_s.repeated(30'000) << u"More than 1000"_s;
    QTest::newRow("values") << u"type:("_s + u"a or "_s.repeated(10'000) + u"a)"_s
                            << u"More than 1000"_s;
    QTest::newRow("steps") << u"data"_s + u".a"_s.repeated(10'000) + u"=1"_s
                           << u"more than 64 steps"_s;
    QTest::newRow("an expression") << u'/' + QString(10'000, u'a') + u'/' << u"longer than 4096"_s;
    QTest::newRow("an expression that explodes")
        << u"/((((a{1,200}){1,200}){1,200}){1,200})/"_s << u"expression is wrong"_s;
}

void FilterParserTest::refusesWhatIsTooMuch()
{
    QFETCH(const QString, text);
    QFETCH(const QString, says);
    const ParsedFilter parsed = parseFilter(text);
    QVERIFY(parsed.error);
    QVERIFY2(parsed.error->sentence.contains(says), qPrintable(parsed.error->sentence));
}

void FilterParserTest::anErrorIsMarkedForATerminal_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("marked");
    QTest::newRow("a value") << u"a severity:loud b"_s << u"a severity:loud b\n           ^^^^\n"_s;
    QTest::newRow("at the end") << u"data."_s << u"data.\n     ^\n"_s;
    QTest::newRow("far behind") << QString(100, u'A') + u" = 5"_s
                                << QString(36, u'A') + u"…\n"_s + QString(36, u'^') + u'\n';
    QTest::newRow("with control characters")
        << u"\x1b[2J severity:loud"_s << u"␛[2J severity:loud\n              ^^^^\n"_s;
}

void FilterParserTest::anErrorIsMarkedForATerminal()
{
    QFETCH(const QString, text);
    QFETCH(const QString, marked);
    const ParsedFilter parsed = parseFilter(text);
    QVERIFY(parsed.error);
    const QString shown = markedFilterError(text, *parsed.error);
    QVERIFY2(shown.startsWith(marked), qPrintable(shown));
    QVERIFY(shown.endsWith(parsed.error->sentence));
}

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, FilterParserTest, PrintedFilterTest>(argc, argv);
}

#include "tst_filterparser.moc"
