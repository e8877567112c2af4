// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demohub.h"
#include "app/demo/loadsource.h"
#include "app/demo/zaikiosession.h"
#include "hubclient.h"
#include "notebook.h"

#include <QTest>
#include <QWebSocketHandshakeOptions>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

QByteArray command(const char *what, const QString &identifier)
{
    const QJsonObject message{{u"command"_s, QLatin1String(what)}, {u"identifier"_s, identifier}};
    return QJsonDocument(message).toJson(QJsonDocument::Compact);
}

QString channel(const QString &events)
{
    return uR"({"events":"%1","channel":"EventChannel"})"_s.arg(events);
}

JobEvent job(const char *name)
{
    return {name, std::string(R"({"id":"x","name":")") + name + R"("})", 0};
}

} // namespace

class TestDemoZaikio : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aWelcomeComesFirstAndAPingEveryThreeSeconds()
    {
        Notebook out;
        ZaikioSession session(out, false);
        session.opened({});
        QCOMPARE(out.replies, QList<QByteArray>{R"({"type":"welcome"})"});
        for (int i = 1; i <= 7; ++i)
            session.tick(1'700'000'000'000'000 + i * 1'000'000);
        QCOMPARE(out.replies.size(), 3);
        QCOMPARE(out.replies.last(), QByteArray(R"({"type":"ping","message":1700000006})"));
        QCOMPARE(session.pingSeconds(), 0);
    }

    void aDeniedTokenIsShownOutAfterTheHandshake()
    {
        Notebook out;
        ZaikioSession session(out, true);
        session.opened({});
        QCOMPARE(out.replies,
                 QList<QByteArray>{
                     R"({"type":"disconnect","reason":"unauthorized","reconnect":false})"});
        QCOMPARE(out.closeCode, 1000);
    }

    void theIdentifierComesBackAsItWasSent_data()
    {
        QTest::addColumn<QString>("identifier");
        QTest::newRow("compact") << channel(u"mission_control.job_added"_s);
        QTest::newRow("spaces, lines and another order")
            << u"{ \"channel\": \"EventChannel\",\n \"events\": \"mission_control.job_added\" }"_s;
        QTest::newRow("more than is needed")
            << u"{\"events\":\"mission_control.job_added\",\"channel\":\"EventChannel\",\"é<&>\":1}"_s;
    }
    void theIdentifierComesBackAsItWasSent()
    {
        QFETCH(QString, identifier);
        Notebook out;
        ZaikioSession session(out, false);
        session.text(command("subscribe", identifier), 0);
        QCOMPARE(out.replies.size(), 1);
        QCOMPARE(out.reply(0).value("type"_L1).toString(), u"confirm_subscription"_s);
        QCOMPARE(out.reply(0).value("identifier"_L1).toString(), identifier);
        QVERIFY(!out.replies.first().contains('<'));
        session.tellJob(job("mission_control.job_added"));
        QCOMPARE(out.events.size(), 1);
        QCOMPARE(out.event(0).value("identifier"_L1).toString(), identifier);
        QVERIFY(!out.event(0).contains("type"_L1));
    }

    void onlyTheEventsOfTheListCome()
    {
        Notebook out;
        ZaikioSession session(out, false);
        session.text(
            command("subscribe", channel(u"mission_control.job_added, procurement.order_placed"_s)),
            0);
        session.tellJob(job("mission_control.job_added"));
        session.tellJob(job("mission_control.job_updated"));
        session.tellJob(job("procurement.order_placed"));
        QCOMPARE(out.events.size(), 2);
        // The same events under another text are a subscription of their own.
        session.text(command("subscribe", channel(u"mission_control.job_added"_s)), 0);
        session.tellJob(job("mission_control.job_added"));
        QCOMPARE(out.events.size(), 4);
        session.text(command("unsubscribe", channel(u"mission_control.job_added"_s)), 0);
        session.tellJob(job("mission_control.job_added"));
        QCOMPARE(out.events.size(), 5);
        QCOMPARE(out.replies.size(), 2); // unsubscribing has no answer
    }

    void eventsThatAreNotConfiguredAreRejected_data()
    {
        QTest::addColumn<QString>("events");
        QTest::newRow("unknown") << u"mission_control.coffee_ready"_s;
        QTest::newRow("one of two") << u"mission_control.job_added,audit.secret"_s;
        QTest::newRow("none") << u""_s;
    }
    void eventsThatAreNotConfiguredAreRejected()
    {
        QFETCH(QString, events);
        Notebook out;
        ZaikioSession session(out, false);
        session.text(command("subscribe", channel(events)), 0);
        QCOMPARE(out.replies.size(), 1);
        QCOMPARE(out.reply(0).value("type"_L1).toString(), u"reject_subscription"_s);
        session.tellJob(job("mission_control.job_added"));
        QVERIFY(out.events.isEmpty());
    }

    void whatItDoesNotUnderstandIsMetWithSilence_data()
    {
        QTest::addColumn<QByteArray>("frame");
        QTest::newRow("no json") << QByteArray("hello");
        QTest::newRow("unknown command") << command("dance", channel(u"a"_s));
        QTest::newRow("unknown channel")
            << command("subscribe", u"{\"channel\":\"ChatChannel\",\"events\":\"a\"}"_s);
        QTest::newRow("unsubscribe of nothing") << command("unsubscribe", channel(u"a"_s));
        QTest::newRow("once more")
            << command("subscribe", channel(u"mission_control.job_failed"_s));
    }
    void whatItDoesNotUnderstandIsMetWithSilence()
    {
        QFETCH(QByteArray, frame);
        Notebook out;
        ZaikioSession session(out, false);
        session.text(command("subscribe", channel(u"mission_control.job_failed"_s)), 0);
        QCOMPARE(out.replies.size(), 1);
        session.text(frame, 0);
        QCOMPARE(out.replies.size(), 1);
        QVERIFY(!out.dropped && out.closeCode == 0);
    }

    void itSaysWhyItEnds()
    {
        Notebook out;
        ZaikioSession session(out, false);
        session.cutOff();
        QCOMPARE(out.reply(0).value("reason"_L1).toString(), u"remote"_s);
        QCOMPARE(out.reply(0).value("reconnect"_L1).toBool(), true);
        QCOMPARE(out.closeCode, 1000);
        session.restart();
        QCOMPARE(out.reply(1).value("reason"_L1).toString(), u"server_restart"_s);
    }

    void underLoadEveryEventOfTheListComes()
    {
        Notebook out;
        ZaikioSession session(out, false);
        QVERIFY(session.loadFrames().empty());
        session.text(command("subscribe",
                             channel(u"mission_control.job_added,mission_control.job_updated"_s)),
                     0);
        QCOMPARE(session.loadFrames().size(), std::size_t(2));
        LoadSource source(100);
        source.setFrames(session.loadFrames());
        QByteArray frames;
        source.append(frames, 1, 0, 1000);
        const QJsonObject frame = QJsonDocument::fromJson(frames.mid(frames.indexOf('{'))).object();
        QVERIFY(frame.value("message"_L1)["payload"_L1].isObject());
    }

    void theHubSpeaksItWithItsSubprotocolAndTellsTheStory()
    {
        DemoHub::Settings settings;
        settings.incidents = false;
        DemoHub hub(settings);
        QVERIFY(hub.start());
        HubClient client;
        QNetworkRequest request{QUrl(urlOf(hub, u"zaikio"_s))};
        request.setRawHeader("Authorization", "Bearer anything");
        QWebSocketHandshakeOptions options;
        options.setSubprotocols(
            {u"actioncable-v1-ext-json"_s, u"actioncable-v1-json"_s, u"actioncable-unsupported"_s});
        client.socket().open(request, options);
        QTRY_COMPARE(client.with(u"type"_s, u"welcome"_s).size(), 1);
        QCOMPARE(client.socket().subprotocol(), u"actioncable-v1-json"_s);
        client.send(QString::fromUtf8(
            command("subscribe", channel(ZaikioSession::configuredEvents().join(u',')))));
        QTRY_COMPARE(client.with(u"type"_s, u"confirm_subscription"_s).size(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(client.with(u"type"_s, u"ping"_s).size(), 1, 5000);
        QTRY_VERIFY_WITH_TIMEOUT(!client.with(u"message"_s).isEmpty(), 16'000);
    }
};

QTEST_GUILESS_MAIN(TestDemoZaikio)
#include "tst_demozaikio.moc"
