// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/crc32c.h"
#include "models/event/jsonpointer.h"
#include "models/event/jsontape.h"
#include "models/event/jsontext.h"

#include <QRandomGenerator>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

/// Writes the tape back as text: proof that the spans cover the document and nothing else.
std::string rebuilt(JsonRef value)
{
    std::string out;
    if (value.isObject()) {
        out += '{';
        value.forEachMember([&out](JsonRef key, JsonRef member) {
            if (out.size() > 1)
                out += ',';
            out.append(key.raw()).append(":").append(rebuilt(member));
        });
        return out + '}';
    }
    if (value.isArray()) {
        out += '[';
        value.forEachElement([&out](JsonRef element) {
            if (out.size() > 1)
                out += ',';
            out += rebuilt(element);
        });
        return out + ']';
    }
    return std::string(value.raw());
}

std::string randomJson(QRandomGenerator &random, int depth)
{
    static const char *const scalars[]{"null",
                                       "true",
                                       "false",
                                       "0",
                                       "-0",
                                       "1e400",
                                       "123456789012345678901234567890",
                                       "1.10",
                                       "\"\"",
                                       "\"a\\u00fc\\n\"",
                                       "\"plain text that is longer than sixteen bytes\""};
    const int kind = depth > 4 ? 2 : int(random.bounded(3));
    std::string out;
    if (kind == 2)
        return scalars[random.bounded(int(std::size(scalars)))];
    const int count = int(random.bounded(4));
    out += kind == 0 ? '{' : '[';
    for (int i = 0; i < count; ++i) {
        if (i)
            out += ',';
        if (kind == 0)
            out += "\"k" + std::to_string(random.bounded(3)) + "\":";
        out += randomJson(random, depth + 1);
    }
    return out + (kind == 0 ? '}' : ']');
}

} // namespace

