// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventrecord.h"

#include <string>
#include <string_view>

namespace eventscope {

/// Where the payload begins in a line, which may be masked: that moves it where something before it
/// was. 0: it has none.
size_t payloadStart(const EventRecord &record, std::string_view line);

/// The raw value of `data` or `data_base64` (quotes included) of a line, without parsing it; empty
/// if it has none. Quick for lines that we wrote; in others its end is looked for.
std::string_view payloadOf(const EventRecord &record, std::string_view line);

/// True if the payload reaches up to the closing brace of the line, without a search for its end.
bool payloadEndsLine(const EventRecord &record, std::string_view line);

/// One text attribute of a line, unescaped. Ask only for what the record says is there: lines that
/// we wrote are answered from their head, and the payload is never touched; for lines that others
/// wrote the whole line is parsed before the answer is "none". The result points into `line` or
/// `scratch`.
std::string_view attributeOf(const EventRecord &record, std::string_view line,
                             std::string_view name, std::string &scratch);

} // namespace eventscope
