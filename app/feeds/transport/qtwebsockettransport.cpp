// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/transport/qtwebsockettransport.h"

#include "app/feeds/transport/proxyof.h"

#include <QNetworkRequest>
#include <QTcpSocket>
#include <QWebSocketHandshakeOptions>
#include <algorithm>

namespace eventscope {

namespace {

/// What Qt reads ahead on a plain connection. Qt takes all it may in one piece of fresh memory;
/// pieces that stay in the processor's cache make a flood a tenth faster than those of megabytes.
constexpr qint64 usualReadBuffer = 256 << 10;
/// Headers and the like, on top of the largest frame.
constexpr qint64 frameOverhead = 64 << 10;

} // namespace

QtWebSocketTransport::QtWebSocketTransport(const FeedSettings &settings, Watcher &watcher,
                                           QObject *parent)
    : WebSocketTransport(watcher, parent), m_settings(settings)
{
    m_socket.setMaxAllowedIncomingFrameSize(quint64(settings.maxMessageBytes));
    m_socket.setMaxAllowedIncomingMessageSize(quint64(settings.maxMessageBytes));
    connectSignals();
}

QtWebSocketTransport::~QtWebSocketTransport()
{
    // QWebSocket says good-bye in its destructor; by then there is nobody left to hear its signals.
    m_socket.disconnect(this);
    if (m_tcp)
        m_tcp->disconnect(this);
}

void QtWebSocketTransport::connectSignals()
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(&m_socket, &QWebSocket::errorOccurred, this, &QtWebSocketTransport::onError);
#else
    connect(&m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this,
            &QtWebSocketTransport::onError);
#endif
    connect(&m_socket, &QWebSocket::disconnected, this, [this] { m_watcher.transportEnded(); });
    connect(&m_socket, &QWebSocket::connected, this, [this] {
        m_opened = true;
        m_watcher.transportOpened(m_socket.subprotocol());
    });
    connect(&m_socket, &QWebSocket::aboutToClose, this, [this] {
        m_closeFrame = m_closeFrame || !m_error;
        // Qt waits for ever for the rest of a closing handshake, also for one that it began itself.
        m_watcher.transportClosing();
    });
    connect(&m_socket, &QWebSocket::textMessageReceived, this, [this](const QString &text) {
        m_watcher.transportFrame({m_utf8.of(text), false});
        m_utf8.shrink();
    });
    connect(&m_socket, &QWebSocket::binaryMessageReceived, this, [this](const QByteArray &bytes) {
        m_watcher.transportFrame({{bytes.constData(), size_t(bytes.size())}, true});
    });
    connect(&m_socket, &QWebSocket::pong, this,
            [this](quint64, const QByteArray &payload) { m_watcher.transportPong(payload); });
}

void QtWebSocketTransport::open(const Handshake &handshake)
{
    QNetworkRequest request(handshake.url);
    for (const auto &header : handshake.headers)
        request.setRawHeader(header.first, header.second);
    QWebSocketHandshakeOptions options;
    options.setSubprotocols(handshake.subprotocols);
    m_socket.setProxy(proxyOf(handshake.proxy));
    m_socket.open(request, options);
    watchTcp(handshake.pin);
}

void QtWebSocketTransport::watchTcp(const QString &pin)
{
    m_tcp = m_socket.findChild<QAbstractSocket *>(QString(), Qt::FindDirectChildrenOnly);
    auto *tls = qobject_cast<QSslSocket *>(m_tcp);
    m_readBuffer = m_settings.maxMessageBytes + frameOverhead;
    if (m_tcp && !tls)
        m_readBuffer = std::min(m_readBuffer, usualReadBuffer);
    m_socket.setReadBufferSize(m_readBuffer);
    if (!m_tcp)
        return;
    if (m_tcp->state() == QAbstractSocket::ConnectedState)
        m_watcher.transportReached(HandshakeStage::TcpConnected);
    connect(m_tcp, &QAbstractSocket::connected, this,
            [this] { m_watcher.transportReached(HandshakeStage::TcpConnected); });
    if (tls) {
        m_tls = new TlsCheck(*tls, pin, this);
        connect(m_tls, &TlsCheck::accepted, this,
                [this] { m_watcher.transportReached(HandshakeStage::TlsDone); });
        connect(m_tls, &TlsCheck::refused, this, [this] {
            m_error = QAbstractSocket::SslHandshakeFailedError;
            // Not queued as everything else: the request with its token waits to be encrypted
            // right after this signal.
            m_tcp->abort();
            m_watcher.transportEnded();
        });
    }
    connect(m_tcp, &QIODevice::readyRead, this, [this] {
        m_watcher.transportHeard();
        makeRoom();
    });
}

/// Qt takes a frame only when it has all of it, and stalls without a word where it may not read so
/// far ahead. By now it has taken what it can, so a full buffer is the beginning of a large frame.
void QtWebSocketTransport::makeRoom()
{
    const qint64 most = m_settings.maxMessageBytes + frameOverhead;
    if (m_readBuffer >= most || m_tcp->bytesAvailable() < m_readBuffer)
        return;
    m_readBuffer = most;
    m_socket.setReadBufferSize(most);
}

void QtWebSocketTransport::send(std::string_view text)
{
    m_socket.sendTextMessage(QString::fromUtf8(text.data(), qsizetype(text.size())));
}

void QtWebSocketTransport::close()
{
    m_closing = true;
    // Never within one of QWebSocket's own signals: it reads on from what it has just closed.
    QMetaObject::invokeMethod(
        this, [this] { m_socket.close(QWebSocketProtocol::CloseCodeNormal); },
        Qt::QueuedConnection);
}

void QtWebSocketTransport::abort()
{
    m_socket.abort();
}

void QtWebSocketTransport::onError(QAbstractSocket::SocketError error)
{
    // The first error is the cause; Qt reports its echoes too, and some of them for ever.
    if (!m_error && !m_closing) {
        m_error = error;
        m_errorText = m_socket.errorString();
    }
    m_watcher.transportEnded();
}

void QtWebSocketTransport::explain(EndEvidence &evidence) const
{
    evidence.qtsWords = true;
    evidence.socketError = m_error;
    if (m_tls) {
        evidence.tlsProblems = m_tls->problems();
        evidence.certificate = m_tls->refusedCertificate();
    }
    CloseCause &cause = evidence.cause;
    cause.error = m_errorText;
    if (!m_opened) {
        cause.httpStatus = httpStatusIn(m_errorText);
        return;
    }
    cause.closeCode = m_socket.closeCode();
    cause.closeReason = m_socket.closeReason();
    // Qt calls an abrupt end 1000; any other code, and any reason, came in a close frame or was
    // given by Qt itself.
    cause.clean = cause.closeCode != QWebSocketProtocol::CloseCodeNormal
        || !cause.closeReason.isEmpty() || m_closeFrame;
}

} // namespace eventscope
