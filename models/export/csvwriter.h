// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/linesource.h"
#include "models/export/exportformat.h"

#include <QMap>
#include <string>

namespace eventscope {

/// RFC 4180 in UTF-8, one header row, for people with a spreadsheet. Events are untrusted: a cell
/// that a spreadsheet would run as a formula gets a `'` in front, and so does a number of more than
/// 15 digits, which it would round. The payload stands in `data` as its JSON text (`data_base64`
/// for binary ones).
class CsvWriter final : public ExportFormat
{
public:
    /// `connectionNames` by connection id, for the column `connection`.
    explicit CsvWriter(const QMap<QString, QString> &connectionNames);

    void begin(QByteArray &out) override;
    void event(std::string_view line, QByteArray &out) override;

private:
    std::string connectionOf(std::string_view source) const;

    QMap<std::string, std::string> m_names;
    LineAttributes m_attributes; ///< kept for its memory
};

/// Appends one cell, quoted where RFC 4180 or a spreadsheet of another locale needs it, guarded as
/// described above.
void appendCsvCell(QByteArray &out, std::string_view text);
/// The same for JSON text: it can start no formula, and its long numbers must stay JSON.
void appendCsvJson(QByteArray &out, std::string_view json);

} // namespace eventscope
