// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/jsontape.h"
#include "models/event/maskedlines.h"
#include "models/event/secretnames.h"

#include <QRandomGenerator>
#include <QTest>
#include <fnmatch.h>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

QByteArray lineWith(const QByteArray &data, const QByteArray &source = "/1a2b3c4d")
{
    return R"({"specversion":"1.0","id":"x","source":")" + source
        + R"(","type":"t","sequence":"1","data":)" + data + "}";
}

const FieldMask &daptinMask()
{
    static const FieldMask mask(fieldNames(u"*password*, *secret*,*token* otp_*, *api_key"_s));
    return mask;
}

/// As connections have it unless somebody says otherwise.
const FieldMask &usualMask()
{
    static const FieldMask mask(fieldNames(usualSecretFields));
    return mask;
}

QByteArray masked(const FieldMask &mask, const QByteArray &json)
{
    std::string scratch;
    return QByteArray::fromStdString(std::string(
        mask.applyToPayload({json.constData(), size_t(json.size())}, PayloadKind::Json, scratch)));
}

class OneLine final : public LineSource
{
public:
    explicit OneLine(QByteArray line) : m_line(std::move(line)) { }
    std::string_view line(const EventRecord &, std::string &scratch) const override
    {
        scratch = m_line.toStdString();
        return scratch;
    }

private:
    QByteArray m_line;
};

} // namespace

class TestFieldMask : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void valuesOfNamedMembersAreMaskedAndTheRestStaysAsItWas_data();
    void valuesOfNamedMembersAreMaskedAndTheRestStaysAsItWas();
    void secretsAreKnownHoweverTheirNameIsWritten_data();
    void secretsAreKnownHoweverTheirNameIsWritten();
    void secretsAreKnownByTheirForm_data();
    void secretsAreKnownByTheirForm();
    void wordsInNamesAreLimitedInAnyWay();
    void rowsInBase64AreMaskedInside();
    void namesAreComparedAsFileNamesAre();
    void everyKindOfBase64IsLookedInto_data();
    void everyKindOfBase64IsLookedInto();
    void whatCannotBeReadIsMaskedToo();
    void membersOutsideOfThePayloadStay();
    void aLineWithoutSecretsIsTheSameMemory();
    void aPayloadOfGreatDepthIsMaskedWithoutRecursion();
    void onlyTheConnectionsThatMaskAreMasked();
    void linesThatOthersWroteAreMaskedToo_data();
    void linesThatOthersWroteAreMaskedToo();
    void whatIsMaskedTwiceIsMaskedOnce();
    void listsOfNamesAreReadAsPeopleWriteThem();
    void sweepPassesNothingThatIsMasked();
    void sweepFindsItWhereverItStands_data();
    void sweepFindsItWhereverItStands();
    void sweepPassesWhatNeedsNoLook_data();
    void sweepPassesWhatNeedsNoLook();
    void sweepIsOnlyForNamesThatItKnows();
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

void TestFieldMask::secretsAreKnownHoweverTheirNameIsWritten_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("secret");
    for (const char *name : {"accessToken",
                             "access-token",
                             "access_token",
                             "ACCESS_TOKEN",
                             "refreshToken",
                             "clientSecret",
                             "client_secret",
                             "privateKey",
                             "private-key",
                             "x-api-key",
                             "apiKey",
                             "apikey",
                             "newPassword",
                             "old_password",
                             "userPassword",
                             "password",
                             "Passwd",
                             "pwd",
                             "userPwd",
                             "passphrase",
                             "pass_phrase",
                             "jwt",
                             "idJwt",
                             "sessionId",
                             "session-id",
                             "sid",
                             "credential",
                             "Credentials",
                             "cookie",
                             "Set-Cookie",
                             "authorization",
                             "otp",
                             "userOtp",
                             "signature",
                             "aws_secret_access_key",
                             "bearer",
                             "passwordHash",
                             "password_confirmation",
                             "passwordConfirmation",
                             "proxy-authorization"})
        QTest::newRow(name) << QByteArray(name) << true;
    for (const char *name : {"tokens_used",
                             "token_count",
                             "tokenCount",
                             "passed",
                             "passenger",
                             "session_duration",
                             "session",
                             "author",
                             "authority",
                             "authorized",
                             "password_changed_at",
                             "key",
                             "id",
                             "primary_key",
                             "access_key_id",
                             "secretary",
                             "cookies_accepted",
                             "residence",
                             "inside",
                             "callSid",
                             "ticket",
                             "compass",
                             "option",
                             "adopt",
                             "signature_algorithm",
                             "credentialed"})
        QTest::newRow(name) << QByteArray(name) << false;
}

