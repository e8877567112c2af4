// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/logmerge.h"

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

void LogMerge::learnTextsAnew(From &from)
{
    for (std::vector<quint32> *numbers : {&from.types, &from.topics, &from.connections})
        numbers->clear();
    learnTexts(from);
}

/// The log's next row waits for its turn, if there is one.
void LogMerge::putHead(Heads &heads, size_t i)
{
    From &from = m_from[i];
    if (from.isDone()) {
        from.letGo();
        if (!from.refill || !from.refill())
            return;
        learnTextsAnew(from);
    }
    heads.emplace(from.nextUs(), i);
}

bool LogMerge::take(const std::function<bool(quint64 done)> &progress)
{
    Heads heads;
    for (size_t i = 0; i < m_from.size(); ++i) {
        learnTexts(m_from[i]);
        putHead(heads, i);
    }
    std::vector<EventRecord> rows;
    quint64 done = 0;
    while (!heads.empty()) {
        const size_t i = heads.top().second;
        heads.pop();
        rows.push_back(m_from[i].next());
        putHead(heads, i);
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

void LogMerge::takePart(const PartSize &size)
{
    Heads heads;
    for (size_t i = 0; i < m_from.size(); ++i) {
        learnTextsAnew(m_from[i]);
        putHead(heads, i);
    }
    std::vector<EventRecord> rows;
    quint64 bytes = 0;
    while (!heads.empty() && m_into.size() + rows.size() < size.rows && bytes < size.bytes) {
        const size_t i = heads.top().second;
        heads.pop();
        rows.push_back(m_from[i].next());
        bytes += rows.back().lineLength;
        putHead(heads, i);
        if (rows.size() == rowsAtOnce) {
            m_into.append(rows.data(), rows.size());
            rows.clear();
        }
    }
    m_into.append(rows.data(), rows.size());
}

} // namespace eventscope
