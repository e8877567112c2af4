// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filterparser.h"
#include "models/query/filtervalues.h"

#include <QRandomGenerator>
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
    void anExpressionPrintedIsReadBackTheSame();
    void anyTextStandsInOneLineAsAValue_data();
    void anyTextStandsInOneLineAsAValue();
    void escapesMeanWhatTheySay_data();
    void escapesMeanWhatTheySay();
    void refusesWhatIsTooMuch_data();
    void refusesWhatIsTooMuch();
    void anyTextEndsInAFilterOrASentence();
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

namespace {

/// Expressions as the parser could make them, from a seed.
class Expressions
{
public:
    explicit Expressions(quint32 seed) : m_random(seed) { }

    FilterExpression make(int depth)
    {
        using Kind = FilterExpression::Kind;
        const int what = depth == 0 ? 0 : below(5);
        if (what <= 1)
            return test();
        FilterExpression node;
        node.kind = what == 2 ? Kind::Not : what == 3 ? Kind::All : Kind::Any;
        const int count = what == 2 ? 1 : 2 + below(3);
        for (int i = 0; i < count; ++i)
            node.children.push_back(make(depth - 1));
        return node;
    }

private:
    int below(int count) { return int(m_random.bounded(count)); }
    QString pick(const QStringList &texts) { return texts[below(int(texts.size()))]; }

    FilterExpression test()
    {
        FilterExpression test;
        test.kind = FilterExpression::Kind::Test;
        const std::vector<FilterFieldInfo> &fields = filterFields();
        const FilterFieldInfo &info = fields[size_t(below(int(fields.size())))];
        test.field = info.field;
        if (info.field == FilterField::Text || info.field == FilterField::Regex) {
            test.values.push_back(info.field == FilterField::Regex ? regex() : text());
            return test;
        }
        if (info.field == FilterField::Attribute)
            test.attribute = pick({u"kafkaoffset"_s, u"x1"_s, u"tipe"_s});
        for (int i = info.field == FilterField::Data ? below(5) : 0; i > 0; --i)
            test.path.push_back(step());
        const bool ordered = info.kind != FilterValueKind::Text
            && info.kind != FilterValueKind::Flag && info.kind != FilterValueKind::Path;
        const bool matchesOnly =
            info.kind == FilterValueKind::Flag || info.kind == FilterValueKind::Path;
        test.op = FilterOperator(matchesOnly ? 0 : below(ordered ? 7 : 3));
        for (int i = test.op >= FilterOperator::Less ? 1 : 1 + below(3); i > 0; --i)
            test.values.push_back(value(info.kind, test.op));
        return test;
    }

    PathStep step()
    {
        PathStep step;
        step.kind = PathStep::Kind(below(3));
        if (step.kind == PathStep::Kind::Key)
            step.key =
                pick({u"a"_s, u"0"_s, u"odd key"_s, u"q\"\\"_s, u""_s, u"*"_s, u"a.b"_s, u"ü"_s});
        if (step.kind == PathStep::Kind::Index)
            step.index = quint32(below(1000));
        return step;
    }

    FilterValue text()
    {
        FilterValue value;
        value.form = FilterValue::Form(below(2));
        value.text = value.form == FilterValue::Form::Bare
            ? pick({u"call"_s, u"a*b?"_s, u"/x/"_s, u"x-y"_s, u"ü"_s, u"a\\b"_s})
            : pick({u"and"_s, u"a (b) or"_s, u"\"\\"_s, u"\\\\"_s, u"-x"_s, u"/a/"_s});
        return value;
    }

    FilterValue regex()
    {
        FilterValue value;
        value.form = FilterValue::Form::Regex;
        value.text = pick({u"a|b"_s, u"x y\\/z"_s, u"[a-z]+"_s, u"\\d \" (q)"_s});
        value.flags = pick({QString(), u"i"_s, u"ims"_s});
        return value;
    }

