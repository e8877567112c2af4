// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventrecord.h"
#include "models/query/truth.h"
#include "models/query/wordsearch.h"

#include <span>

namespace eventscope {

class FilterLine;

/// Bytes without which a condition cannot hold. A raw line that has them nowhere answers No, unless
/// its record has one of the flags BinaryPayload and EncodedRow, or PlainEscaped and this is
/// `escapable`.
struct NeededText
{
    WordSearch search;
    /// False where the condition looks at the bytes themselves (free text); true where it
    /// looks at what JSON means by them, so that `\u0061` is an `a`.
    bool escapable = true;
    /// True where the condition holds if these bytes stand in the raw payload, anywhere.
    bool proves = false;
};

/// One condition of a filter, bound to a log: the leaves of CompiledFilter. Immutable, and asked by
/// several threads at once.
class RowTest
{
public:
    virtual ~RowTest() = default;

    /// What the columns alone say. `sequence` is the event's number, 0 where the caller does not
    /// know it (then it is read from the line).
    virtual Truth byColumns(const EventRecord &record, quint64 sequence) const = 0;
    /// The same for a block of records, whose numbers are `firstSequence`, +1, …: `out` has as many
    /// places as there are records.
    virtual void byColumns(std::span<const EventRecord> records, quint64 firstSequence,
                           Truth *out) const = 0;
    /// True if byColumns() is always Unknown: a block need not ask.
    virtual bool needsLine() const = 0;
    /// The truth, where the columns did not know it. The line may be unreadable: then what is not
    /// in the columns is not there. Unknown: an expression was given up on.
    virtual Truth byLine(FilterLine &line) const = 0;
    /// What can be searched for in raw lines before any is parsed; null if there is nothing.
    virtual const NeededText *needed() const { return nullptr; }
};

} // namespace eventscope