class TestJsonTape : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void acceptsWhatRfc8259Accepts_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text :
             {"0", "-0.0e+1", "1e400", "\"\"", "null", " [ ] ", "{}", "{\"a\":{\"b\":[1,2,{}]}}",
              "\"\\ud800\"", "[1,\n2]", "\"\\/\"", "[[[[]]]]", "{\"\":0}", "{\"a\":1,\"a\":2}",
              "18446744073709551616", "\"\xc3\xbc\""})
            QTest::newRow(text) << QByteArray(text);
    }
    void acceptsWhatRfc8259Accepts()
    {
        QFETCH(QByteArray, text);
        JsonTape tape;
        QVERIFY2(tape.parse(std::string_view(text.constData(), size_t(text.size()))),
                 tape.error().data());
    }

    void refusesTheRestAndSaysWhere_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("offset");
        QTest::addColumn<QByteArray>("why");
        const auto row = [](const char *text, int offset, const char *why) {
            QTest::addRow("%s", text) << QByteArray(text) << offset << QByteArray(why);
        };
        row("", 0, "empty");
        row("{", 1, "ends too early");
        row("{\"a\":1,}", 7, "expected a member name");
        row("[1,]", 3, "unexpected character");
        row("[1 2]", 3, "expected ',' or ']'");
        row("{\"a\" 1}", 5, "expected ':'");
        row("{'a':1}", 1, "expected a member name");
        row("01", 1, "something follows the value");
        row("+1", 0, "unexpected character");
        row("1.", 0, "unexpected character");
        row(".5", 0, "unexpected character");
        row("NaN", 0, "unexpected character");
        row("-Infinity", 0, "unexpected character");
        row("0x1F", 1, "something follows the value");
        row("\"a\nb\"", 2, "raw control character inside a string");
        row("\"\\q\"", 1, "bad escape inside a string");
        row("\"\\u12g4\"", 1, "bad escape inside a string");
        row("\"abc", 4, "ends inside a string");
        row("{} {}", 3, "something follows the value");
        row("tru", 0, "unexpected character");
        row("]", 0, "unexpected character");
        row("{\"a\":}", 5, "unexpected character");
        row("[1}", 2, "expected ',' or ']'");
    }
    void refusesTheRestAndSaysWhere()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, offset);
        QFETCH(QByteArray, why);
        JsonTape tape;
        QVERIFY(!tape.parse(std::string_view(text.constData(), size_t(text.size()))));
        QCOMPARE(QByteArray(tape.error().data(), qsizetype(tape.error().size())), why);
        QCOMPARE(int(tape.errorOffset()), offset);
        QCOMPARE(tape.size(), quint32(0));
    }

    void nestingIsBoundedWithoutRecursion()
    {
        JsonTape tape;
        const std::string deepest = std::string(1024, '[') + std::string(1024, ']');
        QVERIFY(tape.parse(deepest));
        const std::string tooDeep(100'000, '[');
        QVERIFY(!tape.parse(tooDeep));
        QCOMPARE(tape.errorOffset(), size_t(1024));
    }

    void bombsOfAnyKindAreTapesLikeOthers_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<quint32>("children");
        QByteArray keys("{");
        for (int i = 0; i < 200'000; ++i)
            keys += '"' + QByteArray::number(i) + "\":" + QByteArray::number(i) + ',';
        keys.back() = '}';
        QTest::newRow("C13: 200 000 keys in one object") << keys << 200'000U;
        QByteArray objects("[");
        for (int i = 0; i < 2'000'000; ++i)
            objects += "{},";
        objects.back() = ']';
        QTest::newRow("C13: 2 000 000 empty objects") << objects << 2'000'000U;
        const QByteArray megabyte(1 << 20, 'k');
        QTest::newRow("C13: a key of 1 MiB") << "{\"" + megabyte + "\":1}" << 1U;
        QTest::newRow("C23: an id of 1 MiB") << "{\"id\":\"" + megabyte + "\"}" << 1U;
        QTest::newRow("C15: a number of 1 MiB") << '[' + QByteArray(1 << 20, '7') + ']' << 1U;
        QTest::newRow("C12: 1024 levels") << QByteArray(1024, '[') + QByteArray(1024, ']') << 1U;
    }
    void bombsOfAnyKindAreTapesLikeOthers()
    {
        QFETCH(QByteArray, text);
        QFETCH(quint32, children);
        JsonTape tape;
        QVERIFY2(tape.parse(std::string_view(text.constData(), size_t(text.size()))),
                 tape.error().data());
        QCOMPARE(JsonRef(tape).size(), children);
        QCOMPARE(JsonRef(tape).raw().size(), size_t(text.size()));
    }

    void whatIsTooDeepIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const int depth : {1025, 100'000}) {
            QTest::addRow("C12: %d arrays", depth)
                << QByteArray(depth, '[') + QByteArray(depth, ']');
            QTest::addRow("C12: %d objects", depth)
                << QByteArray("{\"a\":").repeated(depth) + '1' + QByteArray(depth, '}');
        }
    }
    void whatIsTooDeepIsRefused()
    {
        QFETCH(QByteArray, text);
        JsonTape tape;
        QVERIFY(!tape.parse(std::string_view(text.constData(), size_t(text.size()))));
        QCOMPARE(tape.error(), std::string_view("nested deeper than 1024"));
    }

    void numbersKeysAndDuplicatesStayWhatTheyWere()
    {
        const std::string text = "{\"z\":12345678901234567890123,\"a\":1.10,\"z\":-0,\"\\u0061b\":"
                                 "1e400,\"big\":18446744073709551615}";
        JsonTape tape;
        QVERIFY(tape.parse(text));
        const JsonRef root(tape);
        QCOMPARE(root.size(), 5U);
        QCOMPARE(root["z"].raw(), std::string_view("-0")); // the last one wins …
        std::string keys;
        std::string scratch;
        root.forEachMember([&](JsonRef key, JsonRef) { keys.append(key.string(scratch)) += ' '; });
        QCOMPARE(keys, std::string("z a z ab big ")); // … and all are there, in order
        QCOMPARE(root["a"].raw(), std::string_view("1.10"));
        QCOMPARE(root["ab"].raw(), std::string_view("1e400"));
        QCOMPARE(root["big"].raw(), std::string_view("18446744073709551615"));
        QCOMPARE(root["nothing"].raw(), std::string_view());
        QVERIFY(!root["nothing"].at("deeper", "still"));
    }

    void stringsAreUnescaped()
    {
        const std::string text =
            "{\"s\":\"a\\\"\\\\\\/"
            "\\b\\f\\n\\r\\t\\u00fc\\ud83d\\ude00\\ud800x\",\"n\":5,\"t\":true}";
        JsonTape tape;
        QVERIFY(tape.parse(text));
        std::string scratch;
        QCOMPARE(JsonRef(tape)["s"].string(scratch),
                 std::string_view("a\"\\/\b\f\n\r\t\xc3\xbc\xf0\x9f\x98\x80\xef\xbf\xbdx"));
        QCOMPARE(JsonRef(tape)["n"].string(scratch), std::string_view());
        QCOMPARE(JsonRef(tape)["n"].scalar(scratch), std::string_view("5"));
        QCOMPARE(JsonRef(tape)["t"].scalar(scratch), std::string_view("true"));
        QCOMPARE(JsonRef(tape)["n"].number(), 5.0);
        QCOMPARE(JsonRef(tape)["s"].number(-1), -1.0);
    }

    void spansCoverRandomDocumentsExactly()
    {
        QRandomGenerator random(7);
        JsonTape tape;
        for (int i = 0; i < 2000; ++i) {
            const std::string text = randomJson(random, 0);
            QVERIFY2(tape.parse(text), text.c_str());
            QCOMPARE(rebuilt(JsonRef(tape)), text);
        }
    }

    void everyTruncationIsRefused()
    {
        const std::string text =
            "{\"a\":[1,{\"b\":\"\\u00fc\"},true],\"c\":\"long enough for the vector loop\"}";
        JsonTape tape;
        for (size_t length = 0; length < text.size(); ++length)
            QVERIFY(!tape.parse(std::string_view(text).substr(0, length)));
        QVERIFY(tape.parse(text));
    }

    void plainElementsCanBeLeftOut()
    {
        JsonTape tape(JsonTape::maxDepth, JsonTape::Keep::NoPlainElements);
        QVERIFY(tape.parse(R"({"n":1,"a":[1,"x",true,{"m":null,"b":[2,[3]]},-4e9],"z":[5,6]})"));
        const JsonRef root(tape);
        QCOMPARE(rebuilt(root), std::string(R"({"n":1,"a":["x",{"m":null,"b":[[]]}],"z":[]})"));
        QCOMPARE(root["a"].size(), 5U); // counted all the same
        QCOMPARE(root["a"].raw(), std::string_view(R"([1,"x",true,{"m":null,"b":[2,[3]]},-4e9])"));
        QVERIFY(!tape.parse("[1,2,01]"));
        QCOMPARE(tape.errorOffset(), size_t(6));
        QVERIFY(tape.parse("17"));
        QCOMPARE(JsonRef(tape).raw(), std::string_view("17"));
    }

    void aPointerFindsNoElementButItsOwn_data()
    {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("leftOut"); // where plain elements are
        const auto row = [](const QString &pointer, const QString &value, bool leftOut = false) {
            QTest::newRow(qPrintable(pointer)) << pointer << value << leftOut;
        };
        row(u"/a/0"_s, u"1"_s, true);
        row(u"/a/1"_s, u"\"x,]\\\"[\""_s);
        row(u"/a/2"_s, u"true"_s, true);
        row(u"/a/3"_s, u"null"_s, true);
        row(u"/a/4"_s, u"{ \"m\" : [2,[3,\"y\"]] }"_s);
        row(u"/a/4/m/0"_s, u"2"_s, true);
        row(u"/a/4/m/1"_s, u"[3,\"y\"]"_s);
        row(u"/a/4/m/1/1"_s, u"\"y\""_s);
        row(u"/a/5"_s, u"-4e9"_s, true);
        row(u"/a/6"_s, u"[]"_s);
        row(u"/a/7"_s, QString());
        row(u"/a/6/0"_s, QString());
        row(u"/z/1"_s, u"6"_s, true);
    }
    void aPointerFindsNoElementButItsOwn()
    {
        QFETCH(const QString, pointer);
        QFETCH(const QString, value);
        QFETCH(const bool, leftOut);
        const std::string text = "{\"a\":[ 1 , \"x,]\\\"[\",true,\tnull,"
                                 "{ \"m\" : [2,[3,\"y\"]] },-4e9,[]],\"z\":[5,6]}";
        for (const auto keep : {JsonTape::Keep::All, JsonTape::Keep::NoPlainElements}) {
            JsonTape tape(JsonTape::maxDepth, keep);
            QVERIFY(tape.parse(text));
            const JsonRef found = JsonPointer(pointer.toStdString()).in(JsonRef(tape));
            const bool isThere = keep == JsonTape::Keep::All || !leftOut;
            QCOMPARE(QString::fromStdString(std::string(found.raw())), isThere ? value : QString());
        }
    }

    void largeMemoryIsGivenBack()
    {
        std::string large = "[0";
        for (int i = 0; i < 1'200'000; ++i)
            large += ",1";
        large += ']';
        JsonTape tape;
        for (int round = 0; round < 2; ++round) {
            QVERIFY(tape.parse(large));
            QCOMPARE(tape.size(), 1'200'002U);
            QCOMPARE(JsonRef(tape).size(), 1'200'001U);
            tape.letGoOfLarge();
            QCOMPARE(tape.size(), 0U);
        }
        QVERIFY(tape.parse("[1]"));
        tape.letGoOfLarge(); // what is small stays
        QCOMPARE(tape.size(), 2U);
    }

    void escapingComesBackUnchanged()
    {
        QRandomGenerator random(11);
        JsonTape tape;
        for (int i = 0; i < 500; ++i) {
            std::string text;
            for (quint32 length = random.bounded(60U); text.size() < length;)
                text += char(random.bounded(1, 127));
            std::string quoted;
            appendJsonString(quoted, text);
            QVERIFY(tape.parse(quoted));
            std::string scratch;
            QCOMPARE(JsonRef(tape).string(scratch), std::string_view(text));
        }
    }

    void minifyingTouchesOnlyWhiteSpace()
    {
        std::string out = "x";
        appendMinified(out, "{\n  \"a b\" : [ 1.10 , 1e400 ],\r\n\t\"c\\n\": \"  \" }\n");
        QCOMPARE(out, std::string(R"(x{"a b":[1.10,1e400],"c\n":"  "})"));
    }

    void crcMatchesTheStandardVectors()
    {
        QCOMPARE(crc32c("123456789"), 0xe3069283U); // RFC 3720 B.4 has the others
        QCOMPARE(crc32c(std::string(32, '\0')), 0x8a9136aaU);
        QCOMPARE(crc32c(std::string(32, '\xff')), 0x62a8ab43U);
        QCOMPARE(crc32c("56789", crc32c("1234")), 0xe3069283U);
    }
};

QTEST_GUILESS_MAIN(TestJsonTape)
#include "tst_jsontape.moc"
