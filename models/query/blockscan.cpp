// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/blockscan.h"

#include "models/query/knownparts.h"
#include "models/query/lineparts.h"
#include "models/query/rowbits.h"
#include "models/query/scan.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace eventscope {

namespace {

/// Bytes that are swept in one go: they fit into the cache, so that sweeping them for the next word
/// costs little.
constexpr quint64 runBytes = 512 * 1024;
/// Lines that are decided are swept over, where going around them would cost more.
constexpr quint64 maxGapBytes = 1024;

bool standsBehind(const EventRecord &record, const EventRecord &before)
{
    return record.lineLength > 0 && record.place == before.place + before.lineLength + 1;
}

} // namespace

BlockScan::BlockScan(const EventPredicate &predicate, const LineSource *lines)
    : m_predicate(predicate), m_filter(dynamic_cast<const CompiledFilter *>(&predicate)),
      m_lines(lines)
{
    if (!m_filter)
        return;
    const auto &tests = m_filter->tests();
    m_tests.resize(tests.size());
    for (size_t i = 0; i < tests.size(); ++i) {
        if (tests[i]->needed())
            m_order.push_back(i);
    }
    std::stable_sort(m_order.begin(), m_order.end(), [&tests](size_t a, size_t b) {
        return tests[a]->needed()->search.rarity() > tests[b]->needed()->search.rarity();
    });
}

bool BlockScan::scan(std::span<const EventRecord> records, quint64 firstSequence, quint64 *bits,
                     const std::function<bool()> &stop)
{
    begin(records, firstSequence);
    m_asked = m_known ? openIn(0, records.size()) : records.size();
    if (m_asked > 0 && !(m_filter ? scanLines(stop) : scanRows(stop)))
        return false;
    copyMatching(bits);
    return true;
}

bool BlockScan::recall(std::span<const EventRecord> records, quint64 firstSequence, quint64 *bits)
{
    begin(records, firstSequence);
    m_asked = 0;
    if (openIn(0, records.size()) > 0)
        return false;
    copyMatching(bits);
    return true;
}

/// Starts from what is known.
void BlockScan::begin(std::span<const EventRecord> records, quint64 firstSequence)
{
    Q_ASSERT(records.size() <= maxRows);
    m_records = records;
    m_firstSequence = firstSequence;
    m_hasUnreadable = m_hasUndecided = false;
    const size_t words = wordsOf(records.size());
    m_whole.clear(words);
    for (RowAnswers &test : m_tests)
        test.clear(words);
    if (!m_known)
        return;
    m_known->tell(firstSequence, records.size(), m_whole, m_tests);
    if (m_filter)
        combineRows(0, records.size());
}

void BlockScan::copyMatching(quint64 *bits) const
{
    for (size_t word = 0; word * 64 < m_records.size(); ++word)
        bits[word] = m_whole.yes[word] & rowsOf(word, 0, m_records.size());
}

/// Asks the columns, and the lines of what they leave open.
bool BlockScan::scanLines(const std::function<bool()> &stop)
{
    askColumns();
    combineRows(0, m_records.size());
    for (size_t row = nextOpen(0); row < m_records.size(); row = nextOpen(row)) {
        if (m_records[row].lineLength > m_longestLine || (stop && stop()))
            return false;
        size_t last = row;
        const size_t next = runFrom(row, last);
        const std::string_view bytes = m_lines && m_records[row].lineLength > 0
            ? m_lines->lines(m_records[row], m_records[last])
            : std::string_view();
        if (bytes.empty()) {
            for (size_t i = nextOpen(row); i <= last; i = nextOpen(i + 1)) {
                if (stop && stop())
                    return false;
                decideRow(i, {});
            }
        } else if (!searchRun(row, last + 1, bytes, stop)) {
            return false;
        }
        row = next;
    }
    return true;
}

bool BlockScan::scanRows(const std::function<bool()> &stop)
{
    for (size_t row = nextOpen(0); row < m_records.size(); row = nextOpen(row + 1)) {
        if (stop && stop())
            return false;
        if (matches(m_predicate, m_records[row], m_lines, m_scratch))
            setBit(m_whole.yes.data(), row);
    }
    return true;
}

void BlockScan::askColumns()
{
    const auto &tests = m_filter->tests();
    // All tests of a few records before the next ones: records come from far away only once.
    for (size_t from = 0; from < m_records.size(); from += columnRows) {
        const size_t to = std::min(from + columnRows, m_records.size());
        if (m_known && openIn(from, to) == 0)
            continue;
        for (size_t i = 0; i < tests.size(); ++i) {
            if (!tests[i]->needsLine() && !(m_known && isAnswered(i, from, to)))
                askColumns(i, from, to);
        }
    }
}

