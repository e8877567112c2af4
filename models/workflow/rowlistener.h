// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <vector>

namespace eventscope {

/// Is told of every change to the rows of the workflow tree, around it, as QAbstractItemModel wants
/// it. Parents are numbers of WorkflowNodes.
class RowListener
{
public:
    virtual ~RowListener() = default;
    virtual void rowsAboutToBeAdded(quint32 parent, quint32 first, quint32 last) = 0;
    virtual void rowsAdded() = 0;
    virtual void rowsAboutToGo(quint32 parent, quint32 first, quint32 last) = 0;
    virtual void rowsGone() = 0;
    /// `before` is the row that the run will stand before, counted as long as it has not moved.
    virtual void runAboutToMove(quint32 from, quint32 before) = 0;
    virtual void runMoved() = 0;
    virtual void rowsChanged(quint32 parent, quint32 first, quint32 last) = 0;

    /// Rows in ascending order, told as few ranges.
    void tellChanged(quint32 parent, const std::vector<quint32> &rows)
    {
        for (size_t i = 0; i < rows.size();) {
            size_t end = i + 1;
            while (end < rows.size() && rows[end] == rows[end - 1] + 1)
                ++end;
            rowsChanged(parent, rows[i], rows[end - 1]);
            i = end;
        }
    }
};

} // namespace eventscope
