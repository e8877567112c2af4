// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/closecause.h"

#include "app/feeds/handshakecause.h"
#include "app/feeds/handshakeoptions.h"
#include "models/event/displaytext.h"

#include <QRegularExpression>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString seconds(qint64 ms)
{
    return ms % 1000 ? QString::number(double(ms) / 1000, 'f', 1) : QString::number(ms / 1000);
}

QString tooLarge(qint64 limit)
{
    const QString what =
        u"a message came that is larger than the limit of %1 (1009)"_s.arg(messageLimitText(limit));
    return limit < mostMessageBytes
        ? what + u"; “Largest message” in the settings of the connection, under “More”, raises it"_s
        : what;
}

CloseVerdict explainLocalEnd(const EndEvidence &e)
{
    const QString limit = seconds(e.connectTimeoutMs);
    switch (e.local) {
    case LocalEnd::ConnectTimeout:
        if (e.stage == HandshakeStage::Resolving)
            return retry(u"%1 did not answer within %2 s"_s.arg(e.host, limit));
        if (e.tls && e.stage == HandshakeStage::TcpConnected)
            return retry(
                u"the TLS handshake with %1 did not finish within %2 s"_s.arg(e.host, limit));
        return retry(
            u"the server accepted the connection but sent no WebSocket answer within %1 s"_s.arg(
                limit));
    case LocalEnd::HeartbeatLost:
        return retry(
            (e.pinged
                 ? u"nothing came from %1 for %2 s, not even the answer to a ping: the connection "
                   "is dead"_s
                 : u"nothing came from %1 for %2 s, although this server gives a sign of life more "
                   "often: the connection is dead"_s)
                .arg(e.host, seconds(e.silentMs / 100 * 100)));
    case LocalEnd::UnsentOverflow:
        return retry(u"%1 does not read what is sent to it"_s.arg(e.host));
    case LocalEnd::BadHeader:
        return {CloseTreatment::StoppedByServer,
                u"a header of this connection holds a character that must not be sent"_s};
    case LocalEnd::BrokenRule:
        return retry(u"the server broke the WebSocket protocol (1002): %1"_s.arg(e.brokenRule));
    case LocalEnd::NotUtf8:
        return retry(u"the server sent text that is not UTF-8 (1007)"_s);
    case LocalEnd::BadReason:
        return retry(u"the server said good-bye in text that is not UTF-8 (1007)"_s);
    case LocalEnd::TooLarge:
        return retry(tooLarge(e.maxMessageBytes));
    case LocalEnd::Stalled:
        return retry(u"the server stopped for %1 s in the middle of a message"_s.arg(
            seconds(e.stallMs / 100 * 100)));
    case LocalEnd::None:
        break;
    }
    return {};
}

QString noWayThrough(const EndEvidence &e)
{
    return withReason(u"the proxy %1 does not connect us"_s.arg(e.proxy), e.cause.error);
}

CloseVerdict explainFailedAttempt(const EndEvidence &e)
{
    if (e.cause.httpStatus > 0)
        return explainHttpStatus(e);
    if (e.badAnswer)
        return explainBadAnswer(e);
    if (!e.socketError)
        return retry(
            u"%1 closed the connection before the WebSocket handshake was done"_s.arg(e.host));
    switch (*e.socketError) {
    case QAbstractSocket::HostNotFoundError:
        return retry(u"host not found: %1"_s.arg(e.host));
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
        return explainTls(e);
    case QAbstractSocket::SocketTimeoutError:
        return retry(u"%1 did not answer"_s.arg(e.host));
    case QAbstractSocket::ProxyAuthenticationRequiredError:
    case QAbstractSocket::ProxyConnectionRefusedError:
    case QAbstractSocket::ProxyConnectionClosedError:
    case QAbstractSocket::ProxyConnectionTimeoutError:
    case QAbstractSocket::ProxyNotFoundError:
    case QAbstractSocket::ProxyProtocolError:
        return slow(noWayThrough(e));
    case QAbstractSocket::RemoteHostClosedError:
        return retry(
            u"%1 closed the connection before the WebSocket handshake was done"_s.arg(e.host));
    default:
        break;
    }
    if (e.stage != HandshakeStage::Resolving)
        return explainBadAnswer(e);
    if (!e.proxy.isEmpty())
        return retry(noWayThrough(e));
    if (e.socketError == QAbstractSocket::ConnectionRefusedError)
        return retry(u"connection refused by %1"_s.arg(e.host));
    return retry(withReason(u"%1 cannot be reached"_s.arg(e.host), e.cause.error));
}

