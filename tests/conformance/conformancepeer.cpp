// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/conformancepeer.h"

#include "tests/conformance/wirebytes.h"

#include <QCryptographicHash>
#include <QTcpSocket>
#include <sys/socket.h>

namespace eventscope {

namespace {

/// A peer that does not read holds what the kernel holds for it, and no more.
constexpr qint64 deafBuffer = 1024;
constexpr int kernelBuffer = 64 << 10;
/// Between the messages of one that goes on.
constexpr int goOnMs = 10;
/// Of one that has no end, at once and in all.
constexpr qint64 pouredAtOnce = 64 << 10;
constexpr qint64 pouredInAll = 64 << 20;

QByteArray headerOf(const QByteArray &request, const QByteArray &name)
{
    const QByteArray wanted = "\r\n" + name.toLower() + ": ";
    const qsizetype at = request.toLower().indexOf(wanted);
    if (at < 0)
        return {};
    const qsizetype begin = at + wanted.size();
    return request.mid(begin, request.indexOf("\r\n", begin) - begin);
}

QByteArray properAnswer()
{
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Accept: {accept}\r\n\r\n";
}

} // namespace

ConformancePeer::ConformancePeer(QTcpSocket *socket, ConformanceServer &server)
    : QObject(&server), m_socket(socket), m_server(server), m_timer(this)
{
    m_socket->setParent(this);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ConformancePeer::playNext);
    connect(m_socket, &QTcpSocket::readyRead, this, &ConformancePeer::onReadyRead);
    connect(m_socket, &QTcpSocket::disconnected, this, &ConformancePeer::onGone);
}

ServerSide *ConformancePeer::side()
{
    return m_case >= 0 ? &m_server.side(m_case) : nullptr;
}

void ConformancePeer::onReadyRead()
{
    if (m_case >= 0 && m_isFirst && m_server.caseOf(m_case).deaf)
        return;
    m_received += m_socket->readAll();
    if (m_case < 0) {
        if (!m_received.contains("\r\n\r\n"))
            return;
        onHandshake();
    }
    readFrames();
}

void ConformancePeer::onHandshake()
{
    const qsizetype end = m_received.indexOf("\r\n\r\n") + 4;
    const QByteArray request = m_received.left(end);
    m_received.remove(0, end);
    m_case = request.mid(7, request.indexOf(' ', 7) - 7).toInt(); // after "GET /c/"
    const ConformanceCase &c = m_server.caseOf(m_case);
    m_isFirst = ++side()->attempts == 1;
    if (m_isFirst && c.deaf) {
        m_socket->setReadBufferSize(deafBuffer);
        // What the kernel would keep of the answers is no matter of the client.
        m_socket->setSocketOption(QAbstractSocket::ReceiveBufferSizeSocketOption, kernelBuffer);
    }
    for (const char *needed : {"Host", "Upgrade", "Connection", "Sec-WebSocket-Version"}) {
        if (headerOf(request, needed).isEmpty())
            side()->faults.append(QByteArray("no header ") + needed);
    }
    const QByteArray accept = QCryptographicHash::hash(headerOf(request, "Sec-WebSocket-Key")
                                                           + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
                                                       QCryptographicHash::Sha1)
                                  .toBase64();
    const bool isProper = !m_isFirst || c.answer.isEmpty();
    QByteArray answer = isProper ? properAnswer() : c.answer;
    if (answer == "{silence}")
        answer.clear();
    answer.replace("{accept}", accept);
    if (!m_isFirst) {
        if (c.deaf) { // which does not hear of its own end either
            side()->firstIsGone = true;
            done();
        }
        queue(answer + wire::text(ConformanceServer::sign()), 0, 0);
    } else {
        queue(answer, 0, isProper ? 0 : c.chop);
        for (const ConformanceCase::Part &part : c.parts)
            queue(part.bytes, part.pauseMs, c.chop);
        if (c.expected.cause.isEmpty())
            queue(wire::text(ConformanceServer::sign()), 0, 0);
    }
    playNext();
}

void ConformancePeer::queue(const QByteArray &bytes, int pauseMs, int chop)
{
    const qsizetype step = chop > 0 ? chop : std::max<qsizetype>(bytes.size(), 1);
    for (qsizetype at = 0; at < bytes.size(); at += step)
        m_play.append({bytes.mid(at, step), at == 0 ? pauseMs : 0});
}

