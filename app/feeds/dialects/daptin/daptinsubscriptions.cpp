// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/daptin/daptinsubscriptions.h"

#include "app/feeds/commalist.h"
#include "app/feeds/dialects/daptin/daptinfilters.h"
#include "app/feeds/takeentry.h"
#include "models/event/displaytext.h"

#include <QCoreApplication>
#include <algorithm>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t maxTopicsOfPattern = 256;
/// A pattern that comes back so soon after it was taken back is one whose filters were edited.
constexpr Moment changeWithin{1'000};

QString tr(const char *text)
{
    return QCoreApplication::translate("DaptinDialect", text);
}

/// Daptin has words and no codes; these are what the program shows its own words for.
QString codeOf(const QString &error)
{
    if (error.startsWith(u"permission denied"_s))
        return u"PERMISSION_DENIED"_s;
    return error.contains(u"not found"_s) || error.contains(u"does not exist"_s)
        ? u"TOPIC_NOT_FOUND"_s
        : u"REFUSED"_s;
}

QString refusalOf(const QString &error)
{
    const QString words = displayText(error, 300);
    const QString code = codeOf(error);
    if (code == u"PERMISSION_DENIED")
        return tr("The account of this token may not read the topic (%1).").arg(words);
    if (code == u"TOPIC_NOT_FOUND")
        return tr("The server has no topic of this name (%1).").arg(words);
    if (words.isEmpty())
        return tr("The server refused it without a word.");
    return tr("The server refused it (%1).").arg(words);
}

} // namespace

bool DaptinSubscriptions::Entry::has(State state) const
{
    return std::any_of(topics.begin(), topics.end(),
                       [state](const Topic &topic) { return topic.state == state; });
}

void DaptinSubscriptions::add(const Subscription &subscription, Moment now, SessionOutput &out)
{
    Entry entry;
    entry.pattern = subscription.pattern;
    entry.filters = daptinFilters(subscription.filters);
    entry.hasTypeFilter = subscription.filters.contains(daptinTypeFilter);
    if (m_takenBack == subscription.pattern && now - m_takenBackAt <= changeWithin
        && m_takenBackFilters != entry.filters)
        entry.changedSince = m_takenBackAt;
    for (const QString &part : subscription.pattern.split(u',', Qt::SkipEmptyParts)) {
        const std::string name = part.trimmed().toStdString();
        const bool again = std::any_of(entry.topics.begin(), entry.topics.end(),
                                       [&name](const Topic &topic) { return topic.name == name; });
        if (!name.empty() && !again && entry.topics.size() < maxTopicsOfPattern)
            entry.topics.push_back(
                {name, m_positions.contains(name) ? State::Covered : State::Waiting, {}});
    }
    m_entries.push_back(std::move(entry));
    changed();
    if (m_started)
        ask(m_entries.back(), now, out);
}

void DaptinSubscriptions::ask(Entry &entry, Moment now, SessionOutput &out)
{
    if (!entry.has(State::Waiting)) {
        const bool allCovered =
            entry.has(State::Covered) && !entry.has(State::Asked) && !entry.has(State::Confirmed);
        if (allCovered)
            out.unconfirmed(entry.pattern,
                            tr("Another subscription has its topics already, and Daptin keeps only "
                               "the first, with its filters."));
        return;
    }
    if (isLeaving(entry))
        return;
    std::vector<std::string> names;
    for (const Topic &topic : entry.topics) {
        if (topic.state == State::Waiting)
            names.push_back(topic.name);
    }
    if (const auto since = std::exchange(entry.changedSince, {}))
        out.gap(tr("The filters of %1 were changed, and a Daptin must unsubscribe for that: events "
                   "in between may be missing.")
                    .arg(displayText(entry.pattern, 120)),
                {since, 0});
    const QString id = m_writer.begin("subscribe");
    m_writer.topic(commaList(names));
    if (!entry.filters.empty())
        m_writer.json("filters", entry.filters);
    m_writer.send(out);
    for (Topic &topic : entry.topics) {
        if (topic.state == State::Waiting)
            topic = {std::move(topic.name), State::Asked, id};
    }
    entry.askedAt = now;
    if (entry.hasTypeFilter && m_writer.generation() == DaptinGeneration::B)
        explainSilence(entry, out);
}

bool DaptinSubscriptions::isLeaving(const Entry &entry) const
{
    return std::any_of(entry.topics.begin(), entry.topics.end(), [this](const Topic &topic) {
        return topic.state == State::Waiting
            && std::any_of(m_leaving.begin(), m_leaving.end(), [&topic](const Leaving &leaving) {
                   return std::count(leaving.topics.begin(), leaving.topics.end(), topic.name) > 0;
               });
    });
}