/// As a member, in text, and in JSON that was cut off; and the sweep is of the same mind.
void TestFieldMask::secretsAreKnownHoweverTheirNameIsWritten()
{
    QFETCH(const QByteArray, name);
    QFETCH(const bool, secret);
    QCOMPARE(usualMask().covers({name.constData(), size_t(name.size())}), secret);
    const FieldMasks masks{{u"1a2b3c4d"_s, usualMask()}};
    for (const QByteArray &data :
         {"{\"" + name + "\":\"hunter2\"}", "{\"m\":\"it is " + name + "=hunter2\"}",
          "{\"m\":\"{\\\"" + name + "\\\":\\\"hunter2\"}",
          "{\"m\":\"" + QByteArray("{\"" + name + "\":\"hunter2\"}").toBase64() + "\"}"}) {
        const OneLine line(lineWith(data));
        std::string scratch;
        const std::string shown(MaskedLines(&line, masks).line({}, scratch));
        QVERIFY2((shown != lineWith(data).toStdString()) == secret, shown.c_str());
        QVERIFY2(!secret || shown.find("hunter2") == std::string::npos, shown.c_str());
    }
}

void TestFieldMask::secretsAreKnownByTheirForm_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("masked");
    const auto row = [](const char *name, const QByteArray &text, const QByteArray &masked) {
        QTest::newRow(name) << text << masked;
    };
    row("header", "Authorization: Bearer X", "Authorization: [masked]");
    row("header among others", "POST / Authorization: Basic dXNlcjpwYXNz, id=7",
        "POST / Authorization: [masked]");
    row("header of a command", "curl -H 'Authorization: Token abc' -v",
        "curl -H 'Authorization: [masked]' -v");
    row("header without a scheme", "authorization=abc", "authorization=[masked]");
    row("header with parameters",
        R"(Proxy-Authorization: Digest username=\"Mufasa\", response=\"6629fae4\"; Host: x)",
        "Proxy-Authorization: [masked]; Host: x");
    row("header with cookies", "Cookie: a=1; theme=dark; sid2=77\\nHost: x",
        "Cookie: [masked]\\nHost: x");
    row("bearer", "sent Bearer s3cr3t. Then", "sent Bearer [masked] Then");
    row("bearer, encoded", "auth=Bearer%20abc&x=1", "auth=Bearer%20[masked]&x=1");
    row("bearer in small letters", "bearer abc123def", "bearer [masked]");
    row("bearer in prose", "the bearer of news", "the bearer of news");
    row("token of three parts", "got eyJhbGciOiJI.eyJzdWIi.c2ln-_X for it", "got [masked] for it");
    row("token of three parts alone", "eyJhbGciOiJI.eyJzdWIi.c2ln", "[masked]");
    row("no token of three parts", "eyJhbGciOiJI and heyJude.mp3.gz",
        "eyJhbGciOiJI and heyJude.mp3.gz");
    row("hash", "is $2a$11$" + QByteArray(53, 'a') + ".", "is [masked]");
    row("other hash", "$argon2id$v=19$m=65536$c29tZXNhbHQ$aGFzaA", "[masked]");
    row("price", "costs $2a or $25 or $2.50$", "costs $2a or $25 or $2.50$");
    row("key", "-----BEGIN RSA PRIVATE KEY-----\\nMIIE\\n-----END RSA PRIVATE KEY-----\\n",
        "-----BEGIN RSA PRIVATE KEY-----[masked]-----END RSA PRIVATE KEY-----\\n");
    row("URL", "see amqp://me:p%40ss@host:1/x?y", "see amqp://[masked]@host:1/x?y");
    row("URL, escaped", R"(https:\/\/me:pass@host\/x)", "https://[masked]@host/x");
    row("URL with a token", "https://ghp_0123456789abcdef@host/", "https://[masked]@host/");
    row("URL with a user", "ssh://git@host:22/a@b:c", "ssh://git@host:22/a@b:c");
    row("URL and an address", "http://host:80/ of ann@example.org",
        "http://host:80/ of ann@example.org");
}

