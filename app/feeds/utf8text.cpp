// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/utf8text.h"

#include <algorithm>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace eventscope {

namespace {

constexpr size_t keptBytes = 1 << 20;

/// Copies the ASCII that `text` begins with, and returns its length.
size_t copyAscii(const char16_t *text, size_t size, char *out)
{
    size_t at = 0;
#ifdef __SSE2__
    const __m128i beyond = _mm_set1_epi16(short(0xff80));
    for (; at + 16 <= size; at += 16) {
        const __m128i low = _mm_loadu_si128(reinterpret_cast<const __m128i *>(text + at));
        const __m128i high = _mm_loadu_si128(reinterpret_cast<const __m128i *>(text + at + 8));
        const __m128i others = _mm_and_si128(_mm_or_si128(low, high), beyond);
        if (_mm_movemask_epi8(_mm_cmpeq_epi16(others, _mm_setzero_si128())) != 0xffff)
            break;
        _mm_storeu_si128(reinterpret_cast<__m128i *>(out + at), _mm_packus_epi16(low, high));
    }
#endif
    for (; at < size && text[at] < 0x80; ++at)
        out[at] = char(text[at]);
    return at;
}

} // namespace

std::string_view Utf8Text::of(const QString &text)
{
    const auto needed = size_t(m_encoder.requiredSpace(text.size()));
    if (m_capacity < needed) {
        m_capacity = std::max(needed, m_capacity * 2);
        m_bytes.reset(new char[m_capacity]);
    }
    const auto size = size_t(text.size());
    const size_t ascii =
        copyAscii(reinterpret_cast<const char16_t *>(text.utf16()), size, m_bytes.get());
    char *end = m_bytes.get() + ascii;
    if (ascii < size)
        end = m_encoder.appendToBuffer(end, QStringView(text).sliced(qsizetype(ascii)));
    return {m_bytes.get(), size_t(end - m_bytes.get())};
}

void Utf8Text::shrink()
{
    if (m_capacity <= keptBytes)
        return;
    m_bytes.reset();
    m_capacity = 0;
}

} // namespace eventscope
