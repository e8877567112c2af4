// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/jsontape.h"
#include "models/event/linesource.h"

#include <QByteArray>
#include <QString>
#include <optional>
#include <string>
#include <string_view>

namespace eventscope {

/// One row while filters look at it: its parts are taken out of the line when the first test asks
/// for them, and kept for the next one. One for each thread; reset() for the next row keeps the
/// memory.
class FilterLine
{
public:
    FilterLine() = default;

    /// The line is asked for only when a test needs it. `lines` may be null: it cannot be read.
    void reset(const EventRecord &record, quint64 sequence, const LineSource *lines);
    /// With a line that is there already.
    void reset(const EventRecord &record, quint64 sequence, std::string_view line);

    const EventRecord &record() const { return *m_record; }
    /// From the caller, else from the line; 0 if neither knows it.
    quint64 sequence();
    std::string_view line();
    /// Raw value of `data` (quotes included), or what `data_base64` stands for.
    std::string_view payload();
    /// The row that Daptin writes in base64 into its events; empty if there is none.
    std::string_view encodedRow();
    /// One text attribute, unescaped; valid until the next call.
    std::string_view attribute(std::string_view name);
    bool hasAttribute(std::string_view name);
    /// The payload as JSON; "not there" where it is none.
    JsonRef json();
    /// Subject and whatever of type, topic, connection and reason has no number in the log's
    /// tables, each behind a zero byte.
    std::string_view uninterned();

    /// True if the raw bytes of a line do not show all that filters find in it: a payload in
    /// base64, a row that Daptin writes so. Quick.
    static bool hidesText(const EventRecord &record, std::string_view line);

private:
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
    bool m_hasLine = false;
    bool m_hasUninterned = false;
    enum class Parsed : quint8 { NotYet, Yes, No } m_parsed = Parsed::NotYet;
};

} // namespace eventscope
