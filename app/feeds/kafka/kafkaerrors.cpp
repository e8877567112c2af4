// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/kafka/kafkaerrors.h"

#include "models/event/displaytext.h"

#include <QRegularExpression>
#include <librdkafka/rdkafka.h>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxDetail = 200;
constexpr QLatin1String someBroker("the broker");

/// `sasl_ssl://host:9092/bootstrap: `: host and port.
QString brokerIn(const QString &text)
{
    static const QRegularExpression form(
        u"^(?:[a-z_]+://)?(\\[[^\\]]*\\]:\\d+|[^:/ ]+:\\d+)(?:/[^:]*)?: "_s);
    const QRegularExpressionMatch match = form.match(text);
    return match.hasMatch() ? displayText(match.captured(1), maxDetail) : QString(someBroker);
}

/// Without the broker in front of it, and without what only librdkafka's authors understand.
QString detailOf(QString text)
{
    static const QRegularExpression broker(u"^(?:[a-z_]+://)?[^ ]+(?:/[^: ]*)?: "_s);
    static const QRegularExpression state(u" ?\\(after \\d+ms in state [^)]*\\)?"_s);
    static const QRegularExpression advice(
        u": (might be caused by|verify that|connecting to).*$"_s);
    text.remove(broker).remove(state).remove(advice);
    return displayText(text, maxDetail);
}

bool usesTls(const OptionValues &options)
{
    return options.value(u"security"_s).endsWith(u"ssl"_s);
}

bool usesSasl(const OptionValues &options)
{
    return options.value(u"security"_s).startsWith(u"sasl"_s);
}

/// A TLS alert of the broker about our side's certificate; OpenSSL's words for the two that are
/// sent where none was shown (42 up to TLS 1.2, 116 since 1.3) and for those that refuse one.
bool isAboutOurCertificate(const QString &text)
{
    static const QRegularExpression alert(
        u"alert (?:certificate|bad certificate|unknown ca|unsupported certificate|handshake failure)"_s);
    return text.contains(alert);
}

CloseVerdict explainClientCertificate(const QString &broker, const OptionValues &options)
{
    if (options.value(u"certificate"_s).isEmpty())
        return {CloseTreatment::RetrySlow,
                u"%1 wants a client certificate: name it and its key under More"_s.arg(broker)};
    return {
        CloseTreatment::RetrySlow,
        u"%1 does not accept the client certificate: choose another one under More"_s.arg(broker)};
}

bool isInTlsHandshake(const QString &text)
{
    return text.contains(u"SSL_HANDSHAKE"_s) || text.contains(u"SSL handshake failed"_s);
}

/// What to choose under Security where there is no TLS.
QString withoutTls(const OptionValues &options)
{
    return usesSasl(options) ? u"user and password without TLS"_s : u"None"_s;
}

CloseVerdict explainNoTls(const QString &what, const OptionValues &options)
{
    return {CloseTreatment::RetrySlow,
            u"%1: does it speak TLS at this port? If not, choose %2 under Security"_s.arg(
                what, withoutTls(options))};
}

/// Hung up while librdkafka asked what the broker knows, which is the first thing that it says.
CloseVerdict explainFirstWord(const QString &broker, const OptionValues &options)
{
    if (usesTls(options))
        return {
            CloseTreatment::RetrySlow,
            u"%1 speaks TLS, but hung up at the first word of Kafka: is it a Kafka broker?"_s.arg(
                broker)};
    return {CloseTreatment::RetrySlow,
            u"%1 hung up at the first word: it probably wants TLS; choose it under Security"_s.arg(
                broker)};
}

CloseVerdict explainTls(const QString &text, const OptionValues &options);

CloseVerdict explainTransport(const QString &text, const OptionValues &options, bool worked)
{
    const QString broker = brokerIn(text);
    if (text.contains(u"Connection refused"_s))
        return {CloseTreatment::Retry, u"connection refused by %1"_s.arg(broker)};
    if (text.contains(u"timed out"_s, Qt::CaseInsensitive)) {
        if (isInTlsHandshake(text) && !worked)
            return explainNoTls(u"%1 did not answer the TLS handshake"_s.arg(broker), options);
        return {CloseTreatment::Retry, u"%1 did not answer in time"_s.arg(broker)};
    }
    if (isAboutOurCertificate(text))
        return explainClientCertificate(broker, options);
    if (worked)
        return {CloseTreatment::Retry, u"%1 hung up"_s.arg(broker)};
    // Of several attempts librdkafka tells some as what they are, and some as a mere hang-up.
    if (text.contains(u"SSL routines"_s))
        return explainTls(text, options);
    if (isInTlsHandshake(text))
        return explainNoTls(u"%1 hung up at the TLS handshake"_s.arg(broker), options);
    if (text.contains(u"require SASL"_s) && !usesSasl(options))
        return {CloseTreatment::RetrySlow,
                u"%1 hung up at the first question: it probably asks for SASL; choose user and "
                "password under Security"_s.arg(broker)};
    if (text.contains(u"ApiVersion"_s))
        return explainFirstWord(broker, options);
    return {CloseTreatment::Retry, u"%1: %2"_s.arg(broker, detailOf(text))};
}

