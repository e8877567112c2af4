// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/eventlog/logplace.h"

#include <QStringList>
#include <optional>

namespace eventscope {

/// Remembers where somebody was in the captures that they had open: `places.json` in the user's
/// configuration folder, 0600, of the last two hundred captures. It has filters and numbers of
/// events, and nothing of what events say. GUI thread.
class PlaceMemory
{
public:
    static constexpr qsizetype most = 200;

    explicit PlaceMemory(const QString &fileName) : m_fileName(fileName) { }

    /// Captures are known by their ids, wherever they are moved to; files by their paths.
    static QString keyOf(const QStringList &paths);
    std::optional<LogPlace> find(const QString &key) const;
    /// Where that fails nothing is lost but comfort, so nobody is told.
    void keep(const QString &key, const LogPlace &place);

private:
    const QString m_fileName;
};

} // namespace eventscope
