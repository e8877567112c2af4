// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/requesthead.h"

#include <QHostAddress>
#include <QUrl>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

bool isThisMachine(const QString &host)
{
    return host == "localhost"_L1 || QHostAddress(host).isLoopback();
}

} // namespace

std::optional<RequestHead> RequestHead::parse(const QByteArray &head)
{
    QList<QByteArray> lines = head.split('\n');
    const QList<QByteArray> words = lines.takeFirst().trimmed().split(' ');
    if (words.size() != 3 || !words.at(2).startsWith("HTTP/1."))
        return std::nullopt;
    const QUrl url = QUrl::fromEncoded(words.at(1));
    if (!url.isValid() || !url.path().startsWith(u'/'))
        return std::nullopt;

    RequestHead request;
    request.method = words.at(0);
    request.path = url.path();
    request.query = QUrlQuery(url);
    for (const QByteArray &line : std::as_const(lines)) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            request.headers.append(
                {line.left(colon).trimmed().toLower(), line.mid(colon + 1).trimmed()});
    }
    return request;
}

QByteArray RequestHead::header(const QByteArray &name) const
{
    for (const auto &[key, value] : headers) {
        if (key == name)
            return value;
    }
    return {};
}

QByteArray RequestHead::cookie(const QByteArray &name) const
{
    const QList<QByteArray> cookies = header("cookie").split(';');
    for (const QByteArray &cookie : cookies) {
        const QByteArray pair = cookie.trimmed();
        if (pair.startsWith(name + '='))
            return pair.mid(name.size() + 1);
    }
    return {};
}

QList<QByteArray> RequestHead::credentials() const
{
    QList<QByteArray> found;
    for (const char *name : {"token", "accesskey"})
        found << query.queryItemValue(QLatin1String(name), QUrl::FullyDecoded).toUtf8();
    for (const char *name : {"token", "accesskey", "session_token", "fix_authorization"})
        found << cookie(name);
    const QByteArray authorization = header("authorization");
    found << (authorization.toLower().startsWith("bearer ") ? authorization.mid(7).trimmed()
                                                            : authorization);
    found.removeIf([](const QByteArray &value) { return value.isEmpty(); });
    return found;
}

bool RequestHead::wantsWebSocket() const
{
    return method == "GET" && header("upgrade").toLower() == "websocket"
        && header("connection").toLower().contains("upgrade");
}

bool RequestHead::hasForeignOrigin() const
{
    const QByteArray origin = header("origin");
    if (origin.isEmpty())
        return false;
    return !isThisMachine(QUrl::fromEncoded(origin).host());
}

bool RequestHead::hasForeignHost() const
{
    const auto names = [](const auto &pair) { return pair.first == "host"; };
    return std::any_of(headers.begin(), headers.end(), [&names](const auto &pair) {
        return names(pair)
            && !isThisMachine(QUrl::fromEncoded("http://" + pair.second, QUrl::StrictMode).host());
    });
}

} // namespace eventscope
