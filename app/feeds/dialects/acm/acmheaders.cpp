// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/acm/acmheaders.h"

#include <algorithm>
#include <charconv>

namespace eventscope {

namespace {

char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

quint64 numberOf(std::string_view text)
{
    quint64 number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

} // namespace

std::span<const KafkaHeader> lookedAt(const KafkaRecord &record)
{
    return record.headers.first(std::min(record.headers.size(), maxKafkaHeaders));
}

bool isAscii(std::string_view text)
{
    const char *at = text.data();
    const char *const end = at + text.size();
    for (; end - at >= 8; at += 8) {
        quint64 eight;
        std::memcpy(&eight, at, sizeof eight);
        if (eight & 0x8080808080808080ULL)
            return false;
    }
    return std::all_of(at, end, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool sameLettersIgnoringCase(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(),
                      [](char x, char y) { return lowered(x) == lowered(y); });
}

bool beginsIgnoringCase(std::string_view text, std::string_view prefix)
{
    return equalsIgnoringCase(text.substr(0, prefix.size()), prefix);
}

std::string_view headerValue(const KafkaRecord &record, std::string_view name)
{
    const auto headers = lookedAt(record);
    for (auto header = headers.rbegin(); header != headers.rend(); ++header) {
        if (header->hasValue && equalsIgnoringCase(header->name, name))
            return header->value;
    }
    return {};
}

bool isLastOfItsName(const KafkaRecord &record, const KafkaHeader &header)
{
    const auto headers = lookedAt(record);
    const auto after = headers.subspan(size_t(&header - headers.data()) + 1);
    return std::none_of(after.begin(), after.end(), [&header](const KafkaHeader &later) {
        return later.hasValue && equalsIgnoringCase(later.name, header.name);
    });
}

std::string_view mediaTypeOf(std::string_view contentType)
{
    return trimmed(contentType.substr(0, contentType.find(';')));
}

std::string_view charsetOf(std::string_view contentType)
{
    constexpr std::string_view key = "charset=";
    while (true) {
        const size_t semicolon = contentType.find(';');
        if (semicolon == std::string_view::npos)
            return {};
        contentType = contentType.substr(semicolon + 1);
        std::string_view item = trimmed(contentType.substr(0, contentType.find(';')));
        if (!beginsIgnoringCase(item, key))
            continue;
        item = trimmed(item.substr(key.size()));
        if (item.size() >= 2 && item.front() == '"' && item.back() == '"')
            item = item.substr(1, item.size() - 2);
        return item;
    }
}

bool isUtf8Type(std::string_view contentType, std::string_view mediaType)
{
    if (contentType == mediaType)
        return true;
    const std::string_view charset = charsetOf(contentType);
    return equalsIgnoringCase(mediaTypeOf(contentType), mediaType)
        && (charset.empty() || equalsIgnoringCase(charset, "utf-8"));
}

std::string_view withoutCommonPrefix(std::string_view type)
{
    constexpr std::string_view prefix =
        "io.open-cluster-management.operator.multiclusterglobalhubs.";
    if (type.size() > prefix.size() && type.starts_with(prefix))
        type.remove_prefix(prefix.size());
    return type;
}

bool isJsonType(std::string_view contentType)
{
    const std::string_view type = mediaTypeOf(contentType);
    constexpr std::string_view suffix = "json";
    return type.empty()
        || (type.size() > suffix.size()
            && equalsIgnoringCase(type.substr(type.size() - suffix.size()), suffix));
}

AcmChunk chunkOf(const KafkaRecord &record)
{
    AcmChunk chunk;
    if (!record.hasValue || record.headers.empty())
        return chunk;
    const auto headers = lookedAt(record);
    const bool has = std::any_of(headers.begin(), headers.end(), [](const KafkaHeader &header) {
        return isNamed(header.name, "ce_extsize");
    });
    const quint64 total = has ? numberOf(headerValue(record, "ce_extsize")) : 0;
    if (total == 0)
        return chunk;
    chunk.end = numberOf(headerValue(record, "ce_extoffset"));
    if (chunk.end == 0 || chunk.end > total || record.value.size() >= total
        || record.value.size() > chunk.end)
        return chunk;
    chunk.total = total;
    return chunk;
}

} // namespace eventscope