/// Asks one test about the columns of the rows [from, to), of which some are open.
void BlockScan::askColumns(size_t test, size_t from, size_t to)
{
    const RowTest &asked = *m_filter->tests()[test];
    RowAnswers &answers = m_tests[test];
    // A few rows are asked sooner one by one: their records lie far apart.
    if (m_known && openIn(from, to) * 16 < to - from) {
        for (size_t row = nextOpen(from); row < to; row = nextOpen(row + 1)) {
            const Truth truth = asked.byColumns(m_records[row], m_firstSequence + row);
            const quint64 bit = quint64(1) << (row % 64);
            answers.learn(row / 64, truth == Truth::Yes ? bit : 0, truth == Truth::No ? bit : 0);
        }
        return;
    }
    asked.byColumns(m_records.subspan(from, to - from), m_firstSequence + from, m_answers.data());
    const size_t words = wordsOf(to - from);
    std::fill(m_answers.begin() + qptrdiff(to - from), m_answers.begin() + qptrdiff(words * 64),
              Truth::No);
    for (size_t word = 0; word < words; ++word)
        answers.learn(from / 64 + word, bitsThatAre(Truth::Yes, &m_answers[word * 64]),
                      bitsThatAre(Truth::No, &m_answers[word * 64]));
}

/// No open row of [from, to) is left to ask the test about.
bool BlockScan::isAnswered(size_t test, size_t from, size_t to) const
{
    for (size_t word = from / 64; word * 64 < to; ++word) {
        if ((m_whole.unknown(word) & m_tests[test].unknown(word) & rowsOf(word, from, to)) != 0)
            return false;
    }
    return true;
}

/// Recurses as deep as the tree, which is bounded.
BlockScan::Word BlockScan::combine(const CompiledFilter::Node &node, size_t word) const
{
    using Kind = FilterExpression::Kind;
    switch (node.kind) {
    case Kind::Test:
        return {m_tests[node.test].yes[word], m_tests[node.test].no[word]};
    case Kind::Not: {
        const Word child = combine(node.children.front(), word);
        return {child.no, child.yes};
    }
    case Kind::All: {
        Word all{~quint64(0), 0};
        for (const CompiledFilter::Node &part : node.children) {
            const Word child = combine(part, word);
            all.yes &= child.yes;
            all.no |= child.no;
        }
        return all;
    }
    case Kind::Any: {
        Word any{0, ~quint64(0)};
        for (const CompiledFilter::Node &part : node.children) {
            const Word child = combine(part, word);
            any.yes |= child.yes;
            any.no &= child.no;
        }
        return any;
    }
    }
    return {};
}

/// Brings what is known of the tree for the rows [from, to) up to what is known of the tests.
void BlockScan::combineRows(size_t from, size_t to)
{
    for (size_t word = from / 64; word * 64 < to; ++word) {
        const Word whole = combine(m_filter->root(), word);
        m_whole.yes[word] |= whole.yes; // rows that were decided from their line stay so
        m_whole.no[word] |= whole.no;
    }
}

bool BlockScan::isOpen(size_t row) const
{
    return !inBit(m_whole.yes.data(), row) && !inBit(m_whole.no.data(), row);
}

/// The next row at or behind `row` that is open; at least the number of records if there is none.
size_t BlockScan::nextOpen(size_t row) const
{
    const size_t count = m_records.size();
    for (size_t word = row / 64; word * 64 < count; ++word) {
        const quint64 open = ~(m_whole.yes[word] | m_whole.no[word]) & rowsOf(word, row, count);
        if (open != 0)
            return word * 64 + size_t(std::countr_zero(open));
    }
    return count;
}

size_t BlockScan::openIn(size_t from, size_t to) const
{
    size_t open = 0;
    for (size_t word = from / 64; word * 64 < to; ++word)
        open +=
            size_t(std::popcount(~(m_whole.yes[word] | m_whole.no[word]) & rowsOf(word, from, to)));
    return open;
}

/// The open rows from `first` on whose lines can be swept in one go end with `last`; answers where
/// to go on.
size_t BlockScan::runFrom(size_t first, size_t &last) const
{
    last = first;
    if (m_records[first].lineLength == 0)
        return first + 1;
    const quint64 start = m_records[first].place;
    size_t row = first + 1;
    for (; row < m_records.size() && standsBehind(m_records[row], m_records[row - 1]); ++row) {
        const quint64 end = m_records[row].place + m_records[row].lineLength;
        if (end - start > runBytes)
            break;
        if (isOpen(row))
            last = row;
        else if (end - (m_records[last].place + m_records[last].lineLength) > maxGapBytes)
            break;
    }
    return last + 1;
}

