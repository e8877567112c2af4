// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/rowcopy.h"

#include "models/eventlogmodel.h"

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
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return text;
    static const QString starters = u"=+-@＝＋－＠"_s;
    if (!starters.contains(trimmed.front()))
        return text;
    bool number = false;
    trimmed.toDouble(&number);
    return number ? text : u'\'' + text;
}

CopiedRows copyAsTable(const EventLogModel &model, const QItemSelection &selection,
                       const QVector<int> &columns)
{
    return copyRows(selection, [&](int row, QString &text) {
        for (qsizetype i = 0; i < columns.size(); ++i) {
            const QModelIndex index = model.index(row, columns[i]);
            QVariant cell = index.data(EventLogRole::FullText);
            if (!cell.isValid())
                cell = index.data();
            QString shown = cell.toString();
            shown.replace(u'\t', u' ').replace(u'\n', u' ').replace(u'\r', u' ');
            text += i ? u"\t"_s : QString();
            text += harmlessCell(shown);
        }
        text += u'\n';
        return true;
    });
}

CopiedRows copyAsJsonLines(const EventLogModel &model, const QItemSelection &selection)
{
    return copyRows(selection, [&](int row, QString &text) {
        const QByteArray line = model.lineAt(row);
        if (!line.isEmpty())
            text += QString::fromUtf8(line) + u'\n';
        return true;
    });
}

} // namespace eventscope
