// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialectregistry.h"
#include "app/feeds/kafka/kafkafeed.h"
#include "app/feeds/kafka/kafkaworker.h"
#include "tests/support/collectingsink.h"
#include "tests/support/kafkabroker.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 15'000;

/// A sink that can be full.
class NarrowSink final : public EventSink
{
public:
    std::unique_ptr<EventBatch> takeEmptyBatch() override { return m_sink.takeEmptyBatch(); }
    bool submit(std::unique_ptr<EventBatch> batch) override
    {
        return m_sink.submit(std::move(batch));
    }
    bool hasRoom(std::string_view) const override
    {
        ++m_asked;
        return m_open;
    }

    CollectingSink m_sink;
    std::atomic_bool m_open = true;
    mutable std::atomic_int m_asked = 0;
};

struct Fixture
{
    static FeedSettings quick()
    {
        FeedSettings settings;
        settings.seed = 42;
        settings.connectTimeoutMs = 4'000;
        settings.backoffBaseMs = 50;
        settings.backoffMaxMs = 200;
        settings.topicRefreshMs = 100;
        settings.reportMs = 10;
        settings.slowRetryMs = 60'000;
        settings.credentialsRetryMs = 60'000;
        return settings;
    }
    Fixture()
    {
        feed = std::make_unique<KafkaFeed>(u"0badcafe"_s, sink, quick());
        QObject::connect(feed.get(), &Feed::subscriptionsChanged, feed.get(),
                         [this](const QVector<SubscriptionStatus> &all) { subscriptions = all; });
    }
    void open(const QString &url, const QStringList &topics, const OptionValues &more = {})
    {
        ConnectionProfile profile;
        profile.id = u"0badcafe"_s;
        profile.name = u"hub"_s;
        for (const QString &topic : topics)
            profile.subscriptions.append({topic, {}, false});
        OptionValues values = more;
        const Dialect &dialect = *dialectById(u"acm"_s);
        for (const Option &option : dialect.info().options) {
            if (!values.contains(option.key))
                values.insert(option.key, option.defaultValue);
        }
        values.insert(u"url"_s, url);
        feed->open(dialect, profile, values);
    }
    CollectingSink &rows() { return sink.m_sink; }
    QStringList data(const char *type = "x")
    {
        QStringList all;
        const auto found = rows().rows(type);
        for (const CollectingSink::Row &row : found)
            all += QString::fromUtf8(row.data);
        return all;
    }
    SubscriptionStatus state(const QString &pattern) const
    {
        for (const SubscriptionStatus &one : subscriptions) {
            if (one.pattern == pattern)
                return one;
        }
        return {};
    }
    bool hasGivenUp() const
    {
        return phase() == ConnectionPhase::Backoff || phase() == ConnectionPhase::NeedsCredentials;
    }
    ConnectionPhase phase() const { return feed->status().phase; }

    NarrowSink sink;
    QVector<SubscriptionStatus> subscriptions;
    std::unique_ptr<KafkaFeed> feed;
};

const KafkaBroker::Headers binaryMode{{"ce_specversion", "1.0"},
                                      {"ce_type", "x"},
                                      {"ce_id", "17"},
                                      {"ce_source", "hub1"},
                                      {"content-type", "application/json"}};

const OptionValues fromBeginning{{u"start"_s, u"beginning"_s}};

QStringList numbers(int from, int to)
{
    QStringList all;
    for (int i = from; i < to; ++i)
        all += QString::number(i);
    return all;
}

} // namespace