void DaptinSubscriptions::askWaiting(Moment now, SessionOutput &out)
{
    for (Entry &entry : m_entries) {
        if (m_started && entry.has(State::Waiting))
            ask(entry, now, out);
    }
}

void DaptinSubscriptions::remove(const QString &pattern, Moment now, SessionOutput &out)
{
    const std::optional<Entry> taken = takeEntry(m_entries, pattern);
    if (!taken)
        return;
    const Entry &entry = *taken;
    std::vector<std::string> names;
    for (const Topic &topic : entry.topics) {
        if (topic.state == State::Asked || topic.state == State::Confirmed
            || topic.state == State::Unanswered)
            names.push_back(topic.name);
        if (topic.state == State::Covered)
            continue;
        // The next pattern that names the topic is its owner now.
        for (Entry &other : m_entries) {
            const auto same = std::find_if(
                other.topics.begin(), other.topics.end(),
                [&topic](const Topic &candidate) { return candidate.name == topic.name; });
            if (same == other.topics.end())
                continue;
            same->state = State::Waiting;
            break;
        }
    }
    changed();
    if (!names.empty()) {
        m_takenBack = pattern;
        m_takenBackFilters = entry.filters;
        m_takenBackAt = now;
        const QString id = m_writer.begin("unsubscribe");
        m_writer.topic(commaList(names));
        m_writer.send(out);
        if (m_writer.isAnswered())
            m_leaving.push_back({pattern, id, std::move(names), now});
    }
    askWaiting(now, out);
}

void DaptinSubscriptions::start(Moment now, SessionOutput &out)
{
    m_started = true;
    m_leaving.clear();
    for (Entry &entry : m_entries) {
        for (Topic &topic : entry.topics) {
            if (topic.state != State::Covered)
                topic.state = State::Waiting;
        }
        ask(entry, now, out);
    }
}

void DaptinSubscriptions::tick(Moment now, SessionOutput &out)
{
    for (Entry &entry : m_entries) {
        if (!entry.has(State::Asked) || now - entry.askedAt < answerWithin)
            continue;
        for (Topic &topic : entry.topics) {
            if (topic.state == State::Asked)
                topic.state = State::Unanswered;
        }
        const bool warned = entry.hasTypeFilter && m_writer.generation() == DaptinGeneration::B;
        if (!entry.delivered && !warned)
            explainSilence(entry, out);
    }
    for (size_t i = 0; i < m_leaving.size();) {
        if (now - m_leaving[i].since < answerWithin) {
            ++i;
            continue;
        }
        const Leaving gone = std::move(m_leaving[i]);
        m_leaving.erase(m_leaving.begin() + std::ptrdiff_t(i));
        const bool wantedAgain =
            std::any_of(m_entries.begin(), m_entries.end(),
                        [&gone](const Entry &entry) { return entry.pattern == gone.pattern; });
        if (!wantedAgain)
            out.unconfirmed(gone.pattern,
                            tr("The server did not confirm the end of it within 5 s; where nothing "
                               "was subscribed it never does."));
    }
    askWaiting(now, out);
}

void DaptinSubscriptions::explainSilence(const Entry &entry, SessionOutput &out) const
{
    const DaptinGeneration generation = m_writer.generation();
    const QString server = daptinGenerationText(generation);
    if (generation == DaptinGeneration::B && entry.hasTypeFilter) {
        out.unconfirmed(entry.pattern,
                        tr("This is %1: it ends a subscription with an EventType filter without a "
                           "word at the first event of another type. Leave that filter out.")
                            .arg(server));
    } else if (generation == DaptinGeneration::A || generation == DaptinGeneration::B) {
        out.unconfirmed(entry.pattern,
                        tr("This is %1: it answers no subscription; only events show that it took "
                           "it.")
                            .arg(server));
    } else if (generation == DaptinGeneration::C && entry.has(State::Confirmed)) {
        QStringList silent;
        for (const Topic &topic : entry.topics) {
            if (topic.state == State::Unanswered)
                silent.append(displayText(topic.name, 80));
        }
        out.unconfirmed(entry.pattern,
                        tr("The server answered only for some of its topics within 5 s, and not "
                           "for %1.")
                            .arg(silent.join(u", "_s)));
    } else if (generation == DaptinGeneration::C) {
        out.unconfirmed(entry.pattern,
                        tr("The server did not answer within 5 s; it does not where it has the "
                           "topic subscribed already."));
    } else {
        out.unconfirmed(entry.pattern,
                        tr("The server did not answer, and did not show which Daptin it is."));
    }
}

