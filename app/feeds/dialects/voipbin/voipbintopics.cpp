// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/voipbin/voipbintopics.h"

#include "app/feeds/takeentry.h"
#include "models/event/displaytext.h"
#include "models/event/jsontext.h"

#include <QCoreApplication>
#include <QHash>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t searchedWithoutCache = 8;
constexpr size_t cacheSize = 4096;

QString tr(const char *text)
{
    return QCoreApplication::translate("VoipbinDialect", text);
}

/// `…:call:` for `…:call:*`, else empty.
std::string prefixForm(std::string_view pattern)
{
    return pattern.ends_with(":*") ? std::string(pattern.substr(0, pattern.size() - 1))
                                   : std::string();
}

/// How closely a request fits a topic, 0: not at all. A pattern without `*` is a prefix to the
/// deployed server, even inside a word while it has no resource id (`…:queue` delivers `queuecall`
/// too).
size_t fit(std::string_view text, std::string_view prefix, std::string_view topic)
{
    if (!prefix.empty())
        return topic.starts_with(prefix) ? prefix.size() : 0;
    if (text == topic)
        return text.size() + 1;
    if (text.empty() || !topic.starts_with(text))
        return 0;
    const bool wholeParts = text.back() == ':' || topic[text.size()] == ':';
    return wholeParts || std::count(text.begin(), text.end(), ':') < 3 ? text.size() : 0;
}

/// What the code of an error means to a person.
QString refusal(const VoipbinReply &reply)
{
    const QString words = displayText(reply.message, 300);
    const auto with = [&words](const QString &meaning) {
        return words.isEmpty() ? meaning + u'.' : meaning + u": "_s + words;
    };
    if (reply.code == u"PERMISSION_DENIED")
        return with(tr("No permission for this topic"));
    if (reply.code == u"INVALID_TOPIC")
        return with(tr("The server does not know topics of this form"));
    if (reply.code == u"INVALID_MESSAGE")
        return with(tr("The server could not read the request"));
    if (reply.code == u"RATE_LIMITED")
        return with(tr("Too many subscription requests"));
    if (reply.code.isEmpty())
        return with(tr("The server refused it"));
    return with(tr("The server refused it (%1)").arg(displayText(reply.code, 60)));
}

} // namespace

void VoipbinTopics::subscribe(const QString &pattern, Moment now, SessionOutput &out)
{
    Entry entry;
    entry.pattern = pattern;
    entry.text = pattern.toStdString();
    entry.prefix = prefixForm(entry.text);
    entry.askedAt = now;
    const bool onlyPrefix = m_variant == VoipbinVariant::Deployed && !entry.prefix.empty();
    entry.textSent = !onlyPrefix;
    m_entries.push_back(std::move(entry));
    Entry &added = m_entries.back();
    if (added.textSent)
        sendRequest("subscribe", added.text, out);
    if (onlyPrefix || (m_deployed && wantsPrefix(added)))
        sendPrefix(added, out);
    changed();
}

void VoipbinTopics::unsubscribe(const QString &pattern, SessionOutput &out)
{
    const std::optional<Entry> taken = takeEntry(m_entries, pattern);
    if (!taken)
        return;
    const Entry &entry = *taken;
    if (entry.textSent && entry.state != State::Refused)
        sendRequest("unsubscribe", entry.text, out);
    if (entry.prefixSent)
        takePrefixBack(entry, out);
    changed();
}

void VoipbinTopics::tick(Moment now, SessionOutput &out)
{
    for (Entry &entry : m_entries) {
        if (entry.state != State::Asked)
            continue;
        if (now - entry.askedAt >= translateAfter && wantsPrefix(entry))
            sendPrefix(entry, out);
        if (now - entry.askedAt < answerWithin)
            continue;
        entry.state = State::Unanswered;
        if (entry.delivered)
            continue;
        m_deployed = !m_answers && !m_knowsWildcards && m_variant == VoipbinVariant::Automatic;
        out.unconfirmed(entry.pattern, tr("The server did not answer within 5 s; some never do."));
    }
    changed();
}

