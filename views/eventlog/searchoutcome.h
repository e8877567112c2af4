// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QStringList>
#include <vector>

namespace eventscope {

class CompiledFilter;
class EventLogModel;

/// How far a search for the log's filters is, and what it came to, in words: how many events match,
/// and what that number is silent about. LogFiltering owns it, and tells it what the model tells;
/// the model is not owned and outlives it. GUI thread.
class SearchOutcome
{
    Q_DECLARE_TR_FUNCTIONS(SearchOutcome)
public:
    explicit SearchOutcome(const EventLogModel *model) : m_model(model) { }

    /// While it runs, nothing is said of it for so long: it may be through by then.
    void begin(int patienceMs);
    void proceed(quint64 searched, quint64 total, quint64 found);
    void finish(double seconds) { m_seconds = seconds; }

    /// It runs, and the last result is to stay for now.
    bool isTooEarly() const;
    /// 0..1; -1: nothing is being searched.
    double progress() const;
    QString text() const;
    /// What the result is silent about.
    QStringList caveats(const std::vector<const CompiledFilter *> &filters) const;

private:
    const EventLogModel *m_model;
    quint64 m_searched = 0;
    quint64 m_total = 0;
    quint64 m_found = 0;
    double m_seconds = -1; ///< of the last finished search; negative: none
    QElapsedTimer m_since; ///< when it began
    int m_patienceMs = 0;
};

} // namespace eventscope
