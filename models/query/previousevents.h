// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventlog.h"

#include <optional>
#include <shared_mutex>
#include <utility>
#include <vector>

namespace eventscope {

/// Which event of the same subject, on the same connection, came before one: what "changed" is
/// measured against. Known only once somebody asks, at four bytes an event and four to eight for
/// each subject. The GUI thread says when the log grows; any thread asks, and the first one to ask
/// works it out for all.
class PreviousEvents
{
public:
    /// GUI thread, as everything that changes it. Nobody may be asking. May be null.
    void setLog(const EventLog *log);
    /// To be called before anybody asks, and when the log grew or lost its oldest.
    void update();

    /// Its sequence and columns; nothing if there is none, it was retired, or the event is not
    /// known yet.
    std::optional<std::pair<quint64, EventRecord>> before(quint64 sequence) const;

private:
    void extend() const;
    void grow() const;
    size_t slotFor(const EventRecord &record) const;

    const EventLog *m_log = nullptr;
    mutable std::shared_mutex m_guard;
    EventLog::Snapshot m_snapshot;
    quint64 m_first = 1; ///< sequence that m_previous begins with
    mutable std::vector<quint32> m_previous; ///< rows since m_first, from 1 on; 0: none
    mutable std::vector<quint32> m_latest; ///< hash table of the last row of each subject, the same
    mutable size_t m_used = 0;
    mutable bool m_asked = false;
};

} // namespace eventscope