class TestKafkaFeed : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void recordsInBothModesBecomeEvents();
    void partitionsAndLagAreToldOfEachSubscription();
    void topicsThatAppearLaterAreReadFromTheirBeginning();
    void startNowTakesOnlyWhatComes();
    void aBrokerThatRestartsLosesAndRepeatsNothing();
    void aRestartOfTheProgramGoesOnWhereTheCaptureStopped();
    void anOffsetThatIsNoLongerThereIsAGap_data();
    void anOffsetThatIsNoLongerThereIsAGap();
    void aFullSinkMakesItWaitInsteadOfDropping();
    void aLimitIsKeptExactly();
    void whatIsUnsubscribedIsReadNoMore();
    void whatWasFetchedWhenItsTopicWasLeftIsNotTold();
    void patternsThatFindNothingSaySo();
    void nobodyWaitsForABrokerThatDoesNotAnswer();
    void noBrokerIsASentence_data();
    void noBrokerIsASentence();
    void aServerOfAnotherKindIsToldByWhatItIs_data();
    void aServerOfAnotherKindIsToldByWhatItIs();
    void aTopicThatIsNotThereIsToldAndNotMade();
    void aTopicThatIsDeletedIsToldAndReadAgainOnceItIsBack();
    void aTopicThatTwoPatternsMatchCountsForBoth();
    void theKeyOfAClientIsReadWithItsPassword_data();
    void theKeyOfAClientIsReadWithItsPassword();
};

void TestKafkaFeed::recordsInBothModesBecomeEvents()
{
    KafkaBroker broker;
    broker.createTopic("gh-status.hub1", 2);
    QVERIFY(broker.produce("gh-status.hub1", "{\"a\":1}", binaryMode, "kind-hub1"));
    QVERIFY(broker.produce(
        "gh-status.hub1", R"({"specversion":"1.0","id":"2","source":"s","type":"y","data":[2]})",
        {{"Content-Type", "application/cloudevents+json; charset=UTF-8"}}, {}, 1));
    QVERIFY(broker.produce("gh-status.hub1", {}, {}, "gone"));
    QVERIFY(broker.produce("gh-status.hub1", "plain", {}, "key"));
    Fixture f;
    f.open(broker.url(), {u"gh-status.hub1"_s}, fromBeginning);
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 4, patience);
    QCOMPARE(f.phase(), ConnectionPhase::Live);
    QCOMPARE(f.data("x"), QStringList{u"{\"a\":1}"_s});
    QCOMPARE(f.data("y"), QStringList{u"[2]"_s});
    const QByteArray body = f.rows().rows("x").first().body;
    QVERIFY2(
        body.contains(
            R"("kafkatopic":"gh-status.hub1","kafkapartition":"0","kafkaoffset":"0","kafkamessagekey":"kind-hub1")"),
        body.constData());
    QCOMPARE(f.rows().count("kafka.tombstone"), 1);
    QCOMPARE(f.rows().count("kafka.record"), 1);
    QTRY_COMPARE(f.state(u"gh-status.hub1"_s).state, SubscriptionState::Delivering);
    QCOMPARE(f.rows().count("eventscope.gap"), 0);
    QCOMPARE(f.rows().count("eventscope.error"), 0);
}

void TestKafkaFeed::partitionsAndLagAreToldOfEachSubscription()
{
    KafkaBroker broker;
    broker.createTopic("wide.1", 3);
    broker.createTopic("wide.2", 2);
    for (const char *number : {"0", "1", "2"})
        QVERIFY(broker.produce("wide.1", number, binaryMode));
    Fixture f;
    f.open(broker.url(), {u"^wide.*"_s, u"wide.2"_s}, fromBeginning);
    QTRY_COMPARE_WITH_TIMEOUT(f.data().size(), 3, patience);
    QTRY_COMPARE_WITH_TIMEOUT(f.state(u"^wide.*"_s).partitions, 5, patience);
    QTRY_COMPARE_WITH_TIMEOUT(f.state(u"wide.2"_s).partitions, 2, patience);
    QTRY_COMPARE_WITH_TIMEOUT(f.state(u"^wide.*"_s).lag, qint64(0), patience);
    // A sink without room: records stay at the broker, and the number of them is told.
    f.sink.m_open = false;
    for (int i = 0; i < 40; ++i)
        QVERIFY(broker.produce("wide.1", QByteArray::number(3 + i), binaryMode));
    QTRY_VERIFY_WITH_TIMEOUT(f.state(u"^wide.*"_s).lag > 0, patience);
    QCOMPARE(f.state(u"wide.2"_s).lag, qint64(0));
    f.sink.m_open = true;
    QTRY_COMPARE_WITH_TIMEOUT(f.data().size(), 43, patience);
    QTRY_COMPARE_WITH_TIMEOUT(f.state(u"^wide.*"_s).lag, qint64(0), patience);
}

