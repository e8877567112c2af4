// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/daptin/daptinwriter.h"

#include "models/event/jsontext.h"

namespace eventscope {

QString DaptinWriter::begin(std::string_view method)
{
    m_frame.clear();
    m_frame += '{';
    m_hasAttributes = false;
    m_topic.clear();
    QString id;
    if (m_generation == DaptinGeneration::C) {
        id = QStringLiteral("es-%1").arg(++m_lastId);
        m_frame += "\"id\":";
        appendJsonString(m_frame, id.toStdString());
        m_frame += ',';
    }
    m_frame += "\"method\":";
    appendJsonString(m_frame, method);
    return id;
}

void DaptinWriter::key(std::string_view key)
{
    m_frame += m_hasAttributes ? "," : ",\"attributes\":{";
    m_hasAttributes = true;
    appendJsonString(m_frame, key);
    m_frame += ':';
}

void DaptinWriter::name(std::string_view topic)
{
    m_topic = topic;
    key("name");
    appendJsonString(m_frame, topic);
}

void DaptinWriter::json(std::string_view attribute, std::string_view json)
{
    key(attribute);
    m_frame += json;
}

void DaptinWriter::topic(std::string_view topic)
{
    m_topic = topic;
    if (m_generation == DaptinGeneration::A || m_generation == DaptinGeneration::Unknown) {
        key("topic");
        appendJsonString(m_frame, topic);
    }
    if (m_generation != DaptinGeneration::A) {
        key("topicName");
        appendJsonString(m_frame, topic);
    }
}

void DaptinWriter::noAttributes()
{
    m_frame += ",\"attributes\":{";
    m_hasAttributes = true;
}

void DaptinWriter::send(SessionOutput &out)
{
    m_frame += m_hasAttributes ? "}}" : "}";
    if (m_topic.empty())
        out.send(m_frame);
    else
        out.sendAbout(m_topic, m_frame);
}

std::string DaptinWriter::topicMethod(std::string_view verb) const
{
    return std::string(verb) + (m_generation == DaptinGeneration::A ? "-topic" : "-topicName");
}

} // namespace eventscope
