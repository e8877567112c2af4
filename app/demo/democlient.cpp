// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/democlient.h"

#include "models/event/timestamp.h"

#include <QTimer>
#include <algorithm>
#include <limits>

namespace eventscope {

namespace {

constexpr qint64 maxUnsent = 4 * 1024 * 1024;
constexpr quint64 maxRequest = 1024 * 1024;
constexpr qint64 framesABlock = 256;
constexpr int closePatienceMs = 3000;

} // namespace

DemoClient::DemoClient(QWebSocket *socket, QTcpSocket *tcp, const Pace &pace, QObject *parent)
    : QObject(parent), m_socket(socket), m_tcp(tcp), m_pace(pace), m_load(pace.topics)
{
    m_socket->setParent(this);
    m_socket->setMaxAllowedIncomingFrameSize(maxRequest);
    m_socket->setMaxAllowedIncomingMessageSize(maxRequest);
    connect(m_socket, &QWebSocket::textMessageReceived, this, &DemoClient::takeText);
    connect(m_socket, &QWebSocket::binaryMessageReceived, this, &DemoClient::takeBinary);
    connect(m_socket, &QWebSocket::disconnected, this, &DemoClient::finish);
}

DemoClient::~DemoClient()
{
    m_socket->disconnect(this);
    // A QWebSocket that goes while it is closing leaves its lower half behind.
    if (m_tcp)
        m_tcp->deleteLater();
}

void DemoClient::begin(std::unique_ptr<DemoSession> session, const std::vector<CollectEvent> &trees)
{
    m_session = std::move(session);
    m_session->opened(trees);
    refreshLoad();
}

void DemoClient::takeText(const QString &frame)
{
    if (m_closing)
        return;
    m_session->text(frame.toUtf8(), nowUs());
    refreshLoad();
}

void DemoClient::takeBinary()
{
    if (!m_closing)
        m_session->binary();
}

void DemoClient::finish()
{
    if (std::exchange(m_finished, true))
        return;
    m_closing = true;
    Q_EMIT gone(this);
}

bool DemoClient::isCongested() const
{
    return !m_tcp || m_tcp->bytesToWrite() > maxUnsent;
}

quint64 DemoClient::remaining() const
{
    return m_pace.count == 0 ? std::numeric_limits<quint64>::max() : m_pace.count - m_sent;
}

void DemoClient::sendEvent(std::string_view frame)
{
    // A client that does not read loses what it does not read, and is not told: so the real servers
    // do it.
    if (m_closing || remaining() == 0 || isCongested())
        return;
    m_socket->sendTextMessage(
        QString::fromUtf8(frame.data(), static_cast<qsizetype>(frame.size())));
    ++m_sent;
}

void DemoClient::sendReply(std::string_view frame)
{
    if (!m_closing)
        m_socket->sendTextMessage(
            QString::fromUtf8(frame.data(), static_cast<qsizetype>(frame.size())));
}

void DemoClient::close(int code, const QString &reason)
{
    if (std::exchange(m_closing, true))
        return;
    m_socket->close(static_cast<QWebSocketProtocol::CloseCode>(code), reason);
    QTimer::singleShot(closePatienceMs, this, [this] {
        m_socket->abort();
        finish();
    });
}

void DemoClient::drop()
{
    if (std::exchange(m_closing, true))
        return;
    // Not at once: the session may be in the middle of a message from this very socket.
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_socket->abort();
            finish();
        },
        Qt::QueuedConnection);
}

void DemoClient::tick(qint64 nowUs)
{
    if (m_closing)
        return;
    m_session->tick(nowUs);
    const int pingSeconds = m_session->pingSeconds();
    if (++m_seconds; pingSeconds > 0 && m_seconds % pingSeconds == 0 && !isCongested())
        m_socket->ping();
}

void DemoClient::refreshLoad()
{
    if (m_pace.rate <= 0)
        return;
    const bool idle = m_load.isEmpty();
    m_load.setFrames(m_session->loadFrames());
    if (idle) {
        m_loadedUntilUs = nowUs();
        m_due = 0;
    }
}

void DemoClient::sendLoad(qint64 nowUs)
{
    if (m_closing || m_load.isEmpty() || nowUs <= m_loadedUntilUs)
        return;
    // What a slow client could not take is made up for, but no more than a second of it.
    const double earned = m_pace.rate * static_cast<double>(nowUs - m_loadedUntilUs) / 1e6;
    m_due = std::min(m_due + earned, std::max(m_pace.rate, 1.0));
    const qint64 fromUs = std::exchange(m_loadedUntilUs, nowUs);
    const qint64 planned = static_cast<qint64>(std::min(m_due, static_cast<double>(remaining())));
    qint64 left = planned;
    while (left > 0 && !isCongested()) {
        const qint64 count = std::min(left, framesABlock);
        const auto timeAt = [&](qint64 done) { return fromUs + (nowUs - fromUs) * done / planned; };
        m_block.resize(0);
        m_load.append(m_block, count, timeAt(planned - left), timeAt(planned - left + count));
        m_tcp->write(m_block);
        m_sent += static_cast<quint64>(count);
        left -= count;
    }
    m_due -= static_cast<double>(planned - left);
}

} // namespace eventscope