void TestKafkaFeed::topicsThatAppearLaterAreReadFromTheirBeginning()
{
    KafkaBroker broker;
    broker.createTopic("gh-status.hub1");
    broker.createTopic("other");
    Fixture f;
    f.open(broker.url(), {u"^gh-status.*"_s}, {{u"start"_s, u"now"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 1, patience);
    broker.createTopic("gh-status.hub2");
    QVERIFY(broker.produce("gh-status.hub2", "1", binaryMode));
    QVERIFY(broker.produce("other", "2", binaryMode));
    QVERIFY(broker.produce("gh-status.hub1", "3", binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 2, patience);
    QStringList data = f.data();
    data.sort();
    QCOMPARE(data, (QStringList{u"1"_s, u"3"_s}));
    QCOMPARE(f.rows().count("eventscope.ack"), 2); // one row more that names both
}

void TestKafkaFeed::startNowTakesOnlyWhatComes()
{
    KafkaBroker broker;
    broker.createTopic("t");
    QVERIFY(broker.produce("t", "0", binaryMode));
    Fixture f;
    f.open(broker.url(), {u"t"_s});
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 1, patience);
    QVERIFY(broker.produce("t", "1", binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), QStringList{u"1"_s}, patience);
    // Where it began is in the row, so that a restart finds its place even before the first event.
    const QByteArray row = f.rows().rows("eventscope.ack").first().data;
    QVERIFY2(row.contains(R"("kafkanext":"t/0@1")"), row.constData());
}

void TestKafkaFeed::aBrokerThatRestartsLosesAndRepeatsNothing()
{
    KafkaBroker broker;
    broker.createTopic("t");
    for (int i = 0; i < 50; ++i)
        QVERIFY(broker.produce("t", QByteArray::number(i), binaryMode));
    Fixture f;
    f.open(broker.url(), {u"t"_s}, fromBeginning);
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 50, patience);
    broker.setUp(false);
    QTRY_VERIFY_WITH_TIMEOUT(f.phase() != ConnectionPhase::Live, patience);
    QVERIFY(!f.feed->status().cause.isEmpty());
    broker.setUp(true);
    for (int i = 50; i < 100; ++i)
        QVERIFY(broker.produce("t", QByteArray::number(i), binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 100, patience);
    QCOMPARE(f.data(), numbers(0, 100));
    QCOMPARE(f.phase(), ConnectionPhase::Live);
    QCOMPARE(f.rows().count("eventscope.gap"), 0);
}

void TestKafkaFeed::aRestartOfTheProgramGoesOnWhereTheCaptureStopped()
{
    KafkaBroker broker;
    broker.createTopic("t", 2);
    for (int i = 0; i < 10; ++i)
        QVERIFY(broker.produce("t", QByteArray::number(i), binaryMode));
    QString stopped;
    {
        Fixture f;
        f.open(broker.url(), {u"t"_s}, fromBeginning);
        QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 10, patience);
        stopped = f.feed->offsets().text();
        QCOMPARE(stopped, u"t/0@10 t/1@0"_s);
    }
    for (int i = 10; i < 20; ++i)
        QVERIFY(broker.produce("t", QByteArray::number(i), binaryMode));
    QVERIFY(broker.produce("t", "99", binaryMode, {}, 1));
    Fixture f;
    f.open(broker.url(), {u"t"_s}, {{u"start"_s, u"resume"_s}, {memoryKey, stopped}});
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 11, patience);
    QStringList data = f.data();
    QVERIFY(data.removeOne(u"99"_s));
    QCOMPARE(data, numbers(10, 20));
    QCOMPARE(f.rows().count("eventscope.gap"), 0);
}

void TestKafkaFeed::anOffsetThatIsNoLongerThereIsAGap_data()
{
    QTest::addColumn<QString>("stopped");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("behind the end") << u"t/0@1000"_s << QByteArray("before the 1000 that comes");
}

