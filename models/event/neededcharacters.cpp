// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/neededcharacters.h"

#include "models/event/unseencharacters.h"

#include <QChar>
#include <algorithm>
#include <iterator>

namespace eventscope {

namespace {

constexpr char32_t zeroWidthNonJoiner = 0x200c;
constexpr char32_t zeroWidthJoiner = 0x200d;
constexpr char32_t blankBraille = 0x2800;
/// Of the 240 selectors the registered variants of a letter (Unicode's IVD) take these 32.
constexpr char32_t firstVariant = 0xe0100;
constexpr char32_t lastVariant = 0xe011f;

/// The Unicode Standard, 23.2: those whose letters join, or change where they do not.
constexpr QChar::Script joiningScripts[] = {
    QChar::Script_Arabic,    QChar::Script_Syriac,     QChar::Script_Nko,
    QChar::Script_Mongolian, QChar::Script_Devanagari, QChar::Script_Bengali,
    QChar::Script_Gurmukhi,  QChar::Script_Gujarati,   QChar::Script_Oriya,
    QChar::Script_Tamil,     QChar::Script_Telugu,     QChar::Script_Kannada,
    QChar::Script_Malayalam, QChar::Script_Sinhala,    QChar::Script_Khmer,
    QChar::Script_Myanmar};

bool joins(char32_t c)
{
    return std::find(std::begin(joiningScripts), std::end(joiningScripts), QChar::script(c))
        != std::end(joiningScripts);
}

/// Those of ASCII (`~`, `<`) are no emoji, nor is what stands for a broken character.
bool isSign(char32_t c)
{
    const QChar::Category category = QChar::category(c);
    return c >= 0x80 && c != QChar::ReplacementCharacter && c != QChar::ObjectReplacementCharacter
        && (category == QChar::Symbol_Other || category == QChar::Symbol_Math);
}

/// The last of an emoji, whose skin may have a colour.
bool endsEmoji(char32_t c)
{
    return isSign(c) || c == 0xfe0f || (c >= 0x1f3fb && c <= 0x1f3ff);
}

/// Emoji of Unicode that are no symbols by their category.
bool takesPresentation(char32_t c)
{
    return isSign(c) || (c >= '0' && c <= '9') || c == '#' || c == '*' || c == 0x203c || c == 0x2049
        || c == 0x2139 || c == 0x3030;
}

bool isBraille(char32_t c)
{
    return c >= blankBraille && c <= 0x28ff;
}

} // namespace

bool isNeeded(char32_t before, char32_t c, char32_t after)
{
    if (c < 0x180b) // nearly all
        return false;
    if (isUnseen(before) && before != blankBraille)
        return false;
    if (isPresentationSelector(c))
        return takesPresentation(before);
    if (c == zeroWidthJoiner && endsEmoji(before))
        return isSign(after);
    if (c == zeroWidthJoiner || c == zeroWidthNonJoiner)
        return joins(before);
    if (c == blankBraille)
        return isBraille(before) || (isBraille(after) && after != blankBraille);
    if ((c >= 0x180b && c <= 0x180d) || c == 0x180f)
        return QChar::script(before) == QChar::Script_Mongolian;
    if (c >= firstVariant && c <= lastVariant)
        return QChar::script(before) == QChar::Script_Han;
    return false;
}

} // namespace eventscope
