// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QNetworkProxy>
#include <QUrl>

namespace eventscope {

/// The proxy of a connection for Qt's sockets; what the program as a whole uses where it has none.
/// The proxy resolves the server's name. No thread.
inline QNetworkProxy proxyOf(const QUrl &url)
{
    if (url.isEmpty())
        return {QNetworkProxy::DefaultProxy};
    const bool socks = url.scheme() == QStringLiteral("socks5");
    return {socks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy, url.host(),
            quint16(url.port(0))};
}

} // namespace eventscope
