// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/storyevents.h"

#include <QByteArray>
#include <QString>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

/// Where a session sends: one client's connection.
class DemoOutlet
{
public:
    virtual ~DemoOutlet() = default;

    /// One event, counted against the limit of the connection and left out once that is reached.
    virtual void sendEvent(std::string_view frame) = 0;
    /// An answer, or a blank line: always sent, never counted.
    virtual void sendReply(std::string_view frame) = 0;
    /// With a close frame.
    virtual void close(int code, const QString &reason) = 0;
    /// TCP only: what a client sees of a server that hangs up.
    virtual void drop() = 0;
};

/// What one server says to one client: the protocol without the socket. Owned by its connection,
/// one thread.
class DemoSession
{
public:
    explicit DemoSession(DemoOutlet &outlet) : m_outlet(outlet) { }
    virtual ~DemoSession() = default;
    DemoSession(const DemoSession &) = delete;
    DemoSession &operator=(const DemoSession &) = delete;

    /// The handshake is done; `trees` is what is under way right now.
    virtual void opened(const std::vector<CollectEvent> &trees) { Q_UNUSED(trees) }
    virtual void text(const QByteArray &frame, qint64 nowUs) = 0;
    virtual void binary() { }
    virtual void tick(qint64 nowUs) { Q_UNUSED(nowUs) }
    virtual void tellCall(const CallEvent &event) { Q_UNUSED(event) }
    virtual void tellCollect(const CollectEvent &event) { Q_UNUSED(event) }
    virtual void tellRecord(const RecordEvent &event) { Q_UNUSED(event) }
    virtual void tellJob(const JobEvent &event) { Q_UNUSED(event) }
    virtual void tellReading(const Reading &event) { Q_UNUSED(event) }
    /// The server is going down for a moment.
    virtual void restart() { m_outlet.drop(); }
    /// The server ends this one connection.
    virtual void cutOff() { m_outlet.drop(); }
    /// How often the server pings on the WebSocket; 0: never.
    virtual int pingSeconds() const = 0;
    /// Frames to multiply under load, with the slots of loadsource.h; none while nothing is
    /// subscribed.
    virtual std::vector<std::string> loadFrames() const = 0;

protected:
    DemoOutlet &m_outlet;
};

} // namespace eventscope
