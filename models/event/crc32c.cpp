// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/crc32c.h"

#include <array>
#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__)
#include <nmmintrin.h>
#define EVENTSCOPE_SSE42 1 // where the processor of the day has it
#endif

namespace eventscope {

namespace {

constexpr quint32 polynomial = 0x82f63b78; // 0x1edc6f41, bits reversed

/// Slicing by eight: table[k][b] is the CRC of byte b followed by k zero bytes.
constexpr std::array<std::array<quint32, 256>, 8> makeTables()
{
    std::array<std::array<quint32, 256>, 8> tables{};
    for (quint32 byte = 0; byte < 256; ++byte) {
        quint32 crc = byte;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ ((crc & 1) ? polynomial : 0);
        tables[0][byte] = crc;
    }
    for (size_t slice = 1; slice < 8; ++slice) {
        for (size_t byte = 0; byte < 256; ++byte) {
            const quint32 previous = tables[slice - 1][byte];
            tables[slice][byte] = (previous >> 8) ^ tables[0][previous & 0xff];
        }
    }
    return tables;
}

constexpr auto tables = makeTables();

#ifdef EVENTSCOPE_SSE42
/// The processor has an instruction for this polynomial.
__attribute__((target("sse4.2"))) quint32 crcByInstruction(std::string_view bytes, quint32 crc)
{
    const char *at = bytes.data();
    size_t left = bytes.size();
    quint64 wide = crc;
    for (; left >= 8; at += 8, left -= 8) {
        quint64 word = 0;
        std::memcpy(&word, at, 8);
        wide = _mm_crc32_u64(wide, word);
    }
    crc = quint32(wide);
    for (; left > 0; ++at, --left)
        crc = _mm_crc32_u8(crc, static_cast<unsigned char>(*at));
    return crc;
}
#endif

quint32 crcByTables(std::string_view bytes, quint32 crc)
{
    const char *at = bytes.data();
    size_t left = bytes.size();
    while (left >= 8) {
        quint32 low = 0;
        quint32 high = 0;
        std::memcpy(&low, at, 4);
        std::memcpy(&high, at + 4, 4);
        low ^= crc;
        crc = tables[7][low & 0xff] ^ tables[6][(low >> 8) & 0xff] ^ tables[5][(low >> 16) & 0xff]
            ^ tables[4][low >> 24] ^ tables[3][high & 0xff] ^ tables[2][(high >> 8) & 0xff]
            ^ tables[1][(high >> 16) & 0xff] ^ tables[0][high >> 24];
        at += 8;
        left -= 8;
    }
    while (left-- > 0)
        crc = (crc >> 8) ^ tables[0][(crc ^ static_cast<unsigned char>(*at++)) & 0xff];
    return crc;
}

} // namespace

quint32 crc32c(std::string_view bytes, quint32 seed)
{
#ifdef EVENTSCOPE_SSE42
    static const bool instruction = __builtin_cpu_supports("sse4.2");
    if (instruction)
        return ~crcByInstruction(bytes, ~seed);
#endif
    return ~crcByTables(bytes, ~seed);
}

} // namespace eventscope
