// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connectiontexts.h"

#include "models/event/displaytext.h"
#include "models/event/event.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 second = 1'000'000;
constexpr qint64 minute = 60 * second;

QString tr(const char *text)
{
    return QCoreApplication::translate("ConnectionModel", text);
}

QString retryText(qint64 retryAtUs, qint64 nowUs)
{
    const qint64 left = std::max<qint64>(0, retryAtUs - nowUs);
    const qint64 seconds = (left + second - 1) / second;
    if (seconds == 0)
        return tr("retrying now");
    return seconds < 100 ? tr("retry in %1 s").arg(seconds)
                         : tr("retry in %1 min").arg((seconds + 30) / 60);
}

QString durationText(qint64 us)
{
    if (us < second)
        return tr("%1 ms").arg((us + 999) / 1'000);
    return us < minute ? tr("%1 s").arg(double(us) / 1e6, 0, 'f', 1) : roughDuration(us);
}

} // namespace

QString groupedNumber(quint64 number)
{
    QString digits = QString::number(number);
    for (qsizetype at = digits.size() - 3; at > 0; at -= 3)
        digits.insert(at, QChar(QChar::Nbsp));
    return digits;
}

QString rateText(double perSecond)
{
    if (perSecond <= 0)
        return {};
    if (perSecond < 0.95)
        return tr("%1 /s").arg(std::max(0.1, perSecond), 0, 'f', 1);
    return tr("%1 /s").arg(groupedNumber(quint64(std::llround(perSecond))));
}

QString roughDuration(qint64 us)
{
    us = std::max<qint64>(0, us);
    if (us < minute)
        return tr("%1 s").arg(us / second);
    if (us < 60 * minute)
        return tr("%1 min").arg(us / minute);
    if (us < 48 * 60 * minute)
        return tr("%1 h").arg(us / (60 * minute));
    return tr("%1 days").arg(us / (24 * 60 * minute));
}

QString connectionPhaseText(const ConnectionStatus &status, qint64 nowUs)
{
    switch (status.phase) {
    case ConnectionPhase::Backoff: {
        if (status.retryAtUs == 0)
            break;
        return retryText(status.retryAtUs, nowUs);
    }
    case ConnectionPhase::Stopped:
        if (!status.cause.isEmpty())
            return tr("stopped: %1").arg(displayText(status.cause));
        break;
    default:
        break;
    }
    return phaseText(status.phase);
}

TrailingText connectionTrailing(const ConnectionStatus &status, double rate, qint64 lastEventUs,
                                qint64 nowUs)
{
    switch (status.phase) {
    case ConnectionPhase::Live:
        break;
    case ConnectionPhase::Backoff:
        return {connectionPhaseText(status, nowUs), int(Severity::Warning)};
    case ConnectionPhase::Stopped:
    case ConnectionPhase::NeedsCredentials:
        return {phaseText(status.phase), int(Severity::Error)};
    default:
        return {phaseText(status.phase), -1};
    }
    if (rate > 0)
        return {rateText(rate), -1};
    // Without seconds: it would count in the corner of the eye.
    const qint64 idle = nowUs - lastEventUs;
    if (lastEventUs > 0 && idle >= minute)
        return {tr("idle %1").arg(roughDuration(idle)), -1};
    return {lastEventUs > 0 ? tr("idle") : phaseText(status.phase), -1};
}

QString agoText(qint64 us)
{
    if (us < 10 * second)
        return tr("just now");
    const qint64 shown = us < minute ? us - us % (10 * second) : us;
    return tr("%1 ago").arg(roughDuration(shown));
}

QString eventsText(quint64 events)
{
    if (events == 0)
        return tr("no events yet");
    return events == 1 ? tr("1 event") : tr("%1 events").arg(groupedNumber(events));
}

namespace {

/// Why nothing came yet, where the state alone does not say it.
QString silenceText(SubscriptionState state)
{
    switch (state) {
    case SubscriptionState::Waiting:
        return tr("no connection");
    case SubscriptionState::Requested:
        return tr("no answer yet");
    case SubscriptionState::Unconfirmed:
        return tr("no answer, no events");
    case SubscriptionState::Refused:
        return tr("the server gave no reason");
    default:
        return eventsText(0);
    }
}

QString reasonText(const SubscriptionStatus &status)
{
    QString reason = displayText(status.reason, 400);
    if (!status.code.isEmpty() && !status.reason.contains(status.code)) {
        const QString code = displayText(status.code, 60);
        reason = reason.isEmpty() ? code : tr("%1 (%2)").arg(reason, code);
    }
    return reason;
}

} // namespace

SubscriptionWords subscriptionWords(const SubscriptionStatus &status, qint64 nowUs)
{
    SubscriptionWords words;
    words.state = subscriptionStateText(status.state);
    if (status.lastEventUs > 0 && status.events > 0)
        words.last = agoText(nowUs - status.lastEventUs);
    const bool refused = status.state == SubscriptionState::Refused;
    const bool forNow = refused && status.retryAtUs > 0;
    if (refused)
        words.severity = int(forNow ? Severity::Warning : Severity::Error);
    if (forNow)
        words.state = tr("refused for now");
    const bool unanswered = status.state == SubscriptionState::Unconfirmed && status.events == 0;
    if (refused || unanswered)
        words.detail = reasonText(status);
    words.isReason = !words.detail.isEmpty();
    if (!words.isReason)
        words.detail = status.events > 0 ? eventsText(status.events) : silenceText(status.state);
    else if (status.events > 0) // before it was refused
        words.detail = tr("%1 · %2").arg(words.detail, eventsText(status.events));
    return words;
}

TrailingText subscriptionTrailing(const SubscriptionStatus &status, double rate, qint64 nowUs)
{
    // Without a connection its turn passes, and nothing counts down.
    const bool soon = status.retryAtUs > 0 && nowUs < status.retryAtUs + 3 * second;
    if (status.state == SubscriptionState::Refused && soon)
        return {retryText(status.retryAtUs, nowUs), int(Severity::Warning)};
    return {rateText(rate), -1};
}

QString partitionsText(const SubscriptionStatus &status)
{
    const bool reads =
        status.state == SubscriptionState::Active || status.state == SubscriptionState::Delivering;
    if (!reads || status.partitions <= 0)
        return {};
    QString partitions = status.partitions == 1
        ? tr("1 partition")
        : tr("%1 partitions").arg(groupedNumber(quint64(status.partitions)));
    if (status.lag < 0)
        return partitions;
    const QString lag = status.lag == 0 ? tr("up to date")
        : status.lag == 1               ? tr("1 record behind")
                          : tr("%1 records behind").arg(groupedNumber(quint64(status.lag)));
    return partitions + u" · "_s + lag;
}

QString latencyText(const SubscriptionStatus &status)
{
    if (status.latencySamples == 0)
        return {};
    const QString of = tr("median of %1").arg(status.latencySamples);
    return status.latencyUs < 0
        ? tr("comes %1 before its own time (%2): the clocks differ")
              .arg(durationText(-status.latencyUs), of)
        : tr("comes %1 after its own time (%2)").arg(durationText(status.latencyUs), of);
}

} // namespace eventscope
