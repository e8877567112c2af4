// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/csvwriter.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr char header[] = "sequence,recordedtime,time,connection,source,type,topic,subject,"
                          "severity,data,data_base64,reason,id\r\n";
constexpr size_t exactDigits = 15; // of an IEEE double, which is what a spreadsheet keeps

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

size_t digitsEnd(std::string_view text, size_t at)
{
    while (at < text.size() && isDigit(text[at]))
        ++at;
    return at;
}

/// A number as every spreadsheet reads it: `-1`, `+1.5`, `2e9`.
bool isPlainNumber(std::string_view text)
{
    size_t at = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    size_t end = digitsEnd(text, at);
    if (end == at)
        return false;
    if (end < text.size() && text[end] == '.') {
        at = end + 1;
        end = digitsEnd(text, at);
        if (end == at)
            return false;
    }
    if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
        at = end + 1;
        if (at < text.size() && (text[at] == '-' || text[at] == '+'))
            ++at;
        end = digitsEnd(text, at);
        if (end == at)
            return false;
    }
    return end == text.size();
}

/// What a spreadsheet skips before it looks for a formula.
size_t blankLength(std::string_view text)
{
    constexpr std::string_view blanks[] = {" ", "\xc2\xa0", "\xe3\x80\x80", "\xe2\x80\x8b",
                                           "\xef\xbb\xbf"};
    for (const std::string_view blank : blanks) {
        if (text.starts_with(blank))
            return blank.size();
    }
    return 0;
}

/// OWASP's list of what starts a formula, and the full-width forms that East Asian versions take
/// for it.
bool startsFormula(std::string_view text)
{
    while (const size_t blank = blankLength(text))
        text.remove_prefix(blank);
    constexpr std::string_view starts[] = {"=",
                                           "+",
                                           "-",
                                           "@",
                                           "\t",
                                           "\r",
                                           "\n",
                                           "\xef\xbc\x9d",
                                           "\xef\xbc\x8b",
                                           "\xef\xbc\x8d",
                                           "\xef\xbc\xa0"};
    return std::any_of(std::begin(starts), std::end(starts),
                       [text](std::string_view start) { return text.starts_with(start); });
}

bool isLongNumber(std::string_view text)
{
    return text.size() > exactDigits && isPlainNumber(text)
        && size_t(std::count_if(text.begin(), text.end(), isDigit)) > exactDigits;
}

void appendQuoted(QByteArray &out, std::string_view text, bool guarded)
{
    const bool quoted = guarded || text.find_first_of("\",\r\n\t;") != std::string_view::npos
        || text.starts_with(' ') || text.ends_with(' ');
    if (quoted)
        out.append('"');
    if (guarded)
        out.append('\'');
    size_t from = 0;
    for (;;) {
        const size_t at = text.find_first_of(std::string_view("\"\0", 2), from);
        out.append(text.data() + from, qsizetype(std::min(at, text.size()) - from));
        if (at == std::string_view::npos)
            break;
        out.append(text[at] == '"' ? "\"\"" : "\\u0000");
        from = at + 1;
    }
    if (quoted)
        out.append('"');
}

} // namespace

void appendCsvCell(QByteArray &out, std::string_view text)
{
    const bool guarded = isPlainNumber(text) ? isLongNumber(text) : startsFormula(text);
    appendQuoted(out, text, guarded);
}

void appendCsvJson(QByteArray &out, std::string_view json)
{
    appendQuoted(out, json, !isPlainNumber(json) && startsFormula(json));
}

CsvWriter::CsvWriter(const QMap<QString, QString> &connectionNames)
{
    for (auto it = connectionNames.begin(); it != connectionNames.end(); ++it)
        m_names.insert(it.key().toStdString(), it.value().toStdString());
}

void CsvWriter::begin(QByteArray &out)
{
    out.append(header);
}

std::string CsvWriter::connectionOf(std::string_view source) const
{
    if (source.starts_with('/'))
        source.remove_prefix(1);
    const std::string id(source);
    return m_names.value(id, id);
}

void CsvWriter::event(std::string_view line, QByteArray &out)
{
    // A line that is damaged inside still gets its row; it stands as it is where the payload would.
    if (!readLineAttributes(line, m_attributes)) {
        m_attributes = {};
        m_attributes.data = line;
    }
    const LineAttributes &a = m_attributes;
    const std::string connection = connectionOf(a.source);
    const std::string_view cells[] = {a.sequence, a.recordedtime, a.time,
                                      connection, a.source,       a.type,
                                      a.topic,    a.subject,      a.severitytext};
    for (const std::string_view cell : cells) {
        appendCsvCell(out, cell);
        out.append(',');
    }
    appendCsvJson(out, a.data);
    out.append(',');
    appendCsvJson(out, a.dataBase64);
    out.append(',');
    appendCsvCell(out, a.reason);
    out.append(',');
    appendCsvCell(out, a.id);
    out.append("\r\n");
}

} // namespace eventscope
