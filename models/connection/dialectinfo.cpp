// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/dialectinfo.h"

#include "models/connection/kafkaurl.h"
#include "models/connection/plaintext.h"
#include "models/connection/urlsecrets.h"
#include "models/event/displaytext.h"

#include <QCoreApplication>
#include <QUrl>

namespace eventscope {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DialectInfo", text);
}

/// What the scheme of a URL says; nothing if it is neither's.
std::optional<Transport> transportOf(const QString &url)
{
    const QString scheme = url.trimmed().section(QStringLiteral("://"), 0, 0).toLower();
    if (!url.contains(QStringLiteral("://")))
        return {};
    if (scheme == u"kafka")
        return Transport::Kafka;
    return scheme == u"ws" || scheme == u"wss" ? std::optional(Transport::WebSocket) : std::nullopt;
}

/// Of a dialect that has several transports: what a scheme of none of them should be.
QString problemWithScheme(const QString &url)
{
    if (!url.contains(QStringLiteral("://")) || transportOf(url))
        return {};
    const QString scheme = QUrl(url.trimmed()).scheme();
    if (scheme == u"http" || scheme == u"https")
        return problemWithUrl(url, Transport::WebSocket);
    return tr("The URL begins with kafka://, or with ws:// or wss:// for a WebSocket.");
}

QString problemWithOption(const Option &option, const QString &value, const DialectInfo &dialect)
{
    if (value.isEmpty())
        return option.required ? tr("%1 is missing.").arg(option.label) : QString();
    switch (option.kind) {
    case Option::Kind::Url:
        if (dialect.transports.size() > 1) {
            if (const QString problem = problemWithScheme(value); !problem.isEmpty())
                return problem;
        }
        return problemWithUrl(value, dialect.transportFor(value));
    case Option::Kind::Secret:
        return problemWithSecret(value);
    case Option::Kind::Integer: {
        bool ok = false;
        value.toLongLong(&ok);
        return ok ? QString() : tr("%1 must be a whole number.").arg(option.label);
    }
    case Option::Kind::Choice:
        for (const Option::Choice &choice : option.choices) {
            if (choice.value == value)
                return {};
        }
        return tr("%1 cannot be “%2”.").arg(option.label, displayText(value, 60));
    case Option::Kind::Flag:
        return value == u"true" || value == u"false"
            ? QString()
            : tr("%1 must be true or false.").arg(option.label);
    case Option::Kind::Text:
        break;
    }
    for (qsizetype i = 0; i < value.size(); ++i) {
        const char16_t c = value[i].unicode();
        const bool fits = option.lines && (c == u'\n' || c == u'\t');
        if ((c < 0x20 || c == 0x7f) && !fits)
            return tr("%1 has a control character at position %2.").arg(option.label).arg(i + 1);
    }
    const QString problem = option.check ? option.check(value) : QString();
    return problem.isEmpty() ? problem : tr("%1: %2").arg(option.label, problem);
}

} // namespace

const Option *DialectInfo::option(const QString &key) const
{
    for (const Option &candidate : options) {
        if (candidate.key == key)
            return &candidate;
    }
    return nullptr;
}

Transport DialectInfo::transportFor(const QString &url) const
{
    const std::optional<Transport> said = transportOf(url);
    return said && transports.contains(*said) ? *said : transports.first();
}

Transport DialectInfo::transportFor(const OptionValues &values) const
{
    return transportFor(values.value(QStringLiteral("url")));
}

bool DialectInfo::applies(const Option &option, const OptionValues &values) const
{
    return !option.onlyOver || *option.onlyOver == transportFor(values);
}

bool DialectInfo::sendsUnasked(const OptionValues &values) const
{
    return unasked.contains(transportFor(values));
}

QStringList DialectInfo::secretKeys() const
{
    QStringList keys{urlQueryKey};
    for (const Option &option : options) {
        if (option.kind == Option::Kind::Secret)
            keys += option.key;
    }
    return keys;
}

QString DialectInfo::problemWith(const OptionValues &values) const
{
    for (const Option &option : options) {
        if (!applies(option, values))
            continue;
        QString problem =
            problemWithOption(option, values.value(option.key, option.defaultValue), *this);
        if (!problem.isEmpty())
            return problem;
    }
    return option(plaintextKey) ? problemWithPlaintext(*this, values) : QString();
}

Option urlOption(const QString &placeholder, const QString &hint)
{
    Option option = textOption(QStringLiteral("url"), tr("URL"), hint, placeholder);
    option.kind = Option::Kind::Url;
    option.required = true;
    return option;
}

Option textOption(const QString &key, const QString &label, const QString &hint,
                  const QString &placeholder)
{
    Option option;
    option.key = key;
    option.label = label;
    option.hint = hint;
    option.placeholder = placeholder;
    return option;
}

Option choiceOption(const QString &key, const QString &label,
                    const QVector<Option::Choice> &choices, const QString &hint)
{
    Option option = textOption(key, label, hint);
    option.kind = Option::Kind::Choice;
    option.choices = choices;
    option.defaultValue = choices.first().value;
    return option;
}

Option secretOption(const QString &key, const QString &label, const QString &hint)
{
    Option option = textOption(key, label, hint);
    option.kind = Option::Kind::Secret;
    return option;
}

Option tokenOption(const QString &hint)
{
    return secretOption(QStringLiteral("token"), tr("Token"), hint);
}

Option authOption(const QVector<Option::Choice> &choices, const QString &hint)
{
    return advanced(choiceOption(QStringLiteral("auth"), tr("Send the token as"), choices, hint));
}

Option advanced(Option option)
{
    option.advanced = true;
    return option;
}

QVector<Option> onlyOver(Transport transport, QVector<Option> options)
{
    for (Option &option : options)
        option.onlyOver = transport;
    return options;
}

QString problemWithUrl(const QString &text, Transport transport)
{
    if (transport == Transport::Kafka)
        return problemWithKafkaUrl(text);
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    if (!url.isValid() || url.scheme().isEmpty())
        return tr("That is no URL: it must look like wss://host/path.");
    const QString scheme = url.scheme();
    if (scheme == u"http" || scheme == u"https")
        return tr("A WebSocket URL begins with %1, not with %2.")
            .arg(scheme == u"http" ? QStringLiteral("ws://") : QStringLiteral("wss://"),
                 scheme + QStringLiteral("://"));
    if (scheme == u"kafka")
        return tr("This is the address of Kafka, and no WebSocket URL: choose the system “ACM”.");
    if (scheme != u"ws" && scheme != u"wss")
        return tr("A WebSocket URL begins with ws:// or wss://.");
    if (url.host().isEmpty())
        return tr("The URL names no host.");
    if (!url.userInfo().isEmpty())
        return tr("Leave user name and password out of the URL: URLs end up in logs. Use the "
                  "fields for credentials.");
    if (url.hasFragment())
        return tr("A WebSocket URL has no part after “#”.");
    return {};
}

QString problemWithSecret(const QString &secret)
{
    for (qsizetype i = 0; i < secret.size(); ++i) {
        const char16_t c = secret[i].unicode();
        if (c > 0x20 && c < 0x7f)
            continue;
        const QString what = c == u'\n' || c == u'\r' ? tr("a line break")
            : c == u' '                               ? tr("a space")
            : c < 0x20 || c == 0x7f                   ? tr("a control character")
                                                      : tr("a character outside ASCII");
        return tr("The secret has %1 at position %2; was more copied than meant?")
            .arg(what)
            .arg(i + 1);
    }
    return {};
}

} // namespace eventscope
