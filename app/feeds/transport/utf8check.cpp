// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/transport/utf8check.h"

#include <cstring>

namespace eventscope {

namespace {

/// How much of `text` is ASCII, in whole steps of eight bytes: nearly all that feeds send is.
size_t asciiSteps(const char *text, size_t size)
{
    constexpr uint64_t beyond = 0x8080808080808080;
    size_t at = 0;
    for (; at + 32 <= size; at += 32) {
        uint64_t words[4];
        std::memcpy(words, text + at, sizeof words);
        if ((words[0] | words[1] | words[2] | words[3]) & beyond)
            break;
    }
    for (; at + 8 <= size; at += 8) {
        uint64_t word = 0;
        std::memcpy(&word, text + at, sizeof word);
        if (word & beyond)
            break;
    }
    return at;
}

} // namespace

/// The table of RFC 3629, section 4.
bool Utf8Check::begin(uint8_t byte)
{
    m_least = 0x80;
    m_most = 0xbf;
    if (byte < 0x80)
        return true;
    if (byte < 0xc2 || byte > 0xf4)
        return false;
    m_missing = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    if (byte == 0xe0)
        m_least = 0xa0;
    else if (byte == 0xed)
        m_most = 0x9f;
    else if (byte == 0xf0)
        m_least = 0x90;
    else if (byte == 0xf4)
        m_most = 0x8f;
    return true;
}

bool Utf8Check::add(const char *text, size_t size)
{
    for (size_t at = 0; at < size;) {
        if (m_missing == 0) {
            at += asciiSteps(text + at, size - at);
            if (at == size)
                break;
            if (!begin(uint8_t(text[at++])))
                return false;
            continue;
        }
        const auto byte = uint8_t(text[at++]);
        if (byte < m_least || byte > m_most)
            return false;
        m_least = 0x80;
        m_most = 0xbf;
        --m_missing;
    }
    return true;
}

} // namespace eventscope