    FilterValue value(FilterValueKind kind, FilterOperator op)
    {
        if (kind == FilterValueKind::Text)
            return below(4) == 0 ? regex() : text();
        const QStringList good = bareValues(kind);
        FilterValue value;
        value.text = pick(good);
        const bool mayRange = kind != FilterValueKind::Flag && kind != FilterValueKind::Path
            && op < FilterOperator::Less;
        if (!mayRange || below(3) != 0)
            return value;
        value.isRange = true;
        value.text = below(3) == 0 ? QString() : pick(good.mid(0, 2));
        value.upTo = !value.text.isEmpty() && below(3) == 0 ? QString() : pick(good.mid(0, 2));
        return value;
    }

    static QStringList bareValues(FilterValueKind kind)
    {
        switch (kind) {
        case FilterValueKind::Severity:
            return {u"info"_s, u"fatal"_s, u"warn"_s};
        case FilterValueKind::Time:
            return {u"10:30"_s, u"2026-11-21"_s, u"-5m"_s, u"today"_s, u"2026-11-21T10:30Z"_s};
        case FilterValueKind::Duration:
            return {u"5s"_s, u"1h30m"_s, u"250ms"_s};
        case FilterValueKind::Count:
            return {u"0"_s, u"17"_s};
        case FilterValueKind::Bytes:
            return {u"10kB"_s, u"1.5MiB"_s, u"7"_s};
        case FilterValueKind::Flag:
            return {u"gap"_s, u"own"_s};
        case FilterValueKind::Path:
            return {u"status"_s, u"a[*].b"_s, u"*"_s};
        default:
            return {u"1"_s, u"-2.5e3"_s, u"true"_s, u"null"_s, u"word"_s, u"w*"_s};
        }
    }

    QRandomGenerator m_random;
};

} // namespace

void FilterParserTest::anExpressionPrintedIsReadBackTheSame()
{
    for (quint32 seed = 1; seed <= 3000; ++seed) {
        const FilterExpression expression = Expressions(seed).make(int(seed % 5));
        const QString text = filterText(expression);
        const ParsedFilter parsed = parseFilter(text);
        QVERIFY2(!parsed.error,
                 qPrintable(text + u'\n' + (parsed.error ? parsed.error->sentence : QString())));
        QVERIFY2(parsed.expression == expression,
                 qPrintable(text + u'\n' + filterText(parsed.expression)));
    }
}

void FilterParserTest::anyTextStandsInOneLineAsAValue_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("quotes") << u"say \"hi\""_s;
    QTest::newRow("backslashes") << u"C:\\new\\table\\u0041\\"_s;
    QTest::newRow("line breaks") << u"one\r\ntwo\nthree"_s;
    QTest::newRow("a tab") << u"a\tb"_s;
    QTest::newRow("a zero") << u"a%1b"_s.arg(QChar(0));
    QTest::newRow("wildcards") << u"a*b?c"_s;
    QTest::newRow("like an expression") << u"/a+/i"_s;
    QTest::newRow("turns others around") << u"a%1b%2"_s.arg(QChar(0x202e)).arg(QChar(0x2066));
    QTest::newRow("other ends of lines") << u"%1 %2"_s.arg(QChar(0x2028)).arg(QChar(0x85));
    QTest::newRow("half a character") << u"a%1"_s.arg(QChar(0xd83d));
    QTest::newRow("an invisible one of two halves") << QString::fromUcs4(U"a\U000e0041", 2);
    QTest::newRow("an emoji, joined") << QString::fromUcs4(U"\U0001f469\u200d\U0001f4bb", 3);
    QTest::newRow("like a range") << u"a..b"_s;
    QTest::newRow("brackets") << u"[*].x(y)"_s;
    QTest::newRow("empty") << u""_s;
}

void FilterParserTest::anyTextStandsInOneLineAsAValue()
{
    QFETCH(const QString, text);
    const auto isOneLine = [](const QString &filter) {
        return std::none_of(filter.cbegin(), filter.cend(), [](QChar c) {
            return c < u' ' || c == QChar(0x85) || c == QChar(0x2028) || c == QChar(0x202e)
                || c == QChar(0x2066);
        });
    };
    const QString asValue = u"data.x = "_s + quotedFilterValue(text);
    QVERIFY2(isOneLine(asValue), qPrintable(asValue));
    const ParsedFilter value = parseFilter(asValue);
    QVERIFY2(!value.error, qPrintable(asValue));
    QCOMPARE(value.expression.values.front().text, text);
    QCOMPARE(value.expression.values.front().form, FilterValue::Form::Quoted);
    QCOMPARE(filterText(value.expression), asValue);

    PathStep key;
    key.kind = PathStep::Kind::Key;
    key.key = text;
    const std::vector<PathStep> path{key, key};
    const QString written = filterPathText(path);
    QVERIFY2(isOneLine(written), qPrintable(written));
    const ParsedFilter compared = parseFilter(written + u" = 1"_s);
    QVERIFY2(!compared.error, qPrintable(written));
    QVERIFY(compared.expression.path == path);
    const ParsedFilter changed = parseFilter(u"changed:"_s + written);
    QVERIFY2(!changed.error, qPrintable(written));
    QVERIFY(readFilterPath(changed.expression.values.front().text) == path);
}

