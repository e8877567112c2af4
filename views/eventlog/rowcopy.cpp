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

/// Calls add(row) until it answers false or the bound is reached.
template<typename Add>
CopiedRows copyRows(const QItemSelection &selection, Add add)
{
    CopiedRows copied;
    bool room = true;
    const auto ranges = rowRanges(selection);
    for (const auto &[first, last] : ranges) {
        copied.selected += qint64(last) - first + 1;
        for (int row = first; room && row <= last; ++row) {
            room = copied.rows < maxCopiedRows && copied.text.size() < maxCopiedBytes
                && add(row, copied.text);
            copied.rows += room ? 1 : 0;
        }
    }
    return copied;
}

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

CopiedRows asText(const OrderedEvents &events, const QItemSelection &selection,
                  const QVector<int> &columns)
{
    return copyRows(selection, [&](int row, QString &text) {
        for (qsizetype i = 0; i < columns.size(); ++i) {
            text += i ? u"\t"_s : QString();
            text += harmlessCell(cellText(events, row, columns[i]));
        }
        text += u'\n';
        return true;
    });
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

CopiedRows asCsv(const OrderedEvents &events, const QItemSelection &selection,
                 const QVector<int> &columns)
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
    CopiedRows copied = copyRows(selection, [&](int row, QString &text) {
        QStringList cells;
        for (const int column : columns)
            cells += cellText(events, row, column);
        QByteArray line;
        addCsvRow(line, cells);
        text += QString::fromUtf8(line);
        return true;
    });
    copied.text.prepend(QString::fromUtf8(head));
    return copied;
}

CopiedRows asJson(const OrderedEvents &events, const QItemSelection &selection, bool array)
{
    const QString between = array ? u",\n"_s : u"\n"_s;
    CopiedRows copied = copyRows(selection, [&](int row, QString &text) {
        const QByteArray line = events.lineAt(row);
        if (!line.isEmpty())
            text += (text.isEmpty() ? QString() : between) + QString::fromUtf8(line);
        return true;
    });
    if (array)
        copied.text = u"[\n"_s + copied.text + u"\n]"_s;
    if (!copied.text.isEmpty())
        copied.text += u'\n';
    return copied;
}

} // namespace

CopiedRows copiedRows(const OrderedEvents &events, const QItemSelection &selection, CopyForm form,
                      const QVector<int> &columns)
{
    switch (form) {
    case CopyForm::Text:
        return asText(events, selection, columns);
    case CopyForm::Csv:
        return asCsv(events, selection, columns);
    case CopyForm::JsonLines:
    case CopyForm::JsonArray:
        break;
    }
    return asJson(events, selection, form == CopyForm::JsonArray);
}

} // namespace eventscope
