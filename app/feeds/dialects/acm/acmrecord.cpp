// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/acm/acmrecord.h"

#include "app/feeds/dialects/acm/acmheaders.h"
#include "models/event/jsontext.h"

#include <QByteArray>
#include <algorithm>

namespace eventscope {

namespace {

constexpr std::string_view structuredType = "application/cloudevents";
constexpr std::string_view batchType = "application/cloudevents-batch";
/// The source of everything that the manager sends: it says nothing about the event.
constexpr std::string_view manager = "global-hub";

/// What a record is whose headers say nothing.
std::string_view withoutHeaders(const KafkaRecord &record)
{
    if (record.headersDamaged)
        return "perhaps a CloudEvent: the headers of the record are damaged, and lost";
    return record.hasValue ? "no CloudEvent: the record has no ce_ headers"
                           : "a tombstone: the record has a key and no value";
}

} // namespace

void AcmRecord::begin(const KafkaRecord &record, std::string_view reason)
{
    m_record = &record;
    m_value = record.value;
    m_isChunk = false;
    m_isEvent = false;
    m_isStructured = false;
    m_others.start(record);
    m_members.clear();
    m_fields = {};
    m_fields.topic = record.topic;
    m_fields.payloadKind = PayloadKind::None;
    m_reason = reason;
    m_contentType = m_dataType = m_version = m_source = m_subjectAttribute = {};
}

void AcmRecord::read(const KafkaRecord &record, std::string_view asChunk,
                     std::optional<qint64> next)
{
    begin(record, asChunk);
    m_isChunk = !asChunk.empty();
    m_extensions.start(record.topic, record.partition, record.offset);
    if (next)
        m_extensions.addOwn(",\"kafkanext\":\"", std::to_string(*next));
    if (record.hasKey)
        readKey();
    readHeaders();
    finish();
}

/// Usual ones are a name, but a key can be a whole document, or bytes. What cannot be kept as it is
/// says so.
void AcmRecord::readKey()
{
    constexpr size_t mostKept = EventFields::maxAttribute;
    const std::string_view key = m_record->key;
    if (m_extensions.addOwnWhole(",\"kafkamessagekey\":\"", key, mostKept))
        return;
    m_extensions.addOwn(",\"kafkamessagekey\":\"", key);
    if (!validUtf8(key) && key.size() <= mostKept) {
        const QByteArrayView bytes(key.data(), qsizetype(key.size()));
        const QByteArray base64 = bytes.toByteArray().toBase64();
        if (m_extensions.addOwnWhole(",\"kafkamessagekeybase64\":\"",
                                     {base64.constData(), size_t(base64.size())}, mostKept))
            return;
    }
    m_extensions.addOwn(",\"kafkamessagekeysize\":\"", std::to_string(key.size()));
}

void AcmRecord::readHeaders()
{
    bool hasType = false;
    std::string_view oldVersion;
    const auto headers = lookedAt(*m_record);
    for (size_t i = 0; i < headers.size(); ++i) {
        const KafkaHeader &header = headers[i];
        if (!header.hasValue)
            continue; // and the last one of a name counts
        if (isNamed(header.name, "content-type")) {
            m_contentType = header.value;
            m_others.became(AcmOtherHeaders::Only::ContentType, i);
        } else if (isNamed(header.name, "ce_specversion")) {
            m_version = header.value;
        } else if (isNamed(header.name, "ce_spec_version")) {
            oldVersion = header.value;
        } else if (isNamed(header.name, "ce_type")) {
            hasType = !header.value.empty();
        }
    }
    if (m_version.empty())
        m_version = oldVersion;
    const std::string_view type = mediaTypeOf(m_contentType);
    if (beginsIgnoringCase(type, batchType))
        readOther("no CloudEvent: a batch, which Kafka has no place for");
    else if (beginsIgnoringCase(type, structuredType))
        readStructuredMode();
    else if (!m_version.empty() || hasType)
        readBinaryMode();
    else
        readOther(withoutHeaders(*m_record));
}

void AcmRecord::readTime(std::string_view text)
{
    m_fields.timeUs = parseTimestamp(text);
    m_fields.time = m_fields.timeUs == noTime ? std::string_view() : text;
}

void AcmRecord::readOther(std::string_view reason)
{
    m_fields.type = m_record->hasValue ? "kafka.record" : "kafka.tombstone";
    explain(reason);
    readValue(isJsonType(m_contentType));
}

/// The value as data: JSON as it is, text, or bytes.
void AcmRecord::readValue(bool isJson)
{
    if (!m_record->hasValue) {
        if (m_isEvent)
            explain("a tombstone: the record has no value");
        return;
    }
    if (m_value.empty())
        return;
    if (!isJson || m_isChunk)
        return takeText(m_value);
    if (!validUtf8(m_value)) {
        if (m_isEvent)
            explain(broken("not UTF-8"));
        return takeText(m_value);
    }
    if (m_tape.parse(m_value))
        return takeJson(JsonRef(m_tape));
    if (m_isEvent)
        explain(broken({}));
    takeText(m_value);
}

void AcmRecord::takeJson(JsonRef data)
{
    m_shape.read(m_fields.type, m_tape, data);
    m_fields.severity = std::max(m_fields.severity, m_shape.severity());
    m_fields.payloadKind = PayloadKind::Json;
    m_fields.payload = data.raw();
    m_fields.marks = m_keys.areIn(data) ? DuplicateKey : 0;
    m_fields.oneLine = true;
    if (m_tape.multiLine()) {
        m_payload.clear();
        appendMinified(m_payload, data.raw());
        m_fields.payload = m_payload;
    }
}

void AcmRecord::takeText(std::string_view bytes)
{
    const bool isText = validUtf8(bytes);
    m_fields.payloadKind = isText ? PayloadKind::Text : PayloadKind::Binary;
    m_fields.payload = bytes;
}

std::string_view AcmRecord::broken(std::string_view what)
{
    m_scratch = "its data is not JSON: ";
    if (!what.empty())
        return m_scratch.append(what);
    m_scratch.append(m_tape.error()).append(" at byte ");
    return m_scratch.append(std::to_string(m_tape.errorOffset()));
}

void AcmRecord::explain(std::string_view reason)
{
    if (!m_reason.empty())
        m_reason += "; ";
    m_reason += reason;
}

/// Kafka's time has milliseconds. Where it is that of the event, it is not worth repeating; where
/// it is no date (a producer that counts microseconds, say), the number is kept.
void AcmRecord::finishTime()
{
    if (!m_record->timeMs)
        return;
    const qint64 ms = *m_record->timeMs;
    if (ms < noTime / 1000 || ms > noTime / -1000 || !isTimestamp(ms * 1000)) {
        explain("the record's time is no date");
        m_extensions.addOwn(",\"kafkatime\":\"", std::to_string(ms));
        return;
    }
    const qint64 us = ms * 1000;
    if (!m_fields.time.empty() && ms == m_fields.timeUs / 1000)
        return;
    char *const begin = m_timeText.data();
    // Records in a row often have the same.
    if (us != m_timeWritten) {
        m_timeWritten = us;
        m_timeLength = size_t(writeTimestamp(us, begin) - begin);
    }
    const std::string_view text(begin, m_timeLength);
    if (m_fields.time.empty()) {
        m_fields.time = text;
        m_fields.timeUs = us;
    } else {
        m_extensions.addOwn(",\"kafkatime\":\"", text);
    }
}

/// Where the line tells JSON by itself, its type is not worth an attribute.
void AcmRecord::finishContentType()
{
    constexpr std::string_view opening = ",\"cecontenttype\":\"";
    if (!m_dataType.empty() && !isUtf8Type(m_dataType, "application/json")
        && !m_extensions.addOwn(opening, m_dataType))
        m_members.becameNone(AcmMembers::Only::ContentType);
    bool kept = false;
    if (m_isStructured)
        kept = isUtf8Type(m_contentType, "application/cloudevents+json");
    else if (m_isEvent && !m_contentType.empty() && !isJsonType(m_contentType))
        kept = m_extensions.addOwn(opening, m_contentType);
    else if (m_isEvent || m_fields.payloadKind == PayloadKind::Json)
        kept = isUtf8Type(m_contentType, "application/json");
    if (!kept)
        m_others.becameNone(AcmOtherHeaders::Only::ContentType);
}

void AcmRecord::finish()
{
    const bool hasShape = m_fields.payloadKind == PayloadKind::Json && m_isEvent;
    m_fields.subject = m_subjectAttribute;
    if (m_fields.subject.empty() && hasShape)
        m_fields.subject = m_shape.subject();
    if (m_fields.subject.empty() && m_source != manager)
        m_fields.subject = m_source;
    if (!m_isEvent && m_record->hasKey && validUtf8(m_record->key))
        m_fields.subject = m_record->key;
    if (m_fields.type.empty())
        m_fields.type = "kafka.record";
    if (!m_source.empty() && !m_extensions.addOwn(",\"cesource\":\"", m_source)) {
        m_others.becameNone(AcmOtherHeaders::Only::Source);
        m_members.becameNone(AcmMembers::Only::Source);
    }
    finishContentType();
    finishTime();
    m_members.addTo(m_extensions);
    m_others.addTo(m_extensions);
    m_fields.reason = m_reason;
    m_fields.extensions = m_extensions.json();
    if (m_fields.payloadKind == PayloadKind::Binary)
        m_fields.flags |= BinaryPayload;
}

} // namespace eventscope
