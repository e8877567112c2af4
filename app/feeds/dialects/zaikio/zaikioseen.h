// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/duplicatewindow.h"
#include "models/event/jsontape.h"

#include <deque>
#include <string>
#include <vector>

namespace eventscope {

/// Which events came already. Loom delivers at least once: again after a failure, once for each
/// subscription that covers the event, and once more from a history. Part of a session; the last
/// of each stream go on to the session of the next attempt, because a reconnect is when copies
/// come: AnyCable keeps the last hundred of every stream, and sends all of them again.
class ZaikioSeen
{
public:
    /// So many are kept for the next session, 128 KiB: the last thousand of each stream, or fewer
    /// of those that have most where there are many streams.
    static constexpr size_t kept = size_t(1) << 14;
    static constexpr size_t keptOfAStream = 1024;
    static constexpr size_t mostStreams = 256;

    ZaikioSeen();

    /// Whether what these bytes name came within the window. It has, from now on. `stream`: where
    /// it came, in whatever words.
    bool look(std::string_view bytes, std::string_view stream, std::chrono::milliseconds now);
    /// The same as EventFields::content wants it.
    quint64 hashOf(std::string_view bytes) const { return DuplicateWindow::hash(bytes, m_seed); }

    /// Takes over what save() wrote.
    void restore(JsonRef saved, std::chrono::milliseconds now);
    /// As a JSON value.
    void save(std::string &json) const;

private:
    struct Stream
    {
        quint64 name = 0; ///< its hash
        quint64 usedAt = 0;
        std::deque<quint64> last;
    };
    Stream &streamOf(quint64 name);
    void keep(quint64 hash, Stream &stream);
    void forgetOne();

    quint64 m_seed;
    DuplicateWindow m_window;
    std::vector<Stream> m_streams;
    size_t m_count = 0; ///< of all that are kept
    size_t m_recent = 0; ///< the stream of the event before
    quint64 m_uses = 0;
};

} // namespace eventscope
