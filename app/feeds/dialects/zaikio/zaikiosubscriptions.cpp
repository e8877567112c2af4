// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/zaikio/zaikiosubscriptions.h"

#include "app/feeds/takeentry.h"
#include "models/event/displaytext.h"
#include "models/event/jsontext.h"

#include <QCoreApplication>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// Longer ones are looked up anew each time.
constexpr size_t maxRaw = 4'096;

QString tr(const char *text)
{
    return QCoreApplication::translate("ZaikioDialect", text);
}

QString silence()
{
    const auto seconds = ZaikioSubscriptions::askAgainAfter * ZaikioSubscriptions::mostAsks;
    return tr("The server did not answer within %1 s, though it was asked %2 times. ActionCable "
              "does so with a channel that it does not know and with an event list that it cannot "
              "read: check the event names, and that the app is set up to receive them.")
        .arg(seconds.count() / 1000)
        .arg(ZaikioSubscriptions::mostAsks);
}

QString refusal(const ZaikioIdentifier &identifier, const QString &reason)
{
    QString sentence = reason.isEmpty()
        ? tr("The server rejected it.")
        : tr("The server rejected it: %1.").arg(displayText(reason, 300));
    sentence += u' ';
    sentence += identifier.events.size() > 1
        ? tr("At least one of its %1 events does not exist or is not allowed for this app; "
             "subscribe to them one by one to see which.")
              .arg(identifier.events.size())
        : tr("The event does not exist, or is not allowed for this app.");
    return sentence;
}

} // namespace

void ZaikioSubscriptions::start(Moment now, SessionOutput &out)
{
    if (std::exchange(m_started, true))
        return;
    for (Entry &entry : m_entries)
        ask(entry, now, out);
    changed();
}

void ZaikioSubscriptions::subscribe(const QString &pattern, Moment now, SessionOutput &out)
{
    Entry entry;
    entry.pattern = pattern;
    entry.text = pattern.toStdString();
    entry.identifier = ZaikioIdentifier::of(m_channel, pattern);
    entry.sent = entry.identifier.text();
    entry.meaning = entry.identifier.meaning();
    appendJsonString(entry.raw, entry.sent);
    m_entries.push_back(std::move(entry));
    if (m_started)
        ask(m_entries.back(), now, out);
    changed();
}

void ZaikioSubscriptions::unsubscribe(const QString &pattern, SessionOutput &out)
{
    const std::optional<Entry> taken = takeEntry(m_entries, pattern);
    if (!taken)
        return;
    const Entry &entry = *taken;
    const bool shared =
        std::any_of(m_entries.begin(), m_entries.end(), [&entry](const Entry &other) {
            return other.meaning == entry.meaning && other.state != State::Refused;
        });
    if (!shared)
        m_history.forget(entry.sent, out);
    // What was rejected is unknown to the server already.
    if (!shared && entry.asks > 0 && entry.state != State::Refused) {
        m_frame = R"({"command":"unsubscribe","identifier":)";
        appendJsonString(m_frame, entry.sent);
        m_frame += '}';
        out.sendAbout(entry.text, m_frame);
    }
    changed();
}

void ZaikioSubscriptions::ask(Entry &entry, Moment now, SessionOutput &out)
{
    if (entry.identifier.events.empty()) {
        entry.state = State::Refused;
        out.refused(entry.pattern, u"EMPTY"_s,
                    tr("It names no event; write event names with commas between them."), {});
        return;
    }
    if (entry.state == State::Waiting && joinOther(entry, out))
        return;
    entry.state = State::Asked;
    entry.askedAt = now;
    ++entry.asks;
    if (!isFirst(entry))
        return;
    m_frame = R"({"command":"subscribe","identifier":)";
    appendJsonString(m_frame, entry.sent);
    m_history.appendRequest(entry.sent, now, m_frame, out);
    m_frame += '}';
    out.sendAbout(entry.text, m_frame);
}

/// Where the same list is subscribed to already, nothing is sent.
bool ZaikioSubscriptions::joinOther(Entry &entry, SessionOutput &out)
{
    for (const Entry &other : m_entries) {
        if (&other == &entry || other.meaning != entry.meaning
            || (other.state != State::Asked && other.state != State::Confirmed))
            continue;
        entry.sent = other.sent;
        entry.raw = other.raw;
        entry.state = other.state;
        entry.asks = other.asks;
        entry.askedAt = other.askedAt;
        if (entry.state == State::Confirmed)
            out.acknowledged(entry.pattern, m_confirmation);
        return true;
    }
    return false;
}

/// The one of those with the same meaning that is waiting for the server's answer.
bool ZaikioSubscriptions::isFirst(const Entry &entry) const
{
    const auto first =
        std::find_if(m_entries.begin(), m_entries.end(), [&entry](const Entry &other) {
            return other.state == State::Asked && other.meaning == entry.meaning;
        });
    return first == m_entries.end() || &*first == &entry;
}

void ZaikioSubscriptions::tick(Moment now, SessionOutput &out)
{
    if (!m_deadline || now < *m_deadline)
        return;
    for (Entry &entry : m_entries) {
        if (entry.state != State::Asked || now - entry.askedAt < askAgainAfter)
            continue;
        if (entry.asks < mostAsks && !entry.delivered)
            ask(entry, now, out);
        else
            giveUp(entry, out);
    }
    changed();
}

void ZaikioSubscriptions::giveUp(Entry &entry, SessionOutput &out)
{
    entry.state = State::Unanswered;
    if (!entry.delivered)
        out.unconfirmed(entry.pattern, silence());
}