/// Decides the open rows of [from, to), whose lines are `bytes`; false if it was stopped.
bool BlockScan::searchRun(size_t from, size_t to, std::string_view bytes,
                          const std::function<bool()> &stop)
{
    size_t open = openIn(from, to);
    for (const size_t test : m_order) {
        // A few rows are read sooner than all of them are swept again.
        if (open * 32 < to - from)
            break;
        if (m_known && isAnswered(test, from, to))
            continue;
        sweep(test, from, to, bytes);
        combineRows(from, to);
        open = openIn(from, to);
    }
    const quint64 start = m_records[from].place;
    for (size_t row = nextOpen(from); row < to; row = nextOpen(row + 1)) {
        if (stop && stop())
            return false;
        const EventRecord &record = m_records[row];
        decideRow(row, bytes.substr(size_t(record.place - start), record.lineLength));
    }
    return true;
}

/// The row of [from, to) whose line has the byte at `place`.
size_t BlockScan::rowAt(size_t from, size_t to, quint64 place) const
{
    // Mostly it is one of the next: in steps that double, and then by halves.
    size_t step = 1;
    for (; from + step < to && m_records[from + step].place <= place; step *= 2)
        from += step;
    const auto begin = m_records.begin() + qptrdiff(from);
    const auto end = m_records.begin() + qptrdiff(std::min(to, from + step));
    const auto behind = std::upper_bound(
        begin, end, place, [](quint64 at, const EventRecord &record) { return at < record.place; });
    return size_t(behind - m_records.begin()) - 1;
}

/// Answers one test for the rows of [from, to) that do not have what it needs.
void BlockScan::sweep(size_t test, size_t from, size_t to, std::string_view bytes)
{
    const NeededText &needed = *m_filter->tests()[test]->needed();
    RowAnswers &known = m_tests[test];
    std::array<quint64, maxWords> candidates;
    std::fill(candidates.begin() + qptrdiff(from / 64),
              candidates.begin() + qptrdiff((to + 63) / 64), 0);
    const quint64 start = m_records[from].place;
    size_t row = from;
    for (size_t at = 0; const auto found = needed.search.find(bytes, at);) {
        row = rowAt(row, to, start + found.at);
        setBit(candidates.data(), row);
        const EventRecord &record = m_records[row];
        const auto line = size_t(record.place - start);
        at = line + record.lineLength + 1;
        if (!needed.proves || !isOpen(row) || (record.flags & BinaryPayload))
            continue; // letters of base64 are no text
        // Where it stands in the payload, it need not be looked at again.
        const std::string_view text = bytes.substr(line, record.lineLength);
        if (payloadEndsLine(record, text)) {
            const auto inside = found.at >= line + record.dataOffset
                ? found
                : needed.search.find(bytes.substr(0, at - 1), line + record.dataOffset);
            if (inside && inside.end < line + record.lineLength)
                known.learn(row / 64, quint64(1) << (row % 64), 0);
        }
    }
    const EventFlags hiding =
        EventFlags(BinaryPayload | EncodedRow | (needed.escapable ? PlainEscaped : 0));
    for (size_t i = from; i < to; ++i) {
        if ((m_records[i].flags & hiding) != 0)
            setBit(candidates.data(), i);
    }
    for (size_t word = from / 64; word * 64 < to; ++word)
        known.no[word] |= rowsOf(word, from, to) & ~candidates[word] & ~known.yes[word];
}

/// With what is known of its tests, if they may have it from elsewhere.
Truth BlockScan::evaluateRow(size_t row)
{
    if (!m_known)
        return m_filter->evaluate(m_line);
    m_rowAnswers.resize(m_tests.size());
    for (size_t i = 0; i < m_tests.size(); ++i)
        m_rowAnswers[i] = inBit(m_tests[i].yes.data(), row) ? Truth::Yes
            : inBit(m_tests[i].no.data(), row)              ? Truth::No
                                                            : Truth::Unknown;
    return m_filter->evaluate(m_line, m_rowAnswers.data());
}

void BlockScan::decideRow(size_t row, std::string_view line)
{
    const quint64 sequence = m_firstSequence + row;
    if (line.empty())
        m_line.reset(m_records[row], sequence, m_lines);
    else
        m_line.reset(m_records[row], sequence, line);
    const Truth truth = evaluateRow(row);
    setBit(truth == Truth::Yes ? m_whole.yes.data() : m_whole.no.data(), row);
    const auto tell = [row](bool &has, std::array<quint64, maxWords> &rows) {
        if (!std::exchange(has, true))
            rows.fill(0);
        setBit(rows.data(), row);
    };
    if (truth == Truth::Unknown)
        tell(m_hasUndecided, m_undecided);
    if (m_lines && m_line.isUnreadable())
        tell(m_hasUnreadable, m_unreadable);
}

size_t BlockScan::memoryBytes() const
{
    return m_tests.capacity() * sizeof(RowAnswers) + m_order.capacity() * sizeof(size_t)
        + m_rowAnswers.capacity() * sizeof(Truth) + m_scratch.capacity();
}

} // namespace eventscope
