// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace eventscope {

/// What a masked name has in it, in lower case. Programs write the same name in several ways:
/// `api_key` stands for `api-key`, `Api.Key`, `apiKey` and `apikey` too.
struct NamePart
{
    NamePart(std::string part, bool atEnd = false) : text(std::move(part)), ends(atEnd) { }
    NamePart(const char *part) : text(part) { }

    bool operator==(const NamePart &other) const = default;
    auto operator<=>(const NamePart &other) const = default;

    std::string text; ///< `_` stands for what may be between words
    bool ends; ///< the name ends with it
};

inline bool isBetweenWords(char c)
{
    return c == '_' || c == '-' || c == '.' || c == ' ';
}

inline char lowerLetter(char c)
{
    constexpr char caseBit = 0x20;
    return c >= 'A' && c <= 'Z' ? char(c | caseBit) : c;
}

/// Names are of these in what is no JSON.
inline bool isOfName(char c)
{
    const char letter = lowerLetter(c);
    return (letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// How much of `text` the part is, that it begins with; npos: it does not.
inline size_t lengthOfPart(std::string_view text, std::string_view part)
{
    size_t at = 0;
    for (const char wanted : part) {
        if (wanted == '_') {
            while (at < text.size() && isBetweenWords(text[at]))
                ++at;
        } else if (at >= text.size() || lowerLetter(text[at++]) != wanted) {
            return std::string_view::npos;
        }
    }
    return at;
}

} // namespace eventscope
