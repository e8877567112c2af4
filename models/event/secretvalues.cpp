// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/secretvalues.h"

#include <QRegularExpression>
#include <QVector>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr auto npos = std::string_view::npos;
constexpr auto anyCase = QRegularExpression::CaseInsensitiveOption;

/// The last group of each that took part is the value.
QVector<QRegularExpression> valueForms()
{
    // A scheme with what belongs to it, or several parameters: `Digest a="b", c="d"`, `a=b; c=d`.
    const QString credentials =
        uR"re((?:[a-z][\w-]*[ \t]+)?[^\s,;&}\]"'\\]+(?:\\*"[^"]*")?)re"
        uR"re((?:[ \t]*[,;][ \t]*[^\s,;=&}\]"'\\]+=(?:\\*"[^"]*"|[^\s,;&}\]"'\\]*))*)re"_s;
    return {
        QRegularExpression(uR"re((?:authorization|cookie2?)\s*[:=]\s*(%1))re"_s.arg(credentials),
                           anyCase),
        QRegularExpression(uR"re((?<![\w-])(?:Bearer|BEARER)(?:[ \t:=+]+|%20)([\w.~+/=-]+))re"_s),
        // In prose too there are bearers.
        QRegularExpression(
            uR"re((?<![\w-])bearer(?:[ \t:=+]+|%20)((?=[\w.~+/=-]*\d)[\w.~+/=-]{6,}|[\w.~+/=-]{16,}))re"_s,
            anyCase),
        QRegularExpression(uR"re((?<![\w-])(eyJ[\w-]{4,}\.[\w-]{2,}(?:\.[\w-]*){1,3}))re"_s),
        QRegularExpression(uR"re((\$(?:2[abxy]?|argon2(?:id|i|d)|[56]|y)\$[^\s"'\\,;]{20,}))re"_s),
        QRegularExpression(
            uR"re(-----BEGIN [A-Z ]*PRIVATE KEY-----([^-]+)(?:-----END [A-Z ]*PRIVATE KEY-----)?)re"_s),
        // A short name without a password is none: git@.
        QRegularExpression(
            uR"re((?:(?<=://)|(?<=:\\/\\/))([^\s/?#"'<>@:\\]*:[^\s/?#"'<>\\]+|[^\s/?#"'<>@:\\]{16,})@)re"_s)};
}

QString masked(const QString &text, const QRegularExpression &form)
{
    QString out;
    qsizetype at = 0;
    auto found = form.globalMatch(text);
    if (!found.hasNext()) // no copy of what may be long
        return text;
    while (found.hasNext()) {
        const QRegularExpressionMatch match = found.next();
        const int value = match.lastCapturedIndex();
        if (match.capturedView(value).contains(u"[masked"_s))
            continue; // by whoever masked it before
        out += QStringView(text).mid(at, match.capturedStart(value) - at);
        out += u"[masked]";
        at = match.capturedEnd(value);
    }
    out += QStringView(text).mid(at);
    return out;
}

/// `://` with an `@` before the path, as it is or with slashes escaped, however often.
bool mayBeUserOfUrl(std::string_view text)
{
    size_t begin = 1;
    for (int slash = 0; slash < 2; ++slash, ++begin) {
        begin = std::min(text.find_first_not_of('\\', begin), text.size());
        if (begin == text.size() || text[begin] != '/')
            return false;
    }
    const size_t end = text.find_first_of(" \t\r\n/?#\"'<>\\@", begin);
    return end != npos && text[end] == '@';
}

} // namespace

QString withSecretValuesMasked(const QString &text)
{
    static const QVector<QRegularExpression> forms = valueForms();
    QString result = text;
    for (const QRegularExpression &form : forms)
        result = masked(result, form);
    return result;
}

const std::vector<NamePart> &secretValueParts()
{
    static const std::vector<NamePart> parts{{"authorization", true},
                                             {"cookie", true},
                                             {"cookie2", true},
                                             {"bearer", true},
                                             {"private_key-----", false}};
    return parts;
}

bool mayBeSecretValue(std::string_view text)
{
    if (text.starts_with('$'))
        return text.size() > 2 && text.find('$', 1) <= sizeof("argon2id");
    if (text.starts_with(':'))
        return mayBeUserOfUrl(text);
    if (!text.starts_with("eyJ"))
        return false;
    const auto end = std::find_if(text.begin(), text.end(), [](char c) { return !isOfName(c); });
    return end != text.end() && *end == '.';
}

} // namespace eventscope
