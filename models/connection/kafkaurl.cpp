// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/kafkaurl.h"

#include "models/event/displaytext.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace eventscope {

namespace {

const QString scheme = QStringLiteral("kafka://");

QString tr(const char *text)
{
    return QCoreApplication::translate("KafkaUrl", text);
}

/// The part between the slashes.
QString authorityOf(const QString &url)
{
    const QString rest = url.trimmed().mid(scheme.size());
    return rest.left(rest.indexOf(u'/'));
}

QStringList brokersOf(const QString &url)
{
    QStringList brokers = authorityOf(url).split(u',', Qt::SkipEmptyParts);
    for (QString &broker : brokers)
        broker = broker.trimmed();
    return brokers;
}

/// Empty if `broker` is no `host` or `host:port`.
QString withPort(const QString &broker)
{
    static const QRegularExpression form(
        QStringLiteral("^(\\[[0-9A-Fa-f:.%]+\\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?$"));
    const QRegularExpressionMatch match = form.match(broker);
    if (!match.hasMatch())
        return {};
    const QString port = match.captured(2).isEmpty() ? QStringLiteral("9092") : match.captured(2);
    const int number = port.toInt();
    return number > 0 && number <= 65'535 ? match.captured(1) + u':' + port : QString();
}

} // namespace

QStringList kafkaBrokers(const QString &url)
{
    if (!problemWithKafkaUrl(url).isEmpty())
        return {};
    QStringList brokers;
    for (const QString &broker : brokersOf(url))
        brokers += withPort(broker);
    return brokers;
}

QString problemWithKafkaUrl(const QString &text)
{
    const QString url = text.trimmed();
    if (!url.startsWith(scheme, Qt::CaseInsensitive))
        return url.contains(QStringLiteral("://"))
            ? tr("The address of Kafka begins with kafka://, as in kafka://host:9092/.")
            : tr("That is no URL: it must look like kafka://host:9092/.");
    if (authorityOf(url).contains(u'@'))
        return tr("Leave user name and password out of the URL: URLs end up in logs. Use the "
                  "fields for credentials.");
    const QString rest = url.mid(scheme.size() + authorityOf(url).size());
    if (!rest.isEmpty() && rest != u"/")
        return tr("Nothing may follow the brokers: topics are asked for as subscriptions.");
    const QStringList brokers = brokersOf(url);
    if (brokers.isEmpty())
        return tr("The URL names no host.");
    for (const QString &broker : brokers) {
        if (withPort(broker).isEmpty())
            return tr("“%1” is no broker: it must look like host:9092.")
                .arg(displayText(broker, 80));
    }
    return {};
}

} // namespace eventscope
