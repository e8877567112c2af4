// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/result.h"
#include "models/timeshown.h"

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QVector>

namespace eventscope {

/// A column of the log that shows one value of each event: `data.status`, `data.items.0.name`, or
/// an attribute of the event such as `kafkapartition`.
struct PathColumn
{
    QString path;
    QString title; ///< what the user calls it; empty: the path's last name

    QString shownTitle() const;
    bool operator==(const PathColumn &) const = default;
};

/// One column as a layout remembers it.
struct EventColumn
{
    QString id; ///< of a column that every log has; empty for one made from a path
    PathColumn made;
    int width = 0; ///< pixels; 0: as wide as it wants to be
    bool shown = true;
    bool chosen = false; ///< shown or hidden by hand: the width of the window does not matter

    bool operator==(const EventColumn &) const = default;
};

/// Which columns a log's table shows, from left to right: what a layout remembers, and what people
/// hand on as a file. A value.
class EventColumns
{
public:
    static constexpr int maxMade = 64;
    static constexpr int maxPath = 512;
    static constexpr int maxTitle = 80;

    QVector<EventColumn> columns;
    TimeShown::Form timeForm = TimeShown::TimeOfDay;
    TimeShown::Which timeWhich = TimeShown::Arrival;
    bool newestFirst = false;

    QByteArray toJson() const;
    /// Unknown columns are left out, so that a later version's file is of use; the error says what
    /// is wrong with the text.
    static Result<EventColumns> fromJson(const QByteArray &json);

    /// The name of a column that every log has (EventLogColumn) in a file; empty: no such column.
    static QString idOf(int column);
    static int columnOf(const QString &id); ///< -1: unknown

    /// What a path may look like; the sentence says what is wrong with one that may not be.
    static Result<void> checkPath(const QString &path);
};

/// Attributes of events that are worth a column of their own and are offered as such.
QStringList offeredPaths();

} // namespace eventscope
