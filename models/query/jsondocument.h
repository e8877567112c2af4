// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/jsontape.h"

#include <memory>
#include <string>

namespace eventscope {

/// A JSON text with its tape, which refers to it: so neither moves. Immutable once made; safe on
/// any thread.
class JsonDocument
{
public:
    /// Null if the text is no JSON.
    static std::shared_ptr<const JsonDocument> parse(std::string text);

    JsonDocument(const JsonDocument &) = delete;
    JsonDocument &operator=(const JsonDocument &) = delete;

    const std::string &text() const { return m_text; }
    const JsonTape &tape() const { return m_tape; }
    JsonRef root() const { return JsonRef(m_tape); }

private:
    explicit JsonDocument(std::string text) : m_text(std::move(text)) { }

    std::string m_text;
    JsonTape m_tape{JsonTape::maxLineDepth};
};

/// What stands in a text that is written in another form.
struct EncodedValue
{
    enum class Form : quint8 {
        Plain, ///< it is what it says
        JsonText, ///< it is itself the text of an object or array
        Json, ///< base64 of such a text
        Text, ///< base64 of a text that people can read
        Bytes ///< base64 of anything else
    };
    Form form = Form::Plain;
    std::string content; ///< decoded; empty for JSON
    std::shared_ptr<const JsonDocument> json;
};

/// True if decoding `text` is worth the try: quick, and right for nearly all texts.
bool maybeEncoded(std::string_view text);
/// Decodes only what can hardly be anything else: words and numbers in hexadecimal are base64, too,
/// by their letters.
EncodedValue encodedValue(std::string_view text);
/// Only where JSON comes of it; null otherwise. Quicker.
std::shared_ptr<const JsonDocument> jsonWithin(std::string_view text);

/// What bytes begin as: "PNG image"; empty if they tell nothing.
std::string_view kindOfBytes(std::string_view bytes);

} // namespace eventscope