void FilterParserTest::escapesMeanWhatTheySay_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("text");
    QTest::newRow("a line break") << uR"(subject:"a\nb")"_s << u"a\nb"_s;
    QTest::newRow("in the bytes of a phrase it is written so") << uR"("a\nb")"_s << uR"(a\nb)"_s;
    QTest::newRow("without quotes it stands for itself") << uR"(subject:a\nb)"_s << uR"(a\nb)"_s;
    QTest::newRow("no escape") << uR"(subject:"\d\x\")"_s << uR"(\d\x")"_s;
    QTest::newRow("a number") << u"subject:\"\\u0041\\u00e9\""_s << u"A%1"_s.arg(QChar(0xe9));
    QTest::newRow("no number") << u"subject:\"\\u+041\\u12\""_s << u"\\u+041\\u12"_s;
    QTest::newRow("at the end") << uR"(subject:"a\)"_s << uR"(a\)"_s;
}

void FilterParserTest::escapesMeanWhatTheySay()
{
    QFETCH(const QString, filter);
    QFETCH(const QString, text);
    const ParsedFilter parsed = parseFilter(filter);
    QVERIFY(!parsed.error);
    QCOMPARE(parsed.expression.values.front().text, text);
}

void FilterParserTest::refusesWhatIsTooMuch_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("says");
    QTest::newRow("a megabyte") << QString(1 << 20, u'x') << u"65536 are the most"_s;
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

void FilterParserTest::anyTextEndsInAFilterOrASentence()
{
    const QStringList pieces{
        u"type"_s,     u":"_s,          u"="_s,           u"!="_s,
        u"<="_s,       u">"_s,          u"("_s,           u")"_s,
        u"\""_s,       u"/"_s,          u"-"_s,           u" "_s,
        u" and "_s,    u" or "_s,       u"not "_s,        u"data."_s,
        u"[*]"_s,      u"["_s,          u"]"_s,           u"."_s,
        u".."_s,       u"5m"_s,         u"last "_s,       u"time"_s,
        u"10:30"_s,    u"2026-11-21"_s, u"*"_s,           u"\\"_s,
        u"severity"_s, u"warning"_s,    u"is:"_s,         u"changed:"_s,
        u"x"_s,        u"ü"_s,          QString(QChar()), QString(QChar(0xd800)),
        u"\n"_s,       u"😀"_s,          u"1e400"_s};
    QRandomGenerator random(20261121);
    int good = 0;
    for (int i = 0; i < 40'000; ++i) {
        QString text;
        for (int n = int(random.bounded(14)); n > 0; --n)
            text += pieces[int(random.bounded(quint32(pieces.size())))];
        const ParsedFilter parsed = parseFilter(text);
        if (parsed.error) {
            QVERIFY(!parsed.error->sentence.isEmpty());
            const FilterPlace place = parsed.error->place;
            QVERIFY2(place.position >= 0 && place.length >= 0
                         && place.position + place.length <= text.size(),
                     qPrintable(text));
            QVERIFY(!markedFilterError(text, *parsed.error).isEmpty());
            continue;
        }
        ++good;
        const ParsedFilter again = parseFilter(filterText(parsed.expression));
        QVERIFY2(again.expression == parsed.expression,
                 qPrintable(text + u'\n' + filterText(parsed.expression)));
    }
    QVERIFY2(good > 5000, qPrintable(QString::number(good)));
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

QTEST_GUILESS_MAIN(FilterParserTest)
#include "tst_filterparser.moc"
