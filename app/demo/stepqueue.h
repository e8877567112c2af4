// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <functional>
#include <utility>
#include <vector>

namespace eventscope {

/// What a story will do and when. Steps run in the order of their times, then in the order in which
/// they were added, so that a story comes out the same however its time is sliced. A step may add
/// further steps.
class StepQueue
{
public:
    using Step = std::function<void(qint64 atUs)>;

    void at(qint64 us, Step step);
    void runUntil(qint64 us);

private:
    struct Entry
    {
        qint64 us;
        quint64 order;
        Step step;
        bool operator<(const Entry &other) const
        {
            return us != other.us ? us > other.us : order > other.order;
        }
    };

    std::vector<Entry> m_heap;
    quint64 m_order = 0;
};

} // namespace eventscope
