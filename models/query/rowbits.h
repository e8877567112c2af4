// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/truth.h"

#include <QtGlobal>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace eventscope {

// Rows of a block as bits: row n is bit n % 64 of word n / 64.

inline size_t wordsOf(size_t rows)
{
    return (rows + 63) / 64;
}

inline bool inBit(const quint64 *bits, size_t row)
{
    return (bits[row / 64] >> (row % 64) & 1) != 0;
}

inline void setBit(quint64 *bits, size_t row)
{
    bits[row / 64] |= quint64(1) << (row % 64);
}

/// Bits of word number `word` that are rows of [from, to).
inline quint64 rowsOf(size_t word, size_t from, size_t to)
{
    const size_t start = word * 64;
    quint64 mask = ~quint64(0);
    if (from > start)
        mask = from - start >= 64 ? 0 : mask << (from - start);
    if (to < start + 64)
        mask = to <= start ? 0 : mask & ~quint64(0) >> (start + 64 - to);
    return mask;
}

/// Which of 64 answers are this one.
inline quint64 bitsThatAre(Truth truth, const Truth *answers)
{
    quint64 bits = 0;
#ifdef __SSE2__
    const __m128i wanted = _mm_set1_epi8(char(truth));
    for (size_t i = 0; i < 64; i += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(answers + i));
        const auto hits = unsigned(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted)));
        bits |= quint64(hits) << i;
    }
#else
    for (size_t i = 0; i < 64; ++i)
        bits |= quint64(answers[i] == truth) << i;
#endif
    return bits;
}

} // namespace eventscope
