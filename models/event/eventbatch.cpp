// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/eventbatch.h"

#include "models/event/jsontext.h"

#include <QByteArray>

namespace eventscope {

namespace {

/// `text` cut to what an attribute may hold, never inside a UTF-8 character.
std::string_view bounded(std::string_view text)
{
    if (text.size() <= EventFields::maxAttribute)
        return text;
    size_t end = EventFields::maxAttribute;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
        --end;
    return text.substr(0, end);
}

/// CloudEvents wants a type, and those that begin with our prefix are ours: a feed cannot pass its events off as them.
std::string_view typeOf(const EventFields &fields, std::string &scratch)
{
    if (fields.type.empty())
        return "untyped";
    const bool ours = (fields.flags & (OwnEvent | Undecodable)) != 0;
    if (ours || !fields.type.starts_with(owntype::prefix))
        return fields.type;
    scratch = "feed:";
    scratch += fields.type;
    return scratch;
}

bool hasLineBreak(std::string_view text)
{
    return text.find('\n') != std::string_view::npos || text.find('\r') != std::string_view::npos;
}

} // namespace

void EventBatch::clear()
{
    m_bytes.clear();
    m_entries.clear();
    m_received = 0;
}

void EventBatch::setConnection(std::string_view id)
{
    m_connection = id;
    m_source = "\"source\":\"/";
    appendJsonEscaped(m_source, id);
    m_source += '"';
}

void EventBatch::append(const EventFields &fields, qint64 recordedUs)
{
    BatchEntry entry;
    entry.bodyOffset = quint32(m_bytes.size());
    entry.recordedUs = recordedUs;
    entry.timeUs = fields.timeUs;
    entry.severity = fields.severity;
    entry.flags = fields.flags;
    entry.ownId = fields.id.empty();

    const auto here = [this, &entry] { return quint32(m_bytes.size()) - entry.bodyOffset; };
    const auto attribute = [this, &here](std::string_view opening, std::string_view text) {
        m_bytes += opening;
        const quint32 offset = here();
        appendJsonEscaped(m_bytes, bounded(text));
        const BatchEntry::Span span{offset, here() - offset};
        m_bytes += '"';
        return span;
    };

    m_bytes += m_source;
    if (!entry.ownId)
        attribute(R"(,"id":")", fields.id);
    std::string typeScratch;
    entry.type = attribute(R"(,"type":")", typeOf(fields, typeScratch));
    if (!fields.time.empty())
        attribute(R"(,"time":")", fields.time);
    char recorded[32];
    m_bytes += R"(,"recordedtime":")";
    m_bytes.append(recorded, size_t(writeTimestamp(recordedUs, recorded) - recorded));
    m_bytes += '"';
    if (!fields.topic.empty())
        entry.topic = attribute(R"(,"topic":")", fields.topic);
    if (!fields.subject.empty())
        entry.subject = attribute(R"(,"subject":")", fields.subject);
    m_bytes += R"(,"severitytext":")";
    m_bytes += severityText(fields.severity);
    m_bytes += '"';
    if (!fields.reason.empty())
        attribute(R"(,"reason":")", fields.reason);
    appendPayload(fields, entry);
    m_bytes += '}';
    entry.bodyLength = here();

    if (!(fields.flags & OwnEvent))
        ++m_received;
    m_entries.push_back(entry);
}

void EventBatch::appendPayload(const EventFields &fields, BatchEntry &entry)
{
    const auto begin = [this, &entry](std::string_view opening) {
        m_bytes += opening;
        entry.data.offset = quint32(m_bytes.size()) - entry.bodyOffset;
    };
    switch (fields.payloadKind) {
    case PayloadKind::None:
        return;
    case PayloadKind::Json:
        begin(R"(,"data":)");
        if (hasLineBreak(fields.payload))
            appendMinified(m_bytes, fields.payload);
        else
            m_bytes += fields.payload;
        break;
    case PayloadKind::Text:
        begin(R"(,"datacontenttype":"text/plain","data":)");
        appendJsonString(m_bytes, fields.payload);
        break;
    case PayloadKind::Binary: {
        entry.flags |= BinaryPayload;
        begin(R"(,"data_base64":)");
        m_bytes += '"';
        const QByteArray encoded =
            QByteArray::fromRawData(fields.payload.data(), qsizetype(fields.payload.size()))
                .toBase64();
        m_bytes.append(encoded.constData(), size_t(encoded.size()));
        m_bytes += '"';
        break;
    }
    }
    entry.data.length = quint32(m_bytes.size()) - entry.bodyOffset - entry.data.offset;
}

} // namespace eventscope
