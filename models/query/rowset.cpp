// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/rowset.h"

#include <algorithm>
#include <atomic>

namespace eventscope {

namespace {

constexpr size_t groupWords = 32;

/// Bits [from, to) of a word.
quint64 maskOf(size_t from, size_t to)
{
    const quint64 below = to >= 64 ? ~quint64(0) : (quint64(1) << to) - 1;
    return from >= 64 ? 0 : below & (~quint64(0) << from);
}

/// Where the k-th set bit of a word is.
size_t selectIn(quint64 word, size_t k)
{
    for (; k > 0; --k)
        word &= word - 1;
    return size_t(std::countr_zero(word));
}

} // namespace

void RowSet::Block::recount()
{
    count = 0;
    for (size_t word = 0; word < blockWords; ++word) {
        if (word % groupWords == 0)
            before[word / groupWords] = quint16(count);
        count += quint32(std::popcount(words[word]));
    }
}

RowSet::Block &RowSet::forWriting(std::shared_ptr<Block> &block)
{
    if (block.use_count() > 1)
        block = std::make_shared<Block>(*block);
    // Another thread that had a copy may have read it until a moment ago. ThreadSanitizer knows no
    // fences, but sees that one more owner counts where that thread did.
    const std::shared_ptr<Block> owner = block;
    std::atomic_thread_fence(std::memory_order_acquire);
    return *block;
}

void RowSet::addBlock(std::shared_ptr<Block> block)
{
    m_before.push_back(count());
    m_blocks.push_back(std::move(block));
}

size_t RowSet::rankIn(const Block &block, size_t bit) const
{
    const size_t word = bit / 64;
    size_t rank = block.before[word / groupWords];
    for (size_t i = word / groupWords * groupWords; i < word; ++i)
        rank += size_t(std::popcount(block.words[i]));
    return rank + size_t(std::popcount(block.words[word] & maskOf(0, bit % 64)));
}

bool RowSet::contains(quint64 row) const
{
    const quint64 bit = m_front + row;
    return bit < m_end
        && (m_blocks[bit / blockRows]->words[bit % blockRows / 64] >> (bit % 64) & 1) != 0;
}

quint64 RowSet::at(quint64 k) const
{
    Q_ASSERT(k < count());
    const auto behind = std::upper_bound(m_before.begin(), m_before.end(), k);
    const auto number = size_t(behind - m_before.begin()) - 1;
    const Block &block = *m_blocks[number];
    auto left = size_t(k - m_before[number]);
    const auto group = size_t(std::upper_bound(block.before.begin(), block.before.end(), left)
                              - block.before.begin())
        - 1;
    left -= block.before[group];
    size_t word = group * groupWords;
    for (size_t here = 0; left >= (here = size_t(std::popcount(block.words[word]))); ++word)
        left -= here;
    return quint64(number) * blockRows + word * 64 + selectIn(block.words[word], left) - m_front;
}

quint64 RowSet::rank(quint64 row) const
{
    const quint64 bit = m_front + row;
    if (bit >= m_end)
        return count();
    const auto number = size_t(bit / blockRows);
    return m_before[number] + rankIn(*m_blocks[number], size_t(bit % blockRows));
}

quint64 RowSet::next(quint64 row) const
{
    const quint64 k = rank(row);
    return k < count() ? at(k) : rows();
}

void RowSet::append(const quint64 *bits, quint64 count, quint64 first)
{
    for (quint64 done = 0; done < count;) {
        if (m_end % blockRows == 0 || m_blocks.empty())
            addBlock(std::make_shared<Block>());
        Block &block = forWriting(m_blocks.back());
        // Up to the end of a word of ours or of theirs, whichever comes first.
        do {
            const auto into = size_t(m_end % 64);
            const auto from = size_t((first + done) % 64);
            const auto part = size_t(std::min<quint64>(64 - std::max(into, from), count - done));
            const quint64 piece = bits[(first + done) / 64] >> from & maskOf(0, part);
            block.words[m_end % blockRows / 64] |= piece << into;
            m_end += part;
            done += part;
        } while (done < count && m_end % blockRows != 0);
        block.recount();
    }
}

void RowSet::copyTo(quint64 *bits, quint64 from, quint64 count) const
{
    std::fill_n(bits, (count + 63) / 64, 0);
    for (quint64 done = 0; done < count;) {
        const quint64 bit = m_front + from + done;
        const auto into = size_t(done % 64);
        const auto part =
            size_t(std::min<quint64>(64 - std::max(into, size_t(bit % 64)), count - done));
        const quint64 word = m_blocks[bit / blockRows]->words[bit % blockRows / 64];
        bits[done / 64] |= (word >> (bit % 64) & maskOf(0, part)) << into;
        done += part;
    }
}

void RowSet::append(bool in, quint64 count)
{
    std::array<quint64, blockWords> bits;
    bits.fill(in ? ~quint64(0) : 0);
    for (quint64 part = 0; count > 0; count -= part) {
        part = std::min<quint64>(count, blockRows);
        append(bits.data(), part);
    }
}

void RowSet::truncate(quint64 rows)
{
    const quint64 end = m_front + rows;
    if (end >= m_end)
        return;
    if (rows == 0) {
        *this = RowSet(m_front);
        return;
    }
    m_end = end;
    const auto blocks = size_t((end + blockRows - 1) / blockRows);
    m_blocks.resize(blocks);
    m_before.resize(blocks);
    if (end % blockRows == 0)
        return;
    Block &last = forWriting(m_blocks.back());
    size_t word = end % blockRows / 64;
    last.words[word++] &= maskOf(0, end % 64);
    std::fill(last.words.begin() + qptrdiff(word), last.words.end(), 0);
    last.recount();
}

void RowSet::dropFront(quint64 rows)
{
    const quint64 front = m_front + rows;
    if (front >= m_end) {
        *this = RowSet(front);
        return;
    }
    const auto gone = size_t(front / blockRows);
    m_end -= quint64(gone) * blockRows;
    m_front = front - quint64(gone) * blockRows;
    m_blocks.erase(m_blocks.begin(), m_blocks.begin() + qptrdiff(gone));
    m_before.resize(m_blocks.size());
    if (!m_blocks.empty() && m_front > 0) {
        Block &first = forWriting(m_blocks.front());
        std::fill_n(first.words.begin(), m_front / 64, 0);
        first.words[m_front / 64] &= maskOf(m_front % 64, 64);
        first.recount();
    }
    quint64 before = 0;
    for (size_t i = 0; i < m_blocks.size(); ++i) {
        m_before[i] = before;
        before += m_blocks[i]->count;
    }
}

template<typename Combine>
RowSet RowSet::combined(const RowSet &other, Combine combine) const
{
    Q_ASSERT(m_front == other.m_front);
    RowSet result(m_front);
    result.m_end = std::min(m_end, other.m_end);
    const auto blocks = size_t((result.m_end + blockRows - 1) / blockRows);
    for (size_t i = 0; i < std::min({blocks, m_blocks.size(), other.m_blocks.size()}); ++i) {
        auto block = std::make_shared<Block>();
        for (size_t word = 0; word < blockWords; ++word)
            block->words[word] = combine(m_blocks[i]->words[word], other.m_blocks[i]->words[word]);
        block->recount();
        result.addBlock(std::move(block));
    }
    const quint64 rows = result.rows();
    result.m_end = std::max(m_end, other.m_end);
    result.truncate(rows); // clears what only one of them knows
    return result;
}

RowSet RowSet::operator&(const RowSet &other) const
{
    return combined(other, [](quint64 a, quint64 b) { return a & b; });
}

RowSet RowSet::operator|(const RowSet &other) const
{
    return combined(other, [](quint64 a, quint64 b) { return a | b; });
}

RowSet RowSet::operator-(const RowSet &other) const
{
    return combined(other, [](quint64 a, quint64 b) { return a & ~b; });
}

void RowSet::appendTo(std::vector<quint32> &rows, quint64 from, quint64 to) const
{
    quint64 bit = m_front + from;
    const quint64 end = std::min(m_end, m_front + to);
    while (bit < end) {
        const quint64 wordStart = bit / 64 * 64;
        quint64 word = m_blocks[bit / blockRows]->words[bit % blockRows / 64]
            & maskOf(size_t(bit % 64), size_t(std::min<quint64>(end - wordStart, 64)));
        for (; word != 0; word &= word - 1)
            rows.push_back(quint32(wordStart + size_t(std::countr_zero(word)) - m_front));
        bit = wordStart + 64;
    }
}

size_t RowSet::memoryBytes() const
{
    return sizeof *this + m_blocks.size() * (sizeof(Block) + sizeof(m_blocks[0]))
        + m_before.capacity() * sizeof(m_before[0]);
}

} // namespace eventscope
