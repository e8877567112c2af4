// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/logcontext.h"

#include "models/eventbookmarks.h"
#include "models/query/lineparts.h"

namespace eventscope {

void LogContext::setLog(const EventLog *log, const LineSource *lines)
{
    m_lines = lines;
    m_trail.setLog(log);
}

bool LogContext::isBookmarked(quint64 sequence) const
{
    return m_bookmarks->isMarked(sequence);
}

std::string_view LogContext::previousLine(const EventRecord &record, quint64 sequence,
                                          std::string &scratch) const
{
    if (!m_lines)
        return {};
    if (!m_trail.knows(sequence))
        m_trail.catchUp();
    auto found = m_trail.before(sequence, SubjectTrail::On::SameConnection);
    if (!found)
        return {};
    static thread_local std::string lineScratch;
    static thread_local std::string subjectScratch;
    static thread_local std::string otherScratch;
    const std::string_view subject =
        attributeOf(record, m_lines->line(record, lineScratch), "subject", subjectScratch);
    // Two subjects may have one hash, if somebody took the trouble.
    constexpr int enough = 100;
    for (int tries = 0; found && tries < enough; ++tries) {
        const std::string_view line = m_lines->line(found->record, scratch);
        if (line.empty() || attributeOf(found->record, line, "subject", otherScratch) == subject)
            return line;
        found = m_trail.before(found->sequence, SubjectTrail::On::SameConnection);
    }
    return {};
}

} // namespace eventscope
