// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/rowset.h"

#include <optional>

namespace eventscope {

/// What a search knows of the rows from the first on: which match, and the rare ones that it could
/// not look into because their lines can no longer be read, or had no answer for. The rare ones
/// cost nothing while there are none. A value, like RowSet.
class SearchedRows
{
public:
    /// Bits of rows that are rare; null: there are none.
    struct Rare
    {
        const quint64 *unreadable = nullptr;
        const quint64 *undecided = nullptr;
    };

    explicit SearchedRows(quint64 front = 0) : m_matching(front) { }

    const RowSet &matching() const { return m_matching; }
    quint64 rows() const { return m_matching.rows(); }
    /// Of as many rows as matching(), or nothing where all could be read.
    const std::optional<RowSet> &unreadable() const { return m_unreadable; }
    /// Those that an expression was given up on: neither among what matches nor among what is left
    /// if that is excluded.
    const std::optional<RowSet> &undecided() const { return m_undecided; }

    /// As RowSet::append().
    void append(const quint64 *matching, const Rare &rare, quint64 count, quint64 first = 0);
    /// Goes on with what is known of the rows behind.
    void append(const SearchedRows &behind);
    void truncate(quint64 rows);
    void dropFront(quint64 rows);
    size_t memoryBytes() const;

private:
    void appendRare(std::optional<RowSet> &set, const quint64 *bits, quint64 count, quint64 first);

    RowSet m_matching;
    std::optional<RowSet> m_unreadable;
    std::optional<RowSet> m_undecided;
};

} // namespace eventscope
