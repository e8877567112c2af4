// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/daptin/daptinwriter.h"

#include "models/event/jsontext.h"

namespace eventscope {

QString DaptinWriter::begin(std::string_view method)
{
    m_frame = "{";
    m_hasAttributes = false;
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

void DaptinWriter::name(std::string_view name)
{
    m_frame += m_hasAttributes ? "," : ",\"attributes\":{";
    m_hasAttributes = true;
    appendJsonString(m_frame, name);
    m_frame += ':';
}

void DaptinWriter::attribute(std::string_view attribute, std::string_view text)
{
    name(attribute);
    appendJsonString(m_frame, text);
}

void DaptinWriter::json(std::string_view attribute, std::string_view json)
{
    name(attribute);
    m_frame += json;
}

void DaptinWriter::topic(std::string_view topic)
{
    if (m_generation == DaptinGeneration::A || m_generation == DaptinGeneration::Unknown)
        attribute("topic", topic);
    if (m_generation != DaptinGeneration::A)
        attribute("topicName", topic);
}

void DaptinWriter::noAttributes()
{
    m_frame += ",\"attributes\":{";
    m_hasAttributes = true;
}

void DaptinWriter::send(SessionOutput &out)
{
    m_frame += m_hasAttributes ? "}}" : "}";
    out.send(m_frame);
}

std::string DaptinWriter::topicMethod(std::string_view verb) const
{
    return std::string(verb) + (m_generation == DaptinGeneration::A ? "-topic" : "-topicName");
}

} // namespace eventscope
