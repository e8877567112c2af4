// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/rowindex.h"

namespace eventscope {

void RowIndex::assign(std::vector<quint32> rows)
{
    Q_ASSERT(std::is_sorted(rows.begin(), rows.end()));
    m_rows = std::move(rows);
}

void RowIndex::append(const std::vector<quint32> &rows)
{
    Q_ASSERT(rows.empty() || m_rows.empty() || m_rows.back() < rows.front());
    m_rows.insert(m_rows.end(), rows.begin(), rows.end());
}

int RowIndex::positionOf(quint32 row) const
{
    const auto at = std::lower_bound(m_rows.begin(), m_rows.end(), row);
    return at != m_rows.end() && *at == row ? int(at - m_rows.begin()) : -1;
}

std::vector<quint32> RowIndex::splitOff(quint64 from)
{
    const auto at = std::lower_bound(m_rows.begin(), m_rows.end(), from);
    std::vector<quint32> behind(at, m_rows.end());
    m_rows.erase(at, m_rows.end());
    return behind;
}

} // namespace eventscope
