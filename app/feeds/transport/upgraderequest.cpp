// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/transport/upgraderequest.h"

#include "app/feeds/transport/addresszone.h"

#include <QCryptographicHash>
#include <algorithm>
#include <array>

namespace eventscope {

namespace {

bool isName(const QByteArray &header, const char *name)
{
    return header.compare(name, Qt::CaseInsensitive) == 0;
}

/// Headers that say how the connection is used; two of a kind would contradict each other.
bool belongsToHandshake(const QByteArray &name)
{
    static constexpr std::array names{"Connection",
                                      "Upgrade",
                                      "Sec-WebSocket-Key",
                                      "Sec-WebSocket-Version",
                                      "Sec-WebSocket-Extensions",
                                      "Sec-WebSocket-Accept",
                                      "Content-Length",
                                      "Transfer-Encoding"};
    return std::any_of(names.begin(), names.end(),
                       [&name](const char *known) { return isName(name, known); });
}

QByteArray hostHeader(const QUrl &url)
{
    const QByteArray host = withoutZone(url.host(QUrl::FullyEncoded)).toLatin1();
    const QByteArray shown = host.contains(':') ? '[' + host + ']' : host;
    return url.port() < 0 ? shown : shown + ':' + QByteArray::number(url.port());
}

QByteArray target(const QUrl &url)
{
    const QByteArray path = url.path(QUrl::FullyEncoded).toLatin1();
    const QByteArray whole = path.isEmpty() ? QByteArray("/") : path;
    return url.hasQuery() ? whole + '?' + url.query(QUrl::FullyEncoded).toLatin1() : whole;
}

} // namespace

UpgradeRequest::UpgradeRequest(const Handshake &handshake, const QByteArray &key)
{
    const QByteArray encoded = key.toBase64();
    accept = QCryptographicHash::hash(encoded + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
                                      QCryptographicHash::Sha1)
                 .toBase64();
    for (const QString &name : handshake.subprotocols)
        subprotocols.append(name.toLatin1());
    QByteArray own;
    bool hasHost = false;
    for (const auto &[name, value] : handshake.headers) {
        if (isName(name, "Sec-WebSocket-Protocol")) {
            const QByteArrayList names = value.split(',');
            for (const QByteArray &one : names)
                subprotocols.append(one.trimmed());
        } else if (!belongsToHandshake(name)) {
            hasHost = hasHost || isName(name, "Host");
            own += name + ": " + value + "\r\n";
        }
    }
    bytes = "GET " + target(handshake.url) + " HTTP/1.1\r\n";
    if (!hasHost)
        bytes += "Host: " + hostHeader(handshake.url) + "\r\n";
    bytes += "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + encoded
        + "\r\nSec-WebSocket-Version: 13\r\n";
    if (!subprotocols.isEmpty())
        bytes += "Sec-WebSocket-Protocol: " + subprotocols.join(", ") + "\r\n";
    bytes += own + "\r\n";
}

} // namespace eventscope
