// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/maskedattributes.h"

#include "models/event/fieldmask.h"
#include "models/event/maskedspans.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace eventscope {

namespace {

constexpr std::string_view untouched[] = {
    "specversion", "spec_version",    "source",         "type",        "time",      "recordedtime",
    "sequence",    "datacontenttype", "severitytext",   "marks",       "seen",      "masked",
    "maskedleft",  "kafkatopic",      "kafkapartition", "kafkaoffset", "kafkatime", "kafkanext",
};

/// Whose names say nothing about what is in them.
constexpr std::string_view byForm[] = {
    "subject",    "reason", "kafkamessagekey", "cesource", "cecontenttype",
    "dataschema", "data",   "data_base64",
};

template<size_t Count>
bool isOneOf(const std::string_view (&names)[Count], std::string_view name)
{
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

/// `17 `: events whose ids differ in a secret alone stay different ones.
std::string numberBefore(JsonRef line)
{
    std::string scratch;
    const std::string_view sequence = line["sequence"].string(scratch);
    constexpr size_t mostDigits = 20;
    const bool isNumber = !sequence.empty() && sequence.size() <= mostDigits
        && sequence.find_first_not_of("0123456789") == std::string_view::npos;
    return isNumber ? std::string(sequence) + ' ' : std::string();
}

constexpr std::string_view left = "\"maskedleft\":\"";
/// For `left`, any count, and what ends it.
constexpr size_t leftRoom = 48;

/// The members that tell of many others. For what may follow each of them, and is as long, others
/// leave room.
struct Summary
{
    std::string_view name;
    size_t behind;
};
constexpr Summary summaries[] = {{"cemembers", leftRoom + 128},
                                 {"cemembersleft", leftRoom + 80},
                                 {"kafkaheaders", leftRoom + 48},
                                 {"kafkaheadersleft", leftRoom}};
constexpr size_t summariesRoom = leftRoom + 160;

size_t roomBehind(std::string_view name)
{
    const auto found =
        std::find_if(std::begin(summaries), std::end(summaries),
                     [name](const Summary &summary) { return summary.name == name; });
    return found == std::end(summaries) ? summariesRoom : found->behind;
}

/// Members that have no room are masked as a whole. Where that has none either, they are counted.
void fitMembers(std::string &extensions, size_t most)
{
    if (extensions.size() <= most)
        return;
    const std::string object = '{' + std::exchange(extensions, {}) + '}';
    JsonTape tape(JsonTape::maxLineDepth);
    if (!tape.parse(object)) {
        extensions.assign(left).append("all\"");
        return;
    }
    quint64 count = 0;
    std::string scratch;
    JsonRef(tape).forEachMember([&](JsonRef key, JsonRef value) {
        const size_t taken =
            extensions.size() + key.raw().size() + 2 + roomBehind(key.string(scratch));
        const std::string_view whole = value.raw();
        const std::string_view kept = taken + whole.size() <= most ? whole : FieldMask::maskedValue;
        if (taken + kept.size() > most) {
            ++count;
            return;
        }
        extensions += extensions.empty() ? "" : ",";
        extensions.append(key.raw()).append(":").append(kept);
    });
    if (count > 0)
        extensions.append(extensions.empty() ? "" : ",")
            .append(left)
            .append(std::to_string(count))
            .append("\"");
}

} // namespace

std::string maskedLine(JsonRef line, MaskedSpans &spans)
{
    std::string scratch;
    size_t payload = 0;
    // All of a name, should there be several: a reader may take any.
    line.forEachMember([&](JsonRef key, JsonRef value) {
        const std::string_view name = key.string(scratch);
        if (isOneOf(untouched, name))
            return;
        if (name == "data" || name == "data_base64")
            payload = line.tape()[value.index()].offset;
        if (name == "id")
            spans.collectName(value, numberBefore(line));
        else if (name == "topic")
            spans.collectName(value);
        else if (isOneOf(byForm, name))
            spans.collect(value);
        else
            spans.collectMember(key, value);
    });
    return spans.isEmpty() ? std::string() : spans.replacedIn(line.tape().text(), payload);
}

std::string_view maskedExtensions(const FieldMask &mask, std::string_view extensions, size_t most,
                                  std::string &scratch)
{
    if (mask.isEmpty() || extensions.empty())
        return extensions;
    const std::string object = '{' + std::string(extensions) + '}';
    static thread_local JsonTape tape(JsonTape::maxLineDepth, JsonTape::Keep::NoPlainElements);
    if (!tape.parse(object)) // nobody can tell what is in it
        return scratch.assign(left).append("all\"");
    MaskedSpans spans(mask);
    std::string masked = maskedLine(JsonRef(tape), spans);
    if (masked.empty())
        return extensions;
    scratch = masked.substr(1, masked.size() - 2);
    fitMembers(scratch, most);
    return scratch;
}

} // namespace eventscope
