// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/feedconversation.h"

#include "models/event/displaytext.h"
#include "models/event/fieldmask.h"
#include "models/event/secretnames.h"

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxShownPattern = 120;
constexpr int maxShownReason = 1000;

QString shown(const QString &pattern)
{
    return displayText(pattern, maxShownPattern);
}

} // namespace

FeedConversation::FeedConversation(EventSink &sink, const QString &connectionId,
                                   const SubscriptionLedger::Timing &timing, Wire &wire,
                                   std::chrono::milliseconds repeatEvery)
    : m_outlet(sink, connectionId), m_ledger(timing), m_wire(wire), m_flaps(repeatEvery)
{
    m_outlet.setTopics([this] { return m_ledger.askedPatterns(); });
}

FeedConversation::~FeedConversation()
{
    m_outlet.setTopics({}); // it may still write a row, and the ledger goes first
}

QString FeedConversation::sentence(const QString &rest) const
{
    return m_outlet.name() + u": "_s + rest;
}

void FeedConversation::writeRow(std::string_view type, Severity severity, std::string data,
                                const QString &pattern, EventFlags flags)
{
    OwnRow row;
    row.type = type;
    row.severity = severity;
    row.data = std::move(data);
    row.topic = pattern.toStdString();
    row.flags = flags;
    m_outlet.own(row);
}

void FeedConversation::begin(const Dialect &dialect, OptionValues values)
{
    if (!m_memory.isEmpty())
        values.insert(memoryKey, m_memory);
    m_session = dialect.makeSession(values);
}

void FeedConversation::opened(Moment now, const QString &subprotocol, const QString &host)
{
    m_now = now;
    m_recordedUs = nowUs();
    m_open = true;
    m_proven = false;
    m_away.opened();
    m_lastTaken = m_lastTaken.value_or(now);
    if (!m_flaps.isFlapping()) {
        m_flaps.told(now);
        writeRow(owntype::connected, Severity::Success,
                 OwnPayload(u"%1 is connected to %2"_s.arg(m_outlet.name(), host))
                     .text("address", host)
                     .take());
    }
    m_session->opened(now, subprotocol, *this);
    const QVector<Subscription> together = m_ledger.beginConnection(now);
    for (const Subscription &subscription : together)
        m_ledger.asked(subscription.pattern, now, m_recordedUs);
    if (!together.isEmpty())
        m_session->restore(together, now, *this);
    askWhatIsDue(now);
}

void FeedConversation::frame(const FrameView &frame, Moment now, qint64 recordedUs)
{
    awake();
    m_now = now;
    m_recordedUs = recordedUs;
    m_session->frame(frame, now, *this);
}

void FeedConversation::tick(Moment now)
{
    if (!m_session || !m_open)
        return;
    m_now = now;
    m_recordedUs = nowUs();
    if (const auto due = m_session->deadline(); due && *due <= now)
        m_session->tick(now, *this);
    askWhatIsDue(now);
    if (m_flaps.owes() && m_flaps.isDue(now))
        writeAbsences();
}

std::optional<Moment> FeedConversation::deadline() const
{
    if (!m_session || !m_open)
        return {};
    std::optional<Moment> due = m_session->deadline();
    for (const std::optional<Moment> &other : {m_ledger.deadline(), m_flaps.deadline()}) {
        if (other && (!due || *other < *due))
            due = other;
    }
    return due;
}

void FeedConversation::prove(Moment now)
{
    if (m_proven || !m_open)
        return;
    m_proven = true;
    m_now = now;
    writeAwayRow();
    m_wire.connectionProven();
}

