// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/subscriptionentry.h"

#include "models/event/displaytext.h"
#include "models/event/timestamp.h"

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds maxRetryPause{600'000};
constexpr int maxReason = 400;
constexpr int maxCode = 64;

bool isRateLimit(const QString &code)
{
    return code.contains("RATE_LIMIT"_L1, Qt::CaseInsensitive)
        || code.compare("RESOURCE_EXHAUSTED"_L1, Qt::CaseInsensitive) == 0;
}

} // namespace

void SubscriptionEntry::reset()
{
    strikes = 0;
    suspect = false;
    forgetRetry();
    retryPause = {};
    status.reason.clear();
    status.code.clear();
    status.state = wanted.paused ? SubscriptionState::Paused : SubscriptionState::Waiting;
}

void SubscriptionEntry::vindicate()
{
    trusted = true;
    suspect = false;
    strikes = 0;
}

void SubscriptionEntry::forgetRetry()
{
    retryAt.reset();
    status.retryAtUs = 0;
}

QString SubscriptionEntry::refuse(const QString &code, const QString &reason, Moment now,
                                  std::chrono::milliseconds firstPause)
{
    status.state = SubscriptionState::Refused;
    status.code = displayText(code, maxCode);
    status.reason = displayText(reason.isEmpty() ? code : reason, maxReason);
    if (!isRateLimit(code))
        return status.reason;
    retryPause = retryPause.count() > 0 ? std::min(retryPause * 2, maxRetryPause) : firstPause;
    retryAt = now + retryPause;
    status.retryAtUs = nowUs() + retryPause.count() * 1000;
    if (status.reason.endsWith(u'.'))
        status.reason.chop(1);
    const double seconds = double(retryPause.count()) / 1000;
    return status.reason + u"; asked again in %1 s"_s.arg(QString::number(seconds, 'g', 4));
}

bool SubscriptionEntry::strike(int maxStrikes)
{
    suspect = true;
    if (++strikes < maxStrikes)
        return false;
    status.state = SubscriptionState::Refused;
    status.code = u"DROPPED"_s;
    status.reason = u"the server dropped the connection %1 times right after this was asked for: "
                    "likely a forbidden or invalid topic. The others go on without it; check it, "
                    "then pause and resume it to have it asked for again"_s.arg(strikes);
    return true;
}

bool SubscriptionEntry::forgive(int maxStrikes)
{
    if (strikes < maxStrikes || !isRefused())
        return false;
    reset();
    suspect = true;
    return true;
}

} // namespace eventscope
