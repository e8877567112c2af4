// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/jsondocument.h"

#include "models/event/encodedjson.h"
#include "models/event/jsontext.h"

#include <QByteArray>

#include <algorithm>
#include <optional>

namespace eventscope {

namespace {

constexpr size_t shortestBase64 = 16;
constexpr size_t shortestBytes = 24;
constexpr size_t lookedAt = 256; ///< of a long text, to see whether it may be base64

struct Letters
{
    bool upper = false;
    bool lower = false;
    bool digit = false;
    bool sign = false;
    bool beyondHex = false;
};

/// Nothing if there is a character that base64 (or its form for URLs) does not have.
std::optional<Letters> lettersOf(std::string_view text)
{
    Letters letters;
    for (const char c : text) {
        if (c >= 'A' && c <= 'Z')
            letters.upper = true;
        else if (c >= 'a' && c <= 'z')
            letters.lower = true;
        else if (c >= '0' && c <= '9')
            letters.digit = true;
        else if (c == '+' || c == '/' || c == '-' || c == '_')
            letters.sign = true;
        else
            return {};
        letters.beyondHex |= (c >= 'G' && c <= 'Z') || (c >= 'g' && c <= 'z');
    }
    return letters;
}

std::string_view withoutPadding(std::string_view text)
{
    for (int i = 0; i < 2 && text.ends_with('='); ++i)
        text.remove_suffix(1);
    return text;
}

std::optional<std::string> fromBase64(std::string_view text)
{
    const bool forUrls = text.find_first_of("-_") != std::string_view::npos;
    const auto decoded = QByteArray::fromBase64Encoding(
        QByteArray::fromRawData(text.data(), qsizetype(text.size())),
        (forUrls ? QByteArray::Base64UrlEncoding : QByteArray::Base64Encoding)
            | QByteArray::AbortOnBase64DecodingErrors);
    return decoded ? std::optional((*decoded).toStdString()) : std::nullopt;
}

bool isReadable(std::string_view text)
{
    return validUtf8(text) && std::all_of(text.begin(), text.end(), [](char c) {
               return quint8(c) >= 0x20 ? c != 0x7f : c == '\t' || c == '\n' || c == '\r';
           });
}

} // namespace

std::shared_ptr<const JsonDocument> JsonDocument::parse(std::string text)
{
    std::shared_ptr<JsonDocument> document(new JsonDocument(std::move(text)));
    if (!document->m_tape.parse(document->m_text))
        return nullptr;
    return document;
}

bool maybeEncoded(std::string_view text)
{
    if (beginsAsJson(text.substr(0, lookedAt)))
        return true;
    if (text.size() < shortestBase64)
        return text.size() >= 8 && (text.starts_with("ey") || text.starts_with("W"));
    const std::string_view head =
        text.size() > lookedAt ? text.substr(0, lookedAt) : withoutPadding(text);
    const auto letters = lettersOf(head);
    // Words, names with hyphens and hexadecimal numbers are made of its letters, too.
    return letters && letters->beyondHex && letters->upper && letters->lower;
}

std::shared_ptr<const JsonDocument> jsonWithin(std::string_view text)
{
    if (beginsAsJson(text.substr(0, lookedAt)))
        return JsonDocument::parse(std::string(text));
    const auto row = decodedJson(text);
    if (!row || !validUtf8({row->constData(), size_t(row->size())}))
        return nullptr;
    return JsonDocument::parse(row->toStdString());
}

EncodedValue encodedValue(std::string_view text)
{
    using Form = EncodedValue::Form;
    if (!maybeEncoded(text))
        return {};
    if (auto json = jsonWithin(text))
        return {beginsAsJson(text) ? Form::JsonText : Form::Json, {}, std::move(json)};
    if (text.size() < shortestBase64)
        return {};
    const auto letters = lettersOf(withoutPadding(text));
    auto content = letters ? fromBase64(text) : std::nullopt;
    if (!content || content->empty())
        return {};
    if (isReadable(*content))
        return {Form::Text, std::move(*content), nullptr};
    const bool plausible = text.size() >= shortestBytes && text.size() % 4 == 0 && letters->digit
        && (letters->sign || text.ends_with('=') || !kindOfBytes(*content).empty()
            || text.size() >= 4 * shortestBytes);
    return plausible ? EncodedValue{Form::Bytes, std::move(*content), nullptr} : EncodedValue();
}

std::string_view kindOfBytes(std::string_view bytes)
{
    using namespace std::string_view_literals;
    constexpr std::pair<std::string_view, std::string_view> kinds[]{
        {"\x89PNG\r\n"sv, "PNG image"},  {"\xff\xd8\xff"sv, "JPEG image"}, {"GIF8"sv, "GIF image"},
        {"%PDF-"sv, "PDF document"},     {"PK\x03\x04"sv, "ZIP archive"},  {"\x1f\x8b"sv, "gzip"},
        {"\x28\xb5\x2f\xfd"sv, "zstd"},  {"RIFF"sv, "RIFF media"},         {"OggS"sv, "Ogg media"},
        {"\x7f\x45LF"sv, "ELF program"},
    };
    for (const auto &[start, kind] : kinds) {
        if (bytes.starts_with(start))
            return kind;
    }
    return {};
}

} // namespace eventscope
