// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/captureinfo.h"
#include "models/event/eventlog.h"

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace eventscope {

/// How much of a capture is looked at in one go by who passes over it: rows in the log, and bytes
/// of their lines, which may be in memory while they are read.
struct PartSize
{
    quint64 rows = 8 * EventLog::chunkSize;
    quint64 bytes = quint64(48) << 20;
    quint64 segment = quint64(256) << 20; ///< columns of a larger one are not read all at once
    size_t ahead = 4; ///< segments whose columns are read before they are taken, at most
};

/// Rows on their way from a log that a worker fills to the one that is shown, which only its own
/// thread may write. They share the worker's chunks until they are appended.
class LogPart
{
public:
    quint64 size() const { return m_rows.size() - m_taken; } ///< rows that are still to be appended
    /// Appends at most so many of them, so that a thread that has more to do can do it in slices.
    /// All parts of a log go into the same log, in order, and nothing else meanwhile.
    void appendTo(EventLog &log, quint64 most);

    /// Ids of connections that no part before this one has rows of, until it is appended.
    const std::vector<std::string> &newConnections() const { return m_texts[2]; }
    /// What is known of all connections by now, where this part makes a difference to it: to be
    /// told before its rows are shown, or they would be shown without their masks.
    using Connections = std::shared_ptr<const QMap<QString, CaptureInfo::Connection>>;
    void setConnections(Connections connections) { m_connections = std::move(connections); }
    Connections takeConnections() { return std::exchange(m_connections, {}); }

private:
    friend class LogParts;
    EventLog::Snapshot m_rows;
    quint64 m_taken = 0;
    std::array<std::vector<std::string>, 3> m_texts; ///< new types, topics, connections
    Connections m_connections; ///< null: nothing to tell
};

/// Takes what a worker put into its log out of it, part by part. Texts have the same numbers in
/// both logs, for they are told in the same order. One thread.
class LogParts
{
public:
    LogPart take(EventLog &log);

private:
    std::array<quint32, 3> m_told{};
};

} // namespace eventscope
