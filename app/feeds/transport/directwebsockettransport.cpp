// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/transport/directwebsockettransport.h"

#include "app/feeds/transport/addresszone.h"
#include "app/feeds/transport/proxyof.h"

#include <QRandomGenerator>
#include <QTcpSocket>
#include <QWebSocketProtocol>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// What Qt reads ahead. What the server sends faster waits with it; and all feeds have their turn
/// after so much of one of them.
constexpr qint64 readBuffer = 256 << 10;
/// From the answer to the good-bye of a server to the end of TCP by us, where it does not come from there.
constexpr int hangUpMs = 300;

QByteArray randomKey()
{
    std::array<quint32, 4> words;
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
    return {reinterpret_cast<const char *>(words.data()), sizeof words};
}

/// The payload of the close frame with which the server's is answered.
std::string answerTo(std::optional<uint16_t> code)
{
    if (!code)
        return {};
    return closePayload(FrameReader::isCloseCode(*code) ? *code : 1002);
}

} // namespace

DirectWebSocketTransport::DirectWebSocketTransport(const FeedSettings &settings, Watcher &watcher,
                                                   QObject *parent)
    : WebSocketTransport(watcher, parent), m_settings(settings),
      m_reader(size_t(settings.maxMessageBytes)), m_stallTimer(this)
{
    m_stallTimer.setSingleShot(true);
    connect(&m_stallTimer, &QTimer::timeout, this, &DirectWebSocketTransport::onStallTimer);
}

DirectWebSocketTransport::~DirectWebSocketTransport()
{
    if (!m_socket)
        return;
    m_socket->disconnect(this);
    if (!m_opened || m_socket->state() != QAbstractSocket::ConnectedState || m_over)
        return;
    write(ClientFrame::Close, closePayload(1000));
    m_socket->flush();
}

void DirectWebSocketTransport::open(const Handshake &handshake)
{
    const bool tls = handshake.url.scheme() == "wss"_L1;
    m_request.emplace(handshake, randomKey());
    m_answer.emplace(*m_request);
    makeSocket(tls, handshake.pin);
    m_socket->setProxy(proxyOf(handshake.proxy));
    connectSignals();
    const QString host = handshake.url.host();
    const auto port = quint16(handshake.url.port(tls ? 443 : 80));
    if (auto *socket = qobject_cast<QSslSocket *>(m_socket))
        socket->connectToHostEncrypted(host, port, withoutZone(host));
    else
        m_socket->connectToHost(host, port);
}

void DirectWebSocketTransport::makeSocket(bool tls, const QString &pin)
{
    if (tls) {
        auto *socket = new QSslSocket(this);
        m_tls = new TlsCheck(*socket, pin, this);
        m_socket = socket;
    } else {
        m_socket = new QTcpSocket(this);
    }
    m_socket->setReadBufferSize(readBuffer);
    // What proxies are chosen by.
    m_socket->setProtocolTag(u"http"_s);
}

void DirectWebSocketTransport::connectSignals()
{
    connect(m_socket, &QTcpSocket::connected, this, [this] {
        m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_socket->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
        m_watcher.transportReached(HandshakeStage::TcpConnected);
        if (!m_tls)
            sendRequest();
    });
    if (m_tls) {
        connect(m_tls, &TlsCheck::accepted, this, [this] {
            m_watcher.transportReached(HandshakeStage::TlsDone);
            sendRequest();
        });
        connect(m_tls, &TlsCheck::refused, this, [this] {
            m_error = QAbstractSocket::SslHandshakeFailedError;
            m_over = true;
            m_socket->abort();
            m_watcher.transportEnded();
        });
    }
    connect(m_socket, &QTcpSocket::readyRead, this, &DirectWebSocketTransport::onReadyRead);
    connect(m_socket, &QTcpSocket::errorOccurred, this, &DirectWebSocketTransport::onError);
    connect(m_socket, &QTcpSocket::disconnected, this, [this] {
        onReadyRead();
        m_watcher.transportEnded();
    });
}

void DirectWebSocketTransport::sendRequest()
{
    m_socket->write(m_request->bytes);
    m_request.reset();
}

void DirectWebSocketTransport::onReadyRead()
{
    if (m_socket->bytesAvailable() == 0)
        return;
    if (!m_opened && !m_over)
        readAnswer();
    if (m_over)
        m_socket->skip(m_socket->bytesAvailable());
    else if (m_opened)
        readFrames();
    m_watcher.transportHeard();
}

void DirectWebSocketTransport::readAnswer()
{
    while (m_answer->state() == UpgradeAnswer::State::Reading && m_socket->bytesAvailable() > 0) {
        // Looked at first: what follows the answer are frames.
        const QByteArray bytes = m_socket->peek(UpgradeAnswer::maxHeaderBytes);
        m_socket->skip(m_answer->add({bytes.constData(), size_t(bytes.size())}));
    }
    if (m_answer->state() == UpgradeAnswer::State::Reading)
        return;
    if (m_answer->state() == UpgradeAnswer::State::Refused) {
        m_over = true;
        m_watcher.transportEnded();
        return;
    }
    m_opened = true;
    m_watcher.transportOpened(QString::fromLatin1(m_answer->subprotocol()));
}

