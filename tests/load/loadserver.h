// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace eventscope {

/// A WebSocket server of many clients on one thread, which counts what it does. What a client gets
/// is in its path: `/c17?rate=10` ten events a second, `rate=0` as many as it takes. Each event is
/// `{"n":number,"us":when,…}`, where numbers count up over all connections of the same name. It
/// pings as Fix's core does, and drops who does not answer. Stops on command, so that what was sent
/// can be compared with what arrived.
class LoadServer
{
public:
    struct Settings
    {
        int pingEveryMs = 1'000;
        int pongWithinMs = 5'000;
        int closeEveryMs = 0; ///< good-bye after so long; 0: never
        int eventBytes = 350;
        int hosts = 1; ///< 127.0.0.1 and the addresses after it
    };
    struct Counts
    {
        std::atomic<quint64> events{0};
        std::atomic<quint64> pings{0};
        std::atomic<quint64> pongs{0};
        std::atomic<qint64> slowestPongMs{0}; ///< what a pong was waited for at most
        std::atomic<quint64> dropped{0}; ///< clients that did not answer
        std::atomic<quint64> closed{0}; ///< clients that it said good-bye to
        std::atomic<quint64> open{0};
    };

    explicit LoadServer(const Settings &settings);
    ~LoadServer();

    quint16 port() const { return m_port; }
    const Counts &counts() const { return m_counts; }
    /// Events of this name, `cN`; 0 <= N < mostNames.
    quint64 sent(int name) const { return m_sent[size_t(name)]; }
    static constexpr int mostNames = 1'000;
    /// No further events; connections stay, and pings go on.
    void stopSending() { m_sending = false; }
    /// Nothing is sent for now, and what was due meanwhile follows at once; all else goes on.
    void pause(bool paused) { m_paused = paused; }
    /// Every client has taken what was sent to it.
    bool isDrained() const { return !m_sending && m_unsent == 0; }

private:
    struct Client;
    void serve();
    void accept(int listener);
    void read(Client &client);
    bool shakeHands(Client &client);
    void readFrames(Client &client);
    void answer(Client &client, quint8 opcode, const std::string &payload);
    void tick(Client &client, qint64 nowMs);
    void produce(Client &client, qint64 nowMs);
    void appendEvent(Client &client);
    void flush(Client &client);

    const Settings m_settings;
    Counts m_counts;
    std::array<std::atomic<quint64>, mostNames> m_sent{};
    std::atomic<bool> m_sending{true};
    std::atomic<bool> m_paused{false};
    std::atomic<quint64> m_unsent{0};
    std::atomic<bool> m_stop{false};
    qsizetype m_greedy = 0; ///< clients that take as much as they can
    std::vector<int> m_listeners;
    quint16 m_port = 0;
    std::vector<std::unique_ptr<Client>> m_clients;
    std::string m_padding;
    std::thread m_thread;
};

} // namespace eventscope
