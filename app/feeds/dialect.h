// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/kafkarecord.h"
#include "models/connection/connectionprofile.h"
#include "models/connection/connectionstatus.h"
#include "models/connection/dialectinfo.h"
#include "models/connection/kafkaoffsets.h"
#include "models/connection/topicrequest.h"
#include "models/event/event.h"

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QUrl>
#include <QVector>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace eventscope {

/// A moment of the feed's monotonic clock. A session has no clock of its own: it is told what time
/// it is.
using Moment = std::chrono::milliseconds;

/// The key of an option value that every dialect may have: further headers of the handshake, one
/// `Name: value` a line. The feed adds them; sessions need not know.
inline const QString furtherHeadersKey = QStringLiteral("headers");

/// The key of an option that every dialect over WebSocket has: whose WebSocket it is; "qt" is
/// QWebSocket.
inline const QString webSocketKey = QStringLiteral("websocket");

/// The key of another: the proxy that the connection goes through.
inline const QString proxyKey = QStringLiteral("proxy");

/// The key under which a dialect finds the memory() of the session before, if there was one.
inline const QString memoryKey = QStringLiteral("\x01memory");

/// How to open the socket. Header values and the query of the URL may hold secrets: never logged,
/// never stored.
struct Handshake
{
    QUrl url;
    QVector<QPair<QByteArray, QByteArray>> headers;
    QStringList subprotocols;
    QUrl proxy; ///< http:// or socks5://; empty: none
    QString pin; ///< canonicalPin() of the one certificate that is trusted; empty: none
};