/// librdkafka says the same whether the authority or the name is wrong.
CloseVerdict explainTrust(const QString &broker, const OptionValues &options)
{
    const bool anyHost = options.value(u"hostname"_s) == u"none";
    if (options.value(u"ca"_s).isEmpty())
        return {
            CloseTreatment::RetrySlow,
            u"the TLS certificate of %1 is not trusted%2: name its CA certificate under More"_s.arg(
                broker, anyHost ? QString() : u", or is for another host"_s)};
    if (anyHost)
        return {
            CloseTreatment::RetrySlow,
            u"the TLS certificate of %1 is not by the CA that is named under More"_s.arg(broker)};
    return {CloseTreatment::RetrySlow,
            u"the TLS certificate of %1 is for another host, or not by the CA that is named: check "
            "both under More"_s.arg(broker)};
}

CloseVerdict explainTls(const QString &text, const OptionValues &options)
{
    const QString broker = brokerIn(text);
    if (isAboutOurCertificate(text))
        return explainClientCertificate(broker, options);
    if (text.contains(u"verify"_s) || text.contains(u"certificate"_s))
        return explainTrust(broker, options);
    if (text.contains(u"PLAINTEXT"_s) || text.contains(u"wrong version number"_s)
        || text.contains(u"unexpected eof"_s))
        return {CloseTreatment::RetrySlow,
                u"%1 speaks no TLS at this port: choose %2 under Security, or another port"_s.arg(
                    broker, withoutTls(options))};
    return {CloseTreatment::RetrySlow,
            u"the TLS handshake with %1 failed: %2"_s.arg(broker, detailOf(text))};
}

/// Kafka 4 no longer tolerates how librdkafka before 2.6.1 repeats its nonce.
bool isScramBroken(const QString &mechanism)
{
    constexpr int firstThatWorks = 0x020601ff;
    return mechanism.startsWith(u"SCRAM"_s) && rd_kafka_version() < firstThatWorks;
}

CloseVerdict explainSasl(const QString &text, const OptionValues &options)
{
    static const QRegularExpression offered(
        u"supported mechanisms: *([A-Z0-9-]+(?:, *[A-Z0-9-]+)*)?"_s);
    const QString broker = brokerIn(text);
    const QString mechanism = options.value(u"mechanism"_s);
    if (!usesSasl(options))
        return {CloseTreatment::NeedsCredentials,
                u"%1 asks for SASL: choose user and password under Security"_s.arg(broker)};
    const auto match = offered.match(text);
    // The second: librdkafka's word for a broker that has no such request at all.
    if ((match.hasMatch() && match.captured(1).isEmpty())
        || text.contains(u"SASL Handshake not supported"_s))
        return {CloseTreatment::NeedsCredentials,
                u"%1 knows no user and password (SASL) at this port: choose %2 under Security, or "
                "another port"_s.arg(broker, usesTls(options) ? u"TLS"_s : u"None"_s)};
    if (match.hasMatch()) {
        return {
            CloseTreatment::NeedsCredentials,
            u"%1 does not know the SASL mechanism %2, but %3: choose one of these under More"_s.arg(
                broker, mechanism, displayText(match.captured(1), maxDetail))};
    }
    if (isScramBroken(mechanism))
        return {
            CloseTreatment::NeedsCredentials,
            u"%1 does not accept user and password; if they are right, it is Kafka 4, with which "
            "librdkafka before 2.6.1 (here: %2) cannot do SCRAM: choose PLAIN over TLS if it is offered"_s
                .arg(broker, QString::fromLatin1(rd_kafka_version_str()))};
    return {CloseTreatment::NeedsCredentials,
            u"%1 does not accept user and password, or not by %2"_s.arg(broker, mechanism)};
}

/// What comes first in an answer is its length; a web server has letters there.
CloseVerdict explainBadMessage(const QString &text, bool worked)
{
    static const QRegularExpression size(u"Invalid response size \\d+ \\(0\\.\\.(\\d+)\\)"_s);
    if (const auto match = size.match(text); worked && match.hasMatch())
        return {
            CloseTreatment::RetrySlow,
            u"%1 sent more at once than the %2 MB that this program takes: one of the topics has "
            "a record that is too large; leave that topic out"_s.arg(
                brokerIn(text), QString::number(match.capturedView(1).toLongLong() / 1'000'000))};
    constexpr quint32 http = 0x48545450; // "HTTP"
    if (text.contains(u"Invalid response size %1 "_s.arg(http)))
        return explainWebServer(brokerIn(text));
    const QString broker = brokerIn(text);
    return {CloseTreatment::RetrySlow,
            u"%1 answered, but not as a Kafka broker does: check host and port"_s.arg(broker)};
}

} // namespace

