// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/searchedrows.h"

#include <algorithm>

namespace eventscope {

void SearchedRows::append(const quint64 *matching, const quint64 *unreadable, quint64 count,
                          quint64 first)
{
    const auto any = [&] { // those of another filter of the same search may be some
        return std::any_of(unreadable + first / 64, unreadable + (first + count + 63) / 64,
                           [](quint64 word) { return word != 0; });
    };
    if (unreadable && !m_unreadable && !any())
        unreadable = nullptr;
    if (unreadable && !m_unreadable) {
        m_unreadable = m_matching; // of the same rows
        m_unreadable->truncate(0);
        m_unreadable->append(false, rows());
    }
    m_matching.append(matching, count, first);
    if (unreadable)
        m_unreadable->append(unreadable, count, first);
    else if (m_unreadable)
        m_unreadable->append(false, count);
    if (m_unreadable && m_unreadable->count() == 0)
        m_unreadable.reset();
}

void SearchedRows::append(const SearchedRows &behind)
{
    std::array<quint64, RowSet::blockWords> matching;
    std::array<quint64, RowSet::blockWords> unreadable;
    for (quint64 from = 0; from < behind.rows(); from += RowSet::blockRows) {
        const quint64 count = std::min<quint64>(behind.rows() - from, RowSet::blockRows);
        behind.m_matching.copyTo(matching.data(), from, count);
        if (behind.m_unreadable)
            behind.m_unreadable->copyTo(unreadable.data(), from, count);
        append(matching.data(), behind.m_unreadable ? unreadable.data() : nullptr, count);
    }
}

void SearchedRows::truncate(quint64 rows)
{
    m_matching.truncate(rows);
    if (m_unreadable)
        m_unreadable->truncate(rows);
    if (m_unreadable && m_unreadable->count() == 0)
        m_unreadable.reset();
}

void SearchedRows::dropFront(quint64 rows)
{
    m_matching.dropFront(rows);
    if (m_unreadable)
        m_unreadable->dropFront(rows);
    if (m_unreadable && m_unreadable->count() == 0)
        m_unreadable.reset();
}

size_t SearchedRows::memoryBytes() const
{
    return m_matching.memoryBytes() + (m_unreadable ? m_unreadable->memoryBytes() : 0);
}

} // namespace eventscope
