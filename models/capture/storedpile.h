// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/storedbatch.h"

#include <QMap>
#include <QString>
#include <deque>
#include <vector>

namespace eventscope {

/// Batches that are stored and wait for their reader. One that stands still must not fill the
/// memory: of what comes beyond some mebibytes only the place in the capture is kept, and it is
/// read back from there. Owned by WriteQueue, behind its mutex.
class StoredPile
{
public:
    /// Lines that follow each other in a segment.
    struct Place
    {
        quint32 segment = 0;
        quint64 offset = 0;
        quint64 firstSequence = 0;
        quint64 lines = 0;
        quint64 bytes = 0;
        qint64 syncedUs = 0;
        QMap<QString, quint64> received; ///< events of feeds in it, by connection
    };
    struct Item
    {
        StoredBatch stored; ///< its batch is null where only the place is kept
        Place place;
    };

    bool isEmpty() const { return m_items.empty(); }
    quint64 bytes() const { return m_bytes; } ///< in memory
    /// Answers the batch where only its place was kept: to be used again.
    std::unique_ptr<EventBatch> add(StoredBatch stored, quint64 cost);
    /// The oldest, about so many bytes; at least one, if there is one.
    std::vector<Item> take(quint64 bytes);

    /// The batches of these, in order: what is not in memory is read from the capture. Rows that
    /// cannot be read any more become rows without content, so that all others keep their place.
    static std::vector<StoredBatch> resolve(std::vector<Item> items, const QString &folder);

private:
    struct Waiting
    {
        Item item;
        quint64 cost = 0;
    };
    std::deque<Waiting> m_items;
    quint64 m_bytes = 0;
};

} // namespace eventscope
