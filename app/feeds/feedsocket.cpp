// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/feedsocket.h"

#include "app/feeds/handshakeheaders.h"

#include <QHostAddress>
#include <QNetworkRequest>
#include <QRandomGenerator>
#include <QSslCertificate>
#include <QSslError>
#include <QSslSocket>
#include <QTcpSocket>
#include <QWebSocketHandshakeOptions>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// What Qt reads ahead on a plain connection. Qt takes all it may in one piece of fresh memory;
/// pieces that stay in the processor's cache make a flood a tenth faster than those of megabytes.
constexpr qint64 usualReadBuffer = 256 << 10;
/// Headers and the like, on top of the largest frame.
constexpr qint64 frameOverhead = 64 << 10;

/// Qt is content if the common name fits, although a certificate that has alternative names is
/// valid for those only (RFC 9525).
bool namesHost(const QSslCertificate &certificate, const QString &host)
{
    const auto names = certificate.subjectAlternativeNames();
    if (names.isEmpty())
        return true;
    const QByteArray ace = QUrl::toAce(host);
    const QString wanted = ace.isEmpty() ? host.toLower() : QString::fromLatin1(ace).toLower();
    const auto fits = [&wanted](const QString &name) {
        const QString pattern = name.toLower();
        const qsizetype dot = wanted.indexOf(u'.');
        return pattern == wanted
            || (pattern.startsWith("*."_L1) && dot > 0 && wanted.mid(dot) == pattern.mid(1));
    };
    if (std::any_of(names.begin(), names.end(), fits))
        return true;
    const QHostAddress address(host);
    return !address.isNull()
        && std::any_of(names.begin(), names.end(),
                       [&address](const QString &name) { return QHostAddress(name) == address; });
}

} // namespace

FeedSocket::FeedSocket(const FeedSettings &settings, Listener &listener, QObject *parent)
    : QObject(parent), m_settings(settings), m_listener(&listener)
{
    m_socket.setMaxAllowedIncomingFrameSize(quint64(settings.maxMessageBytes));
    m_socket.setMaxAllowedIncomingMessageSize(quint64(settings.maxMessageBytes));
    m_timer.setSingleShot(true);
    m_evidence.connectTimeoutMs = settings.connectTimeoutMs;
    m_evidence.maxMessageBytes = settings.maxMessageBytes;
    connectSignals();
}

FeedSocket::~FeedSocket()
{
    // QWebSocket says good-bye in its destructor; by then there is nobody left to hear its signals.
    m_socket.disconnect(this);
    if (m_tcp)
        m_tcp->disconnect(this);
}

QString FeedSocket::hostOf(const QUrl &url)
{
    const QString host = url.host(QUrl::FullyEncoded);
    const QString shown = host.contains(u':') ? u'[' + host + u']' : host;
    return url.port() < 0 ? shown : u"%1:%2"_s.arg(shown).arg(url.port());
}

void FeedSocket::connectSignals()
{
    connect(&m_timer, &QTimer::timeout, this, &FeedSocket::onTimeout);
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(&m_socket, &QWebSocket::errorOccurred, this, &FeedSocket::onError);
#else
    connect(&m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this,
            &FeedSocket::onError);
#endif
    connect(&m_socket, &QWebSocket::disconnected, this, &FeedSocket::onDisconnected);
    connect(&m_socket, &QWebSocket::sslErrors, this, [this](const QList<QSslError> &errors) {
        for (const QSslError &error : errors)
            m_evidence.tlsProblems.append(error.errorString());
    });
    connect(&m_socket, &QWebSocket::connected, this, [this] {
        if (m_ending || !m_listener)
            return;
        m_timer.stop();
        m_opened = true;
        m_evidence.stage = HandshakeStage::Open;
        m_listener->socketOpened(m_socket.subprotocol());
    });
    connect(&m_socket, &QWebSocket::aboutToClose, this, [this] {
        m_closeFrame = m_closeFrame || !m_evidence.socketError;
        // Qt waits for ever for the rest of a closing handshake, also for one that it began itself.
        if (!m_ending)
            m_timer.start(m_settings.closeTimeoutMs);
    });
    connect(&m_socket, &QWebSocket::textMessageReceived, this, &FeedSocket::onText);
    connect(&m_socket, &QWebSocket::binaryMessageReceived, this, [this](const QByteArray &bytes) {
        if (m_listener && !m_closing && !m_ending)
            m_listener->socketFrame({{bytes.constData(), size_t(bytes.size())}, true});
    });
    connect(&m_socket, &QWebSocket::pong, this, [this](quint64, const QByteArray &payload) {
        if (m_listener && !m_ending && !m_pingNonce.isEmpty() && payload == m_pingNonce)
            m_listener->socketPong();
    });
}

void FeedSocket::open(const Handshake &handshake)
{
    m_evidence.host = hostOf(handshake.url);
    m_evidence.tls = handshake.url.scheme() == "wss"_L1;
    QNetworkRequest request(handshake.url);
    for (const auto &header : handshake.headers) {
        if (!isSafeHeader(header)) {
            fail(LocalEnd::BadHeader);
            return;
        }
        request.setRawHeader(header.first, header.second);
    }
    QWebSocketHandshakeOptions options;
    options.setSubprotocols(handshake.subprotocols);
    m_timer.start(m_settings.connectTimeoutMs);
    m_socket.open(request, options);
    watchTcp();
}