/// Qt's own words for a frame that breaks a rule of RFC 6455; all else is the server's.
bool isByQt(const QString &reason)
{
    static const QRegularExpression words(
        u"^(Invalid (close code \\d+ detected|opcode detected|UTF-8 code encountered)|"
        "(Rsv|RSV) field|Used reserved opcode|Control frame is|Control frames cannot|"
        "Lengths smaller than|Highest bit of payload|Payload of close frame|"
        "Received Continuation frame|All data frames after)"_s);
    return words.match(reason).hasMatch();
}

/// Qt closes by itself where a frame breaks a rule or a limit, and tells it only by these reasons.
std::optional<CloseVerdict> explainCloseByQt(const EndEvidence &e)
{
    if (!e.qtsWords)
        return {};
    const QString &reason = e.cause.closeReason;
    switch (e.cause.closeCode) {
    case 1001:
        if (reason.startsWith("Timeout when reading"_L1))
            return retry(
                u"the server stopped for 5 s in the middle of a message (this program waits no longer)"_s);
        break;
    case 1007:
        if (!reason.isEmpty() && !isByQt(reason))
            break;
        return retry(
            u"the server sent text that is not UTF-8, or cut a character in two between fragments, "
            "which Qt cannot read (1007)"_s);
    case 1009:
        if (reason.startsWith("Maximum framesize"_L1)
            || reason.startsWith("Received message is too big"_L1))
            return retry(tooLarge(e.maxMessageBytes));
        break;
    default:
        break;
    }
    return {};
}

CloseVerdict explainClose(const EndEvidence &e)
{
    if (const auto byQt = explainCloseByQt(e))
        return *byQt;
    const int code = e.cause.closeCode;
    const QString &reason = e.cause.closeReason;
    switch (code) {
    case 0:
    case 1000:
    case 1005:
        return retry(withReason(u"the server closed the connection"_s, reason));
    case 1001:
        return retry(withReason(u"the server is going away"_s, reason));
    case 1002:
        if (!e.qtsWords)
            return retry(withReason(u"the server ended it over a broken rule (1002)"_s, reason));
        // Qt turns 1012 (restart), 1013 (try later), 1014 and every illegal code into this one.
        return retry(withReason(u"the server restarts or broke the WebSocket protocol (1002)"_s,
                                isByQt(reason) ? QString() : reason));
    case 1003:
    case 1007:
    case 1009:
        return slow(
            withReason(u"the server does not take what it was sent (%1)"_s.arg(code), reason));
    case 1008:
        return slow(withReason(u"the server refused by its policy (1008)"_s, reason));
    case 1011:
        return retry(withReason(u"the server failed (1011)"_s, reason));
    case 1012:
        return retry(withReason(u"the server restarts (1012)"_s, reason));
    case 1013:
        return slow(withReason(u"the server wants to be left alone for a while (1013)"_s, reason));
    case 1014:
        return retry(withReason(u"a gateway could not reach the server (1014)"_s, reason));
    case 4401:
    case 4403:
        return {CloseTreatment::NeedsCredentials,
                withReason(u"%1: the server wants other credentials"_s.arg(code), reason)};
    default:
        break;
    }
    if ((code >= 3500 && code <= 3999) || (code >= 4500 && code <= 4999) || code == 4001)
        return {
            CloseTreatment::StoppedByServer,
            withReason(u"the server asked not to be connected to again (%1)"_s.arg(code), reason)};
    return retry(withReason(u"the server closed the connection with code %1"_s.arg(code), reason));
}

