// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QVector>

#include <utility>

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

/// Copies rows a slice at a time, so that the window lives on meanwhile. Which rows is settled when
/// it begins: those that move are found again, those that go are left out. The events are not owned
/// and outlive it. GUI thread.
class RowCopy
{
public:
    /// The selected rows in the order of the table; `columns` from left to right, for Text and Csv.
    RowCopy(const OrderedEvents &events, const QItemSelection &selection, CopyForm form,
            const QVector<int> &columns);
    Q_DISABLE_COPY_MOVE(RowCopy)

    bool advance(); ///< the next slice; false: that was the last one
    CopiedRows take() { return std::move(m_copied); }

private:
    struct Wanted
    {
        quint64 sequence = 0;
        int row = 0; ///< where it was when this began
    };

    void add(int row);
    void addText(int row);
    void addCsv(int row);
    void addJson(int row);
    void end();

    const OrderedEvents &m_events;
    const CopyForm m_form;
    const QVector<int> m_columns;
    QVector<Wanted> m_wanted;
    qsizetype m_next = 0;
    int m_lines = 0;
    CopiedRows m_copied;
};

/// All of it in one go, for whom nothing waits.
CopiedRows copiedRows(const OrderedEvents &events, const QItemSelection &selection, CopyForm form,
                      const QVector<int> &columns);

/// A cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe
/// before it.
QString harmlessCell(const QString &text);

} // namespace eventscope