void FeedSocket::watchTcp()
{
    m_tcp = m_socket.findChild<QAbstractSocket *>(QString(), Qt::FindDirectChildrenOnly);
    const bool plain = m_tcp && !qobject_cast<QSslSocket *>(m_tcp);
    m_readBuffer = m_settings.maxMessageBytes + frameOverhead;
    if (plain)
        m_readBuffer = std::min(m_readBuffer, usualReadBuffer);
    m_socket.setReadBufferSize(m_readBuffer);
    if (!m_tcp)
        return;
    const auto reached = [this](HandshakeStage stage) {
        m_evidence.stage = std::max(m_evidence.stage, stage);
    };
    if (m_tcp->state() == QAbstractSocket::ConnectedState)
        reached(HandshakeStage::TcpConnected);
    connect(m_tcp, &QAbstractSocket::connected, this,
            [reached] { reached(HandshakeStage::TcpConnected); });
    if (auto *tls = qobject_cast<QSslSocket *>(m_tcp)) {
        connect(tls, &QSslSocket::encrypted, this, [this, tls, reached] {
            reached(HandshakeStage::TlsDone);
            if (!namesHost(tls->peerCertificate(), tls->peerName()))
                refuseCertificate();
        });
    }
    connect(m_tcp, &QIODevice::readyRead, this, [this] {
        if (!m_listener || m_ending)
            return;
        m_listener->socketHeard();
        checkUnsent();
        makeRoom();
    });
}

/// Qt takes a frame only when it has all of it, and stalls without a word where it may not read so
/// far ahead. By now it has taken what it can, so a full buffer is the beginning of a large frame.
void FeedSocket::makeRoom()
{
    const qint64 most = m_settings.maxMessageBytes + frameOverhead;
    if (m_readBuffer >= most || m_tcp->bytesAvailable() < m_readBuffer)
        return;
    m_readBuffer = most;
    m_socket.setReadBufferSize(most);
}

void FeedSocket::refuseCertificate()
{
    m_evidence.socketError = QAbstractSocket::SslHandshakeFailedError;
    m_evidence.tlsProblems.append(
        u"The host name did not match any of the valid hosts for this certificate"_s);
    // Not queued as everything else: the request with its token waits to be encrypted right after
    // this signal.
    m_tcp->abort();
    scheduleEnd();
}

void FeedSocket::onText(const QString &text)
{
    if (!m_listener || m_closing || m_ending)
        return;
    m_listener->socketFrame({m_utf8.of(text), false});
    m_utf8.shrink();
}

void FeedSocket::send(std::string_view text)
{
    if (m_closing || m_ending)
        return;
    m_socket.sendTextMessage(QString::fromUtf8(text.data(), qsizetype(text.size())));
    checkUnsent();
}

void FeedSocket::ping()
{
    if (m_closing || m_ending)
        return;
    m_pingNonce = QByteArray::number(QRandomGenerator::global()->generate64() ^ ++m_pings, 16);
    m_socket.ping(m_pingNonce);
}

void FeedSocket::checkUnsent()
{
    if (m_socket.bytesToWrite() > m_settings.maxUnsentBytes)
        fail(LocalEnd::UnsentOverflow);
}

void FeedSocket::close()
{
    if (m_closing || m_ending)
        return;
    m_closing = true;
    if (!m_opened) {
        scheduleEnd();
        return;
    }
    m_timer.start(m_settings.closeTimeoutMs);
    // Never within one of QWebSocket's own signals: it reads on from what it has just closed.
    QMetaObject::invokeMethod(
        this, [this] { m_socket.close(QWebSocketProtocol::CloseCodeNormal); },
        Qt::QueuedConnection);
}

void FeedSocket::fail(LocalEnd reason)
{
    if (m_ending)
        return;
    m_evidence.local = reason;
    scheduleEnd();
}

void FeedSocket::retire()
{
    m_listener = nullptr;
    close();
    if (m_ending)
        deleteLater();
}

void FeedSocket::onError(QAbstractSocket::SocketError error)
{
    // The first error is the cause; Qt reports its echoes too, and some of them for ever.
    if (!m_evidence.socketError && !m_closing) {
        m_evidence.socketError = error;
        m_evidence.cause.error = m_socket.errorString();
        m_evidence.cause.httpStatus = m_opened ? 0 : httpStatusIn(m_evidence.cause.error);
    }
    scheduleEnd();
}

void FeedSocket::onDisconnected()
{
    // Queued, because Qt says `disconnected` before `error` where a connection is refused.
    scheduleEnd();
}

void FeedSocket::onTimeout()
{
    if (!m_opened)
        m_evidence.local = LocalEnd::ConnectTimeout;
    scheduleEnd();
}

void FeedSocket::scheduleEnd()
{
    if (m_ending)
        return;
    m_ending = true;
    m_timer.stop();
    QMetaObject::invokeMethod(this, &FeedSocket::end, Qt::QueuedConnection);
}

void FeedSocket::end()
{
    CloseCause &cause = m_evidence.cause;
    cause.handshakeDone = m_opened;
    cause.closeCode = m_opened ? m_socket.closeCode() : 0;
    cause.closeReason = m_opened ? m_socket.closeReason() : QString();
    // Qt calls an abrupt end 1000; any other code, and any reason, came in a close frame or was
    // given by Qt itself.
    const bool telling =
        cause.closeCode != QWebSocketProtocol::CloseCodeNormal || !cause.closeReason.isEmpty();
    cause.clean = m_opened && m_evidence.local == LocalEnd::None && (telling || m_closeFrame);
    if (!cause.clean)
        cause.closeCode = 0;
    m_socket.abort();
    if (Listener *listener = std::exchange(m_listener, nullptr))
        listener->socketEnded(m_evidence);
    else
        deleteLater();
}

} // namespace eventscope
