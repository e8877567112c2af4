// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/feeds/kafkarefusalstest.h"

#include "app/feeds/kafka/kafkafeed.h"
#include "app/feeds/kafka/kafkaworker.h"
#include "tests/app/feeds/kafkafeedfixture.h"
#include "tests/support/collectingsink.h"
#include "tests/support/kafkabroker.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

void KafkaRefusalsTest::patternsThatFindNothingSaySo()
{
    KafkaBroker broker;
    broker.createTopic("t");
    KafkaFeedFixture f;
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

void KafkaRefusalsTest::nobodyWaitsForABrokerThatDoesNotAnswer()
{
    QTcpServer silent; // takes connections, and says nothing
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    KafkaFeedFixture f;
    f.open(u"kafka://127.0.0.1:%1/"_s.arg(silent.serverPort()), {u"t"_s});
    QTRY_VERIFY(silent.hasPendingConnections()); // it is being asked by now
    f.feed.reset();
    QVERIFY(KafkaWorker::isAnyLeft()); // it is still asking: nobody has waited for it
    QTRY_VERIFY_WITH_TIMEOUT(!KafkaWorker::isAnyLeft(), patience); // it ends all the same
}

void KafkaRefusalsTest::noBrokerIsASentence_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("words");
    QTest::newRow("nobody listens") << u"kafka://127.0.0.1:1/"_s << u"connection refused by"_s;
    QTest::newRow("no such host") << u"kafka://no-such-host.invalid:9092/"_s
                                  << u"host not found: no-such-host.invalid:9092"_s;
}

void KafkaRefusalsTest::noBrokerIsASentence()
{
    QFETCH(QString, url);
    QFETCH(QString, words);
    KafkaFeedFixture f;
    f.open(url, {u"t"_s});
    QTRY_COMPARE_WITH_TIMEOUT(f.phase(), ConnectionPhase::Backoff, patience);
    QVERIFY2(f.feed->status().cause.contains(words), qPrintable(f.feed->status().cause));
    f.feed->close();
    QCOMPARE(f.phase(), ConnectionPhase::Idle);
}

void KafkaRefusalsTest::aServerOfAnotherKindIsToldByWhatItIs_data()
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

void KafkaRefusalsTest::aServerOfAnotherKindIsToldByWhatItIs()
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
    KafkaFeedFixture f;
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

void KafkaRefusalsTest::aTopicThatIsNotThereIsToldAndNotMade()
{
    KafkaBroker broker;
    broker.createTopic("there");
    KafkaFeedFixture f;
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

void KafkaRefusalsTest::aTopicThatIsDeletedIsToldAndReadAgainOnceItIsBack()
{
    KafkaBroker broker;
    broker.createTopic("gh.1");
    broker.createTopic("other");
    KafkaFeedFixture f;
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

void KafkaRefusalsTest::aPartitionWithoutLeaderBeginsWhereTheOthersDo_data()
{
    QTest::addColumn<QString>("start");
    QTest::addColumn<QString>("stopped");
    QTest::addColumn<QString>("places"); // in the end
    QTest::newRow("now") << u"now"_s << QString() << u"t/0@1 t/1@3"_s;
    QTest::newRow("where it stopped, which nobody knows")
        << u"resume"_s << QString() << u"t/0@1 t/1@3"_s;
    QTest::newRow("where it stopped, and it was added since")
        << u"resume"_s << u"t/0@1"_s << u"t/0@1 t/1@3"_s;
}

void KafkaRefusalsTest::aPartitionWithoutLeaderBeginsWhereTheOthersDo()
{
    QFETCH(QString, start);
    QFETCH(QString, stopped);
    QFETCH(QString, places);
    KafkaBroker broker;
    broker.createTopic("t", 2);
    QVERIFY(broker.produce("t", "0", binaryMode));
    QVERIFY(broker.produce("t", "1", binaryMode, {}, 1));
    QVERIFY(broker.produce("t", "2", binaryMode, {}, 1));
    constexpr int nobody = -1;
    rd_kafka_mock_partition_set_leader(broker.cluster(), "t", 1, nobody);
    KafkaFeedFixture f;
    f.open(broker.url(), {u"t"_s}, {{u"start"_s, start}, {memoryKey, stopped}});
    QTRY_COMPARE_WITH_TIMEOUT(f.feed->offsets().text(), u"t/0@1"_s, patience);
    QTRY_COMPARE_WITH_TIMEOUT(f.phase(), ConnectionPhase::Live, patience);
    rd_kafka_mock_partition_set_leader(broker.cluster(), "t", 1, 1);
    QVERIFY(broker.produce("t", "3", binaryMode, {}, 1));
    QTRY_COMPARE_WITH_TIMEOUT(f.feed->offsets().text(), places, patience);
    f.feed->close(); // what came is with the sink
    QCOMPARE(f.data().contains(u"1"_s), !stopped.isEmpty());
}

void KafkaRefusalsTest::theKeyOfAClientIsReadWithItsPassword_data()
{
    QTest::addColumn<QString>("password");
    QTest::addColumn<QString>("words");
    const QString unread = u"the client key cannot be read: check its password"_s;
    QTest::newRow("its password") << u"s3cret"_s << u"connection refused by 127.0.0.1:1"_s;
    QTest::newRow("another") << u"wr0ng"_s << unread;
    QTest::newRow("none") << QString() << unread;
}

void KafkaRefusalsTest::theKeyOfAClientIsReadWithItsPassword()
{
    QFETCH(QString, password);
    QFETCH(QString, words);
    KafkaFeedFixture f;
    f.open(u"kafka://127.0.0.1:1/"_s, {u"t"_s},
           {{u"security"_s, u"ssl"_s},
            {u"certificate"_s, QStringLiteral(TEST_SOURCE_DIR) + u"/fixtures/tls/encrypted.crt"_s},
            {u"key"_s, QStringLiteral(TEST_SOURCE_DIR) + u"/fixtures/tls/encrypted.key"_s},
            {u"keypassword"_s, password}});
    QTRY_VERIFY_WITH_TIMEOUT(f.hasGivenUp(), patience);
    const QString cause = f.feed->status().cause;
    QVERIFY2(cause.contains(words), qPrintable(cause));
    QVERIFY(password.isEmpty() || !cause.contains(password));
}
