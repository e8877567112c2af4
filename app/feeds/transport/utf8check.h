// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace eventscope {

/// Whether a text that comes in pieces, cut anywhere, is UTF-8: says so at the first byte that
/// cannot be, as RFC 3629 has it (no overlong forms, no surrogates, nothing above U+10FFFF). Pure.
class Utf8Check
{
public:
    /// False: it is not, and never will be.
    bool add(const char *text, size_t size);
    /// It may end here: not within a character.
    bool isWhole() const { return m_missing == 0; }
    void reset() { *this = {}; }

private:
    bool begin(uint8_t byte);

    uint8_t m_missing = 0; ///< bytes of the character that has begun
    uint8_t m_least = 0x80; ///< what the next of them may be
    uint8_t m_most = 0xbf;
};

} // namespace eventscope