/// In a text by itself, and wrapped as events wrap texts; and the sweep is of the same mind.
void TestFieldMask::secretsAreKnownByTheirForm()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, masked);
    const QByteArray row = "{\"message\":\"" + text + "\"}";
    const QByteArray hidden = "{\"message\":\"" + masked + "\"}";
    const bool same = text == masked;
    QCOMPARE(::masked(usualMask(), row), hidden);
    QCOMPARE(::masked(usualMask(), hidden), hidden);
    const QByteArray inText = QByteArray(row).replace('\\', "\\\\").replace('"', "\\\"");
    const QByteArray hiddenInText = QByteArray(hidden).replace('\\', "\\\\").replace('"', "\\\"");
    const FieldMasks masks{{u"1a2b3c4d"_s, usualMask()}};
    for (const auto &[data, wanted] :
         {std::pair(row, hidden),
          std::pair("\"" + row.toBase64() + "\"", "\"" + hidden.toBase64() + "\""),
          std::pair("[\"" + inText + "\"]", "[\"" + hiddenInText + "\"]")}) {
        const OneLine line(lineWith(data));
        std::string scratch;
        QCOMPARE(
            QByteArray::fromStdString(std::string(MaskedLines(&line, masks).line({}, scratch))),
            lineWith(same ? data : wanted));
    }
}

