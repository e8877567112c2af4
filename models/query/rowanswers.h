// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <algorithm>
#include <array>

namespace eventscope {

/// What is known of a block of rows, one bit a row: of a filter, or of one condition. Neither bit
/// is set of what is not known yet, and never both. A value.
struct RowAnswers
{
    static constexpr size_t maxRows = 8192;
    static constexpr size_t maxWords = maxRows / 64;

    std::array<quint64, maxWords> yes;
    std::array<quint64, maxWords> no;

    void clear(size_t words)
    {
        std::fill_n(yes.begin(), words, 0);
        std::fill_n(no.begin(), words, 0);
    }
    quint64 unknown(size_t word) const { return ~(yes[word] | no[word]); }
    /// What was known stays.
    void learn(size_t word, quint64 nowYes, quint64 nowNo)
    {
        const quint64 open = unknown(word);
        yes[word] |= nowYes & open;
        no[word] |= nowNo & open;
    }
};

} // namespace eventscope
