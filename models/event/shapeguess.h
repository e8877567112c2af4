// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/jsontape.h"

#include <array>
#include <map>
#include <set>
#include <string>

namespace eventscope {

/// What is looked for in a frame of which nobody said how it is made.
enum class ShapePart : quint8 { Type, Topic, Subject, Time, Id, Severity };
inline constexpr size_t shapeParts = 6;

/// Where the parts of an event stand, as JSON pointers; an empty one: nowhere.
struct ShapePlaces
{
    std::array<std::string, shapeParts> pointers;

    std::string &operator[](ShapePart part) { return pointers[size_t(part)]; }
    const std::string &operator[](ShapePart part) const { return pointers[size_t(part)]; }
    bool operator==(const ShapePlaces &) const = default;
};

/// Guesses where the type, topic, subject, time, id and severity of a feed's events stand, from its
/// first frames: by the names of members and by what their values look like over all frames (a time
/// is a time in every frame, a type has few values, an id has none twice). A pure function of the
/// frames: the same ones give the same answer, in any order unless they have more than maxPlaces
/// places. No clock, no I/O; bounded in what it keeps and in what it reads of each frame, whatever
/// a server sends.
class ShapeGuess
{
public:
    /// After so many frames there is nothing more to learn, and look() does nothing any more.
    static constexpr int enoughFrames = 100;

    /// What is no object is passed over.
    void look(JsonRef frame);
    int looked() const { return m_frames; }
    bool isComplete() const { return m_frames >= enoughFrames; }
    ShapePlaces places() const;

    /// What was seen at one pointer.
    struct Place
    {
        std::string key; ///< its last name, without case and punctuation
        std::string parent; ///< the one before, likewise
        int depth = 1;
        int seen = 0; ///< frames that have something there; null and "" are nothing
        int texts = 0;
        int words = 0; ///< texts that could be names: `order.created`
        int compounds = 0; ///< words of several parts
        int generic = 0; ///< words that say nothing: `event`, `message`
        int uuids = 0;
        int moments = 0;
        int writtenMoments = 0; ///< moments that are no numbers
        int severities = 0;
        int tellingSeverities = 0; ///< that are more than news
        size_t longest = 0;
        std::set<quint64> values; ///< hashes

        int distinct() const { return int(values.size()); }
    };

private:
    static constexpr size_t maxPlaces = 256;

    void note(const std::string &pointer, std::string_view key, std::string_view parent, int depth,
              JsonRef value);

    int m_frames = 0;
    std::map<std::string, Place> m_places;
    std::string m_scratch;
};

} // namespace eventscope