void TestKafkaFeed::anOffsetThatIsNoLongerThereIsAGap()
{
    QFETCH(QString, stopped);
    QFETCH(QByteArray, words);
    KafkaBroker broker;
    broker.createTopic("t");
    for (int i = 0; i < 5; ++i)
        QVERIFY(broker.produce("t", QByteArray::number(i), binaryMode));
    Fixture f;
    f.open(broker.url(), {u"t"_s}, {{u"start"_s, u"resume"_s}, {memoryKey, stopped}});
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 5, patience);
    QCOMPARE(f.data(), numbers(0, 5));
    QCOMPARE(f.rows().count("eventscope.gap"), 1);
    QVERIFY2(f.rows().rows("eventscope.gap").first().data.contains(words),
             f.rows().rows("eventscope.gap").first().data.constData());
}

void TestKafkaFeed::aFullSinkMakesItWaitInsteadOfDropping()
{
    KafkaBroker broker;
    broker.createTopic("t");
    Fixture f;
    f.open(broker.url(), {u"t"_s}, fromBeginning);
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 1, patience);
    f.sink.m_open = false;
    for (int i = 0; i < 100; ++i)
        QVERIFY(broker.produce("t", QByteArray::number(i), binaryMode));
    f.sink.m_asked = 0;
    QTRY_VERIFY_WITH_TIMEOUT(f.sink.m_asked > 10, patience); // it would take what is there
    QCOMPARE(f.feed->counters().received, 0);
    QCOMPARE(f.phase(), ConnectionPhase::Live);
    f.sink.m_open = true;
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), numbers(0, 100), patience);
    QCOMPARE(f.feed->counters().dropped, 0);
}

void TestKafkaFeed::aLimitIsKeptExactly()
{
    KafkaBroker broker;
    broker.createTopic("t");
    for (int i = 0; i < 40; ++i)
        QVERIFY(broker.produce("t", QByteArray::number(i), binaryMode));
    Fixture f;
    QSignalSpy reached(f.feed.get(), &Feed::limitReached);
    f.feed->setEventLimit(std::make_shared<EventLimit>(EventLimit{7}));
    f.open(broker.url(), {u"t"_s}, fromBeginning);
    QTRY_COMPARE_WITH_TIMEOUT(reached.count(), 1, patience);
    QCOMPARE(f.data(), numbers(0, 7));
    QCOMPARE(f.feed->offsets().text(), u"t/0@7"_s);
}

void TestKafkaFeed::whatIsUnsubscribedIsReadNoMore()
{
    KafkaBroker broker;
    broker.createTopic("a");
    broker.createTopic("b");
    Fixture f;
    f.open(broker.url(), {u"a"_s, u"b"_s}, fromBeginning);
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 2, patience);
    f.feed->unsubscribe(u"a"_s);
    // The feed is told in the same turn; what comes from now on is not read.
    QTRY_COMPARE_WITH_TIMEOUT(f.feed->offsets().text(), u"b/0@0"_s, patience);
    QVERIFY(broker.produce("a", "1", binaryMode));
    QVERIFY(broker.produce("b", "2", binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), QStringList{u"2"_s}, patience);
    f.feed->subscribe({u"a"_s, {}, false});
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), (QStringList{u"2"_s, u"1"_s}), patience);
}

void TestKafkaFeed::whatWasFetchedWhenItsTopicWasLeftIsNotTold()
{
    constexpr int records = 3'000;
    KafkaBroker broker;
    broker.createTopic("a");
    broker.createTopic("b");
    for (int i = 0; i < records; ++i)
        QVERIFY(broker.queue("a", QByteArray::number(i), binaryMode));
    QVERIFY(broker.flush());
    Fixture f;
    f.sink.m_open = false; // what is fetched waits
    f.open(broker.url(), {u"a"_s}, fromBeginning);
    QTRY_COMPARE_WITH_TIMEOUT(f.state(u"a"_s).lag, qint64(records), patience);
    f.feed->unsubscribe(u"a"_s);
    f.feed->subscribe({u"b"_s, {}, false});
    QTRY_COMPARE_WITH_TIMEOUT(f.state(u"b"_s).state, SubscriptionState::Active, patience);
    f.sink.m_open = true;
    QVERIFY(broker.produce("b", "\"of b\"", binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), QStringList{u"\"of b\""_s}, patience);
    f.feed->subscribe({u"a"_s, {}, false});
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), records + 1, patience);
    QCOMPARE(f.data().mid(1), numbers(0, records));
}

