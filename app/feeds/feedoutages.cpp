// SPDX-License-Identifier: GPL-3.0-or-later
//
// Of FeedConversation: what the log is told of connections that end, and of the time until the next
// one.
#include "app/feeds/feedconversation.h"

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// What the row of an ended connection says comes next; NoticeModel asks a person where nothing
/// does.
QString treatmentWord(CloseTreatment treatment)
{
    switch (treatment) {
    case CloseTreatment::Retry:
        return u"retry"_s;
    case CloseTreatment::RetrySlow:
        return u"retry-slowly"_s;
    case CloseTreatment::NeedsCredentials:
        return u"needs-credentials"_s;
    case CloseTreatment::StoppedByServer:
        return u"stopped"_s;
    }
    return {};
}

bool goesOn(CloseTreatment treatment)
{
    return treatment == CloseTreatment::Retry || treatment == CloseTreatment::RetrySlow;
}

} // namespace

void FeedConversation::finish(const CloseVerdict &verdict, Closer closer)
{
    const bool byUser = closer == Closer::User;
    const bool isNew = m_open || verdict.cause != m_lastWrittenCause;
    const bool isRepeated = m_flaps.isFlapping() && !byUser && goesOn(verdict.treatment);
    const bool owed = m_flaps.owes();
    if (owed && (!isRepeated || m_flaps.isDue(m_now)))
        writeAbsences();
    // Of a connection that comes and goes, what was owed says it as well.
    if (isNew && (!isRepeated || (!owed && m_flaps.isDue(m_now))))
        writeEnd(verdict.cause, byUser ? Severity::Info : Severity::Warning,
                 byUser ? u"closed"_s : treatmentWord(verdict.treatment));
    if (m_open)
        m_flaps.ended();
    m_open = false;
    m_proven = false;
}

/// A server that breaks the protocol again and again is asked slowly, and somebody is told.
void FeedConversation::countProtocolErrors(CloseVerdict &verdict)
{
    m_outlet.countProtocolError();
    const size_t count = m_protocolErrors.note(m_now);
    if (count < ProtocolErrors::tooMany)
        return;
    if (verdict.treatment == CloseTreatment::Retry)
        verdict.treatment = CloseTreatment::RetrySlow;
    if (!isNews(u"protocol errors"_s))
        return;
    const QString words =
        u"the protocol was broken %1 times within ten minutes, so it is tried more slowly from now "
        "on; something on the way may damage the connection. The last time: %2"_s.arg(count)
            .arg(verdict.cause);
    writeRow(owntype::error, Severity::Warning,
             OwnPayload(sentence(words))
                 .text("code", u"PROTOCOL_ERRORS"_s)
                 .text("reason", words)
                 .count("protocolErrors", count)
                 .take());
}

void FeedConversation::writeEnd(const QString &cause, Severity severity, const QString &treatment)
{
    const QString what = m_open ? u"%1 was disconnected: %2"_s : u"%1 could not connect: %2"_s;
    m_flaps.told(m_now);
    writeRow(owntype::disconnected, severity,
             OwnPayload(what.arg(m_outlet.name(), cause))
                 .text("cause", cause)
                 .text("treatment", treatment)
                 .take());
    m_lastWrittenCause = cause;
}

/// Once it is live again, and known what became of the events in between.
void FeedConversation::writeAwayRow()
{
    if (!m_proven)
        return;
    const auto absence = m_away.end(m_now, m_ledger.askedPatterns().size());
    if (!absence)
        return;
    if (m_flaps.isFlapping()) {
        m_flaps.add(*absence);
        if (m_flaps.isDue(m_now))
            writeAbsences();
        return;
    }
    m_flaps.told(m_now);
    m_outlet.own(absenceRow(m_outlet.name(), *absence));
}

void FeedConversation::outlived()
{
    Absence absence = m_away.awake();
    absence.topics = m_ledger.askedPatterns();
    m_outlet.own(standstillRow(m_outlet.name(), absence));
}

void FeedConversation::writeAbsences()
{
    m_outlet.own(m_flaps.takeRow(m_outlet.name(), m_now));
}

void FeedConversation::stayed(Moment now)
{
    attend(now);
}

/// From now on each row is of interest again.
void FeedConversation::attend(Moment now)
{
    m_now = now;
    if (m_flaps.owes())
        writeAbsences();
    m_flaps.calm();
}

/// What a server says again in each of many connections is told once.
bool FeedConversation::isNews(const QString &words)
{
    return m_flaps.isNews(words) || !m_flaps.isFlapping();
}

} // namespace eventscope
