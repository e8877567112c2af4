// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/shapescore.h"

#include <algorithm>

namespace eventscope {

namespace {

using Place = ShapeGuess::Place;

/// What has less is too uncertain to be shown as a fact.
constexpr int enough = 8;
/// A type's name with less could as well be that of something else.
constexpr int leastTelling = 6;

struct Name
{
    std::string_view key;
    int score;
};

constexpr Name typeNames[] = {
    {"eventtype", 11},  {"eventname", 10}, {"type", 10},  {"event", 9},  {"kind", 9},
    {"messagetype", 9}, {"msgtype", 9},    {"action", 7}, {"method", 6}, {"command", 6},
    {"op", 6},          {"ev", 7},         {"e", 7},      {"t", 6},      {"name", 4},
};
constexpr Name topicNames[] = {
    {"topic", 10},    {"channel", 9},    {"channelname", 9}, {"routingkey", 9}, {"stream", 8},
    {"room", 8},      {"queue", 8},      {"feed", 7},        {"entitytype", 7}, {"objecttype", 7},
    {"publisher", 6}, {"collection", 6}, {"table", 6},       {"service", 6},    {"source", 5},
    {"resource", 5},  {"exchange", 5},   {"namespace", 5},
};
constexpr Name subjectNames[] = {
    {"subject", 10},    {"subjectid", 10}, {"entityid", 9}, {"resourceid", 9}, {"deviceid", 9},
    {"objectid", 8},    {"productid", 8},  {"orderid", 8},  {"jobid", 8},      {"taskid", 8},
    {"callid", 8},      {"symbol", 8},     {"device", 8},   {"sensor", 8},     {"sensorid", 8},
    {"referenceid", 7}, {"userid", 7},     {"runid", 7},    {"pair", 7},       {"instrument", 7},
    {"host", 7},        {"hostname", 7},   {"key", 6},      {"task", 7},       {"ticker", 6},
    {"node", 6},        {"user", 6},       {"market", 6},   {"account", 5},    {"sessionid", 5},
    {"s", 7},           {"name", 5},
};
constexpr Name timeNames[] = {
    {"eventtime", 12}, {"timestamp", 11}, {"occurredat", 11}, {"timefired", 11}, {"time", 10},
    {"ts", 10},        {"at", 10},        {"emittedat", 10},  {"sentat", 9},     {"publishedat", 9},
    {"datetime", 9},   {"date", 8},       {"updatedat", 8},   {"tmupdate", 8},   {"createdat", 7},
    {"created", 7},    {"tmcreate", 7},   {"servertime", 7},  {"receivedat", 6}, {"startedat", 5},
    {"e", 7},          {"t", 6},
};
constexpr Name idNames[] = {
    {"eventid", 12}, {"messageid", 10}, {"msgid", 10}, {"uuid", 9},
    {"guid", 9},     {"deliveryid", 9}, {"id", 9},
};
constexpr Name severityKeys[] = {
    {"severity", 10},  {"severitytext", 10}, {"loglevel", 10}, {"level", 9},
    {"alertlevel", 9}, {"sev", 8},           {"priority", 6},  {"prio", 6},
    {"urgency", 6},    {"status", 4},        {"result", 4},    {"outcome", 4},
};

template<size_t Size>
int nameScore(const Name (&names)[Size], std::string_view key)
{
    for (const Name &name : names) {
        if (name.key == key)
            return name.score;
    }
    return 0;
}

/// What stands outside is about the event; what stands within is about what happened.
int depthScore(const Place &place)
{
    return place.depth == 1 ? 3 : place.depth == 2 ? 1 : 0;
}

bool mostly(int count, const Place &place)
{
    return count * 10 >= place.seen * 9;
}

bool isEnvelope(std::string_view name)
{
    for (const std::string_view known :
         {"event", "meta", "metadata", "header", "headers", "envelope", "context", "message"}) {
        if (name == known)
            return true;
    }
    return false;
}

int typeScore(const Place &place)
{
    if (!mostly(place.words, place) || mostly(place.uuids, place) || mostly(place.moments, place))
        return 0;
    if (place.seen >= 10 && place.distinct() > 4 && place.distinct() * 2 > place.seen)
        return 0;
    int score = nameScore(typeNames, place.key) + depthScore(place);
    // The names of things differ; those of types come again.
    if (nameScore(typeNames, place.key) < leastTelling && place.seen > 1
        && place.distinct() == place.seen)
        return 0;
    if (mostly(place.compounds, place))
        score += 3;
    if (mostly(place.generic, place))
        score -= 4;
    // Without a name that tells: a few values that change are a type at best.
    if (nameScore(typeNames, place.key) == 0)
        return place.depth == 1 && place.seen >= 10 && place.distinct() > 1
                && place.distinct() <= 12 && nameScore(topicNames, place.key) == 0
                && nameScore(subjectNames, place.key) == 0
            ? enough
            : 0;
    return score;
}

int topicScore(const Place &place)
{
    if (!mostly(place.texts, place) || mostly(place.moments, place) || place.longest > 256)
        return 0;
    const int name = nameScore(topicNames, place.key);
    return name == 0 ? 0 : name + depthScore(place);
}

int subjectScore(const Place &place)
{
    if (mostly(place.moments, place) || place.longest > 128)
        return 0;
    int name = nameScore(subjectNames, place.key);
    if (place.key == "id" && place.depth > 1)
        name = 8; // of what the event is about
    else if (name == 0 && place.key.size() > 2 && place.key.ends_with("id")
             && mostly(place.texts, place))
        name = 5;
    if (place.key.size() == 1 && !mostly(place.texts, place))
        return 0; // some number
    // Unlike the rest, what an event is about stands within as often as outside.
    return name == 0 ? 0 : name + 4 - place.depth;
}

int timeScore(const Place &place)
{
    if (!mostly(place.moments, place))
        return 0;
    for (const std::string_view later : {"expir", "next", "until", "valid", "delete", "due"}) {
        if (place.key.find(later) != std::string::npos)
            return 0;
    }
    const int name = nameScore(timeNames, place.key);
    if (mostly(place.writtenMoments, place))
        return std::max(name, 4) + depthScore(place) + 2;
    return name == 0 ? 0 : name + depthScore(place); // any large number could be a unix time
}

int idScore(const Place &place)
{
    if (place.distinct() < place.seen || mostly(place.moments, place) || place.longest > 128)
        return 0;
    const int name = nameScore(idNames, place.key);
    if (name == 0 || place.depth > 2 || (place.depth == 2 && !isEnvelope(place.parent)))
        return 0;
    return name + depthScore(place) + (mostly(place.uuids, place) ? 2 : 0);
}

int severityScore(const Place &place)
{
    if (!mostly(place.severities, place))
        return 0;
    const int name = nameScore(severityKeys, place.key);
    if (name == 0 || (name == 4 && !mostly(place.texts, place)))
        return 0;
    return name + depthScore(place) + (place.tellingSeverities > 0 ? 1 : 0);
}

int fit(ShapePart part, const Place &place)
{
    switch (part) {
    case ShapePart::Type:
        return typeScore(place);
    case ShapePart::Topic:
        return topicScore(place);
    case ShapePart::Subject:
        return subjectScore(place);
    case ShapePart::Time:
        return timeScore(place);
    case ShapePart::Id:
        return idScore(place);
    case ShapePart::Severity:
        return severityScore(place);
    }
    return 0;
}

} // namespace

int shapeScore(ShapePart part, const Place &place, int frames)
{
    // Answers and greetings stand between the events, and not every event has a subject.
    const bool usual = part == ShapePart::Type || part == ShapePart::Time;
    if (place.seen * 100 < frames * (usual ? 40 : 20))
        return 0;
    const int score = fit(part, place);
    return score < enough ? 0 : score * 10 + place.seen * 10 / std::max(frames, 1);
}

} // namespace eventscope
