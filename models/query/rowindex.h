// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <algorithm>
#include <vector>

namespace eventscope {

/// Which rows of the log a filtered table shows: their numbers, ascending, four bytes each.
class RowIndex
{
public:
    int size() const { return int(m_rows.size()); }
    quint32 operator[](int position) const { return m_rows[size_t(position)]; }
    const std::vector<quint32> &rows() const { return m_rows; }

    void assign(std::vector<quint32> rows);
    /// `rows` are ascending and behind all that are in the index.
    void append(const std::vector<quint32> &rows);
    void clear() { m_rows = {}; }
    /// The position of a log row; -1 if it is not shown.
    int positionOf(quint32 row) const;
    /// Takes out and returns what is at or behind log row `from`.
    std::vector<quint32> splitOff(quint64 from);

private:
    std::vector<quint32> m_rows;
};

} // namespace eventscope
