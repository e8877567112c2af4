// SPDX-License-Identifier: GPL-3.0-or-later
//
// The words in which librdkafka 2.0.2 tells what Apache Kafka 3.9.1 and 4.1.0 do, and what is made
// of them.
#include "app/feeds/kafka/kafkaclient.h"
#include "app/feeds/kafka/kafkaerrors.h"

#include <QTest>
#include <librdkafka/rdkafka.h>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestKafkaErrors : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void eachRefusalIsASentenceThatSaysWhatToDo_data();
    void eachRefusalIsASentenceThatSaysWhatToDo();
    void aBrokerThatHasWorkedAndHangsUpRestarts();
    void scramThatKafka4RefusesIsNamedWhereTheLibraryIsTooOld();
    void ofWhatNobodyHearsTheNewestAreKept();
};

namespace {

/// Hears what failed, and nothing else.
class FailureList final : public KafkaClient::Listener
{
public:
    bool kafkaRecord(const KafkaRecord &) override { return true; }
    bool kafkaHasRoom() const override { return true; }
    void kafkaPartitionFailed(const QString &, qint32, const KafkaFailure &) override { }
    void kafkaFailed(const KafkaFailure &failure) override
    {
        if (failure.text.startsWith(u"number "_s)) // librdkafka may have something to say as well
            texts += failure.text;
    }

    QStringList texts;
};

} // namespace

void TestKafkaErrors::ofWhatNobodyHearsTheNewestAreKept()
{
    // Without a broker, so that nothing fails by itself.
    const auto client = KafkaClient::make({{"group.id", "nobody"}});
    QVERIFY2(client, client ? "" : qPrintable(client.error()));
    FailureList heard;
    (*client)->takeFailures(heard);
    QCOMPARE(heard.texts, QStringList());
    QStringList newest;
    for (int i = 0; i < 100; ++i) {
        const QString text = u"number %1"_s.arg(i);
        (*client)->noteFailure(RD_KAFKA_RESP_ERR__TRANSPORT, text.toUtf8().constData());
        if (i >= 100 - 64)
            newest += text;
    }
    (*client)->takeFailures(heard);
    QCOMPARE(heard.texts, newest);
    (*client)->takeFailures(heard); // each once
    QCOMPARE(heard.texts, newest);
    (*client)->noteFailure(RD_KAFKA_RESP_ERR__TRANSPORT, "number 100");
    (*client)->takeFailures(heard);
    QCOMPARE(heard.texts, newest + QStringList{u"number 100"_s});
}

