// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/rowcopy.h"

#include "models/eventlogroles.h"
#include "models/export/csvwriter.h"
#include "models/orderedevents.h"

#include <QItemSelection>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// Ranges of whole rows, ascending and without overlap. selectedRows() would make an index for each
/// of millions.
QVector<std::pair<int, int>> rowRanges(const QItemSelection &selection)
{
    QVector<std::pair<int, int>> ranges;
    for (const QItemSelectionRange &range : selection)
        ranges.append({range.top(), range.bottom()});
    std::sort(ranges.begin(), ranges.end());
    QVector<std::pair<int, int>> merged;
    for (const auto &range : ranges) {
        if (!merged.isEmpty() && range.first <= merged.last().second + 1)
            merged.last().second = std::max(merged.last().second, range.second);
        else
            merged.append(range);
    }
    return merged;
}

/// What is done in one go takes a few milliseconds, of rows and of texts of any size.
constexpr int rowsInASlice = 400;
constexpr qsizetype bytesInASlice = 4 << 20;

} // namespace

QString harmlessCell(const QString &text)
{
    QString cell = text;
    cell.replace(u'\t', u' ').replace(u'\n', u' ').replace(u'\r', u' ');
    cell.replace(QChar(0), u"\\u0000"_s);
    // A table of tabs has no quotes that would tell a cell from its neighbours, so what separates
    // them is gone before it is looked at.
    const QByteArray utf8 = cell.toUtf8();
    return isGuardedCell({utf8.constData(), size_t(utf8.size())}) ? u'\'' + cell : cell;
}

namespace {

QString cellText(const OrderedEvents &events, int row, int column)
{
    const QModelIndex index = events.index(row, column);
    const QVariant whole = index.data(EventLogRole::FullText);
    return (whole.isValid() ? whole : index.data()).toString();
}

void addCsvRow(QByteArray &into, const QStringList &cells)
{
    for (qsizetype i = 0; i < cells.size(); ++i) {
        if (i > 0)
            into += ',';
        const QByteArray cell = cells[i].toUtf8();
        appendCsvCell(into, {cell.constData(), size_t(cell.size())});
    }
    into += "\r\n";
}

QString csvHead(const OrderedEvents &events, const QVector<int> &columns)
{
    QStringList titles;
    for (const int column : columns) {
        const auto title = events.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        titles += title.isEmpty()
            ? events.headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString()
            : title;
    }
    QByteArray head;
    addCsvRow(head, titles);
    return QString::fromUtf8(head);
}

} // namespace

RowCopy::RowCopy(const OrderedEvents &events, const QItemSelection &selection, CopyForm form,
                 const QVector<int> &columns)
    : m_events(events), m_form(form), m_columns(columns)
{
    for (const auto &[first, last] : rowRanges(selection)) {
        m_copied.selected += qint64(last) - first + 1;
        for (int row = first; row <= last && m_wanted.size() < maxCopiedRows; ++row)
            m_wanted.append({events.sequenceAt(row), row});
    }
    if (form == CopyForm::Csv)
        m_copied.text = csvHead(events, columns);
    else if (form == CopyForm::JsonArray)
        m_copied.text = u"[\n"_s;
}

bool RowCopy::advance()
{
    const qsizetype before = m_copied.text.size();
    for (int i = 0; i < rowsInASlice && m_next < m_wanted.size(); ++i) {
        if (m_copied.text.size() >= maxCopiedBytes) {
            m_next = m_wanted.size();
            break;
        }
        const Wanted wanted = m_wanted[m_next++];
        const bool isThere = m_events.sequenceAt(wanted.row) == wanted.sequence;
        const int row = isThere ? wanted.row : m_events.rowOfSequence(wanted.sequence);
        if (row >= 0)
            add(row);
        if (m_copied.text.size() - before >= bytesInASlice)
            break;
    }
    if (m_next < m_wanted.size())
        return true;
    end();
    return false;
}

void RowCopy::add(int row)
{
    ++m_copied.rows;
    if (m_form == CopyForm::Text)
        addText(row);
    else if (m_form == CopyForm::Csv)
        addCsv(row);
    else
        addJson(row);
}

void RowCopy::addText(int row)
{
    for (qsizetype i = 0; i < m_columns.size(); ++i) {
        m_copied.text += i ? u"\t"_s : QString();
        m_copied.text += harmlessCell(cellText(m_events, row, m_columns[i]));
    }
    m_copied.text += u'\n';
}

void RowCopy::addCsv(int row)
{
    QStringList cells;
    for (const int column : m_columns)
        cells += cellText(m_events, row, column);
    QByteArray line;
    addCsvRow(line, cells);
    m_copied.text += QString::fromUtf8(line);
}

void RowCopy::addJson(int row)
{
    const QByteArray line = m_events.lineAt(row);
    if (line.isEmpty())
        return;
    if (m_lines++ > 0)
        m_copied.text += m_form == CopyForm::JsonArray ? u",\n"_s : u"\n"_s;
    m_copied.text += QString::fromUtf8(line);
}

void RowCopy::end()
{
    if (m_form == CopyForm::JsonArray)
        m_copied.text += u"\n]\n"_s;
    else if (m_form == CopyForm::JsonLines && m_lines > 0)
        m_copied.text += u'\n';
}

CopiedRows copiedRows(const OrderedEvents &events, const QItemSelection &selection, CopyForm form,
                      const QVector<int> &columns)
{
    RowCopy copy(events, selection, form, columns);
    while (copy.advance()) { }
    return copy.take();
}

} // namespace eventscope
