// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventlog.h"
#include "models/event/linesource.h"
#include "models/export/subjectplaces.h"
#include "models/query/rowcontext.h"

#include <vector>

namespace eventscope {

class EventBookmarks;

/// What filters and columns may ask beyond the lines, where a capture is passed over part by part and
/// nothing is kept of what was passed but where the last event of each subject is: the answers are
/// those of LogContext. One thread says which part it is; then any may ask.
class PartContext final : public RowContext
{
public:
    /// `lines` as they are. Neither is owned. `places` only for tests.
    PartContext(const EventBookmarks &bookmarks, const LineSource &lines,
                SubjectPlaces places = SubjectPlaces());

    /// The next part. Reads the subject of each of its events, so only for who wants previousLine().
    Result<void> take(const EventLog &log);

    bool isBookmarked(quint64 sequence) const override;
    std::string_view previousLine(const EventRecord &record, quint64 sequence,
                                  std::string &scratch) const override;

private:
    quint64 keyOf(const EventRecord &record, std::string_view subject,
                  std::string_view connection) const;

    const EventBookmarks &m_bookmarks;
    const LineSource &m_lines;
    const quint64 m_seed; ///< so that nobody can choose subjects that are taken for one
    SubjectPlaces m_places;
    std::vector<SubjectPlaces::Place> m_before; ///< of each row of the part
    quint64 m_first = 1;
    quint32 m_part = 0;
    std::string m_line;
    std::string m_subject;
};

} // namespace eventscope
