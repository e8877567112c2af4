// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <iterator>

namespace eventscope {

struct CharacterRange
{
    char32_t first;
    char32_t last;
};

/// All that Unicode calls ignorable by default (DerivedCoreProperties.txt), for text can be hidden
/// in any of these, but the two selectors that many an emoji comes with; annotations; what is kept
/// free of characters; and what is blank without being a space.
inline constexpr CharacterRange unseenRanges[] = {
    {0x00ad, 0x00ad},  {0x034f, 0x034f}, {0x061c, 0x061c},   {0x115f, 0x1160},   {0x17b4, 0x17b5},
    {0x180b, 0x180f},  {0x200b, 0x200f}, {0x202a, 0x202e},   {0x2060, 0x206f},   {0x2800, 0x2800},
    {0x3164, 0x3164},  {0xfdd0, 0xfdef}, {0xfe00, 0xfe0d},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},
    {0xfff0, 0xfffb},  {0xfffe, 0xffff}, {0x1bca0, 0x1bca3}, {0x1d159, 0x1d159}, {0x1d173, 0x1d17a},
    {0xe0000, 0xe0fff}};

/// Characters that change how others are drawn, or draw nothing: a person must see that they are
/// there.
constexpr bool isUnseen(char32_t c)
{
    if (c < unseenRanges[0].first) // nearly all
        return false;
    const CharacterRange *const behind = std::upper_bound(
        std::begin(unseenRanges), std::end(unseenRanges), c,
        [](char32_t one, const CharacterRange &range) { return one < range.first; });
    return (behind - 1)->last >= c || (c & 0xfffe) == 0xfffe;
}

} // namespace eventscope
