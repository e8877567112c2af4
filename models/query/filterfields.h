// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

namespace eventscope {

/// What a condition of a filter is about.
enum class FilterField : quint8 {
    Text, ///< free text: a word or a phrase
    Regex, ///< a regular expression over payload, type, topic and subject
    Type,
    Topic,
    Connection,
    Subject,
    Severity,
    Time,
    Recorded,
    Latency,
    Sequence,
    Size,
    Id,
    Reason,
    Is,
    Changed,
    Data, ///< a path into the payload
    Attribute ///< any other attribute of the line
};

enum class FilterOperator : quint8 {
    Matches, ///< `:`
    Equal, ///< `=`
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual
};
QString filterOperatorText(FilterOperator op);

/// What values a field takes, and so by which operators it can be compared.
enum class FilterValueKind : quint8 {
    Text, ///< whole texts: `:` in any case and with wildcards, `=` exactly
    Severity,
    Time,
    Duration,
    Count, ///< whole numbers
    Bytes, ///< with a unit: 10kB
    Flag, ///< one of the words of `is:`
    Path, ///< a path into the payload, of `changed:`
    Any ///< what the payload or an attribute has: text, number, true, false, null
};

/// One field as a person sees it. The one table of them: the parser, the completion, the help in
/// the window and the table in the README are made from it.
struct FilterFieldInfo
{
    FilterField field;
    FilterValueKind kind;
    QString name;
    QStringList aliases;
    QString meaning; ///< one line, plain text
    QString values; ///< what may stand behind it, plain text
    QString example; ///< a filter that works
};

/// The fields, in the order of the help. Text and Regex are among them, with names that are no
/// names (`word "phrase"`, `/regex/`).
const std::vector<FilterFieldInfo> &filterFields();
const FilterFieldInfo &filterField(FilterField field);
/// By name or alias, in any case; null if there is none.
const FilterFieldInfo *findFilterField(QStringView name);

/// Further rows of the help: operators and how conditions are put together.
struct FilterSyntaxInfo
{
    QString form;
    QString meaning;
    QString example;
};
const std::vector<FilterSyntaxInfo> &filterSyntax();
/// The words of `is:` and what they mean.
const std::vector<FilterSyntaxInfo> &filterFlags();

/// The section "Filters" of the README: what is in these tables, as Markdown.
QString filterHelpMarkdown();

} // namespace eventscope