void TestKafkaFeed::patternsThatFindNothingSaySo()
{
    KafkaBroker broker;
    broker.createTopic("t");
    Fixture f;
    f.open(broker.url(), {u"^none.*"_s, u"^(broken"_s, u"^later.*"_s});
    QTRY_COMPARE_WITH_TIMEOUT(f.state(u"^none.*"_s).state, SubscriptionState::Unconfirmed,
                              patience);
    QCOMPARE(f.state(u"^(broken"_s).state, SubscriptionState::Refused);
    QCOMPARE(f.phase(), ConnectionPhase::Live);
    // Each new topic shows that the cluster was asked again; and still one row for each pattern.
    for (int topics = 1; topics <= 3; ++topics) {
        broker.createTopic(("later" + QByteArray::number(topics)).constData());
        QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), topics, patience);
    }
    QCOMPARE(f.rows().count("eventscope.unconfirmed"), 2);
    QCOMPARE(f.rows().count("eventscope.refused"), 1);
}

void TestKafkaFeed::nobodyWaitsForABrokerThatDoesNotAnswer()
{
    QTcpServer silent; // takes connections, and says nothing
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    Fixture f;
    f.open(u"kafka://127.0.0.1:%1/"_s.arg(silent.serverPort()), {u"t"_s});
    QTRY_VERIFY(silent.hasPendingConnections()); // it is being asked by now
    f.feed.reset();
    QVERIFY(KafkaWorker::isAnyLeft()); // it is still asking: nobody has waited for it
    QTRY_VERIFY_WITH_TIMEOUT(!KafkaWorker::isAnyLeft(), patience); // it ends all the same
}

void TestKafkaFeed::noBrokerIsASentence_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("words");
    QTest::newRow("nobody listens") << u"kafka://127.0.0.1:1/"_s << u"connection refused by"_s;
    QTest::newRow("no such host") << u"kafka://no-such-host.invalid:9092/"_s
                                  << u"host not found: no-such-host.invalid:9092"_s;
}

void TestKafkaFeed::noBrokerIsASentence()
{
    QFETCH(QString, url);
    QFETCH(QString, words);
    Fixture f;
    f.open(url, {u"t"_s});
    QTRY_COMPARE_WITH_TIMEOUT(f.phase(), ConnectionPhase::Backoff, patience);
    QVERIFY2(f.feed->status().cause.contains(words), qPrintable(f.feed->status().cause));
    f.feed->close();
    QCOMPARE(f.phase(), ConnectionPhase::Idle);
}

void TestKafkaFeed::aServerOfAnotherKindIsToldByWhatItIs_data()
{
    QTest::addColumn<QString>("server");
    QTest::addColumn<QString>("security");
    QTest::addColumn<QStringList>("words");
    const QString web = u"is a web server, no Kafka broker: check host and port"_s;
    QTest::newRow("a broker without TLS, asked for it")
        << u"broker"_s << u"ssl"_s
        << QStringList{u"TLS"_s, u"at this port"_s, u"choose None under Security"_s};
    QTest::newRow("a broker without SASL, asked for it")
        << u"broker"_s << u"sasl_plaintext"_s
        << QStringList{u"knows no user and password (SASL) at this port: choose None"_s};
    QTest::newRow("a broker without both, asked for both")
        << u"broker"_s << u"sasl_ssl"_s
        << QStringList{u"TLS"_s, u"choose user and password without TLS under Security"_s};
    QTest::newRow("a web server that answers at once")
        << u"HTTP/1.1 400 Bad Request\r\n\r\n"_s << u"plaintext"_s << QStringList{web};
    QTest::newRow("a web server that hangs up on what is no HTTP")
        << u"picky"_s << u"plaintext"_s << QStringList{web};
    QTest::newRow("a web server that waits for more")
        << u"patient"_s << u"plaintext"_s << QStringList{web};
    QTest::newRow("a web server, asked for TLS")
        << u"HTTP/1.1 400 Bad Request\r\n\r\n"_s << u"ssl"_s << QStringList{web};
    QTest::newRow("another server") << u"SSH-2.0-OpenSSH_9.2\r\n"_s << u"plaintext"_s
                                    << QStringList{u"answered, but not as a Kafka broker does"_s};
    QTest::newRow("a server that hangs up")
        << u""_s << u"plaintext"_s << QStringList{u"it probably wants TLS"_s};
}

