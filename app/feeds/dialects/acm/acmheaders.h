// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/kafkarecord.h"

#include <cstring>
#include <string_view>

namespace eventscope {

/// More headers than this are not looked at.
inline constexpr size_t maxKafkaHeaders = 64;
/// What the names of attributes begin with in binary mode.
inline constexpr std::string_view cloudEventPrefix = "ce_";
/// The version of CloudEvents that every line of a capture says.
inline constexpr std::string_view writtenVersion = "1.0";

/// The headers that are looked at.
std::span<const KafkaHeader> lookedAt(const KafkaRecord &record);

/// No byte above 127: then it is UTF-8 as well, and short texts are told so sooner than by asking.
bool isAscii(std::string_view text);

/// The slow half of equalsIgnoringCase(): both are of one length.
bool sameLettersIgnoringCase(std::string_view a, std::string_view b);
/// ASCII only, as header names are. Asked of every header of every record, and mostly told by the
/// length.
inline bool equalsIgnoringCase(std::string_view a, std::string_view b)
{
    return a.size() == b.size()
        && (std::memcmp(a.data(), b.data(), a.size()) == 0 || sameLettersIgnoringCase(a, b));
}
bool beginsIgnoringCase(std::string_view text, std::string_view prefix);

/// equalsIgnoringCase() with a literal, in small letters.
template<std::size_t Size>
bool isNamed(std::string_view name, const char (&literal)[Size])
{
    return name.size() == Size - 1
        && (std::memcmp(name.data(), literal, Size - 1) == 0
            || sameLettersIgnoringCase(name, {literal, Size - 1}));
}

/// The last header of this name, in any case, that has a value; empty if there is none.
std::string_view headerValue(const KafkaRecord &record, std::string_view name);
/// True if no header after this one has its name: the last one counts.
bool isLastOfItsName(const KafkaRecord &record, const KafkaHeader &header);

/// A chunk of a large event: its value alone is no JSON.
struct AcmChunk
{
    quint64 total = 0; ///< bytes of the whole
    quint64 end = 0; ///< where this one ends
};
/// What the headers say about chunks; no chunk: `total` is 0. Cheap.
AcmChunk chunkOf(const KafkaRecord &record);

/// `application/json; charset=UTF-8`: the part before the first semicolon.
std::string_view mediaTypeOf(std::string_view contentType);
/// The charset, without quotes; empty if it does not say.
std::string_view charsetOf(std::string_view contentType);
bool isJsonType(std::string_view contentType);
/// This media type, in UTF-8 as far as it says.
bool isUtf8Type(std::string_view contentType, std::string_view mediaType);

/// Without what all types of the global hub begin with, and what tells nobody anything.
std::string_view withoutCommonPrefix(std::string_view type);

} // namespace eventscope
