// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/awaygap.h"

#include <algorithm>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString duration(qint64 ms)
{
    if (ms < 100)
        return u"%1 ms"_s.arg(ms);
    if (ms < 60'000)
        return u"%1 s"_s.arg(QString::number(double(ms) / 1000, 'f', 1));
    if (ms < 3'600'000)
        return u"%1 min %2 s"_s.arg(ms / 60'000).arg(ms / 1000 % 60);
    return u"%1 h %2 min"_s.arg(ms / 3'600'000).arg(ms / 60'000 % 60);
}

} // namespace

void AwayGap::begin(Moment since, const QString &cause)
{
    if (m_since)
        return;
    m_since = since;
    m_cause = cause;
    if (const auto duration = std::exchange(m_slept, {}); duration.count() > 0)
        slept(duration);
}

void AwayGap::slept(std::chrono::milliseconds slept)
{
    if (!m_since) {
        m_slept += slept;
        return;
    }
    *m_since -= slept;
    m_cause = u"the computer was suspended for %1"_s.arg(duration(slept.count()));
}

void AwayGap::opened()
{
    m_resumed = false;
    m_undecided = false;
    m_lost.clear();
}

bool AwayGap::lost(const QString &why)
{
    if (m_since && m_undecided)
        m_lost = why;
    return m_since && std::exchange(m_undecided, false);
}

void AwayGap::forget()
{
    m_since.reset();
    m_slept = {};
}

std::optional<OwnRow> AwayGap::end(Moment now, const QString &name, const QStringList &topics)
{
    if (!m_since || m_undecided)
        return {};
    const qint64 ms = std::max<qint64>(0, (now - *m_since).count());
    m_since.reset();
    QString message = u"%1 was away for %2: "_s.arg(name, duration(ms));
    if (topics.size() == 1)
        message += u"1 subscription was asked for again, "_s;
    else if (!topics.isEmpty())
        message += u"%1 subscriptions were asked for again, "_s.arg(topics.size());
    message += m_resumed ? u"and what was missed has been sent again"_s
                         : u"what was sent meanwhile is lost"_s;
    if (!m_resumed && !m_lost.isEmpty())
        message += u". "_s + m_lost;
    OwnRow row;
    row.type = m_resumed ? owntype::ack : owntype::gap;
    row.severity = m_resumed ? Severity::Success : Severity::Warning;
    row.flags = m_resumed ? 0 : GapEvent;
    row.data = OwnPayload(message)
                   .text("cause", m_cause)
                   .seconds("seconds", ms)
                   .list("topics", topics)
                   .take();
    return row;
}

} // namespace eventscope
