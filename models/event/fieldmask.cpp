// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/fieldmask.h"

#include "models/event/encodedjson.h"
#include "models/event/jsontape.h"
#include "models/event/maskedattributes.h"
#include "models/event/maskedspans.h"
#include "models/event/secretvalues.h"
#include "models/event/utf16.h"

#include <QRegularExpression>
#include <algorithm>
#include <fnmatch.h>
#include <iterator>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t maxNameLength = 256; ///< nobody calls a password that

bool isPlain(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) {
        return c != '*' && c != '?' && c != '[' && static_cast<unsigned char>(c) < 0x80;
    });
}

bool isWithin(const NamePart &part, const NamePart &other)
{
    const size_t at = other.text.find(part.text);
    return at != std::string::npos
        && (!part.ends || (other.ends && other.text.ends_with(part.text)));
}

bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/// Between a small letter and a capital, as in `userId`.
bool isHump(std::string_view key, size_t at)
{
    return at > 0 && at < key.size() && isUpper(key[at]) && !isUpper(key[at - 1])
        && isOfName(key[at - 1]);
}

/// What stands for a pattern in text that is no JSON.
QString textFormOf(const QString &pattern)
{
    const QString limit = u"(?:[-_. ]+|(?-i:(?<=[a-z0-9])(?=[A-Z])))"_s;
    QString form;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        const QChar c = pattern[i];
        const bool isOpen = (i == 1 && pattern.startsWith(u'*'))
            || (i == pattern.size() - 2 && pattern.endsWith(u'*'));
        form += c == u'*'            ? u"[\\w-]*"_s
            : c == u'?'              ? u"[\\w-]"_s
            : c.unicode() >= 0x80    ? QString(c) // perhaps half of one, which nothing may part
            : c != u'_' && c != u'-' ? QRegularExpression::escape(QString(c))
            : isOpen                 ? limit
                                     : u"[-_. ]*"_s;
    }
    return form;
}

/// The same names for text that is no JSON: `password=hunter2`, or JSON that was cut off.
QRegularExpression textForm(const QStringList &names)
{
    QStringList forms;
    for (const QString &name : names)
        forms += textFormOf(name);
    return QRegularExpression(
        u"(?<![\\w-])(?:%1)\\\\*[\"']?\\s*[:=]\\s*(?:(\\\\*[\"'])(.*?)(?:\\1|$)|([^\\s,;&}\\]\"']+))"_s
            .arg(forms.join(u'|')),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::DotMatchesEverythingOption);
}

bool mayHaveSecretValue(std::string_view text)
{
    static const MaskSweep values(secretValueParts());
    return values.next(text) != std::string_view::npos;
}

} // namespace

FieldMask::FieldMask(const QStringList &names)
{
    QStringList proper;
    for (const QString &name : names) {
        if (!name.isEmpty())
            proper += toUtf16(toUtf8(name)); // no halves of characters: no expression takes them
    }
    bool known = true;
    for (const QString &name : std::as_const(proper)) {
        m_patterns.push_back(name.toStdString());
        m_forms.push_back(formOf(m_patterns.back()));
        known = known && m_forms.back().way != Form::Way::Any;
    }
    std::vector<NamePart> all;
    for (const Form &form : m_forms)
        all.emplace_back(form.text, form.way == Form::Way::Whole || form.way == Form::Way::End);
    for (const NamePart &part : all) {
        const auto covered = [&part](const NamePart &other) {
            return other.text.size() < part.text.size() && isWithin(other, part);
        };
        if (known && std::none_of(all.begin(), all.end(), covered))
            m_parts.push_back(part);
    }
    sortForms();
    m_sweep = MaskSweep(m_parts);
    if (!proper.isEmpty())
        m_textForm = textForm(proper);
}

/// Where in order a form is looked for: by the byte that it begins with, or 0 for all names.
size_t FieldMask::Form::firstByte() const
{
    return way == Way::Any || text.starts_with('_') ? 0 : uint8_t(text.front());
}

void FieldMask::sortForms()
{
    std::stable_sort(m_forms.begin(), m_forms.end(), [](const Form &one, const Form &other) {
        return one.firstByte() < other.firstByte();
    });
    for (size_t byte = 0, at = 0; byte < m_formsFrom.size(); ++byte) {
        while (at < m_forms.size() && m_forms[at].firstByte() < byte)
            ++at;
        m_formsFrom[byte] = at;
    }
}

bool FieldMask::covers(std::string_view name) const
{
    if (name.size() > maxNameLength)
        return false;
    for (size_t i = 0; i < m_formsFrom[1]; ++i) {
        if (m_forms[i].fits(name))
            return true;
    }
    for (size_t at = 0; at < name.size(); ++at) {
        const auto byte = uint8_t(lowerLetter(name[at]));
        for (size_t i = std::max(m_formsFrom[byte], m_formsFrom[1]); i < m_formsFrom[byte + 1]; ++i) {
            if ((at == 0 || m_forms[i].isAnywhere()) && m_forms[i].fitsAt(name, at))
                return true;
        }
    }
    return false;
}

