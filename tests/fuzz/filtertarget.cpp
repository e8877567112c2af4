// SPDX-License-Identifier: GPL-3.0-or-later
//
// A filter in the first line, and a payload behind it: what the parser makes of the one, and
// whether all ways of asking it about the other agree.
#include "models/event/jsontext.h"
#include "models/event/utf16.h"
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

struct Placed
{
    JsonRef value;
    std::vector<PathStep> path;
};

/// Some of the values that a payload has, and where. Of members of one name the last one counts.
std::vector<Placed> someValues(JsonRef root)
{
    constexpr size_t enough = 12;
    constexpr size_t mostOpen = 200;
    std::vector<Placed> open{{root, {}}};
    std::vector<Placed> found;
    for (size_t i = 0; i < open.size() && found.size() < enough; ++i) {
        const Placed here = open[i]; // the list grows meanwhile
        if (!here.value.isObject() && !here.value.isArray())
            found.push_back(here);
        if (here.path.size() >= size_t(maxPathSteps) || open.size() >= mostOpen)
            continue;
        const auto add = [&](JsonRef value, PathStep step) {
            open.push_back({value, here.path});
            open.back().path.push_back(std::move(step));
        };
        quint32 place = 0;
        here.value.forEachElement([&](JsonRef value) {
            add(value, {PathStep::Kind::Index, {}, place++});
        });
        here.value.forEachMember([&](JsonRef key, JsonRef value) {
            std::string scratch;
            const std::string name(key.string(scratch));
            if (here.value[name].index() == value.index())
                add(value, {PathStep::Kind::Key, toUtf16(name), 0});
        });
    }
    return found;
}

/// A person who asks for a value that is shown gets the events that have it.
void demandFound(const FilterEvents &events, std::string_view bytes)
{
    std::string scratch;
    FilterLine line;
    const quint64 row = events.log.size() - 1;
    const EventRecord &record = events.log.at(row);
    line.reset(record, row + 1, &events.lines);
    JsonTape tape;
    if ((record.flags & BinaryPayload) || !tape.parse(line.payload()))
        return;
    for (const Placed &one : someValues(JsonRef(tape))) {
        const bool isText = one.value.isString();
        const std::string_view shown = isText ? one.value.string(scratch) : one.value.raw();
        const QString value = isText ? quotedFilterValue(toUtf16(shown)) : toUtf16(shown);
        for (const QString &op : {QStringLiteral(" = "), QStringLiteral(":")}) {
            const QString text = filterPathText(one.path) + op + value;
            if (text.size() > maxFilterLength)
                continue;
            const ParsedFilter parsed = parseFilter(text);
            demand(!parsed.error, "a value that is shown can be asked for", bytes);
            const auto filter = CompiledFilter::make(parsed.expression, events.binding());
            demand(filter->evaluate(line) == Truth::Yes, "a value that is asked for is found",
                   toUtf8(text) + '\n' + std::string(bytes));
        }
    }
}

} // namespace

void filter(std::string_view bytes)
{
    const size_t end = std::min(bytes.find('\n'), bytes.size());
    const QString text = toUtf16(bytes.substr(0, end));
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
    FilterEvents events;
    addEvent(events, end < bytes.size() ? bytes.substr(end + 1) : std::string_view("{}"));
    demandFound(events, bytes);
    const QString written = filterText(parsed.expression);
    const ParsedFilter again = parseFilter(written);
    if (!again) // a text may only become too long or too deep when it is written out
        demand(written.size() > maxFilterLength, "a filter that is written can be read", bytes);
    else
        demand(again.expression == parsed.expression, "a filter that is written comes back", bytes);

    askAll(events, *CompiledFilter::make(parsed.expression, events.binding()), bytes);
}

} // namespace eventscope::fuzz
