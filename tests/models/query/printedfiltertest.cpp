// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/query/printedfiltertest.h"

#include "models/query/filterparser.h"
#include "models/query/filtervalues.h"

#include <QRandomGenerator>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

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

void PrintedFilterTest::anExpressionPrintedIsReadBackTheSame()
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

void PrintedFilterTest::anyTextStandsInOneLineAsAValue_data()
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

void PrintedFilterTest::anyTextStandsInOneLineAsAValue()
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

void PrintedFilterTest::escapesMeanWhatTheySay_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("text");
    QTest::newRow("a line break") << uR"(subject:"a\nb")"_s << u"a\nb"_s;
    QTest::newRow("in the bytes of a phrase it is written so") << uR"("a\nb")"_s << uR"(a\nb)"_s;
    QTest::newRow("without quotes it stands for itself") << uR"(subject:a\nb)"_s << uR"(a\nb)"_s;
    QTest::newRow("no escape") << uR"(subject:"\d\x\")"_s << uR"(\d\x")"_s;
    QTest::newRow("a number") << u"subject:\"\\u0041\\u00e9\""_s << u"A%1"_s.arg(QChar(0xe9));
    QTest::newRow("no number") << u"subject:\"\\u+041\\u12\""_s << u"\\u+041\\u12"_s;
    QTest::newRow("no number to anybody else")
        << u"subject:\"\\u0x1f\\u12a \\u 12a\""_s << u"\\u0x1f\\u12a \\u 12a"_s;
    QTest::newRow("at the end") << uR"(subject:"a\)"_s << uR"(a\)"_s;
}

void PrintedFilterTest::escapesMeanWhatTheySay()
{
    QFETCH(const QString, filter);
    QFETCH(const QString, text);
    const ParsedFilter parsed = parseFilter(filter);
    QVERIFY(!parsed.error);
    QCOMPARE(parsed.expression.values.front().text, text);
}

void PrintedFilterTest::anyTextEndsInAFilterOrASentence()
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
