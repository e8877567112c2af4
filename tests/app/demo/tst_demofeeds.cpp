// SPDX-License-Identifier: GPL-3.0-or-later
// The hub and the feeds, which know nothing of each other: every dialect against its counterpart.
#include "app/demo/demoserver.h"
#include "feedlistener.h"
#include "hubclient.h"

#include <QThread>
#include <set>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

DemoHub::Settings calm()
{
    DemoHub::Settings settings;
    settings.seed = 7;
    settings.incidents = false;
    return settings;
}

const QString jobs = u"mission_control.job_added,mission_control.job_updated"_s;

} // namespace

class TestDemoFeeds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_hub = std::make_unique<DemoHub>(calm());
        QVERIFY(m_hub->start());
    }

    void everyEndpointIsLiveAndItsTopicsAreTaken_data();
    void everyEndpointIsLiveAndItsTopicsAreTaken();
    void aWrongTokenIsAskedForAgain_data();
    void aWrongTokenIsAskedForAgain();
    void aTopicThatIsNotForUsIsRefused_data();
    void aTopicThatIsNotForUsIsRefused();
    void daptinIsKnownForItsGenerationAndAnswersAllRequests();
    void olderDaptinsAreKnownAndListTheirTopics_data();
    void olderDaptinsAreKnownAndListTheirTopics();
    void daptinFiltersByColumns();
    void zaikioReadsItsEventsAndNoneTwice();
    void jsonIsGuessedFromTheFirstFrames();
    void aRestartOfTheHubIsSurvivedByAll();

private:
    std::unique_ptr<DemoHub> m_hub;
};

void TestDemoFeeds::everyEndpointIsLiveAndItsTopicsAreTaken_data()
{
    QTest::addColumn<QString>("dialect");
    for (const DemoHub::Endpoint &endpoint : m_hub->endpoints())
        QTest::newRow(qPrintable(endpoint.dialect)) << endpoint.dialect;
}

void TestDemoFeeds::everyEndpointIsLiveAndItsTopicsAreTaken()
{
    QFETCH(QString, dialect);
    FeedListener listener;
    for (const DemoHub::Endpoint &endpoint : m_hub->endpoints()) {
        if (endpoint.dialect != dialect)
            continue;
        const QString id = listener.open(dialect, endpoint.url, endpoint.topics);
        QTRY_COMPARE_WITH_TIMEOUT(listener.phase(id), ConnectionPhase::Live, patience);
        QTRY_VERIFY_WITH_TIMEOUT(!listener.rowsOf(id).isEmpty(), patience);
        for (const QString &topic : endpoint.topics) {
            QTRY_VERIFY_WITH_TIMEOUT(listener.subscription(id, topic).state
                                             == SubscriptionState::Active
                                         || listener.delivers(id, topic),
                                     patience);
        }
        for (const CollectingSink::Row &row : listener.rowsOf(id))
            QVERIFY2(!(row.flags & Undecodable), row.body.constData());
    }
}

void TestDemoFeeds::aWrongTokenIsAskedForAgain_data()
{
    QTest::addColumn<QString>("dialect");
    QTest::addColumn<OptionValues>("more");
    QTest::newRow("voipbin") << u"voipbin"_s << OptionValues{};
    QTest::newRow("fix") << u"fix"_s << OptionValues{};
    QTest::newRow("zaikio") << u"zaikio"_s << OptionValues{};
    QTest::newRow("daptin") << u"daptin"_s << OptionValues{};
    QTest::newRow("json") << u"json"_s << OptionValues{{u"auth"_s, u"bearer"_s}};
}

