// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/wordsearch.h"

#include <QVector>
#include <algorithm>
#include <bit>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace eventscope {

namespace {

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c | 0x20) : c;
}

/// Characters that no known producer of JSON writes as an escape; Rails and Go escape `<>&'`, PHP
/// escapes `/`.
bool isPlain(char32_t c)
{
    return c >= 0x20 && c < 0x7f
        && std::string_view("\"\\/<>&'").find(char(c)) == std::string_view::npos;
}

void appendEscape(std::string &out, char16_t unit, const char *digits)
{
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
        out += digits[(unit >> shift) & 0xf];
}

std::string escaped(char32_t c, const char *digits)
{
    std::string out;
    for (const char16_t unit : QChar::fromUcs4(c))
        appendEscape(out, unit, digits);
    return out;
}

/// All characters that differ from `c` only in case. Beyond the basic plane there are no more than
/// two.
std::vector<char32_t> caseVariants(char32_t c)
{
    std::vector<char32_t> variants{c, QChar::toLower(c), QChar::toUpper(c)};
    const char32_t folded = QChar::toCaseFolded(c);
    if (folded >= 0x80 && QChar::toLower(c) != QChar::toUpper(c)) {
        for (char32_t other = 0x80; other < 0x10000; ++other) {
            if (QChar::toCaseFolded(other) == folded)
                variants.push_back(other);
        }
    }
    std::sort(variants.begin(), variants.end());
    variants.erase(std::unique(variants.begin(), variants.end()), variants.end());
    return variants;
}

/// How common a byte is in JSON from feeds; 0 is the rarest. Only the order matters.
size_t commonness(char c)
{
    constexpr std::string_view common = "\"0-1e2:34a5,6789tcdibnors_lmup fhg{}y";
    const size_t at = common.find(c);
    return at == std::string_view::npos ? 0 : common.size() - at;
}

} // namespace

WordSearch::WordSearch(const QString &word)
{
    for (const uint c : word.toUcs4())
        addCharacter(c);
    if (m_plain.empty()) {
        for (const std::string &form : m_rest.front().forms)
            m_restStarts[static_cast<unsigned char>(form.front())] = true;
    }
    chooseAnchors();
}

void WordSearch::addCharacter(char32_t c)
{
    if (m_rest.empty() && isPlain(c)) {
        m_plain += lower(char(c));
        return;
    }
    Character character;
    for (const char32_t variant : caseVariants(c)) {
        character.forms.push_back(QString::fromUcs4(&variant, 1).toStdString());
        if (!isPlain(variant)) {
            character.forms.push_back(escaped(variant, "0123456789abcdef"));
            character.forms.push_back(escaped(variant, "0123456789ABCDEF"));
        }
    }
    constexpr std::u32string_view shortEscaped = U"\"\\/\b\f\n\r\t";
    constexpr std::string_view shortEscapes = "\"\\/bfnrt";
    if (const size_t at = shortEscaped.find(c); at != std::u32string_view::npos)
        character.forms.push_back({'\\', shortEscapes[at]});
    std::stable_sort(character.forms.begin(), character.forms.end(),
                     [](const auto &a, const auto &b) { return a.size() > b.size(); });
    m_rest.push_back(std::move(character));
}

void WordSearch::chooseAnchors()
{
    for (size_t i = 0; i < m_plain.size(); ++i) {
        if (commonness(m_plain[i]) < commonness(m_plain[m_anchors[0]]))
            m_anchors[0] = i;
    }
    m_anchors[1] = m_anchors[0] == 0 ? m_plain.size() - (m_plain.empty() ? 0 : 1) : 0;
    for (size_t i = 0; i < m_plain.size(); ++i) {
        if (i != m_anchors[0] && commonness(m_plain[i]) < commonness(m_plain[m_anchors[1]]))
            m_anchors[1] = i;
    }
}

bool WordSearch::plainAt(const char *text) const
{
    for (size_t i = 0; i < m_plain.size(); ++i) {
        if (lower(text[i]) != m_plain[i])
            return false;
    }
    return true;
}

size_t WordSearch::findPlain(std::string_view text, size_t from) const
{
    if (text.size() < m_plain.size())
        return std::string_view::npos;
    const size_t ends = text.size() - m_plain.size() + 1; // one after the last possible place
#ifdef __SSE2__
    // Where both anchors fit, the rest is compared. Setting bit 0x20 makes letters lower case; a
    // byte that is no letter is compared as it is.
    const auto splat = [this](size_t anchor) { return _mm_set1_epi8(m_plain[anchor]); };
    const auto caseBit = [this](size_t anchor) {
        return _mm_set1_epi8(isLetter(m_plain[anchor]) ? 0x20 : 0);
    };
    const __m128i wanted0 = splat(m_anchors[0]);
    const __m128i wanted1 = splat(m_anchors[1]);
    const __m128i case0 = caseBit(m_anchors[0]);
    const __m128i case1 = caseBit(m_anchors[1]);
    const auto load = [](const char *at) {
        return _mm_loadu_si128(reinterpret_cast<const __m128i *>(at));
    };
    for (; from + 16 <= ends; from += 16) {
        const char *at = text.data() + from;
        const __m128i hit0 = _mm_cmpeq_epi8(_mm_or_si128(load(at + m_anchors[0]), case0), wanted0);
        const __m128i hit1 = _mm_cmpeq_epi8(_mm_or_si128(load(at + m_anchors[1]), case1), wanted1);
        auto hits = unsigned(_mm_movemask_epi8(_mm_and_si128(hit0, hit1)));
        for (; hits != 0; hits &= hits - 1) {
            const auto offset = size_t(std::countr_zero(hits));
            if (plainAt(at + offset))
                return from + offset;
        }
    }
#endif
    for (; from < ends; ++from) {
        if (lower(text[from + m_anchors[0]]) == m_plain[m_anchors[0]]
            && plainAt(text.data() + from))
            return from;
    }
    return std::string_view::npos;
}

bool WordSearch::restAt(std::string_view text, size_t at) const
{
    for (const Character &character : m_rest) {
        const auto stands = [&](const std::string &form) {
            return text.compare(at, form.size(), form) == 0;
        };
        const auto form = std::find_if(character.forms.begin(), character.forms.end(), stands);
        if (form == character.forms.end())
            return false;
        at += form->size();
    }
    return true;
}

bool WordSearch::foundIn(std::string_view text) const
{
    if (m_plain.empty()) {
        for (size_t at = 0; at < text.size(); ++at) {
            if (m_restStarts[static_cast<unsigned char>(text[at])] && restAt(text, at))
                return true;
        }
        return false;
    }
    for (size_t from = 0;; ++from) {
        from = findPlain(text, from);
        if (from == std::string_view::npos)
            return false;
        if (restAt(text, from + m_plain.size()))
            return true;
    }
}

} // namespace eventscope
