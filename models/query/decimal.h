// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace eventscope {

/// True for a number as RFC 8259 writes it: `-0.5e+3`, but not `01`, `.5`, `+1`.
bool isDecimal(std::string_view text);

/// A number as people write it, `+5`, `.5`, `-.5` too, as isDecimal() has it; empty if it is none.
std::string writtenDecimal(std::string_view text);

/// Compares two such numbers exactly, whatever their size: nothing is rounded and no exponent is
/// written out, so 1e400 is more than 1e399, 12345678901234567890 is not …891, -0 is 0 and 1.0
/// is 1. Negative if `a` is less, 0 if they are equal. Linear in the length of the texts.
int compareDecimals(std::string_view a, std::string_view b);

} // namespace eventscope
