// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/jsontape.h"
#include "tests/models/event/masksweeptest.h"
#include "tests/models/event/masktesting.h"
#include "tests/models/event/secretnamestest.h"
#include "tests/support/testclasses.h"

#include <QTest>

using namespace eventscope;
using namespace masktesting;
using namespace Qt::StringLiterals;

/// What is masked in lines and payloads, and that all else stays as it was.
class TestFieldMask : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void valuesOfNamedMembersAreMaskedAndTheRestStaysAsItWas_data();
    void valuesOfNamedMembersAreMaskedAndTheRestStaysAsItWas();
    void namesOfAnyLettersAreMasked_data();
    void namesOfAnyLettersAreMasked();
    void rowsInBase64AreMaskedInside();
    void everyKindOfBase64IsLookedInto_data();
    void everyKindOfBase64IsLookedInto();
    void whatCannotBeReadIsMaskedToo();
    void attributesAreMasked_data();
    void attributesAreMasked();
    void attributesThatEventsAreKnownByStay();
    void aMaskThatMovesThePayloadChangesTheLength();
    void aLineWithoutSecretsIsTheSameMemory();
    void aPayloadOfGreatDepthIsMaskedWithoutRecursion();
    void onlyTheConnectionsThatMaskAreMasked();
    void linesThatOthersWroteAreMaskedToo_data();
    void linesThatOthersWroteAreMaskedToo();
    void whatIsMaskedTwiceIsMaskedOnce();
};

