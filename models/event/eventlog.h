// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventrecord.h"
#include "models/event/storedbatch.h"
#include "models/event/stringtable.h"

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <vector>

namespace eventscope {

/// The columns of all events, in order of arrival: hop 4. Row = sequence − firstSequence().
/// Records stand in chunks of fixed size that never move; the GUI thread is the only writer, and a
/// full chunk is never written again. A Snapshot taken on the GUI thread may be read by any thread
/// without a lock. Old rows are retired at the front: all rows move up then, and whole chunks are
/// freed (once no snapshot has them any more).
class EventLog
{
public:
    static constexpr size_t chunkSize = 1U << 15;
    using Chunk = std::array<EventRecord, chunkSize>;

    /// A frozen prefix of the log: cheap to copy, safe to read on any thread.
    class Snapshot
    {
    public:
        quint64 firstSequence() const { return m_first; }
        quint64 size() const { return m_size; }
        /// Records of its first chunk that are retired: row 0 is behind them.
        size_t front() const { return m_front; }
        const EventRecord &at(quint64 row) const
        {
            const quint64 place = row + m_front;
            return (*m_chunks[place / chunkSize])[place % chunkSize];
        }
        /// The records from `row` on that stand side by side: at most `most`, and not beyond its
        /// chunk.
        std::span<const EventRecord> run(quint64 row, size_t most) const
        {
            const size_t inChunk = (row + m_front) % chunkSize;
            return {&at(row), std::min({most, chunkSize - inChunk, size_t(m_size - row)})};
        }

    private:
        friend class EventLog;
        std::vector<std::shared_ptr<const Chunk>> m_chunks;
        size_t m_front = 0;
        quint64 m_first = 1;
        quint64 m_size = 0;
    };

    EventLog();

    /// Appends every event of the batch; the batch itself is left to the caller (for workflows,
    /// notices, recycling).
    void append(const StoredBatch &stored);
    /// Appends records read back from a capture; their type, topic and connection are numbers of
    /// this log's tables.
    void append(const EventRecord *records, size_t count);
    /// Forgets the events before `sequence`: the event with this number becomes row 0, or the log
    /// becomes empty. Answers how many rows went.
    quint64 retire(quint64 sequence);

    /// Forgets all texts, so that those of a feed that has new ones in every event do not pile up.
    /// For a log that is empty, and of whose records nobody has any.
    void forgetTexts();

    quint64 size() const { return m_size; }
    quint64 firstSequence() const { return m_first; }
    void setFirstSequence(quint64 first) { m_first = first; }
    size_t front() const { return m_front; } ///< as Snapshot::front()
    const EventRecord &at(quint64 row) const
    {
        const quint64 place = row + m_front;
        return (*m_chunks[place / chunkSize])[place % chunkSize];
    }
    Snapshot snapshot() const;

    StringTable &types() { return m_types; }
    StringTable &topics() { return m_topics; }
    StringTable &connections() { return m_connections; }
    const StringTable &types() const { return m_types; }
    const StringTable &topics() const { return m_topics; }
    const StringTable &connections() const { return m_connections; }

    /// Heap that the log itself uses, for the promise of at most 64 bytes an event.
    size_t memoryBytes() const;

private:
    EventRecord *next();

    std::vector<std::shared_ptr<Chunk>> m_chunks;
    size_t m_front = 0;
    quint64 m_first = 1;
    quint64 m_size = 0;
    StringTable m_types;
    StringTable m_topics;
    StringTable m_connections;
};

/// The events of a batch as views, for whoever wants their payload before it is recycled. Texts are
/// unescaped into scratch memory of the visitor's frame. visit(const EventView &) is called for
/// each entry that `wanted` accepts.
EventView viewOf(const StoredBatch &stored, size_t index, std::string &typeScratch,
                 std::string &topicScratch, std::string &subjectScratch);

} // namespace eventscope