/// How the feed proves that a silent connection is alive.
struct Heartbeat
{
    /// Send an RFC 6455 ping after so long without anything received; 0: never.
    std::chrono::milliseconds pingAfter{15'000};
    /// Take the connection for dead if nothing came for so long after the ping (or, without pings,
    /// at all).
    std::chrono::milliseconds deadAfter{10'000};
};

/// What to do after a connection ended.
enum class CloseTreatment : quint8 { Retry, RetrySlow, NeedsCredentials, StoppedByServer };

/// How a connection ended, as the feed saw it. Qt reports an abrupt end as code 1000, so `clean` is
/// what counts.
struct CloseCause
{
    bool clean = false; ///< a close frame came and no error before it
    int closeCode = 0; ///< of that frame; 0: none
    QString closeReason;
    int httpStatus = 0; ///< of a refused handshake; 0: none or unknown
    QString error; ///< Qt's words for it; may be empty
    bool handshakeDone = false; ///< it had been open
};

/// What a dialect makes of it; an empty cause leaves the wording to the feed (closecause.h).
struct CloseVerdict
{
    CloseTreatment treatment = CloseTreatment::Retry;
    QString cause;
    /// The server wants to be left alone for at least so long (Retry-After).
    std::chrono::milliseconds pause{0};
};

/// One frame as received. Text is UTF-8.
struct FrameView
{
    std::string_view bytes;
    bool binary = false;
};

/// What is known of events that are missing.
struct GapExtent
{
    std::optional<Moment> since; ///< from when on; none: the last event that came
    quint64 events = 0; ///< how many; 0: nobody knows
};

/// Where a session puts what it wants. The feed implements it; tests implement it with a
/// transcript. Calls keep nothing of what is passed.
class SessionOutput
{
public:
    virtual ~SessionOutput() = default;

    /// An event that came. `subscription` is its position in the list that restore()/subscribe()
    /// built, or -1.
    virtual void event(const EventFields &fields, int subscription = -1) = 0;
    /// The event that was just told came on this subscription as well.
    virtual void alsoOn(int subscription) { Q_UNUSED(subscription) }
    /// The content of this event came before, within the dialect's window: counted, not stored.
    /// `content`: as EventFields::content of the first one had it, if the dialect says that.
    virtual void duplicate(int subscription = -1, quint64 content = 0) = 0;
    /// A text frame to send. It is recorded as `eventscope.sent` with `recordAs` in place of the
    /// frame if that holds a secret.
    virtual void send(std::string_view frame, std::string_view recordAs = {}) = 0;
    /// The same for a frame that is about this topic, or these: the row says so.
    virtual void sendAbout(std::string_view topic, std::string_view frame)
    {
        Q_UNUSED(topic)
        send(frame);
    }
    /// A text frame that only keeps the connection alive (the answer to a ping): sent, and no row
    /// for it.
    virtual void keepAlive(std::string_view frame) { send(frame); }
    /// The connection proved that it works (the first event, a welcome, an ack); starts the feed's
    /// health clock.
    virtual void proven() = 0;

    /// The server's answers to requests. `frame` is what it sent, stored as data of the row.
    virtual void acknowledged(const QString &pattern, std::string_view frame) = 0;
    /// It agreed to send no more of this.
    virtual void released(const QString &pattern, std::string_view frame) = 0;
    virtual void refused(const QString &pattern, const QString &code, const QString &reason,
                         std::string_view frame) = 0;
    /// Nobody answered within the dialect's time: a fact, not an error.
    virtual void unconfirmed(const QString &pattern, const QString &reason) = 0;
    /// An error of the server that is about no topic we know.
    virtual void serverError(const QString &code, const QString &reason,
                             std::string_view frame) = 0;
    /// What became of a request(); exactly once for each, in any order.
    virtual void answered(const TopicRequest &request, const TopicAnswer &answer,
                          std::string_view frame)
    {
        Q_UNUSED(request)
        Q_UNUSED(answer)
        Q_UNUSED(frame)
    }
    /// Events before this one may be missing: the session can tell that from what it received (a
    /// resume that the server could not do, a jump in the numbers). One sentence.
    virtual void gap(const QString &cause, const GapExtent &extent = {})
    {
        Q_UNUSED(cause)
        Q_UNUSED(extent)
    }
    /// What was missing since the last connection has been sent again, so there is no gap; before
    /// proven(), or after resuming() at any time.
    virtual void resumed() { }
    /// What was missing was asked for, before proven(): resumed() or gap() will tell what became of
    /// it. Should the connection end first, all since the last one that got so far is still
    /// missing.
    virtual void resuming() { }
    /// A frame that belongs to the protocol and says nothing to a person (ping, welcome): counted
    /// as life, not stored.
    virtual void control() = 0;
    /// End the connection and treat it so (a server that says "unauthorized" in a text frame).
    virtual void close(CloseTreatment treatment, const QString &cause) = 0;
};

/// One connection's conversation, without I/O: it is told what happened and says what to do. Feed
/// thread. A fresh session is made for every attempt; the desired subscriptions are given to it
/// again by restore().
class Session
{
public:
    virtual ~Session() = default;

    virtual Handshake handshake() const = 0;
    /// Asked again whenever something is due: a session may find out later what its server bears.
    virtual Heartbeat heartbeat() const { return {}; }
    /// The handshake is done. `subprotocol` is what the server chose. Sends what is due first
    /// (authorization).
    virtual void opened(Moment now, const QString &subprotocol, SessionOutput &out) = 0;
    virtual void frame(const FrameView &frame, Moment now, SessionOutput &out) = 0;
    /// What frame() is where the transport is Kafka.
    virtual void record(const KafkaRecord &record, Moment now, SessionOutput &out)
    {
        Q_UNUSED(record)
        Q_UNUSED(now)
        Q_UNUSED(out)
    }
    /// Where those records of each partition begin that are held back until something is whole: who
    /// starts anew has to read on there.
    virtual KafkaOffsets held() const { return {}; }
    /// For so long nothing was read, whatever came: the rest of something may be there already.
    virtual void stoodStill(std::chrono::milliseconds duration) { Q_UNUSED(duration) }
    /// The connection is about to end: what was held back until it is whole will not become so.
    virtual void ending(Moment now, SessionOutput &out)
    {
        Q_UNUSED(now)
        Q_UNUSED(out)
    }
    /// Called at deadline() or later.
    virtual void tick(Moment now, SessionOutput &out)
    {
        Q_UNUSED(now)
        Q_UNUSED(out)
    }
    virtual std::optional<Moment> deadline() const { return {}; }

    /// All desired subscriptions that are not paused, once per connection, right after opened().
    /// They are positions 0…. Sent together where the protocol allows it, one frame each where a
    /// bad one would take the others down.
    virtual void restore(const QVector<Subscription> &subscriptions, Moment now, SessionOutput &out)
    {
        for (const Subscription &subscription : subscriptions)
            subscribe(subscription, now, out);
    }
    /// One more, at the next position.
    virtual void subscribe(const Subscription &subscription, Moment now, SessionOutput &out)
    {
        Q_UNUSED(subscription)
        Q_UNUSED(now)
        Q_UNUSED(out)
    }
    /// The positions after it move up by one.
    virtual void unsubscribe(const QString &pattern, Moment now, SessionOutput &out)
    {
        Q_UNUSED(pattern)
        Q_UNUSED(now)
        Q_UNUSED(out)
    }
    /// Something about topics that is no subscription; only kinds that DialectInfo::requests has.
    virtual void request(const TopicRequest &request, Moment now, SessionOutput &out)
    {
        Q_UNUSED(request)
        Q_UNUSED(now)
        Q_UNUSED(out)
    }
    virtual CloseVerdict closed(const CloseCause &cause) const = 0;
    /// What the session of the next attempt needs to go on where this one ended (a stream's
    /// position, a session id): opaque, never shown or saved; handed to makeSession() as option
    /// `memoryKey`.
    virtual QString memory() const { return {}; }
};

/// A kind of event system. Each file in dialects/ defines one constant of a class derived from
/// this.
class Dialect
{
public:
    virtual ~Dialect() = default;
    virtual const DialectInfo &info() const = 0;
    /// `options` has every option with its value or default, the secrets included under their keys.
    virtual std::unique_ptr<Session> makeSession(const OptionValues &options) const = 0;
};

} // namespace eventscope