FeedConversation::End FeedConversation::ended(EndEvidence evidence, Moment now)
{
    End end;
    evidence.suspects = m_ledger.suspects(now);
    const CloseVerdict words = explainEnd(evidence);
    const bool byServer = m_session && evidence.local == LocalEnd::None;
    end.verdict = byServer ? mergedVerdict(m_session->closed(evidence.cause), words) : words;
    m_now = now;
    if (m_open && isProtocolError(evidence))
        countProtocolErrors(end.verdict);
    if (m_proven) {
        const bool silent = evidence.local == LocalEnd::HeartbeatLost;
        m_away.begin(
            now - (silent ? std::chrono::milliseconds(evidence.silentMs) : m_away.stoppedFor()),
            end.verdict.cause, m_ledger.askedPatterns());
    } else {
        m_away.awake(); // it had nothing to miss yet
    }
    dropSession(now);
    if (m_open && isMessageLost(evidence))
        m_outlet.unread(end.verdict.cause);
    finish(end.verdict, Closer::Session);
    const auto blame = m_ledger.endConnection(now, isUnexplainedDrop(evidence));
    if (!blame.refusedPattern.isEmpty()) {
        end.culpritFound = true;
        writeRow(owntype::refused, Severity::Error,
                 OwnPayload(sentence(u"%1 was refused: %2"_s.arg(shown(blame.refusedPattern),
                                                                 blame.reason)))
                     .text("code", u"DROPPED"_s)
                     .text("reason", blame.reason)
                     .take(),
                 blame.refusedPattern);
    }
    return end;
}

void FeedConversation::closedHere(const CloseVerdict &verdict, Moment now, Closer closer)
{
    m_now = now;
    const bool wasProven = m_proven;
    std::optional<Absence> open;
    if (closer == Closer::User)
        open = m_away.close(now, m_ledger.askedPatterns());
    else if (m_proven)
        m_away.begin(now, verdict.cause, m_ledger.askedPatterns());
    dropSession(now);
    if (closer == Closer::User)
        m_memory.clear();
    if (closer == Closer::Session || m_open)
        finish(verdict, closer);
    if (closer == Closer::User)
        attend(now);
    if (open)
        m_outlet.own(wasProven && !open->lost.isEmpty() ? absenceRow(m_outlet.name(), *open)
                                                        : openAbsenceRow(m_outlet.name(), *open));
    m_lastWrittenCause = closer == Closer::User ? QString() : m_lastWrittenCause;
    m_ledger.endConnection(now, false);
}

void FeedConversation::dropSession(Moment now)
{
    // One that never opened knows nothing new.
    if (isOpen())
        m_memory = m_session->memory();
    m_session.reset();
    m_now = now;
    const QVector<TopicRequest> open = m_requests.takeAll();
    for (const TopicRequest &request : open) {
        const TopicAnswer answer = unanswered(u"the connection ended before the server answered"_s);
        m_outlet.own(answerRow(m_outlet.name(), request, answer, {}));
        m_wire.requestAnswered(request, answer);
    }
}

void FeedConversation::setLimit(std::shared_ptr<EventLimit> limit)
{
    m_outlet.setLimit(std::move(limit));
    m_limitTold = m_outlet.limitReached();
    if (m_limitTold)
        m_wire.limitFilled();
}

void FeedConversation::event(const EventFields &fields, int subscription)
{
    if (!m_proven)
        prove(m_now);
    m_taken = m_outlet.event(fields, m_recordedUs);
    if (!m_taken)
        return;
    m_lastTaken = m_now;
    m_ledger.delivered(subscription, m_recordedUs, fields.time);
    if (!m_limitTold && m_outlet.limitReached()) {
        m_limitTold = true;
        m_wire.limitFilled();
    }
}

void FeedConversation::alsoOn(int subscription)
{
    if (m_taken)
        m_ledger.delivered(subscription, m_recordedUs);
}

void FeedConversation::duplicate(int subscription, quint64 content)
{
    // A copy is no event, but it shows that this subscription delivers too.
    if (m_outlet.duplicate(content))
        m_ledger.delivered(subscription, m_recordedUs);
}

void FeedConversation::send(std::string_view frame, std::string_view recordAs)
{
    writeSent({}, recordAs.empty() ? frame : recordAs);
    m_wire.sendFrame(frame);
}

void FeedConversation::sendAbout(std::string_view topic, std::string_view frame)
{
    writeSent(topic, frame);
    m_wire.sendFrame(frame);
}

void FeedConversation::writeSent(std::string_view topic, std::string_view text)
{
    if (m_flaps.isFlapping())
        return;
    // What we send to be let in is no event: the capture never has it, whoever sees what is masked.
    static const FieldMask secrets(fieldNames(usualSecretFields));
    std::string masked;
    OwnRow row;
    row.type = owntype::sent;
    row.topic = topic;
    setPayload(row, secrets.applyToPayload(text, PayloadKind::Json, masked));
    m_outlet.own(row);
}

