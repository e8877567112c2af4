// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <random>
#include <string>

namespace eventscope {

/// The only source of chance in the demo: the same seed throws the same numbers on every platform,
/// which std::uniform_int_distribution does not promise. One thread.
class Dice
{
public:
    explicit Dice(quint64 seed);

    quint64 next() { return m_engine(); }
    /// From `low` to `high`, both included.
    qint64 between(qint64 low, qint64 high);
    bool chance(int percent) { return between(0, 99) < percent; }
    /// A time span in microseconds, given in seconds.
    qint64 seconds(double low, double high);
    template<typename Container>
    const auto &oneOf(const Container &container)
    {
        return container[static_cast<std::size_t>(
            between(0, static_cast<qint64>(std::size(container)) - 1))];
    }
    /// Version 4, lower case, 36 characters.
    std::string uuid();
    /// +1, a real area code, and 555-01xx: the range that is kept for fiction.
    std::string phoneNumber();

private:
    std::mt19937_64 m_engine;
};

} // namespace eventscope
