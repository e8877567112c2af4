// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/loadserver.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <QUrl>
#include <QUrlQuery>
#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace eventscope {

namespace {

constexpr size_t mostUnsent = 64 << 10; ///< made ahead for one client
constexpr qsizetype greedyTurns = 16; ///< of all of them together, so that nobody's ping waits
constexpr quint8 textFrame = 1;
constexpr quint8 closeFrame = 8;
constexpr quint8 pingFrame = 9;
constexpr quint8 pongFrame = 10;

qint64 nowMs()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

qint64 wallUs()
{
    using namespace std::chrono;
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

std::string frame(quint8 opcode, std::string_view payload)
{
    std::string bytes(1, char(0x80 | opcode));
    if (payload.size() < 126) {
        bytes += char(payload.size());
    } else {
        bytes += char(126);
        bytes += char(payload.size() >> 8);
        bytes += char(payload.size() & 0xff);
    }
    bytes += payload;
    return bytes;
}

} // namespace

struct LoadServer::Client
{
    int fd = -1;
    bool open = false;
    bool closing = false; ///< it was told good-bye
    bool gone = false;
    int name = 0;
    double rate = 0; ///< events a second; 0: as many as it takes
    double due = 0; ///< events that it should have by now
    qint64 openedMs = 0;
    qint64 tickMs = 0;
    qint64 pingMs = 0;
    qint64 heardMs = 0;
    qint64 closeMs = 0;
    std::string in;
    std::string out;
    size_t sent = 0; ///< of `out`
};

LoadServer::LoadServer(const Settings &settings)
    : m_settings(settings), m_padding(size_t(std::max(settings.eventBytes - 60, 1)), 'x')
{
    for (int i = 0; i < settings.hosts; ++i) {
        const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + quint32(i));
        address.sin_port = htons(m_port);
        socklen_t length = sizeof address;
        const int yes = 1;
        ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        if (::bind(listener, reinterpret_cast<sockaddr *>(&address), length) != 0
            || ::listen(listener, 256) != 0
            || ::getsockname(listener, reinterpret_cast<sockaddr *>(&address), &length) != 0)
            qFatal("the load server cannot listen");
        m_port = ntohs(address.sin_port);
        m_listeners.push_back(listener);
    }
    m_thread = std::thread([this] { serve(); });
}

LoadServer::~LoadServer()
{
    m_stop = true;
    m_thread.join();
    for (const auto &client : m_clients)
        ::close(client->fd);
    for (const int listener : m_listeners)
        ::close(listener);
}

void LoadServer::serve()
{
    std::vector<pollfd> waiting;
    while (!m_stop) {
        waiting.clear();
        for (const int listener : m_listeners)
            waiting.push_back({listener, POLLIN, 0});
        for (const auto &client : m_clients) {
            const bool writes = client->sent < client->out.size();
            waiting.push_back({client->fd, short(POLLIN | (writes ? POLLOUT : 0)), 0});
        }
        m_greedy = std::count_if(m_clients.begin(), m_clients.end(), [](const auto &client) {
            return client->open && client->rate == 0;
        });
        const bool greedy =
            m_sending && std::any_of(m_clients.begin(), m_clients.end(), [](const auto &client) {
                return client->open && client->rate == 0 && client->sent == client->out.size();
            });
        if (::poll(waiting.data(), waiting.size(), greedy ? 0 : 5) < 0)
            continue;
        const size_t known = m_clients.size();
        for (size_t i = 0; i < known; ++i) {
            if (waiting[m_listeners.size() + i].revents & (POLLIN | POLLHUP | POLLERR))
                read(*m_clients[i]);
        }
        const qint64 now = nowMs();
        quint64 unsent = 0;
        for (const auto &client : m_clients) {
            if (!client->gone)
                tick(*client, now);
            unsent += client->gone ? 0 : client->out.size() - client->sent;
        }
        m_unsent = unsent;
        std::erase_if(m_clients, [this](const std::unique_ptr<Client> &client) {
            if (!client->gone)
                return false;
            ::close(client->fd);
            m_counts.open -= client->open ? 1 : 0;
            return true;
        });
        for (size_t i = 0; i < m_listeners.size(); ++i) {
            if (waiting[i].revents & POLLIN)
                accept(m_listeners[i]);
        }
    }
}

void LoadServer::accept(int listener)
{
    for (;;) {
        const int fd = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd < 0)
            return;
        auto client = std::make_unique<Client>();
        client->fd = fd;
        client->heardMs = nowMs();
        m_clients.push_back(std::move(client));
    }
}

void LoadServer::read(Client &client)
{
    char buffer[16 << 10];
    const ssize_t got = ::recv(client.fd, buffer, sizeof buffer, 0);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
        client.gone = true;
        return;
    }
    if (got < 0)
        return;
    client.heardMs = nowMs();
    client.in.append(buffer, size_t(got));
    if (!client.open && !shakeHands(client))
        return;
    readFrames(client);
}