QString brokerOf(const KafkaFailure &failure)
{
    const QString broker = brokerIn(failure.text);
    return broker == someBroker ? QString() : broker;
}

CloseVerdict explainWebServer(const QString &broker)
{
    return {
        CloseTreatment::RetrySlow,
        u"%1 is a web server, no Kafka broker: check host and port, or choose another system"_s.arg(
            broker)};
}

CloseVerdict explainStart(const QString &words)
{
    struct File
    {
        QLatin1String setting;
        QString name;
    };
    static const File files[] = {{"ssl.key.location"_L1, u"client key"_s},
                                 {"ssl.certificate.location"_L1, u"client certificate"_s},
                                 {"ssl.ca.location"_L1, u"CA certificate"_s}};
    if (words.contains(u"no certificate assigned"_s))
        return {CloseTreatment::NeedsCredentials,
                u"the client key is nothing without its certificate: name that too, under More"_s};
    if (words.contains(u"key values mismatch"_s))
        return {CloseTreatment::NeedsCredentials,
                u"the client key is not that of the client certificate: check both under More"_s};
    for (const File &file : files) {
        if (!words.contains(file.setting))
            continue;
        if (words.contains(u"system lib"_s))
            return {
                CloseTreatment::NeedsCredentials,
                u"the file of the %1 cannot be opened: check its name under More"_s.arg(file.name)};
        const bool isKey = &file == files;
        return {CloseTreatment::NeedsCredentials,
                isKey ? u"the client key cannot be read: check its password, and that it is a PEM "
                        "file, under More"_s
                      : u"the file of the %1 cannot be read: it must be a PEM file; check it under "
                        "More"_s.arg(file.name)};
    }
    return {CloseTreatment::StoppedByServer, displayText(words, maxDetail)};
}

bool mayBeNoBroker(const KafkaFailure &failure)
{
    const QString &text = failure.text;
    switch (failure.code) {
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__SSL:
        return !text.contains(u"Connection refused"_s) && !text.contains(u"require SASL"_s)
            && !text.contains(u"certificate"_s);
    default:
        return false;
    }
}

CloseVerdict explainKafka(const KafkaFailure &failure, const OptionValues &options, bool worked)
{
    const QString broker = brokerIn(failure.text);
    switch (failure.code) {
    case RD_KAFKA_RESP_ERR__RESOLVE:
        return {CloseTreatment::Retry, u"host not found: %1"_s.arg(broker)};
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE:
        return explainTransport(failure.text, options, worked);
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
        return {CloseTreatment::Retry, u"no broker can be reached"_s};
    case RD_KAFKA_RESP_ERR__BAD_MSG:
        return explainBadMessage(failure.text, worked);
    case RD_KAFKA_RESP_ERR__SSL:
        return explainTls(failure.text, options);
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
    case RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE:
        return explainSasl(failure.text, options);
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
        return {CloseTreatment::Retry,
                u"this user may not read the topic: ask for the rights to describe and read it"_s};
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
        return {CloseTreatment::Retry,
                u"there is no topic of this name; it is looked for again every half minute"_s};
    default:
        return {CloseTreatment::Retry, detailOf(failure.text)};
    }
}

bool endsKafka(const KafkaFailure &failure)
{
    switch (failure.code) {
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
    case RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE:
    case RD_KAFKA_RESP_ERR__FATAL:
        return true;
    default:
        return false;
    }
}

bool isKafkaCause(const KafkaFailure &failure)
{
    switch (failure.code) {
    case RD_KAFKA_RESP_ERR__RESOLVE:
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__SSL:
    case RD_KAFKA_RESP_ERR__BAD_MSG:
        return true;
    default:
        return false;
    }
}

bool isAboutGroups(const KafkaFailure &failure)
{
    switch (failure.code) {
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_COORDINATOR:
    case RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED:
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
        return true;
    default:
        return false;
    }
}

bool isOutOfRange(const KafkaFailure &failure)
{
    return failure.code == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET
        || failure.code == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE;
}

bool isMissingTopic(const KafkaFailure &failure)
{
    return failure.code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART
        || failure.code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC
        || failure.code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION;
}

bool isTooMuchAtOnce(const KafkaFailure &failure)
{
    return failure.code == RD_KAFKA_RESP_ERR__BAD_MSG
        && failure.text.contains(u"Invalid response size"_s);
}

QString kafkaErrorName(const KafkaFailure &failure)
{
    return QString::fromLatin1(rd_kafka_err2name(rd_kafka_resp_err_t(failure.code)));
}

} // namespace eventscope
