// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/fieldmask.h"

#include "models/event/encodedjson.h"
#include "models/event/jsontape.h"
#include "models/event/jsontext.h"

#include <QByteArray>
#include <QRegularExpression>
#include <algorithm>
#include <fnmatch.h>
#include <iterator>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t maxNameLength = 256; ///< nobody calls a password that
constexpr char caseBit = 0x20;
constexpr int maxWrappings = 3; ///< JSON in a text in JSON, or its base64

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c | caseBit) : c;
}

bool isPlain(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) {
        return c != '*' && c != '?' && c != '[' && static_cast<unsigned char>(c) < 0x80;
    });
}

/// `part` is in lower case.
bool beginsSo(std::string_view text, std::string_view part)
{
    return text.size() >= part.size()
        && std::equal(part.begin(), part.end(), text.begin(),
                      [](char a, char b) { return a == lower(b); });
}

bool hasWithin(std::string_view text, std::string_view part)
{
    const auto same = [](char a, char b) { return lower(a) == b; };
    return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

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

/// The same names for text that is no JSON: `password=hunter2`, or JSON that was cut off.
QRegularExpression textForm(const QStringList &names)
{
    QStringList forms;
    for (const QString &name : names) {
        QString form;
        for (const QChar c : name) {
            form += c == u'*' ? u"[\\w-]*"_s
                : c == u'?'   ? u"[\\w-]"_s
                              : QRegularExpression::escape(QString(c));
        }
        forms += form;
    }
    return QRegularExpression(
        u"(?<![\\w-])(?:%1)\\\\*[\"']?\\s*[:=]\\s*(?:(\\\\*[\"'])(.*?)(?:\\1|$)|([^\\s,;&}\\]\"']+))"_s
            .arg(forms.join(u'|')),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::DotMatchesEverythingOption);
}

} // namespace

/// What is to be replaced within one JSON text.
class MaskedSpans
{
public:
    MaskedSpans(const FieldMask &mask, int wrappings) : m_mask(mask), m_wrappings(wrappings) { }

    /// All below `root`, which is a value of `tape`; not by recursion, for the depth is the feed's.
    void collect(const JsonTape &tape, JsonRef root)
    {
        const quint32 end = tape[root.index()].next;
        addText(tape, root);
        for (quint32 i = root.index(); i < end; ++i) {
            const JsonRef container(tape, i);
            container.forEachMember([&](JsonRef key, JsonRef value) {
                if (!saysNothing(value) && m_mask.matches(key.string(m_scratch)))
                    add(tape, value, std::string(FieldMask::maskedValue));
                else
                    addText(tape, value);
            });
            container.forEachElement([&](JsonRef element) { addText(tape, element); });
        }
    }
    std::vector<Span> &spans() { return m_spans; }

    /// A text that is JSON, or its base64, or names a secret, with that masked. Empty if there is
    /// nothing to mask.
    std::string maskedTextOf(std::string_view text) const
    {
        if (const auto decoded = decodedJson(text); decoded && m_wrappings > 0) {
            const std::string_view json(decoded->constData(), size_t(decoded->size()));
            const std::string masked = maskedJson(json);
            return masked.empty() ? masked
                                  : QByteArray::fromStdString(masked).toBase64().toStdString();
        }
        return beginsAsJson(text) && m_wrappings > 0 ? maskedJson(text) : m_mask.maskedText(text);
    }

    std::string maskedPayload(std::string_view payload, PayloadKind kind) const
    {
        return kind == PayloadKind::Json ? maskedJson(payload) : maskedTextOf(payload);
    }

private:
    void add(const JsonTape &tape, JsonRef value, std::string instead)
    {
        const JsonToken &token = tape[value.index()];
        m_spans.push_back({token.offset, token.length, std::move(instead)});
    }

    void addText(const JsonTape &tape, JsonRef value)
    {
        std::string scratch;
        const std::string_view text = value.string(scratch);
        const std::string masked = text.empty() ? std::string() : maskedTextOf(text);
        if (masked.empty())
            return;
        std::string quoted;
        appendJsonString(quoted, masked);
        add(tape, value, std::move(quoted));
    }

    /// Empty if there is nothing to mask.
    std::string maskedJson(std::string_view json) const
    {
        JsonTape tape;
        if (!tape.parse(json))
            return m_mask.maskedText(json);
        MaskedSpans within(m_mask, m_wrappings - 1);
        within.collect(tape, JsonRef(tape));
        return within.spans().empty() ? std::string() : replaced(json, within.spans());
    }

    const FieldMask &m_mask;
    int m_wrappings;
    std::vector<Span> m_spans;
    std::string m_scratch;
};