bool LoadServer::shakeHands(Client &client)
{
    const size_t end = client.in.find("\r\n\r\n");
    if (end == std::string::npos)
        return false;
    const QByteArray request = QByteArray::fromStdString(client.in.substr(0, end + 2));
    client.in.erase(0, end + 4);
    const qsizetype at = request.toLower().indexOf("sec-websocket-key: ") + 19;
    const QByteArray key = request.mid(at, request.indexOf("\r\n", at) - at);
    const QUrl url = QUrl::fromEncoded(request.split(' ').value(1));
    client.name = std::clamp(url.path().mid(2).toInt(), 0, mostNames - 1);
    client.rate = QUrlQuery(url).queryItemValue(QStringLiteral("rate")).toDouble();
    const QByteArray accept = QCryptographicHash::hash(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
                                                       QCryptographicHash::Sha1)
                                  .toBase64();
    client.out = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 "Sec-WebSocket-Accept: "
        + accept.toStdString() + "\r\n\r\n";
    client.open = true;
    client.openedMs = client.tickMs = client.pingMs = nowMs();
    ++m_counts.open;
    return true;
}

void LoadServer::readFrames(Client &client)
{
    for (;;) {
        if (client.in.size() < 6)
            return;
        const quint8 opcode = quint8(client.in[0]) & 0x0f;
        const size_t length = quint8(client.in[1]) & 0x7f;
        if (length >= 126) { // nobody has so much to say to it
            client.gone = true;
            return;
        }
        if (client.in.size() < 6 + length)
            return;
        std::string payload = client.in.substr(6, length);
        for (size_t i = 0; i < length; ++i)
            payload[i] = char(payload[i] ^ client.in[2 + i % 4]);
        client.in.erase(0, 6 + length);
        answer(client, opcode, payload);
    }
}

void LoadServer::answer(Client &client, quint8 opcode, const std::string &payload)
{
    if (opcode == pongFrame) {
        ++m_counts.pongs;
        m_counts.slowestPongMs =
            std::max(m_counts.slowestPongMs.load(), nowMs() - qint64(std::atoll(payload.c_str())));
    }
    if (opcode == pingFrame)
        client.out += frame(pongFrame, payload);
    if (opcode != closeFrame)
        return;
    if (client.closing) { // it agrees, and it is the server that ends TCP
        client.gone = true;
        return;
    }
    client.out += frame(closeFrame, payload);
    client.closing = true;
    client.closeMs = nowMs();
}

void LoadServer::tick(Client &client, qint64 now)
{
    if (client.open && !client.closing) {
        if (now - client.pingMs >= m_settings.pingEveryMs) {
            client.out += frame(pingFrame, std::to_string(now));
            client.pingMs = now;
            ++m_counts.pings;
        }
        if (now - client.heardMs > m_settings.pongWithinMs) {
            ++m_counts.dropped;
            client.gone = true;
            return;
        }
        if (m_settings.closeEveryMs > 0 && m_sending
            && now - client.openedMs >= m_settings.closeEveryMs) {
            client.out += frame(closeFrame, "\x03\xe9");
            client.closing = true;
            client.closeMs = now;
            ++m_counts.closed;
        } else {
            // As much as it takes, and then somebody else has a turn.
            const qsizetype turns = greedyTurns / std::max<qsizetype>(m_greedy, 1);
            for (qsizetype turn = 0; turn < std::max<qsizetype>(turns, 1); ++turn) {
                produce(client, now);
                flush(client);
                if (client.rate > 0 || client.gone || client.sent < client.out.size())
                    break;
            }
        }
    }
    flush(client);
    // The client ends it; one that does not is cut off.
    if (client.closing && now - client.closeMs > 5'000)
        client.gone = true;
}

void LoadServer::produce(Client &client, qint64 now)
{
    client.due += client.rate * double(now - client.tickMs) / 1'000;
    client.tickMs = now;
    if (!m_sending || m_paused)
        return;
    while (client.out.size() - client.sent < mostUnsent && (client.rate == 0 || client.due >= 1)) {
        client.due -= 1;
        appendEvent(client);
    }
}

void LoadServer::appendEvent(Client &client)
{
    std::string text = "{\"n\":" + std::to_string(m_sent[size_t(client.name)]++)
        + ",\"us\":" + std::to_string(wallUs()) + ",\"pad\":\"" + m_padding + "\"}";
    client.out += frame(textFrame, text);
    ++m_counts.events;
}

void LoadServer::flush(Client &client)
{
    while (client.sent < client.out.size()) {
        const ssize_t part = ::send(client.fd, client.out.data() + client.sent,
                                    client.out.size() - client.sent, MSG_NOSIGNAL);
        if (part <= 0) {
            client.gone = client.gone || (errno != EAGAIN && errno != EINTR);
            break;
        }
        client.sent += size_t(part);
    }
    if (client.sent == client.out.size()) {
        if (m_paused)
            client.out = {}; // whoever looks at memory meanwhile looks at the client's
        client.out.clear();
        client.sent = 0;
    }
}

} // namespace eventscope
