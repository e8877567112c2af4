// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connectionentry.h"

#include <memory>
#include <vector>

namespace eventscope {

/// The connections that ConnectionModel shows, in its order, and their sums. It owns them: what was
/// found stays where it is until that one is removed. GUI thread.
class ConnectionEntries
{
public:
    int count() const { return int(m_entries.size()); }
    ConnectionEntry &at(int row) const { return *m_entries[size_t(row)]; }
    int rowOf(const QString &id) const; ///< -1: there is none
    ConnectionEntry *find(const QString &id) const; ///< nullptr: there is none
    QStringList ids() const;
    QVector<ConnectionProfile> profiles() const;

    FeedCounters totals() const;
    quint64 totalStored() const;
    double totalRate() const;

    void append(std::unique_ptr<ConnectionEntry> entry);
    void removeAt(int row);

private:
    std::vector<std::unique_ptr<ConnectionEntry>> m_entries;
};

} // namespace eventscope
