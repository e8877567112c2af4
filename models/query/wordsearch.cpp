// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/wordsearch.h"

#include <QVector>
#include <algorithm>
#include <bit>
#include <cstring>
#include <map>

#ifdef __SSE2__
#include <emmintrin.h>
#endif
#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define EVENTSCOPE_AVX2 1 // where the processor of the day has it
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

/// The characters of the basic plane that are folded to another one beyond ASCII, by that.
const std::multimap<char32_t, char32_t> &unfolded()
{
    static const auto all = [] {
        std::multimap<char32_t, char32_t> found;
        for (char32_t c = 0x80; c < 0x10000; ++c) {
            if (const char32_t folded = QChar::toCaseFolded(c); folded != c && folded >= 0x80)
                found.emplace(folded, c);
        }
        return found;
    }();
    return all;
}

/// All characters that differ from `c` only in case. ASCII keeps to itself, as in TextMatch: the
/// Kelvin sign is no k. Beyond the basic plane there are no more than two.
std::vector<char32_t> caseVariants(char32_t c)
{
    const char32_t folded = QChar::toCaseFolded(c);
    if (c >= 0x80 && folded < 0x80)
        return {c};
    std::vector<char32_t> variants{c, folded};
    if (c < 0x80 || c >= 0x10000)
        variants.insert(variants.end(), {QChar::toLower(c), QChar::toUpper(c)});
    // Some have no other case of their own and are that of another one all the same: the ß is one
    // of its capital.
    const auto [begin, end] = unfolded().equal_range(folded);
    for (auto other = begin; other != end; ++other)
        variants.push_back(other->second);
    std::sort(variants.begin(), variants.end());
    variants.erase(std::unique(variants.begin(), variants.end()), variants.end());
    return variants;
}

/// All byte sequences that stand for a character, the longest first.
std::vector<std::string> formsOf(char32_t c)
{
    std::vector<std::string> forms;
    for (const char32_t variant : caseVariants(c)) {
        // Not QString::fromUcs4(), to which U+FEFF at the beginning is no character.
        forms.push_back(QStringView(QChar::fromUcs4(variant)).toUtf8().toStdString());
        if (!isPlain(variant)) {
            forms.push_back(escaped(variant, "0123456789abcdef"));
            forms.push_back(escaped(variant, "0123456789ABCDEF"));
        }
    }
    constexpr std::u32string_view shortEscaped = U"\"\\/\b\f\n\r\t";
    constexpr std::string_view shortEscapes = "\"\\/bfnrt";
    if (const size_t at = shortEscaped.find(c); at != std::u32string_view::npos)
        forms.push_back({'\\', shortEscapes[at]});
    std::stable_sort(forms.begin(), forms.end(),
                     [](const auto &a, const auto &b) { return a.size() > b.size(); });
    return forms;
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
    const QList<uint> characters = word.toUcs4();
    qsizetype begin = 0; // of the longest plain part
    qsizetype length = 0;
    for (qsizetype at = 0, here = 0; at < characters.size(); ++at) {
        here = isPlain(characters[at]) ? here + 1 : 0;
        if (here > length) {
            length = here;
            begin = at + 1 - here;
        }
    }
    for (qsizetype at = begin - 1; at >= 0; --at)
        m_before.push_back({formsOf(characters[at])});
    for (qsizetype at = begin; at < begin + length; ++at)
        m_plain += lower(char(characters[at]));
    for (qsizetype at = begin + length; at < characters.size(); ++at)
        m_behind.push_back({formsOf(characters[at])});
    if (m_plain.empty()) {
        for (const std::string &form : m_behind.front().forms) {
            if (m_starts.find(form.front()) == std::string::npos)
                m_starts += form.front();
        }
    }
    chooseAnchors();
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

#ifdef __SSE2__
size_t WordSearch::findPlainBy16(std::string_view text, size_t &from) const
{
    // Where both anchors fit, the rest is compared. Setting bit 0x20 makes letters lower case; a
    // byte that is no letter is compared as it is.
    const size_t ends = text.size() - m_plain.size() + 1; // one after the last possible place
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
    return std::string_view::npos;
}
#endif

#ifdef EVENTSCOPE_AVX2
/// The same with wider registers, four of them a step, and the memory that comes next on its way:
/// what limits this loop is how fast bytes arrive.
__attribute__((target("avx2"))) size_t WordSearch::findPlainBy128(std::string_view text,
                                                                  size_t &from) const
{
    constexpr size_t step = 128;
    constexpr size_t ahead = 4096;
    const size_t ends = text.size() - m_plain.size() + 1;
    const __m256i wanted0 = _mm256_set1_epi8(m_plain[m_anchors[0]]);
    const __m256i wanted1 = _mm256_set1_epi8(m_plain[m_anchors[1]]);
    const __m256i case0 = _mm256_set1_epi8(isLetter(m_plain[m_anchors[0]]) ? 0x20 : 0);
    const __m256i case1 = _mm256_set1_epi8(isLetter(m_plain[m_anchors[1]]) ? 0x20 : 0);
    for (; from + step <= ends; from += step) {
        const char *const at = text.data() + from;
        _mm_prefetch(at + ahead, _MM_HINT_T0);
        _mm_prefetch(at + ahead + 64, _MM_HINT_T0);
        __m256i hits[4];
        for (size_t i = 0; i < 4; ++i) {
            const char *const here = at + i * 32;
            const __m256i bytes0 =
                _mm256_loadu_si256(reinterpret_cast<const __m256i *>(here + m_anchors[0]));
            const __m256i bytes1 =
                _mm256_loadu_si256(reinterpret_cast<const __m256i *>(here + m_anchors[1]));
            hits[i] = _mm256_and_si256(_mm256_cmpeq_epi8(_mm256_or_si256(bytes0, case0), wanted0),
                                       _mm256_cmpeq_epi8(_mm256_or_si256(bytes1, case1), wanted1));
        }
        const __m256i any =
            _mm256_or_si256(_mm256_or_si256(hits[0], hits[1]), _mm256_or_si256(hits[2], hits[3]));
        if (_mm256_testz_si256(any, any))
            continue;
        for (size_t i = 0; i < 4; ++i) {
            for (auto mask = unsigned(_mm256_movemask_epi8(hits[i])); mask != 0; mask &= mask - 1) {
                const size_t offset = i * 32 + size_t(std::countr_zero(mask));
                if (plainAt(at + offset))
                    return from + offset;
            }
        }
    }
    return std::string_view::npos;
}
#endif

size_t WordSearch::findPlain(std::string_view text, size_t from) const
{
    if (text.size() < m_plain.size())
        return std::string_view::npos;
    size_t found = std::string_view::npos;
#ifdef EVENTSCOPE_AVX2
    static const bool wide = __builtin_cpu_supports("avx2");
    if (wide)
        found = findPlainBy128(text, from);
#endif
#ifdef __SSE2__
    if (found == std::string_view::npos)
        found = findPlainBy16(text, from);
#endif
    const size_t ends = text.size() - m_plain.size() + 1;
    for (; found == std::string_view::npos && from < ends; ++from) {
        if (lower(text[from + m_anchors[0]]) == m_plain[m_anchors[0]]
            && plainAt(text.data() + from))
            found = from;
    }
    return found;
}

/// The next place where a word without any plain character can begin.
size_t WordSearch::findStart(std::string_view text, size_t from) const
{
    if (m_starts.size() == 1 || from >= text.size())
        return text.find(m_starts[0], from);
    const char *at = text.data() + from;
    const char *const end = text.data() + text.size();
#ifdef __SSE2__
    // Two bytes begin nearly all of them: a backslash, and the first byte of their UTF-8.
    if (m_starts.size() == 2) {
        const __m128i wanted0 = _mm_set1_epi8(m_starts[0]);
        const __m128i wanted1 = _mm_set1_epi8(m_starts[1]);
        for (; end - at >= 16; at += 16) {
            const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at));
            const auto hits = unsigned(_mm_movemask_epi8(
                _mm_or_si128(_mm_cmpeq_epi8(bytes, wanted0), _mm_cmpeq_epi8(bytes, wanted1))));
            if (hits != 0)
                return size_t(at - text.data()) + size_t(std::countr_zero(hits));
        }
    }
