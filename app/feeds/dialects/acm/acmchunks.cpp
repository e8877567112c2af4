// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/acm/acmchunks.h"

#include "app/feeds/dialects/acm/acmheaders.h"

#include <algorithm>
#include <iterator>

namespace eventscope {

KeptRecord::KeptRecord(const KafkaRecord &record)
    : m_record(record), m_topic(record.topic), m_key(record.key), m_value(record.value)
{
    const auto headers = record.headers.first(std::min(record.headers.size(), maxKafkaHeaders));
    m_record.headersLeft += record.headers.size() - headers.size();
    for (const KafkaHeader &header : headers)
        m_headers.push_back({std::string(header.name), std::string(header.value), header.hasValue});
}

KafkaRecord KeptRecord::view() const
{
    KafkaRecord record = m_record;
    record.topic = m_topic;
    record.key = m_key;
    record.value = m_value;
    m_views.clear();
    for (const Header &header : m_headers)
        m_views.push_back({header.name, header.value, header.hasValue});
    record.headers = m_views;
    return record;
}

AcmChunks::Outcome AcmChunks::take(const KafkaRecord &record, AcmChunk chunk, Moment now)
{
    if (chunk.total > maxTotalBytes)
        return Outcome::TooLarge;
    const std::string_view id = headerValue(record, "ce_id");
    makeRoom(record.value.size());
    auto message = find(record, id);
    if (message != m_messages.end() && message->total != chunk.total) {
        expire(message);
        message = m_messages.end();
    }
    if (message == m_messages.end()) {
        if (m_messages.size() >= maxMessages)
            expire(m_messages.begin());
        Message fresh;
        fresh.id = id;
        fresh.total = chunk.total;
        fresh.since = now;
        m_messages.push_back(std::move(fresh));
        message = std::prev(m_messages.end());
    }
    const bool known = std::any_of(message->parts.begin(), message->parts.end(),
                                   [chunk](const Part &part) { return part.end == chunk.end; });
    if (known)
        return Outcome::Kept; // sent again by a producer that heard no answer
    message->parts.push_back({chunk.end, KeptRecord(record)});
    message->have += record.value.size();
    m_bytes += record.value.size();
    if (message->have < message->total)
        return Outcome::Kept;
    if (!assemble(*message)) {
        expire(message);
        return Outcome::Kept;
    }
    m_bytes -= message->have;
    m_messages.erase(message);
    return Outcome::Whole;
}

AcmChunks::Messages::iterator AcmChunks::find(const KafkaRecord &record, std::string_view id)
{
    return std::find_if(m_messages.begin(), m_messages.end(), [&](const Message &message) {
        return message.id == id && message.parts.front().record.isFrom(record);
    });
}

/// True if the parts fit together without a hole.
bool AcmChunks::assemble(Message &message)
{
    KeptRecord whole = message.parts.back().record;
    std::vector<const Part *> sorted;
    for (const Part &part : message.parts)
        sorted.push_back(&part);
    std::sort(sorted.begin(), sorted.end(),
              [](const Part *a, const Part *b) { return a->end < b->end; });
    std::string value;
    value.reserve(size_t(message.total));
    for (const Part *part : sorted) {
        if (part->end != value.size() + part->record.value().size())
            return false;
        value += part->record.value();
    }
    if (value.size() != message.total)
        return false;
    whole.setValue(std::move(value));
    m_whole.clear();
    m_whole.push_back(std::move(whole));
    return true;
}

KeptRecord AcmChunks::takeWhole()
{
    KeptRecord whole = std::move(m_whole.back());
    m_whole.clear();
    return whole;
}

void AcmChunks::makeRoom(quint64 bytes)
{
    while (!m_messages.empty() && m_bytes + bytes > maxTotalBytes)
        expire(m_messages.begin());
}

void AcmChunks::expire(Messages::iterator message)
{
    for (Part &part : message->parts)
        m_expired.push_back(std::move(part.record));
    m_bytes -= message->have;
    m_messages.erase(message);
}

std::vector<KeptRecord> AcmChunks::takeExpired(Moment now)
{
    while (!m_messages.empty() && m_messages.front().since + patience <= now)
        expire(m_messages.begin());
    return std::exchange(m_expired, {});
}

std::vector<KeptRecord> AcmChunks::takeAll()
{
    while (!m_messages.empty())
        expire(m_messages.begin());
    return std::exchange(m_expired, {});
}

std::optional<Moment> AcmChunks::deadline() const
{
    if (m_messages.empty())
        return {};
    return m_messages.front().since + patience;
}

} // namespace eventscope
