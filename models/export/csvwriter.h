// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/export/exportformat.h"
#include "models/export/linecellparser.h"

#include <QMap>
#include <map>
#include <string>

namespace eventscope {

/// RFC 4180 in UTF-8, one header row, for people with a spreadsheet. Events are untrusted: a cell
/// that a spreadsheet would run as a formula gets a `'` in front, and so does a number of more than
/// 15 digits, which it would round; and what would begin a formula within a cell, behind what
/// spreadsheets of other locales part cells by. The payload stands in `data` as its JSON text (`data_base64`
/// for binary ones).
class CsvWriter final : public ExportFormat
{
public:
    /// `connectionNames` by connection id, for the column `connection`. `columns` replace the usual
    /// ones; null: they do not.
    explicit CsvWriter(const QMap<QString, QString> &connectionNames,
                       std::shared_ptr<ExportColumns> columns = {},
                       CellGuard guard = CellGuard::On);

    void begin(QByteArray &out) override;
    void event(const ExportRow &row, QByteArray &out) override;

private:
    std::string_view connectionOf(std::string_view source) const;
    void chosenCells(const ExportRow &row, QByteArray &out);

    std::map<std::string, std::string, std::less<>> m_names;
    std::shared_ptr<ExportColumns> m_columns;
    const CellGuard m_guard;
    std::vector<std::string> m_cells; ///< of the chosen columns
    LineCellParser m_parser;
};

/// Appends one cell, quoted where RFC 4180 or a spreadsheet of another locale needs it, guarded as
/// described above.
void appendCsvCell(QByteArray &out, std::string_view text, CellGuard guard = CellGuard::On);
/// The same for JSON text: it can start no formula, its long numbers must stay JSON, and a `'`
/// behind a semicolon stands in a string. Tabs and line breaks between its tokens become blanks,
/// for behind them it would stand in none.
void appendCsvJson(QByteArray &out, std::string_view json, CellGuard guard = CellGuard::On);
/// True for a cell that gets a `'` in front.
bool isGuardedCell(std::string_view text);

} // namespace eventscope
