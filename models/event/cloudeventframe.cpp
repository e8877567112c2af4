// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/cloudeventframe.h"

#include "models/event/jsonvalues.h"

#include <algorithm>

namespace eventscope {

namespace {

/// Attributes that the capture's line has of its own, and those that are read into its fields.
constexpr std::string_view ownAttributes[] = {
    "specversion",  "id",     "source",
    "type",         "time",   "subject",
    "data",         "topic",  "datacontenttype",
    "sequence",     "reason", "severitytext",
    "recordedtime", "marks",  "seen",
    "masked",
};

/// Events have about ten; an object of a million would take its square in time.
constexpr int maxMembers = 64;

bool isExtensionName(std::string_view name)
{
    if (name.empty() || name.size() > 32)
        return false;
    const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    });
    return plain
        && std::find(std::begin(ownAttributes), std::end(ownAttributes), name)
        == std::end(ownAttributes);
}

bool hasText(JsonRef value)
{
    return value.isString() && value.raw().size() > 2;
}

} // namespace

bool CloudEventFrame::recognises(JsonRef frame)
{
    return (frame["specversion"].isString() || frame["spec_version"].isString())
        && hasText(frame["type"]) && hasText(frame["source"]) && hasText(frame["id"]);
}

void CloudEventFrame::read(JsonRef frame, EventFields &fields)
{
    fields.type = frame["type"].string(m_type);
    fields.id = frame["id"].string(m_id);
    fields.subject = frame["subject"].string(m_subject);
    fields.topic = frame["kafkatopic"].string(m_topic);
    if (fields.topic.empty())
        fields.topic = frame["source"].string(m_topic);
    readMoment(frame["time"], m_time, fields);
    for (const std::string_view key : {"severitytext", "severity"}) {
        if (const auto severity = severityOf(frame[key], m_scratch)) {
            fields.severity = *severity;
            break;
        }
    }
    readExtensions(frame, fields);
}

void CloudEventFrame::readExtensions(JsonRef frame, EventFields &fields)
{
    m_extensions.clear();
    int members = 0;
    frame.forEachMember([this, frame, &members](JsonRef key, JsonRef value) {
        if (++members > maxMembers)
            return;
        const std::string_view name = key.raw().substr(1, key.raw().size() - 2);
        if (value.isNull() || value.isObject() || value.isArray() || !isExtensionName(name)
            || frame[name].index() != value.index()) // of duplicates, the last counts
            return;
        if (m_extensions.size() + name.size() + value.raw().size() + 4 > EventFields::maxExtensions)
            return;
        if (!m_extensions.empty())
            m_extensions += ',';
        m_extensions.append(1, '"').append(name).append("\":").append(value.raw());
    });
    fields.extensions = m_extensions;
}

} // namespace eventscope
