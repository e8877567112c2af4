// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/jsondifference.h"
#include "models/query/jsondocument.h"

#include <QElapsedTimer>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

/// `~data.a 1>2, +data.b 3, -data.c 4`, and `=data.d` where `withSame`.
QString told(const JsonDifference &difference, bool withSame = false)
{
    QStringList all;
    for (const JsonChange &change : difference.changes) {
        const QString path = filterPathText(change.path);
        const QString before = QString::fromStdString(change.before);
        const QString after = QString::fromStdString(change.after);
        switch (change.kind) {
        case JsonChange::Kind::Same:
            if (withSame)
                all += u'=' + path;
            break;
        case JsonChange::Kind::Added:
            all += u"+%1 %2"_s.arg(path, after);
            break;
        case JsonChange::Kind::Removed:
            all += u"-%1 %2"_s.arg(path, before);
            break;
        case JsonChange::Kind::Changed:
            all += u"~%1 %2>%3"_s.arg(path, before, after);
            break;
        }
    }
    return all.join(u", "_s);
}

QByteArray base64(const char *text)
{
    return QByteArray(text).toBase64();
}

} // namespace

class JsonDifferenceTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatIsDifferentInTheOrderOfTheDocument_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QByteArray &before, const QByteArray &after,
                            const QString &expected) {
            QTest::newRow(name) << before << after << expected;
        };
        row("the same", R"({"a":1})", R"({"a":1})", u""_s);
        row("other order", R"({"a":1,"b":2})", R"({"b":2,"a":1})", u""_s);
        row("other white space", R"({"a":[1,2]})", R"({ "a" : [1, 2] })", u""_s);
        row("other escapes", "{\"a\":\"\\u0062\"}", "{\"\\u0061\":\"b\"}", u""_s);
        row("numbers by value", R"({"a":1.0,"b":1e2})", R"({"a":1,"b":100})", u""_s);
        row("numbers beyond doubles", R"({"a":18446744073709551616})",
            R"({"a":18446744073709551617})",
            u"~data.a 18446744073709551616>18446744073709551617"_s);
        row("changed, added, removed", R"({"id":7,"gone":1,"status":"ringing"})",
            R"({"id":7,"new":2,"status":"answered"})",
            u"+data.new 2, -data.gone 1, ~data.status \"ringing\">\"answered\""_s);
        row("removed stand where they stood", R"({"a":1,"b":2,"c":3})", R"({"a":1,"c":3})",
            u"-data.b 2"_s);
        row("within", R"({"a":{"b":{"c":1,"d":2}}})", R"({"a":{"b":{"c":3,"d":2}}})",
            u"~data.a.b.c 1>3"_s);
        row("another kind", R"({"a":{"b":1}})", R"({"a":[1]})", u"~data.a {\"b\":1}>[1]"_s);
        row("null is a value", R"({"a":null})", R"({"a":0})", u"~data.a null>0"_s);
        row("elements by place", R"({"a":[1,2,3]})", R"({"a":[1,5,3]})", u"~data.a[1] 2>5"_s);
        row("an element more in front", R"([2,3])", R"([1,2,3])", u"+data[0] 1"_s);
        row("an element less in the middle", R"([1,2,3])", R"([1,3])", u"-data[1] 2"_s);
        row("within elements", R"([{"n":"a","v":1},{"n":"b","v":2}])",
            R"([{"n":"a","v":1},{"n":"b","v":3}])", u"~data[1].v 2>3"_s);
        row("duplicate keys", R"({"a":1,"a":2})", R"({"a":1,"a":3})", u"~data.a 2>3"_s);
        row("a duplicate less", R"({"a":1,"a":2})", R"({"a":1})", u"-data.a 2"_s);
        row("json in a text", "{\"m\":\"{\\\"x\\\":1,\\\"y\\\":2}\"}",
            "{\"m\":\"{\\\"x\\\":1,\\\"y\\\":3}\"}", u"~data.m.y 2>3"_s);
        row("rows in base64", "{\"row\":\"" + base64(R"({"email":"a","n":1})") + "\"}",
            "{\"row\":\"" + base64(R"({"email":"b","n":1})") + "\"}",
            u"~data.row.email \"a\">\"b\""_s);
        row("scalars", "1", "2", u"~data 1>2"_s);
        row("no json", "plain", "other", u"~data \"plain\">\"other\""_s);
        row("odd keys", R"({"a b":1})", R"({"a b":2})", u"~data.\"a b\" 1>2"_s);
    }
    void tellsWhatIsDifferentInTheOrderOfTheDocument()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QFETCH(QString, expected);
        const JsonDifference difference =
            jsonDifference(before.toStdString(), after.toStdString());
        QCOMPARE(told(difference), expected);
        QCOMPARE(difference.different,
                 quint64(expected.isEmpty() ? 0 : expected.count(u", "_s) + 1));
    }

    void countsAndKeepsWhatIsTheSame()
    {
        const auto difference =
            jsonDifference(R"({"a":1,"b":[1,2],"c":"x"})", R"({"a":1,"b":[1,2],"c":"y"})");
        QCOMPARE(difference.same, quint64(3)); // a, and both of b
        QCOMPARE(told(difference, true), u"=data.a, =data.b, ~data.c \"x\">\"y\""_s);
        QCOMPARE(difference.names(), QStringList({u"c"_s}));
    }

    void whatIsTheSameIsCountedFieldByField_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<quint64>("same");
        const QByteArray whole = "{\"a\":{\"x\":1,\"y\":[2,{\"z\":3}]},\"e\":{},\"l\":[],\"t\":\"{\\\"n\\\":1}\"}";
        QTest::newRow("all of it") << whole << whole << quint64(6);
        QTest::newRow("one value") << QByteArray("7") << QByteArray("7.0") << quint64(1);
        QTest::newRow("all but one") << whole << QByteArray(whole).replace("3", "4") << quint64(5);
        QTest::newRow("deep") << QByteArray(50'000, '[') + QByteArray(50'000, ']')
                              << QByteArray(50'000, '[') + QByteArray(50'000, ']') << quint64(1);
    }
    void whatIsTheSameIsCountedFieldByField()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QTEST(jsonDifference(before.toStdString(), after.toStdString()).same, "same");
    }

    void namesAreToldOnce()
    {
        const auto difference = jsonDifference(
            R"({"data":{"status":"a","tm_update":1,"list":[{"v":1},{"v":1}],"flat":[1]}})",
            R"({"data":{"status":"b","tm_update":2,"list":[{"v":2},{"v":3}],"flat":[2]}})");
        QCOMPARE(difference.names(),
                 QStringList({u"status"_s, u"tm_update"_s, u"v"_s, u"flat"_s}));
    }

    void aFloodOfChangesIsCut()
    {
        std::string before = "{";
        std::string after = "{";
        for (int i = 0; i < 10'000; ++i) {
            before += (i ? ",\"k" : "\"k") + std::to_string(i) + "\":1";
            after += (i ? ",\"k" : "\"k") + std::to_string(i) + "\":2";
        }
        const auto difference = jsonDifference(before + '}', after + '}');
        QVERIFY(!difference.complete);
        QCOMPARE(difference.changes.size(), JsonDifference::maxChanges);
        QCOMPARE(difference.different, quint64(10'000));
    }

    void depthIsNoTrouble()
    {
        const std::string deep(900, '[');
        const std::string end(900, ']');
        const auto difference = jsonDifference(deep + '1' + end, deep + '2' + end);
        QCOMPARE(difference.different, quint64(1));
        QCOMPARE(difference.changes.front().path.size(), size_t(900));
    }

    void valuesInOtherFormsAreDecoded_data()
    {
        using Form = EncodedValue::Form;
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("form");
        QTest::addColumn<QByteArray>("content");
        const auto row = [](const char *name, const QByteArray &text, Form form,
                            const QByteArray &content = {}) {
            QTest::newRow(name) << text << int(form) << content;
        };
        row("a word", "answered", Form::Plain);
        row("a long word", "progressingmessage", Form::Plain);
        row("a sentence", "The quick brown fox", Form::Plain);
        row("an identifier", "77d0f2c1-e5f6-7890-abcd-ef1234567890", Form::Plain);
        row("a digest", QByteArray(64, 'a'), Form::Plain);
        row("a type name", "MissionControlJobAdded", Form::Plain);
        row("a name of Java", "ManagedClusterSetBinding", Form::Plain);
        row("json", R"({"a":1})", Form::JsonText);
        row("nearly json", R"({"a":1)", Form::Plain);
        row("json in base64", base64(R"({"a":1})"), Form::Json);
        row("text in base64", base64("hello, world: ünïcode"), Form::Text,
            "hello, world: ünïcode");
        QByteArray bytes("\x89PNG\r\n\x1a\n", 8);
        for (int i = 0; i < 60; ++i)
            bytes += char(i * 37);
        row("bytes in base64", bytes.toBase64(), Form::Bytes, bytes);
    }
    void valuesInOtherFormsAreDecoded()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, form);
        QFETCH(QByteArray, content);
        const EncodedValue value = encodedValue(text.toStdString());
        QCOMPARE(int(value.form), form);
        QCOMPARE(QByteArray::fromStdString(value.content), content);
        using Form = EncodedValue::Form;
        QCOMPARE(value.json != nullptr, Form(form) == Form::Json || Form(form) == Form::JsonText);
    }
};

QTEST_GUILESS_MAIN(JsonDifferenceTest)
#include "tst_jsondifference.moc"