void TestDemoFeeds::aWrongTokenIsAskedForAgain()
{
    QFETCH(QString, dialect);
    QFETCH(OptionValues, more);
    FeedListener listener;
    ConnectionProfile profile;
    profile.id = ConnectionProfile::newId();
    profile.dialect = dialect;
    profile.options = more;
    profile.options.insert(u"url"_s, urlOf(*m_hub, dialect).remove(u"?token=demo"_s));
    listener.feeds->open(profile, {{u"token"_s, u"denied"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(listener.phase(profile.id), ConnectionPhase::NeedsCredentials,
                              patience);
    QVERIFY(!listener.statuses.value(profile.id).cause.isEmpty());
    QVERIFY(listener.rowsOf(profile.id).isEmpty());
}

void TestDemoFeeds::aTopicThatIsNotForUsIsRefused_data()
{
    QTest::addColumn<QString>("dialect");
    QTest::addColumn<QString>("topic");
    QTest::addColumn<QString>("reason");
    QTest::newRow("voipbin") << u"voipbin"_s
                             << u"agent_id:98765432-4321-4321-4321-210987654321:queue:*"_s
                             << u"permission"_s;
    QTest::newRow("zaikio") << u"zaikio"_s << u"mission_control.coffee_ready"_s << u""_s;
    QTest::newRow("daptin: secret") << u"daptin"_s << u"secret_table"_s << u"permission"_s;
    QTest::newRow("daptin: unknown") << u"daptin"_s << u"nonsense"_s << u"not found"_s;
#ifdef EVENTSCOPE_HAS_KAFKA
    QTest::newRow("acm: no pattern") << u"acm"_s << u"^gh-("_s << u""_s;
#endif
}

void TestDemoFeeds::aTopicThatIsNotForUsIsRefused()
{
    QFETCH(QString, dialect);
    QFETCH(QString, topic);
    QFETCH(QString, reason);
    FeedListener listener;
    const QString id = listener.open(dialect, urlOf(*m_hub, dialect), {topic});
    QTRY_COMPARE_WITH_TIMEOUT(listener.subscription(id, topic).state, SubscriptionState::Refused,
                              patience);
    const QString said = listener.subscription(id, topic).reason;
    QVERIFY(!said.isEmpty());
    QVERIFY2(said.contains(reason, Qt::CaseInsensitive), qPrintable(said));
}

void TestDemoFeeds::daptinIsKnownForItsGenerationAndAnswersAllRequests()
{
    using Kind = TopicRequest::Kind;
    FeedListener listener;
    const QString id = listener.open(u"daptin"_s, urlOf(*m_hub, u"daptin"_s), {u"cluster"_s});
    QTRY_COMPARE_WITH_TIMEOUT(listener.phase(id), ConnectionPhase::Live, patience);
    QCOMPARE(listener.ask(id, Kind::Create, u"chat"_s), u"done"_s);
    QVERIFY(listener.ask(id, Kind::Create, u"chat"_s).contains(u"already exists"_s));
    QVERIFY(listener.ask(id, Kind::Destroy, u"cluster"_s).contains(u"system topic"_s));
    QCOMPARE(listener.ask(id, Kind::GetPermission, u"chat"_s), u"done"_s);
    QCOMPARE(listener.answers.first().permission, 16256U);
    listener.feeds->subscribe(id, {u"chat"_s, {}, false});
    QTRY_COMPARE_WITH_TIMEOUT(listener.subscription(id, u"chat"_s).state, SubscriptionState::Active,
                              patience);
    QCOMPARE(listener.ask(id, Kind::Publish, u"chat"_s, R"({"hello":"world"})"), u"done"_s);
    QTRY_VERIFY_WITH_TIMEOUT(listener.delivers(id, u"chat"_s), patience);
    QCOMPARE(listener.ask(id, Kind::Destroy, u"chat"_s), u"done"_s);
}

void TestDemoFeeds::olderDaptinsAreKnownAndListTheirTopics_data()
{
    QTest::addColumn<QString>("generation");
    QTest::newRow("until April 2024") << u"A"_s;
    QTest::newRow("until v0.11.3") << u"B"_s;
}

void TestDemoFeeds::olderDaptinsAreKnownAndListTheirTopics()
{
    using Kind = TopicRequest::Kind;
    QFETCH(QString, generation);
    FeedListener listener;
    const QString url = urlOf(*m_hub, u"daptin"_s) + u"&generation="_s + generation;
    const QString id = listener.open(u"daptin"_s, url, {u"cluster"_s});
    QTRY_COMPARE_WITH_TIMEOUT(listener.phase(id), ConnectionPhase::Live, patience);
    QCOMPARE(listener.ask(id, Kind::Create, u"chat-"_s + generation), u"done"_s);
    QCOMPARE(listener.ask(id, Kind::List, {}), u"done"_s);
    QVERIFY(listener.answers.first().topics.contains(u"chat-"_s + generation));
    QVERIFY(listener.answers.first().topics.size() > 30);
    QTRY_VERIFY_WITH_TIMEOUT(listener.delivers(id, u"cluster"_s), 40'000);
}

void TestDemoFeeds::daptinFiltersByColumns()
{
    FeedListener listener;
    const QString id = listener.open(u"daptin"_s, urlOf(*m_hub, u"daptin"_s), {u"cluster"_s}, {},
                                     {{u"status"_s, u"collecting"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(listener.delivers(id, u"cluster"_s), 60'000);
    for (const CollectingSink::Row &row : listener.rowsOf(id)) {
        const QByteArray data = QByteArray::fromBase64(
            QJsonDocument::fromJson(row.data)["data"_L1].toString().toLatin1());
        QCOMPARE(QJsonDocument::fromJson(data)["status"_L1].toString(), u"collecting"_s);
    }
}

void TestDemoFeeds::zaikioReadsItsEventsAndNoneTwice()
{
    FeedListener listener;
    // The second list asks once more for what the first has.
    const QString again = u"mission_control.job_added"_s;
    const QString id = listener.open(u"zaikio"_s, urlOf(*m_hub, u"zaikio"_s), {jobs, again});
    QTRY_VERIFY_WITH_TIMEOUT(listener.rowsOf(id).size() >= 4, 60'000);
    std::set<QString> ids;
    for (const CollectingSink::Row &row : listener.rowsOf(id)) {
        QVERIFY2(row.type.startsWith("mission_control.job_"), row.type.constData());
        const QJsonValue message = QJsonDocument::fromJson(row.data)["message"_L1];
        QVERIFY(ids.insert(message["id"_L1].toString()).second);
    }
}

void TestDemoFeeds::jsonIsGuessedFromTheFirstFrames()
{
    FeedListener listener;
    const QString id = listener.open(u"json"_s, urlOf(*m_hub, u"json"_s), {});
    QTRY_VERIFY_WITH_TIMEOUT(listener.rowsOf(id).size() >= 12, 60'000);
    const CollectingSink::Row row = listener.rowsOf(id).at(11);
    QVERIFY2(row.type.startsWith("sensor."), row.type.constData());
    QVERIFY2(row.topic == "climate" || row.topic == "power", row.topic.constData());
    const QJsonDocument frame = QJsonDocument::fromJson(row.data);
    const QByteArray time = frame["meta"_L1]["time"_L1].toString().toLatin1();
    const QByteArray device = frame["device"_L1].toString().toLatin1();
    QVERIFY2(row.body.contains("\"time\":\"" + time + '"'), row.body.constData());
    QVERIFY2(row.body.contains("\"subject\":\"" + device + '"'), row.body.constData());
}

void TestDemoFeeds::aRestartOfTheHubIsSurvivedByAll()
{
    // On a thread of its own, so that it answers while we wait for the feeds.
    QThread thread;
    thread.start();
    auto *const server = new DemoServer(calm());
    server->moveToThread(&thread);
    quint16 port = 0;
    QString kafka;
    QMetaObject::invokeMethod(
        server,
        [&] {
            const auto opened = server->open();
            port = opened ? *opened : 0;
            kafka = server->kafkaUrl();
        },
        Qt::BlockingQueuedConnection);
    QVERIFY(port);
    const QString host = u"ws://127.0.0.1:%1"_s.arg(port);
    FeedListener listener;
    QStringList ids{listener.open(u"zaikio"_s, host + u"/websocket"_s, {jobs}),
                    listener.open(u"daptin"_s, host + u"/live"_s, {u"cluster"_s}),
                    listener.open(u"json"_s, host + u"/sensors"_s, {})};
    if (!kafka.isEmpty())
        ids << listener.open(u"acm"_s, kafka, {u"^gh-status.*"_s});
    for (const QString &id : ids)
        QTRY_COMPARE_WITH_TIMEOUT(listener.phase(id), ConnectionPhase::Live, patience);
    QMetaObject::invokeMethod(
        server, [server] { server->restart(300'000); }, Qt::QueuedConnection);
    for (const QString &id : ids)
        QTRY_VERIFY_WITH_TIMEOUT(listener.phase(id) != ConnectionPhase::Live, patience);
    for (const QString &id : ids)
        QTRY_COMPARE_WITH_TIMEOUT(listener.phase(id), ConnectionPhase::Live, patience);
    const auto confirmed = [&](const QString &id, const QString &topic) {
        const SubscriptionState state = listener.subscription(id, topic).state;
        return state == SubscriptionState::Active || state == SubscriptionState::Delivering;
    };
    QTRY_VERIFY_WITH_TIMEOUT(confirmed(ids.at(0), jobs), patience);
    QTRY_VERIFY_WITH_TIMEOUT(confirmed(ids.at(1), u"cluster"_s), patience);
    QMetaObject::invokeMethod(
        server,
        [server, &thread] {
            delete server;
            thread.quit();
        },
        Qt::QueuedConnection);
    QVERIFY(thread.wait(patience));
}

QTEST_GUILESS_MAIN(TestDemoFeeds)
#include "tst_demofeeds.moc"
