// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/jsontape.h"
#include "models/event/linesource.h"
#include "models/query/wordsearch.h"

#include <QByteArray>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

/// One row while filters look at it: its parts are taken out of the line when the first test asks
/// for them, and kept for the next one. One for each thread; reset() for the next row keeps the
/// memory.
class FilterLine
{
public:
    FilterLine() = default;
    FilterLine(const FilterLine &) = delete;
    FilterLine &operator=(const FilterLine &) = delete;

    /// The line is asked for only when a test needs it. `lines` may be null: it cannot be read.
    /// `sequence` may be 0: then it is read from the line. The record must live as long.
    void reset(const EventRecord &record, quint64 sequence, const LineSource *lines);
    /// With a line that is there already.
    void reset(const EventRecord &record, quint64 sequence, std::string_view line);

    const EventRecord &record() const { return *m_record; }
    quint64 knownSequence() const { return m_sequence; } ///< 0: not known without the line
    /// From the caller, else from the line; 0 if neither knows it.
    quint64 sequence();
    std::string_view line();
    /// True if the line was asked for and could not be read any more.
    bool isUnreadable() const { return m_hasLine && m_line.empty() && m_record->lineLength > 0; }
    /// Raw value of `data` (quotes included), or what `data_base64` stands for.
    std::string_view payload();
    /// The row that Daptin writes in base64 into its events, decoded; empty if there is none.
    std::string_view encodedRow();
    /// One attribute, unescaped, a number as its text; empty if it is not there. Valid until the
    /// next call.
    std::string_view attribute(std::string_view name);
    /// The payload as JSON; "not there" where it is none.
    JsonRef json();
    /// Subject and whatever of type, topic, connection and reason has no number in the log's
    /// tables, each before a zero byte.
    std::string_view uninterned();
    /// Whether free text occurs, apart from the columns.
    bool contains(const WordSearch &search);

    /// Memory for a text in the payload that holds JSON itself, for each depth of them.
    struct Nested
    {
        std::string text;
        JsonTape tape{JsonTape::maxLineDepth};
    };
    Nested &nested(size_t depth);

    /// True if the raw bytes of a line do not show all that filters find in it: a payload in
    /// base64, a row that Daptin writes so. Quick.
    static bool hidesText(const EventRecord &record, std::string_view line);

private:
    void forget();

    const EventRecord *m_record = nullptr;
    const LineSource *m_lines = nullptr;
    quint64 m_sequence = 0;
    std::string_view m_line;
    std::string m_lineScratch;
    std::string m_attributeScratch;
    std::string m_uninterned;
    std::optional<QByteArray> m_decoded;
    std::optional<QByteArray> m_row;
    JsonTape m_tape{JsonTape::maxLineDepth};
    std::vector<std::unique_ptr<Nested>> m_nested;
    bool m_hasLine = false;
    bool m_hasUninterned = false;
    enum class Parsed : quint8 { NotYet, Yes, No } m_parsed = Parsed::NotYet;
};

} // namespace eventscope
