// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace eventscope {

/// Characters that draw nothing by themselves, where text of people needs them: a joiner in a word
/// of a script that has them (می‌خواهم, क्‍ष) or between two emoji, the variant of a Han
/// or Mongolian letter, how a sign is to look, a blank in a picture of Braille. There they hide
/// little, for no more than one follows another character, and it is one of few: 32 for a Han
/// letter. Anywhere else they are to be seen, as all that isUnseen() names. `before` and `after`
/// are 0 where there is none.
bool isNeeded(char32_t before, char32_t c, char32_t after);

/// How the sign before it is to look: as text, as a picture.
constexpr bool isPresentationSelector(char32_t c)
{
    return c == 0xfe0e || c == 0xfe0f;
}

} // namespace eventscope
