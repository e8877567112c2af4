// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/feedsocket.h"

#include "app/feeds/handshakeheaders.h"
#include "app/feeds/transport/directwebsockettransport.h"
#include "app/feeds/transport/qtwebsockettransport.h"

#include <QRandomGenerator>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// How long a good-bye that ends a broken connection waits for its answer (RFC 6455, 7.1.7, asks
/// for none): nobody looks at it, and the next attempt comes soon.
constexpr int goodByeMs = 500;

WebSocketTransport *makeTransport(const FeedSettings &settings,
                                  WebSocketTransport::Watcher &watcher, QObject *parent)
{
    if (settings.client == WebSocketClient::Qt)
        return new QtWebSocketTransport(settings, watcher, parent);
    return new DirectWebSocketTransport(settings, watcher, parent);
}

} // namespace

FeedSocket::FeedSocket(const FeedSettings &settings, Listener &listener, QObject *parent)
    : QObject(parent), m_settings(settings), m_listener(&listener),
      m_transport(makeTransport(settings, *this, this)), m_timer(this)
{
    m_timer.setSingleShot(true);
    m_evidence.connectTimeoutMs = settings.connectTimeoutMs;
    m_evidence.maxMessageBytes = settings.maxMessageBytes;
    connect(&m_timer, &QTimer::timeout, this, &FeedSocket::onTimeout);
}

FeedSocket::~FeedSocket()
{
    // While there is somebody for it to talk to.
    delete m_transport;
}

QString FeedSocket::hostOf(const QUrl &url)
{
    const QString host = url.host(QUrl::FullyEncoded);
    const QString shown = host.contains(u':') ? u'[' + host + u']' : host;
    return url.port() < 0 ? shown : u"%1:%2"_s.arg(shown).arg(url.port());
}

void FeedSocket::open(const Handshake &handshake)
{
    m_evidence.host = hostOf(handshake.url);
    m_evidence.proxy = handshake.proxy.isEmpty() ? QString() : hostOf(handshake.proxy);
    m_evidence.tls = handshake.url.scheme() == "wss"_L1;
    if (!std::all_of(handshake.headers.begin(), handshake.headers.end(), isSafeHeader)) {
        fail(LocalEnd::BadHeader);
        return;
    }
    m_timer.start(m_settings.connectTimeoutMs);
    m_transport->open(handshake);
}

void FeedSocket::transportReached(HandshakeStage stage)
{
    m_evidence.stage = std::max(m_evidence.stage, stage);
}

void FeedSocket::transportOpened(const QString &subprotocol)
{
    if (m_ending || !m_listener)
        return;
    m_timer.stop();
    m_opened = true;
    m_evidence.stage = HandshakeStage::Open;
    m_listener->socketOpened(subprotocol);
}

void FeedSocket::transportFrame(const FrameView &frame)
{
    if (m_listener && !m_closing && !m_ending)
        m_listener->socketFrame(frame);
}

void FeedSocket::transportHeard()
{
    if (!m_listener || m_ending)
        return;
    m_listener->socketHeard();
    checkUnsent();
}

void FeedSocket::transportPong(const QByteArray &payload)
{
    if (m_listener && !m_ending && !m_pingNonce.isEmpty() && payload == m_pingNonce)
        m_listener->socketPong();
}

/// The server closes, or the transport does over what came: from here on the connection is over for
/// everybody but the two ends of it.
void FeedSocket::transportClosing()
{
    if (m_ending)
        return;
    if (m_closing || !m_opened) {
        m_timer.start(m_settings.closeTimeoutMs);
        return;
    }
    m_closing = true;
    m_timer.start(std::min(m_settings.closeTimeoutMs, goodByeMs));
    explain();
    tell();
}

void FeedSocket::send(std::string_view text)
{
    if (m_closing || m_ending)
        return;
    m_transport->send(text);
    checkUnsent();
}

void FeedSocket::ping()
{
    if (m_closing || m_ending)
        return;
    m_pingNonce = QByteArray::number(QRandomGenerator::global()->generate64() ^ ++m_pings, 16);
    m_transport->ping(m_pingNonce);
}

void FeedSocket::checkUnsent()
{
    if (m_transport->unsentBytes() > m_settings.maxUnsentBytes)
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
    m_transport->close();
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
    // Queued, because Qt says `disconnected` before `error` where a connection is refused.
    QMetaObject::invokeMethod(this, &FeedSocket::end, Qt::QueuedConnection);
}

void FeedSocket::end()
{
    explain();
    m_transport->abort();
    if (m_listener)
        tell();
    else
        deleteLater();
}

void FeedSocket::explain()
{
    m_transport->explain(m_evidence);
    CloseCause &cause = m_evidence.cause;
    cause.handshakeDone = m_opened;
    cause.clean = cause.clean && m_opened && m_evidence.local == LocalEnd::None;
    if (!cause.clean)
        cause.closeCode = 0;
}

void FeedSocket::tell()
{
    if (Listener *listener = std::exchange(m_listener, nullptr))
        listener->socketEnded(m_evidence);
}

} // namespace eventscope
