// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/linesource.h"
#include "models/query/rowcontext.h"
#include "models/query/subjecttrail.h"

namespace eventscope {

class EventBookmarks;

/// What filters may ask of the log that is shown, beyond its lines. Owned by the model of the log,
/// which keeps it up to date on the GUI thread; asked by workers.
class LogContext final : public RowContext
{
public:
    explicit LogContext(const EventBookmarks *bookmarks) : m_bookmarks(bookmarks) { }

    /// `lines` as they are, as filters search them. Nobody may be asking.
    void setLog(const EventLog *log, const LineSource *lines);
    /// The one trail of this log, for whoever else asks for the way back.
    SubjectTrail &trail() { return m_trail; }

    bool isBookmarked(quint64 sequence) const override;
    std::string_view previousLine(const EventRecord &record, quint64 sequence,
                                  std::string &scratch) const override;

private:
    const EventBookmarks *m_bookmarks;
    const LineSource *m_lines = nullptr;
    SubjectTrail m_trail;
};

} // namespace eventscope
