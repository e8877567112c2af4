// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/masksweep.h"

#include "models/event/encodedjson.h"
#include "models/event/secretvalues.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#if defined(__x86_64__) && defined(__GNUC__)
#define EVENTSCOPE_AVX2
#include <immintrin.h>
#endif

namespace eventscope {

namespace {

constexpr auto npos = std::string_view::npos;
constexpr int maxWrappings = 3; ///< base64 within base64
constexpr size_t nameGroups = 4; ///< the others are of what hides names, or is a secret itself
constexpr uint8_t caseBit = 0x20;

/// Whatever writes JSON writes these as they are, or by an escape that isPlainEscape() knows.
bool isSweepable(const NamePart &part)
{
    return !part.text.empty() && std::all_of(part.text.begin(), part.text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    });
}

/// Whether this escape, which begins with a backslash and a `u`, stands for a character that names
/// or base64 are made of, or for a quote. Some producers always escape `<>&'/`; beyond ASCII two
/// letters are others in another case: `ſ` is an `s`, the sign of kelvin a `k`.
bool isPlainEscape(std::string_view text)
{
    constexpr size_t length = 6;
    if (text.size() < length)
        return true;
    unsigned value = 0;
    for (const char c : text.substr(2, 4)) {
        const char digit = lowerLetter(c);
        const bool isHex = (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
        if (!isHex)
            return true;
        value = value << 4 | unsigned(digit <= '9' ? digit - '0' : digit - 'a' + 10);
    }
    if (value == 0x17f || value == 0x212a)
        return true;
    return value >= 0x20 && value < 0x7f && std::string_view("<>&'/").find(char(value)) == npos;
}

} // namespace

MaskSweep::MaskSweep(std::vector<NamePart> parts)
{
    if (parts.empty() || !std::all_of(parts.begin(), parts.end(), isSweepable))
        return;
    m_parts = std::move(parts);
    for (NamePart &part : m_parts) // what may not be there finds nothing
        part.text.erase(0, std::min(part.text.find_first_not_of('_'), part.text.size() - 1));
    m_parts.insert(m_parts.end(), secretValueParts().begin(), secretValueParts().end());
    std::sort(m_parts.begin(), m_parts.end());
    m_parts.erase(std::unique(m_parts.begin(), m_parts.end()), m_parts.end());
    for (const NamePart &part : m_parts)
        addPart(part.text);
    for (size_t byte = 0; byte < m_from.size(); ++byte) {
        const auto isBefore = [byte](const NamePart &part) {
            return size_t(uint8_t(part.text[0])) < byte;
        };
        m_from[byte] = uint32_t(std::count_if(m_parts.begin(), m_parts.end(), isBefore));
    }
    addHiding();
}

/// What shares a group has halves that fit few other bytes, or what is often sent would have to be
/// looked at one by one.
void MaskSweep::addHiding()
{
    size_t group = nameGroups;
    // Base64 of what begins with a bracket, in two groups, and of what begins with white space. A
    // backslash may hide the rest.
    const std::array<std::array<std::string_view, 2>, 3> encoded = {
        {{"eW", "wxyz\\"},
         {"eW", "0123456789+/\\"},
         {"ICD", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv\\"}}};
    for (const auto &[second, third] : encoded) {
        addBytes(group, 0, "\"");
        addBytes(group, 1, second);
        addBytes(group, 2, third);
        addAny(group, 3);
        ++group;
    }
    // What hitsAt() compares as it is, for its halves would fit too much.
    const std::array<std::string_view, 2> begins = {"\\\xc5\xe2$:e",
                                                    "u\xbf\x84"
                                                    "2a56y"
                                                    "/\\"};
    for (size_t place = 0; place < width; ++place) {
        for (size_t byte = 0; byte < m_groups[place].size(); ++byte) {
            if (place >= begins.size() || begins[place].find(char(byte)) != npos)
                m_groups[place][byte] |= uint8_t(1U << group);
        }
    }
}

/// How likely it is that the halves of some bytes fit the group: what fits and is none has to be
/// looked at one by one, which costs more than all the rest.
double MaskSweep::chance(size_t group) const
{
    constexpr double often = 4; // small letters, digits and quotes are most of what is sent
    const auto bit = uint8_t(1U << group);
    double product = 1;
    for (const Halves &halves : m_halves) {
        double sum = 0;
        for (unsigned byte = 0x20; byte < 0x7f; ++byte) {
            const bool isOften = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9')
                || byte == '"' || byte == ',' || byte == ':';
            if ((halves.low[byte & 0xf] & halves.high[byte >> 4] & bit) != 0)
                sum += isOften ? often : 1;
        }
        product *= sum;
    }
    return product;
}

/// To the group that it makes least more likely.
void MaskSweep::addPart(std::string_view text)
{
    size_t best = 0;
    double least = std::numeric_limits<double>::infinity();
    for (size_t group = 0; group < nameGroups; ++group) {
        const auto halves = m_halves;
        const auto groups = m_groups;
        const double before = chance(group);
        addPart(group, text);
        const double more = chance(group) - before;
        m_halves = halves;
        m_groups = groups;
        if (more < least) {
            least = more;
            best = group;
        }
    }
    addPart(best, text);
}

void MaskSweep::addPart(size_t group, std::string_view text)
{
    std::vector<size_t> reached{0}; // how much of the part may have been before the place
    for (size_t place = 0; place < width; ++place) {
        std::vector<size_t> next;
        // It grows while it is gone through: what is between words may not be there.
        for (size_t i = 0; i < reached.size(); ++i) {
            const size_t at = reached[i];
            if (at >= text.size()) {
                addAny(group, place);
                next.push_back(at);
            } else if (text[at] == '_') {
                addBytes(group, place, "_-. ");
                next.push_back(at);
                reached.push_back(at + 1);
            } else {
                addLetter(group, place, text[at]);
                next.push_back(at + 1);
            }
        }
        reached = std::move(next);
    }
}

void MaskSweep::addLetter(size_t group, size_t place, char c)
{
    addBytes(group, place, {&c, 1});
    if (const char upper = char(c & ~caseBit); c >= 'a' && c <= 'z')
        addBytes(group, place, {&upper, 1});
}

void MaskSweep::addBytes(size_t group, size_t place, std::string_view bytes)
{
    const auto bit = uint8_t(1U << group);
    for (const char byte : bytes) {
        const auto value = uint8_t(byte);
        m_groups[place][value] |= bit;
        m_halves[place].low[value & 0xf] |= bit;
        m_halves[place].high[value >> 4] |= bit;
    }
}

void MaskSweep::addAny(size_t group, size_t place)
{
    for (int byte = 0; byte < 256; ++byte) {
        const auto c = char(byte);
        addBytes(group, place, {&c, 1});
    }
}

/// A name begins there.
bool MaskSweep::isName(std::string_view text) const
{
    const auto first = uint8_t(lowerLetter(text[0]));
    const auto begin = m_parts.begin();
    return std::any_of(begin + m_from[first], begin + m_from[first + 1],
                       [text](const NamePart &part) {
                           const size_t length = lengthOfPart(text, part.text);
                           return length != npos
                               && (!part.ends || length == text.size() || !isOfName(text[length]));
                       });
}

/// The string that begins there is base64 of JSON in which something may have to be masked.
bool MaskSweep::hidesJson(std::string_view text, int wrappings) const
{
    if (text.size() < 2 || std::string_view("eWICD").find(text[1]) == npos)
        return false;
    const size_t end = text.find('"', 1);
    if (end == npos)
        return false; // no JSON, of which only names are masked
    const std::string_view inside = text.substr(1, end - 1);
    if (inside.find('\\') != npos)
        return true;
    const auto json = decodedJson(inside);
    if (!json)
        return false;
    return wrappings >= maxWrappings
        || find({json->constData(), size_t(json->size())}, 0, wrappings + 1) != npos;
}

bool MaskSweep::isPlace(std::string_view text, size_t at, int wrappings) const
{
    const std::string_view rest = text.substr(at);
    switch (uint8_t(rest[0])) {
    case '\\':
        return rest.size() < 2 || (rest[1] == 'u' && isPlainEscape(rest));
    case '"':
        return hidesJson(rest, wrappings);
    case '$':
    case ':':
        return mayBeSecretValue(rest);
    case 0xc5:
        return rest.starts_with("\xc5\xbf");
    case 0xe2:
        return rest.starts_with("\xe2\x84\xaa");
    default:
        return isName(rest) || mayBeSecretValue(rest);
    }
}

#ifdef EVENTSCOPE_AVX2
namespace {

__attribute__((target("avx2"))) __m256i twice(const std::array<uint8_t, 16> &table)
{
    return _mm256_broadcastsi128_si256(
        _mm_load_si128(reinterpret_cast<const __m128i *>(table.data())));
}

__attribute__((target("avx2"), always_inline)) inline __m256i load(const char *bytes)
{
    return _mm256_loadu_si256(reinterpret_cast<const __m256i *>(bytes));
}

__attribute__((target("avx2"), always_inline)) inline __m256i is(__m256i bytes, char c)
{
    return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(c));
}

/// Whether one of them begins there: `$2a$`, `\u`, the two letters beyond ASCII, `://` and `eyJ`,
/// of which a backslash may hide the rest.
__attribute__((target("avx2"), always_inline)) inline __m256i begins(__m256i first, __m256i second,
                                                                     __m256i third)
{
    const __m256i hiding = is(second, '\\');
    const __m256i escape = _mm256_and_si256(is(first, '\\'), is(second, 'u'));
    const __m256i url = _mm256_and_si256(is(first, ':'), _mm256_or_si256(is(second, '/'), hiding));
    const __m256i token = _mm256_and_si256(_mm256_and_si256(is(first, 'e'), is(second, 'y')),
                                           _mm256_or_si256(is(third, 'J'), is(third, '\\')));
    const __m256i letters = _mm256_or_si256(is(first, '\xc5'), is(first, '\xe2'));
    return _mm256_or_si256(_mm256_or_si256(_mm256_or_si256(escape, url), letters),
                           _mm256_or_si256(token, is(first, '$')));
}

} // namespace

__attribute__((target("avx2"), always_inline)) inline uint32_t MaskSweep::hitsAt(
    const char *block) const
{
    const __m256i half = _mm256_set1_epi8(0xf);
    __m256i groups = _mm256_set1_epi8(char(0xff));
    for (size_t place = 0; place < width; ++place) {
        const __m256i bytes = load(block + place);
        const __m256i low =
            _mm256_shuffle_epi8(twice(m_halves[place].low), _mm256_and_si256(bytes, half));
        const __m256i high = _mm256_shuffle_epi8(
            twice(m_halves[place].high), _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half));
        groups = _mm256_and_si256(groups, _mm256_and_si256(low, high));
    }
    const __m256i none = _mm256_cmpeq_epi8(groups, _mm256_setzero_si256());
    return uint32_t(_mm256_movemask_epi8(begins(load(block), load(block + 1), load(block + 2))))
        | ~uint32_t(_mm256_movemask_epi8(none));
}

/// As far as there are whole blocks; `from` is then behind them.
__attribute__((target("avx2"))) size_t MaskSweep::findByBlocks(std::string_view text, size_t &from,
                                                               int wrappings) const
{
    for (; from + blockBytes + width - 1 <= text.size(); from += blockBytes) {
        for (uint32_t hits = hitsAt(text.data() + from); hits != 0; hits &= hits - 1) {
            const size_t at = from + size_t(std::countr_zero(hits));
            uint8_t groups = m_groups[0][uint8_t(text[at])];
            for (size_t place = 1; place < width; ++place)
                groups &= m_groups[place][uint8_t(text[at + place])];
            if (groups != 0 && isPlace(text, at, wrappings))
                return at;
        }
    }
    return npos;
}
#endif

size_t MaskSweep::find(std::string_view text, size_t from, int wrappings) const
{
#ifdef EVENTSCOPE_AVX2
    static const bool wide = __builtin_cpu_supports("avx2");
    if (wide) {
        if (const size_t found = findByBlocks(text, from, wrappings); found != npos)
            return found;
    }
#endif
    for (; from < text.size(); ++from) {
        uint8_t groups = m_groups[0][uint8_t(text[from])];
        // What ends before the last of these bytes is looked at whatever it is.
        for (size_t place = 1; groups != 0 && place < width && from + place < text.size(); ++place)
            groups &= m_groups[place][uint8_t(text[from + place])];
        if (groups != 0 && isPlace(text, from, wrappings))
            return from;
    }
    return npos;
}

} // namespace eventscope