void TestKafkaErrors::eachRefusalIsASentenceThatSaysWhatToDo_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("text");
    QTest::addColumn<OptionValues>("options");
    QTest::addColumn<CloseTreatment>("treatment");
    QTest::addColumn<QString>("cause");
    const OptionValues none{{u"security"_s, u"plaintext"_s}};
    const OptionValues tls{{u"security"_s, u"ssl"_s}};
    const OptionValues certified{{u"security"_s, u"ssl"_s}, {u"certificate"_s, u"c.pem"_s}};
    const OptionValues plain{{u"security"_s, u"sasl_ssl"_s}, {u"mechanism"_s, u"PLAIN"_s}};

    QTest::newRow("no SASL at a port that asks for it")
        << int(RD_KAFKA_RESP_ERR__TRANSPORT)
        << u"localhost:9092/bootstrap: Disconnected: verify that security.protocol is correctly "
           "configured, broker might require SASL authentication (after 0ms in state UP)"_s
        << none << CloseTreatment::RetrySlow
        << u"localhost:9092 hung up at the first question: it probably asks for SASL; choose user "
           "and password under Security"_s;
    QTest::newRow("TLS without SASL at a port that asks for it")
        << int(RD_KAFKA_RESP_ERR__TRANSPORT)
        << u"ssl://localhost:9092/bootstrap: Disconnected: verify that security.protocol is "
           "correctly configured, broker might require SASL authentication (after 0ms in state UP)"_s
        << tls << CloseTreatment::RetrySlow
        << u"localhost:9092 hung up at the first question: it probably asks for SASL; choose user "
           "and password under Security"_s;
    const QString noTls =
        u"localhost:9092/bootstrap: Disconnected while requesting ApiVersion: might be caused by "
        "incorrect security.protocol configuration (connecting to a SSL listener?) or broker "
        "version is < 0.10 (see api.version.request) (after 1ms in state APIVERSION_QUERY)"_s;
    QTest::newRow("no TLS at a port of TLS")
        << int(RD_KAFKA_RESP_ERR__TRANSPORT) << noTls << none << CloseTreatment::RetrySlow
        << u"localhost:9092 hung up at the first word: it probably wants TLS; choose it under "
           "Security"_s;
    QTest::newRow("TLS at a port without")
        << int(RD_KAFKA_RESP_ERR__SSL)
        << u"ssl://localhost:9092/bootstrap: SSL handshake failed: error:0A000126:SSL "
           "routines::unexpected eof while reading (after 1ms in state SSL_HANDSHAKE)"_s
        << tls << CloseTreatment::RetrySlow
        << u"localhost:9092 speaks no TLS at this port: choose None under Security, or another port"_s;
    QTest::newRow("TLS at the mock cluster, which hangs up")
        << int(RD_KAFKA_RESP_ERR__TRANSPORT)
        << u"ssl://localhost:9092/bootstrap: SSL handshake failed: Disconnected: connecting to a "
           "PLAINTEXT broker listener? (after 0ms in state SSL_HANDSHAKE)"_s
        << tls << CloseTreatment::RetrySlow
        << u"localhost:9092 hung up at the TLS handshake: does it speak TLS at this port? If not, "
           "choose None under Security"_s;
    QTest::newRow("the same, said in fewer words, where a user and a password are asked for too")
        << int(RD_KAFKA_RESP_ERR__TRANSPORT)
        << u"sasl_ssl://localhost:9092/bootstrap: Disconnected (after 0ms in state SSL_HANDSHAKE)"_s
        << plain << CloseTreatment::RetrySlow
        << u"localhost:9092 hung up at the TLS handshake: does it speak TLS at this port? If not, "
           "choose user and password without TLS under Security"_s;
    QTest::newRow("TLS at a server that waits for more")
        << int(RD_KAFKA_RESP_ERR__TRANSPORT)
        << u"ssl://localhost:9092/bootstrap: Connection setup timed out in state SSL_HANDSHAKE "
           "(after 4001ms in state SSL_HANDSHAKE)"_s
        << tls << CloseTreatment::RetrySlow
        << u"localhost:9092 did not answer the TLS handshake: does it speak TLS at this port? If "
           "not, choose None under Security"_s;
    QTest::newRow("TLS at a web server")
        << int(RD_KAFKA_RESP_ERR__TRANSPORT)
        << u"ssl://localhost:9092/bootstrap: error:0A00010B:SSL routines::wrong version number "
           "(after 0ms in state SSL_HANDSHAKE)"_s
        << tls << CloseTreatment::RetrySlow
        << u"localhost:9092 speaks no TLS at this port: choose None under Security, or another port"_s;
    QTest::newRow("TLS at a server that speaks it, and no Kafka")
        << int(RD_KAFKA_RESP_ERR__TRANSPORT) << u"ssl://"_s + noTls << tls
        << CloseTreatment::RetrySlow
        << u"localhost:9092 speaks TLS, but hung up at the first word of Kafka: is it a Kafka broker?"_s;
    const QString letters =
        u"localhost:9092/bootstrap: Receive failed: Invalid response size %1 (0..100000000): "
        "increase receive.message.max.bytes (after 3ms in state APIVERSION_QUERY)"_s;
    QTest::newRow("a web server that answers at once")
        << int(RD_KAFKA_RESP_ERR__BAD_MSG) << letters.arg(1213486160) << none
        << CloseTreatment::RetrySlow
        << u"localhost:9092 is a web server, no Kafka broker: check host and port, or choose "
           "another system"_s;
    QTest::newRow("another server that answers at once")
        << int(RD_KAFKA_RESP_ERR__BAD_MSG) << letters.arg(1397966893) << none // "SSH-"
        << CloseTreatment::RetrySlow
        << u"localhost:9092 answered, but not as a Kafka broker does: check host and port"_s;
    const QString alert =
        u"ssl://localhost:9092/bootstrap: Receive failed: error:0A000412:SSL routines::sslv3 alert "
        "bad certificate: SSL alert number 42 (after 1ms in state APIVERSION_QUERY)"_s;
    QTest::newRow("no client certificate")
        << int(RD_KAFKA_RESP_ERR__TRANSPORT) << alert << tls << CloseTreatment::RetrySlow
        << u"localhost:9092 wants a client certificate: name it and its key under More"_s;
    QTest::newRow("no client certificate, at the handshake of TLS 1.3")
        << int(RD_KAFKA_RESP_ERR__SSL)
        << u"ssl://localhost:9092/bootstrap: SSL handshake failed: error:0A00045C:SSL "
           "routines::tlsv13 alert certificate required: SSL alert number 116"_s
        << tls << CloseTreatment::RetrySlow
        << u"localhost:9092 wants a client certificate: name it and its key under More"_s;
    QTest::newRow("another client certificate")
        << int(RD_KAFKA_RESP_ERR__TRANSPORT) << alert << certified << CloseTreatment::RetrySlow
        << u"localhost:9092 does not accept the client certificate: choose another one under "
           "More"_s;
    const QString distrust =
        u"ssl://localhost:9092/bootstrap: SSL handshake failed: error:0A000086:SSL "
        "routines::certificate verify failed: broker certificate could not be verified"_s;
    QTest::newRow("a broker that is not trusted")
        << int(RD_KAFKA_RESP_ERR__SSL) << distrust << tls << CloseTreatment::RetrySlow
        << u"the TLS certificate of localhost:9092 is not trusted, or is for another host: name "
           u"its "
           "CA certificate under More"_s;
    OptionValues withCa = tls;
    withCa.insert(u"ca"_s, u"ca.pem"_s);
    QTest::newRow("another authority, or another host")
        << int(RD_KAFKA_RESP_ERR__SSL) << distrust << withCa << CloseTreatment::RetrySlow
        << u"the TLS certificate of localhost:9092 is for another host, or not by the CA that is "
           "named: check both under More"_s;
    OptionValues anyHost = withCa;
    anyHost.insert(u"hostname"_s, u"none"_s);
    QTest::newRow("another authority")
        << int(RD_KAFKA_RESP_ERR__SSL) << distrust << anyHost << CloseTreatment::RetrySlow
        << u"the TLS certificate of localhost:9092 is not by the CA that is named under More"_s;
    QTest::newRow("SASL at a port without")
        << int(RD_KAFKA_RESP_ERR__AUTHENTICATION)
        << u"sasl_ssl://localhost:9092/bootstrap: SASL PLAIN mechanism handshake failed: Broker: "
           "Request not valid in current SASL state: broker's supported mechanisms:  (after 1ms in "
           "state AUTH_HANDSHAKE)"_s
        << plain << CloseTreatment::NeedsCredentials
        << u"localhost:9092 knows no user and password (SASL) at this port: choose TLS under "
           "Security, or another port"_s;
    QTest::newRow("SASL at a broker that does not have it at all")
        << int(RD_KAFKA_RESP_ERR__AUTHENTICATION)
        << u"sasl_plaintext://localhost:9092/bootstrap: Failed to initialize SASL authentication: "
           "SASL Handshake not supported by broker (required by mechanism PLAIN) (after 0ms in "
           "state AUTH_LEGACY)"_s
        << OptionValues{{u"security"_s, u"sasl_plaintext"_s}, {u"mechanism"_s, u"PLAIN"_s}}
        << CloseTreatment::NeedsCredentials
        << u"localhost:9092 knows no user and password (SASL) at this port: choose None under "
           "Security, or another port"_s;
    QTest::newRow("another mechanism")
        << int(RD_KAFKA_RESP_ERR__AUTHENTICATION)
        << u"sasl_ssl://localhost:9092/bootstrap: SASL PLAIN mechanism handshake failed: Broker: "
           "Unsupported SASL mechanism: broker's supported mechanisms: SCRAM-SHA-256,SCRAM-SHA-512 "
           "(after 1ms in state AUTH_HANDSHAKE)"_s
        << plain << CloseTreatment::NeedsCredentials
        << u"localhost:9092 does not know the SASL mechanism PLAIN, but "
           u"SCRAM-SHA-256,SCRAM-SHA-512: "
           "choose one of these under More"_s;
    QTest::newRow("a wrong password")
        << int(RD_KAFKA_RESP_ERR__AUTHENTICATION)
        << u"sasl_ssl://localhost:9092/bootstrap: SASL authentication error: Authentication "
           u"failed: "
           "Invalid username or password (after 308ms in state AUTH_REQ)"_s
        << plain << CloseTreatment::NeedsCredentials
        << u"localhost:9092 does not accept user and password, or not by PLAIN"_s;
}

