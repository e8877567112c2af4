// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventrecord.h"
#include "models/event/jsontape.h"

#include <array>
#include <string>
#include <string_view>

namespace eventscope {

/// All parts of one CloudEvents line, each for a cell of its own. Valid while the line is, and
/// until the parser reads the next one.
struct LineCells
{
    /// The attributes that have cells of their own, unescaped, by Attribute.
    enum Attribute : quint8 {
        Id,
        Source,
        Type,
        Time,
        RecordedTime,
        Sequence,
        Topic,
        Subject,
        SeverityText,
        Reason,
        DataContentType,
        Count
    };
    std::array<std::string_view, Count> attributes;
    std::string_view data; ///< raw JSON; empty if there is none
    std::string_view dataBase64; ///< inside of the string
    /// Members of any other name, as they stand, with commas between: `"kafkapartition":"3"`.
    std::string_view others;
    bool isEvent = false; ///< false: the line is no CloudEvent, and everything else is empty
};

/// Takes lines apart, some millions a second: those that Eventscope wrote by the order in which it
/// writes, without a look into the payload; all others by parsing them. One thread; keeps its
/// memory.
class LineCellParser
{
public:
    const LineCells &read(const EventRecord &record, std::string_view line);

private:
    bool readOwn(const EventRecord &record, std::string_view line);
    bool readHead(std::string_view line, size_t end);
    void readAny(std::string_view line);
    void addOther(std::string_view name, std::string_view value);
    std::string_view unescaped(size_t attribute, std::string_view inside);

    LineCells m_cells;
    JsonTape m_tape{JsonTape::maxLineDepth, JsonTape::Keep::NoPlainElements};
    std::array<std::string, LineCells::Count> m_texts; ///< of attributes that have escapes
    std::string m_others;
};

} // namespace eventscope
