// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <string>
#include <string_view>

namespace eventscope {

/// Text of strangers as Qt has it, character for character: to QString::fromUtf8() a U+FEFF at the
/// beginning is no character, so that what is shown, copied or looked for would be another text.
/// What is no UTF-8 becomes U+FFFD.
QString toUtf16(std::string_view utf8);

/// The way back. Half of a character becomes U+FFFD, as in unescapeJson(); QString::toUtf8() makes
/// it a question mark, which other texts have, too.
std::string toUtf8(QStringView text);

} // namespace eventscope
