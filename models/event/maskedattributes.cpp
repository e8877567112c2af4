// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/maskedattributes.h"

#include "models/event/fieldmask.h"
#include "models/event/maskedspans.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace eventscope {

namespace {

constexpr std::string_view untouched[] = {
    "specversion", "spec_version",    "source",       "type",      "time",      "recordedtime",
    "sequence",    "datacontenttype", "severitytext", "marks",     "seen",      "masked",
    "kafkatopic",  "kafkapartition",  "kafkaoffset",  "kafkatime", "kafkanext",
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

/// Up to the last whole member that has room.
void cutMembers(std::string &extensions, size_t most)
{
    if (extensions.size() <= most)
        return;
    const std::string object = '{' + extensions + '}';
    JsonTape tape(JsonTape::maxLineDepth);
    if (!tape.parse(object))
        return extensions.clear();
    size_t end = 0;
    JsonRef(tape).forEachMember([&](JsonRef, JsonRef value) {
        const JsonToken &token = tape[value.index()];
        const size_t behind = token.offset + token.length - 1; // without the bracket before
        end = behind <= most ? behind : end;
    });
    extensions.resize(end);
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
    if (!tape.parse(object))
        return extensions;
    MaskedSpans spans(mask);
    std::string masked = maskedLine(JsonRef(tape), spans);
    if (masked.empty())
        return extensions;
    scratch = masked.substr(1, masked.size() - 2);
    cutMembers(scratch, most);
    return scratch;
}

} // namespace eventscope
