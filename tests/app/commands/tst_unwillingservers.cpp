// SPDX-License-Identifier: GPL-3.0-or-later
//
// The built program, recording from servers that refuse, are not there, come late, or say nothing.

#include "demoprogram.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace programtesting;
using namespace Qt::StringLiterals;

class UnwillingServersTest : public QObject
{
    Q_OBJECT

    DemoProgram m_demo;
    const QMap<QString, QString> &m_urls = m_demo.urls();

    void setUp(QProcess &process) const { m_demo.setUp(process); }
    Outcome run(const QStringList &arguments, const QByteArray &token = {}) const { return m_demo.run(arguments, token); }
    QString capture(const QString &name) const { return m_demo.file(name); }

private Q_SLOTS:
    void initTestCase()
    {
        m_demo.start();
        QVERIFY(m_urls.contains(u"voipbin"_s) && m_urls.contains(u"fix"_s));
    }

    void cleanupTestCase() { m_demo.stop(); }

    void aTokenInARefusedUrlIsNotSaid_data()
    {
        QTest::addColumn<QString>("url");
        QTest::newRow("password before the host") << u"ws://me:hunter2@127.0.0.1:1/"_s;
        QTest::newRow("nobody there") << u"ws://127.0.0.1:1/?token=hunter2&sig=hunter2"_s;
        QTest::newRow("no WebSocket URL") << u"http://127.0.0.1:1/?token=hunter2"_s;
        QTest::newRow("no URL") << u"127.0.0.1:1/?token=hunter2"_s;
        QTest::newRow("token that cannot be sent") << u"ws://127.0.0.1:1/?token=hunter2 x"_s;
    }
    void aTokenInARefusedUrlIsNotSaid()
    {
        QFETCH(QString, url);
        const Outcome refused = run({u"record"_s, u"--dialect"_s, u"voipbin"_s, u"--url"_s, url, u"--subscribe"_s, callTopic, u"--for"_s, u"1s"_s,
                                     u"--capture"_s, capture(u"never"_s)});
        QVERIFY(refused.exitStatus == 1 || refused.exitStatus == 2);
        QVERIFY(!refused.err.isEmpty());
        QVERIFY2(!refused.err.contains("hunter2") && !refused.out.contains("hunter2"), refused.err.constData());
    }

    void aRefusedTokenEndsWithItsCause()
    {
        const Outcome refused = run({u"record"_s, u"--dialect"_s, u"fix"_s, u"--url"_s, m_urls[u"fix"_s], u"--token-env"_s,
                                     u"TEST_TOKEN"_s, u"--for"_s, u"20s"_s, u"--capture"_s, capture(u"denied"_s)},
                                    "denied");
        QCOMPARE(refused.exitStatus, 1);
        QVERIFY2(refused.err.contains("nauthorized") || refused.err.contains("credentials"), refused.err.constData());
    }

    void refusedTopicsEndARecordingThatWaitsForThem()
    {
        const Outcome refused = run({u"record"_s, u"--dialect"_s, u"voipbin"_s, u"--url"_s, m_urls[u"voipbin"_s], u"--subscribe"_s,
                                     u"agent_id:98765432-4321-4321-4321-210987654321:queue:*"_s, u"--count"_s, u"5"_s, u"--capture"_s, capture(u"refused"_s)});
        QCOMPARE(refused.exitStatus, 1);
        QVERIFY2(refused.err.contains("refused"), refused.err.constData());
    }

    void anUnreachableServerIsSaidAndFails()
    {
        QTcpServer closed;
        QVERIFY(closed.listen(QHostAddress::LocalHost));
        const quint16 port = closed.serverPort();
        closed.close();
        const Outcome failed = run({u"record"_s, u"--dialect"_s, u"fix"_s, u"--url"_s, u"ws://127.0.0.1:%1/events"_s.arg(port), u"--for"_s,
                                    u"1s"_s, u"--capture"_s, capture(u"unreachable"_s)});
        QCOMPARE(failed.exitStatus, 1);
        QVERIFY2(failed.err.contains("refused"), failed.err.constData());
    }