void TestFieldMask::valuesOfNamedMembersAreMaskedAndTheRestStaysAsItWas_data()
{
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<QByteArray>("masked");
    QTest::newRow("text") << QByteArray(R"({"password":"$2a$11$x","name":"Ann"})")
                          << QByteArray(R"({"password":"[masked]","name":"Ann"})");
    QTest::newRow("any case") << QByteArray(R"({"PassWord":"a"})")
                              << QByteArray(R"({"PassWord":"[masked]"})");
    QTest::newRow("part of a name") << QByteArray(R"({"oauth_access_token_x":"a"})")
                                    << QByteArray(R"({"oauth_access_token_x":"[masked]"})");
    QTest::newRow("number") << QByteArray(R"({"otp_code":123456,"big":12345678901234567890.00})")
                            << QByteArray(
                                   R"({"otp_code":"[masked]","big":12345678901234567890.00})");
    QTest::newRow("deep") << QByteArray(R"([1,{"a":{"b":[{"secret":"s"}]}}])")
                          << QByteArray(R"([1,{"a":{"b":[{"secret":"[masked]"}]}}])");
    QTest::newRow("whole object") << QByteArray(R"({"secrets":{"password":"p","n":1},"z":0})")
                                  << QByteArray(R"({"secrets":"[masked]","z":0})");
    QTest::newRow("twice") << QByteArray(R"({"token":"a","token":"b"})")
                           << QByteArray(R"({"token":"[masked]","token":"[masked]"})");
    QTest::newRow("escaped name") << QByteArray(R"({"\u0070assword":"a"})")
                                  << QByteArray(R"({"\u0070assword":"[masked]"})");
    QTest::newRow("nothing to hide")
        << QByteArray(R"({"password":null,"token":"","secret":true,"otp_verified":false})")
        << QByteArray(R"({"password":null,"token":"","secret":true,"otp_verified":false})");
    QTest::newRow("value that is called so")
        << QByteArray(R"({"name":"password"})") << QByteArray(R"({"name":"password"})");
    QTest::newRow("JSON in a text")
        << QByteArray(R"({"row":"{\"password\":\"a b\",\"n\":1}"})")
        << QByteArray(R"({"row":"{\"password\":\"[masked]\",\"n\":1}"})");
    QTest::newRow("JSON in a text of an array")
        << QByteArray(R"(["[{\"token\":7}]"])") << QByteArray(R"(["[{\"token\":\"[masked]\"}]"])");
    QTest::newRow("JSON that was cut off") << QByteArray(R"("{\"n\":1,\"password\":\"a b")")
                                           << QByteArray(R"("{\"n\":1,\"password\":\"[masked]")");
    QTest::newRow("text with a name")
        << QByteArray(R"({"message":"login password=x1, id=7"})")
        << QByteArray(R"({"message":"login password=[masked], id=7"})");
    QTest::newRow("text without one") << QByteArray(R"({"message":"a password: "})")
                                      << QByteArray(R"({"message":"a password: "})");
    QTest::newRow("text alone") << QByteArray(R"("password")") << QByteArray(R"("password")");
}

void TestFieldMask::valuesOfNamedMembersAreMaskedAndTheRestStaysAsItWas()
{
    QFETCH(QByteArray, data);
    QFETCH(QByteArray, masked);
    std::string scratch;
    const QByteArray line = lineWith(data);
    const std::string_view text = daptinMask().apply({line.data(), size_t(line.size())}, scratch);
    QCOMPARE(QByteArray(text.data(), qsizetype(text.size())), lineWith(masked));
}

void TestFieldMask::namesOfAnyLettersAreMasked_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<int>("kind");
    using Kind = PayloadKind;
    QTest::newRow("a key of four bytes") << QByteArray("{\"🔑\":\"hunter2\"}") << int(Kind::Json);
    QTest::newRow("one of four bytes in a text") << QByteArray("🔑=hunter2 ok") << int(Kind::Text);
    QTest::newRow("one beside it") << QByteArray("password=hunter2 ok") << int(Kind::Text);
    QTest::newRow("another script") << QByteArray("{\"пароль\":\"hunter2\"}") << int(Kind::Json);
    QTest::newRow("another script, behind a NUL")
        << QByteArray("{\"a\\u0000-пароль\":\"hunter2\"}") << int(Kind::Json);
    QTest::newRow("another script in a text") << QByteArray("ПАРОЛЬ: hunter2") << int(Kind::Text);
}

void TestFieldMask::namesOfAnyLettersAreMasked()
{
    QFETCH(const QByteArray, payload);
    QFETCH(const int, kind);
    const FieldMask mask({u"🔑"_s, QString(QChar(0xd800)), u"password"_s, u"*пароль"_s});
    std::string scratch;
    const std::string_view masked = mask.applyToPayload(
        {payload.constData(), size_t(payload.size())}, PayloadKind(kind), scratch);
    const QByteArray shown(masked.data(), qsizetype(masked.size()));
    QVERIFY2(shown.contains("[masked]") && !shown.contains("hunter2"), shown.constData());
}

void TestFieldMask::rowsInBase64AreMaskedInside()
{
    const QByteArray row = R"({"email":"a@b","password":"$2a$11$x"})";
    const QByteArray line =
        lineWith(R"({"EventType":"update","EventData":")" + row.toBase64() + R"("})");
    std::string scratch;
    const std::string_view text = daptinMask().apply({line.data(), size_t(line.size())}, scratch);
    const QByteArray hidden = R"({"email":"a@b","password":"[masked]"})";
    QCOMPARE(QByteArray(text.data(), qsizetype(text.size())),
             lineWith(R"({"EventType":"update","EventData":")" + hidden.toBase64() + R"("})"));
}

void TestFieldMask::everyKindOfBase64IsLookedInto_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("masked");
    QTest::newRow("pretty") << QByteArray("{\n  \"password\": \"x\"\n}")
                            << QByteArray("{\n  \"password\": \"[masked]\"\n}");
    QTest::newRow("array") << QByteArray(R"([{"password":"x"}])")
                           << QByteArray(R"([{"password":"[masked]"}])");
    QTest::newRow("blank before") << QByteArray(R"(  {"password":"x"})")
                                  << QByteArray(R"(  {"password":"[masked]"})");
    QTest::newRow("cut off") << QByteArray(R"({"password":"xyz)")
                             << QByteArray(R"({"password":"[masked])");
}

void TestFieldMask::everyKindOfBase64IsLookedInto()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, masked);
    const QByteArray line = lineWith("\"" + json.toBase64() + "\"");
    std::string scratch;
    const std::string_view text = daptinMask().apply({line.data(), size_t(line.size())}, scratch);
    QCOMPARE(QByteArray(text.data(), qsizetype(text.size())),
             lineWith("\"" + masked.toBase64() + "\""));
}

void TestFieldMask::whatCannotBeReadIsMaskedToo()
{
    std::string scratch;
    const QByteArray torn = R"({"specversion":"1.0","source":"/1a2b3c4d","data":{"token":"abc)";
    QVERIFY(daptinMask().apply({torn.data(), size_t(torn.size())}, scratch).find("abc")
            == std::string_view::npos);
    // As deep as a frame can be, which is deeper in its line.
    const int depth = JsonTape::maxDepth - 1;
    const QByteArray deep =
        lineWith(R"({"token":"abc","x":)" + QByteArray(depth, '[') + QByteArray(depth, ']') + "}");
    QVERIFY(daptinMask().apply({deep.data(), size_t(deep.size())}, scratch).find("abc")
            == std::string_view::npos);
}

