// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/shapeguess.h"

#include "models/event/hash.h"
#include "models/event/jsontext.h"
#include "models/event/jsonvalues.h"
#include "models/event/shapescore.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr int maxDepth = 3;
constexpr int maxGuessedMembers = 64; ///< of one object
constexpr size_t maxObjects = 24; ///< of one frame
constexpr size_t maxKey = 64;

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isGuessedDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// `eventType`, `event_type` and `Event-Type` are one name.
std::string plainKey(std::string_view key)
{
    std::string plain;
    for (const char c : key) {
        if (isLetter(c))
            plain += char(c | 0x20);
        else if (isGuessedDigit(c))
            plain += c;
    }
    return plain;
}

bool isSeparator(char c)
{
    return c == '.' || c == '_' || c == '-' || c == ':' || c == '/';
}

/// What a program would call something: no sentence, no number.
bool isWord(std::string_view text)
{
    return !text.empty() && text.size() <= 64 && isLetter(text.front())
        && std::all_of(text.begin(), text.end(), [](char c) {
               return isLetter(c) || isGuessedDigit(c) || isSeparator(c) || c == '@' || c == '#';
           });
}

bool isUuid(std::string_view text)
{
    if (text.size() != 36)
        return false;
    for (size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const char c = char(text[i] | 0x20);
        if (dash ? text[i] != '-' : !isGuessedDigit(text[i]) && (c < 'a' || c > 'f'))
            return false;
    }
    return true;
}

bool saysNothing(std::string_view word)
{
    constexpr std::string_view generic[] = {"event",  "events", "message", "msg",         "data",
                                            "update", "next",   "publish", "notification"};
    return std::find(std::begin(generic), std::end(generic), word) != std::end(generic);
}

struct Level
{
    JsonRef object;
    std::string pointer;
    std::string key;
    int depth;
};

} // namespace

void ShapeGuess::look(JsonRef frame)
{
    if (!frame.isObject() || isComplete())
        return;
    ++m_frames;
    // Level by level, so that what stands outside is known if there is too much of it.
    std::vector<Level> levels{{frame, {}, {}, 1}};
    for (size_t i = 0; i < levels.size(); ++i) {
        const Level level = levels[i];
        int members = 0;
        level.object.forEachMember([&](JsonRef name, JsonRef value) {
            if (++members > maxGuessedMembers || value.isNull() || value.raw() == "\"\"")
                return;
            const std::string key(name.string(m_scratch));
            // Of duplicate keys only the last counts, everywhere.
            if (key.size() > maxKey || level.object[key].index() != value.index())
                return;
            const std::string pointer = level.pointer + jsonPointer({key});
            if (!value.isObject())
                note(pointer, key, level.key, level.depth, value);
            else if (level.depth < maxDepth && levels.size() < maxObjects)
                levels.push_back({value, pointer, plainKey(key), level.depth + 1});
        });
    }
}

void ShapeGuess::note(const std::string &pointer, std::string_view key, std::string_view parent,
                      int depth, JsonRef value)
{
    if (value.isArray() || (m_places.size() >= maxPlaces && !m_places.contains(pointer)))
        return;
    Place &place = m_places[pointer];
    if (place.seen++ == 0) {
        place.key = plainKey(key);
        place.parent = parent;
        place.depth = depth;
    }
    const std::string_view text = value.scalar(m_scratch);
    place.longest = std::max(place.longest, text.size());
    place.values.insert(hash64(text));
    if (value.isString()) {
        ++place.texts;
        if (isWord(text)) {
            ++place.words;
            place.generic += saysNothing(text);
            place.compounds += std::any_of(text.begin(), text.end(), isSeparator);
        }
        place.uuids += isUuid(text);
    }
    std::string scratch;
    if (momentOf(value, scratch) != noTime) {
        ++place.moments;
        place.writtenMoments += value.isString() && parseTimestamp(value.string(scratch)) != noTime;
    }
    if (const auto severity = severityOf(value, scratch)) {
        ++place.severities;
        place.tellingSeverities += *severity != Severity::Info;
    }
}

ShapePlaces ShapeGuess::places() const
{
    ShapePlaces found;
    std::set<std::string_view> taken;
    // What can be told best comes first: what it takes is none of the others.
    for (const ShapePart part : {ShapePart::Time, ShapePart::Id, ShapePart::Severity,
                                 ShapePart::Type, ShapePart::Topic, ShapePart::Subject}) {
        int best = 0;
        for (const auto &[pointer, place] : m_places) {
            const int score = taken.contains(pointer) ? 0 : shapeScore(part, place, m_frames);
            if (score > best) { // of equals the first by name, whatever came first
                best = score;
                found[part] = pointer;
            }
        }
        if (best > 0)
            taken.insert(found[part]);
    }
    return found;
}

} // namespace eventscope
