// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <atomic>
#include <string>
#include <thread>

namespace eventscope {

/// A WebSocket server that does as little as it can: for each client one handshake, then documented
/// VoIPBIN events of about 350 bytes as fast as the socket takes them. Every event differs from
/// every other. Its own thread; blocking sockets.
class FloodServer
{
public:
    struct Settings
    {
        quint64 events = 1'000'000; ///< for each client
        quint32 topics = 5'000; ///< distinct topics; 0: a new one in every event
        bool waitForRequest = false; ///< start only when the client has sent a frame
    };
    explicit FloodServer(const Settings &settings);
    ~FloodServer();

    quint16 port() const { return m_port; }

private:
    void serve();
    void flood(int client);

    const Settings m_settings;
    int m_listener = -1;
    quint16 m_port = 0;
    std::atomic<bool> m_stop{false};
    std::thread m_thread;
};

} // namespace eventscope
