// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/daptin/base64text.h"

#include <QtGlobal>
#include <array>

namespace eventscope {

namespace {

constexpr quint32 noDigit = 0x80000000;

constexpr std::array<quint32, 256> makeDigits()
{
    std::array<quint32, 256> digits{};
    digits.fill(noDigit);
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < alphabet.size(); ++i)
        digits[uchar(alphabet[i])] = quint32(i);
    return digits;
}

constexpr std::array<quint32, 256> digits = makeDigits();

quint32 digitAt(const char *text)
{
    return digits[uchar(*text)];
}

} // namespace

bool decodeBase64(std::string_view text, std::string &out)
{
    if (text.size() % 4 == 0) {
        for (int i = 0; i < 2 && text.ends_with('='); ++i)
            text.remove_suffix(1);
    }
    const size_t tail = text.size() % 4;
    if (tail == 1)
        return false;
    out.resize(text.size() / 4 * 3 + (tail > 0 ? tail - 1 : 0));
    const char *from = text.data();
    char *to = out.data();
    quint32 seen = 0; // of all digits, so that one that is none shows at the end
    for (size_t left = text.size() / 4; left > 0; --left, from += 4, to += 3) {
        const quint32 bits = digitAt(from) << 18 | digitAt(from + 1) << 12 | digitAt(from + 2) << 6
            | digitAt(from + 3);
        seen |= digitAt(from) | digitAt(from + 1) | digitAt(from + 2) | digitAt(from + 3);
        to[0] = char(bits >> 16);
        to[1] = char(bits >> 8);
        to[2] = char(bits);
    }
    if (tail > 0) {
        const quint32 third = tail == 3 ? digitAt(from + 2) : 0;
        const quint32 bits = digitAt(from) << 18 | digitAt(from + 1) << 12 | third << 6;
        seen |= digitAt(from) | digitAt(from + 1) | third;
        to[0] = char(bits >> 16);
        if (tail == 3)
            to[1] = char(bits >> 8);
    }
    return (seen & noDigit) == 0;
}

} // namespace eventscope
