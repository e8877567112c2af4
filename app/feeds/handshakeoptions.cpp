// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/handshakeoptions.h"

#include "models/connection/refusedcertificate.h"
#include "models/event/displaytext.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QUrlQuery>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("HandshakeOptions", text);
}

QString problemWithName(const QString &text)
{
    return isHandshakeToken(text)
        ? QString()
        : tr("“%1” has a character that no such name can have.").arg(displayText(text, 60));
}

QString problemWithHeaders(const QString &text)
{
    const QStringList lines = text.split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        const bool isHeader =
            line.contains(u':') && isHandshakeToken(line.section(u':', 0, 0).trimmed());
        if (!line.trimmed().isEmpty() && !isHeader)
            return tr("“%1” is not of the form “Name: value”.").arg(displayText(line, 60));
    }
    return {};
}

QString problemWithProxy(const QString &text)
{
    if (text.trimmed().isEmpty())
        return {};
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    const bool isKnown = url.scheme() == u"http" || url.scheme() == u"socks5";
    if (!url.isValid() || !isKnown || url.host().isEmpty() || url.port() <= 0)
        return tr("It has to be http://HOST:PORT or socks5://HOST:PORT.");
    if (!url.userInfo().isEmpty())
        return tr("A proxy that wants a password is not supported, and one in a URL is no secret.");
    return {};
}

QString problemWithPin(const QString &text)
{
    return canonicalPin(text).isEmpty() ? tr("It has to be sha256: and 64 hexadecimal digits.")
                                        : QString();
}

} // namespace

bool isHandshakeToken(const QString &text)
{
    static const QRegularExpression token(u"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}\\z"_s);
    return token.match(text).hasMatch();
}

QVector<Option> tokenOptions(const QString &elsewhere)
{
    Option token = tokenOption(tr("A secret of the server, if it asks for one."));
    for (const QString &name : {u"token"_s, u"access_token"_s, u"apikey"_s, u"api_key"_s})
        token.fromQuery[name] = {{u"auth"_s, u"query"_s}, {u"tokenkey"_s, name}};
    QVector<Option::Choice> ways{{u"bearer"_s, tr("Header (Authorization: Bearer …)")},
                                 {u"header"_s, tr("Header with the name below")},
                                 {u"query"_s, tr("Part of the query, with the name below")}};
    if (!elsewhere.isEmpty())
        ways.append({u"none"_s, elsewhere});
    Option auth = authOption(ways);
    auth.advanced = false;
    Option name = advanced(textOption(u"tokenkey"_s, tr("Name for the token")));
    name.check = problemWithName;
    name.defaultValue = u"token"_s;
    return {token, auth, name};
}

Option headersOption()
{
    Option headers = advanced(
        textOption(furtherHeadersKey, tr("Headers"),
                   tr("One “Name: value” a line. They are saved as they are: not for secrets."),
                   u"Origin: https://example.org"_s));
    headers.check = problemWithHeaders;
    headers.lines = true;
    return headers;
}

QVector<Option> transportOptions()
{
    Option proxy = advanced(textOption(proxyKey, tr("Proxy"),
                                       tr("Without user name; leave it empty to connect directly."),
                                       u"http://proxy.example:3128"_s));
    proxy.check = problemWithProxy;
    const Option client = advanced(choiceOption(
        webSocketKey, tr("WebSocket by"),
        {{u"own"_s, tr("Eventscope")}, {u"qt"_s, tr("Qt (QWebSocket)")}},
        tr("Qt’s is stricter with proxies, and knows less about why a connection ended.")));
    Option largest = advanced(
        choiceOption(maxMessageKey, tr("Largest message"),
                     {{u"1"_s, tr("1 MiB")},
                      {u"4"_s, tr("4 MiB")},
                      {u"16"_s, tr("16 MiB")},
                      {u"64"_s, tr("64 MiB")}},
                     tr("A larger one ends the connection, and a row of the log says so.")));
    largest.defaultValue = u"16"_s;
    Option pin = advanced(textOption(
        pinKey, tr("Pinned certificate"),
        tr("The SHA-256 of the one certificate that is trusted, whoever vouches for it."),
        u"sha256:…"_s));
    pin.check = problemWithPin;
    return {proxy, client, largest, pin};
}

std::optional<qint64> maxMessageBytes(const OptionValues &options)
{
    const qint64 mib = options.value(maxMessageKey).toInt();
    if (mib <= 0)
        return {};
    return std::min(mib << 20, mostMessageBytes);
}

Handshake tokenHandshake(const OptionValues &options)
{
    Handshake handshake;
    handshake.url = QUrl(options.value(u"url"_s).trimmed());
    const QString secret = options.value(u"token"_s);
    if (secret.isEmpty() || !problemWithSecret(secret).isEmpty())
        return handshake;
    const QByteArray token = secret.toLatin1();
    const QString auth = options.value(u"auth"_s);
    const QString name = options.value(u"tokenkey"_s, u"token"_s);
    if (auth == u"bearer") {
        handshake.headers.append({"Authorization", "Bearer " + token});
    } else if (auth == u"header") {
        handshake.headers.append({name.toLatin1(), token});
    } else if (auth == u"query") {
        QUrlQuery query(handshake.url);
        query.removeAllQueryItems(name);
        query.addQueryItem(name, QString::fromLatin1(token.toPercentEncoding()));
        handshake.url.setQuery(query);
    }
    return handshake;
}

} // namespace eventscope
