// SPDX-License-Identifier: GPL-3.0-or-later
//
// The program's own feeds against the real ActionCable: Debian's ruby-actioncable under puma. What
// protocols.md says of it was observed there; this is where it stays true.

#include "tests/interop/zaikioconnection.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>
#include <csignal>

using namespace eventscope;
using namespace Qt::StringLiterals;
using Phase = ConnectionPhase;
using State = SubscriptionState;

namespace {

constexpr int startMs = 30'000;
constexpr int soonMs = 10'000;
const QString added = u"mission_control.job_added"_s;
const QString changed = u"mission_control.job_changed"_s;

/// zaikio_server.ru under puma, in a process of its own.
class CableServer
{
public:
    ~CableServer() { stop(); }

    bool start(bool protectedByOrigin = false, int port = 0)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"NO_CSRF"_s, protectedByOrigin ? u"1"_s : u"0"_s);
        environment.insert(u"RACK_ENV"_s, u"production"_s);
        m_process.setProcessEnvironment(environment);
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(u"puma"_s,
                        {u"-b"_s, u"tcp://127.0.0.1:%1"_s.arg(port), u"-t"_s, u"4:8"_s,
                         QStringLiteral(TEST_SOURCE_DIR) + u"/interop/zaikio_server.ru"_s});
        static const QRegularExpression listening(u"Listening on http://127\\.0\\.0\\.1:(\\d+)"_s);
        while (m_port == 0 && m_process.waitForReadyRead(startMs)) {
            m_said += QString::fromUtf8(m_process.readAllStandardOutput());
            m_port = listening.match(m_said).captured(1).toInt();
        }
        return m_port > 0;
    }
    void stop()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        signal(SIGCONT);
        m_process.kill(); // as a server that crashes: puma's own end would wait for its clients
        m_process.waitForFinished(soonMs);
        m_port = 0;
        m_said.clear();
    }
    void signal(int number) const { ::kill(pid_t(m_process.processId()), number); }
    int port() const { return m_port; }
    QString said() const { return m_said; }
    QString url() const { return u"ws://127.0.0.1:%1/websocket"_s.arg(m_port); }

    /// Asks one of the helpers of zaikio_server.ru; true if it answered.
    bool tell(const QString &path, const QByteArray &body = "{}")
    {
        QNetworkRequest request(QUrl(u"http://127.0.0.1:%1/%2"_s.arg(m_port).arg(path)));
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        const std::unique_ptr<QNetworkReply> reply(m_http.post(request, body));
        return QTest::qWaitFor([&reply] { return reply->isFinished(); }, soonMs)
            && reply->error() == QNetworkReply::NoError;
    }
    bool fire(const QString &id, const QString &name, const QString &org = u"A"_s)
    {
        const QJsonObject event{{u"id"_s, id},
                                {u"name"_s, name},
                                {u"timestamp"_s, u"2023-07-23T22:04:46.000Z"_s},
                                {u"received_at"_s, u"2023-07-23T22:04:46.474Z"_s},
                                {u"version"_s, u"1.0"_s},
                                {u"subject"_s, u"Org/837ebb91"_s},
                                {u"payload"_s, QJsonObject{{u"job_id"_s, u"9e11é<&>"_s}}}};
        return tell(u"fire"_s,
                    QJsonDocument(QJsonObject{{u"org"_s, org}, {u"event"_s, event}})
                        .toJson(QJsonDocument::Compact));
    }

private:
    QProcess m_process;
    QNetworkAccessManager m_http;
    QString m_said;
    int m_port = 0;
};

} // namespace

class TestInteropZaikio : public QObject
{
    Q_OBJECT

    CableServer m_server;

private Q_SLOTS:
    void initTestCase();
    void eventsArriveAsTheyWereSent();
    void rejectedListIsRefusedAndTheRestGoesOn();
    void sameListTwiceIsDeliveredOnce();
    void overlappingSubscriptionsDeliverCopiesThatAreCounted();
    void unsubscribedListIsSilent();
    void silentSubscribeIsAskedAgainAndThenUnconfirmed();
    void otherOrganizationsAreNotHeard();
    void unauthorizedTokenWantsAnother();
    void remoteDisconnectIsComeBackFrom();
    void serverRestartIsComeBackFrom();
    void killedServerIsFoundAgainOnItsPort();
    void frozenServerIsTakenForDeadWithinSeconds();
    void missingOriginIsNamed();
    void acceptedOriginWorks();
    void everyChoiceOfProtocolWorks_data();
    void everyChoiceOfProtocolWorks();
};