void VoipbinTopics::answered(const VoipbinReply &reply, SessionOutput &out)
{
    m_answers = true;
    m_deployed = false;
    if (reply.topics.empty())
        answeredNone(reply, out);
    for (const std::string &topic : reply.topics)
        answeredOne(reply, topic, out);
    changed();
}

void VoipbinTopics::answeredOne(const VoipbinReply &reply, const std::string &topic,
                                SessionOutput &out)
{
    Entry *entry = entryOf(topic);
    const bool ours = m_translations.contains(topic) && !(entry && entry->text == topic);
    const bool open = entry && (entry->state == State::Asked || entry->state == State::Unanswered);
    if (ours && (reply.error || reply.forUnsubscribe || !open)) {
        out.control();
        return;
    }
    if (reply.error && (!entry || reply.forUnsubscribe)) {
        const QString about = displayText(topic, 160);
        out.serverError(reply.code, tr("About %1: %2").arg(about, refusal(reply)), reply.frame);
        return;
    }
    if (reply.error) {
        refuse(*entry, reply, out);
    } else if (!reply.forUnsubscribe && entry) {
        confirm(*entry, reply, out);
    } else if (entry) {
        out.control(); // it was unsubscribed and asked for anew since; this ack must not confirm it
    } else if (reply.forUnsubscribe) {
        out.released(QString::fromStdString(topic), reply.frame);
    } else {
        out.acknowledged(QString::fromStdString(topic), reply.frame);
    }
}

/// Answers that name no topic: a server answers in order, so an ack is for the oldest request; an
/// error may as well be about something else, and is taken for a refusal only if there is no doubt.
void VoipbinTopics::answeredNone(const VoipbinReply &reply, SessionOutput &out)
{
    Entry *oldest = reply.forUnsubscribe ? nullptr : oldestAsked();
    const auto asked = std::count_if(m_entries.begin(), m_entries.end(), [](const Entry &entry) {
        return entry.state == State::Asked;
    });
    if (reply.error && oldest && asked == 1)
        refuse(*oldest, reply, out);
    else if (reply.error)
        out.serverError(reply.code, refusal(reply), reply.frame);
    else if (oldest)
        confirm(*oldest, reply, out);
    else
        out.control();
}

void VoipbinTopics::confirm(Entry &entry, const VoipbinReply &reply, SessionOutput &out)
{
    entry.state = State::Confirmed;
    out.acknowledged(entry.pattern, reply.frame);
}

void VoipbinTopics::refuse(Entry &entry, const VoipbinReply &reply, SessionOutput &out)
{
    entry.state = State::Refused;
    out.refused(entry.pattern, reply.code, refusal(reply), reply.frame);
    if (entry.prefixSent)
        takePrefixBack(entry, out);
    entry.prefixSent = false;
}

VoipbinTopics::Match VoipbinTopics::match(std::string_view topic)
{
    if (m_entries.size() <= searchedWithoutCache)
        return search(topic);
    if (m_cache.empty())
        m_cache.resize(cacheSize);
    const quint64 hash = qHashBits(topic.data(), topic.size(), 1) | 1;
    Cached &cached = m_cache[(hash >> 1) % cacheSize];
    if (cached.topic != hash)
        cached = {hash, search(topic)};
    return cached.match;
}

VoipbinTopics::Match VoipbinTopics::search(std::string_view topic) const
{
    Match best;
    size_t bestFit = 0;
    for (size_t i = 0; i < m_entries.size(); ++i) {
        const Entry &entry = m_entries[i];
        const size_t fits = entry.state == State::Refused ? 0
            : entry.text == topic                         ? topic.size() + 1
                                                          : fit(entry.text, entry.prefix, topic);
        if (fits == 0)
            continue;
        best.requests += int(entry.textSent) + int(entry.prefixSent);
        if (fits > bestFit) {
            bestFit = fits;
            best.subscription = int(i);
        }
    }
    return best;
}

