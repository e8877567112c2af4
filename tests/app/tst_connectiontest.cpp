// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/connectiontest.h"
#include "tests/support/feedservers.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

/// The Test button, against real sockets.
class TestConnectionTest : public QObject
{
    Q_OBJECT

    struct Outcome
    {
        int answers = 0;
        bool works = false;
        QString sentence;
    };
    Outcome m_outcome;
    QPointer<ConnectionTest> m_test;
    QObject m_parent;

    void start(const QUrl &url, const OptionValues &secrets = {})
    {
        m_outcome = {};
        ConnectionProfile profile;
        profile.id = u"0badcafe"_s;
        profile.name = u"voip"_s;
        profile.dialect = u"voipbin"_s;
        profile.options = {{u"url"_s, url.toString()}};
        profile.subscriptions = {{u"customer_id:a:call:*"_s, {}, false}};
        m_test = new ConnectionTest(
            profile, secrets,
            [this](bool works, const QString &sentence) {
                ++m_outcome.answers;
                m_outcome.works = works;
                m_outcome.sentence = sentence;
            },
            &m_parent);
    }

private Q_SLOTS:
    void aServerThatStaysOpenWorksAndIsAskedForNothing()
    {
        ScriptServer server;
        start(server.url());
        QTRY_COMPARE(m_outcome.answers, 1);
        QVERIFY2(m_outcome.works, qPrintable(m_outcome.sentence));
        QTRY_VERIFY(!m_test); // it ends by itself
        QTRY_VERIFY(server.clients().isEmpty());
        QVERIFY(server.received.isEmpty());
        QCOMPARE(m_outcome.answers, 1);
    }

    void failuresHaveTheirCause_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("words");
        QTest::newRow("credentials")
            << QByteArray("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n") << u"401"_s;
        QTest::newRow("no such path")
            << QByteArray("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n") << u"404"_s;
        QTest::newRow("thrown out at once") << QByteArray()
                + RawServer::frame(8,
                                   QByteArray("\x11\x31"
                                              "TrialEnded",
                                              12))
                                            << u"TrialEnded"_s;
    }
    void failuresHaveTheirCause()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, words);
        RawServer server([answer](QTcpSocket &client, const QByteArray &data) {
            if (answer.startsWith("HTTP") || RawServer::upgrade(client, data))
                client.write(answer);
        });
        start(server.url());
        QTRY_COMPARE(m_outcome.answers, 1);
        QVERIFY(!m_outcome.works);
        QVERIFY2(m_outcome.sentence.contains(words), qPrintable(m_outcome.sentence));
        QTRY_VERIFY(!m_test);
        QCOMPARE(m_outcome.answers, 1);
        QCOMPARE(server.accepted, 1); // it does not try again
    }

    void nobodyThereIsSaid()
    {
        QUrl url;
        {
            RawServer closed;
            url = closed.url();
        }
        start(url);
        QTRY_COMPARE(m_outcome.answers, 1);
        QVERIFY(!m_outcome.works);
        QVERIFY2(m_outcome.sentence.contains(u"refused"_s), qPrintable(m_outcome.sentence));
        QTRY_VERIFY(!m_test);
    }

    void aTokenThatBreaksTheHandshakeIsRefusedHere()
    {
        RawServer server;
        start(server.url(), {{u"token"_s, u"a\r\nX-Injected: 1"_s}});
        QTRY_COMPARE(m_outcome.answers, 1);
        QVERIFY(!m_outcome.works);
        QVERIFY(!m_outcome.sentence.contains(u"Injected"_s));
        QCOMPARE(server.accepted, 0);
        delete m_test;
    }

    void aServerThatNeverSaysGoodByeHoldsUpNobody()
    {
        RawServer server(
            [](QTcpSocket &client, const QByteArray &data) { RawServer::upgrade(client, data); });
        start(server.url());
        QTRY_COMPARE(m_outcome.answers, 1);
        QVERIFY(m_outcome.works);
        // The thread of the window goes on meanwhile.
        QElapsedTimer turn;
        qint64 longest = 0;
        turn.start();
        QTRY_VERIFY_WITH_TIMEOUT((longest = std::max(longest, turn.restart()), !m_test), 10'000);
        QVERIFY2(longest < 1'000, qPrintable(QString::number(longest)));
    }
};

QTEST_GUILESS_MAIN(TestConnectionTest)
#include "tst_connectiontest.moc"
