// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventlog.h"
#include "models/event/linesource.h"
#include "models/query/compiledfilter.h"
#include "models/query/filterline.h"
#include "models/query/rowanswers.h"

#include <array>
#include <functional>
#include <limits>
#include <memory>
#include <span>

namespace eventscope {

class KnownParts;

/// Decides many rows at once, with exactly the answers that the filter gives row by row: columns
/// first, into bitmaps; then the raw bytes of what is left open are swept for the words that the
/// conditions need, many lines in one go; and only lines with a hit (or with text that raw bytes do
/// not show) are taken apart. A filter without a block form is asked row by row. Keeps its memory
/// from block to block: one for each thread.
class BlockScan
{
public:
    static constexpr size_t maxRows = RowAnswers::maxRows;
    static constexpr size_t maxWords = RowAnswers::maxWords;
    /// Records whose columns are asked at once: they fit into the nearest cache.
    static constexpr size_t columnRows = 512;

    /// `lines` may be null: then only columns can match. Both must outlive it.
    BlockScan(const EventPredicate &predicate, const LineSource *lines);

    /// What is known of the filter is not asked again. Null: nothing is.
    void setKnown(std::shared_ptr<const KnownParts> known) { m_known = std::move(known); }
    /// The bits of scan(), if what is known is enough for all these records; else false.
    bool recall(std::span<const EventRecord> records, quint64 firstSequence, quint64 *bits);

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
    /// How many of the records of the last scan had to be asked about, because they were not known.
    size_t asked() const { return m_asked; }
    /// A line that is longer ends a scan as `stop` does, before it is looked at.
    void setLongestLine(quint64 bytes) { m_longestLine = bytes; }
    size_t memoryBytes() const; ///< heap

private:
    struct Word
    {
        quint64 yes;
        quint64 no;
    };

    void begin(std::span<const EventRecord> records, quint64 firstSequence);
    void copyMatching(quint64 *bits) const;
    bool scanRows(const std::function<bool()> &stop);
    bool scanLines(const std::function<bool()> &stop);
    void askColumns();
    void askColumns(size_t test, size_t from, size_t to);
    bool isAnswered(size_t test, size_t from, size_t to) const;
    Truth evaluateRow(size_t row);
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
    std::shared_ptr<const KnownParts> m_known;
    std::vector<RowAnswers> m_tests;
    RowAnswers m_whole;
    size_t m_asked = 0;
    std::array<Truth, columnRows> m_answers;
    std::vector<Truth> m_rowAnswers; ///< of all tests about one row
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
