// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/rowset.h"

#include <optional>

namespace eventscope {

/// What a search knows of the rows from the first on: which match, and which of them it could not
/// look into because their lines can no longer be read. The latter cost nothing while there are
/// none. A value, like RowSet.
class SearchedRows
{
public:
    explicit SearchedRows(quint64 front = 0) : m_matching(front) { }

    const RowSet &matching() const { return m_matching; }
    quint64 rows() const { return m_matching.rows(); }
    /// Of as many rows as matching(), or nothing where all could be read.
    const std::optional<RowSet> &unreadable() const { return m_unreadable; }

    /// As RowSet::append(); `unreadable` may be null.
    void append(const quint64 *matching, const quint64 *unreadable, quint64 count,
                quint64 first = 0);
    /// Goes on with what is known of the rows behind.
    void append(const SearchedRows &behind);
    void truncate(quint64 rows);
    void dropFront(quint64 rows);
    size_t memoryBytes() const;

private:
    RowSet m_matching;
    std::optional<RowSet> m_unreadable;
};

} // namespace eventscope
