// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/partcontext.h"

#include "models/event/hash.h"
#include "models/eventbookmarks.h"
#include "models/query/lineparts.h"

#include <QHashFunctions>
#include <QRandomGenerator>

namespace eventscope {

PartContext::PartContext(const EventBookmarks &bookmarks, const LineSource &lines,
                         SubjectPlaces places)
    : m_bookmarks(bookmarks), m_lines(lines), m_seed(QRandomGenerator::global()->generate64()),
      m_places(std::move(places))
{ }

bool PartContext::isBookmarked(quint64 sequence) const
{
    return m_bookmarks.isMarked(sequence);
}

quint64 PartContext::keyOf(const EventRecord &record, std::string_view subject,
                           std::string_view connection) const
{
    const quint64 whose = hash64(connection, m_seed ^ record.subjectHash);
    const quint64 key = qHashBits(subject.data(), subject.size(), size_t(whose));
    return key == 0 ? 1 : key;
}

Result<void> PartContext::take(const EventLog &log)
{
    ++m_part;
    m_first = log.firstSequence();
    m_before.assign(size_t(log.size()), {});
    for (quint64 row = 0; row < log.size(); ++row) {
        const EventRecord &record = log.at(row);
        if (record.subjectHash == 0 || (record.flags & OwnEvent))
            continue;
        const std::string_view line = m_lines.line(record, m_line);
        if (line.empty())
            continue;
        const std::string_view subject = attributeOf(record, line, "subject", m_subject);
        const quint64 key = keyOf(record, subject, log.connections().text(record.connection));
        const auto before = m_places.exchange(
            {key, record.place, record.recordedUs, record.lineLength, m_part});
        if (!before)
            return Error{before.error()};
        m_before[size_t(row)] = *before;
    }
    return {};
}

std::string_view PartContext::previousLine(const EventRecord &, quint64 sequence,
                                           std::string &scratch) const
{
    if (sequence < m_first || sequence - m_first >= m_before.size())
        return {};
    const SubjectPlaces::Place &before = m_before[size_t(sequence - m_first)];
    if (before.lineLength == 0)
        return {};
    EventRecord record;
    record.place = before.place;
    record.recordedUs = before.recordedUs;
    record.lineLength = before.lineLength;
    return before.part == m_part ? m_lines.line(record, scratch) : m_lines.copyOf(record, scratch);
}

} // namespace eventscope
