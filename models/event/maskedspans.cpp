// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/maskedspans.h"

#include "models/event/encodedjson.h"
#include "models/event/fieldmask.h"
#include "models/event/jsontext.h"

#include <QByteArray>
#include <algorithm>

namespace eventscope {

namespace {

bool saysNothing(JsonRef value)
{
    return value.isNull() || value.kind() == JsonKind::True || value.kind() == JsonKind::False
        || value.raw() == "\"\"";
}

} // namespace

void MaskedSpans::collect(JsonRef root)
{
    const JsonTape &tape = root.tape();
    const quint32 end = tape[root.index()].next;
    addText(root);
    for (quint32 i = root.index(); i < end; ++i) {
        const JsonRef container(tape, i);
        container.forEachMember([&](JsonRef key, JsonRef value) {
            if (!saysNothing(value) && m_mask.covers(key.string(m_scratch)))
                add(value, std::string(FieldMask::maskedValue));
            else
                addText(value);
        });
        container.forEachElement([&](JsonRef element) { addText(element); });
    }
}

void MaskedSpans::collectMember(JsonRef key, JsonRef value)
{
    if (!m_mask.covers(key.string(m_scratch)))
        collect(value);
    else if (!saysNothing(value))
        add(value, std::string(FieldMask::maskedValue));
}

void MaskedSpans::collectName(JsonRef value, std::string_view before)
{
    if (!value.isString())
        return collect(value);
    std::string scratch;
    std::string masked;
    const std::string_view name = value.string(scratch);
    if (m_mask.applyToName(name, masked).data() == name.data())
        return;
    std::string quoted;
    if (!beginsAsJson(masked) && !decodedJson(masked))
        masked.insert(0, before);
    appendJsonString(quoted, masked);
    add(value, std::move(quoted));
}

std::string MaskedSpans::replacedIn(std::string_view text, size_t fixed)
{
    std::sort(m_spans.begin(), m_spans.end(),
              [](const Span &a, const Span &b) { return a.offset < b.offset; });
    bool hasMoved = false;
    std::string out = replaced(text, fixed, hasMoved);
    if (hasMoved && out.size() == text.size()) {
        m_spans.front().instead += ' ';
        out = replaced(text, fixed, hasMoved);
    }
    return out;
}

std::string MaskedSpans::replaced(std::string_view text, size_t fixed, bool &hasMoved) const
{
    std::string out;
    out.reserve(text.size());
    size_t at = 0;
    for (const Span &span : m_spans) {
        if (span.offset < at)
            continue; // within a value that is masked as a whole
        out.append(text, at, span.offset - at).append(span.instead);
        at = span.offset + span.length;
        hasMoved = hasMoved || (at <= fixed && out.size() != at);
    }
    return out.append(text, at);
}

/// A text that is JSON, or its base64, or names a secret, with that masked. Empty if there is
/// nothing to mask.
std::string MaskedSpans::maskedTextOf(std::string_view text) const
{
    if (const auto decoded = decodedJson(text); decoded && m_wrappings > 0) {
        const std::string_view json(decoded->constData(), size_t(decoded->size()));
        const std::string masked = maskedJson(json);
        return masked.empty() ? masked : QByteArray::fromStdString(masked).toBase64().toStdString();
    }
    return beginsAsJson(text) && m_wrappings > 0 ? maskedJson(text) : m_mask.maskedText(text);
}

std::string MaskedSpans::maskedPayload(std::string_view payload, PayloadKind kind) const
{
    return kind == PayloadKind::Json ? maskedJson(payload) : maskedTextOf(payload);
}

void MaskedSpans::add(JsonRef value, std::string instead)
{
    const JsonToken &token = value.tape()[value.index()];
    m_spans.push_back({token.offset, token.length, std::move(instead)});
}

void MaskedSpans::addText(JsonRef value)
{
    std::string scratch;
    const std::string_view text = value.string(scratch);
    const std::string masked = text.empty() ? std::string() : maskedTextOf(text);
    if (masked.empty())
        return;
    std::string quoted;
    appendJsonString(quoted, masked);
    add(value, std::move(quoted));
}

/// Empty if there is nothing to mask.
std::string MaskedSpans::maskedJson(std::string_view json) const
{
    JsonTape tape(JsonTape::maxDepth, JsonTape::Keep::NoPlainElements);
    if (!tape.parse(json))
        return m_mask.maskedText(json);
    MaskedSpans within(m_mask, m_wrappings - 1);
    within.collect(JsonRef(tape));
    return within.isEmpty() ? std::string() : within.replacedIn(json);
}

} // namespace eventscope