FieldMask::FieldMask(const QStringList &names)
{
    QStringList proper = names;
    proper.removeAll(QString());
    bool known = true;
    for (const QString &name : std::as_const(proper)) {
        m_patterns.push_back(name.toStdString());
        m_forms.push_back(formOf(m_patterns.back()));
        known = known && m_forms.back().way != Form::Way::Any;
    }
    for (const Form &form : m_forms) {
        const auto covers = [&form](const Form &other) {
            return other.text.size() < form.text.size() && hasWithin(form.text, other.text);
        };
        if (known && std::none_of(m_forms.begin(), m_forms.end(), covers))
            m_parts.push_back(form.text);
    }
    if (!proper.isEmpty())
        m_textForm = textForm(proper);
}

bool FieldMask::matches(std::string_view key) const
{
    if (key.size() > maxNameLength)
        return false;
    return std::any_of(m_forms.begin(), m_forms.end(), [key](const Form &form) {
        const std::string_view text = form.text;
        switch (form.way) {
        case Form::Way::Whole:
            return key.size() == text.size() && beginsSo(key, text);
        case Form::Way::Begin:
            return beginsSo(key, text);
        case Form::Way::End:
            return key.size() >= text.size()
                && beginsSo(key.substr(key.size() - text.size()), text);
        case Form::Way::Within:
            return hasWithin(key, text);
        case Form::Way::Any:
            break;
        }
        return fnmatch(form.text.c_str(), std::string(key).c_str(), FNM_NOESCAPE | FNM_CASEFOLD)
            == 0;
    });
}

FieldMask::Form FieldMask::formOf(const std::string &pattern)
{
    std::string_view core = pattern;
    const bool begins = core.starts_with('*');
    core.remove_prefix(begins ? 1 : 0);
    const bool ends = core.ends_with('*');
    core.remove_suffix(ends ? 1 : 0);
    if (core.empty() || !isPlain(core))
        return {Form::Way::Any, pattern};
    Form form;
    form.way = begins ? (ends ? Form::Way::Within : Form::Way::End)
                      : (ends ? Form::Way::Begin : Form::Way::Whole);
    std::transform(core.begin(), core.end(), std::back_inserter(form.text), lower);
    return form;
}

bool FieldMask::mayName(std::string_view text) const
{
    if (text.find_first_of(":=") == std::string_view::npos)
        return false;
    // Beyond ASCII some letters are others in another case: `ſ` is an `s`.
    const bool plain = std::all_of(text.begin(), text.end(),
                                   [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    return !plain || m_parts.empty()
        || std::any_of(m_parts.begin(), m_parts.end(),
                       [text](const std::string &part) { return hasWithin(text, part); });
}

std::string FieldMask::maskedText(std::string_view text) const
{
    if (!mayName(text))
        return {};
    const QString whole = QString::fromUtf8(text.data(), qsizetype(text.size()));
    QString out;
    qsizetype at = 0;
    for (auto found = m_textForm.globalMatch(whole); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        const int value = match.capturedStart(3) >= 0 ? 3 : 2;
        if (const QStringView was = match.capturedView(value);
            was == u"[masked" || was == u"[masked]")
            continue; // by whoever masked it before
        out += QStringView(whole).mid(at, match.capturedStart(value) - at);
        out += u"[masked]";
        at = match.capturedEnd(value);
    }
    if (at == 0)
        return {};
    return (out += QStringView(whole).mid(at)).toStdString();
}

std::string_view FieldMask::apply(std::string_view line, std::string &scratch) const
{
    if (isEmpty())
        return line;
    static thread_local JsonTape tape(JsonTape::maxLineDepth);
    std::string masked;
    if (!tape.parse(line)) {
        masked = maskedText(line);
    } else {
        MaskedSpans spans(*this, maxWrappings);
        std::string name;
        // All of that name, should there be several: a reader may take any.
        JsonRef(tape).forEachMember([&](JsonRef key, JsonRef value) {
            const std::string_view member = key.string(name);
            if (member == "data" || member == "data_base64")
                spans.collect(tape, value);
        });
        if (!spans.spans().empty())
            masked = replaced(line, spans.spans());
    }
    if (masked.empty())
        return line;
    scratch = std::move(masked); // not before: `line` may stand in it
    return scratch;
}

std::string_view FieldMask::applyToPayload(std::string_view payload, PayloadKind kind,
                                           std::string &scratch) const
{
    // Bytes that are no text have no names in them, and would not survive a look for some.
    if (isEmpty() || payload.empty() || (kind == PayloadKind::Binary && !beginsAsJson(payload)))
        return payload;
    std::string masked = MaskedSpans(*this, maxWrappings).maskedPayload(payload, kind);
    if (masked.empty())
        return payload;
    scratch = std::move(masked);
    return scratch;
}

QStringList fieldNames(const QString &list)
{
    static const QRegularExpression between(u"[\\s,;]+"_s);
    return list.split(between, Qt::SkipEmptyParts);
}

} // namespace eventscope
