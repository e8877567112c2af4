// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/truth.h"

#include <atomic>
#include <vector>

namespace eventscope {

/// What is known of the texts of a table, by their numbers: for conditions that may take long, so
/// that each text is looked at once, by whoever comes to it first, and not all of them before the
/// search begins. Any thread.
class AnswerMemo
{
public:
    AnswerMemo() = default;
    explicit AnswerMemo(size_t size) : m_answers(size) { }

    Truth known(size_t number) const
    {
        const quint8 answer =
            number < m_answers.size() ? m_answers[number].load(std::memory_order_relaxed) : 0;
        return answer == 0 ? Truth::Unknown : Truth(answer - 1);
    }
    /// It was looked at, without an answer.
    bool isGivenUp(size_t number) const
    {
        return number < m_answers.size()
            && m_answers[number].load(std::memory_order_relaxed) == 1 + quint8(Truth::Unknown);
    }
    /// Unknown: it was given up on.
    void remember(size_t number, Truth truth) const
    {
        if (number < m_answers.size())
            m_answers[number].store(quint8(1 + quint8(truth)), std::memory_order_relaxed);
    }

    /// For all numbers that a table gives, those of texts to come too.
    static constexpr size_t wholeTable = (size_t(1) << 16) + 1;

private:
    mutable std::vector<std::atomic<quint8>> m_answers; ///< 0: not known, else 1 + Truth
};

} // namespace eventscope