    void aServerThatRefusesTheAddressEndsARecordingWithoutALimit()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, this, [&server] {
            QTcpSocket *client = server.nextPendingConnection();
            connect(client, &QTcpSocket::readyRead, client, [client] {
                client->readAll();
                client->write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                client->disconnectFromHost();
            });
        });
        QProcess record;
        setUp(record);
        record.start(program, {u"record"_s, u"--dialect"_s, u"fix"_s, u"--url"_s, u"ws://127.0.0.1:%1/?token=hunter2"_s.arg(server.serverPort()),
                               u"--capture"_s, capture(u"notfound"_s)});
        QTRY_VERIFY_WITH_TIMEOUT(record.state() == QProcess::NotRunning, 20'000);
        QCOMPARE(record.exitCode(), 1);
        const QByteArray said = record.readAllStandardError();
        QVERIFY2(said.contains("404") && said.contains("nothing left to record"), said.constData());
        QVERIFY2(!said.contains("hunter2"), said.constData());
    }

    void aServerThatComesLaterIsWaitedForAndItsAbsenceSaidOnce()
    {
        QTcpServer busy; // hangs up, and counts
        QVERIFY(busy.listen(QHostAddress::LocalHost));
        const quint16 port = busy.serverPort();
        int attempts = 0;
        connect(&busy, &QTcpServer::newConnection, &busy, [&busy, &attempts] {
            delete busy.nextPendingConnection();
            ++attempts;
        });
        QProcess record;
        setUp(record);
        record.start(program, {u"record"_s, u"--dialect"_s, u"fix"_s, u"--url"_s, u"ws://127.0.0.1:%1/events"_s.arg(port), u"--count"_s, u"3"_s,
                               u"--capture"_s, capture(u"later"_s)});
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT((said += record.readAllStandardError()).contains("trying again"), 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(attempts >= 3, 20'000);
        busy.close();
        QProcess demo;
        setUp(demo);
        demo.start(program, {u"demo"_s, u"--port"_s, QString::number(port), u"--seed"_s, u"7"_s, u"--no-incidents"_s});
        QTRY_VERIFY_WITH_TIMEOUT(record.state() == QProcess::NotRunning, 40'000);
        demo.terminate();
        QVERIFY(demo.waitForFinished(10'000));
        said += record.readAllStandardError();
        QVERIFY2(record.exitCode() == 0, said.constData());
        QCOMPARE(said.count("before the WebSocket handshake was done"), 1);
    }

    void nobodyWaitsForABrokerThatDoesNotAnswer()
    {
        QTcpServer silent; // takes connections, and says nothing
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        QProcess record;
        setUp(record);
        record.start(program, {u"record"_s, u"--dialect"_s, u"acm"_s, u"--url"_s, u"kafka://127.0.0.1:%1"_s.arg(silent.serverPort()),
                               u"--subscribe"_s, u"t"_s, u"--capture"_s, capture(u"silent"_s)});
        QTRY_VERIFY_WITH_TIMEOUT(silent.hasPendingConnections() || record.state() == QProcess::NotRunning, 20'000);
        if (!silent.hasPendingConnections())
            QSKIP("This build cannot speak with Kafka.");
        record.terminate();
        QVERIFY(record.waitForFinished(20'000)); // librdkafka itself waits for a minute
        QCOMPARE(record.exitStatus(), QProcess::NormalExit);
        QVERIFY(record.readAllStandardOutput().startsWith("received 0 "));
        QCOMPARE(run({u"verify"_s, capture(u"silent"_s)}).exitStatus, 0);
    }
};

QTEST_GUILESS_MAIN(UnwillingServersTest)
#include "tst_unwillingservers.moc"
