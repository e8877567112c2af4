// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/linetexts.h"

#include <QObject>
#include <QThreadPool>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace eventscope {

/// Reads what cells show of lines on a worker thread, for the GUI thread, which never waits for a
/// disk longer than a part of a frame. What was wanted last is read first: that is what is in sight
/// now. Belongs to the GUI thread.
class RowReader final : public QObject
{
    Q_OBJECT
public:
    struct Wanted
    {
        EventRecord record;
        quint64 sequence = 0;
        LineTexts::Part part = LineTexts::Part::Line; ///< beside the line itself
    };
    struct Row
    {
        quint64 sequence = 0;
        LineTexts texts;
    };

    explicit RowReader(QObject *parent = nullptr);
    ~RowReader() override;

    /// Once it returns, nothing reads by the one before any more, and what was wanted is forgotten.
    void setReader(LineTextReader reader);
    const LineTextReader &reader() const { return m_reader; }

    /// Has the row read. A fast disk answers while this waits, as far as the frame has time left;
    /// else rowsRead() comes.
    std::optional<LineTexts> read(const Wanted &row);
    /// What was read since it was last asked for.
    std::vector<Row> takeRows();

    static constexpr size_t mostWanted =
        256; ///< more rows are on no screen; older ones are dropped

Q_SIGNALS:
    void rowsRead();

private:
    void stop();
    void want(const Wanted &row);
    void work();
    std::optional<LineTexts> waitFor(const Wanted &row);
    std::optional<LineTexts> take(const Wanted &row);

    LineTextReader m_reader; ///< read by the worker, and changed only while there is none
    std::chrono::steady_clock::time_point m_waited; ///< when it last waited
    std::chrono::steady_clock::duration m_patience{}; ///< how long it may wait now
    QThreadPool m_pool;

    std::mutex m_mutex; ///< for everything below
    std::condition_variable m_news;
    std::deque<Wanted> m_wanted; ///< the last is read first
    std::optional<Wanted> m_current;
    std::vector<Row> m_rows;
    bool m_working = false;
    bool m_stop = false;
    bool m_told = false; ///< rowsRead() is on its way
};

} // namespace eventscope
