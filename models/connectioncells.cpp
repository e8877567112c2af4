// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connectioncells.h"

#include "models/connection/plaintext.h"
#include "models/connectionentry.h"
#include "models/connectionmodel.h"
#include "models/event/displaytext.h"

#include <QCoreApplication>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxShownHost = 80;

QString tr(const char *text)
{
    return QCoreApplication::translate("ConnectionModel", text);
}

QString nameOf(const ConnectionEntry &entry)
{
    return displayText(entry.profile.name.isEmpty() ? entry.profile.id : entry.profile.name);
}

QString openHostOf(const ConnectionEntry &entry, const DialectInfo *info)
{
    return info ? displayText(openHost(*info, entry.profile.options), maxShownHost) : QString();
}

QString toolTipOf(const ConnectionEntry &entry, const QString &dialect, const QString &openHost,
                  qint64 nowUs)
{
    QStringList lines = {nameOf(entry) + u" · "_s + dialect,
                         connectionPhaseText(entry.status, nowUs)};
    if (!entry.status.cause.isEmpty() && entry.status.phase != ConnectionPhase::Stopped)
        lines << displayText(entry.status.cause, 1000);
    if (!entry.status.remark.isEmpty())
        lines << displayText(entry.status.remark, 1000);
    if (!openHost.isEmpty())
        lines << tr("Not encrypted: anyone on the way to %1 can read and change what is sent.")
                     .arg(openHost);
    lines << tr("received %1, stored %2, duplicates %3, dropped %4")
                 .arg(groupedNumber(entry.counters.received), groupedNumber(entry.stored),
                      groupedNumber(entry.counters.duplicates),
                      groupedNumber(entry.counters.dropped));
    if (entry.counters.protocolErrors > 0)
        lines << tr("protocol errors %1").arg(groupedNumber(entry.counters.protocolErrors));
    if (entry.lastEventUs() > 0)
        lines << tr("last event %1 ago").arg(roughDuration(nowUs - entry.lastEventUs()));
    return toolTipText(lines.join(u'\n'));
}

QString spokenOf(const ConnectionEntry &entry, const QString &dialect, qint64 nowUs)
{
    QStringList words = {nameOf(entry), dialect, connectionPhaseText(entry.status, nowUs)};
    if (const QString rate = rateText(entry.meter.rate()); !rate.isEmpty())
        words << rate;
    return words.join(u", "_s);
}

} // namespace

QVariant connectionCell(const ConnectionEntry &entry, const DialectInfo *info, int role,
                        qint64 nowUs)
{
    const QString title = info ? info->title : displayText(entry.profile.dialect);
    switch (role) {
    case Qt::DisplayRole:
    case ConnectionRole::Name:
        return nameOf(entry);
    case Qt::ToolTipRole:
        return toolTipOf(entry, title, openHostOf(entry, info), nowUs);
    case Qt::AccessibleTextRole:
        return spokenOf(entry, title, nowUs);
    case ConnectionRole::Id:
        return entry.profile.id;
    case ConnectionRole::DialectTitle:
        return title;
    case ConnectionRole::Phase:
        return int(entry.status.phase);
    case ConnectionRole::PhaseText:
        return connectionPhaseText(entry.status, nowUs);
    case ConnectionRole::Cause:
        return displayText(entry.cause(), 1000);
    case ConnectionRole::Rate:
        return entry.meter.rate();
    case ConnectionRole::Received:
        return entry.counters.received;
    case ConnectionRole::Stored:
        return entry.stored;
    case ConnectionRole::Duplicates:
        return entry.counters.duplicates;
    case ConnectionRole::Dropped:
        return entry.counters.dropped;
    case ConnectionRole::Undecodable:
        return entry.counters.undecodable;
    case ConnectionRole::Gaps:
        return entry.counters.gaps;
    case ConnectionRole::LastEventUs:
        return entry.lastEventUs();
    case ConnectionRole::RetryAtUs:
        return entry.status.retryAtUs;
    case ConnectionRole::OpenHost:
        return openHostOf(entry, info);
    default:
        return {};
    }
}

} // namespace eventscope
