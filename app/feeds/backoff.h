// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <chrono>
#include <random>

namespace eventscope {

/// How long to wait before the next attempt: exponential with full jitter, as centrifuge does it,
/// so that many clients of a restarted server do not come back in step. Pure; the generator is
/// seeded, so tests know what comes.
class Backoff
{
public:
    Backoff(std::chrono::milliseconds base, std::chrono::milliseconds max, quint64 seed);

    /// min(max, base + random(0 … min(max, base·2ⁿ))) for the n-th call since reset().
    std::chrono::milliseconds next();
    /// A pause of at least `least`, up to a quarter longer, for servers that asked for one.
    std::chrono::milliseconds nextSlow(std::chrono::milliseconds least);
    /// Up to `most`, so that those who have the same reason do not come together.
    std::chrono::milliseconds jitter(std::chrono::milliseconds most)
    {
        return std::chrono::milliseconds(randomUpTo(most.count()));
    }
    /// Only after the connection was healthy for a while: a server that accepts and drops must not
    /// be hammered.
    void reset() { m_step = 0; }
    int step() const { return m_step; }

private:
    qint64 randomUpTo(qint64 limit);

    qint64 m_base;
    qint64 m_max;
    int m_step = 0;
    std::mt19937_64 m_random;
};

} // namespace eventscope
