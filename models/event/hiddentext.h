// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/event.h"

#include <string_view>

namespace eventscope {

/// What the raw bytes of a line do not show. Searching goes over raw bytes, gigabytes at a time; so
/// each line is looked at once, when it is written or indexed, and the few that hide something say
/// so in their flags.

/// The row that Daptin writes in base64 into its events; empty if there is none in the payload.
std::string_view encodedRowIn(std::string_view payload);
/// True if JSON text has an escape for a character that nobody escapes: `\u0061` for `a`. Not for
/// those that some producers do write so: `<>&'`, quotes, the slash, controls, and all beyond ASCII.
/// A backslash counts: in JSON within a text it may begin another escape.
bool hasPlainEscape(std::string_view json);
/// EncodedRow and PlainEscaped, of a line and the value of its `data`.
EventFlags hiddenText(std::string_view line, std::string_view data);

} // namespace eventscope
