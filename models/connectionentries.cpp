// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connectionentries.h"

namespace eventscope {

int ConnectionEntries::rowOf(const QString &id) const
{
    for (int row = 0; row < count(); ++row) {
        if (at(row).profile.id == id)
            return row;
    }
    return -1;
}

ConnectionEntry *ConnectionEntries::find(const QString &id) const
{
    const int row = rowOf(id);
    return row < 0 ? nullptr : &at(row);
}

QStringList ConnectionEntries::ids() const
{
    QStringList all;
    for (const auto &entry : m_entries)
        all << entry->profile.id;
    return all;
}

QVector<ConnectionProfile> ConnectionEntries::profiles() const
{
    QVector<ConnectionProfile> all;
    for (const auto &entry : m_entries)
        all << entry->profile;
    return all;
}

FeedCounters ConnectionEntries::totals() const
{
    FeedCounters sum;
    for (const auto &entry : m_entries) {
        sum.received += entry->counters.received;
        sum.duplicates += entry->counters.duplicates;
        sum.undecodable += entry->counters.undecodable;
        sum.dropped += entry->counters.dropped;
        sum.gaps += entry->counters.gaps;
    }
    return sum;
}

quint64 ConnectionEntries::totalStored() const
{
    quint64 sum = 0;
    for (const auto &entry : m_entries)
        sum += entry->stored;
    return sum;
}

double ConnectionEntries::totalRate() const
{
    double sum = 0;
    for (const auto &entry : m_entries)
        sum += entry->meter.rate();
    return sum;
}

void ConnectionEntries::append(std::unique_ptr<ConnectionEntry> entry)
{
    m_entries.push_back(std::move(entry));
}

void ConnectionEntries::removeAt(int row)
{
    m_entries.erase(m_entries.begin() + row);
}

} // namespace eventscope
