// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace eventscope {

/// Characters that change how others are drawn, or draw nothing: a person must see that they are
/// there.
constexpr bool isUnseen(char32_t c)
{
    return (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e)
        || (c >= 0x2060 && c <= 0x206f) || c == 0x00ad || c == 0x061c || c == 0x180e || c == 0xfeff
        || (c >= 0xfff9 && c <= 0xfffb)
        || (c >= 0xe0000 && c <= 0xe007f)
        // What Unicode keeps free of characters, and letters of Hangul that are blank.
        || (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef) || c == 0x115f || c == 0x1160
        || c == 0x3164 || c == 0xffa0;
}

} // namespace eventscope
