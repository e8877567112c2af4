// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/jsontape.h"

#include <string>
#include <string_view>

namespace eventscope {

class FieldMask;
class MaskedSpans;

/// The members of an event beside its payload, as a FieldMask sees them. What Eventscope and
/// CloudEvents need to know an event by is never masked: its source, type, numbers and times; nor
/// is the topic in Kafka, which says where to read on. In its id and topic only what is a secret by
/// its form is, and what they have where they are JSON. What only says whose it is, or why (its
/// subject, the key of its record, the reason), is masked for what it has, like a text in a
/// payload; extension attributes for their names too.

/// The line masked; empty if there is nothing to mask.
std::string maskedLine(JsonRef line, MaskedSpans &spans);

/// The same for EventFields::extensions before they are part of a line; `extensions` itself where
/// there is nothing to mask. Masks may be longer than what they stand for: where the result had
/// more than `most` bytes, attributes are masked as a whole, or left out and counted in
/// `maskedleft`.
std::string_view maskedExtensions(const FieldMask &mask, std::string_view extensions, size_t most,
                                  std::string &scratch);

} // namespace eventscope
