// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/duplicatewindow.h"
#include "models/event/jsontape.h"

#include <array>
#include <string>

namespace eventscope {

/// Which events came already. Loom delivers at least once: again after a failure, once for each
/// subscription that covers the event, and once more from a history. Part of a session; the last
/// few hundred go on to the session of the next attempt, because a reconnect is when copies come.
class ZaikioSeen
{
public:
    ZaikioSeen();

    /// Whether what these bytes name came within the window. It has, from now on.
    bool look(std::string_view bytes, std::chrono::milliseconds now)
    {
        return lookAt(hashOf(bytes), now);
    }
    void prefetch(std::string_view bytes) const { m_window.prefetch(hashOf(bytes)); }

    /// Takes over what save() wrote.
    void restore(JsonRef saved, std::chrono::milliseconds now);
    /// As a JSON value.
    void save(std::string &json) const;

private:
    quint64 hashOf(std::string_view bytes) const { return DuplicateWindow::hash(bytes, m_seed); }
    bool lookAt(quint64 hash, std::chrono::milliseconds now);

    static constexpr size_t kept = 512;

    quint64 m_seed;
    DuplicateWindow m_window;
    std::array<quint64, kept> m_last{};
    size_t m_count = 0; ///< of all events; the last of them are in m_last
};

} // namespace eventscope
