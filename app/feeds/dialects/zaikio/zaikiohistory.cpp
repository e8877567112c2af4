// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/zaikio/zaikiohistory.h"

#include "app/feeds/dialects/zaikio/zaikioidentifier.h"
#include "models/event/displaytext.h"
#include "models/event/jsontext.h"

#include <QCoreApplication>
#include <algorithm>
#include <charconv>
#include <utility>

namespace eventscope {

namespace {

constexpr size_t maxStreams = 4'096;
constexpr size_t maxStreamName = 512;
constexpr size_t maxEpoch = 128;
constexpr size_t maxRemembered = 1'024;
/// AnyCable takes no more than 64 KiB in a message; streams that find no room are asked for by
/// time.
constexpr size_t maxRequest = 24 * 1'024;
/// Subscriptions that were not asked for again by then are probably no longer wanted.
constexpr Moment forgetAfter{20'000};

QString tr(const char *text)
{
    return QCoreApplication::translate("ZaikioDialect", text);
}

quint64 numberIn(std::string_view text)
{
    quint64 number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

QString shown(const std::string &identifier)
{
    return displayText(ZaikioIdentifier::parsed(identifier).list(), 120);
}

} // namespace

void ZaikioHistory::restore(JsonRef saved)
{
    m_since = numberIn(saved["since"].raw());
    saved["subscribed"].forEachElement([this](JsonRef identifier) {
        if (m_remembered.size() < maxRemembered)
            m_remembered.emplace_back(identifier.string(m_scratch));
    });
    saved["streams"].forEachMember([this](JsonRef name, JsonRef place) {
        Position position;
        position.safe = {std::string(place["epoch"].string(m_epoch)),
                         numberIn(place["offset"].raw())};
        position.latest = position.safe;
        position.isSafe = true;
        m_streams.emplace(name.string(m_scratch), std::move(position));
    });
}

void ZaikioHistory::save(std::string &json, const std::vector<std::string> &subscribed) const
{
    if (!m_extended && m_remembered.empty())
        return;
    std::vector<std::string> all = m_remembered;
    for (const Pending &pending : m_pending)
        all.push_back(pending.identifier);
    if (m_extended) {
        for (const std::string &identifier : subscribed) {
            if (std::find(all.begin(), all.end(), identifier) == all.end()
                && all.size() < maxRemembered)
                all.push_back(identifier);
        }
    }
    const bool behind = !m_pending.empty() || !m_remembered.empty();
    const quint64 since = (behind && m_since > 0) || m_serverTime == 0 ? m_since : m_serverTime;
    json += R"(,"since":)" + std::to_string(since) + R"(,"subscribed":[)";
    for (const std::string &identifier : all) {
        if (json.back() != '[')
            json += ',';
        appendJsonString(json, identifier);
    }
    json += R"(],"streams":)";
    appendStreams(json, std::string::npos, m_pending.empty());
}

void ZaikioHistory::appendStreams(std::string &json, size_t most, bool latest) const
{
    const size_t begin = json.size();
    json += '{';
    for (const auto &[name, position] : m_streams) {
        if ((!latest && !position.isSafe) || json.size() - begin > most)
            continue;
        const Place &place = latest ? position.latest : position.safe;
        if (json.back() != '{')
            json += ',';
        appendJsonString(json, name);
        json += R"(:{"epoch":)";
        appendJsonString(json, place.epoch);
        json += R"(,"offset":)" + std::to_string(place.offset) + '}';
    }
    json += '}';
}

bool ZaikioHistory::canResume() const
{
    return m_extended && !m_remembered.empty() && (m_since > 0 || !m_streams.empty());
}

void ZaikioHistory::proven(Moment now, SessionOutput &out)
{
    if (canResume()) {
        m_resuming = true;
        m_forgetAt = now + forgetAfter;
        out.resuming();
        return;
    }
    m_remembered.clear();
    m_streams.clear();
}

void ZaikioHistory::appendRequest(const std::string &identifier, Moment now, std::string &frame,
                                  SessionOutput &out)
{
    if (!m_resuming)
        return;
    if (std::erase(m_late, identifier) > 0)
        lose(tr("What was sent on %1 in the meantime was asked for too late.")
                 .arg(shown(identifier)),
             out);
    const auto asked =
        std::find_if(m_pending.begin(), m_pending.end(), [&identifier](const Pending &pending) {
            return pending.identifier == identifier;
        });
    const bool isNew = std::erase(m_remembered, identifier) > 0;
    if (asked == m_pending.end() && !isNew)
        return;
    if (m_pending.empty())
        settle();
    if (asked == m_pending.end())
        m_pending.push_back({identifier, now});
    else
        asked->askedAt = now;
    frame += R"(,"history":{)";
    if (m_since > 0)
        frame += R"("since":)" + std::to_string(m_since) + ',';
    frame += R"("streams":)";
    appendStreams(frame, maxRequest, false);
    frame += '}';
}

void ZaikioHistory::answered(const std::string &identifier, bool sent, SessionOutput &out)
{
    const size_t before = m_pending.size();
    remove(identifier);
    if (m_pending.size() == before)
        return;
    if (!sent)
        lose(tr("The server no longer has what was sent on %1 in the meantime (its history does "
                "not reach back that far).")
                 .arg(shown(identifier)),
             out);
    concludeIfDone(out);
}

void ZaikioHistory::forget(const std::string &identifier, SessionOutput &out)
{
    std::erase(m_late, identifier);
    if (remove(identifier))
        concludeIfDone(out);
}

bool ZaikioHistory::remove(const std::string &identifier)
{
    const bool wasRemembered = std::erase(m_remembered, identifier) > 0;
    const auto same = [&identifier](const Pending &pending) {
        return pending.identifier == identifier;
    };
    const bool wasPending = std::erase_if(m_pending, same) > 0;
    if (wasPending && m_pending.empty())
        settle();
    return wasRemembered || wasPending;
}

void ZaikioHistory::lose(const QString &cause, SessionOutput &out)
{
    m_lost = true;
    out.gap(cause);
}

void ZaikioHistory::concludeIfDone(SessionOutput &out)
{
    if (!m_resuming || !m_pending.empty() || !m_remembered.empty() || std::exchange(m_told, true))
        return;
    m_forgetAt.reset();
    if (!m_lost)
        out.resumed();
}

void ZaikioHistory::settle()
{
    for (auto &[name, position] : m_streams) {
        position.safe = position.latest;
        position.isSafe = true;
    }
}

void ZaikioHistory::tick(Moment now, SessionOutput &out)
{
    if (m_forgetAt && now >= *m_forgetAt) {
        m_forgetAt.reset();
        m_late = std::exchange(m_remembered, {});
        concludeIfDone(out);
    }
    const auto isLate = [now](const Pending &pending) {
        return now - pending.askedAt >= answerWithin;
    };
    while (true) {
        const auto late = std::find_if(m_pending.begin(), m_pending.end(), isLate);
        if (late == m_pending.end())
            return;
        const std::string identifier = late->identifier;
        remove(identifier);
        lose(tr("The server did not say whether it sent all that was missed on %1.")
                 .arg(shown(identifier)),
             out);
        concludeIfDone(out);
    }
}

std::optional<Moment> ZaikioHistory::deadline() const
{
    std::optional<Moment> due = m_forgetAt;
    for (const Pending &pending : m_pending) {
        if (!due || pending.askedAt + answerWithin < *due)
            due = pending.askedAt + answerWithin;
    }
    return due;
}

/// Rails sends seconds; AnyCable can be set to milliseconds or nanoseconds.
void ZaikioHistory::heardTime(JsonRef time)
{
    quint64 number = time.isNumber() ? numberIn(time.raw()) : 0;
    while (number > 100'000'000'000)
        number /= 1'000;
    if (number > 1)
        m_serverTime = number - 1; // what was sent within the second of the ping may be after it
}

void ZaikioHistory::read(const ZaikioFrame &frame)
{
    if (!m_extended || !frame.stream.isString() || !frame.offset.isNumber())
        return;
    const std::string_view name = frame.stream.string(m_scratch);
    const std::string_view epoch = frame.epoch.scalar(m_epoch);
    const quint64 offset = numberIn(frame.offset.raw());
    auto found = m_streams.find(name);
    if (found == m_streams.end()) {
        if (m_streams.size() >= maxStreams || name.size() > maxStreamName
            || epoch.size() > maxEpoch)
            return;
        found = m_streams.emplace(name, Position()).first;
    }
    Place &latest = found->second.latest;
    if (latest.epoch != epoch) {
        latest.epoch = epoch.substr(0, maxEpoch);
        latest.offset = offset;
    } else if (offset > latest.offset) {
        latest.offset = offset;
    }
}

} // namespace eventscope
