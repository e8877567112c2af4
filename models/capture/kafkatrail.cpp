// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/kafkatrail.h"

#include "models/capture/linereader.h"
#include "models/capture/segment.h"

#include <algorithm>
#include <charconv>

namespace eventscope {

namespace {

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
    return line.substr(0, std::min(line.find(",\"data\":"), line.find(",\"data_base64\":")));
}

bool number(std::string_view text, qint64 &value)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && value >= 0;
}

} // namespace

KafkaTrail::KafkaTrail(const QString &connectionId)
{
    if (!connectionId.isEmpty())
        m_source = "\"source\":\"/" + connectionId.toStdString() + '"';
}

void KafkaTrail::take(std::string_view line)
{
    const std::string_view attributes = beforeData(line);
    if (!m_source.empty() && attributes.find(m_source) == std::string_view::npos)
        return;
    const std::string_view topic = attribute(attributes, "\"kafkatopic\":\"");
    if (topic.empty()) {
        if (attributes.find("\"type\":\"eventscope.ack\"") != std::string_view::npos)
            takeBeginning(line.substr(attributes.size()));
        return;
    }
    qint64 partition = 0;
    qint64 offset = 0;
    if (number(attribute(attributes, "\"kafkapartition\":\""), partition)
        && number(attribute(attributes, "\"kafkaoffset\":\""), offset)
        && partition <= std::numeric_limits<qint32>::max()
        && offset < std::numeric_limits<qint64>::max())
        m_offsets.raise(QString::fromUtf8(topic.data(), qsizetype(topic.size())), qint32(partition),
                        offset + 1);
}

/// Our own row of a confirmed subscription says where the reading began.
void KafkaTrail::takeBeginning(std::string_view data)
{
    const std::string_view text = attribute(data, "\"kafkanext\":\"");
    const KafkaOffsets begun =
        KafkaOffsets::fromText(QString::fromUtf8(text.data(), qsizetype(text.size())));
    begun.forEach([this](const QString &topic, qint32 partition, qint64 next) {
        m_offsets.raise(topic, partition, next);
    });
}

KafkaOffsets KafkaTrail::read(const QString &folder, const QString &connectionId)
{
    KafkaTrail trail(connectionId);
    for (const quint32 segment : listSegments(folder)) {
        LineReader lines; // what is torn was never stored, and is no line
        if (lines.open(segmentPath(folder, segment)) != 0)
            continue;
        while (lines.next())
            trail.take(lines.line());
    }
    return trail.offsets();
}

} // namespace eventscope
