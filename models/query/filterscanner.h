// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/filterparser.h"

namespace eventscope {

/// Moves over the text of a filter, token by token: for the parser and the completion, which have
/// to see the same tokens. It never looks back, and each character at most a few times.
class FilterScanner
{
public:
    explicit FilterScanner(const QString &text) : m_text(text) { }

    const QString &text() const { return m_text; }
    qsizetype at() const { return m_at; }
    void goTo(qsizetype at) { m_at = at; }
    bool atEnd() const { return m_at >= m_text.size(); }
    /// The character here; 0 at the end.
    QChar peek(qsizetype ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : QChar();
    }
    FilterPlace placeFrom(qsizetype from) const { return {from, m_at - from}; }

    void skipSpace();
    /// True if one of `and`, `or`, `not` stands here, in any case.
    /// `and`, `or`, `not`, or as other programs write them: `&&`, `||`, `!`.
    bool isKeyword(QStringView word) const;
    bool isKeywordInLetters(QStringView word) const;
    bool skipKeyword(QStringView word);
    /// True at the end of a word: white space, a parenthesis, a quote, the end.
    static bool endsWord(QChar c);

    /// The text in quotes whose opening quote is here. Without a closing one it reaches to the end,
    /// so that a filter can be typed; then `closed` is false.
    QString quoted(bool &closed);
    /// The same of a phrase, which is looked for in the bytes as they came: only quotes and
    /// backslashes are escaped.
    QString phrase(bool &closed);
    QString word();
    /// `/pattern/flags` here; false if what begins with a slash is none (a path such as `/api/v1`).
    bool regex(FilterValue &value);

    /// What a condition begins with.
    struct Subject
    {
        FilterPlace name; ///< of all before the operator
        QString text;
        const FilterFieldInfo *field = nullptr; ///< null: no field has this name
        std::vector<PathStep> path; ///< of `data`
        FilterOperator op = FilterOperator::Matches;
        FilterPlace opPlace;
        bool pathBroken = false; ///< what follows `data` is no path; the scanner stands there
    };
    /// A name and an operator here; false (and nowhere else) if it is just a word.
    bool subject(Subject &out);

private:
    QStringView signAt() const;
    bool op(Subject &out);
    bool nameAndPath(Subject &out);

    QString m_text;
    qsizetype m_at = 0;
};

/// A word that stands without quotes: `\/` at its beginning is a slash that begins no expression.
QString bareWord(const QString &word);
/// True for what CloudEvents allows as the name of an attribute: lower-case letters and digits.
bool isAttributeName(QStringView name);

} // namespace eventscope
