// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/logparts.h"

#include <algorithm>

namespace eventscope {

void LogPart::appendTo(EventLog &log, quint64 most)
{
    const std::array<StringTable *, 3> tables{&log.types(), &log.topics(), &log.connections()};
    for (size_t i = 0; i < tables.size(); ++i) {
        for (const std::string &text : m_texts[i])
            tables[i]->intern(text);
        m_texts[i].clear();
    }
    if (log.size() == 0 && m_taken == 0)
        log.setFirstSequence(m_rows.firstSequence());
    const quint64 end = m_taken + std::min(most, size());
    while (m_taken < end) {
        const auto run = m_rows.run(m_taken, size_t(end - m_taken));
        log.append(run.data(), run.size());
        m_taken += run.size();
    }
}

LogPart LogParts::take(EventLog &log)
{
    LogPart part;
    part.m_rows = log.snapshot();
    const std::array<const StringTable *, 3> tables{&log.types(), &log.topics(),
                                                    &log.connections()};
    for (size_t i = 0; i < tables.size(); ++i) {
        for (; m_told[i] < tables[i]->size(); ++m_told[i])
            part.m_texts[i].emplace_back(tables[i]->text(m_told[i]));
    }
    log.retire(log.firstSequence() + log.size());
    return part;
}

} // namespace eventscope
