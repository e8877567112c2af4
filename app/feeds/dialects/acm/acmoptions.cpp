// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/acm/acmoptions.h"

#include "app/feeds/handshakeoptions.h"
#include "models/event/timestamp.h"

#include <QCoreApplication>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("AcmDialect", text);
}

QString problemWithTime(const QString &text)
{
    return parseTimestamp(text.trimmed().toStdString()) == noTime
        ? tr("it must be a time such as 2026-01-31T08:00:00Z.")
        : QString();
}

Option file(const QString &key, const QString &label, const QString &hint)
{
    return advanced(textOption(key, label, hint));
}

Option startTime()
{
    Option time = textOption(u"since"_s, tr("Since"), tr("For the start at a time."),
                             u"2026-01-31T08:00:00Z"_s);
    time.check = problemWithTime;
    return time;
}

QVector<Option> kafkaOptions()
{
    const Option start = choiceOption(u"start"_s, tr("Start"),
                                      {{u"resume"_s, tr("Where the capture stopped, else now")},
                                       {u"now"_s, tr("Now")},
                                       {u"beginning"_s, tr("At the oldest record")},
                                       {u"time"_s, tr("At a time")}});
    const Option security =
        choiceOption(u"security"_s, tr("Security"),
                     {{u"plaintext"_s, tr("None")},
                      {u"ssl"_s, tr("TLS")},
                      {u"sasl_ssl"_s, tr("TLS, user and password (SASL)")},
                      {u"sasl_plaintext"_s, tr("User and password (SASL) without TLS")}});
    const Option mechanism = choiceOption(u"mechanism"_s, tr("SASL mechanism"),
                                          {{u"SCRAM-SHA-512"_s, u"SCRAM-SHA-512"_s},
                                           {u"SCRAM-SHA-256"_s, u"SCRAM-SHA-256"_s},
                                           {u"PLAIN"_s, u"PLAIN"_s}});
    const Option host =
        choiceOption(u"hostname"_s, tr("Certificate's host name"),
                     {{u"https"_s, tr("Must be the broker's")}, {u"none"_s, tr("Any")}},
                     tr("The agents of the global hub take any."));
    return {start,
            startTime(),
            security,
            textOption(u"user"_s, tr("User")),
            secretOption(u"password"_s, tr("Password")),
            advanced(mechanism),
            file(u"ca"_s, tr("CA certificate"),
                 tr("A PEM file; empty: the authorities that this computer trusts.")),
            file(u"certificate"_s, tr("Client certificate"), tr("A PEM file (mutual TLS).")),
            file(u"key"_s, tr("Client key"), tr("A PEM file.")),
            advanced(secretOption(u"keypassword"_s, tr("Password of the key"))),
            advanced(host)};
}

} // namespace

QVector<Option> acmOptions()
{
    QVector<Option> options{urlOption(u"kafka://host:9092/"_s,
                                      tr("One or several brokers, with commas between; or the "
                                         "ws:// or wss:// URL of a bridge."))};
    options += onlyOver(Transport::Kafka, kafkaOptions());
    return options << onlyOver(Transport::WebSocket, tokenOptions() << headersOption());
}

} // namespace eventscope
