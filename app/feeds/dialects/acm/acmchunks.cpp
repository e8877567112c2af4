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

void KeptRecord::addHeadersOf(const KeptRecord &other)
{
    std::vector<Header> added;
    m_record.headersLeft += other.m_record.headersLeft;
    for (const Header &header : other.m_headers) {
        const bool isKnown = isNamed(header.name, "ce_extoffset") // the place of that part alone
            || std::find(m_headers.begin(), m_headers.end(), header) != m_headers.end()
            || std::find(added.begin(), added.end(), header) != added.end();
        if (isKnown)
            continue;
        if (m_headers.size() + added.size() < maxKafkaHeaders)
            added.push_back(header);
        else
            ++m_record.headersLeft;
    }
    m_headers.insert(m_headers.begin(), added.begin(), added.end());
}

quint64 KeptRecord::overhead() const
{
    constexpr quint64 place = 128; // what knows where it is
    quint64 bytes = sizeof *this + place + m_topic.size() + m_key.size();
    for (const Header &header : m_headers)
        bytes += sizeof header + header.name.size() + header.value.size();
    return bytes;
}

AcmChunks::Outcome AcmChunks::take(const KafkaRecord &record, AcmChunk chunk, Moment now)
{
    if (chunk.total > maxTotalBytes)
        return Outcome::TooLarge;
    KeptRecord kept(record);
    makeRoom(kept);
    const auto message = findOrBegin(record, chunk.total, now);
    const bool known = std::any_of(message->parts.begin(), message->parts.end(),
                                   [chunk](const Part &part) { return part.end == chunk.end; });
    if (known)
        return Outcome::Kept; // sent again by a producer that heard no answer
    message->overhead += kept.overhead();
    m_overhead += kept.overhead();
    message->parts.push_back({chunk.end, std::move(kept)});
    message->have += record.value.size();
    m_bytes += record.value.size();
    m_held.hold(record);
    if (message->have < message->total)
        return Outcome::Kept;
    if (!assemble(*message)) {
        expire(message);
        return Outcome::Kept;
    }
    for (const Part &part : message->parts)
        m_held.release(part.record.view());
    forget(message);
    return Outcome::Whole;
}

AcmChunks::Messages::iterator AcmChunks::find(const KafkaRecord &record, std::string_view id)
{
    return std::find_if(m_messages.begin(), m_messages.end(), [&](const Message &message) {
        return message.id == id && message.parts.front().record.isFrom(record);
    });
}

AcmChunks::Messages::iterator AcmChunks::findOrBegin(const KafkaRecord &record, quint64 total,
                                                     Moment now)
{
    const std::string_view id = headerValue(record, "ce_id");
    const auto message = find(record, id);
    if (message != m_messages.end()) {
        if (message->total == total && message->parts.size() < maxParts)
            return message;
        expire(message);
    } else if (m_messages.size() >= maxMessages) {
        expire(m_messages.begin());
    }
    Message fresh;
    fresh.id = id;
    fresh.total = total;
    fresh.since = now;
    m_messages.push_back(std::move(fresh));
    return std::prev(m_messages.end());
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
    for (auto part = sorted.rbegin(); part != sorted.rend(); ++part) {
        if (*part != &message.parts.back())
            whole.addHeadersOf((*part)->record);
    }
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

void AcmChunks::makeRoom(const KeptRecord &record)
{
    const quint64 overhead = record.overhead();
    while (
        !m_messages.empty()
        && (m_bytes + record.value().size() > maxTotalBytes || m_overhead + overhead > maxOverhead))
        expire(m_messages.begin());
}

void AcmChunks::forget(Messages::iterator message)
{
    m_bytes -= message->have;
    m_overhead -= message->overhead;
    m_messages.erase(message);
}

void AcmChunks::expire(Messages::iterator message)
{
    for (Part &part : message->parts)
        m_expired.push_back(std::move(part.record));
    forget(message);
}

std::vector<KeptRecord> AcmChunks::takeExpired(Moment now, const IsRead &isRead)
{
    for (size_t i = 0; i < m_messages.size();) {
        Message &message = m_messages[i];
        const Moment due = message.since + patience;
        if (due > now) {
            ++i;
        } else if (due + lateness <= now
                   || (isRead && !isRead(message.parts.front().record.topic()))) {
            message.since = now;
            ++i;
        } else {
            expire(m_messages.begin() + qptrdiff(i));
        }
    }
    return std::exchange(m_expired, {});
}

void AcmChunks::stoodStill(Moment duration)
{
    for (Message &message : m_messages)
        message.since += duration;
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
    const auto oldest =
        std::min_element(m_messages.begin(), m_messages.end(),
                         [](const Message &a, const Message &b) { return a.since < b.since; });
    return oldest->since + patience;
}

} // namespace eventscope
