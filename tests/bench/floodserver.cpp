// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/floodserver.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <arpa/inet.h>
#include <cstring>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace eventscope {

namespace {

constexpr size_t framesPerBlock = 2000;

/// A frame whose event number is written in place before each sending.
struct Frame
{
    size_t offset;
    size_t numberAt[2];
};

void putNumber(char *at, quint64 number, int digits)
{
    for (int i = digits - 1; i >= 0; --i) {
        at[i] = char('0' + number % 10);
        number /= 10;
    }
}

std::string eventText()
{
    // The documented `call.status` of the specification, grown to about 350 bytes. @ marks the
    // numbers.
    return R"({"event_type":"call.status","timestamp":"2026-01-15T10:30:05.000000Z","topic":"customer_id:5e4a0680-804e-11ec-8477-2fea5968d85b:call:00000000-0000-4000-8000-@@@@@@@@@@@@","data":{"id":"00000000-0000-4000-8000-0000000000ff","status":"answered","previous_status":"ringing","direction":"inbound","number":#############,"tm_update":"2026-01-15T10:30:05.000000Z"}})";
}

} // namespace

FloodServer::FloodServer(const Settings &settings) : m_settings(settings)
{
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (::bind(m_listener, reinterpret_cast<sockaddr *>(&address), length) != 0
        || ::listen(m_listener, 8) != 0
        || ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &length) != 0)
        qFatal("the flood server cannot listen");
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { serve(); });
}

FloodServer::~FloodServer()
{
    m_stop = true;
    m_thread.join();
    ::close(m_listener);
}

void FloodServer::serve()
{
    while (!m_stop) {
        pollfd waiting{m_listener, POLLIN, 0};
        if (::poll(&waiting, 1, 50) <= 0)
            continue;
        const int client = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (client >= 0) {
            flood(client);
            ::close(client);
        }
    }
}

void FloodServer::flood(int client)
{
    QByteArray request;
    char buffer[4096];
    while (!request.contains("\r\n\r\n")) {
        const ssize_t got = ::recv(client, buffer, sizeof buffer, 0);
        if (got <= 0)
            return;
        request.append(buffer, qsizetype(got));
    }
    const qsizetype at = request.toLower().indexOf("sec-websocket-key: ") + 19;
    const QByteArray key = request.mid(at, request.indexOf("\r\n", at) - at);
    const QByteArray accept = QCryptographicHash::hash(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
                                                       QCryptographicHash::Sha1)
                                  .toBase64();
    const QByteArray answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: "
        + accept + "\r\n\r\n";
    if (::send(client, answer.constData(), size_t(answer.size()), MSG_NOSIGNAL) < 0)
        return;
    if (m_settings.waitForRequest && ::recv(client, buffer, sizeof buffer, 0) <= 0)
        return;

    const std::string event = eventText();
    std::string block;
    std::vector<Frame> frames;
    for (size_t i = 0; i < framesPerBlock; ++i) {
        block += char(0x81);
        block += char(126);
        block += char(event.size() >> 8);
        block += char(event.size() & 0xff);
        frames.push_back(
            {block.size(), {block.size() + event.find('@'), block.size() + event.find('#')}});
        block += event;
    }
    quint64 number = 0;
    while (number < m_settings.events && !m_stop) {
        const size_t count = size_t(std::min<quint64>(framesPerBlock, m_settings.events - number));
        for (size_t i = 0; i < count; ++i, ++number) {
            putNumber(block.data() + frames[i].numberAt[0],
                      m_settings.topics ? number % m_settings.topics : number, 12);
            putNumber(block.data() + frames[i].numberAt[1], 1'000'000'000'000 + number, 13);
        }
        const size_t end = count == framesPerBlock ? block.size() : frames[count].offset - 4;
        for (size_t sent = 0; sent < end;) {
            const ssize_t part = ::send(client, block.data() + sent, end - sent, MSG_NOSIGNAL);
            if (part <= 0)
                return;
            sent += size_t(part);
        }
    }
    // The client ends the connection once it has them all.
    while (!m_stop) {
        pollfd waiting{client, POLLIN, 0};
        if (::poll(&waiting, 1, 50) > 0 && ::recv(client, buffer, sizeof buffer, 0) <= 0)
            return;
    }
}

} // namespace eventscope
