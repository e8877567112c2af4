// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace eventscope {

/// Which program code speaks WebSocket.
enum class WebSocketClient : quint8 {
    Direct, ///< ours
    Qt, ///< QWebSocket
};

/// Limits and times that all feeds share. The defaults are what reliability asks for; tests make
/// them short.
struct FeedSettings
{
    quint64 seed = 0; ///< of the jitter; 0: random
    qint64 maxMessageBytes = 16LL << 20; ///< larger messages end the connection with a gap
    int connectTimeoutMs =
        10'000; ///< TCP, TLS and handshake together; QWebSocket itself waits for ever
    int backoffBaseMs = 500;
    int backoffMaxMs = 20'000;
    int healthyAfterMs = 30'000; ///< live for so long, and the backoff starts anew
    int returnJitterMs = 1'000; ///< within which everybody tries when the network is there again
    int repeatedRowsMs = 60'000; ///< how often the log is told of a connection that comes and goes
    WebSocketClient client = WebSocketClient::Direct; ///< where a connection does not say it
    int stallTimeoutMs = 30'000; ///< nothing in the middle of a message; Qt itself: 5 s
    int closeTimeoutMs = 3'000; ///< a closing handshake that takes longer is cut off
    int slowRetryMs = 30'000; ///< the least pause after a 404, 429, 503 and the like
    int credentialsRetryMs =
        60'000; ///< the one further try after the server refused the credentials
    int dropSuspicionMs = 2'000; ///< a drop this soon after a subscribe is blamed on the topic
    int settleMs = 500; ///< a careful restore lets the connection prove itself for so long first
    int rateLimitRetryMs = 30'000; ///< the first pause after RATE_LIMITED; it doubles
    int batchDelayMs = 5; ///< an event waits at most so long for others
    int reportMs = 100; ///< counters are told at most this often
    int topicRefreshMs = 30'000; ///< how often Kafka is asked for new topics and partitions
    qint64 maxUnsentBytes = 1 << 20; ///< a server that reads so slowly is cut off
};

} // namespace eventscope
