// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventrecord.h"

#include <QFutureWatcher>
#include <QObject>
#include <QThreadPool>

#include <deque>
#include <optional>
#include <vector>

namespace eventscope {

class LineSource;

/// Which events are of a subject, as their lines say: that of which hashes speak may be another's.
/// They stand anywhere in the log, so that each may be a wait for the disk: unless all are at hand
/// and few, a worker reads them. GUI thread.
class SubjectLines final : public QObject
{
    Q_OBJECT
public:
    struct Row
    {
        quint64 sequence = 0;
        EventRecord record;
    };
    using Sequences = std::deque<quint64>;

    explicit SubjectLines(QObject *parent = nullptr);
    ~SubjectLines() override;

    /// Those of `rows` that have the subject of `chosen`: now, or nothing, and found() comes. What
    /// was asked before is forgotten.
    std::optional<Sequences> find(const EventRecord &chosen, std::vector<Row> rows,
                                  const LineSource *lines);
    bool isReading() const { return m_watcher != nullptr; }
    void forget(); ///< what was asked; nobody waits for who reads it
    void stop(); ///< the same, and once it returns, nothing reads any more

Q_SIGNALS:
    void found(const std::deque<quint64> &sequences);

private:
    void finish();

    QFutureWatcher<Sequences> *m_watcher = nullptr; ///< while it is reading
    QThreadPool m_pool;
};

} // namespace eventscope