void ZaikioSubscriptions::confirmed(JsonRef identifier, std::string_view frame, SessionOutput &out)
{
    const int index = indexOf(identifier);
    if (index < 0) {
        // Nothing of ours, or taken back since: shown, and nothing more.
        out.acknowledged(ZaikioIdentifier::parsed(identifier.string(m_scratch)).list(), frame);
        return;
    }
    m_confirmation = frame.size() <= maxRaw ? frame : std::string_view("{}");
    const std::string meaning = m_entries[size_t(index)].meaning;
    bool any = false;
    for (Entry &entry : m_entries) {
        if (entry.meaning != meaning || entry.state == State::Confirmed)
            continue;
        entry.state = State::Confirmed;
        any = true;
        out.acknowledged(entry.pattern, frame);
    }
    if (!any)
        out.control();
    schedule();
}

void ZaikioSubscriptions::rejected(JsonRef identifier, const QString &reason,
                                   std::string_view frame, SessionOutput &out)
{
    const int index = indexOf(identifier);
    if (index < 0) {
        const ZaikioIdentifier about = ZaikioIdentifier::parsed(identifier.string(m_scratch));
        out.serverError(u"reject_subscription"_s,
                        tr("About %1, which is not subscribed to: %2")
                            .arg(displayText(about.list(), 160), refusal(about, reason)),
                        frame);
        return;
    }
    const std::string meaning = m_entries[size_t(index)].meaning;
    bool any = false;
    for (Entry &entry : m_entries) {
        if (entry.meaning != meaning || entry.state == State::Refused)
            continue;
        entry.state = State::Refused;
        any = true;
        out.refused(entry.pattern, u"reject_subscription"_s, refusal(entry.identifier, reason),
                    frame);
    }
    m_history.forget(m_entries[size_t(index)].sent, out);
    if (!any)
        out.control();
    schedule();
}

void ZaikioSubscriptions::ended(JsonRef identifier, std::string_view frame, SessionOutput &out)
{
    out.released(ZaikioIdentifier::parsed(identifier.string(m_scratch)).list(), frame);
}

void ZaikioSubscriptions::historyAnswered(JsonRef identifier, bool sent, SessionOutput &out)
{
    const int index = indexOf(identifier);
    if (index >= 0)
        m_history.answered(m_entries[size_t(index)].sent, sent, out);
    out.control();
}

int ZaikioSubscriptions::find(JsonRef identifier, std::string_view name)
{
    const int index = indexOf(identifier);
    return index >= 0 ? index : indexByName(name);
}

int ZaikioSubscriptions::indexOf(JsonRef identifier)
{
    const std::string_view raw = identifier.raw();
    if (raw.empty())
        return -1;
    if (m_last < m_entries.size() && m_entries[m_last].raw == raw)
        return int(m_last);
    if (raw == m_unknown)
        return -1;
    for (size_t i = 0; i < m_entries.size(); ++i) {
        if (m_entries[i].raw == raw) {
            m_last = i;
            return int(i);
        }
    }
    const int found = indexByMeaning(identifier);
    if (raw.size() > maxRaw)
        return found;
    if (found < 0) {
        m_unknown = raw;
        return found;
    }
    m_last = size_t(found);
    m_entries[m_last].raw = raw;
    return found;
}

int ZaikioSubscriptions::indexByMeaning(JsonRef identifier)
{
    const std::string_view text =
        identifier.isString() ? identifier.string(m_scratch) : identifier.raw();
    for (size_t i = 0; i < m_entries.size(); ++i) {
        if (m_entries[i].sent == text)
            return int(i);
    }
    const ZaikioIdentifier parsed = ZaikioIdentifier::parsed(text);
    if (parsed.events.empty())
        return -1;
    const std::string meaning = parsed.meaning();
    for (size_t i = 0; i < m_entries.size(); ++i) {
        if (m_entries[i].meaning == meaning)
            return int(i);
    }
    return -1;
}

/// For identifiers that are none of ours: the only subscription that lists the event, if there is
/// just one.
int ZaikioSubscriptions::indexByName(std::string_view name) const
{
    int found = -1;
    for (size_t i = 0; i < m_entries.size(); ++i) {
        const std::vector<std::string> &events = m_entries[i].identifier.events;
        if (m_entries[i].state == State::Refused
            || std::find(events.begin(), events.end(), name) == events.end())
            continue;
        if (found >= 0)
            return -1;
        found = int(i);
    }
    return found;
}

void ZaikioSubscriptions::firstDelivery(int position)
{
    m_entries[size_t(position)].delivered = true;
    schedule();
}

std::vector<std::string> ZaikioSubscriptions::active() const
{
    std::vector<std::string> identifiers;
    for (const Entry &entry : m_entries) {
        if (entry.state == State::Confirmed || entry.delivered)
            identifiers.push_back(entry.sent);
    }
    return identifiers;
}

/// After every change of the list: what was found before is stale.
void ZaikioSubscriptions::changed()
{
    m_last = 0;
    m_unknown.clear();
    schedule();
}

void ZaikioSubscriptions::schedule()
{
    m_deadline.reset();
    for (const Entry &entry : m_entries) {
        if (entry.state == State::Asked
            && (!m_deadline || entry.askedAt + askAgainAfter < *m_deadline))
            m_deadline = entry.askedAt + askAgainAfter;
    }
}

} // namespace eventscope
