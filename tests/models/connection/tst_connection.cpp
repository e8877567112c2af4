// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/connectionprofile.h"
#include "models/connection/plaintext.h"
#include "models/connection/refusedcertificate.h"
#include "models/connection/kafkaurl.h"
#include "models/connection/maskoptions.h"
#include "models/connection/secretname.h"
#include "tests/models/connection/connectionprofiletest.h"
#include "tests/models/connection/topicformtest.h"
#include "tests/support/testclasses.h"

using namespace eventscope;
using namespace Qt::StringLiterals;

/// What is asked of a connection: where it leads, and which secrets it may have.
class TestConnection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parametersThatAreSecretsAreKnown_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("secret");
        for (const QString &name :
             {u"Authorization"_s, u"proxy-authorization"_s, u"COOKIE"_s, u"Set-Cookie"_s,
              u"X-Api-Key"_s, u"apikey"_s, u"X-Auth-Token"_s, u"X-Access-Key"_s,
              u"X-Amz-Security-Token"_s, u" Cookie "_s, u"X-Session-Id"_s, u"X-Auth"_s,
              u"X-Session-Key"_s, u"X-Ticket"_s, u"pass"_s, u"ticket"_s, u"sid"_s, u"session"_s,
              u"connect.sid"_s, u"key"_s, u"sig"_s, u"X-Amz-Signature"_s, u"jwt"_s, u"accessToken"_s,
              u"userPass"_s, u"pwd"_s, u"auth"_s})
            QTest::newRow(qPrintable(name)) << name << true;
        for (const QString &name :
             {u"Origin"_s, u"User-Agent"_s, u"Sec-WebSocket-Key"_s, u"Idempotency-Key"_s,
              u"X-Request-Id"_s, u"Cookies-Accepted"_s, u"Author"_s, u"X-Authority"_s, u"vsn"_s,
              u"passed"_s, u"bypass"_s, u"session_duration"_s, u"ticket_count"_s, u"inside"_s,
              u"monkey"_s, u"design"_s, u"compass"_s})
            QTest::newRow(qPrintable(name)) << name << false;
    }
    /// In the query of a URL, and in headers.
    void parametersThatAreSecretsAreKnown()
    {
        QFETCH(const QString, name);
        QTEST(isSecretParameter(name), "secret");
    }

    void urlsThatCannotWorkAreNamed_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("words");
        QTest::newRow("good") << u"wss://api.example.org/v1.0/ws"_s << QString();
        QTest::newRow("A18: IPv6") << u"ws://[::1]:9400/"_s << QString();
        QTest::newRow("A18: IPv6 with a zone") << u"ws://[fe80::1%25eth0]:9400/"_s << QString();
        QTest::newRow("A18: http") << u"https://api.example.org"_s << u"wss://"_s;
        QTest::newRow("no scheme") << u"api.example.org"_s << u"no URL"_s;
        QTest::newRow("A18: user info") << u"wss://me:secret@host/"_s << u"credentials"_s;
        QTest::newRow("A18: fragment") << u"wss://host/#x"_s << u"#"_s;
        QTest::newRow("no host") << u"wss:///path"_s << u"no"_s;
        QTest::newRow("file") << u"file:///etc/passwd"_s << u"ws://"_s;
    }
    void urlsThatCannotWorkAreNamed()
    {
        QFETCH(QString, url);
        QFETCH(QString, words);
        const QString problem = problemWithUrl(url);
        QCOMPARE(problem.isEmpty(), words.isEmpty());
        QVERIFY2(problem.contains(words, Qt::CaseInsensitive), qPrintable(problem));
    }

    void addressesOfKafkaAreTakenApart_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("words");
        QTest::addColumn<QStringList>("brokers");
        QTest::newRow("one") << u"kafka://host:9093/"_s << QString() << QStringList{u"host:9093"_s};
        QTest::newRow("several") << u" Kafka://a.b, c:1 ,[::1]:9094"_s << QString()
                                 << QStringList{u"a.b:9092"_s, u"c:1"_s, u"[::1]:9094"_s};
        QTest::newRow("websocket")
            << u"wss://host/"_s << u"begins with kafka://"_s << QStringList();
        QTest::newRow("no scheme") << u"host:9092"_s << u"no URL"_s << QStringList();
        QTest::newRow("user info")
            << u"kafka://me:secret@host:9092"_s << u"credentials"_s << QStringList();
        QTest::newRow("a topic") << u"kafka://host:9092/gh-status"_s << u"subscriptions"_s
                                 << QStringList();
        QTest::newRow("no host") << u"kafka:///"_s << u"no host"_s << QStringList();
        QTest::newRow("port") << u"kafka://host:99999/"_s << u"no broker"_s << QStringList();
        QTest::newRow("settings") << u"kafka://host\nsasl.password=x"_s << u"no broker"_s
                                  << QStringList();
    }
    void addressesOfKafkaAreTakenApart()
    {
        QFETCH(QString, url);
        QFETCH(QString, words);
        QFETCH(QStringList, brokers);
        const QString problem = problemWithUrl(url, Transport::Kafka);
        QCOMPARE(problem.isEmpty(), words.isEmpty());
        QVERIFY2(problem.contains(words), qPrintable(problem));
        QCOMPARE(kafkaBrokers(url), brokers);
        // Under the other systems it is the system that is wrong.
        if (words.isEmpty())
            QVERIFY(!problemWithUrl(url).isEmpty());
    }

    void secretsThatWouldBreakAHeaderAreRefused_data()
    {
        QTest::addColumn<QString>("secret");
        QTest::addColumn<int>("position");
        QTest::newRow("good") << u"eyJhbGciOi.J9-_~"_s << 0;
        QTest::newRow("A17: header injection") << u"abc\r\nX: 1"_s << 4;
        QTest::newRow("A17: pasted line break") << u"abc\n"_s << 4;
        QTest::newRow("A17: space") << u"a bc"_s << 2;
        QTest::newRow("A17: not ASCII") << u"abü"_s << 3;
    }
    void secretsThatWouldBreakAHeaderAreRefused()
    {
        QFETCH(QString, secret);
        QFETCH(int, position);
        const QString problem = problemWithSecret(secret);
        QCOMPARE(problem.isEmpty(), position == 0);
        if (position > 0)
            QVERIFY2(problem.contains(QString::number(position)), qPrintable(problem));
        QVERIFY(!problem.contains(u"abc"_s)); // the sentence never repeats the secret
    }

    void openConnectionsElsewhereNeedASwitch_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("security");
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("asked");
        const auto row = [](const char *name, const QString &url, const QString &security,
                            const QString &host, bool asked) {
            QTest::newRow(name) << url << security << host << asked;
        };
        row("ws elsewhere", u"ws://hub.example.org/"_s, {}, u"hub.example.org"_s, true);
        row("in capitals", u"WS://HUB.example.org/"_s, {}, u"hub.example.org"_s, true);
        row("A18: other letters", u"ws://b\u00fccher.example/"_s, {},
            u"xn--bcher-kva.example"_s, true);
        row("looks like loopback", u"ws://127.0.0.1.example.org/"_s, {},
            u"127.0.0.1.example.org"_s, true);
        row("looks like localhost", u"ws://localhost.example.org/"_s, {},
            u"localhost.example.org"_s, true);
        row("a private network", u"ws://192.168.1.5/"_s, {}, u"192.168.1.5"_s, true);
        row("wss", u"wss://hub.example.org/"_s, {}, {}, false);
        row("localhost", u"ws://localhost:1/"_s, {}, {}, false);
        row("loopback", u"ws://127.0.0.9:1/"_s, {}, {}, false);
        row("loopback 6", u"ws://[::1]:1/"_s, {}, {}, false);
        row("Kafka without a password", u"kafka://a.example:9092/"_s, u"plaintext"_s,
            u"a.example"_s, false);
        row("Kafka with one", u"kafka://127.0.0.1,b.example:9092/"_s, u"sasl_plaintext"_s,
            u"b.example"_s, true);
        row("Kafka with TLS", u"kafka://a.example:9092/"_s, u"sasl_ssl"_s, {}, false);
        row("Kafka here", u"kafka://localhost:9092,[::1]:9092/"_s, u"sasl_plaintext"_s, {}, false);
    }
    void openConnectionsElsewhereNeedASwitch()
    {
        QFETCH(QString, url);
        QFETCH(QString, security);
        QFETCH(QString, host);
        QFETCH(bool, asked);
        DialectInfo info;
        info.transports = {Transport::WebSocket, Transport::Kafka};
        info.options = {urlOption(u"wss://host"_s), plaintextOption()};
        OptionValues values{{u"url"_s, url}, {u"security"_s, security}};
        QCOMPARE(openHost(info, values), host);
        QCOMPARE(needsPlaintextSwitch(info, values), asked);
        const QString problem = info.problemWith(values);
        QCOMPARE(!problem.isEmpty(), asked);
        QVERIFY2(!asked || problem.contains(host), qPrintable(problem));
        values.insert(plaintextKey, u"true"_s);
        QVERIFY(info.problemWith(values).isEmpty());
    }

    void proxiesElsewhereTakeEvenLocalhostOverTheNetwork()
    {
        DialectInfo info;
        info.options = {urlOption(u"wss://host"_s), plaintextOption()};
        OptionValues values{{u"url"_s, u"ws://localhost:9010/"_s},
                            {u"proxy"_s, u" http://proxy.example:3128"_s}};
        QCOMPARE(openHost(info, values), u"localhost"_s);
        QVERIFY(!info.problemWith(values).isEmpty());
        values[u"proxy"_s] = u"socks5://127.0.0.1:1080"_s;
        QCOMPARE(openHost(info, values), QString());
        QVERIFY(info.problemWith(values).isEmpty());
    }

    void fingerprintsAreReadAsPeopleWriteThem()
    {
        const QString hex = QString(u"0123456789abcdef"_s).repeated(4);
        QCOMPARE(canonicalPin(u"sha256:"_s + hex), u"sha256:"_s + hex);
        QCOMPARE(canonicalPin(hex.toUpper()), u"sha256:"_s + hex);
        QCOMPARE(canonicalPin(readablePin(u"sha256:"_s + hex)), u"sha256:"_s + hex);
        QString colons = hex;
        for (qsizetype at = 62; at > 0; at -= 2)
            colons.insert(at, u':');
        QCOMPARE(canonicalPin(u"SHA256:"_s + colons), u"sha256:"_s + hex);
        for (const QString &wrong : {QString(), u"sha256:"_s, hex.left(63), hex + u'0',
                                     u"sha1:"_s + hex, u"sha256:"_s + hex.left(63) + u'g'})
            QVERIFY2(canonicalPin(wrong).isEmpty(), qPrintable(wrong));
    }

    void optionsAreCheckedByTheirKind()
    {
        DialectInfo info;
        info.options = {urlOption(u"wss://host"_s)};
        Option choice;
        choice.key = u"auth"_s;
        choice.label = u"Authentication"_s;
        choice.kind = Option::Kind::Choice;
        choice.choices = {{u"bearer"_s, u"Bearer"_s}};
        choice.defaultValue = u"bearer"_s;
        info.options += choice;
        QVERIFY(!info.problemWith({}).isEmpty()); // the URL is required
        QVERIFY(info.problemWith({{u"url"_s, u"ws://host"_s}}).isEmpty());
        QVERIFY(!info.problemWith({{u"url"_s, u"ws://host"_s}, {u"auth"_s, u"magic"_s}}).isEmpty());
    }

    void secretsAreTakenOutOfAUrl_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("clean");
        QTest::addColumn<QString>("token");
        QTest::addColumn<QString>("auth");
        QTest::addColumn<QString>("kept");
        const auto row = [](const char *name, const QString &url, const QString &clean,
                            const QString &token, const QString &auth, const QString &kept) {
            QTest::newRow(name) << url << clean << token << auth << kept;
        };
        const QString none;
        row("none", u"wss://h/ws?show=a&page=2"_s, u"wss://h/ws?show=a&page=2"_s, none, none, none);
        row("token", u"wss://h/ws?token=abc"_s, u"wss://h/ws"_s, u"abc"_s, u"token"_s, none);
        row("among others", u"wss://h/ws?a=1&token=abc&b=2"_s, u"wss://h/ws?a=1&b=2"_s, u"abc"_s,
            u"token"_s, none);
        row("access key", u"wss://h/ws?accesskey=k%2B1"_s, u"wss://h/ws"_s, u"k+1"_s,
            u"accesskey"_s, none);
        row("no option for it", u"wss://h/ws?access_token=abc&a=1"_s,
            u"wss://h/ws?access_token=&a=1"_s, none, none, u"access_token=abc"_s);
        row("both", u"wss://h/?accesskey=k&jwt=x.y.z"_s, u"wss://h/?jwt="_s, u"k"_s, u"accesskey"_s,
            u"jwt=x.y.z"_s);
        row("twice", u"wss://h/?token=a&token=b"_s, u"wss://h/?token="_s, u"a"_s, u"token"_s,
            u"token=b"_s);
        row("other letters", u"wss://h/?API_Key=Q"_s, u"wss://h/?API_Key="_s, none, none,
            u"API_Key=Q"_s);
        row("escaped name", u"wss://h/?to%6ben=Q"_s, u"wss://h/"_s, u"Q"_s, u"token"_s, none);
        row("empty", u"wss://h/?token="_s, u"wss://h/?token="_s, none, none, none);
        row("fragment", u"wss://h/?token=a#x"_s, u"wss://h/#x"_s, u"a"_s, u"token"_s, none);
        row("no URL", u"h?token=a b"_s, u"h"_s, u"a b"_s, u"token"_s, none);
    }
    void secretsAreTakenOutOfAUrl()
    {
        QFETCH(const QString, url);
        QFETCH(const QString, kept);
        Option token;
        token.key = u"token"_s;
        token.kind = Option::Kind::Secret;
        token.fromQuery = {{u"token"_s, {{u"auth"_s, u"token"_s}}},
                           {u"accesskey"_s, {{u"auth"_s, u"accesskey"_s}}}};
        DialectInfo info;
        info.options = {urlOption({}), token};
        const SortedUrl sorted = sortUrl(url, info);
        QTEST(sorted.url, "clean");
        QTEST(sorted.secrets.value(u"token"_s), "token");
        QTEST(sorted.options.value(u"auth"_s), "auth");
        QCOMPARE(sorted.secrets.value(urlQueryKey), kept);
        QCOMPARE(sorted.hadSecrets(), !sorted.secrets.isEmpty());
        // What has no option is sent as it was.
        const QString sent = withQueryItems(sorted.url, kept);
        QVERIFY(kept.isEmpty() || sent.contains(kept));
        QVERIFY(!sortUrl(sorted.url, info).hadSecrets());
    }

    void theUserSaysWhatIsMasked()
    {
        DialectInfo info;
        QCOMPARE(maskedFields(info, {}), QStringList()); // has nothing to hide
        info.options = maskOptions(u"*password* otp_*"_s);
        QCOMPARE(maskedFields(info, {}), QStringList({u"*password*"_s, u"otp_*"_s}));
        QCOMPARE(maskedFields(info, {{u"maskedfields"_s, u"pin"_s}}), QStringList{u"pin"_s});
        QCOMPARE(maskedFields(info, {{u"mask"_s, u"false"_s}}), QStringList());
        QVERIFY(maskedFields(info, {{u"maskedfields"_s, QString()}}).isEmpty());
    }
};

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, TestConnection, TopicFormTest, ConnectionProfileTest>(argc, argv);
}

#include "tst_connection.moc"
