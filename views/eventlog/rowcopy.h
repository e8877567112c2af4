// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QVector>

class QItemSelection;

namespace eventscope {

class EventLogModel;

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

/// The given columns, tab between cells. One line a row, controls made visible, and nothing that a
/// spreadsheet would run.
CopiedRows copyAsTable(const EventLogModel &model, const QItemSelection &selection,
                       const QVector<int> &columns);
/// The lines of the capture as they are.
CopiedRows copyAsJsonLines(const EventLogModel &model, const QItemSelection &selection);

/// A cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe
/// before it.
QString harmlessCell(const QString &text);

} // namespace eventscope
