// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"
#include "app/feeds/dialects/acm/acmheaders.h"
#include "app/feeds/dialects/acm/acmheld.h"
#include "app/feeds/dialects/acm/acmrecord.h"

#include <functional>
#include <string>
#include <vector>

namespace eventscope {

/// A record that outlives the call that brought it.
class KeptRecord
{
public:
    explicit KeptRecord(const KafkaRecord &record);
    /// Valid as long as this is, and is not moved.
    KafkaRecord view() const;
    void setValue(std::string value) { m_value = std::move(value); }
    const std::string &value() const { return m_value; }
    const std::string &topic() const { return m_topic; }
    bool isFrom(const KafkaRecord &record) const { return m_topic == record.topic; }
    /// What of them this has not, before its own: of one name the last one counts. Where there are
    /// too many they are counted.
    void addHeadersOf(const KeptRecord &other);
    /// The memory that it takes besides its value.
    quint64 overhead() const;

private:
    struct Header
    {
        std::string name;
        std::string value;
        bool hasValue;
        bool operator==(const Header &) const = default;
    };
    KafkaRecord m_record; ///< the numbers
    std::string m_topic;
    std::string m_key;
    std::string m_value;
    std::vector<Header> m_headers;
    mutable std::vector<KafkaHeader> m_views;
};

/// Events of 10 MiB and more come in several records with the same id; this keeps them until they
/// are whole, within bounds: a server that never sends the rest must not fill the memory. What is
/// held is told as it came once the rest is late; only time in which it could have come counts.
/// Pure.
class AcmChunks
{
public:
    static constexpr quint64 maxTotalBytes = 64ULL << 20;
    static constexpr quint64 maxOverhead = 16ULL << 20; ///< keys, headers and so on
    static constexpr size_t maxMessages = 16;
    static constexpr size_t maxParts = 4096; ///< of one message
    static constexpr Moment patience{60'000};
    /// Who is asked so much later than deadline() says stood still meanwhile.
    static constexpr Moment lateness{5'000};

    enum class Outcome : quint8 {
        Kept, ///< the rest is still to come
        Whole, ///< takeWhole() has the event
        TooLarge ///< nobody waits for so much
    };
    Outcome take(const KafkaRecord &record, AcmChunk chunk, Moment now);
    /// The last chunk's record with the value of all.
    KeptRecord takeWhole();

    /// Whether a topic is read at all: nothing of another one can come.
    using IsRead = std::function<bool(std::string_view topic)>;
    /// Chunks whose rest did not come in time, or that had to make room; in the order of their
    /// arrival. Each is held() until it is told.
    std::vector<KeptRecord> takeExpired(Moment now, const IsRead &isRead = {});
    std::vector<KeptRecord> takeAll();
    std::optional<Moment> deadline() const;
    void stoodStill(Moment duration);
    AcmHeld &held() { return m_held; }
    const AcmHeld &held() const { return m_held; }

private:
    struct Part
    {
        quint64 end;
        KeptRecord record;
    };
    struct Message
    {
        std::string id;
        quint64 total = 0;
        quint64 have = 0;
        quint64 overhead = 0;
        Moment since{};
        std::vector<Part> parts; ///< as they came
    };
    using Messages = std::vector<Message>;

    Messages::iterator find(const KafkaRecord &record, std::string_view id);
    Messages::iterator findOrBegin(const KafkaRecord &record, quint64 total, Moment now);
    void expire(Messages::iterator message);
    void makeRoom(const KeptRecord &record);
    bool assemble(Message &message);
    void forget(Messages::iterator message);

    Messages m_messages; ///< the oldest first
    AcmHeld m_held;
    quint64 m_bytes = 0;
    quint64 m_overhead = 0;
    std::vector<KeptRecord> m_expired;
    std::vector<KeptRecord> m_whole; ///< one or none
};

} // namespace eventscope