void TestKafkaErrors::eachRefusalIsASentenceThatSaysWhatToDo()
{
    QFETCH(int, code);
    QFETCH(QString, text);
    QFETCH(OptionValues, options);
    QFETCH(CloseTreatment, treatment);
    QFETCH(QString, cause);
    const CloseVerdict verdict = explainKafka({code, text}, options, false);
    QCOMPARE(verdict.cause, cause);
    QCOMPARE(verdict.treatment, treatment);
}

void TestKafkaErrors::aBrokerThatHasWorkedAndHangsUpRestarts()
{
    const CloseVerdict verdict = explainKafka(
        {RD_KAFKA_RESP_ERR__TRANSPORT,
         u"localhost:9092/bootstrap: Disconnected: verify that security.protocol is correctly "
         "configured, broker might require SASL authentication (after 0ms in state UP)"_s},
        {{u"security"_s, u"plaintext"_s}}, true);
    QCOMPARE(verdict.cause, u"localhost:9092 hung up"_s);
    QCOMPARE(verdict.treatment, CloseTreatment::Retry);
}

void TestKafkaErrors::scramThatKafka4RefusesIsNamedWhereTheLibraryIsTooOld()
{
    const CloseVerdict verdict = explainKafka(
        {RD_KAFKA_RESP_ERR__AUTHENTICATION,
         u"sasl_plaintext://localhost:9092/bootstrap: SASL authentication error: Authentication "
         "failed during authentication due to invalid credentials with SASL mechanism "
         "SCRAM-SHA-256 (after 307ms in state AUTH_REQ)"_s},
        {{u"security"_s, u"sasl_plaintext"_s}, {u"mechanism"_s, u"SCRAM-SHA-256"_s}}, false);
    QVERIFY(verdict.cause.contains(u"does not accept user and password"_s));
    QCOMPARE(verdict.cause.contains(u"before 2.6.1"_s), rd_kafka_version() < 0x020601ff);
    QCOMPARE(verdict.treatment, CloseTreatment::NeedsCredentials);
}

QTEST_GUILESS_MAIN(TestKafkaErrors)
#include "tst_kafkaerrors.moc"
