// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflow/progresspace.h"

#include <algorithm>

namespace eventscope {

void ProgressPace::start(qint64 us, double fraction)
{
    *this = {us, us, fraction, 0};
}

void ProgressPace::change(qint64 us)
{
    changedUs = std::max(changedUs, us);
    ++changes;
}

qint64 ProgressPace::stallsAtUs() const
{
    const qint64 usual = changes > 0 ? (changedUs - startedUs) / changes : 0;
    return changedUs + std::max(minPatienceUs, 3 * usual);
}

std::optional<qint64> ProgressPace::endsAtUs(double fraction) const
{
    constexpr double tenYearsUs = 3.2e14;
    const double gained = fraction - firstFraction;
    const double spent = double(changedUs - startedUs);
    if (gained <= 0 || spent <= 0 || fraction >= 1)
        return {};
    return changedUs + qint64(std::min(tenYearsUs, spent * (1 - fraction) / gained));
}

} // namespace eventscope