void TestKafkaFeed::aServerOfAnotherKindIsToldByWhatItIs()
{
    QFETCH(QString, server);
    QFETCH(QString, security);
    QFETCH(QStringList, words);
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    connect(&other, &QTcpServer::newConnection, this, [&other, server] {
        QTcpSocket *socket = other.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket, server] {
            const bool isHttp = socket->peek(4) == "GET ";
            if (server == u"patient"_s && !isHttp)
                return;
            const bool understands = server != u"picky"_s || isHttp;
            const bool isWeb = server == u"picky"_s || server == u"patient"_s;
            if (understands)
                socket->write(isWeb ? "HTTP/1.0 200 OK\r\n\r\n" : server.toLatin1());
            socket->disconnectFromHost();
        });
    });
    KafkaBroker broker;
    Fixture f;
    f.open(server == u"broker"_s ? broker.url()
                                 : u"kafka://127.0.0.1:%1/"_s.arg(other.serverPort()),
           {u"t"_s},
           {{u"security"_s, security},
            {u"mechanism"_s, u"PLAIN"_s},
            {u"user"_s, u"u"_s},
            {u"password"_s, u"s3cret"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(f.hasGivenUp(), patience);
    const QString cause = f.feed->status().cause;
    for (const QString &part : words)
        QVERIFY2(cause.contains(part), qPrintable(cause));
    QVERIFY2(cause.startsWith(u"127.0.0.1:"_s), qPrintable(cause));
    QVERIFY(!cause.contains(u"s3cret"_s));
}

void TestKafkaFeed::aTopicThatIsNotThereIsToldAndNotMade()
{
    KafkaBroker broker;
    broker.createTopic("there");
    Fixture f;
    f.open(broker.url(), {u"later"_s, u"there"_s}, {{u"start"_s, u"now"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(f.state(u"later"_s).state, SubscriptionState::Unconfirmed, patience);
    QVERIFY2(f.state(u"later"_s).reason.contains(u"there is no topic of this name"_s),
             qPrintable(f.state(u"later"_s).reason));
    QTRY_COMPARE_WITH_TIMEOUT(f.state(u"there"_s).state, SubscriptionState::Active, patience);
    QCOMPARE(broker.topics(), QStringList{u"there"_s});
    broker.createTopic("later");
    QVERIFY(broker.produce("later", "7", binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), QStringList{u"7"_s}, patience);
    QTRY_COMPARE(f.state(u"later"_s).state, SubscriptionState::Delivering);
    QCOMPARE(f.rows().count("eventscope.unconfirmed"), 1);
}

void TestKafkaFeed::aTopicThatIsDeletedIsToldAndReadAgainOnceItIsBack()
{
    KafkaBroker broker;
    broker.createTopic("gh.1");
    broker.createTopic("other");
    Fixture f;
    f.open(broker.url(), {u"gh.1"_s, u"^gh.*"_s, u"other"_s}, fromBeginning);
    QVERIFY(broker.produce("gh.1", "1", binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.state(u"gh.1"_s).state, SubscriptionState::Delivering, patience);
    rd_kafka_mock_topic_set_error(broker.cluster(), "gh.1",
                                  RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
    QTRY_COMPARE_WITH_TIMEOUT(f.state(u"gh.1"_s).state, SubscriptionState::Unconfirmed, patience);
    QVERIFY2(f.state(u"gh.1"_s).reason.contains(u"deleted"_s),
             qPrintable(f.state(u"gh.1"_s).reason));
    QTRY_COMPARE(f.state(u"^gh.*"_s).state, SubscriptionState::Unconfirmed);
    QCOMPARE(f.state(u"other"_s).state, SubscriptionState::Active);
    rd_kafka_mock_topic_set_error(broker.cluster(), "gh.1", RD_KAFKA_RESP_ERR_NO_ERROR);
    QVERIFY(broker.produce("gh.1", "2", binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.state(u"gh.1"_s).state, SubscriptionState::Delivering, patience);
    QTRY_COMPARE(f.state(u"^gh.*"_s).state, SubscriptionState::Delivering);
    QTRY_COMPARE(f.state(u"gh.1"_s).reason, QString());
    QCOMPARE(f.rows().count("eventscope.unconfirmed"), 2);
}

void TestKafkaFeed::aTopicThatTwoPatternsMatchCountsForBoth()
{
    KafkaBroker broker;
    for (const char *topic : {"gh.1", "gh.2", "other.1"})
        broker.createTopic(topic);
    for (const char *topic : {"gh.1", "gh.2", "other.1"})
        QVERIFY(broker.produce(topic, "7", binaryMode));
    Fixture f;
    f.open(broker.url(), {u"^gh.*"_s, u"^.*1$"_s, u"other.1"_s}, fromBeginning);
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().stored(), 3, patience);
    QTRY_COMPARE(f.state(u"^gh.*"_s).events, 2U);
    QTRY_COMPARE(f.state(u"^.*1$"_s).events, 2U);
    QTRY_COMPARE(f.state(u"other.1"_s).events, 1U);
    QCOMPARE(f.state(u"^gh.*"_s).overlaps,
             QStringList{u"1 of its 2 topics comes on ^.*1$ too: gh.1"_s});
    QCOMPARE(f.state(u"^.*1$"_s).overlaps,
             (QStringList{u"1 of its 2 topics comes on ^gh.* too: gh.1"_s,
                          u"1 of its 2 topics comes on other.1 too: other.1"_s}));
    QCOMPARE(f.state(u"other.1"_s).overlaps, QStringList{u"its topic comes on ^.*1$ too"_s});
    f.feed->unsubscribe(u"^.*1$"_s);
    QTRY_VERIFY(f.state(u"^gh.*"_s).overlaps.isEmpty());
    QVERIFY(broker.produce("gh.1", "8", binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.state(u"^gh.*"_s).events, 3U, patience);
    QCOMPARE(f.feed->status().phase, ConnectionPhase::Live);
}

void TestKafkaFeed::theKeyOfAClientIsReadWithItsPassword_data()
{
    QTest::addColumn<QString>("password");
    QTest::addColumn<QString>("words");
    const QString unread = u"the client key cannot be read: check its password"_s;
    QTest::newRow("its password") << u"s3cret"_s << u"connection refused by 127.0.0.1:1"_s;
    QTest::newRow("another") << u"wr0ng"_s << unread;
    QTest::newRow("none") << QString() << unread;
}

void TestKafkaFeed::theKeyOfAClientIsReadWithItsPassword()
{
    QFETCH(QString, password);
    QFETCH(QString, words);
    Fixture f;
    f.open(u"kafka://127.0.0.1:1/"_s, {u"t"_s},
           {{u"security"_s, u"ssl"_s},
            {u"certificate"_s, QFINDTESTDATA("../../fixtures/tls/encrypted.crt")},
            {u"key"_s, QFINDTESTDATA("../../fixtures/tls/encrypted.key")},
            {u"keypassword"_s, password}});
    QTRY_VERIFY_WITH_TIMEOUT(f.hasGivenUp(), patience);
    const QString cause = f.feed->status().cause;
    QVERIFY2(cause.contains(words), qPrintable(cause));
    QVERIFY(password.isEmpty() || !cause.contains(password));
}

QTEST_GUILESS_MAIN(TestKafkaFeed)
#include "tst_kafkafeed.moc"
