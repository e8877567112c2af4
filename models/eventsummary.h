// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/event.h"

#include <QString>
#include <string_view>

namespace eventscope {

/// What a summary is made from: parts of one event as they stand in its line.
struct SummarySource
{
    std::string_view type;
    std::string_view payload; ///< raw JSON of `data`, or the quoted text of `data_base64`
    std::string_view reason; ///< why it could not be read
    EventFlags flags = 0;
    EventMarks marks = 0;
};

/// Larger payloads are not parsed for one line of text: their beginning has to do.
inline constexpr size_t maxSummarisedPayload = 64 * 1024;

/// What an event says, in one plain line of at most `limit` characters: "ringing → answered". The
/// shapes that are known are the rules in summaryrules.cpp; everything else shows its most telling
/// members. Never fails, whatever the payload holds. Safe on any thread.
QString eventSummary(const SummarySource &source, int limit);

/// What cannot be read is worth a warning, whatever its feed says.
Severity shownSeverity(Severity severity, EventFlags flags);
/// The sign for a severity, or for a gap, that stands beside the colour; and its word for tool tips
/// and screen readers.
/// `late, id used again`: what is odd about an event, for a person; empty if nothing is.
QString marksWords(EventMarks marks);
QString severityGlyph(Severity severity, EventFlags flags);
QString severityWord(Severity severity, EventFlags flags);

/// `5.0 MB`: sizes as a person reads them, decimal.
QString sizeText(quint64 bytes);

} // namespace eventscope
