// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/dice.h"

#include <array>
#include <cmath>

namespace eventscope {

Dice::Dice(quint64 seed) : m_engine(seed) { }

qint64 Dice::between(qint64 low, qint64 high)
{
    return low + static_cast<qint64>(next() % static_cast<quint64>(high - low + 1));
}

qint64 Dice::seconds(double low, double high)
{
    return between(std::llround(low * 1e6), std::llround(high * 1e6));
}

std::string Dice::uuid()
{
    static constexpr char digits[] = "0123456789abcdef";
    std::array<quint64, 2> bits{next(), next()};
    bits[0] = (bits[0] & ~0xf000ULL) | 0x4000ULL;
    bits[1] = (bits[1] & ~(3ULL << 62)) | (2ULL << 62);
    std::string text;
    text.reserve(36);
    for (int nibble = 0; nibble < 32; ++nibble) {
        if (nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20)
            text += '-';
        const quint64 word = bits[static_cast<std::size_t>(nibble / 16)];
        text += digits[(word >> (60 - 4 * (nibble % 16))) & 0xf];
    }
    return text;
}

std::string Dice::phoneNumber()
{
    static constexpr std::array areas{"202", "206", "303", "312", "404", "415", "617", "713"};
    const std::string area = oneOf(areas);
    const auto line = between(100, 199);
    return "+1" + area + "5550" + std::to_string(line);
}

} // namespace eventscope
