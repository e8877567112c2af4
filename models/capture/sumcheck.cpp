// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/sumcheck.h"

#include "models/capture/segment.h"
#include "models/event/counttext.h"
#include "models/event/crc32c.h"
#include "models/event/displaytext.h"

#include <algorithm>
#include <numeric>

using namespace Qt::StringLiterals;

namespace eventscope {

void SumCheck::read(const QString &folder, const CaptureInfo &info)
{
    m_retiredBefore = info.retired;
    const Result<CaptureSums> sums = CaptureSums::read(folder);
    if (!sums) {
        m_report.structureOk = false;
        return m_say(sums.error());
    }
    m_sums = *sums;
    if (info.keepsSums && m_sums.sessions.empty())
        contradiction(u"%1, which says what was received, is missing"_s.arg(sumsName));
}

bool SumCheck::covers(quint64 sequence)
{
    while (m_at < m_sums.sessions.size() && sequence > m_sums.sessions[m_at].last)
        ++m_at;
    return m_at < m_sums.sessions.size() && sequence >= m_sums.sessions[m_at].first;
}

void SumCheck::beginSegment(quint32 segment)
{
    m_segment = segment;
    m_written = m_sums.segments.value(segment);
    m_there = {};
}

void SumCheck::addLine(std::string_view line, quint64 end)
{
    if (end <= m_written.bytes)
        m_there = {end, crc32c("\n", crc32c(line, m_there.crc))};
}

void SumCheck::endSegment()
{
    if (m_there != m_written)
        contradiction(u"%1 is not as it was written: its first %2 have another checksum than %3 "
                      "says"_s.arg(segmentName(m_segment), counted(m_written.bytes, u"byte"_s),
                                   sumsName));
}

void SumCheck::contradiction(const QString &sentence)
{
    ++m_report.contradictions;
    m_say(sentence);
}

QString SumCheck::nameOf(const QString &connection) const
{
    const QString name = m_report.connections.value(connection).name;
    return displayText(name.isEmpty() ? connection : name, 60);
}

void SumCheck::finish(const End &end)
{
    if (m_sums.sessions.empty())
        return;
    addUp();
    checkEnd(end);
    checkSessions(end);
    if (end.retired != m_retiredBefore)
        return m_say(u"Limits removed events while the capture was read: what was received is not "
                     "compared with what is there"_s);
    checkLines(end.retired);
    if (end.growing)
        return;
    if (end.retired.events == 0) // else gap rows may have gone, too
        checkLosses();
    if (m_report.sums == VerifyReport::Sums::Whole && end.sawAllFiles)
        checkFiles();
}

void SumCheck::addUp()
{
    for (const Session &session : m_sums.sessions) {
        for (auto it = session.connections.cbegin(); it != session.connections.cend(); ++it) {
            if (!it->addsUp())
                contradiction(u"%1 of the recording of %2 does not add up for %3: received %4 is "
                              "not stored %5, duplicates %6, dropped %7 and left %8"_s
                                  .arg(sumsName, displayText(session.began, 40), nameOf(it.key()),
                                       QString::number(it->received), QString::number(it->stored),
                                       QString::number(it->duplicates),
                                       QString::number(it->dropped), QString::number(it->left)));
            VerifyReport::Connection &connection = m_report.connections[it.key()];
            connection.sum += it.value();
            connection.hasSum = true;
        }
    }
}

/// Lines that were taken away behind the last one that is there.
void SumCheck::checkEnd(const End &end)
{
    const quint64 last = m_sums.sessions.back().last;
    if (last <= end.last)
        return;
    const quint64 missing = last - end.last;
    m_report.missingSequences += missing - std::min(missing, end.badLines);
    m_say(missing == 1 ? u"The last event, %1, is missing"_s.arg(last)
                       : u"The last events, %1 to %2, are missing"_s.arg(end.last + 1).arg(last));
}

void SumCheck::checkSessions(const End &end)
{
    bool whole = true;
    for (size_t i = 0; i < m_sums.sessions.size(); ++i) {
        const Session &session = m_sums.sessions[i];
        const bool goesOn = end.growing && i + 1 == m_sums.sessions.size();
        whole = whole && session.ended && session.uncounted == 0;
        if (session.ended || goesOn)
            continue;
        m_say(u"The recording of %1 was cut short, or had no room for its sum at the end: what it "
              "received is known up to number %2 (%3)"_s.arg(displayText(session.began, 40),
                                                             QString::number(session.last),
                                                             displayText(session.known, 40)));
    }
    const quint64 uncovered = uncoveredUpTo(end.last);
    if (uncovered > 0 && !end.growing)
        m_say(u"%1 in no sum: recorded by an older version, or behind the last word of a recording "
              "that was cut short"_s.arg(counted(uncovered, u"row is"_s, u"rows are"_s)));
    m_report.sums = end.growing   ? VerifyReport::Sums::SoFar
        : whole && uncovered == 0 ? VerifyReport::Sums::Whole
                                  : VerifyReport::Sums::AtLeast;
}

/// Numbers up to this one that no recording says anything about.
quint64 SumCheck::uncoveredUpTo(quint64 sequence) const
{
    quint64 uncovered = 0;
    quint64 next = 1;
    for (const Session &session : m_sums.sessions) {
        if (session.first > sequence)
            break;
        uncovered += session.first - next;
        next = std::max(next, session.last + 1);
    }
    return uncovered + (sequence >= next ? sequence + 1 - next : 0);
}

/// Where all that limits removed is known by connection, and all rows are in a sum, to the event.
void SumCheck::checkLines(const CaptureInfo::Retired &retired)
{
    const quint64 known = std::accumulate(retired.ofConnections.cbegin(),
                                          retired.ofConnections.cend(), retired.ownRows);
    const quint64 ofAny = retired.events - std::min(retired.events, known);
    const quint64 inNone = std::accumulate(
        m_sums.sessions.cbegin(), m_sums.sessions.cend(), uncoveredUpTo(retired.lastSequence),
        [](quint64 sum, const Session &one) { return sum + one.uncounted; });
    for (auto it = m_report.connections.cbegin(); it != m_report.connections.cend(); ++it) {
        const quint64 there = it->covered + retired.ofConnections.value(it.key());
        const quint64 lines = it->sum.lines();
        if (lines <= there + ofAny && lines + inNone >= there)
            continue;
        contradiction(u"%1: %2 says that %3 stored, and %4"_s.arg(
            nameOf(it.key()), sumsName, counted(lines, u"event was"_s, u"events were"_s),
            retired.events == 0
                ? u"%1 here"_s.arg(counted(there, u"is"_s, u"are"_s))
                : u"%1 here or removed by the limits"_s.arg(counted(there, u"is"_s, u"are"_s))));
    }
}

void SumCheck::checkLosses()
{
    const quint64 dropped = m_report.total().dropped;
    if (dropped <= m_report.losses())
        return;
    const quint64 untold = dropped - m_report.losses();
    m_report.untoldLosses += untold;
    m_say(u"%1 could not be stored, and no gap row tells of it"_s.arg(counted(untold, u"event"_s)));
}

void SumCheck::checkFiles()
{
    for (auto it = m_report.connections.cbegin(); it != m_report.connections.cend(); ++it) {
        const quint64 left = m_report.sumOf(*it).left;
        if (left <= it->spilled)
            continue;
        m_report.untoldLosses += left - it->spilled;
        m_say(u"%1: %2 in files when it ended, and %3 there"_s.arg(
            nameOf(it.key()), counted(left, u"event stayed"_s, u"events stayed"_s),
            counted(it->spilled, u"is"_s, u"are"_s)));
    }
}

} // namespace eventscope
