// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventrecord.h"
#include "models/event/result.h"
#include "models/query/filterexpression.h"

#include <QString>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

class JsonTape;

/// The way to one value of an event, in the words of the filter language: `data.status`,
/// `data.items.0.name`, `data.items[*].name` (all of them), `data."a.b"`; or an attribute,
/// `kafkapartition`. Rows that Daptin writes in base64 are gone through as if they stood there. A
/// value; safe on any thread.
class EventPath
{
public:
    /// The sentence says what is wrong with it.
    static Result<EventPath> parse(const QString &text);

    bool inPayload() const { return m_attribute.empty(); }
    const std::string &attribute() const { return m_attribute; }
    /// The last name in it, for the title of a column: `status`.
    QString lastName() const;

    /// What stands there: the content of a string, any other value as it was received; several with
    /// commas between. Nothing if there is no such value. `payload` is a parsed document, which is
    /// parsed once for all paths.
    /// What is longer than `longest` is cut.
    std::optional<std::string> find(const JsonTape &payload, size_t longest = maxValue) const;

    /// No cell shows more.
    static constexpr size_t maxValue = 16 * 1024;

private:
    struct Step
    {
        PathStep::Kind kind = PathStep::Kind::Key;
        std::string key;
        std::optional<quint32> index; ///< of an element; a key may be one where there is an array
    };
    struct Walk;

    std::string m_attribute;
    std::vector<Step> m_steps;
};

/// The values of several paths in one event, which is read once. Its lines are to be masked by
/// whoever shows them.
class EventPaths
{
public:
    EventPaths() = default;
    explicit EventPaths(std::vector<EventPath> paths) : m_paths(std::move(paths)) { }

    /// Payloads that are longer are not taken apart for cells on the screen.
    static constexpr size_t usualBound = 256 * 1024;

    size_t size() const { return m_paths.size(); }
    /// One text a path, empty where it leads nowhere. `tooLong` becomes true, and what is in the
    /// payload is left empty, where that is longer than `bound`. Values are cut at `longest`.
    std::vector<std::string> values(const EventRecord &record, std::string_view line, size_t bound,
                                    bool *tooLong = nullptr,
                                    size_t longest = EventPath::maxValue) const;

private:
    std::vector<EventPath> m_paths;
};

} // namespace eventscope