bool FieldMask::Form::fits(std::string_view key) const
{
    switch (way) {
    case Way::Whole:
    case Way::Begin:
        return fitsAt(key, 0);
    case Way::End:
    case Way::Within:
        for (size_t at = 0; at < key.size(); ++at) {
            if (fitsAt(key, at))
                return true;
        }
        return false;
    case Way::Any:
        break;
    }
    std::string name(key);
    std::replace(name.begin(), name.end(), '\0', '\1'); // which would be its end
    return fnmatch(text.c_str(), name.c_str(), FNM_NOESCAPE | FNM_CASEFOLD) == 0;
}

bool FieldMask::Form::fitsAt(std::string_view key, size_t at) const
{
    if (afterWord && !isHump(key, at) && (at == 0 || !isBetweenWords(key[at - 1])))
        return false;
    const size_t length = lengthOfPart(key.substr(at), text);
    if (length == std::string_view::npos)
        return false;
    const size_t end = at + length;
    if (way == Way::Whole || way == Way::End)
        return end == key.size();
    return !beforeWord || isHump(key, end) || (end < key.size() && isBetweenWords(key[end]));
}

FieldMask::Form FieldMask::formOf(const std::string &pattern)
{
    std::string_view core = pattern;
    const bool begins = core.starts_with('*');
    core.remove_prefix(begins ? 1 : 0);
    const bool ends = core.ends_with('*');
    core.remove_suffix(ends ? 1 : 0);
    const std::string_view between = "_-";
    if (core.find_first_not_of(between) == std::string_view::npos || !isPlain(core))
        return {Form::Way::Any, pattern};
    Form form;
    form.way = begins ? (ends ? Form::Way::Within : Form::Way::End)
                      : (ends ? Form::Way::Begin : Form::Way::Whole);
    form.afterWord = begins && between.find(core.front()) != std::string_view::npos;
    form.beforeWord = ends && between.find(core.back()) != std::string_view::npos;
    while (form.afterWord && between.find(core.front()) != std::string_view::npos)
        core.remove_prefix(1);
    while (form.beforeWord && between.find(core.back()) != std::string_view::npos)
        core.remove_suffix(1);
    std::transform(core.begin(), core.end(), std::back_inserter(form.text),
                   [](char c) { return c == '-' ? '_' : lowerLetter(c); });
    return form;
}

bool FieldMask::mayHave(std::string_view text) const
{
    if (m_sweep.isUsable())
        return m_sweep.next(text) != std::string_view::npos;
    return text.find_first_of(":=") != std::string_view::npos || mayHaveSecretValue(text);
}

std::string FieldMask::maskedText(std::string_view text) const
{
    if (!mayHave(text))
        return {};
    const QString was = toUtf16(text);
    const QString whole = withSecretValuesMasked(was);
    QString out;
    qsizetype at = 0;
    for (auto found = m_textForm.globalMatch(whole); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        const int value = match.capturedStart(3) >= 0 ? 3 : 2;
        if (match.capturedView(value).contains(u"[masked"_s))
            continue; // by its form, or by whoever masked it before
        out += QStringView(whole).mid(at, match.capturedStart(value) - at);
        out += u"[masked]";
        at = match.capturedEnd(value);
    }
    if (at == 0) // no copy of what may be long
        return whole == was ? std::string() : whole.toStdString();
    out += QStringView(whole).mid(at);
    return out == was ? std::string() : out.toStdString();
}

std::string_view FieldMask::apply(std::string_view line, std::string &scratch) const
{
    if (isEmpty())
        return line;
    static thread_local JsonTape tape(JsonTape::maxLineDepth, JsonTape::Keep::NoPlainElements);
    std::string masked;
    if (!tape.parse(line)) {
        masked = maskedText(line);
    } else {
        MaskedSpans spans(*this);
        masked = maskedLine(JsonRef(tape), spans);
    }
    tape.letGoOfLarge();
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
    std::string masked = MaskedSpans(*this).maskedPayload(payload, kind);
    if (masked.empty())
        return payload;
    scratch = std::move(masked);
    return scratch;
}

std::string_view FieldMask::applyToName(std::string_view name, std::string &scratch) const
{
    if (isEmpty())
        return name;
    if (beginsAsJson(name) || decodedJson(name))
        return applyToPayload(name, PayloadKind::Text, scratch);
    if (!mayHaveSecretValue(name))
        return name;
    const QString was = toUtf16(name);
    const QString masked = withSecretValuesMasked(was);
    if (masked == was)
        return name;
    scratch = masked.toStdString();
    return scratch;
}

QStringList fieldNames(const QString &list)
{
    static const QRegularExpression between(u"[\\s,;]+"_s);
    return list.split(between, Qt::SkipEmptyParts);
}

} // namespace eventscope
