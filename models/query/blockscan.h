// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventlog.h"
#include "models/event/linesource.h"
#include "models/query/compiledfilter.h"
#include "models/query/filterline.h"

#include <array>
#include <functional>
#include <limits>
#include <span>

namespace eventscope {

/// Decides many rows at once, with exactly the answers that the filter gives row by row: columns
/// first, into bitmaps; then the raw bytes of what is left open are swept for the words that the
/// conditions need, many lines in one go; and only lines with a hit (or with text that raw bytes do
/// not show) are taken apart. A filter without a block form is asked row by row. Keeps its memory
/// from block to block: one for each thread.
class BlockScan
{
public:
    static constexpr size_t maxRows = 8192;
    static constexpr size_t maxWords = maxRows / 64;
    /// Records whose columns are asked at once: they fit into the nearest cache.
    static constexpr size_t columnRows = 512;

    /// `lines` may be null: then only columns can match. Both must outlive it.
    BlockScan(const EventPredicate &predicate, const LineSource *lines);

    /// Sets the bit of each record that matches and clears the others; at most maxRows records,
    /// numbered from `firstSequence` on. `stop` is asked before each row that is taken apart; if it
    /// answers true, the bits mean nothing and scan() answers false.
    bool scan(std::span<const EventRecord> records, quint64 firstSequence, quint64 *bits,
              const std::function<bool()> &stop);
    /// Those of the last scan that could not be looked into, as bits, because their lines can no
    /// longer be read: they count as if there were nothing in them. Null: there are none.
    const quint64 *unreadable() const { return m_hasUnreadable ? m_unreadable.data() : nullptr; }
    /// Those that an expression was given up on, likewise: they neither match nor do they not.
    const quint64 *undecided() const { return m_hasUndecided ? m_undecided.data() : nullptr; }
    /// A line that is longer ends a scan as `stop` does, before it is looked at.
    void setLongestLine(quint64 bytes) { m_longestLine = bytes; }

private:
    /// Of a test or of the whole tree, row by row; neither: not known yet.
    struct Known
    {
        std::array<quint64, maxWords> yes;
        std::array<quint64, maxWords> no;
    };
    struct Word
    {
        quint64 yes;
        quint64 no;
    };

    bool scanRows(quint64 *bits, const std::function<bool()> &stop);
    void askColumns();
    Word combine(const CompiledFilter::Node &node, size_t word) const;
    void combineRows(size_t from, size_t to);
    bool isOpen(size_t row) const;
    size_t nextOpen(size_t row) const;
    size_t openIn(size_t from, size_t to) const;
    size_t runFrom(size_t first, size_t &last) const;
    bool searchRun(size_t from, size_t to, std::string_view bytes,
                   const std::function<bool()> &stop);
    void sweep(size_t test, size_t from, size_t to, std::string_view bytes);
    void decideRow(size_t row, std::string_view line);
    size_t rowAt(size_t from, size_t to, quint64 offset) const;

    const EventPredicate &m_predicate;
    const CompiledFilter *m_filter; ///< null: no block form
    const LineSource *m_lines;
    std::vector<size_t> m_order; ///< tests with words to sweep for, the rarest first
    std::vector<Known> m_tests;
    Known m_whole;
    std::array<Truth, columnRows> m_answers;
    std::span<const EventRecord> m_records;
    quint64 m_firstSequence = 0;
    std::array<quint64, maxWords> m_unreadable; ///< only if there are any
    bool m_hasUnreadable = false;
    std::array<quint64, maxWords> m_undecided; ///< the same
    bool m_hasUndecided = false;
    quint64 m_longestLine = std::numeric_limits<quint64>::max();
    FilterLine m_line;
    std::string m_scratch;
};

} // namespace eventscope