#endif
    return text.find_first_of(m_starts, size_t(at - text.data()));
}

/// Where the word begins whose plain part is at `at`; npos if what stands before it is another.
size_t WordSearch::beforeAt(std::string_view text, size_t at) const
{
    for (const Character &character : m_before) {
        const auto stands = [&](const std::string &form) {
            return form.size() <= at && text.compare(at - form.size(), form.size(), form) == 0;
        };
        const auto form = std::find_if(character.forms.begin(), character.forms.end(), stands);
        if (form == character.forms.end())
            return std::string_view::npos;
        at -= form->size();
    }
    return at;
}

/// Where the word ends that goes on at `at`; npos if it goes on otherwise.
size_t WordSearch::behindAt(std::string_view text, size_t at) const
{
    for (const Character &character : m_behind) {
        const auto stands = [&](const std::string &form) {
            return text.compare(at, form.size(), form) == 0;
        };
        const auto form = std::find_if(character.forms.begin(), character.forms.end(), stands);
        if (form == character.forms.end())
            return std::string_view::npos;
        at += form->size();
    }
    return at;
}

WordSearch::Found WordSearch::find(std::string_view text, size_t from) const
{
    // A plain part can stand no nearer to `from` than what must come before it: each of those
    // characters has at least a byte.
    for (size_t next = from + m_before.size();; ++next) {
        next = m_plain.empty() ? findStart(text, next) : findPlain(text, next);
        if (next == std::string_view::npos)
            return {};
        const size_t end = behindAt(text, next + m_plain.size());
        if (end == std::string_view::npos)
            continue;
        const size_t begin = beforeAt(text, next);
        if (begin != std::string_view::npos && begin >= from)
            return {begin, end};
    }
}

size_t WordSearch::rarity() const
{
    return m_before.size() + m_plain.size() + m_behind.size();
}

} // namespace eventscope
