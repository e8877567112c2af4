// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/dialectprobe.h"
#include "app/feeds/dialect.h"
#include "tests/support/feedservers.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

/// The Detect button, against real sockets.
class TestDialectProbe : public QObject
{
    Q_OBJECT

    int m_answers = 0;
    DetectedDialect m_found;
    QPointer<DialectProbe> m_probe;
    QObject m_parent;

    void start(const QUrl &url, const QString &dialect = u"daptin"_s, OptionValues options = {},
               const OptionValues &secrets = {})
    {
        m_answers = 0;
        m_found = {};
        ConnectionProfile profile;
        profile.id = u"0badcafe"_s;
        profile.name = u"probe"_s;
        profile.dialect = dialect;
        options.insert(u"url"_s, url.toString());
        profile.options = options;
        profile.subscriptions = {{u"user_account"_s, {}, false}};
        m_probe = new DialectProbe(
            profile, secrets,
            [this](const DetectedDialect &found) {
                ++m_answers;
                m_found = found;
            },
            &m_parent);
    }

private Q_SLOTS:
    void aServerOfAnotherKindIsToldAtOnce()
    {
        ScriptServer server;
        server.onOpened = [](QWebSocket &client) {
            client.sendTextMessage(uR"({"type":"welcome"})"_s);
        };
        start(server.url());
        QTRY_COMPARE_WITH_TIMEOUT(m_answers, 1, DialectProbe::listenMs);
        QCOMPARE(m_found.dialect, u"zaikio"_s);
        QTRY_VERIFY(!m_probe); // it ends by itself
        QTRY_VERIFY(server.clients().isEmpty());
        QVERIFY(server.received.isEmpty()); // and has said nothing
        QCOMPARE(m_answers, 1);
    }

    void unknownJsonIsListenedToForLonger()
    {
        ScriptServer server;
        server.onOpened = [](QWebSocket &client) {
            for (int i = 0; i < 40; ++i)
                client.sendTextMessage(
                    uR"({"event":"job.done","ts":%1})"_s.arg(1'768'473'005'000 + i));
        };
        start(server.url(), u"voipbin"_s);
        QTRY_COMPARE(m_answers, 1);
        QCOMPARE(m_found.dialect, u"json"_s);
        QCOMPARE(m_found.options,
                 OptionValues({{u"typeat"_s, u"/event"_s}, {u"timeat"_s, u"/ts"_s}}));
        QTRY_VERIFY(!m_probe);
    }

    void aServerThatSaysNothingIsGivenItsTime()
    {
        ScriptServer server;
        QElapsedTimer clock;
        clock.start();
        start(server.url());
        QTRY_COMPARE_WITH_TIMEOUT(m_answers, 1, 9'000);
        QVERIFY(clock.elapsed() >= DialectProbe::listenMs - 50);
        QCOMPARE(m_found.dialect, QString());
        QVERIFY2(m_found.why.contains(u"sent nothing"_s), qPrintable(m_found.why));
    }

    void theTokenGoesWhereTheChosenDialectSendsIt()
    {
        ScriptServer server;
        server.onOpened = [](QWebSocket &client) {
            client.sendTextMessage(uR"({"type":"session","status":"open"})"_s);
        };
        start(server.url(), u"json"_s, {{u"open"_s, u"HELLO {token}"_s}},
              {{u"token"_s, u"s3cret"_s}});
        QTRY_COMPARE(m_answers, 1);
        QCOMPARE(m_found.dialect, u"daptin"_s);
        QCOMPARE(server.receivedHeaders, QStringList(u"Bearer s3cret"_s));
        QVERIFY(server.received.isEmpty()); // what to send at the start is not sent either
        QTRY_VERIFY(!m_probe);
    }

    void subprotocolsAreOfferedOnlyWhereTheUserWroteThem_data()
    {
        QTest::addColumn<QString>("dialect");
        QTest::addColumn<OptionValues>("options");
        QTest::addColumn<QByteArray>("offered");
        QTest::newRow("zaikio") << u"zaikio"_s << OptionValues() << QByteArray();
        QTest::newRow("json") << u"json"_s << OptionValues{{u"subprotocols"_s, u"a.b"_s}}
                              << QByteArray("a.b");
    }
    void subprotocolsAreOfferedOnlyWhereTheUserWroteThem()
    {
        QFETCH(QString, dialect);
        QFETCH(OptionValues, options);
        QFETCH(QByteArray, offered);
        RawServer server([](QTcpSocket &client, const QByteArray &data) {
            if (RawServer::upgrade(client, data))
                client.write(RawServer::text(R"({"type":"welcome"})"));
        });
        start(server.url(), dialect, options);
        QTRY_COMPARE(m_answers, 1);
        QCOMPARE(m_found.dialect, u"zaikio"_s);
        const bool any = server.received.contains("Sec-WebSocket-Protocol: " + offered);
        QCOMPARE(any, !offered.isEmpty());
    }

    void lastWordsOfAServerThatHangsUpTell()
    {
        ScriptServer server;
        server.onOpened = [](QWebSocket &client) {
            client.sendTextMessage(uR"({"message": "unauthorized"})"_s);
            client.close();
        };
        start(server.url(), u"voipbin"_s);
        QTRY_COMPARE(m_answers, 1);
        QCOMPARE(m_found.dialect, u"daptin"_s);
        QTRY_COMPARE(server.accepted(), 1); // it does not try again
    }

    void failuresHaveTheirCause_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("words");
        QTest::newRow("credentials")
            << QByteArray("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n") << u"401"_s;
        QTest::newRow("no such path")
            << QByteArray("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n") << u"404"_s;
    }
    void failuresHaveTheirCause()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, words);
        RawServer server(
            [answer](QTcpSocket &client, const QByteArray &) { client.write(answer); });
        start(server.url());
        QTRY_COMPARE(m_answers, 1);
        QCOMPARE(m_found.dialect, QString());
        QVERIFY2(m_found.why.contains(words), qPrintable(m_found.why));
        QTRY_VERIFY(!m_probe);
        QCOMPARE(m_answers, 1);
        QCOMPARE(server.accepted, 1);
    }

    void anUnknownDialectIsSaid()
    {
        start(QUrl(u"ws://127.0.0.1:1/"_s), u"mqtt"_s);
        QTRY_COMPARE(m_answers, 1);
        QCOMPARE(m_found.dialect, QString());
        delete m_probe;
    }

    void aProbeThatIsDroppedMidwayAnswersNobody()
    {
        ScriptServer server;
        start(server.url());
        QTRY_COMPARE(server.accepted(), 1);
        delete m_probe;
        server.send(uR"({"type":"welcome"})"_s);
        QTRY_VERIFY(server.clients().isEmpty());
        QCOMPARE(m_answers, 0);
    }
};

QTEST_GUILESS_MAIN(TestDialectProbe)
#include "tst_dialectprobe.moc"