void TestInteropZaikio::initTestCase()
{
    if (QStandardPaths::findExecutable(u"puma"_s).isEmpty())
        QSKIP("The real ActionCable needs puma and ruby-actioncable (packaging/install test).");
    QProcess check;
    check.start(u"ruby"_s, {u"-e"_s, u"require 'action_controller'; require 'action_cable'"_s});
    if (!check.waitForFinished(startMs) || check.exitCode() != 0)
        QSKIP("The real ActionCable needs ruby-actioncable (packaging/install test).");
    QVERIFY2(m_server.start(), qPrintable(m_server.said()));
}

void TestInteropZaikio::eventsArriveAsTheyWereSent()
{
    ZaikioConnection loom(m_server.url(), {added + u',' + changed});
    QTRY_VERIFY_WITH_TIMEOUT(loom.isActive(1), soonMs);
    QCOMPARE(loom.status.phase, Phase::Live);
    QCOMPARE(loom.sink.count("eventscope.ack"), 1);
    for (int i = 0; i < 20; ++i)
        QVERIFY(m_server.fire(u"event-%1"_s.arg(i), i % 2 ? added : changed));
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.stored(), 20ULL, soonMs);
    QTRY_COMPARE(loom.counters.received, 20ULL);
    QCOMPARE(loom.counters.duplicates, 0ULL);
    QCOMPARE(loom.counters.undecodable, 0ULL);
    QCOMPARE(loom.events(added), 10);
    const CollectingSink::Row row = loom.sink.rows(changed.toLatin1().constData()).value(0);
    QCOMPARE(row.topic, changed.toLatin1());
    QVERIFY2(row.data.startsWith(R"({"identifier":"{\"channel\":)"), row.data.constData());
    QVERIFY2(row.data.contains(R"(\u003c\u0026\u003e)"), row.data.constData());
    QVERIFY2(row.body.contains(R"("subject":"Org/837ebb91")"), row.body.constData());
    QVERIFY2(row.body.contains(R"("time":"2023-07-23T22:04:46.000Z")"), row.body.constData());
    QTRY_COMPARE(loom.state(0), State::Delivering);
}

void TestInteropZaikio::rejectedListIsRefusedAndTheRestGoesOn()
{
    ZaikioConnection loom(m_server.url(), {added, u"forbidden.event"_s});
    QTRY_COMPARE_WITH_TIMEOUT(loom.state(0), State::Active, soonMs);
    QTRY_COMPARE_WITH_TIMEOUT(loom.state(1), State::Refused, soonMs);
    QVERIFY2(loom.states[1].reason.contains(u"not allowed for this app"_s),
             qPrintable(loom.states[1].reason));
    QCOMPARE(loom.sink.count("eventscope.refused"), 1);
    QVERIFY(m_server.fire(u"1"_s, added));
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.stored(), 1ULL, soonMs);
}

void TestInteropZaikio::sameListTwiceIsDeliveredOnce()
{
    ZaikioConnection loom(m_server.url(), {added + u',' + changed, changed + u", "_s + added});
    QTRY_VERIFY_WITH_TIMEOUT(loom.isActive(2), soonMs);
    loom.subscribe(added + u" ,"_s + changed);
    QTRY_VERIFY_WITH_TIMEOUT(loom.isActive(3), soonMs);
    QVERIFY(m_server.fire(u"1"_s, added));
    QVERIFY(m_server.fire(u"2"_s, added));
    QTRY_COMPARE_WITH_TIMEOUT(loom.counters.received, 2ULL, soonMs);
    QCOMPARE(loom.counters.duplicates, 0ULL);
    QCOMPARE(loom.sink.count("eventscope.sent"), 1);
}

