// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/eventlog.h"

#include "models/event/hash.h"
#include "models/event/jsontext.h"

#include <algorithm>

namespace eventscope {

namespace {

std::string_view unescaped(std::string_view escaped, std::string &scratch)
{
    if (escaped.find('\\') == std::string_view::npos)
        return escaped;
    unescapeJson(escaped, scratch);
    return scratch;
}

} // namespace

quint64 subjectHash(std::string_view subject)
{
    if (subject.empty())
        return 0;
    const quint64 hash = hash64(subject);
    return hash == 0 ? 1 : hash;
}

EventLog::EventLog() = default;

EventRecord *EventLog::next()
{
    const quint64 place = m_front + m_size++;
    if (place % chunkSize == 0 || m_chunks.empty())
        m_chunks.push_back(std::make_shared<Chunk>());
    return &(*m_chunks.back())[place % chunkSize];
}

void EventLog::append(const StoredBatch &stored)
{
    const EventBatch &batch = *stored.batch;
    const auto connection = quint16(m_connections.intern(batch.connection()));
    std::string scratch;
    std::string_view lastTopic;
    quint32 lastTopicId = 0;
    std::string_view lastType;
    quint32 lastTypeId = 0;
    quint64 offset = stored.offset;
    for (const BatchEntry &entry : batch.entries()) {
        const std::string_view topic = batch.part(entry, entry.topic);
        if (topic != lastTopic) {
            lastTopic = topic;
            lastTopicId = m_topics.intern(unescaped(topic, scratch));
        }
        const std::string_view type = batch.part(entry, entry.type);
        if (type != lastType) {
            lastType = type;
            lastTypeId = m_types.intern(unescaped(type, scratch));
        }
        EventRecord &record = *next();
        record.place = EventRecord::makePlace(stored.segment, offset);
        record.recordedUs = entry.recordedUs;
        record.timeUs = entry.timeUs;
        record.subjectHash = subjectHash(unescaped(batch.part(entry, entry.subject), scratch));
        record.lineLength = entry.lineLength;
        record.topic = lastTopicId;
        record.type = lastTypeId;
        record.connection = connection;
        record.dataOffset = entry.data.length ? entry.prefixLength + entry.data.offset : 0;
        record.severity = entry.severity;
        record.flags = entry.flags;
        record.marks = entry.marks;
        offset += quint64(entry.lineLength) + 1;
    }
}

void EventLog::append(const EventRecord *records, size_t count)
{
    while (count > 0) {
        EventRecord *to = next();
        const size_t room = chunkSize - (m_front + m_size - 1) % chunkSize;
        const size_t part = std::min(room, count);
        std::copy_n(records, part, to);
        m_size += part - 1;
        records += part;
        count -= part;
    }
}

quint64 EventLog::retire(quint64 sequence)
{
    if (sequence <= m_first)
        return 0;
    const quint64 rows = std::min(sequence - m_first, m_size);
    const quint64 place = m_front + rows;
    m_chunks.erase(m_chunks.begin(), m_chunks.begin() + qptrdiff(place / chunkSize));
    m_front = place % chunkSize;
    m_first += rows;
    m_size -= rows;
    return rows;
}

void EventLog::forgetTexts()
{
    for (StringTable *table : {&m_types, &m_topics, &m_connections})
        table->clear();
}

EventLog::Snapshot EventLog::snapshot() const
{
    Snapshot snapshot;
    snapshot.m_chunks.assign(m_chunks.begin(), m_chunks.end());
    snapshot.m_front = m_front;
    snapshot.m_first = m_first;
    snapshot.m_size = m_size;
    return snapshot;
}

size_t EventLog::memoryBytes() const
{
    return m_chunks.size() * sizeof(Chunk) + m_chunks.capacity() * sizeof(m_chunks[0])
        + m_types.memoryBytes() + m_topics.memoryBytes() + m_connections.memoryBytes();
}

EventView viewOf(const StoredBatch &stored, size_t index, std::string &typeScratch,
                 std::string &topicScratch, std::string &subjectScratch)
{
    const EventBatch &batch = *stored.batch;
    const BatchEntry &entry = batch.entries()[index];
    EventView view;
    view.sequence = stored.firstSequence + index;
    view.connection = batch.connection();
    view.type = unescaped(batch.part(entry, entry.type), typeScratch);
    view.topic = unescaped(batch.part(entry, entry.topic), topicScratch);
    view.subject = unescaped(batch.part(entry, entry.subject), subjectScratch);
    view.payload = batch.part(entry, entry.data);
    view.recordedUs = entry.recordedUs;
    view.timeUs = entry.timeUs;
    view.severity = entry.severity;
    view.flags = entry.flags;
    return view;
}

} // namespace eventscope