void FeedConversation::acknowledged(const QString &pattern, std::string_view frame)
{
    prove(m_now);
    m_ledger.acknowledged(pattern, nowUs());
    if (m_flaps.isFlapping())
        return;
    const QString words = pattern.isEmpty() ? u"the server agreed"_s
                                            : u"the server confirmed %1"_s.arg(shown(pattern));
    writeRow(owntype::ack, Severity::Success,
             OwnPayload(sentence(words)).verbatim("frame", frame).take(), pattern);
}

void FeedConversation::released(const QString &pattern, std::string_view frame)
{
    prove(m_now);
    writeRow(owntype::ack, Severity::Success,
             OwnPayload(sentence(u"the server confirmed the end of %1"_s.arg(shown(pattern))))
                 .verbatim("frame", frame)
                 .take(),
             pattern);
}

void FeedConversation::refused(const QString &pattern, const QString &code, const QString &reason,
                               std::string_view frame)
{
    prove(m_now);
    const QString why = m_ledger.refused(pattern, code, reason, m_now);
    if (!isNews(u"refused "_s + pattern + u' ' + code + u' ' + reason))
        return;
    OwnPayload data(sentence(u"%1 was refused: %2"_s.arg(shown(pattern), why)));
    data.text("code", code).text("reason", displayText(reason, maxShownReason));
    if (!frame.empty())
        data.verbatim("frame", frame);
    writeRow(owntype::refused, Severity::Error, data.take(), pattern);
}

void FeedConversation::unconfirmed(const QString &pattern, const QString &reason)
{
    awaited(pattern, reason, {});
}

void FeedConversation::awaited(const QString &pattern, const QString &reason,
                               std::string_view frame)
{
    m_ledger.unconfirmed(pattern, reason);
    if (!isNews(u"unconfirmed "_s + pattern))
        return;
    OwnPayload data(sentence(u"%1 is not confirmed: %2"_s.arg(shown(pattern), reason)));
    if (!frame.empty())
        data.verbatim("frame", frame);
    writeRow(owntype::unconfirmed, Severity::Warning, data.take(), pattern);
}

void FeedConversation::lost(const QString &pattern, const QString &reason)
{
    m_ledger.lost(pattern, reason);
    writeRow(owntype::unconfirmed, Severity::Warning,
             OwnPayload(sentence(u"%1 brings nothing any more: %2"_s.arg(shown(pattern), reason)))
                 .take(),
             pattern);
}

void FeedConversation::serverError(const QString &code, const QString &reason,
                                   std::string_view frame)
{
    if (!isNews(u"error "_s + code + u' ' + reason))
        return;
    const QString why = displayText(reason.isEmpty() ? code : reason);
    writeRow(owntype::error, Severity::Error,
             OwnPayload(sentence(u"the server reports an error: %1"_s.arg(why)))
                 .text("code", code)
                 .verbatim("frame", frame)
                 .take());
}

void FeedConversation::remark(const QString &code, const QString &words)
{
    writeRow(owntype::error, Severity::Warning,
             OwnPayload(sentence(words)).text("code", code).text("reason", words).take());
}

void FeedConversation::resumed()
{
    m_away.resumed();
    writeAwayRow();
}

void FeedConversation::gap(const QString &cause, const GapExtent &extent)
{
    if (m_away.lost(cause)) {
        writeAwayRow();
        return;
    }
    OwnPayload data(sentence(cause));
    data.text("cause", cause);
    // They never came, so that nothing but this row counts them.
    if (extent.events > 0)
        data.count("dropped", extent.events).count("unread", extent.events);
    const Moment since = std::min(m_now, extent.since.value_or(m_lastTaken.value_or(m_now)));
    data.seconds("seconds", (m_now - since).count()).list("topics", m_ledger.askedPatterns());
    writeRow(owntype::gap, Severity::Warning, data.take(), {}, GapEvent);
}

void FeedConversation::close(CloseTreatment treatment, const QString &cause)
{
    m_wire.endConnection(treatment, cause);
}

} // namespace eventscope
