// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace eventscope {

/// What was dropped of one connection: each event is counted once, though submit() says so at once
/// and the sink, when it is asked, once more; and one gap row tells of it. It is of the connection
/// and not of a feed, because the sink knows connections alone: where one is edited and travels
/// over something else, the feed before it says good-bye while the new one begins, or is gone when
/// the sink tells. The outlets of a connection share it, and the feed thread with it.
class DropAccount
{
public:
    /// Dropped, and in no gap row yet.
    struct Untold
    {
        quint64 events = 0;
        qint64 fromUs = 0; ///< when the first and the last of them were
        qint64 toUs = 0;
    };

    /// submit() refused a batch of so many; whose they are counts them.
    void refused(quint64 events);
    /// The sink dropped so many. Answers how many of them nobody has counted yet.
    quint64 told(quint64 events);

    bool isOwed() const { return m_untold.events > 0; }
    /// For a gap row: it is owed no more, unless its batch is refused.
    Untold take();
    void giveBack(const Untold &untold);

private:
    void count(quint64 events);

    quint64 m_refused = 0; ///< of which the sink is going to tell
    Untold m_untold;
};

} // namespace eventscope
