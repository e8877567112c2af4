// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/subscriptioncells.h"

#include "models/event/displaytext.h"
#include "models/subscriptionmodel.h"

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int shownPattern = 120;

/// Below the second line: what it is limited to, and what is to know about it.
QStringList noteLines(const SubscriptionFacts &facts)
{
    QStringList lines;
    if (!facts.filters.isEmpty())
        lines << facts.filters;
    if (const QString partitions = partitionsText(facts.status); !partitions.isEmpty())
        lines << partitions;
    // Which topics are read is known better than which ones patterns would match.
    const SubscriptionState state = facts.status.state;
    const bool reads = state == SubscriptionState::Active || state == SubscriptionState::Delivering;
    if (reads && !facts.status.overlaps.isEmpty())
        lines << facts.status.overlaps;
    else if (!facts.covering.isEmpty())
        lines << SubscriptionModel::tr("also covered by %1")
                     .arg(displayText(facts.covering, shownPattern));
    return lines;
}

QString confirmedText(qint64 us)
{
    return us < 1'000'000
        ? SubscriptionModel::tr("confirmed after %1 ms").arg((us + 999) / 1'000)
        : SubscriptionModel::tr("confirmed after %1 s").arg(double(us) / 1e6, 0, 'f', 1);
}

/// The state, its reason and what came of it, a line each.
QStringList allLines(const SubscriptionFacts &facts)
{
    const SubscriptionStatus &status = facts.status;
    QStringList lines = {subscriptionWords(status, facts.nowUs).state};
    if (const QString retry = subscriptionTrailing(status, 0, facts.nowUs).text; !retry.isEmpty())
        lines << retry;
    if (!status.reason.isEmpty())
        lines << displayText(status.reason, 1000);
    if (!status.code.isEmpty() && !status.reason.contains(status.code))
        lines << displayText(status.code);
    if (status.events > 0) {
        const QString pace = rateText(facts.rate);
        const QString words = eventsText(status.events);
        lines << (pace.isEmpty() ? words : words + u", "_s + pace);
    }
    if (status.lastEventUs > 0)
        lines << SubscriptionModel::tr("last event %1 ago")
                     .arg(roughDuration(facts.nowUs - status.lastEventUs));
    if (const QString latency = latencyText(status); !latency.isEmpty())
        lines << latency;
    if (status.confirmedUs > status.requestedUs && status.requestedUs > 0)
        lines << confirmedText(status.confirmedUs - status.requestedUs);
    return lines + noteLines(facts);
}

QVariant wordCell(const SubscriptionWords &words, int role)
{
    switch (role) {
    case SubscriptionRole::StateText:
        return words.state;
    case SubscriptionRole::StateSeverity:
        return words.severity;
    case SubscriptionRole::Detail:
        return words.detail;
    case SubscriptionRole::DetailIsReason:
        return words.isReason;
    case SubscriptionRole::LastText:
        return words.last;
    default:
        return {};
    }
}

} // namespace

QVariant subscriptionCell(const SubscriptionFacts &facts, int role)
{
    const SubscriptionStatus &status = facts.status;
    switch (role) {
    case Qt::DisplayRole:
        return displayText(status.pattern);
    case SubscriptionRole::Pattern:
        return status.pattern;
    case Qt::ToolTipRole: {
        const QStringList lines = QStringList(displayText(status.pattern, 2000)) + allLines(facts);
        return toolTipText(lines.join(u'\n'));
    }
    case Qt::AccessibleTextRole:
        return QString(displayText(status.pattern) + u", "_s + allLines(facts).join(u", "_s));
    case SubscriptionRole::State:
        return int(status.state);
    case SubscriptionRole::Trailing:
        return subscriptionTrailing(status, facts.rate, facts.nowUs).text;
    case SubscriptionRole::TrailingSeverity:
        return subscriptionTrailing(status, facts.rate, facts.nowUs).severity;
    case SubscriptionRole::Count:
        return status.events;
    case SubscriptionRole::LastEventUs:
        return status.lastEventUs;
    case SubscriptionRole::Notes:
        return noteLines(facts);
    default:
        return wordCell(subscriptionWords(status, facts.nowUs), role);
    }
}

} // namespace eventscope
