// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/fieldmask.h"

#include "models/event/jsontape.h"

#include <QByteArray>
#include <QRegularExpression>
#include <algorithm>
#include <fnmatch.h>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t maxNameLength = 256; ///< nobody calls a password that
constexpr int maxDecoding = 2; ///< a row in base64 within a row in base64

struct Span
{
    size_t offset;
    size_t length;
    std::string instead;
};

bool saysNothing(JsonRef value)
{
    return value.isNull() || value.kind() == JsonKind::True || value.kind() == JsonKind::False
        || value.raw() == "\"\"";
}

std::string replaced(std::string_view text, std::vector<Span> &spans)
{
    std::sort(spans.begin(), spans.end(),
              [](const Span &a, const Span &b) { return a.offset < b.offset; });
    std::string out;
    out.reserve(text.size());
    size_t at = 0;
    for (const Span &span : spans) {
        if (span.offset < at)
            continue; // within a value that is masked as a whole
        out.append(text, at, span.offset - at).append(span.instead);
        at = span.offset + span.length;
    }
    return out.append(text, at);
}

} // namespace

/// What is to be replaced within one JSON text.
class MaskedSpans
{
public:
    MaskedSpans(const FieldMask &mask, int decoding) : m_mask(mask), m_decoding(decoding) { }

    /// All below `root`, which is a value of `tape`; not by recursion, for the depth is the feed's.
    void collect(const JsonTape &tape, JsonRef root)
    {
        addRow(tape, root);
        const quint32 end = tape[root.index()].next;
        for (quint32 i = root.index(); i < end; ++i) {
            JsonRef(tape, i).forEachMember(
                [&](JsonRef key, JsonRef value) { addMember(tape, key, value); });
        }
    }
    std::vector<Span> &spans() { return m_spans; }

private:
    void add(const JsonTape &tape, JsonRef value, std::string instead)
    {
        const JsonToken &token = tape[value.index()];
        m_spans.push_back({token.offset, token.length, std::move(instead)});
    }

    void addMember(const JsonTape &tape, JsonRef key, JsonRef value)
    {
        if (!saysNothing(value) && m_mask.matches(key.string(m_scratch)))
            add(tape, value, std::string(FieldMask::maskedValue));
        else
            addRow(tape, value);
    }

    /// A text that is the base64 of an object, with what is in there masked.
    void addRow(const JsonTape &tape, JsonRef value)
    {
        std::string scratch;
        const std::string_view text = value.string(scratch);
        // How `{"` begins in base64, whatever follows.
        if (m_decoding == 0 || !text.starts_with("ey"))
            return;
        const auto decoded = QByteArray::fromBase64Encoding(
            QByteArray::fromRawData(text.data(), qsizetype(text.size())),
            QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
        JsonTape row;
        if (!decoded)
            return;
        const QByteArray &json = *decoded;
        if (!row.parse({json.constData(), size_t(json.size())}) || !JsonRef(row).isObject())
            return;
        MaskedSpans within(m_mask, m_decoding - 1);
        within.collect(row, JsonRef(row));
        if (within.spans().empty())
            return;
        const QByteArray masked = QByteArray::fromStdString(replaced(row.text(), within.spans()));
        add(tape, value, '"' + masked.toBase64().toStdString() + '"');
    }

    const FieldMask &m_mask;
    int m_decoding;
    std::vector<Span> m_spans;
    std::string m_scratch;
};

FieldMask::FieldMask(const QStringList &names)
{
    for (const QString &name : names) {
        if (!name.isEmpty())
            m_patterns.push_back(name.toStdString());
    }
}

bool FieldMask::matches(std::string_view key) const
{
    if (key.size() > maxNameLength)
        return false;
    const std::string name(key);
    return std::any_of(m_patterns.begin(), m_patterns.end(), [&name](const std::string &pattern) {
        return fnmatch(pattern.c_str(), name.c_str(), FNM_NOESCAPE | FNM_CASEFOLD) == 0;
    });
}

std::string_view FieldMask::apply(std::string_view line, std::string &scratch) const
{
    if (isEmpty())
        return line;
    static thread_local JsonTape tape;
    if (!tape.parse(line))
        return line;
    const JsonRef data = JsonRef(tape)["data"];
    if (!data)
        return line;
    MaskedSpans masked(*this, maxDecoding);
    masked.collect(tape, data);
    if (masked.spans().empty())
        return line;
    // `line` may stand in `scratch`.
    scratch = replaced(line, masked.spans());
    return scratch;
}

QStringList fieldNames(const QString &list)
{
    static const QRegularExpression between(u"[\\s,;]+"_s);
    return list.split(between, Qt::SkipEmptyParts);
}

} // namespace eventscope