void TestInteropZaikio::overlappingSubscriptionsDeliverCopiesThatAreCounted()
{
    ZaikioConnection loom(m_server.url(), {added, added + u',' + changed});
    QTRY_VERIFY_WITH_TIMEOUT(loom.isActive(2), soonMs);
    for (int i = 0; i < 10; ++i)
        QVERIFY(m_server.fire(u"event-%1"_s.arg(i), added));
    QTRY_COMPARE_WITH_TIMEOUT(loom.counters.received, 20ULL, soonMs);
    QCOMPARE(loom.counters.duplicates, 10ULL);
    QTRY_COMPARE(loom.sink.stored(), 10ULL);
    QTRY_COMPARE(loom.state(1), State::Delivering);
}

void TestInteropZaikio::unsubscribedListIsSilent()
{
    ZaikioConnection loom(m_server.url(), {added, changed});
    QTRY_VERIFY_WITH_TIMEOUT(loom.isActive(2), soonMs);
    loom.unsubscribe(added);
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.count("eventscope.sent"), 3, soonMs);
    // There is no answer to wait for: the server is asked until it has carried it out.
    bool silent = false;
    for (int i = 0; i < 20 && !silent; ++i) {
        const int before = loom.events(added);
        QVERIFY(m_server.fire(u"a%1"_s.arg(i), added));
        QVERIFY(m_server.fire(u"c%1"_s.arg(i), changed));
        QTRY_COMPARE_WITH_TIMEOUT(loom.events(changed), i + 1, soonMs);
        silent = loom.events(added) == before;
    }
    QVERIFY(silent);
}

void TestInteropZaikio::silentSubscribeIsAskedAgainAndThenUnconfirmed()
{
    ZaikioConnection loom(m_server.url(), {added}, {{u"channel"_s, u"NoSuchChannel"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(loom.state(0), State::Unconfirmed, 15'000);
    QVERIFY2(loom.states[0].reason.contains(u"asked 3 times"_s), qPrintable(loom.states[0].reason));
    QCOMPARE(loom.sink.count("eventscope.sent"), 3);
    // Pings have kept the connection alive for longer than the 6 s after which it would be dead.
    QCOMPARE(loom.status.phase, Phase::Live);
    QCOMPARE(loom.sink.count("eventscope.disconnected"), 0);
}

void TestInteropZaikio::otherOrganizationsAreNotHeard()
{
    ZaikioConnection a(m_server.url(), {added});
    ZaikioConnection b(m_server.url(), {added}, {}, u"org:B"_s);
    QTRY_VERIFY_WITH_TIMEOUT(a.isActive(1) && b.isActive(1), soonMs);
    QVERIFY(m_server.fire(u"for-b"_s, added, u"B"_s));
    QTRY_COMPARE_WITH_TIMEOUT(b.sink.stored(), 1ULL, soonMs);
    QVERIFY(m_server.fire(u"for-a"_s, added));
    QTRY_COMPARE_WITH_TIMEOUT(a.sink.stored(), 1ULL, soonMs);
    QVERIFY(a.sink.rows(added.toLatin1().constData()).value(0).data.contains("for-a"));
}

void TestInteropZaikio::unauthorizedTokenWantsAnother()
{
    const QString token = u"s3cret-and-wrong"_s;
    ZaikioConnection loom(m_server.url(), {added}, {}, token);
    QTRY_COMPARE_WITH_TIMEOUT(loom.status.phase, Phase::NeedsCredentials, soonMs);
    QVERIFY2(loom.status.cause.contains(u"does not accept the token"_s),
             qPrintable(loom.status.cause));
    QCOMPARE(loom.sink.stored(), 0ULL);
    for (const CollectingSink::Row &row : loom.sink.rows())
        QVERIFY2(!row.body.contains(token.toLatin1()), row.body.constData());
}

void TestInteropZaikio::remoteDisconnectIsComeBackFrom()
{
    ZaikioConnection loom(m_server.url(), {added});
    QTRY_VERIFY_WITH_TIMEOUT(loom.isActive(1), soonMs);
    QVERIFY(m_server.tell(u"kick"_s));
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.count("eventscope.disconnected"), 1, soonMs);
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.count("eventscope.ack"), 2, soonMs);
    QVERIFY(m_server.fire(u"after"_s, added));
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.stored(), 1ULL, soonMs);
    QCOMPARE(loom.sink.count("eventscope.gap"), 1);
}

void TestInteropZaikio::serverRestartIsComeBackFrom()
{
    ZaikioConnection loom(m_server.url(), {added});
    QTRY_VERIFY_WITH_TIMEOUT(loom.isActive(1), soonMs);
    QVERIFY(m_server.fire(u"before"_s, added));
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.stored(), 1ULL, soonMs);
    QVERIFY(m_server.tell(u"restart"_s));
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.count("eventscope.ack"), 2, soonMs);
    QVERIFY2(loom.causes.join(u'\n').contains(u"The server restarts"_s),
             qPrintable(loom.causes.join(u'\n')));
    QVERIFY(m_server.fire(u"after"_s, added));
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.stored(), 2ULL, soonMs);
    QCOMPARE(loom.sink.count("eventscope.gap"), 1);
    QCOMPARE(loom.status.phase, Phase::Live);
}

