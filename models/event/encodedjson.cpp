// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/encodedjson.h"

#include "models/event/jsontape.h"
#include "models/event/jsontext.h"

#include <map>
#include <utility>

namespace eventscope {

bool beginsAsJson(std::string_view text)
{
    const size_t at = text.find_first_not_of(" \t\r\n");
    return at != std::string_view::npos && (text[at] == '{' || text[at] == '[');
}

std::optional<QByteArray> decodedJson(std::string_view text)
{
    constexpr std::string_view firstOfJson = "eWICD"; // `{`, `[`, and white space
    if (text.size() < 4 || firstOfJson.find(text.front()) == std::string_view::npos)
        return {};
    const auto decoded = QByteArray::fromBase64Encoding(
        QByteArray::fromRawData(text.data(), qsizetype(text.size())),
        QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return {};
    const QByteArray &json = *decoded;
    return beginsAsJson({json.constData(), size_t(json.size())}) ? std::optional(json)
                                                                 : std::nullopt;
}

std::string withRowsDecoded(std::string_view json)
{
    JsonTape tape(JsonTape::maxLineDepth);
    if (!tape.parse(json))
        return std::string(json);
    std::map<quint32, std::pair<quint32, QByteArray>> rows; // by offset: length, and what it says
    std::string scratch;
    JsonTape row;
    const auto decode = [&](JsonRef value) {
        const auto decoded = decodedJson(value.string(scratch));
        if (!decoded)
            return;
        const std::string_view text(decoded->constData(), size_t(decoded->size()));
        const JsonToken &token = tape[value.index()];
        if (validUtf8(text) && row.parse(text))
            rows.insert({token.offset, {token.length, *decoded}});
    };
    decode(JsonRef(tape));
    for (quint32 i = 0; i < tape.size(); ++i) {
        JsonRef(tape, i).forEachMember([&](JsonRef, JsonRef value) { decode(value); });
        JsonRef(tape, i).forEachElement(decode);
    }
    std::string out;
    size_t at = 0;
    for (const auto &[offset, content] : rows) {
        out.append(json, at, offset - at)
            .append(content.second.constData(), size_t(content.second.size()));
        at = offset + content.first;
    }
    return out.append(json, at);
}

} // namespace eventscope
