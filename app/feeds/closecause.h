// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"

#include <QAbstractSocket>

namespace eventscope {

/// How far an attempt had come when it ended.
enum class HandshakeStage : quint8 { Resolving, TcpConnected, TlsDone, Open };

/// Ends that the feed itself decided on.
enum class LocalEnd : quint8 {
    None,
    ConnectTimeout, ///< Qt would wait for ever
    HeartbeatLost,
    UnsentOverflow, ///< the server does not read; pongs alone would fill the memory
    BadHeader, ///< refused before anything was sent
    // What our own transport finds wrong; Qt tells of it by close codes and its words.
    BrokenRule, ///< of RFC 6455
    NotUtf8, ///< a message
    BadReason, ///< of a close frame: no UTF-8, and no message is lost with it
    TooLarge, ///< a message
    Stalled, ///< in the middle of a message
};

/// What was wrong with an answer to our handshake, as far as our own transport says so.
enum class BadAnswer : quint8 {
    NoHttp,
    OldHttp, ///< 101 of HTTP/1.0
    EndlessHeader,
    NoUpgrade, ///< its Upgrade or Connection header is missing or wrong
    WrongAccept,
    Subprotocol, ///< one that was not asked for
    Extension, ///< likewise
};

/// All that is known about the end of one attempt; what explainEnd() turns into words.
struct EndEvidence
{
    CloseCause cause;
    LocalEnd local = LocalEnd::None;
    HandshakeStage stage = HandshakeStage::Resolving;
    bool tls = false; ///< wss
    std::optional<QAbstractSocket::SocketError>
        socketError; ///< the first one; what follows are its echoes
    QStringList tlsProblems; ///< Qt's words, in its order
    std::optional<RefusedCertificate> certificate; ///< that had them
    QString host; ///< host and port only: path and query may hold secrets
    QString proxy; ///< its host and port; empty: none
    QStringList suspects; ///< patterns asked for just before, that nothing was heard of
    int connectTimeoutMs = 0;
    qint64 silentMs = 0;
    bool pinged = false; ///< and no answer came
    qint64 maxMessageBytes = 0;
    bool qtsWords = false; ///< codes and reasons of the end may be Qt's own
    int stallMs = 0; ///< how long it stood still in the middle of a message
    QString brokenRule; ///< which one; our own words
    std::optional<BadAnswer> badAnswer;
    std::optional<std::chrono::seconds> retryAfter; ///< the server's wish in a refused handshake
    QString redirect; ///< where it sends us, without query
};

/// What to do now, and why in one sentence. Pure.
CloseVerdict explainEnd(const EndEvidence &evidence);

/// The dialect knows its server better than HTTP does: where it has words, or a treatment other
/// than Retry, they count. How long the server wants to be left alone counts in any case.
CloseVerdict mergedVerdict(const CloseVerdict &dialect, const CloseVerdict &feed);

/// True if the attempt failed on something that waiting does not change: an address that is no
/// WebSocket endpoint, credentials that are refused, a certificate that nobody vouches for.
/// Somebody has to do something; the window tries again all the same, `record` need not.
bool isWaitingInVain(const EndEvidence &evidence);

/// True if the server fell silent without a word right after it was asked for something, the only
/// way in which some servers refuse a topic.
bool isUnexplainedDrop(const EndEvidence &evidence);

/// True if the connection was ended over a frame that breaks a rule of RFC 6455, or a text that is
/// not UTF-8.
bool isProtocolError(const EndEvidence &evidence);

/// True if Qt ended the connection over a message that it does not hand over: it came, and is lost.
bool isMessageLost(const EndEvidence &evidence);
/// The same, because it was larger than the limit.
bool isMessageTooLarge(const EndEvidence &evidence);
/// How that limit is told, as the choices of the settings have it.
QString messageLimitText(qint64 bytes);

/// The status of a refused handshake, which QWebSocket tells only inside its error string; 0 if
/// there is none.
int httpStatusIn(const QString &errorString);

} // namespace eventscope
