// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

/// Writes one JSON object in the order in which it is told, which QJsonObject cannot. Go servers
/// write compact, Python servers put a space after `:` and `,` and escape everything beyond ASCII;
/// Rails escapes what could end a script. The demo sends what each would.
class JsonWriter
{
public:
    enum class Style : quint8 { Go, Python, Rails };

    explicit JsonWriter(Style style = Style::Go);

    JsonWriter &text(std::string_view key, std::string_view value);
    JsonWriter &number(std::string_view key, qint64 value);
    /// `json` is a complete value and is taken as it is.
    JsonWriter &raw(std::string_view key, std::string_view json);
    /// The finished object; the writer is used up.
    std::string take();

private:
    void key(std::string_view key);

    std::string m_out = "{";
    Style m_style;
};

/// A JSON array of finished values.
std::string jsonArray(const std::vector<std::string> &values, JsonWriter::Style style);
std::string jsonQuoted(std::string_view text, JsonWriter::Style style);

} // namespace eventscope
