// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"
#include "app/feeds/dialects/acm/acmheaders.h"
#include "app/feeds/dialects/acm/acmrecord.h"

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
    bool isFrom(const KafkaRecord &record) const { return m_topic == record.topic; }

private:
    struct Header
    {
        std::string name;
        std::string value;
        bool hasValue;
    };
    KafkaRecord m_record; ///< the numbers
    std::string m_topic;
    std::string m_key;
    std::string m_value;
    std::vector<Header> m_headers;
    mutable std::vector<KafkaHeader> m_views;
};

/// Events of 10 MiB and more come in several records with the same id; this keeps them until they
/// are whole, within bounds: a server that never sends the rest must not fill the memory. Pure.
class AcmChunks
{
public:
    static constexpr quint64 maxTotalBytes = 64ULL << 20;
    static constexpr size_t maxMessages = 16;
    static constexpr Moment patience{60'000};

    enum class Outcome : quint8 {
        Kept, ///< the rest is still to come
        Whole, ///< takeWhole() has the event
        TooLarge ///< nobody waits for so much
    };
    Outcome take(const KafkaRecord &record, AcmChunk chunk, Moment now);
    /// The last chunk's record with the value of all.
    KeptRecord takeWhole();

    /// Chunks whose rest did not come in time, or that had to make room; in the order of their
    /// arrival.
    std::vector<KeptRecord> takeExpired(Moment now);
    std::vector<KeptRecord> takeAll();
    std::optional<Moment> deadline() const;

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
        Moment since{};
        std::vector<Part> parts; ///< as they came
    };
    using Messages = std::vector<Message>;

    Messages::iterator find(const KafkaRecord &record, std::string_view id);
    void expire(Messages::iterator message);
    void makeRoom(quint64 bytes);
    bool assemble(Message &message);

    Messages m_messages; ///< the oldest first
    quint64 m_bytes = 0;
    std::vector<KeptRecord> m_expired;
    std::vector<KeptRecord> m_whole; ///< one or none
};

} // namespace eventscope
