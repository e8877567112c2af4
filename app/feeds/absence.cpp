// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/absence.h"

#include "models/event/event.h"

#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

OwnRow rowOf(bool isGap, std::string data)
{
    OwnRow row;
    row.type = isGap ? owntype::gap : owntype::ack;
    row.severity = isGap ? Severity::Warning : Severity::Success;
    row.flags = isGap ? GapEvent : 0;
    row.data = std::move(data);
    return row;
}

} // namespace

QString durationText(qint64 ms)
{
    if (ms < 100)
        return u"%1 ms"_s.arg(ms);
    if (ms < 60'000)
        return u"%1 s"_s.arg(QString::number(double(ms) / 1000, 'f', 1));
    if (ms < 3'600'000)
        return u"%1 min %2 s"_s.arg(ms / 60'000).arg(ms / 1000 % 60);
    return u"%1 h %2 min"_s.arg(ms / 3'600'000).arg(ms / 60'000 % 60);
}

QString standstillText(Standstill of, qint64 ms)
{
    return (of == Standstill::OfTheComputer ? u"the computer was suspended for %1"_s
                                            : u"Eventscope was stopped for %1"_s)
        .arg(durationText(ms));
}

OwnRow standstillRow(const QString &name, const Absence &absence)
{
    const QString message =
        u"%1 took nothing: %2. The connection outlived that; what its server did not keep for it "
        "is lost"_s.arg(name, absence.cause);
    return rowOf(true,
                 OwnPayload(message)
                     .text("cause", absence.cause)
                     .text("kind", u"suspend"_s)
                     .seconds("seconds", absence.ms)
                     .list("topics", absence.topics)
                     .take());
}

OwnRow absenceRow(const QString &name, const Absence &absence)
{
    QString message = u"%1 was away for %2: "_s.arg(name, durationText(absence.ms));
    if (absence.askedAgain == 1)
        message += u"1 subscription was asked for again, "_s;
    else if (absence.askedAgain > 1)
        message += u"%1 subscriptions were asked for again, "_s.arg(absence.askedAgain);
    message += absence.resumed ? u"and what was missed has been sent again"_s
                               : u"what was sent meanwhile is lost"_s;
    if (!absence.resumed && !absence.lost.isEmpty())
        message += u". "_s + absence.lost;
    return rowOf(!absence.resumed,
                 OwnPayload(message)
                     .text("cause", absence.cause)
                     .seconds("seconds", absence.ms)
                     .list("topics", absence.topics)
                     .take());
}

OwnRow openAbsenceRow(const QString &name, const Absence &absence)
{
    QString message =
        u"%1 was away for %2, and not back when it was closed: what was sent meanwhile is missing"_s
            .arg(name, durationText(absence.ms));
    if (!absence.lost.isEmpty())
        message += u". "_s + absence.lost;
    return rowOf(true,
                 OwnPayload(message)
                     .text("cause", absence.cause)
                     .text("kind", u"open"_s)
                     .seconds("seconds", absence.ms)
                     .list("topics", absence.topics)
                     .take());
}

void Absences::add(const Absence &absence)
{
    m_last = absence;
    m_topics += absence.topics;
    m_topics.removeDuplicates();
    ++m_count;
    m_resumed += absence.resumed ? 1 : 0;
    m_ms += absence.ms;
}

OwnRow Absences::takeRow(const QString &name, qint64 withinMs)
{
    const Absences all = std::exchange(*this, {});
    if (all.m_count == 1)
        return absenceRow(name, all.m_last);
    QString message = u"%1 was away %2 times within %3, for %4 in all: "_s.arg(
        name, QString::number(all.m_count), durationText(withinMs), durationText(all.m_ms));
    if (all.m_resumed == all.m_count)
        message += u"and what was missed has been sent again"_s;
    else if (all.m_resumed > 0)
        message +=
            u"what was missed has been sent again after %1 of them, and is lost otherwise"_s.arg(
                all.m_resumed);
    else
        message += u"what was sent meanwhile is lost"_s;
    return rowOf(all.m_resumed < all.m_count,
                 OwnPayload(message)
                     .text("cause", all.m_last.cause)
                     .count("times", all.m_count)
                     .count("resumed", all.m_resumed)
                     .seconds("seconds", all.m_ms)
                     .seconds("within", withinMs)
                     .list("topics", all.m_topics)
                     .take());
}

} // namespace eventscope
