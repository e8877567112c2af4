// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/feedsettings.h"
#include "app/feeds/transport/tlscheck.h"
#include "app/feeds/transport/websockettransport.h"
#include "app/feeds/utf8text.h"

#include <QWebSocket>

namespace eventscope {

/// QWebSocket with what Qt 6.4 leaves out: limits, room for large frames, and an end that says why.
/// What it cannot do stands in the table of tests/conformance. Feed thread.
class QtWebSocketTransport final : public WebSocketTransport
{
    Q_OBJECT
public:
    QtWebSocketTransport(const FeedSettings &settings, Watcher &watcher, QObject *parent);
    ~QtWebSocketTransport() override;

    void open(const Handshake &handshake) override;
    void send(std::string_view text) override;
    void ping(const QByteArray &payload) override { m_socket.ping(payload); }
    qint64 unsentBytes() const override { return m_socket.bytesToWrite(); }
    void close() override;
    void abort() override;
    void explain(EndEvidence &evidence) const override;

private:
    void connectSignals();
    void watchTcp(const QString &pin);
    void onError(QAbstractSocket::SocketError error);
    void makeRoom();

    const FeedSettings m_settings;
    QWebSocket m_socket;
    QAbstractSocket *m_tcp = nullptr; ///< QWebSocket's own; tells what QWebSocket does not
    TlsCheck *m_tls = nullptr; ///< a child of this; null on a plain connection
    qint64 m_readBuffer = 0; ///< bytes that Qt may read ahead
    Utf8Text m_utf8; ///< the frame
    std::optional<QAbstractSocket::SocketError> m_error; ///< the first one
    QString m_errorText;
    bool m_opened = false;
    bool m_closing = false; ///< by us
    bool m_closeFrame = false; ///< aboutToClose came before any error
};

} // namespace eventscope
