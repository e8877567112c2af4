// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace eventscope {

/// When to tell of new rows while a log is filled. Whoever shows them may go over all when some
/// are added: told each time that there is so much more, that comes to a few times
/// their number in the end, and not to a square of it. Slow logs are told of once a second.
class GrowthSteps
{
public:
    static constexpr quint64 part = 8; ///< of what was told of
    static constexpr qint64 longestMs = 1'000;

    /// True if there are so many rows at this time that they are to be told of; they are, then.
    bool take(quint64 rows, qint64 ms)
    {
        const quint64 fresh = rows - m_rows;
        if (fresh == 0 || (m_rows > 0 && fresh < m_rows / part && ms - m_ms < longestMs))
            return false;
        m_rows = rows;
        m_ms = ms;
        return true;
    }

private:
    quint64 m_rows = 0;
    qint64 m_ms = 0;
};

} // namespace eventscope
