// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/daptin/daptinframe.h"

#include "app/feeds/dialects/daptin/base64text.h"
#include "models/event/jsontext.h"
#include "models/event/timestamp.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// Not Go's time of something that has not happened, which is in the year 1.
bool isTime(std::string_view text)
{
    return !text.empty() && parseTimestamp(text) != noTime;
}

/// `x` of "permission denied: x": Daptin names the topic at the end of its errors.
QString topicInError(const QString &error)
{
    const qsizetype colon = error.lastIndexOf(u": "_s);
    return colon < 0 ? QString() : error.mid(colon + 2).trimmed();
}

} // namespace

QString DaptinFrame::text(JsonRef value)
{
    const std::string_view utf8 = value.scalar(m_scratch);
    return QString::fromUtf8(utf8.data(), qsizetype(std::min<size_t>(utf8.size(), 4096)));
}

void DaptinFrame::readMembers(JsonRef root)
{
    m_frameType = m_event = m_topicName = m_source = m_data = {};
    m_method = m_id = m_ok = m_error = m_message = m_row = {};
    m_legacy = m_decoded = false;
    m_size = root.size();
    root.forEachMember([this](JsonRef keyRef, JsonRef value) {
        const std::string_view key = keyRef.string(m_key);
        JsonRef *place = nullptr;
        bool legacy = false;
        if (key == "data")
            place = &m_data;
        else if (key == "type")
            place = &m_frameType;
        else if (key == "topic")
            place = &m_topicName;
        else if (key == "event")
            place = &m_event;
        else if (key == "source")
            place = &m_source;
        else if (key == "EventData")
            place = &m_data, legacy = true;
        else if (key == "EventType")
            place = &m_event, legacy = true;
        else if (key == "ObjectType")
            place = &m_topicName, legacy = true;
        else if (key == "MessageSource")
            place = &m_source, legacy = true;
        else if (key == "method")
            place = &m_method;
        else if (key == "id")
            place = &m_id;
        else if (key == "ok")
            place = &m_ok;
        else if (key == "error")
            place = &m_error;
        else if (key == "message")
            place = &m_message;
        if (place)
            *place = value;
        m_legacy |= legacy;
    });
}

DaptinFrame::Kind DaptinFrame::read(JsonRef root)
{
    readMembers(root);
    m_generation = DaptinGeneration::Unknown;
    if (m_size == 1 && m_message.string(m_scratch) == "unauthorized")
        return m_kind = Kind::Unauthorized;
    m_kind = m_legacy ? kindOfLegacy() : kindOfC();
    return m_kind;
}

DaptinFrame::Kind DaptinFrame::kindOfC()
{
    const std::string_view type = m_frameType.string(m_scratch);
    Kind kind = Kind::Event;
    if (type == "event" && m_topicName.isString())
        kind = Kind::Event;
    else if (type == "session")
        kind = Kind::Session;
    else if (type == "pong")
        kind = Kind::Pong;
    else if (type == "response")
        kind = Kind::Reply;
    else
        return Kind::Event;
    m_generation = DaptinGeneration::C;
    return kind;
}

/// A and B have the same envelope; only the name of the list's answer and data as text, which A
/// never sends, tell them apart. `subscribed`, `unsubscribed` and `error` are answers that a few
/// commits before C gave, in no release.
DaptinFrame::Kind DaptinFrame::kindOfLegacy()
{
    if (m_data.isString())
        m_generation = DaptinGeneration::B;
    if (m_source.string(m_scratch) != "system")
        return Kind::Event;
    const std::string_view event = m_event.string(m_type);
    if (event == "response") {
        const std::string_view object = m_topicName.string(m_topic);
        if (object == "topic-list")
            m_generation = DaptinGeneration::A;
        else if (object == "topicName-list")
            m_generation = DaptinGeneration::B;
        else
            return Kind::Event;
        return Kind::TopicList;
    }
    if (event != "subscribed" && event != "unsubscribed" && event != "error")
        return Kind::Event;
    m_generation = DaptinGeneration::B;
    return Kind::Reply;
}

JsonRef DaptinFrame::row()
{
    if (m_decoded)
        return m_row;
    m_decoded = true;
    m_row = m_data.isObject() ? m_data : JsonRef();
    if (!m_data.isString())
        return m_row;
    const std::string_view text = m_data.string(m_scratch);
    if (text.size() > maxDecoded)
        return m_row;
    // Text that is JSON itself: not Daptin's doing, but proxies and bridges write it so.
    const bool plain = text.starts_with('{');
    if (plain)
        m_json = text;
    else if (!decodeBase64(text, m_json))
        return m_row;
    if (validUtf8(m_json) && m_inner.parse(m_json) && JsonRef(m_inner).isObject())
        m_row = JsonRef(m_inner);
    return m_row;
}

void DaptinFrame::fillIn(EventFields &fields)
{
    const JsonRef object = row();
    fields.type = m_event.string(m_type);
    if (fields.type.empty())
        fields.type = m_frameType.string(m_type);
    if (fields.type.empty())
        fields.type = "event";
    fields.topic = m_topicName.string(m_topic);
    if (fields.topic.empty())
        fields.topic = object["__type"].string(m_topic);
    fields.subject = object["reference_id"].scalar(m_subject);
    // A message has no row; who sent it is the next best.
    if (fields.subject.empty() && fields.type == "new-message")
        fields.subject = m_source.string(m_subject);
    // The row of an update has the time of the change before it.
    const bool isOlder = fields.type == "update" || fields.type == "delete";
    for (const std::string_view key : {"updated_at", "created_at"}) {
        fields.time = isOlder ? std::string_view() : object[key].string(m_time);
        if (isTime(fields.time))
            break;
        fields.time = {};
    }
    fields.timeUs = parseTimestamp(fields.time);
    // Also of the change before it, but that rises just so.
    const std::string_view version = object["version"].scalar(m_scratch);
    qint64 number = 0;
    const char *const end = version.data() + version.size();
    const auto read = std::from_chars(version.data(), end, number);
    if (!version.empty() && read.ec == std::errc() && read.ptr == end && number >= 0)
        fields.version = number;
}

DaptinReply DaptinFrame::reply()
{
    DaptinReply reply;
    const JsonRef object = row();
    if (m_legacy) {
        const QString event = text(m_event);
        reply.ok = event != u"error";
        reply.method = event == u"subscribed" ? u"subscribe"_s
            : event == u"unsubscribed"        ? u"unsubscribe"_s
                                              : text(m_topicName);
        reply.topic = reply.ok ? text(m_topicName) : QString();
        reply.error = text(object["error"]);
        // `{"ObjectType":"no such method"}` has no data.
        if (!reply.ok && reply.error.isEmpty())
            reply.error = std::exchange(reply.method, QString());
    } else {
        reply.method = text(m_method);
        reply.id = text(m_id);
        reply.ok = m_ok && m_ok.kind() == JsonKind::True;
        reply.error = text(m_error);
        reply.topic = text(object["topic"]);
        if (reply.topic.isEmpty())
            reply.topic = text(object["topicName"]);
    }
    if (!reply.ok && reply.topic.isEmpty())
        reply.topic = topicInError(reply.error);
    return reply;
}

QStringList DaptinFrame::topics()
{
    QStringList names;
    row()["topics"].forEachElement([this, &names](JsonRef name) {
        if (name.isString() && names.size() < maxTopics)
            names.append(text(name));
    });
    names.sort();
    return names;
}

} // namespace eventscope
