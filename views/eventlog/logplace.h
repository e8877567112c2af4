// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QStringList>

#include <optional>

namespace eventscope {

class EventLogView;

/// Where somebody is in a log, and how they look at it: kept when its window is closed, so that it
/// opens there again.
struct LogPlace
{
    QString filter; ///< text of the filter bar
    /// Names of the saved filters that are on; without a value they are left as they are.
    std::optional<QStringList> filtersOn;
    QByteArray columns; ///< opaque
    quint64 sequence = 0; ///< of the selected event; 0: none
    bool following = true; ///< the end is in sight
    qint64 zoomFromUs = 0; ///< of the timeline; equal: it shows everything
    qint64 zoomToUs = 0;

    bool operator==(const LogPlace &) const = default;

    QJsonObject toJson() const;
    /// What is not as toJson() writes it is left out.
    static LogPlace fromJson(const QJsonObject &object);
};

LogPlace placeIn(const EventLogView &view);
/// As far as the log still has it.
void goTo(EventLogView &view, const LogPlace &place);

} // namespace eventscope
