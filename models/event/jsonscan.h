// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace eventscope {

#ifdef __SSE2__
/// One bit for each of the 16 bytes at `text` that isJsonSpecial().
inline unsigned jsonSpecialBits(const char *text)
{
    const __m128i lastControl = _mm_set1_epi8(0x1f);
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(text));
    const __m128i control = _mm_cmpeq_epi8(_mm_max_epu8(bytes, lastControl), lastControl);
    const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    return unsigned(_mm_movemask_epi8(_mm_or_si128(control, _mm_or_si128(quote, backslash))));
}
#endif

/// True for the bytes that cannot stand for themselves inside a JSON string: quote, backslash,
/// control characters.
constexpr bool isJsonSpecial(unsigned char c)
{
    return c < 0x20 || c == '"' || c == '\\';
}

/// The position of the first such byte at or after `from`, or `size`. Most of a frame is inside
/// strings, so this loop decides how fast a feed is read; 16 bytes at a time.
inline size_t findJsonSpecial(const char *text, size_t from, size_t size)
{
#ifdef __SSE2__
    for (; from + 16 <= size; from += 16) {
        if (const unsigned bits = jsonSpecialBits(text + from))
            return from + size_t(std::countr_zero(bits));
    }
#endif
    while (from < size && !isJsonSpecial(static_cast<unsigned char>(text[from])))
        ++from;
    return from;
}

/// Copies the bytes before the first such byte to `to`, which has room for all of them, and returns
/// how many they are.
inline size_t copyToJsonSpecial(const char *text, size_t size, char *to)
{
    size_t at = 0;
#ifdef __SSE2__
    while (at + 16 <= size) {
        std::memcpy(to + at, text + at, 16);
        if (const unsigned bits = jsonSpecialBits(text + at))
            return at + size_t(std::countr_zero(bits));
        at += 16;
        // The last block overlaps the one before it: cheaper than byte by byte.
        if (at < size && at + 16 > size)
            at = size - 16;
    }
#endif
    for (; at < size && !isJsonSpecial(static_cast<unsigned char>(text[at])); ++at)
        to[at] = text[at];
    return at;
}

/// Finds the special bytes of one text from its beginning to its end. Strings in events are short,
/// so it looks at 64 bytes once and answers for all the strings in them.
class JsonSpecials
{
public:
    explicit JsonSpecials(const char *text, size_t size) : m_text(text), m_size(size) { }

    /// As findJsonSpecial().
    size_t next(size_t from)
    {
        while (from < m_size) {
            const size_t block = from & ~(blockSize - 1);
            if (block != m_block)
                load(block);
            if (const uint64_t rest = m_bits >> (from - block))
                return from + size_t(std::countr_zero(rest));
            from = block + blockSize;
        }
        return m_size;
    }

private:
    static constexpr size_t blockSize = 64;

    static uint64_t bitsOf(const char *bytes)
    {
        uint64_t bits = 0;
#ifdef __SSE2__
        for (size_t i = 0; i < blockSize; i += 16)
            bits |= uint64_t(jsonSpecialBits(bytes + i)) << i;
#else
        for (size_t i = 0; i < blockSize; ++i)
            bits |= uint64_t(isJsonSpecial(static_cast<unsigned char>(bytes[i]))) << i;
#endif
        return bits;
    }
    /// Of the last bytes, which are fewer than a block.
    static uint64_t bitsOfTail(const char *bytes, size_t size)
    {
        char tail[blockSize];
        std::memset(tail, ' ', blockSize);
        std::memcpy(tail, bytes, size);
        return bitsOf(tail);
    }
    void load(size_t block)
    {
        m_block = block;
        const size_t left = m_size - block;
        m_bits = left >= blockSize ? bitsOf(m_text + block) : bitsOfTail(m_text + block, left);
    }

    const char *m_text;
    size_t m_size;
    size_t m_block = size_t(-1);
    uint64_t m_bits = 0;
};

} // namespace eventscope
