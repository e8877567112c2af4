// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/plaintext.h"

#include "models/connection/kafkaurl.h"
#include "models/event/displaytext.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QUrl>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxShownHost = 80;

QString tr(const char *text)
{
    return QCoreApplication::translate("Plaintext", text);
}

bool isEncryptedKafka(const OptionValues &values)
{
    return values.value(u"security"_s).endsWith("ssl"_L1);
}

QString hostOfBroker(const QString &broker)
{
    return broker.startsWith(u'[') ? broker.section(u']', 0, 0).mid(1) : broker.section(u':', 0, 0);
}

QString openBroker(const OptionValues &values)
{
    if (isEncryptedKafka(values))
        return {};
    const QStringList brokers = kafkaBrokers(values.value(u"url"_s));
    for (const QString &broker : brokers) {
        if (const QString host = hostOfBroker(broker); !isLoopbackHost(host))
            return host;
    }
    return {};
}

/// To a proxy elsewhere even "localhost" goes over the network, and is the proxy's own.
bool leavesByProxy(const OptionValues &values)
{
    const QString host = QUrl(values.value(u"proxy"_s).trimmed()).host(QUrl::FullyEncoded);
    return !host.isEmpty() && !isLoopbackHost(host);
}

} // namespace

Option plaintextOption()
{
    Option option;
    option.key = plaintextKey;
    option.label = tr("Connect without encryption");
    option.kind = Option::Kind::Flag;
    option.defaultValue = u"false"_s;
    option.hint = tr("Anyone on the way can read the events and the credentials, and change them.");
    return option;
}

bool isLoopbackHost(const QString &text)
{
    static const QRegularExpression v4(u"^127(\\.\\d{1,3}){3}$"_s);
    const QString host = text.toLower();
    return host == "localhost"_L1 || host.endsWith(".localhost"_L1) || host == "::1"_L1
        || v4.match(host).hasMatch();
}

QString openHost(const DialectInfo &dialect, const OptionValues &values)
{
    if (dialect.transportFor(values) == Transport::Kafka)
        return openBroker(values);
    const QUrl url(values.value(u"url"_s).trimmed(), QUrl::StrictMode);
    const QString host = url.host(QUrl::FullyEncoded).toLower();
    const bool stays = isLoopbackHost(host) && !leavesByProxy(values);
    return url.scheme() == "ws"_L1 && !host.isEmpty() && !stays ? host : QString();
}

bool needsPlaintextSwitch(const DialectInfo &dialect, const OptionValues &values)
{
    const bool kafka = dialect.transportFor(values) == Transport::Kafka;
    const bool asked = !kafka || values.value(u"security"_s) == "sasl_plaintext"_L1;
    return asked && !openHost(dialect, values).isEmpty();
}

QString problemWithPlaintext(const DialectInfo &dialect, const OptionValues &values)
{
    if (values.value(plaintextKey) == "true"_L1 || !needsPlaintextSwitch(dialect, values))
        return {};
    const QString host = displayText(openHost(dialect, values), maxShownHost);
    if (dialect.transportFor(values) == Transport::Kafka)
        return tr("The password would go to %1 without encryption. Choose a security with TLS, or "
                  "allow “Connect without encryption” in the settings of the connection.")
            .arg(host);
    return tr("ws:// to %1 is not encrypted. Use wss://, or allow “Connect without encryption” in "
              "the settings of the connection.")
        .arg(host);
}

} // namespace eventscope