/// Of names that a user gives.
void TestFieldMask::wordsInNamesAreLimitedInAnyWay()
{
    const FieldMask mask(fieldNames(u"*_id, otp_*, *a_b*, one-two"_s));
    for (const std::string_view name : {"user_id", "user-id", "userId", "otp_x", "otp-x", "otpX",
                                        "xaby", "xA_By", "x-a.b-y", "oneTwo", "ONE_TWO", "onetwo"})
        QVERIFY2(mask.covers(name), name.data());
    for (const std::string_view name :
         {"paid", "id", "userid", "USERID", "otp", "otpx", "option", "acb", "one", "oneTwoThree"})
        QVERIFY2(!mask.covers(name), name.data());
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

void TestFieldMask::membersOutsideOfThePayloadStay()
{
    const QByteArray line =
        R"({"specversion":"1.0","token":"attribute","source":"/1a2b3c4d","data":{"n":1}})";
    std::string scratch;
    QCOMPARE(daptinMask().apply({line.data(), size_t(line.size())}, scratch),
             std::string_view(line.data(), size_t(line.size())));
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

void TestFieldMask::listsOfNamesAreReadAsPeopleWriteThem()
{
    QCOMPARE(fieldNames(u" a,b\n c ;; d "_s), QStringList({u"a"_s, u"b"_s, u"c"_s, u"d"_s}));
    QVERIFY(FieldMask(fieldNames(u" ,"_s)).isEmpty());
}

/// What is swept over comes to the same as what is parsed, whatever is put together from pieces
/// that hide names, and from such that only look so.
void TestFieldMask::sweepPassesNothingThatIsMasked()
{
    const QByteArrayList pieces{"password",
                                "PASSWORD",
                                "pass\\u0077ord",
                                "pa\u017f\u017fword",
                                "pa\xc5\xbf\xc5\xbfword",
                                "to\xe2\x84\xaa"
                                "en",
                                "to\\u212aen",
                                "otp_",
                                "api",
                                "Key",
                                "-",
                                "_",
                                "Authorization",
                                "Bearer ",
                                "eyJ",
                                "hbGciOi",
                                ".",
                                "$2a$",
                                "11$0123456789012345678901234567890",
                                "wss:/",
                                "/u:p",
                                "@h",
                                "secre",
                                "Date",
                                "ID",
                                "e0",
                                "\xe2\x84\xa2",
                                "\xc5\x82",
                                "\\u00e9",
                                "\\u003c",
                                "\\/",
                                "=",
                                ": ",
                                "x",
                                "=17 ",
                                "\\n",
                                " "};
    const FieldMasks masks{{u"1a2b3c4d"_s, daptinMask()}};
    QRandomGenerator random(11);
    const auto text = [&] {
        QByteArray made;
        for (quint32 n = random.bounded(5); n > 0; --n)
            made += pieces[random.bounded(pieces.size())];
        return made;
    };
    int masked = 0;
    int passed = 0;
    for (int round = 0; round < 6'000; ++round) {
        QByteArray json = "{\"" + text() + "\":\"" + text() + "\",\"n\":[\"" + text() + "\"]}";
        for (quint32 wrapped = random.bounded(4); wrapped > 0; --wrapped) {
            QByteArray inside = QByteArray(qsizetype(random.bounded(3)), ' ') + json;
            if (random.bounded(2))
                inside = inside.toBase64();
            else
                inside.replace('\\', "\\\\").replace('"', random.bounded(4) ? "\\\"" : "\\u0022");
            json = "{\"" + text() + "\":\"" + inside + "\"}";
        }
        const QByteArray line = lineWith(json);
        std::string scratch;
        const std::string wanted(daptinMask().apply({line.data(), size_t(line.size())}, scratch));
        const OneLine source(line);
        QCOMPARE(std::string(MaskedLines(&source, masks).line({}, scratch)), wanted);
        ++(wanted == line.toStdString() ? passed : masked);
    }
    QVERIFY2(masked > 1'000 && passed > 1'000, qPrintable(u"%1 %2"_s.arg(masked).arg(passed)));
}

void TestFieldMask::sweepFindsItWhereverItStands_data()
{
    QTest::addColumn<QByteArray>("piece");
    const auto base64 = [](const QByteArray &json) { return '"' + json.toBase64() + '"'; };
    QTest::newRow("name") << QByteArray("Token");
    QTest::newRow("name with a digit") << QByteArray("x2");
    QTest::newRow("escaped") << QByteArray("t\\u006fken");
    QTest::newRow("letter of another alphabet") << QByteArray("to\xe2\x84\xaa"
                                                              "en");
    QTest::newRow("row") << base64(R"({"token":1})");
    QTest::newRow("array of rows") << base64(R"([{"token":1}])");
    QTest::newRow("row behind blanks") << base64("\r\n\t {\"token\":1}");
    QTest::newRow("row in a row") << base64("{\"a\":" + base64(R"({"token":1})") + "}");
    QTest::newRow("row in a text") << QByteArray(R"("{\"a\":\"eyJ0b2tlbiI6MX0=\"}")");
}

/// In whole blocks, across them, and behind the last.
void TestFieldMask::sweepFindsItWhereverItStands()
{
    QFETCH(QByteArray, piece);
    const MaskSweep sweep({"token", "x2", "secret"});
    for (qsizetype before = 0; before < 70; ++before) {
        for (const qsizetype behind : {0, 1, 2, 40, 80}) {
            const QByteArray text = QByteArray(before, '.') + piece + QByteArray(behind, '.');
            const size_t found = sweep.next({text.constData(), size_t(text.size())});
            QVERIFY2(found >= size_t(before) && found < size_t(before + piece.size()),
                     text.constData());
            QCOMPARE(sweep.next({text.constData(), size_t(text.size())}, found), found);
        }
    }
}

void TestFieldMask::sweepPassesWhatNeedsNoLook_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("part of a name") << QByteArray(R"({"toke":"secre","Name":"Torken"})");
    QTest::newRow("looks like base64") << QByteArray(R"({"ID":"e0","Date":"Wxyz","Cost":"eyes"})");
    QTest::newRow("row without names") << "\"" + QByteArray(R"({"email":"a@b"})").toBase64() + "\"";
    QTest::newRow("usual escapes") << QByteArray(R"("\u003cb\u003e \u00e9 \u2019 \n \/ \u0000")");
    QTest::newRow("other letters") << QByteArray("\xe2\x84\xa2 \xc5\x82 \xe2\x82\xac");
}

void TestFieldMask::sweepPassesWhatNeedsNoLook()
{
    QFETCH(QByteArray, text);
    const QByteArray many = text.repeated(5);
    QCOMPARE(MaskSweep({"token", "secret"}).next({many.constData(), size_t(many.size())}),
             std::string_view::npos);
}

/// Where a name could stand in a line in another way than letter by letter, every line is read.
void TestFieldMask::sweepIsOnlyForNamesThatItKnows()
{
    QVERIFY(MaskedLines(nullptr, {{u"a"_s, daptinMask()}}).canSweep());
    for (const QString &name :
         {u"t?ken"_s, u"a/b"_s, u"a\"b"_s, u"tok\u00e9n"_s, u"*"_s, u"a b"_s}) {
        const FieldMasks masks{{u"a"_s, daptinMask()}, {u"1a2b3c4d"_s, FieldMask({name})}};
        QVERIFY2(!MaskedLines(nullptr, masks).canSweep(), qPrintable(name));
    }
    const FieldMasks masks{{u"1a2b3c4d"_s, FieldMask({u"a/b"_s})}};
    const OneLine line(lineWith(R"({"a\/b":"hunter2"})"));
    std::string scratch;
    QVERIFY(MaskedLines(&line, masks).line({}, scratch).find("hunter2") == std::string_view::npos);
}

/// By fnmatch(), whichever shorter way is taken for a pattern; in JSON and in text.
void TestFieldMask::namesAreComparedAsFileNamesAre()
{
    const QStringList patterns{u"token"_s,   u"to*"_s,        u"*ken"_s, u"*oke*"_s, u"t?ken"_s,
                               u"*t*n*"_s,   u"*"_s,          u"**"_s,   u"TOKEN"_s, u"to-k_en"_s,
                               u"[t]oken"_s, u"tok\u00e9n"_s, u"a.b"_s};
    const QStringList names{u"token"_s, u"Token"_s, u"xtoken"_s,     u"tokens"_s,  u"tkn"_s,
                            u"TO"_s,    u"oke"_s,   u"t"_s,          u"to-k_en"_s, u"[t]oken"_s,
                            u"a.b"_s,   u"axb"_s,   u"tok\u00e9n"_s, u"taken"_s};
    for (const QString &pattern : patterns) {
        const FieldMask mask({pattern, u"never"_s});
        for (const QString &name : names) {
            const bool expected =
                fnmatch(qUtf8Printable(pattern), qUtf8Printable(name), FNM_NOESCAPE | FNM_CASEFOLD)
                    == 0
                || (pattern == u"to-k_en" && name.toLower() == u"token");
            const QByteArray json = "{\"" + name.toUtf8() + "\":\"hunter2\"}";
            std::string scratch;
            const std::string_view masked = mask.applyToPayload(
                {json.constData(), size_t(json.size())}, PayloadKind::Json, scratch);
            QVERIFY2((masked.find("hunter2") == std::string_view::npos) == expected,
                     qPrintable(pattern + u" and "_s + name));
        }
        std::string scratch;
        const std::string_view text =
            mask.applyToPayload("say never=hunter2 \xc3\xa9", PayloadKind::Text, scratch);
        QVERIFY2(text.find("hunter2") == std::string_view::npos, qPrintable(pattern));
    }
}

QTEST_GUILESS_MAIN(TestFieldMask)
#include "tst_fieldmask.moc"
