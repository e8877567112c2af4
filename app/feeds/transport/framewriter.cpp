// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/transport/framewriter.h"

#include <cstddef>

namespace eventscope {

namespace {

constexpr size_t maxControl = 125;

void appendNumber(std::string &out, uint64_t number, int bytes)
{
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        out += char(number >> shift & 0xff);
}

} // namespace

void appendFrame(std::string &out, ClientFrame kind, std::string_view payload, uint32_t key)
{
    constexpr char masked = char(0x80);
    if (kind != ClientFrame::Text)
        payload = payload.substr(0, maxControl);
    out += char(0x80 | uint8_t(kind));
    if (payload.size() < 126) {
        out += char(masked | char(payload.size()));
    } else if (payload.size() <= 0xffff) {
        out += char(masked | char(126));
        appendNumber(out, payload.size(), 2);
    } else {
        out += char(masked | char(127));
        appendNumber(out, payload.size(), 8);
    }
    appendNumber(out, key, 4);
    const size_t mask = out.size() - 4;
    const size_t begin = out.size();
    out += payload;
    for (size_t i = 0; i < payload.size(); ++i)
        out[begin + i] = char(out[begin + i] ^ out[mask + i % 4]);
}

std::string closePayload(uint16_t code, std::string_view reason)
{
    std::string payload;
    appendNumber(payload, code, 2);
    size_t length = reason.size();
    if (length > maxControl - 2) {
        length = maxControl - 2;
        while (length > 0 && (uint8_t(reason[length]) & 0xc0) == 0x80)
            --length;
    }
    return payload.append(reason.substr(0, length));
}

} // namespace eventscope
