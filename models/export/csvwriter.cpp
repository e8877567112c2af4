// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/csvwriter.h"

#include "models/event/unseencharacters.h"

#include <QChar>
#include <algorithm>
#include <array>
#include <bit>

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

/// Of most cells; the others are looked at more closely.
bool isHarmlessStart(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '{' || c == '['
        || c == '"' || c == '/';
}

/// The character that a text begins with, and its length in bytes; 0 if that is no UTF-8.
char32_t firstCharacter(std::string_view text, size_t &length)
{
    const auto first = static_cast<unsigned char>(text.front());
    length = size_t(first < 0x80 ? 1 : std::countl_one(first));
    if (length > 4 || length > text.size() || (first & 0xc0) == 0x80)
        return 0;
    char32_t character = length == 1 ? first : first & (0x7fU >> length);
    for (const char c : text.substr(1, length - 1))
        character = (character << 6) | (static_cast<unsigned char>(c) & 0x3f);
    return character;
}

/// What a spreadsheet may skip before it looks for a formula: blanks, controls but those that begin
/// a formula themselves, and what draws nothing.
size_t blankLength(std::string_view text)
{
    if (text.empty())
        return 0;
    size_t length = 0;
    const char32_t c = firstCharacter(text, length);
    if (c == 0)
        return text.front() == '\0' ? 1 : 0;
    if (c == '\t' || c == '\r' || c == '\n')
        return 0;
    const QChar::Category category = QChar::category(c);
    const bool skipped = QChar::isSpace(c) || category == QChar::Other_Control
        || category == QChar::Other_Format || isUnseen(c);
    return skipped ? length : 0;
}

/// One of `signs`, or another form of `=+-@`: East Asian versions take the full-width ones for it.
bool beginsWithSign(std::string_view text, std::string_view signs)
{
    size_t length = 0;
    const char32_t c = text.empty() ? 0 : firstCharacter(text, length);
    if (c < 0x80)
        return c != 0 && signs.find(char(c)) != std::string_view::npos;
    const QString plain = QChar::decomposition(c);
    return plain.size() == 1 && QStringView(u"=+-@").contains(plain.front());
}

/// OWASP's list of what starts a formula.
bool startsFormula(std::string_view text)
{
    if (text.empty() || isHarmlessStart(text.front()))
        return false;
    while (const size_t blank = blankLength(text))
        text.remove_prefix(blank);
    return beginsWithSign(text, "=+-@\t\r\n");
}

/// Where the list separator is a semicolon, a spreadsheet parts our lines there, and has our quotes
/// in the middle of a cell, where they mean nothing: a line break ends the row then, too.
constexpr std::string_view otherSeparators = ";\t\r\n";

bool isOtherSeparator(char c)
{
    return c == ';' || c == '\t' || c == '\r' || c == '\n';
}

/// What stands behind such a separator.
bool startsFormulaThere(std::string_view text)
{
    // Of quotes at its beginning, doubled or not, nothing is left.
    bool mayBeNumber = true;
    while (const size_t passed = text.starts_with('"') ? 1 : blankLength(text)) {
        mayBeNumber = mayBeNumber && (text.front() == '"' || text.front() == ' ');
        text.remove_prefix(passed);
    }
    if (!beginsWithSign(text, "=+-@"))
        return false;
    return !mayBeNumber || !isPlainNumber(text.substr(0, text.find_first_of(otherSeparators)));
}

/// Separator by separator, which is quick where there are few: many texts have some.
bool hasFormulaWithin(std::string_view text)
{
    for (const char c : otherSeparators) {
        for (size_t at = text.find(c); at != std::string_view::npos; at = text.find(c, at + 1)) {
            if (startsFormulaThere(text.substr(at + 1)))
                return true;
        }
    }
    return false;
}

/// With a `'` before each formula that would begin within it.
std::string guardedWithin(std::string_view text)
{
    std::string guarded;
    size_t done = 0;
    for (size_t at = 0; at < text.size(); ++at) {
        if (!isOtherSeparator(text[at]) || !startsFormulaThere(text.substr(at + 1)))
            continue;
        guarded.append(text, done, at + 1 - done).append(1, '\'');
        done = at + 1;
    }
    return guarded.append(text, done);
}

bool isLongNumber(std::string_view text)
{
    return text.size() > exactDigits && isPlainNumber(text)
        && size_t(std::count_if(text.begin(), text.end(), isDigit)) > exactDigits;
}

/// What makes a cell need quotes, wherever it stands in it.
constexpr std::array<bool, 256> quotedCharacters = [] {
    std::array<bool, 256> quoted{};
    for (const char c : std::string_view("\",\r\n\t;"))
        quoted[static_cast<unsigned char>(c)] = true;
    return quoted;
}();

bool needsQuotes(std::string_view text)
{
    return text.starts_with(' ') || text.ends_with(' ')
        || std::any_of(text.begin(), text.end(),
                       [](char c) { return quotedCharacters[static_cast<unsigned char>(c)]; });
}

/// Two bytes for each of the text, and quotes around it.
size_t mostBytes(std::string_view text)
{
    constexpr size_t around = 8;
    return 2 * text.size() + around;
}

