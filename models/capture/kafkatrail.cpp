// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/kafkatrail.h"

#include "models/capture/captureinfo.h"
#include "models/capture/linereader.h"
#include "models/capture/retirement.h"
#include "models/capture/segment.h"
#include "models/event/event.h"
#include "models/event/jsontape.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace eventscope {

namespace {

constexpr std::string_view kafkaNext = "\"kafkanext\":\"";
constexpr std::string_view kafkaCluster = "\"kafkacluster\":\"";

/// The text of an attribute that has no escapes. Attributes stand before the data, and quotes in
/// them are escaped, so the first place that looks like it is it.
std::string_view attribute(std::string_view line, std::string_view opening)
{
    const size_t at = line.find(opening);
    if (at == std::string_view::npos)
        return {};
    const std::string_view rest = line.substr(at + opening.size());
    return rest.substr(0, rest.find('"'));
}

/// The attributes of a line: what a payload says is no business of ours.
std::string_view beforeData(std::string_view line)
{
    const std::string_view attributes = line.substr(0, line.find(",\"data\":"));
    return attributes.substr(0, attributes.find(",\"data_base64\":"));
}

bool number(std::string_view text, qint64 &value)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && value >= 0;
}

QString textOf(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

/// Our own rows of what was subscribed to: confirmed, not allowed, or nothing is there yet.
bool isSubscription(std::string_view attributes)
{
    return attributes.find("\"type\":\"eventscope.ack\"") != std::string_view::npos
        || attributes.find("\"type\":\"eventscope.unconfirmed\"") != std::string_view::npos
        || attributes.find("\"type\":\"eventscope.refused\"") != std::string_view::npos;
}

} // namespace

KafkaTrail::KafkaTrail(const QString &connectionId)
{
    if (!connectionId.isEmpty())
        m_source = "\"source\":\"/" + connectionId.toStdString() + '"';
}

bool KafkaTrail::take(std::string_view line)
{
    const std::string_view attributes = beforeData(line);
    if (!m_source.empty() && attributes.find(m_source) == std::string_view::npos)
        return false;
    const std::string_view topic = attribute(attributes, "\"kafkatopic\":\"");
    if (topic.empty())
        return isSubscription(attributes) && takeSubscription(line, line.substr(attributes.size()));
    takeRecord(topic, attributes);
    return false;
}

void KafkaTrail::takeRecord(std::string_view topic, std::string_view attributes)
{
    qint64 partition = 0;
    qint64 offset = 0;
    if (topic != m_lastTopic) {
        m_lastTopic = topic;
        m_lastName = textOf(topic);
        if (!isKafkaTopicName(m_lastName))
            m_lastName.clear();
    }
    const QString &name = m_lastName;
    if (!number(attribute(attributes, "\"kafkapartition\":\""), partition)
        || !number(attribute(attributes, "\"kafkaoffset\":\""), offset)
        || partition > std::numeric_limits<qint32>::max()
        || offset == std::numeric_limits<qint64>::max() || name.isEmpty())
        return;
    qint64 next = 0;
    if (!number(attribute(attributes, kafkaNext), next))
        next = offset + 1;
    KafkaOffsets &offsets = m_position.offsets;
    offsets.raise(name, qint32(partition), next);
    const qint64 place = *offsets.next(name, qint32(partition));
    if (offset >= place)
        m_position.stored.add(name, qint32(partition), offset);
    if (!m_position.stored.isEmpty())
        m_position.stored.dropBefore(name, qint32(partition), place);
}

/// It says where the reading began, of which pattern and in which cluster.
bool KafkaTrail::takeSubscription(std::string_view line, std::string_view data)
{
    if (data.find(kafkaNext) == std::string_view::npos)
        return false; // of another system
    KafkaPosition begun = KafkaPosition::fromText(textOf(attribute(data, kafkaNext)));
    begun.patterns.clear(); // the row's topic is the one
    if (const QString id = textOf(attribute(data, kafkaCluster)); isKafkaClusterId(id))
        begun.cluster = id;
    if (m_position.isOfAnother(begun.cluster))
        m_position = {};
    JsonTape tape;
    std::string scratch;
    if (tape.parse(line))
        begun.addPattern(textOf(JsonRef(tape)["topic"].string(scratch)));
    m_position.add(begun);
    return !begun.cluster.isEmpty();
}

KafkaPosition KafkaTrail::read(const QString &folder, const QString &connectionId)
{
    CaptureInfo::Retired retired;
    if (const auto info = CaptureInfo::read(folder))
        retired = info->retired;
    KafkaTrail trail(connectionId);
    KafkaTrails all(retired.kafka);
    trail.add(KafkaPosition::fromText(retired.kafka.value(connectionId)));
    for (const quint32 segment : keptSegments(folder, retired)) {
        LineReader lines; // what is torn was never stored, and is no line
        if (lines.open(segmentPath(folder, segment)) != 0)
            continue;
        while (lines.next()) {
            if (connectionId.isEmpty())
                all.take(lines.line());
            else
                trail.take(lines.line());
        }
    }
    return connectionId.isEmpty() ? all.together() : trail.position();
}

} // namespace eventscope
