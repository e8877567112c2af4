// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/eventbatch.h"

#include "models/event/beginswith.h"
#include "models/event/hiddentext.h"
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

/// CloudEvents wants a type, and those that begin with our prefix are ours: a feed cannot pass its
/// events off as them.
std::string_view typeOf(const EventFields &fields, std::string &scratch)
{
    if (fields.type.empty())
        return "untyped";
    const bool ours = (fields.flags & OwnEvent)
        || ((fields.flags & Undecodable) && fields.type == owntype::undecodable);
    if (ours || !beginsWith(fields.type, owntype::prefixText))
        return fields.type;
    scratch = "feed:";
    scratch += fields.type;
    return scratch;
}

/// One that is cut would lose its zone, and be read back as another time; and what is none could
/// become one.
std::string_view timeOf(const EventFields &fields, std::string &scratch)
{
    if (fields.time.size() <= EventFields::maxAttribute)
        return fields.time;
    if (fields.timeUs != noTime)
        scratch = timestampText(fields.timeUs);
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

/// Appends `opening`, which ends with the quote before the value, the escaped value and its closing
/// quote; returns where the value is.
template<size_t Size>
BatchEntry::Span EventBatch::attribute(const BatchEntry &entry, const char (&opening)[Size],
                                       std::string_view text)
{
    constexpr size_t length = Size - 1;
    text = bounded(text);
    char *const start = m_bytes.room(length + text.size() + 1);
    std::memcpy(start, opening, length);
    const size_t plain = copyToJsonSpecial(text.data(), text.size(), start + length);
    m_bytes.take(length);
    const quint32 offset = quint32(m_bytes.size()) - entry.bodyOffset;
    m_bytes.take(plain);
    if (plain < text.size())
        appendBuilt(
            [rest = text.substr(plain)](std::string &out) { appendJsonEscaped(out, rest); });
    const quint32 end = quint32(m_bytes.size()) - entry.bodyOffset;
    m_bytes.append('"');
    return {offset, end - offset};
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
    entry.marks = fields.marks;

    m_bytes.append(m_source);
    if (!entry.ownId)
        attribute(entry, R"(,"id":")", fields.id);
    std::string typeScratch;
    entry.type = attribute(entry, R"(,"type":")", typeOf(fields, typeScratch));
    std::string timeScratch;
    if (const std::string_view time = timeOf(fields, timeScratch); !time.empty())
        attribute(entry, R"(,"time":")", time);
    m_bytes.append(R"(,"recordedtime":")");
    m_bytes.append(recordedTime(recordedUs));
    m_bytes.append('"');
    if (!fields.topic.empty())
        entry.topic = attribute(entry, R"(,"topic":")", fields.topic);
    if (!fields.subject.empty())
        entry.subject = attribute(entry, R"(,"subject":")", fields.subject);
    m_bytes.append(R"(,"severitytext":")");
    m_bytes.append(severityText(fields.severity));
    m_bytes.append('"');
    if (!fields.reason.empty())
        attribute(entry, R"(,"reason":")", fields.reason);
    if (const std::string_view marks = marksText(fields.marks); !marks.empty())
        attribute(entry, R"(,"marks":")", marks);
    constexpr size_t mostExtensions = EventFields::maxExtensions + EventFields::ownExtensions;
    if (!fields.extensions.empty() && fields.extensions.size() <= mostExtensions) {
        m_bytes.append(',');
        m_bytes.append(fields.extensions);
    }
    appendPayload(fields, entry);
    m_bytes.append('}');
    entry.bodyLength = quint32(m_bytes.size()) - entry.bodyOffset;
    entry.flags |= hiddenText(body(entry), part(entry, entry.data));

    if (!(fields.flags & OwnEvent))
        ++m_received;
    m_bytes.prefetch(entry.bodyLength); // the next is often as long
}

void EventBatch::restore(const BatchEntry &was, std::string_view body)
{
    BatchEntry &entry = m_entries.emplace_back(was);
    entry.bodyOffset = quint32(m_bytes.size());
    entry.bodyLength = quint32(body.size());
    m_bytes.append(body);
    if (!(entry.flags & OwnEvent))
        ++m_received;
}

void EventBatch::repeat(size_t entry)
{
    BatchEntry &repeated = m_entries[entry];
    repeated.marks |= Repeated;
    repeated.copies += repeated.copies < std::numeric_limits<quint16>::max() ? 1 : 0;
}

template<typename Build>
void EventBatch::appendBuilt(Build build)
{
    m_scratch.clear();
    build(m_scratch);
    m_bytes.append(m_scratch);
}

std::string_view EventBatch::recordedTime(qint64 us)
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
    return {m_secondText, wholeSeconds + 7};
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
