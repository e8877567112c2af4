// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/dialectinfo.h"
#include "models/event/cloudeventframe.h"
#include "models/event/jsonpointer.h"
#include "models/event/shapeguess.h"

#include <array>
#include <memory>
#include <string>

namespace eventscope {

/// The option that holds the pointer to a part.
QString shapeOptionKey(ShapePart part);
/// Places as option values, as the connection dialog can offer them for correction.
OptionValues optionsOf(const ShapePlaces &places);

/// Reads the events of a feed that only its user knows: by the JSON pointers that were given, by
/// what CloudEvents say of themselves, and by a guess for the rest. The guess is made anew after
/// the frames 1, 2, 5, 10, 20, 50 and 100, and is not changed after that. Part of a session and
/// reused: once the guess is made, no allocation.
class JsonEvent
{
public:
    explicit JsonEvent(const OptionValues &options);

    /// Payload and flags are left to the caller; texts are valid until the next read().
    EventFields &read(JsonRef event);
    /// The id is one that the user vouched for: events with the same one are copies.
    bool idIsGiven() const { return m_idIsGiven; }

    /// What was guessed, once nothing changes any more; for the session after this one.
    QString memory() const;

private:
    void learn(JsonRef event);
    void use(const ShapePlaces &places);
    bool recall(const QString &memory);
    JsonRef at(ShapePart part, JsonRef event) const;

    std::array<JsonPointer, shapeParts> m_pointers;
    std::array<bool, shapeParts> m_given{};
    std::unique_ptr<ShapeGuess> m_guess; ///< null: there is nothing to guess, or not any more
    ShapePlaces m_guessed;
    bool m_settled = false;
    bool m_idIsGiven = false;
    bool m_describesItself = false; ///< the event that is being read is a CloudEvent
    CloudEventFrame m_cloudEvent;
    EventFields m_fields;
    // Where texts are unescaped to.
    std::string m_type;
    std::string m_topic;
    std::string m_subject;
    std::string m_id;
    std::string m_time;
    std::string m_scratch;
};

} // namespace eventscope
