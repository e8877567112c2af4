// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/logmerge.h"

#include <queue>
#include <utility>

namespace eventscope {

namespace {

constexpr size_t rowsAtOnce = 8192;

void learn(std::vector<quint32> &numbers, StringTable &to, const StringTable &from)
{
    for (auto id = quint32(numbers.size()); id < from.size(); ++id)
        numbers.push_back(to.intern(from.text(id)));
}

quint32 numberOf(const std::vector<quint32> &numbers, quint32 id)
{
    return id < numbers.size() ? numbers[id] : StringTable::overflow;
}

} // namespace

EventRecord LogMerge::From::next()
{
    EventRecord record = log.at(row++);
    record.place = EventRecord::makePlace(record.segment() + raise, record.offset());
    record.type = numberOf(types, record.type);
    record.topic = numberOf(topics, record.topic);
    record.connection = quint16(numberOf(connections, record.connection));
    if (row == EventLog::chunkSize)
        letGo();
    return record;
}

/// What is taken of it.
void LogMerge::From::letGo()
{
    log.retire(log.firstSequence() + std::exchange(row, 0));
}

void LogMerge::learnTexts(From &from)
{
    learn(from.types, m_into.types(), from.log.types());
    learn(from.topics, m_into.topics(), from.log.topics());
    learn(from.connections, m_into.connections(), from.log.connections());
}

bool LogMerge::take(const std::function<bool(quint64 done)> &progress)
{
    using Head = std::pair<qint64, size_t>; // of equal times, the first log's
    std::priority_queue<Head, std::vector<Head>, std::greater<>> heads;
    for (size_t i = 0; i < m_from.size(); ++i) {
        learnTexts(m_from[i]);
        if (!m_from[i].isDone())
            heads.emplace(m_from[i].nextUs(), i);
    }
    std::vector<EventRecord> rows;
    quint64 done = 0;
    while (!heads.empty()) {
        const size_t i = heads.top().second;
        heads.pop();
        rows.push_back(m_from[i].next());
        if (m_from[i].isDone())
            m_from[i].letGo();
        else
            heads.emplace(m_from[i].nextUs(), i);
        if (rows.size() < rowsAtOnce && !heads.empty())
            continue;
        m_into.append(rows.data(), rows.size());
        done += rows.size();
        rows.clear();
        if (progress && !progress(done))
            return false;
    }
    return true;
}

} // namespace eventscope
