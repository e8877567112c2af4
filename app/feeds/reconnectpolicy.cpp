// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/reconnectpolicy.h"

#include <algorithm>
#include <utility>

namespace eventscope {

ReconnectPolicy::ReconnectPolicy(const FeedSettings &settings, quint64 seed)
    : m_settings(settings), m_backoff(std::chrono::milliseconds(settings.backoffBaseMs),
                                      std::chrono::milliseconds(settings.backoffMaxMs), seed)
{ }

ReconnectPolicy::Step ReconnectPolicy::next(CloseTreatment treatment,
                                            std::chrono::milliseconds least,
                                            std::chrono::milliseconds spent)
{
    switch (treatment) {
    case CloseTreatment::Retry:
        return {ConnectionPhase::Backoff,
                std::max(m_backoff.next() - spent,
                         std::chrono::milliseconds(m_settings.backoffBaseMs))};
    case CloseTreatment::RetrySlow:
        return {
            ConnectionPhase::Backoff,
            m_backoff.nextSlow(std::max(std::chrono::milliseconds(m_settings.slowRetryMs), least))};
    case CloseTreatment::NeedsCredentials:
        // Once more after a while, because a login service that restarts makes servers say the
        // same.
        if (std::exchange(m_credentialsRetried, true))
            return {ConnectionPhase::NeedsCredentials, {}};
        return {ConnectionPhase::NeedsCredentials,
                std::chrono::milliseconds(m_settings.credentialsRetryMs)};
    case CloseTreatment::StoppedByServer:
        break;
    }
    return {ConnectionPhase::Stopped, {}};
}

std::chrono::milliseconds ReconnectPolicy::networkBack()
{
    m_backoff.reset();
    return m_backoff.jitter(std::chrono::milliseconds(m_settings.returnJitterMs));
}

void ReconnectPolicy::startAnew()
{
    m_backoff.reset();
    m_credentialsRetried = false;
}

} // namespace eventscope
