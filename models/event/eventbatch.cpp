// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/eventbatch.h"

#include "models/event/jsonscan.h"
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
    BatchEntry &entry = m_entries.emplace_back();
    entry.bodyOffset = quint32(m_bytes.size());
    entry.recordedUs = recordedUs;
    entry.timeUs = fields.timeUs;
    entry.severity = fields.severity;
    entry.flags = fields.flags;
    entry.ownId = fields.id.empty();

    const auto here = [this, &entry] { return quint32(m_bytes.size()) - entry.bodyOffset; };
    const auto attribute = [this, &here](std::string_view opening, std::string_view text) {
        m_bytes.append(opening);
        const quint32 offset = here();
        appendEscaped(bounded(text));
        const BatchEntry::Span span{offset, here() - offset};
        m_bytes.append('"');
        return span;
    };

    m_bytes.append(m_source);
    if (!entry.ownId)
        attribute(R"(,"id":")", fields.id);
    std::string typeScratch;
    entry.type = attribute(R"(,"type":")", typeOf(fields, typeScratch));
    if (!fields.time.empty())
        attribute(R"(,"time":")", fields.time);
    m_bytes.append(R"(,"recordedtime":")");
    appendRecordedTime(recordedUs);
    m_bytes.append('"');
    if (!fields.topic.empty())
        entry.topic = attribute(R"(,"topic":")", fields.topic);
    if (!fields.subject.empty())
        entry.subject = attribute(R"(,"subject":")", fields.subject);
    m_bytes.append(R"(,"severitytext":")");
    m_bytes.append(severityText(fields.severity));
    m_bytes.append('"');
    if (!fields.reason.empty())
        attribute(R"(,"reason":")", fields.reason);
    appendPayload(fields, entry);
    m_bytes.append('}');
    entry.bodyLength = here();

    if (!(fields.flags & OwnEvent))
        ++m_received;
}

void EventBatch::appendEscaped(std::string_view text)
{
    if (findJsonSpecial(text.data(), 0, text.size()) == text.size())
        m_bytes.append(text);
    else
        appendBuilt([text](std::string &out) { appendJsonEscaped(out, text); });
}

template<typename Build>
void EventBatch::appendBuilt(Build build)
{
    m_scratch.clear();
    build(m_scratch);
    m_bytes.append(m_scratch);
}

void EventBatch::appendRecordedTime(qint64 us)
{
    constexpr qint64 usPerSecond = 1'000'000;
    constexpr size_t wholeSeconds = 20; // "2026-11-21T10:30:05."
    const qint64 fraction = us - m_second * usPerSecond;
    if (fraction < 0 || fraction >= usPerSecond) {
        m_second = us / usPerSecond - (us % usPerSecond < 0);
        writeTimestamp(us, m_secondText);
    } else {
        // Thousands of events share a second: only its fraction is new.
        char *digit = m_secondText + wholeSeconds + 6;
        for (qint64 rest = fraction, count = 0; count < 6; ++count, rest /= 10)
            *--digit = char('0' + rest % 10);
    }
    m_bytes.append({m_secondText, wholeSeconds + 7});
}

void EventBatch::appendPayload(const EventFields &fields, BatchEntry &entry)
{
    const auto begin = [this, &entry](std::string_view opening) {
        m_bytes.append(opening);
        entry.data.offset = quint32(m_bytes.size()) - entry.bodyOffset;
    };
    switch (fields.payloadKind) {
    case PayloadKind::None:
        return;
    case PayloadKind::Json:
        begin(R"(,"data":)");
        if (!fields.oneLine && hasLineBreak(fields.payload))
            appendBuilt([&fields](std::string &out) { appendMinified(out, fields.payload); });
        else
            m_bytes.append(fields.payload);
        break;
    case PayloadKind::Text:
        begin(R"(,"datacontenttype":"text/plain","data":)");
        appendBuilt([&fields](std::string &out) { appendJsonString(out, fields.payload); });
        break;
    case PayloadKind::Binary: {
        entry.flags |= BinaryPayload;
        begin(R"(,"data_base64":)");
        m_bytes.append('"');
        const QByteArray encoded =
            QByteArray::fromRawData(fields.payload.data(), qsizetype(fields.payload.size()))
                .toBase64();
        m_bytes.append({encoded.constData(), size_t(encoded.size())});
        m_bytes.append('"');
        break;
    }
    }
    entry.data.length = quint32(m_bytes.size()) - entry.bodyOffset - entry.data.offset;
}

} // namespace eventscope
