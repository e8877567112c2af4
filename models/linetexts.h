// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventrecord.h"
#include "models/eventpath.h"

#include <QCoreApplication>
#include <QMap>
#include <QString>
#include <optional>
#include <string>
#include <vector>

namespace eventscope {

class EventLog;
class LineSource;
class SubjectTrail;

/// What only the line of an event knows, as the cells of its row show it.
struct LineTexts
{
    std::string subject;
    std::string type; ///< only where it has no number in the log's tables
    std::string topic; ///< so, too
    std::string source; ///< so, too
    QString summary;
    std::optional<std::vector<std::string>> atPaths; ///< once one of them was asked for
    bool tooLong = false; ///< for those
    std::optional<std::string> changed; ///< once it was asked for, and could be known

    /// Takes over what that knows.
    void add(LineTexts more)
    {
        if (!more.atPaths)
            more.atPaths = std::move(atPaths);
        if (!more.changed)
            more.changed = std::move(changed);
        more.tooLong = more.tooLong || tooLong;
        *this = std::move(more);
    }

    enum class Part : quint8 { Line, Paths, Changed };
    bool has(Part part) const
    {
        return part == Part::Paths ? atPaths.has_value()
                                   : part != Part::Changed || changed.has_value();
    }
};

/// Reads them. A value; safe on any thread for as long as what it points to stays: tables that only
/// grow, lines and a trail that any thread may ask.
class LineTextReader
{
    Q_DECLARE_TR_FUNCTIONS(eventscope::EventLogModel)
public:
    using Part = LineTexts::Part;

    const EventLog *log = nullptr; ///< of which only the tables of texts are read
    const LineSource *lines = nullptr; ///< as they may be shown
    const SubjectTrail *trail = nullptr;
    QMap<QString, QString> connectionNames;
    EventPaths paths;

    LineTexts read(const EventRecord &record) const;
    /// Adds a part to what was read.
    void readMore(const EventRecord &record, quint64 sequence, Part part, LineTexts &texts) const;
    /// Whether both takes but a moment: no disk is waited for, and nothing large taken apart.
    bool isQuick(const EventRecord &record, quint64 sequence, Part part) const;
    static bool isSmall(const EventRecord &record) { return record.lineLength <= smallLine; }

    QString connectionName(std::string_view id) const;

private:
    /// A screen full of such lines still is a matter of two milliseconds.
    static constexpr quint32 smallLine = 64 * 1024;

    std::string changedText(const EventRecord &record, quint64 sequence,
                            const std::string &subject) const;
};

} // namespace eventscope
