// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventsink.h"

#include <QByteArray>
#include <QList>
#include <QMutex>
#include <QString>
#include <atomic>
#include <type_traits>
#include <vector>

namespace eventscope {

/// An EventSink in memory, for tests of what hands events in. Safe to read from the test's thread
/// while feeds submit.
class CollectingSink final : public EventSink
{
public:
    struct Row
    {
        QByteArray connection;
        QByteArray type;
        QByteArray topic;
        QByteArray data; ///< raw
        QByteArray body; ///< the whole line but for what the writer adds
        Severity severity = Severity::Info;
        EventFlags flags = 0;
        EventMarks marks = 0;
        int copies = 0;
    };

    std::unique_ptr<EventBatch> takeEmptyBatch() override
    {
        const QMutexLocker lock(&m_mutex);
        if (m_spare.empty())
            return std::make_unique<EventBatch>();
        std::unique_ptr<EventBatch> batch = std::move(m_spare.back());
        m_spare.pop_back();
        return batch;
    }

    bool submit(std::unique_ptr<EventBatch> batch) override
    {
        const QMutexLocker lock(&m_mutex);
        const bool full = m_refusals > 0;
        if (full) {
            --m_refusals;
            m_dropped += batch->receivedCount();
        } else {
            m_stored += batch->receivedCount();
            ++m_batches;
            m_largest = std::max(m_largest, batch->size());
            if (m_keepRows)
                keep(*batch);
        }
        batch->clear();
        m_spare.push_back(std::move(batch));
        return !full;
    }

    /// The next `count` batches find no room.
    void refuse(int count)
    {
        const QMutexLocker lock(&m_mutex);
        m_refusals = count;
    }
    /// Floods need only the counts.
    void keepRows(bool keep) { m_keepRows = keep; }

    quint64 stored() const
    {
        return locked([this] { return m_stored; });
    }
    quint64 dropped() const
    {
        return locked([this] { return m_dropped; });
    }
    int batches() const
    {
        return locked([this] { return m_batches; });
    }
    size_t largestBatch() const
    {
        return locked([this] { return m_largest; });
    }
    QList<Row> rows() const
    {
        return locked([this] { return m_rows; });
    }
    /// The rows of one type, in order.
    QList<Row> rows(const char *type) const
    {
        QList<Row> found;
        const QList<Row> all = rows();
        for (const Row &row : all) {
            if (row.type == type)
                found.append(row);
        }
        return found;
    }
    int count(const char *type) const { return int(rows(type).size()); }
    QList<QByteArray> types() const
    {
        QList<QByteArray> types;
        const QList<Row> all = rows();
        for (const Row &row : all)
            types.append(row.type);
        return types;
    }
    void clear()
    {
        const QMutexLocker lock(&m_mutex);
        m_rows.clear();
    }

private:
    template<typename Get>
    std::invoke_result_t<Get> locked(Get get) const
    {
        const QMutexLocker lock(&m_mutex);
        return get();
    }
    void keep(const EventBatch &batch)
    {
        const auto bytes = [](std::string_view text) {
            return QByteArray(text.data(), qsizetype(text.size()));
        };
        for (const BatchEntry &entry : batch.entries()) {
            m_rows.append({bytes(batch.connection()), bytes(batch.part(entry, entry.type)),
                           bytes(batch.part(entry, entry.topic)),
                           bytes(batch.part(entry, entry.data)), bytes(batch.body(entry)),
                           entry.severity, entry.flags, entry.marks, entry.copies});
        }
    }

    mutable QMutex m_mutex;
    std::vector<std::unique_ptr<EventBatch>> m_spare;
    QList<Row> m_rows;
    quint64 m_stored = 0;
    quint64 m_dropped = 0;
    size_t m_largest = 0;
    int m_batches = 0;
    int m_refusals = 0;
    std::atomic_bool m_keepRows = true;
};

} // namespace eventscope
