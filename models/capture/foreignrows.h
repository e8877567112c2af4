// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/foreignline.h"
#include "models/capture/lineenvelope.h"
#include "models/event/eventlog.h"

#include <vector>

namespace eventscope {

/// Makes a log's rows of the lines of a file that Eventscope did not write, one for each that is
/// not blank, and gives them to the log some thousand at a time. The log and the shape are not
/// owned and outlive it. The log's thread.
class ForeignRows
{
public:
    /// All rows are of this one: there is but one file.
    static constexpr quint32 segment = 1;

    /// `ofCapture`: what its events name as their source are connections of the capture that the
    /// file is of. `lastUs`: when the row before these was recorded, or noTime.
    ForeignRows(EventLog &log, const ForeignShape &shape, bool ofCapture, qint64 lastUs);

    /// Again, where the log forgot its texts.
    void tellSource();
    void add(quint64 offset, std::string_view text);
    quint64 waiting() const { return m_rows.size(); }
    bool isFull() const;
    void flush();

    quint64 total() const { return m_total; }
    quint64 undecodable() const { return m_undecodable; }
    qint64 lastUs() const { return m_lastUs; }

private:
    qint64 momentOfRow(const EventFields &fields);
    quint16 connectionOf(std::string_view line);

    EventLog &m_log;
    const ForeignShape &m_shape;
    const bool m_ofCapture;
    qint64 m_lastUs;
    ForeignLine m_line;
    LineParser m_parser;
    std::vector<EventRecord> m_rows;
    quint64 m_bytes = 0; ///< of their lines
    quint64 m_total = 0;
    quint64 m_undecodable = 0;
    quint16 m_source = 0;
    std::string m_scratch;
};

} // namespace eventscope
