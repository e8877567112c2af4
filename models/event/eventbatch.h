// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/bytebuffer.h"
#include "models/event/event.h"

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

/// One event of a batch: its line but for the beginning that only the writer knows, and where its
/// parts stand. All offsets count from the start of the body.
struct BatchEntry
{
    struct Span
    {
        quint32 offset = 0;
        quint32 length = 0;
    };
    quint32 bodyOffset = 0; ///< of the body in EventBatch::bytes()
    quint32 bodyLength = 0; ///< the closing brace included
    Span type; ///< escaped text inside the quotes
    Span topic;
    Span subject;
    Span data; ///< raw value of `data` or `data_base64`, quotes included
    qint64 recordedUs = 0;
    qint64 timeUs = noTime;
    Severity severity = Severity::Info;
    EventFlags flags = 0;
    bool ownId = false; ///< the body has no `id`: the writer makes one
    EventMarks marks = 0;

    // Filled by the writer once the line has its place:
    quint32 lineLength = 0; ///< without the line break
    quint16 prefixLength = 0; ///< bytes that the writer put before the body
    quint16 copies = 0; ///< that came while the batch was being filled, and are not stored
};

/// Events of one connection on their way from its feed to the log: hop 2 to hop 4. A batch is one
/// block of bytes and one vector of entries, both kept when it is cleared, so that a busy feed
/// allocates nothing. Owned by one thread at a time.
class EventBatch
{
public:
    void clear();
    /// The connection id (`source` without its slash) that every event of this batch is from.
    void setConnection(std::string_view id);
    std::string_view connection() const { return m_connection; }

    /// Formats one event as the body of its CloudEvents line.
    void append(const EventFields &fields, qint64 recordedUs);
    /// One that was in a batch before: `was` as it was there, with its body.
    void restore(const BatchEntry &was, std::string_view body);
    /// One more copy of this event came, which is not stored.
    void repeat(size_t entry);

    bool isEmpty() const { return m_entries.empty(); }
    size_t size() const { return m_entries.size(); }
    /// What it keeps when it is cleared.
    size_t memoryBytes() const
    {
        return m_bytes.capacity() + m_entries.capacity() * sizeof(BatchEntry);
    }
    size_t byteSize() const { return m_bytes.size(); }
    std::string_view bytes() const { return m_bytes.view(); }
    std::vector<BatchEntry> &entries() { return m_entries; }
    const std::vector<BatchEntry> &entries() const { return m_entries; }
    std::string_view body(const BatchEntry &entry) const
    {
        return m_bytes.view().substr(entry.bodyOffset, entry.bodyLength);
    }
    std::string_view part(const BatchEntry &entry, BatchEntry::Span span) const
    {
        return m_bytes.view().substr(entry.bodyOffset + span.offset, span.length);
    }
    /// How many of the events count as received: all but our own.
    size_t receivedCount() const { return m_received; }

private:
    void appendPayload(const EventFields &fields, BatchEntry &entry);
    template<size_t Size>
    BatchEntry::Span attribute(const BatchEntry &entry, const char (&opening)[Size],
                               std::string_view text);
    std::string_view recordedTime(qint64 us);
    template<typename Build>
    void appendBuilt(Build build);

    std::string m_connection;
    std::string m_source; ///< the escaped `"source":"/id"` member
    ByteBuffer m_bytes;
    std::string m_scratch; ///< for what has to be rewritten on its way
    std::vector<BatchEntry> m_entries;
    size_t m_received = 0;
    qint64 m_second = std::numeric_limits<qint32>::min(); ///< whose text is in m_secondText
    char m_secondText[32] = {};
};

} // namespace eventscope