CloseVerdict explainDrop(const EndEvidence &e)
{
    if (e.suspects.size() == 1)
        return retry(
            u"dropped right after subscribing to %1: likely a forbidden or invalid topic"_s.arg(
                displayText(e.suspects.first(), maxReason)));
    if (e.suspects.size() > 1)
        return retry(
            u"dropped right after subscribing to %1 topics: likely one of them is forbidden or invalid"_s
                .arg(e.suspects.size()));
    return retry(u"the server dropped the connection"_s);
}

} // namespace

QString messageLimitText(qint64 bytes)
{
    if (bytes >= 1 << 20)
        return u"%1 MiB"_s.arg(bytes >> 20);
    return bytes >= 1024 ? u"%1 KiB"_s.arg(bytes >> 10) : u"%1 bytes"_s.arg(bytes);
}

CloseVerdict explainEnd(const EndEvidence &evidence)
{
    if (evidence.local != LocalEnd::None)
        return explainLocalEnd(evidence);
    if (!evidence.cause.handshakeDone) {
        CloseVerdict verdict = explainFailedAttempt(evidence);
        if (evidence.retryAfter && verdict.treatment != CloseTreatment::NeedsCredentials) {
            verdict.treatment = CloseTreatment::RetrySlow;
            verdict.pause = *evidence.retryAfter;
        }
        return verdict;
    }
    if (isUnexplainedDrop(evidence) || !evidence.cause.clean)
        return explainDrop(evidence);
    return explainClose(evidence);
}

bool isWaitingInVain(const EndEvidence &evidence)
{
    if (evidence.cause.handshakeDone || evidence.local != LocalEnd::None)
        return false;
    if (evidence.badAnswer)
        return true;
    const int status = evidence.cause.httpStatus;
    if (status > 0)
        return status < 500 && status != 408 && status != 425 && status != 429;
    if (!evidence.tlsProblems.isEmpty())
        return true;
    const bool answered = evidence.stage == HandshakeStage::TlsDone
        || (evidence.stage == HandshakeStage::TcpConnected && !evidence.tls);
    return answered && evidence.socketError
        && explainFailedAttempt(evidence).treatment != CloseTreatment::Retry;
}

CloseVerdict mergedVerdict(const CloseVerdict &dialect, const CloseVerdict &feed)
{
    if (dialect.cause.isEmpty())
        return {dialect.treatment == CloseTreatment::Retry ? feed.treatment : dialect.treatment,
                feed.cause, feed.pause};
    // A dialect sees no headers: when the server wants to be asked again is known to the feed
    // alone.
    CloseVerdict merged = dialect;
    merged.pause = std::max(dialect.pause, feed.pause);
    if (merged.treatment == CloseTreatment::Retry && merged.pause.count() > 0)
        merged.treatment = CloseTreatment::RetrySlow;
    return merged;
}

bool isUnexplainedDrop(const EndEvidence &evidence)
{
    return evidence.local == LocalEnd::None && evidence.cause.handshakeDone
        && !evidence.cause.clean;
}

bool isProtocolError(const EndEvidence &evidence)
{
    if (evidence.local == LocalEnd::BrokenRule || evidence.local == LocalEnd::NotUtf8
        || evidence.local == LocalEnd::BadReason)
        return true;
    if (evidence.local != LocalEnd::None || !evidence.qtsWords || !evidence.cause.handshakeDone)
        return false;
    const int code = evidence.cause.closeCode;
    return (code == 1002 && isByQt(evidence.cause.closeReason))
        || (code == 1007 && explainCloseByQt(evidence));
}

bool isMessageLost(const EndEvidence &evidence)
{
    if (evidence.local == LocalEnd::NotUtf8 || evidence.local == LocalEnd::TooLarge)
        return true;
    const int code = evidence.cause.closeCode;
    return evidence.local == LocalEnd::None && (code == 1007 || code == 1009)
        && explainCloseByQt(evidence);
}

bool isMessageTooLarge(const EndEvidence &evidence)
{
    return isMessageLost(evidence)
        && (evidence.local == LocalEnd::TooLarge || evidence.cause.closeCode == 1009);
}

} // namespace eventscope