void TestFieldMask::attributesAreMasked_data()
{
    QTest::addColumn<QByteArray>("attribute");
    QTest::addColumn<QByteArray>("masked");
    const auto row = [](const char *name, const char *attribute, const char *masked) {
        QTest::newRow(name) << QByteArray(attribute) << QByteArray(masked);
    };
    row("by its name", R"("accesstoken":"tok-SECRET-1")", R"("accesstoken":"[masked]")");
    row("a number", R"("token":17)", R"("token":"[masked]")");
    row("nothing", R"("token":"","secret":null)", R"("token":"","secret":null)");
    row("an object", R"("secret":{"a":[1]})", R"("secret":"[masked]")");
    row("in an object", R"("extra":{"a":[{"token":"t"}]})",
        R"("extra":{"a":[{"token":"[masked]"}]})");
    row("headers", R"("kafkaheaders":"[{\"authorization\":\"Bearer x\"},{\"none\":null}]")",
        R"("kafkaheaders":"[{\"authorization\":\"Bearer [masked]\"},{\"none\":null}]")");
    row("by its form", R"("via":"Bearer abc.def")", R"("via":"Bearer [masked]")");
    row("JSON in a text", R"("extra":"{\"token\":7}")", R"("extra":"{\"token\":\"[masked]\"}")");
    row("the key of a record", R"("kafkamessagekey":"Bearer abc")",
        R"("kafkamessagekey":"Bearer [masked]")");
    row("the topic", R"("topic":"room eyJhbGciOi.eyJzdWIi.c2ln")", R"("topic":"room [masked]")");
    row("a topic that is JSON", R"("topic":"{\"channel\":\"C\",\"token\":\"t\"}")",
        R"("topic":"{\"channel\":\"C\",\"token\":\"[masked]\"}")");
    row("a topic that sounds so", R"("topic":"token:created")", R"("topic":"token:created")");
    row("a topic that is none", R"("topic":{"token":"t"})", R"("topic":{"token":"[masked]"})");
    row("the reason", R"("reason":"no JSON: token=abc")", R"("reason":"no JSON: token=[masked]")");
    row("the id, which stays the only one", R"("id":"Bearer abc.def")",
        R"("id":"1 Bearer [masked]")");
    row("an id that is JSON", R"("id":"{\"token\":7}")", R"("id":"{\"token\":\"[masked]\"}")");
    row("the subject", R"("subject":"https://ann:pw@host/")",
        R"("subject":"https://[masked]@host/")");
}

void TestFieldMask::attributesAreMasked()
{
    QFETCH(const QByteArray, attribute);
    QFETCH(const QByteArray, masked);
    const QByteArray head = R"({"specversion":"1.0","sequence":"1","source":"/1a2b3c4d",)";
    const QByteArray tail = R"(,"data":{"n":1}})";
    std::string scratch;
    const QByteArray line = head + attribute + tail;
    const std::string_view shown = daptinMask().apply({line.data(), size_t(line.size())}, scratch);
    QCOMPARE(QByteArray(shown.data(), qsizetype(shown.size())), head + masked + tail);
    const FieldMasks masks{{u"1a2b3c4d"_s, daptinMask()}};
    const OneLine source(line);
    QCOMPARE(QByteArray::fromStdString(std::string(MaskedLines(&source, masks).line({}, scratch))),
             head + masked + tail);
}

/// Even by a mask of every name.
void TestFieldMask::attributesThatEventsAreKnownByStay()
{
    const QByteArray line =
        R"({"specversion":"1.0","sequence":"1","id":"urn:x:1","source":"/1a2b3c4d",)"
        R"("type":"t","time":"2026-11-22T10:00:00Z","recordedtime":"2026-11-22T10:00:00Z",)"
        R"("topic":"x:1","subject":"s","severitytext":"info","reason":"r","marks":"late",)"
        R"("datacontenttype":"text/plain","masked":"true","seen":2,"kafkatopic":"a",)"
        R"("kafkapartition":"0","kafkaoffset":"17","kafkanext":"12","kafkatime":"1",)"
        R"("kafkamessagekey":"k",)"
        R"("cesource":"/c","cecontenttype":"text/plain","data":1})";
    std::string scratch;
    QCOMPARE(FieldMask({u"*"_s}).apply({line.data(), size_t(line.size())}, scratch),
             std::string_view(line.data(), size_t(line.size())));
}

/// Who knows where the payload was has to see that it is elsewhere.
void TestFieldMask::aMaskThatMovesThePayloadChangesTheLength()
{
    const QByteArray line =
        R"({"specversion":"1.0","token":"123456789","data":{"password":"1234567"}})";
    std::string scratch;
    const std::string_view shown = daptinMask().apply({line.data(), size_t(line.size())}, scratch);
    QCOMPARE(
        QByteArray(shown.data(), qsizetype(shown.size())),
        QByteArray(R"({"specversion":"1.0","token":"[masked]" ,"data":{"password":"[masked]"}})"));
    const QByteArray inPlace =
        R"({"specversion":"1.0","token":"12345678","data":{"password":"12345678"}})";
    QCOMPARE(daptinMask().apply({inPlace.data(), size_t(inPlace.size())}, scratch).size(),
             size_t(inPlace.size()));
}

void TestFieldMask::aLineWithoutSecretsIsTheSameMemory()
{
    const QByteArray line = lineWith(R"({"name":"Ann"})");
    std::string scratch;
    const std::string_view same{line.data(), size_t(line.size())};
    QCOMPARE(daptinMask().apply(same, scratch).data(), same.data());
    QCOMPARE(FieldMask().apply(same, scratch).data(), same.data());
}

void TestFieldMask::aPayloadOfGreatDepthIsMaskedWithoutRecursion()
{
    const int depth = JsonTape::maxDepth - 8;
    const QByteArray data = QByteArray(R"({"a":)").repeated(depth) + R"({"token":"t"})"
        + QByteArray("}").repeated(depth);
    const QByteArray line = lineWith(data);
    std::string scratch;
    const std::string_view text = daptinMask().apply({line.data(), size_t(line.size())}, scratch);
    QVERIFY(text.find(R"("token":"[masked]")") != std::string_view::npos);
}

void TestFieldMask::onlyTheConnectionsThatMaskAreMasked()
{
    const FieldMasks masks{{u"1a2b3c4d"_s, daptinMask()}};
    std::string scratch;
    const OneLine own(lineWith(R"({"token":"t"})"));
    QVERIFY(MaskedLines(&own, masks).line({}, scratch).find("[masked]") != std::string_view::npos);
    const OneLine other(lineWith(R"({"token":"t"})", "/1a2b3c4"));
    QVERIFY(MaskedLines(&other, masks).line({}, scratch).find("[masked]")
            == std::string_view::npos);
    QVERIFY(MaskedLines(nullptr, masks).line({}, scratch).empty());
}

void TestFieldMask::linesThatOthersWroteAreMaskedToo_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("blanks") << QByteArray(
        R"({"specversion": "1.0", "sequence": "1", "id": "x", "source": "/1a2b3c4d", "data": {"token": "t"}})");
    QTest::newRow("data first, with another source in it") << QByteArray(
        R"({"data":{"source":"/9","token":"t"},"id":"x","sequence":"1","source":"/1a2b3c4d","specversion":"1.0"})");
    QTest::newRow("an escaped source") << QByteArray(
        R"({"specversion":"1.0","sequence":"1","id":"x","source":"\/1a2b3c4d","data":{"token":"t"}})");
    QTest::newRow("an id that looks like a source") << QByteArray(
        R"({"specversion":"1.0","sequence":"1","id":"\"source\":\"/9\"","source":"/1a2b3c4d","data":{"token":"t"}})");
    QTest::newRow("data twice") << QByteArray(
        R"({"specversion":"1.0","sequence":"1","source":"/1a2b3c4d","data":{"token":"t"},"data":{"n":1}})");
    QTest::newRow("binary data that is JSON")
        << R"({"specversion":"1.0","sequence":"1","source":"/1a2b3c4d","data_base64":")"
            + QByteArray(R"({"token":"t"})").toBase64() + R"("})";
}

void TestFieldMask::linesThatOthersWroteAreMaskedToo()
{
    QFETCH(QByteArray, line);
    const FieldMasks masks{{u"1a2b3c4d"_s, daptinMask()}};
    std::string scratch;
    const OneLine own(line);
    const std::string_view shown = MaskedLines(&own, masks).line({}, scratch);
    const QByteArray hidden = QByteArray(R"({"token":"t"})").toBase64();
    QVERIFY2(shown != line.toStdString(), shown.data());
    QVERIFY2(shown.find(R"("t")") == std::string_view::npos, shown.data());
    QVERIFY2(shown.find(hidden.constData()) == std::string_view::npos, shown.data());
}

void TestFieldMask::whatIsMaskedTwiceIsMaskedOnce()
{
    std::string once;
    std::string twice;
    const QByteArray line = lineWith(R"("password=x1, token: 'a b', secret=\"q\"")");
    const std::string first(daptinMask().apply(line.toStdString(), once));
    QVERIFY(first.find("x1") == std::string::npos && first.find("a b") == std::string::npos);
    QCOMPARE(std::string(daptinMask().apply(first, twice)), first);
}

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, TestFieldMask, SecretNamesTest, MaskSweepTest>(argc, argv);
}
#include "tst_fieldmask.moc"
