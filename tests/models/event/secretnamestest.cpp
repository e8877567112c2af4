// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/event/secretnamestest.h"

#include "tests/models/event/masktesting.h"

#include <QTest>
#include <fnmatch.h>

using namespace eventscope;
using namespace masktesting;
using namespace Qt::StringLiterals;

namespace {

QByteArray maskedJson(const FieldMask &mask, const QByteArray &json)
{
    std::string scratch;
    return QByteArray::fromStdString(std::string(
        mask.applyToPayload({json.constData(), size_t(json.size())}, PayloadKind::Json, scratch)));
}

} // namespace

void SecretNamesTest::secretsAreKnownHoweverTheirNameIsWritten_data()
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
void SecretNamesTest::secretsAreKnownHoweverTheirNameIsWritten()
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

void SecretNamesTest::secretsAreKnownByTheirForm_data()
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
void SecretNamesTest::secretsAreKnownByTheirForm()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, masked);
    const QByteArray row = "{\"message\":\"" + text + "\"}";
    const QByteArray hidden = "{\"message\":\"" + masked + "\"}";
    const bool same = text == masked;
    QCOMPARE(maskedJson(usualMask(), row), hidden);
    QCOMPARE(maskedJson(usualMask(), hidden), hidden);
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
void SecretNamesTest::wordsInNamesAreLimitedInAnyWay()
{
    const FieldMask mask(fieldNames(u"*_id, otp_*, *a_b*, one-two"_s));
    for (const std::string_view name : {"user_id", "user-id", "userId", "otp_x", "otp-x", "otpX",
                                        "xaby", "xA_By", "x-a.b-y", "oneTwo", "ONE_TWO", "onetwo"})
        QVERIFY2(mask.covers(name), name.data());
    for (const std::string_view name :
         {"paid", "id", "userid", "USERID", "otp", "otpx", "option", "acb", "one", "oneTwoThree"})
        QVERIFY2(!mask.covers(name), name.data());
}

/// By fnmatch(), whichever shorter way is taken for a pattern; in JSON and in text.
void SecretNamesTest::namesAreComparedAsFileNamesAre()
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

void SecretNamesTest::listsOfNamesAreReadAsPeopleWriteThem()
{
    QCOMPARE(fieldNames(u" a,b\n c ;; d "_s), QStringList({u"a"_s, u"b"_s, u"c"_s, u"d"_s}));
    QVERIFY(FieldMask(fieldNames(u" ,"_s)).isEmpty());
}