/// `out` has room for mostBytes(); the text has no NUL. Answers the end.
char *writeCell(char *out, std::string_view text, bool guarded, bool quoted)
{
    if (!quoted)
        return std::copy(text.begin(), text.end(), out);
    *out++ = '"';
    if (guarded)
        *out++ = '\'';
    for (const char c : text) { // without a branch: JSON has a quote every few bytes
        out[0] = c;
        out[1] = '"';
        out += c == '"' ? 2 : 1;
    }
    *out++ = '"';
    return out;
}

/// `guarded`: with a `'` before it.
void appendCell(QByteArray &out, std::string_view text, bool guarded, CellGuard within)
{
    if (text.find('\0') != std::string_view::npos) {
        std::string shown;
        for (const char c : text) {
            if (c == '\0')
                shown += "\\u0000";
            else
                shown += c;
        }
        appendCell(out, shown, guarded, within);
        return;
    }
    const bool quoted = guarded || needsQuotes(text);
    std::string safe;
    if (quoted && within == CellGuard::On && hasFormulaWithin(text)) {
        safe = guardedWithin(text);
        text = safe;
    }
    const qsizetype before = out.size();
    out.resize(before + qsizetype(mostBytes(text)));
    char *const begin = out.data();
    out.resize(writeCell(begin + before, text, guarded, quoted) - begin);
}

/// What may part cells, and is between the tokens of JSON where it is not escaped.
bool isWhiteSpaceOfCells(char c)
{
    return c == '\t' || c == '\r' || c == '\n';
}

bool hasWhiteSpaceOfCells(std::string_view json)
{
    constexpr auto none = std::string_view::npos;
    return json.find('\t') != none || json.find('\r') != none || json.find('\n') != none;
}

} // namespace

bool isGuardedCell(std::string_view text)
{
    return isPlainNumber(text) ? isLongNumber(text) : startsFormula(text);
}

void appendCsvCell(QByteArray &out, std::string_view text, CellGuard guard)
{
    appendCell(out, text, guard == CellGuard::On && isGuardedCell(text), guard);
}

void appendCsvJson(QByteArray &out, std::string_view json, CellGuard guard)
{
    std::string spaced;
    if (guard == CellGuard::On && hasWhiteSpaceOfCells(json)) {
        spaced = json;
        std::replace_if(spaced.begin(), spaced.end(), isWhiteSpaceOfCells, ' ');
        json = spaced;
    }
    const bool guarded = guard == CellGuard::On && !isPlainNumber(json) && startsFormula(json);
    appendCell(out, json, guarded, guard);
}

CsvWriter::CsvWriter(const QMap<QString, QString> &connectionNames,
                     std::shared_ptr<ExportColumns> columns, CellGuard guard)
    : m_columns(std::move(columns)), m_guard(guard)
{
    for (auto it = connectionNames.begin(); it != connectionNames.end(); ++it)
        m_names.emplace(it.key().toStdString(), it.value().toStdString());
}

void CsvWriter::begin(QByteArray &out)
{
    if (!m_columns) {
        out.append(header);
        return;
    }
    const std::vector<std::string> titles = m_columns->titles();
    for (size_t i = 0; i < titles.size(); ++i) {
        if (i > 0)
            out.append(',');
        appendCsvCell(out, titles[i], m_guard);
    }
    out.append("\r\n");
    m_columns->begin();
}

std::string_view CsvWriter::connectionOf(std::string_view source) const
{
    if (source.starts_with('/'))
        source.remove_prefix(1);
    const auto known = m_names.find(source);
    return known == m_names.end() ? source : std::string_view(known->second);
}

void CsvWriter::chosenCells(const ExportRow &row, QByteArray &out)
{
    m_columns->read(row, m_cells);
    for (size_t i = 0; i < m_cells.size(); ++i) {
        if (i > 0)
            out.append(',');
        appendCsvCell(out, m_cells[i], m_guard);
    }
    out.append("\r\n");
}

void CsvWriter::event(const ExportRow &row, QByteArray &out)
{
    if (m_columns) {
        chosenCells(row, out);
        return;
    }
    using A = LineCells;
    const LineCells &cells = m_parser.read(row.record, row.line);
    const auto &a = cells.attributes;
    const std::string sequence = std::to_string(row.sequence); // the log's, as in the table
    const std::string_view texts[] = {
        sequence,   a[A::RecordedTime], a[A::Time],    connectionOf(a[A::Source]), a[A::Source],
        a[A::Type], a[A::Topic],        a[A::Subject], a[A::SeverityText]};
    for (const std::string_view text : texts) {
        appendCsvCell(out, text, m_guard);
        out.append(',');
    }
    // A line that is damaged inside still gets its row; it stands as it is where the payload would.
    if (cells.isEvent)
        appendCsvJson(out, cells.data, m_guard);
    else
        appendCsvCell(out, row.line, m_guard);
    out.append(',');
    appendCsvJson(out, cells.dataBase64, m_guard);
    out.append(',');
    appendCsvCell(out, a[A::Reason], m_guard);
    out.append(',');
    appendCsvCell(out, a[A::Id], m_guard);
    out.append("\r\n");
}

} // namespace eventscope
