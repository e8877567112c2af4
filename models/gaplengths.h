// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventrecord.h"

#include <QFutureWatcher>
#include <QHash>
#include <QObject>
#include <QThreadPool>

#include <vector>

namespace eventscope {

class LineSource;

/// How long the gaps of a log lasted, as their rows say. The rows stand anywhere in the log, so
/// that each may be a wait for the disk: a worker reads them, some at a time. GUI thread.
class GapLengths final : public QObject
{
    Q_OBJECT
public:
    static constexpr int mostAtOnce = 64;

    struct Row
    {
        quint64 sequence = 0;
        EventRecord record;
    };

    explicit GapLengths(QObject *parent = nullptr);
    ~GapLengths() override;

    bool isReading() const { return m_watcher != nullptr; }
    bool knows(quint64 sequence) const { return m_lengths.contains(sequence); }
    /// 0: the row does not say, or is still to be read.
    qint64 lengthUs(quint64 sequence) const { return m_lengths.value(sequence, 0); }
    /// learned() comes; nothing while it is reading.
    void read(std::vector<Row> rows, const LineSource *lines);
    void forgetBefore(quint64 sequence);
    /// Forgets everything; once it returns, nothing reads any more.
    void clear();

Q_SIGNALS:
    void learned();

private:
    using Lengths = QHash<quint64, qint64>;

    void finish();

    Lengths m_lengths; ///< by sequence
    QFutureWatcher<Lengths> *m_watcher = nullptr; ///< while it is reading
    QThreadPool m_pool;
};

} // namespace eventscope