void TestInteropZaikio::killedServerIsFoundAgainOnItsPort()
{
    CableServer server;
    QVERIFY2(server.start(), qPrintable(server.said()));
    const int port = server.port();
    ZaikioConnection loom(server.url(), {added});
    QTRY_VERIFY_WITH_TIMEOUT(loom.isActive(1), soonMs);
    server.stop();
    QTRY_VERIFY_WITH_TIMEOUT(loom.sink.count("eventscope.disconnected") >= 1, soonMs);
    QVERIFY2(server.start(false, port), qPrintable(server.said()));
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.count("eventscope.ack"), 2, soonMs);
    QVERIFY(server.fire(u"after"_s, added));
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.stored(), 1ULL, soonMs);
}

void TestInteropZaikio::frozenServerIsTakenForDeadWithinSeconds()
{
    CableServer server;
    QVERIFY2(server.start(), qPrintable(server.said()));
    ZaikioConnection loom(server.url(), {added});
    QTRY_VERIFY_WITH_TIMEOUT(loom.isActive(1), soonMs);
    server.signal(SIGSTOP);
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.count("eventscope.disconnected"), 1, 8'000);
    server.signal(SIGCONT);
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.count("eventscope.ack"), 2, 30'000);
    QVERIFY(server.fire(u"after"_s, added));
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.stored(), 1ULL, soonMs);
}

void TestInteropZaikio::missingOriginIsNamed()
{
    CableServer server;
    QVERIFY2(server.start(true), qPrintable(server.said()));
    ZaikioConnection none(server.url(), {added});
    ZaikioConnection foreign(server.url(), {added}, {{u"origin"_s, u"http://elsewhere.example"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(none.status.phase, Phase::Backoff, soonMs);
    QVERIFY2(none.status.cause.contains(u"wants to be told an Origin"_s),
             qPrintable(none.status.cause));
    QTRY_COMPARE_WITH_TIMEOUT(foreign.status.phase, Phase::Backoff, soonMs);
    QVERIFY2(
        foreign.status.cause.contains(u"does not accept the Origin http://elsewhere.example"_s),
        qPrintable(foreign.status.cause));
}

void TestInteropZaikio::acceptedOriginWorks()
{
    CableServer server;
    QVERIFY2(server.start(true), qPrintable(server.said()));
    ZaikioConnection loom(server.url(), {added}, {{u"origin"_s, u"http://ok.example"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(loom.isActive(1), soonMs);
    QVERIFY(server.fire(u"1"_s, added));
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.stored(), 1ULL, soonMs);
}

void TestInteropZaikio::everyChoiceOfProtocolWorks_data()
{
    QTest::addColumn<QString>("protocol");
    for (const char *protocol : {"auto", "plain", "none"})
        QTest::newRow(protocol) << QString::fromLatin1(protocol);
}

void TestInteropZaikio::everyChoiceOfProtocolWorks()
{
    QFETCH(QString, protocol);
    ZaikioConnection loom(m_server.url(), {added}, {{u"protocol"_s, protocol}});
    QTRY_VERIFY_WITH_TIMEOUT(loom.isActive(1), soonMs);
    QVERIFY(m_server.fire(u"1"_s, added));
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.stored(), 1ULL, soonMs);
}

QTEST_GUILESS_MAIN(TestInteropZaikio)
#include "tst_interop_zaikio.moc"