std::string_view VoipbinTopics::sharedKind() const
{
    std::string_view common;
    for (const Entry &entry : m_entries) {
        std::string_view rest = entry.text;
        for (int part = 0; part < 2; ++part) {
            const size_t colon = rest.find(':');
            rest = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
        }
        const std::string_view kind = rest.substr(0, rest.find(':'));
        if (kind.empty() || kind == "*" || (!common.empty() && kind != common))
            return {};
        common = kind;
    }
    return common;
}

void VoipbinTopics::firstDelivery(int subscription)
{
    Entry &entry = m_entries[size_t(subscription)];
    entry.delivered = true;
    if (!entry.prefix.empty() && !entry.prefixSent)
        m_knowsWildcards = true;
    schedule();
}

void VoipbinTopics::becomeDeployed(SessionOutput &out)
{
    m_deployed = true;
    for (Entry &entry : m_entries) {
        if (wantsPrefix(entry))
            sendPrefix(entry, out);
    }
    changed();
}

bool VoipbinTopics::wantsPrefix(const Entry &entry) const
{
    return m_variant == VoipbinVariant::Automatic && !m_answers && !m_knowsWildcards
        && !entry.prefix.empty() && !entry.prefixSent && !entry.delivered
        && (entry.state == State::Asked || entry.state == State::Unanswered);
}

void VoipbinTopics::sendPrefix(Entry &entry, SessionOutput &out)
{
    entry.prefixSent = true;
    m_translations.insert(entry.prefix);
    sendRequest("subscribe", entry.prefix, out);
}

void VoipbinTopics::takePrefixBack(const Entry &entry, SessionOutput &out)
{
    const bool shared =
        std::any_of(m_entries.begin(), m_entries.end(), [&entry](const Entry &other) {
            return &other != &entry && other.state != State::Refused
                && (other.text == entry.prefix
                    || (other.prefixSent && other.prefix == entry.prefix));
        });
    if (!shared)
        sendRequest("unsubscribe", entry.prefix, out);
}

void VoipbinTopics::sendRequest(std::string_view type, std::string_view topic, SessionOutput &out)
{
    m_frame = R"({"type":")";
    m_frame += type;
    m_frame += R"(","topics":[)";
    appendJsonString(m_frame, topic);
    m_frame += "]}";
    out.sendAbout(topic, m_frame);
}

VoipbinTopics::Entry *VoipbinTopics::entryWithText(std::string_view topic)
{
    Entry *first = nullptr;
    for (Entry &entry : m_entries) {
        if (entry.text != topic)
            continue;
        if (entry.state == State::Asked)
            return &entry;
        first = first ? first : &entry;
    }
    return first;
}

VoipbinTopics::Entry *VoipbinTopics::entryWithPrefix(std::string_view topic)
{
    const auto found =
        std::find_if(m_entries.begin(), m_entries.end(), [topic](const Entry &entry) {
            return entry.prefixSent && entry.prefix == topic;
        });
    return found == m_entries.end() ? nullptr : &*found;
}

VoipbinTopics::Entry *VoipbinTopics::entryOf(std::string_view topic)
{
    Entry *written = entryWithText(topic);
    return written ? written : entryWithPrefix(topic);
}

VoipbinTopics::Entry *VoipbinTopics::oldestAsked()
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [](const Entry &entry) { return entry.state == State::Asked; });
    return found == m_entries.end() ? nullptr : &*found;
}

/// After every change of what was asked for: matches that were found before are stale.
void VoipbinTopics::changed()
{
    m_cache.clear();
    m_commonKind = sharedKind();
    schedule();
}

void VoipbinTopics::schedule()
{
    m_deadline.reset();
    for (const Entry &entry : m_entries) {
        if (entry.state != State::Asked)
            continue;
        const Moment due = entry.askedAt + (wantsPrefix(entry) ? translateAfter : answerWithin);
        if (!m_deadline || due < *m_deadline)
            m_deadline = due;
    }
}

} // namespace eventscope
