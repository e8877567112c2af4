// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unnamednames.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace {

bool isWordCharacter(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

/// Where the literal, the comment or the directive that begins at `at` ends; `at` if none does.
qsizetype endOfOpaque(const QByteArray &text, qsizetype at)
{
    const auto behind = [&text](const QByteArray &end, qsizetype from) {
        const qsizetype found = text.indexOf(end, from);
        return found < 0 ? text.size() : found + end.size();
    };
    const char c = text[at];
    const char next = at + 1 < text.size() ? text[at + 1] : '\0';
    if (c == '/' && next == '/')
        return text.indexOf('\n', at) < 0 ? text.size() : text.indexOf('\n', at);
    if (c == '/' && next == '*')
        return behind("*/", at + 2);
    if (c == 'R' && next == '"') {
        const qsizetype open = text.indexOf('(', at);
        return open < 0 ? text.size() : behind(')' + text.mid(at + 2, open - at - 2) + '"', open);
    }
    if (c != '"' && (c != '\'' || (at > 0 && isWordCharacter(text[at - 1])))) // 1'000
        return at;
    for (++at; at < text.size() && text[at] != c && text[at] != '\n'; ++at)
        at += text[at] == '\\' ? 1 : 0;
    return std::min(at + 1, text.size());
}

/// The text without its literals, comments and directives; lines and places are the same.
QByteArray codeOf(QByteArray text)
{
    const auto blank = [&text](qsizetype from, qsizetype end) {
        for (; from < end; ++from)
            text[from] = text[from] == '\n' ? '\n' : ' ';
    };
    bool atLineStart = true;
    for (qsizetype at = 0; at < text.size();) {
        const char c = text[at];
        qsizetype end = endOfOpaque(text, at);
        if (atLineStart && c == '#') {
            for (end = at; end < text.size() && (text[end] != '\n' || text[end - 1] == '\\');)
                ++end;
        }
        atLineStart = c == '\n' || (atLineStart && (c == ' ' || c == '\t'));
        if (end > at && (c == '"' || c == 'R')) { // a literal is a value yet
            text[at] = '0';
            blank(at + 1, end);
        } else {
            blank(at, end);
        }
        at = std::max(end, at + 1);
    }
    return text;
}

/// The words and signs of a declaration; what stands in angle brackets is part of what it follows.
QList<QByteArray> tokensOf(const QByteArray &code)
{
    QList<QByteArray> tokens;
    int angles = 0;
    for (qsizetype at = 0; at < code.size();) {
        qsizetype end = at + 1;
        while (isWordCharacter(code[at]) && end < code.size() && isWordCharacter(code[end]))
            ++end;
        const QByteArray token = code.mid(at, end - at);
        at = end;
        if (token.trimmed().isEmpty())
            continue;
        const bool opens = token == "<" && !tokens.isEmpty() && tokens.last() != "operator";
        if (opens || angles > 0) {
            angles += (token == "<" ? 1 : 0) - (token == ">" ? 1 : 0);
            tokens.last() += token;
        } else {
            tokens += token;
        }
    }
    return tokens;
}

bool isWord(const QByteArray &token)
{
    return !token.isEmpty() && isWordCharacter(token[0]);
}

/// `const QString & text` without its name and without what it is unless it is given.
QByteArray typeOf(QList<QByteArray> parameter)
{
    if (const qsizetype given = parameter.indexOf("="); given >= 0)
        parameter.resize(given);
    const QList<QByteArray> plain{"const", "unsigned", "struct", "typename"};
    qsizetype words = 0;
    for (const QByteArray &token : std::as_const(parameter))
        words += isWord(token) && !plain.contains(token) ? 1 : 0;
    const bool isNamed = words > 1 && isWord(parameter.last()) && !parameter.last().contains('<')
        && parameter.value(parameter.size() - 2) != ":";
    if (isNamed)
        parameter.removeLast();
    return parameter.join(' ');
}

/// The types of what stands between the bracket at `open` and its other one.
QByteArray parametersFrom(const QList<QByteArray> &tokens, qsizetype open)
{
    QByteArray types = "";
    QList<QByteArray> parameter;
    int depth = 0;
    for (qsizetype at = open + 1; at < tokens.size() && depth >= 0; ++at) {
        const QByteArray &token = tokens[at];
        depth += (token == "(" || token == "{" || token == "[" ? 1 : 0)
            - (token == ")" || token == "}" || token == "]" ? 1 : 0);
        if (depth < 0 || (depth == 0 && token == ",")) {
            types += typeOf(parameter) + ',';
            parameter.clear();
        } else {
            parameter += token;
        }
    }
    return types;
}

/// Without attributes, `template<…>`, and what says how a thing is kept.
QList<QByteArray> declarationOf(QList<QByteArray> tokens)
{
    while (!tokens.isEmpty()) {
        if (tokens.size() > 1 && tokens[0] == "[" && tokens[1] == "[") {
            const qsizetype end = tokens.indexOf("]");
            tokens.remove(0, end < 0 ? tokens.size() : std::min(end + 2, tokens.size()));
        } else if (tokens[0].startsWith("template") || tokens[0] == "inline"
                   || tokens[0] == "static" || tokens[0] == "constexpr"
                   || tokens[0] == "thread_local") {
            tokens.removeFirst();
        } else {
            break;
        }
    }
    return tokens;
}

/// What `head`, the text before `end` (`;` or `{`), defines; nameless: nothing.
UnnamedName definedBy(const QByteArray &head, char end)
{
    UnnamedName found;
    const QList<QByteArray> all = tokensOf(head);
    const QList<QByteArray> tokens = declarationOf(all);
    const QByteArray first = tokens.value(0);
    if (first == "using") {
        found.name = tokens.value(2) == "=" ? tokens.value(1) : QByteArray();
        found.means = tokens.mid(3).join(' ');
        return found;
    }
    if (QList<QByteArray>{"struct", "class", "enum", "union"}.contains(first)) {
        const bool isScoped = first == "enum" && tokens.value(1) != "{"
            && (tokens.value(1) == "class" || tokens.value(1) == "struct");
        const QByteArray name = tokens.value(isScoped ? 2 : 1);
        if (end == '{' && isWord(name) && !name.contains('<')) // no specialisation
            found.name = name;
        if (end == '{' || tokens.size() <= 2)
            return found;
    }
    const auto sign = std::find_if(tokens.cbegin(), tokens.cend(), [](const QByteArray &token) {
        return token == "(" || token == "=" || token == "[" || token == "{";
    });
    const qsizetype at = sign - tokens.cbegin();
    if (at < 2 || first == "extern" || first == "friend" || tokens.contains("operator")
        || !isWord(tokens[at - 1]) || tokens[at - 1].contains('<') || tokens[at - 2] == ":")
        return found; // a member of a class, too, is defined by its class
    const bool isCall = at < tokens.size() && tokens[at] == "(";
    const bool isValue =
        all.contains("constexpr") || (first == "const" && !tokens.mid(0, at).contains("&"));
    if (isCall && end == ';' && !isValue)
        return found; // only declared
    found.name = tokens[at - 1];
    if (isCall && end == '{')
        found.parameters = parametersFrom(tokens, at);
    return found;
}

/// Goes over a source by its braces, and looks at what stands before those that no other ones are
/// around but those of namespaces.
class Scan
{
public:
    explicit Scan(const QByteArray &code) : m_code(code) { }

    QList<UnnamedName> names()
    {
        for (qsizetype at = 0; at < m_code.size(); ++at) {
            const char c = m_code[at];
            if (c == '{')
                open(at);
            else if (c == '}' && !m_scopes.empty())
                m_scopes.pop_back();
            else if (c == ';' && isAtTop())
                take(at);
            if ((c == '{' || c == '}' || c == ';') && isAtTop())
                m_head = at + 1;
        }
        return m_names;
    }

private:
    struct Scope
    {
        bool isNamespace = false;
        QByteArray name;
    };

    bool isAtTop() const { return m_scopes.empty() || m_scopes.back().isNamespace; }

    void open(qsizetype at)
    {
        const QByteArray words = m_code.mid(m_head, at - m_head).simplified();
        const bool isNamespace = isAtTop()
            && (words == "namespace" || words.startsWith("namespace ")
                || words.startsWith("inline namespace "));
        if (isNamespace) {
            const QByteArray name = words.mid(words.lastIndexOf(' ') + 1) + "::";
            m_scopes.push_back({true, words == "namespace" ? QByteArray() : name});
            return;
        }
        if (isAtTop())
            take(at);
        m_scopes.push_back({});
    }

    void take(qsizetype end)
    {
        const bool isUnnamed = std::any_of(m_scopes.begin(), m_scopes.end(),
                                           [](const Scope &one) { return one.name.isEmpty(); });
        const QByteArray head = m_code.mid(m_head, end - m_head);
        if (!isUnnamed && !head.trimmed().startsWith("static "))
            return;
        UnnamedName found = definedBy(head, m_code[end]);
        if (found.name.isEmpty())
            return;
        for (const Scope &scope : m_scopes)
            found.within += scope.name;
        while (m_head < end && std::isspace(static_cast<unsigned char>(m_code[m_head])))
            ++m_head;
        m_line += int(m_code.mid(m_counted, m_head - m_counted).count('\n'));
        m_counted = m_head;
        found.line = m_line;
        m_names += found;
    }

    const QByteArray &m_code;
    QList<UnnamedName> m_names;
    std::vector<Scope> m_scopes;
    qsizetype m_head = 0; ///< where the declaration begins
    qsizetype m_counted = 0; ///< the line of this place
    int m_line = 1;
};

} // namespace

QList<UnnamedName> unnamedNamesIn(const QByteArray &source)
{
    const QByteArray code = codeOf(source);
    return Scan(code).names();
}
