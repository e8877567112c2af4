// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>
#include <optional>

namespace eventscope {

/// How the event log is laid out, and the form in which that is saved. What earlier versions saved
/// has less in it; the rest is then as it is at first. A value.
struct LogLayout
{
    QByteArray columns; ///< of the table
    QByteArray splitter; ///< between table and details
    bool details = true; ///< whether they are shown
    bool timeline = true;
    QStringList history; ///< of the filter bar
    int tab = -1; ///< a DetailPane::Tab; -1: none

    QByteArray toBytes() const;
    /// Nothing if the bytes are none.
    static std::optional<LogLayout> fromBytes(const QByteArray &bytes);
};

} // namespace eventscope
