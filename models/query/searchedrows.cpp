// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/searchedrows.h"

#include <algorithm>
#include <array>

namespace eventscope {

namespace {

void forgetIfEmpty(std::optional<RowSet> &set)
{
    if (set && set->count() == 0)
        set.reset();
}

} // namespace

/// Before the same rows are appended to m_matching.
void SearchedRows::appendRare(std::optional<RowSet> &set, const quint64 *bits, quint64 count,
                              quint64 first)
{
    const auto any = [&] { // those of another filter of the same search may be some
        return std::any_of(bits + first / 64, bits + (first + count + 63) / 64,
                           [](quint64 word) { return word != 0; });
    };
    if (bits && !set && !any())
        return;
    if (bits && !set) {
        set = m_matching; // of the same rows
        set->truncate(0);
        set->append(false, rows());
    }
    if (bits)
        set->append(bits, count, first);
    else if (set)
        set->append(false, count);
    forgetIfEmpty(set);
}

void SearchedRows::append(const quint64 *matching, const Rare &rare, quint64 count, quint64 first)
{
    appendRare(m_unreadable, rare.unreadable, count, first);
    appendRare(m_undecided, rare.undecided, count, first);
    m_matching.append(matching, count, first);
}

void SearchedRows::append(const SearchedRows &behind)
{
    using Bits = std::array<quint64, RowSet::blockWords>;
    Bits matching;
    Bits unreadable;
    Bits undecided;
    for (quint64 from = 0; from < behind.rows(); from += RowSet::blockRows) {
        const quint64 count = std::min<quint64>(behind.rows() - from, RowSet::blockRows);
        const auto copied = [&](const std::optional<RowSet> &set, Bits &bits) {
            if (set)
                set->copyTo(bits.data(), from, count);
            return set ? bits.data() : nullptr;
        };
        behind.m_matching.copyTo(matching.data(), from, count);
        append(matching.data(),
               {copied(behind.m_unreadable, unreadable), copied(behind.m_undecided, undecided)},
               count);
    }
}

void SearchedRows::truncate(quint64 rows)
{
    m_matching.truncate(rows);
    for (std::optional<RowSet> *set : {&m_unreadable, &m_undecided}) {
        if (*set)
            (*set)->truncate(rows);
        forgetIfEmpty(*set);
    }
}

void SearchedRows::dropFront(quint64 rows)
{
    m_matching.dropFront(rows);
    for (std::optional<RowSet> *set : {&m_unreadable, &m_undecided}) {
        if (*set)
            (*set)->dropFront(rows);
        forgetIfEmpty(*set);
    }
}

size_t SearchedRows::memoryBytes() const
{
    return m_matching.memoryBytes() + (m_unreadable ? m_unreadable->memoryBytes() : 0)
        + (m_undecided ? m_undecided->memoryBytes() : 0);
}

} // namespace eventscope
