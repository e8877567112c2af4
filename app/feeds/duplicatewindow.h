// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace eventscope {

/// Remembers the content of what came in the last seconds, by 64-bit hash, so that copies of one
/// event can be told from events. For feeds that publish an event several times and give it no id.
/// Owned by one session; feed thread.
///
/// Bounded: two generations of hashes, the older of which is forgotten whole when the newer is full
/// or as old as the window. So each content is remembered for the window, or for at least capacity
/// / 2 other contents, whichever ends first; copies follow each other within milliseconds. Grows to
/// its capacity only as far as the feed needs it.
class DuplicateWindow
{
public:
    explicit DuplicateWindow(std::chrono::milliseconds window, size_t capacity = size_t(1) << 15);

    /// `content`: a seeded hash of the event without what differs between copies. `place`: where it
    /// came, for example a hash of its topic. Answers the place of the first copy, or nothing if
    /// this is the first within the window. The window counts from the first copy, so that a state
    /// that is repeated for ever is not swallowed.
    std::optional<quint32> look(quint64 content, quint32 place, std::chrono::milliseconds now);

    /// Fetches the memory that look() will need for this content, while the caller still has other
    /// things to do.
    void prefetch(quint64 content) const
    {
        m_current.prefetch(content);
        m_previous.prefetch(content);
    }

    /// A hash for look(). Four lanes, because one chain of multiplications would take as long as
    /// parsing the event.
    static quint64 hash(std::string_view bytes, quint64 seed);

    size_t memoryBytes() const;

private:
    struct Slot
    {
        quint64 content = 0; ///< 0: free
        quint32 place = 0;
        quint32 afterBegin = 0; ///< milliseconds since its generation began
    };
    struct Generation
    {
        std::vector<Slot> table;
        size_t used = 0;
        std::chrono::milliseconds begun{0};

        void prefetch([[maybe_unused]] quint64 content) const
        {
#ifdef __GNUC__
            if (!table.empty())
                __builtin_prefetch(&table[content & (table.size() - 1)], 1);
#endif
        }
        const Slot *find(quint64 content) const;
        void insert(const Slot &slot);
        void grow(size_t size);
        void clear(std::chrono::milliseconds now);
    };

    void turnOver(std::chrono::milliseconds now);

    std::chrono::milliseconds m_window;
    size_t m_maxSlots; ///< of one generation; a power of two
    Generation m_current;
    Generation m_previous;
    bool m_started = false;
};

} // namespace eventscope
