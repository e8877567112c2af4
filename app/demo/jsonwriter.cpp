// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/jsonwriter.h"

#include "models/event/jsontext.h"

#include <QString>
#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

void appendAsciiOnly(std::string &out, std::string_view utf8)
{
    std::string escaped;
    appendJsonString(escaped, utf8);
    if (std::all_of(escaped.cbegin(), escaped.cend(), [](char c) { return (c & 0x80) == 0; })) {
        out += escaped;
        return;
    }
    const QString text = QString::fromStdString(escaped);
    for (const QChar c : text) {
        if (c.unicode() < 0x80) {
            out += static_cast<char>(c.unicode());
            continue;
        }
        const QByteArray hex = QByteArray::number(c.unicode(), 16).rightJustified(4, '0');
        out += "\\u";
        out.append(hex.constData(), static_cast<std::size_t>(hex.size()));
    }
}

/// What ActiveSupport escapes beyond what JSON demands.
void appendForScripts(std::string &out, std::string_view utf8)
{
    std::string text;
    appendJsonString(text, utf8);
    static constexpr std::pair<std::string_view, std::string_view> escapes[] = {
        {"<", "\\u003c"},
        {">", "\\u003e"},
        {"&", "\\u0026"},
        {"\xe2\x80\xa8", "\\u2028"},
        {"\xe2\x80\xa9", "\\u2029"},
    };
    for (const auto &[plain, escaped] : escapes) {
        for (std::size_t at = 0; (at = text.find(plain, at)) != std::string::npos;)
            text.replace(at, plain.size(), escaped);
    }
    out += text;
}

} // namespace

JsonWriter::JsonWriter(Style style) : m_style(style) { }

void JsonWriter::key(std::string_view key)
{
    if (m_out.size() > 1)
        m_out += m_style == Style::Python ? ", " : ",";
    appendJsonString(m_out, key);
    m_out += m_style == Style::Python ? ": " : ":";
}

JsonWriter &JsonWriter::text(std::string_view name, std::string_view value)
{
    key(name);
    m_out += jsonQuoted(value, m_style);
    return *this;
}

JsonWriter &JsonWriter::number(std::string_view name, qint64 value)
{
    key(name);
    m_out += std::to_string(value);
    return *this;
}

JsonWriter &JsonWriter::raw(std::string_view name, std::string_view json)
{
    key(name);
    m_out += json;
    return *this;
}

std::string JsonWriter::take()
{
    m_out += '}';
    return std::move(m_out);
}

std::string jsonArray(const std::vector<std::string> &values, JsonWriter::Style style)
{
    std::string out = "[";
    for (const std::string &value : values) {
        if (out.size() > 1)
            out += style == JsonWriter::Style::Python ? ", " : ",";
        out += value;
    }
    out += ']';
    return out;
}

std::string jsonQuoted(std::string_view text, JsonWriter::Style style)
{
    std::string out;
    if (style == JsonWriter::Style::Python)
        appendAsciiOnly(out, text);
    else if (style == JsonWriter::Style::Rails)
        appendForScripts(out, text);
    else
        appendJsonString(out, text);
    return out;
}

} // namespace eventscope
