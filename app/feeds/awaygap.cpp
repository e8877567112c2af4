// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/awaygap.h"

#include <algorithm>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

void AwayGap::begin(Moment since, const QString &cause, const QStringList &topics)
{
    if (m_since)
        return;
    m_since = since;
    m_cause = cause;
    m_topics = topics;
    if (const auto duration = std::exchange(m_slept, {}); duration.count() > 0)
        slept(duration, m_standstill);
}

Absence AwayGap::awake()
{
    Absence absence;
    absence.ms = std::exchange(m_slept, {}).count();
    absence.cause = standstillText(m_standstill, absence.ms);
    return absence;
}

void AwayGap::slept(std::chrono::milliseconds slept, Standstill of)
{
    m_standstill = of;
    if (!m_since) {
        m_slept += slept;
        return;
    }
    if (of == Standstill::OfTheComputer)
        *m_since -= slept;
    m_cause = standstillText(of, slept.count());
}

void AwayGap::opened()
{
    m_resumed = false;
    m_undecided = false;
    m_slept = {};
    m_lost.clear();
}

bool AwayGap::lost(const QString &why)
{
    if (m_since && m_undecided)
        m_lost = why;
    return m_since && std::exchange(m_undecided, false);
}

std::optional<Absence> AwayGap::close(Moment now, const QStringList &topics)
{
    if (!m_since && !isAsleep())
        return {};
    Absence absence = awake();
    absence.topics = topics;
    if (m_since) {
        absence.ms = std::max<qint64>(0, (now - *m_since).count());
        absence.cause = m_cause;
        absence.lost =
            m_undecided ? u"It had been asked for again, and had not come yet"_s : m_lost;
        absence.topics = m_topics;
    }
    m_since.reset();
    m_undecided = false;
    return absence;
}

std::optional<Absence> AwayGap::end(Moment now, qsizetype askedAgain)
{
    if (!m_since || m_undecided)
        return {};
    Absence absence;
    absence.ms = std::max<qint64>(0, (now - *m_since).count());
    absence.cause = m_cause;
    absence.resumed = m_resumed;
    absence.lost = m_lost;
    absence.topics = m_topics;
    absence.askedAgain = askedAgain;
    m_since.reset();
    return absence;
}

} // namespace eventscope
