// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/logcontext.h"

#include "models/eventbookmarks.h"

namespace eventscope {

void LogContext::setLog(const EventLog *log, const LineSource *lines)
{
    m_lines = lines;
    m_previous.setLog(log);
}

bool LogContext::isBookmarked(quint64 sequence) const
{
    return m_bookmarks->isMarked(sequence);
}

std::string_view LogContext::previousLine(const EventRecord &, quint64 sequence,
                                          std::string &scratch) const
{
    const auto before = m_previous.before(sequence);
    return before && m_lines ? m_lines->line(before->second, scratch) : std::string_view();
}

} // namespace eventscope
