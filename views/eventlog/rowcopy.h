// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QVector>

class QItemSelection;

namespace eventscope {

class OrderedEvents;

/// Text of selected rows for the clipboard. Bounded: whoever wants more than maxCopiedRows wants an
/// export.
inline constexpr int maxCopiedRows = 20'000;
inline constexpr qsizetype maxCopiedBytes = 64 << 20;

struct CopiedRows
{
    QString text;
    int rows = 0; ///< how many of them are in `text`
    qint64 selected = 0; ///< how many were selected
};

enum class CopyForm : quint8 {
    Text, ///< tab between cells, one line a row, nothing that a spreadsheet would run
    Csv, ///< the same for programs: titles first, quoted as an export is
    JsonLines, ///< the lines of the capture as they are, masked
    JsonArray ///< the same as one JSON document
};
/// The selected rows in the order of the table; `columns` from left to right, for Text and Csv.
CopiedRows copiedRows(const OrderedEvents &events, const QItemSelection &selection, CopyForm form,
                      const QVector<int> &columns);

/// A cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe
/// before it.
QString harmlessCell(const QString &text);

} // namespace eventscope
