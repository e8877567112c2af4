// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/foreignline.h"

#include "models/event/jsontext.h"
#include "models/event/jsonvalues.h"

namespace eventscope {

namespace {

constexpr ShapePart allParts[] = {ShapePart::Type, ShapePart::Topic, ShapePart::Subject,
                                  ShapePart::Time, ShapePart::Id,    ShapePart::Severity};

} // namespace

void ForeignShape::use(const ShapePlaces &places)
{
    for (const ShapePart part : allParts)
        pointers[size_t(part)] = JsonPointer(places[part]);
}

void ForeignLine::read(std::string_view line, const ForeignShape &shape)
{
    const JsonRef event = parsed(line);
    if (m_isCloudEvent)
        readCloudEvent(event, line);
    else if (event)
        readShape(event, shape);
    if (m_keys.areIn(event))
        m_fields.marks |= DuplicateKey;
    m_tape.letGoOfLarge();
}

void ForeignLine::readAgain(std::string_view line, const ForeignShape &shape, EventMarks marks)
{
    const JsonRef event = parsed(line);
    if (event && !m_isCloudEvent) {
        readShape(event, shape);
        m_fields.marks = marks;
    }
    m_tape.letGoOfLarge();
}

/// Nothing is there for what is no JSON; that is read then.
JsonRef ForeignLine::parsed(std::string_view line)
{
    m_fields = EventFields();
    m_recordedUs = noTime;
    m_dataOffset = 0;
    m_isCloudEvent = false;
    if (!validUtf8(line) || !m_tape.parse(line)) {
        readText(line);
        return {};
    }
    m_fields.payload = line;
    m_fields.oneLine = true;
    const JsonRef event(m_tape);
    m_isCloudEvent = CloudEventFrame::recognises(event);
    return event;
}

/// What Eventscope wrote says more than other CloudEvents do.
void ForeignLine::readCloudEvent(JsonRef event, std::string_view line)
{
    m_cloudEvent.read(event, m_fields);
    if (const JsonRef topic = event["topic"]; topic.isString())
        m_fields.topic = topic.string(m_topic);
    if (const JsonRef recorded = event["recordedtime"]; recorded.isString())
        m_recordedUs = parseTimestamp(recorded.string(m_scratch));
    if (m_recordedUs != noTime) {
        m_fields.marks = marksFromText(event["marks"].string(m_scratch));
        m_fields.marks |= event["seen"].isString() ? Repeated : 0;
    }
    for (const std::string_view key : {"data", "data_base64"}) {
        const JsonRef data = event[key];
        if (!data)
            continue;
        m_dataOffset = quint32(data.raw().data() - line.data());
        if (key == "data_base64")
            m_fields.flags |= BinaryPayload;
        break;
    }
    if (m_fields.type == owntype::undecodable)
        m_fields.flags |= Undecodable;
    else if (m_fields.type.starts_with(owntype::prefix))
        m_fields.flags |= OwnEvent;
    if (m_fields.type == owntype::gap)
        m_fields.flags |= GapEvent;
}

void ForeignLine::readShape(JsonRef event, const ForeignShape &shape)
{
    const auto at = [&](ShapePart part) { return shape.pointers[size_t(part)].in(event); };
    m_fields.type = at(ShapePart::Type).scalar(m_type);
    if (m_fields.type.empty())
        m_fields.type = "message";
    m_fields.topic = at(ShapePart::Topic).scalar(m_topic);
    m_fields.subject = at(ShapePart::Subject).scalar(m_subject);
    m_fields.id = at(ShapePart::Id).scalar(m_id);
    if (const auto severity = severityOf(at(ShapePart::Severity), m_scratch))
        m_fields.severity = *severity;
    m_fields.timeUs = momentOf(at(ShapePart::Time), m_scratch);
    if (m_fields.timeUs == noTime)
        return;
    m_fields.time = at(ShapePart::Time).string(m_time);
    if (m_fields.time.size() > 4 && m_fields.time[4] == '-')
        return;
    m_time = timestampText(m_fields.timeUs); // unix time
    m_fields.time = m_time;
}

void ForeignLine::readText(std::string_view line)
{
    const bool text = validUtf8(line);
    m_reason = !text             ? "no JSON: no UTF-8"
        : line.size() >= longest ? "a line of more than 64 MiB, which is shown in pieces"
                                 : "no JSON: " + std::string(m_tape.error()) + " at byte "
            + std::to_string(m_tape.errorOffset() + 1);
    m_fields.type = owntype::undecodable;
    m_fields.reason = m_reason;
    m_fields.severity = Severity::Warning;
    m_fields.flags = Undecodable;
    m_fields.payload = line;
    m_fields.payloadKind = text ? PayloadKind::Text : PayloadKind::Binary;
}

quint32 ForeignLine::wrap(const ForeignShape &shape, qint64 recordedUs, quint64 offset,
                          std::string &out)
{
    std::string id;
    if (m_fields.id.empty()) {
        id = "byte-" + std::to_string(offset);
        m_fields.id = id;
    }
    m_batch.clear();
    m_batch.setConnection(shape.source);
    m_batch.append(m_fields, recordedUs);
    const BatchEntry &entry = m_batch.entries().front();
    out = R"({"specversion":"1.0",)";
    const size_t dataOffset = out.size() + entry.data.offset;
    m_fields.flags = entry.flags;
    out += m_batch.body(entry);
    return entry.data.length > 0 ? quint32(dataOffset) : 0;
}

void ForeignLine::letGoOfLarge()
{
    constexpr size_t mostKept = size_t(1) << 20;
    if (m_fields.payload.size() <= mostKept)
        return;
    m_batch = EventBatch();
    m_fields = EventFields();
    for (std::string *text : {&m_type, &m_topic, &m_subject, &m_id, &m_time, &m_reason, &m_scratch})
        *text = std::string();
}

} // namespace eventscope
