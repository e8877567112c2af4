// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <array>
#include <bit>
#include <memory>
#include <vector>

namespace eventscope {

/// Which rows of a log belong to something: one bit a row. Rows stand in blocks like the chunks of
/// EventLog, so that sets of the same log are put together block by block, old rows go with their
/// blocks, and copies share what they have in common. Which row is the k-th, and how many come
/// before a row, is answered from counts: ten million rows take 1.3 MB and a fraction of a
/// microsecond. A value; one thread at a time.
class RowSet
{
public:
    static constexpr size_t blockRows = 1U << 15;
    static constexpr size_t blockWords = blockRows / 64;

    /// An empty set over no rows. `front`: rows of the first chunk that the log has retired.
    explicit RowSet(quint64 front = 0) : m_front(front % blockRows), m_end(m_front) { }

    /// How many rows it knows about; those behind are in no set.
    quint64 rows() const { return m_end - m_front; }
    quint64 count() const
    {
        return m_blocks.empty() ? 0 : m_before.back() + m_blocks.back()->count;
    }
    bool contains(quint64 row) const;
    /// The k-th row (from 0) of the set, k < count().
    quint64 at(quint64 k) const;
    /// How many rows of the set come before `row`.
    quint64 rank(quint64 row) const;
    /// The first row of the set at or behind `row`; rows() if there is none.
    quint64 next(quint64 row) const;

    /// Goes on at the end: `count` rows, the first of which is bit `first` of `bits`.
    void append(const quint64 *bits, quint64 count, quint64 first = 0);
    void append(bool in, quint64 count);
    /// The rows [from, from + count) as bits, the first of them bit 0; count is at most rows().
    void copyTo(quint64 *bits, quint64 from, quint64 count) const;
    /// Forgets what it knows about the rows from `rows` on.
    void truncate(quint64 rows);
    /// The log retired its first rows: the others move up.
    void dropFront(quint64 rows);

    /// Row by row with a set of the same log. Where one knows less than the other, the result does
    /// too.
    RowSet operator&(const RowSet &other) const;
    RowSet operator|(const RowSet &other) const;
    RowSet operator-(const RowSet &other) const;

    /// The rows of the set that are in [from, to), ascending.
    void appendTo(std::vector<quint32> &rows, quint64 from, quint64 to) const;
    size_t memoryBytes() const;

private:
    struct Block
    {
        /// Counts what it holds; to be called after its words changed.
        void recount();
        std::array<quint64, blockWords> words{};
        std::array<quint16, blockWords / 32> before{}; ///< set bits before each group of 32 words
        quint32 count = 0;
    };
    template<typename Combine>
    RowSet combined(const RowSet &other, Combine combine) const;
    static Block &forWriting(std::shared_ptr<Block> &block);
    void addBlock(std::shared_ptr<Block> block);
    size_t rankIn(const Block &block, size_t bit) const;

    std::vector<std::shared_ptr<Block>> m_blocks; ///< written only while nobody shares it
    std::vector<quint64> m_before; ///< rows of the set before each block
    quint64 m_front = 0; ///< in the first block: bits before this one are not rows any more
    quint64 m_end = 0; ///< bit behind the last row
};

} // namespace eventscope
