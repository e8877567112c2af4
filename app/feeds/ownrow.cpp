// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/ownrow.h"

#include "models/event/jsontape.h"
#include "models/event/jsontext.h"

namespace eventscope {

namespace {

/// False, and nothing appended, if `text` is no JSON.
bool appendJson(std::string &out, std::string_view text)
{
    JsonTape tape;
    if (!validUtf8(text) || !tape.parse(text))
        return false;
    if (tape.multiLine())
        appendMinified(out, text);
    else
        out.append(JsonRef(tape).raw());
    return true;
}

} // namespace

OwnPayload::OwnPayload(const QString &message) : m_json("{\"message\":")
{
    appendJsonString(m_json, message.toStdString());
}

void OwnPayload::key(std::string_view name)
{
    m_json += ',';
    appendJsonString(m_json, name);
    m_json += ':';
}

OwnPayload &OwnPayload::text(std::string_view name, const QString &value)
{
    key(name);
    appendJsonString(m_json, value.toStdString());
    return *this;
}

OwnPayload &OwnPayload::seconds(std::string_view name, qint64 ms)
{
    key(name);
    m_json += QByteArray::number(double(ms) / 1000, 'f', 1).toStdString();
    return *this;
}

OwnPayload &OwnPayload::count(std::string_view name, quint64 value)
{
    key(name);
    m_json += std::to_string(value);
    return *this;
}

OwnPayload &OwnPayload::list(std::string_view name, const QStringList &values)
{
    key(name);
    m_json += '[';
    for (const QString &value : values) {
        if (m_json.back() != '[')
            m_json += ',';
        appendJsonString(m_json, value.toStdString());
    }
    m_json += ']';
    return *this;
}

OwnPayload &OwnPayload::verbatim(std::string_view name, std::string_view frame)
{
    key(name);
    if (!appendJson(m_json, frame))
        appendJsonString(m_json, toValidUtf8(frame));
    return *this;
}

std::string OwnPayload::take()
{
    m_json += '}';
    return std::move(m_json);
}

void setPayload(OwnRow &row, std::string_view text)
{
    row.data.clear();
    row.payloadKind = PayloadKind::Json;
    if (appendJson(row.data, text))
        return;
    row.payloadKind = PayloadKind::Text;
    row.data = toValidUtf8(text);
}

} // namespace eventscope