/// Each piece in a write of its own, and with a look at what came in between.
void ConformancePeer::playNext()
{
    if (m_played == m_play.size()) {
        finish();
        return;
    }
    if (m_socket->state() != QAbstractSocket::ConnectedState)
        return;
    m_socket->write(m_play[m_played++].bytes);
    m_socket->flush();
    m_timer.start(m_played < m_play.size() ? m_play[m_played].pauseMs : 0);
}

void ConformancePeer::finish()
{
    if (!m_isFirst || std::exchange(m_finished, true))
        return;
    done();
    if (!m_server.caseOf(m_case).endless.isEmpty()) {
        connect(m_socket, &QTcpSocket::bytesWritten, this, &ConformancePeer::pour);
        pour();
    }
    switch (m_server.caseOf(m_case).end) {
    case ConformanceCase::End::Open:
        break;
    case ConformanceCase::End::Fin:
        m_socket->disconnectFromHost();
        break;
    case ConformanceCase::End::Rst: {
        const linger hard{1, 0};
        ::setsockopt(int(m_socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        m_socket->abort();
        break;
    }
    }
}

/// How long the client needs counts from the first moment at which it may know.
void ConformancePeer::done()
{
    if (side()->doneAtMs < 0)
        side()->doneAtMs = m_server.nowMs();
}

void ConformancePeer::goOn()
{
    if (m_socket->state() != QAbstractSocket::ConnectedState)
        return;
    ++side()->sentOn;
    m_socket->write(wire::text(furtherWords()));
    QTimer::singleShot(goOnMs, this, &ConformancePeer::goOn);
}

void ConformancePeer::pour()
{
    const QByteArray &words = m_server.caseOf(m_case).endless;
    while (m_socket->state() == QAbstractSocket::ConnectedState
           && m_socket->bytesToWrite() < pouredAtOnce && side()->poured < pouredInAll) {
        m_socket->write(words);
        side()->poured += words.size();
    }
}

void ConformancePeer::readFrames()
{
    for (;;) {
        if (m_received.size() < 2)
            return;
        const int first = uchar(m_received[0]);
        const int second = uchar(m_received[1]);
        const int extra = (second & 0x7f) < 126 ? 0 : (second & 0x7f) == 126 ? 2 : 8;
        const qsizetype mask = second & 0x80 ? 4 : 0;
        if (m_received.size() < 2 + extra)
            return;
        quint64 length = quint64(second & 0x7f);
        if (extra > 0) {
            length = 0;
            for (int i = 0; i < extra; ++i)
                length = length << 8 | uchar(m_received[2 + i]);
        }
        const qsizetype begin = 2 + extra + mask;
        if (quint64(m_received.size()) < quint64(begin) + length)
            return;
        QByteArray payload = m_received.mid(begin, qsizetype(length));
        for (qsizetype i = 0; mask && i < payload.size(); ++i)
            payload[i] = char(payload[i] ^ m_received[begin - 4 + i % 4]);
        if (!mask)
            side()->faults.append("a frame without a mask");
        m_received.remove(0, begin + qsizetype(length));
        onFrame(first, payload);
    }
}

void ConformancePeer::onFrame(int first, const QByteArray &payload)
{
    if ((first & 0xf0) != wire::fin)
        side()->faults.append("a fragment or a reserved bit");
    const int opcode = first & 0x0f;
    if (opcode == wire::Pong && m_isFirst) {
        side()->pongs.append(payload);
    } else if (opcode == wire::Close) {
        if (m_isFirst && side()->closeCounts) {
            if (side()->close)
                side()->faults.append("a second close frame");
            side()->close = payload.size() < 2 ? 0 : uchar(payload[0]) << 8 | uchar(payload[1]);
        }
        if (m_isFirst && m_server.caseOf(m_case).goesOn && side()->closeCounts)
            goOn();
        else
            m_socket->disconnectFromHost();
    } else if (opcode != wire::Ping && opcode != wire::Pong) {
        side()->faults.append("a frame that was not asked for");
    }
}

void ConformancePeer::onGone()
{
    m_timer.stop();
    if (m_case >= 0 && m_isFirst) {
        side()->firstIsGone = true;
        done();
        Q_EMIT m_server.firstGone(m_case);
    }
    deleteLater();
}

} // namespace eventscope
