// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/eventoutlet.h"

#include <QMap>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QTimer>
#include <map>
#include <memory>

namespace eventscope {

/// Rows that are owed of connections whose feeds are gone: a disk without room may have some again,
/// and gaps are what the log is trusted for. Bounded for each connection as in EventOutlet. Feed
/// thread; asks the sink again by itself.
class OwedRows final : public QObject
{
    Q_OBJECT
public:
    /// `sink` is not owned.
    OwedRows(EventSink &sink, QObject *parent);

    /// A feed goes that nobody takes the place of, and has said finish().
    void take(const QString &id, EventOutlet &gone);
    /// The sink dropped more of a connection without a feed: somebody has to say so.
    void tell(const QString &id, const std::shared_ptr<DropAccount> &drops);
    /// The connection has a feed again, which is to take over what is still owed; null: nothing is.
    std::unique_ptr<EventOutlet> giveBack(const QString &id);
    /// Hands in what finds room now; the rest never does.
    void finish();
    /// Of what it handed in, by connection.
    QMap<QString, FeedCounters> counters() const;

private:
    /// Whose rows, in the words of their feed.
    struct Gone
    {
        QString name;
        QStringList topics;
        FieldMask mask;
        QString dropCause;
    };

    EventOutlet &outletOf(const QString &id);
    void settle();

    EventSink &m_sink;
    QMap<QString, Gone> m_gone; ///< all of them: the sink may tell late
    std::map<QString, std::unique_ptr<EventOutlet>> m_outlets; ///< of those who are owed something
    QMap<QString, FeedCounters> m_counters; ///< of outlets that were done
    QTimer m_timer;
};

} // namespace eventscope