void DirectWebSocketTransport::readFrames()
{
    // No more than there was: what came meanwhile has its own turn.
    qint64 left = m_socket->bytesAvailable();
    while (left > 0 && !m_over) {
        const qint64 got = m_socket->read(m_reader.room(size_t(left)), left);
        if (got <= 0)
            break;
        left -= got;
        m_reader.filled(size_t(got));
        takeFrames();
    }
    if (m_over || !m_reader.isWithinMessage()) {
        m_stallTimer.stop();
        return;
    }
    m_lastRead.start();
    if (!m_stallTimer.isActive())
        m_stallTimer.start(m_settings.stallTimeoutMs);
}

void DirectWebSocketTransport::takeFrames()
{
    using What = FrameReader::What;
    while (!m_over) {
        const FrameReader::Item item = m_reader.next();
        switch (item.what) {
        case What::Nothing:
            return;
        case What::Text:
        case What::Binary:
            m_watcher.transportFrame({item.payload, item.what == What::Binary});
            break;
        case What::Ping:
            write(ClientFrame::Pong, item.payload);
            break;
        case What::Pong:
            m_watcher.transportPong(
                QByteArray(item.payload.data(), qsizetype(item.payload.size())));
            break;
        case What::Close:
            serverCloses(item);
            return;
        case What::Broken:
            ruleBroken();
            return;
        }
    }
}

void DirectWebSocketTransport::serverCloses(const FrameReader::Item &item)
{
    m_over = true;
    m_closeCode = item.code.value_or(QWebSocketProtocol::CloseCodeMissingStatusCode);
    m_closeReason = QString::fromUtf8(item.payload.data(), qsizetype(item.payload.size()));
    // The server is the one to end the TCP connection (RFC 6455, 7.1.1); not all of them do, and a
    // connection that is over must not look alive for long. A user who closed it does not wait.
    m_watcher.transportClosing();
    if (m_closeSent) {
        m_socket->disconnectFromHost();
        return;
    }
    write(ClientFrame::Close, answerTo(item.code));
    QTimer::singleShot(hangUpMs, m_socket, &QAbstractSocket::disconnectFromHost);
}

void DirectWebSocketTransport::ruleBroken()
{
    using Fault = FrameReader::Fault;
    const Fault fault = m_reader.fault();
    fail(fault == Fault::NotUtf8         ? LocalEnd::NotUtf8
             : fault == Fault::BadReason ? LocalEnd::BadReason
             : fault == Fault::TooLarge  ? LocalEnd::TooLarge
                                         : LocalEnd::BrokenRule);
    write(ClientFrame::Close, closePayload(FrameReader::codeFor(fault), m_reader.words()));
}

void DirectWebSocketTransport::onStallTimer()
{
    if (m_over || !m_reader.isWithinMessage())
        return;
    const qint64 wait = m_settings.stallTimeoutMs - m_lastRead.elapsed();
    if (wait > 0) {
        m_stallTimer.start(int(wait));
        return;
    }
    fail(LocalEnd::Stalled);
    write(ClientFrame::Close, closePayload(1001));
}

void DirectWebSocketTransport::fail(LocalEnd why)
{
    m_over = true;
    m_local = why;
    m_watcher.transportClosing();
}

void DirectWebSocketTransport::write(ClientFrame kind, std::string_view payload)
{
    if (!m_opened || m_closeSent)
        return;
    m_closeSent = kind == ClientFrame::Close;
    m_out.clear();
    appendFrame(m_out, kind, payload, QRandomGenerator::system()->generate());
    m_socket->write(m_out.data(), qint64(m_out.size()));
}

void DirectWebSocketTransport::ping(const QByteArray &payload)
{
    write(ClientFrame::Ping, {payload.constData(), size_t(payload.size())});
}

qint64 DirectWebSocketTransport::unsentBytes() const
{
    if (!m_socket)
        return 0;
    const auto *tls = qobject_cast<const QSslSocket *>(m_socket);
    return m_socket->bytesToWrite() + (tls ? tls->encryptedBytesToWrite() : 0);
}

void DirectWebSocketTransport::close()
{
    write(ClientFrame::Close, closePayload(1000));
}

void DirectWebSocketTransport::abort()
{
    m_over = true;
    m_stallTimer.stop();
    if (!m_socket)
        return;
    m_socket->disconnect(this);
    m_socket->abort();
}

void DirectWebSocketTransport::onError(QAbstractSocket::SocketError error)
{
    // What was sent before it counts first.
    onReadyRead();
    if (!m_error && !m_over) {
        m_error = error;
        m_errorText = m_socket->errorString();
    }
    m_watcher.transportEnded();
}

void DirectWebSocketTransport::explain(EndEvidence &evidence) const
{
    evidence.socketError = m_error;
    if (m_tls) {
        evidence.tlsProblems = m_tls->problems();
        evidence.certificate = m_tls->refusedCertificate();
    }
    if (evidence.local == LocalEnd::None)
        evidence.local = m_local;
    evidence.brokenRule = QString::fromLatin1(m_reader.words());
    evidence.stallMs = m_settings.stallTimeoutMs;
    CloseCause &cause = evidence.cause;
    cause.error = m_errorText;
    if (m_opened) {
        cause.clean = m_closeCode.has_value();
        cause.closeCode = m_closeCode.value_or(0);
        cause.closeReason = m_closeReason;
    } else if (m_answer && m_answer->state() == UpgradeAnswer::State::Refused) {
        cause.httpStatus = m_answer->status();
        evidence.badAnswer = m_answer->badAnswer();
        evidence.retryAfter = m_answer->retryAfter();
        evidence.redirect = m_answer->redirect();
    }
}

} // namespace eventscope
