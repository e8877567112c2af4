// SPDX-License-Identifier: GPL-3.0-or-later
//
// A filter in the first line, and a payload behind it: what the parser makes of the one, and
// whether all ways of asking it about the other agree.
#include "models/event/jsontext.h"
#include "models/query/blockscan.h"
#include "models/query/filtercompletion.h"
#include "tests/fuzz/fuzztarget.h"
#include "tests/models/query/filterevents.h"

namespace eventscope::fuzz {

namespace {

bool isWithin(const FilterPlace &place, const QString &text)
{
    return place.position >= 0 && place.length >= 0
        && place.position + place.length <= text.size() + 1;
}

/// Adds one to the usual events.
void addEvent(FilterEvents &events, std::string_view payload)
{
    JsonTape tape;
    const bool isJson = validUtf8(payload) && tape.parse(payload);
    std::string line;
    if (isJson)
        appendMinified(line, payload);
    TestEvent event;
    event.payload = isJson ? line : std::string(payload);
    event.kind = isJson      ? PayloadKind::Json
        : validUtf8(payload) ? PayloadKind::Text
                             : PayloadKind::Binary;
    events.add("c1", event);
}

void askAll(const FilterEvents &events, const CompiledFilter &filter, std::string_view bytes)
{
    static constexpr size_t words = 1;
    quint64 bits[words] = {};
    const EventLog::Snapshot log = events.log.snapshot();
    const std::span<const EventRecord> records = log.run(0, size_t(log.size()));
    BlockScan scan(filter, &events.lines);
    demand(records.size() == log.size() && records.size() <= 64, "the events are one block");
    demand(scan.scan(records, 1, bits, [] { return false; }), "nobody stops the scan");
    FilterLine line;
    for (size_t row = 0; row < records.size(); ++row) {
        line.reset(records[row], row + 1, &events.lines);
        const bool one = filter.evaluate(line) == Truth::Yes;
        demand(one == bool(bits[0] >> row & 1), "a block is searched as its rows are",
               "row " + std::to_string(row) + (one ? ", not the block:\n" : ", only the block:\n")
                   + std::string(bytes));
        const Truth columns = filter.byColumns(records[row], row + 1);
        demand(columns == Truth::Unknown || (columns == Truth::Yes) == one,
               "the columns say what the line says", bytes);
        bool matches = false;
        if (filter.decidedByColumns(records[row], matches))
            demand(matches == one, "what the columns decide is decided", bytes);
    }
}

} // namespace

void filter(std::string_view bytes)
{
    const size_t end = std::min(bytes.find('\n'), bytes.size());
    const QString text = QString::fromUtf8(bytes.data(), qsizetype(end));
    const ParsedFilter parsed = parseFilter(text);
    for (const FilterRemark &remark : parsed.remarks)
        demand(isWithin(remark.place, text), "a remark is about a place in the text", bytes);
    completeFilter(text, text.size() / 2, {});
    if (!parsed) {
        demand(isWithin(parsed.error->place, text) && !parsed.error->sentence.isEmpty(),
               "an error has words and a place", bytes);
        demand(parsed.expression.isEverything(), "an error filters nothing", bytes);
        markedFilterError(text, *parsed.error);
        return;
    }
    const QString written = filterText(parsed.expression);
    const ParsedFilter again = parseFilter(written);
    if (!again) // a text may only become too long or too deep when it is written out
        demand(written.size() > maxFilterLength, "a filter that is written can be read", bytes);
    else
        demand(again.expression == parsed.expression, "a filter that is written comes back", bytes);

    FilterEvents events;
    addEvent(events, end < bytes.size() ? bytes.substr(end + 1) : std::string_view("{}"));
    askAll(events, *CompiledFilter::make(parsed.expression, events.binding()), bytes);
}

} // namespace eventscope::fuzz