std::optional<Moment> DaptinSubscriptions::deadline() const
{
    std::optional<Moment> due;
    const auto atMost = [&due](Moment moment) { due = due ? std::min(*due, moment) : moment; };
    for (const Entry &entry : m_entries) {
        if (entry.has(State::Asked))
            atMost(entry.askedAt + answerWithin);
    }
    for (const Leaving &leaving : m_leaving)
        atMost(leaving.since + answerWithin);
    return due;
}

bool DaptinSubscriptions::answered(const DaptinReply &reply, Moment now, SessionOutput &out)
{
    if (reply.method == u"subscribe")
        return subscribeAnswered(reply, out);
    return reply.method == u"unsubscribe" && unsubscribeAnswered(reply, now, out);
}

/// The one that the answer names; else the first with its id, because "internal error" names none.
DaptinSubscriptions::Topic *DaptinSubscriptions::findAsked(const DaptinReply &reply, Entry *&owner)
{
    const std::string name = reply.topic.toStdString();
    Topic *withId = nullptr;
    for (Entry &entry : m_entries) {
        for (Topic &topic : entry.topics) {
            const bool open = topic.state == State::Asked || topic.state == State::Unanswered;
            if (!open || topic.id != reply.id)
                continue;
            if (topic.name == name) {
                owner = &entry;
                return &topic;
            }
            if (!withId && !reply.id.isEmpty()) {
                withId = &topic;
                owner = &entry;
            }
        }
    }
    return withId;
}

bool DaptinSubscriptions::subscribeAnswered(const DaptinReply &reply, SessionOutput &out)
{
    Entry *entry = nullptr;
    Topic *topic = findAsked(reply, entry);
    if (!topic)
        return false;
    topic->state = reply.ok ? State::Confirmed : State::Refused;
    if (!reply.ok && entry->refusal.isEmpty()) {
        entry->refusal = refusalOf(reply.error);
        entry->code = codeOf(reply.error);
    }
    settle(*entry, reply, out);
    return true;
}

void DaptinSubscriptions::settle(Entry &entry, const DaptinReply &reply, SessionOutput &out)
{
    const bool lives = entry.has(State::Confirmed) || entry.has(State::Asked)
        || entry.has(State::Unanswered) || entry.has(State::Covered);
    if (!lives) {
        out.refused(entry.pattern, entry.code, entry.refusal, reply.frame);
        entry.refusal.clear();
        return;
    }
    if (!reply.ok)
        out.serverError(
            codeOf(reply.error),
            tr("About %1: %2").arg(displayText(reply.topic, 120), refusalOf(reply.error)),
            reply.frame);
    if (entry.has(State::Asked) || entry.has(State::Unanswered)) {
        if (reply.ok)
            out.control(); // one of several
        return;
    }
    if (entry.has(State::Confirmed))
        out.acknowledged(entry.pattern, reply.frame);
}

bool DaptinSubscriptions::unsubscribeAnswered(const DaptinReply &reply, Moment now,
                                              SessionOutput &out)
{
    const std::string name = reply.topic.toStdString();
    const auto found =
        std::find_if(m_leaving.begin(), m_leaving.end(), [&reply, &name](const Leaving &leaving) {
            const auto &names = leaving.topics;
            return reply.id == leaving.id
                && (!reply.ok || std::find(names.begin(), names.end(), name) != names.end());
        });
    if (found == m_leaving.end())
        return false;
    if (!reply.ok)
        out.serverError(codeOf(reply.error), displayText(reply.error, 300), reply.frame);
    std::erase(found->topics, name);
    if (reply.ok && !found->topics.empty()) {
        out.control();
        return true;
    }
    const QString pattern = found->pattern;
    m_leaving.erase(found);
    if (reply.ok)
        out.released(pattern, reply.frame);
    askWaiting(now, out);
    return true;
}

int DaptinSubscriptions::match(std::string_view topic) const
{
    const auto found = m_positions.find(topic);
    return found == m_positions.end() ? -1 : found->second;
}

QStringList DaptinSubscriptions::topics() const
{
    QStringList names;
    for (const auto &[name, position] : m_positions)
        names.append(QString::fromStdString(name));
    return names;
}

void DaptinSubscriptions::changed()
{
    m_positions.clear();
    for (size_t i = 0; i < m_entries.size(); ++i) {
        for (const Topic &topic : m_entries[i].topics) {
            if (topic.state != State::Covered)
                m_positions.emplace(topic.name, int(i));
        }
    }
}

} // namespace eventscope
