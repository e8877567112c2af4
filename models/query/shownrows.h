// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/filtersearches.h"

#include <QElapsedTimer>
#include <QTimer>

namespace eventscope {

/// Which rows of the log a table shows, in order: all, or those that a stack of filters lets
/// through. Filters are searched for by FilterSearches; what they let through together is put
/// together from their sets. Says what a model has to tell its views. GUI thread.
class ShownRows final : public QObject
{
    Q_OBJECT
public:
    explicit ShownRows(QObject *parent = nullptr);

    /// Forgets everything; no signal. Once it returns, nothing reads the old log or its lines. Both
    /// may be null, and outlive this.
    void setLog(EventLog *log, const LineSource *lines);
    EventLog *log() const { return m_log; }
    const LineSource *lines() const { return m_lines; }

    int size() const { return m_size; }
    quint64 logRow(int position) const;
    int positionOf(quint64 logRow) const; ///< -1: not shown
    /// The first filter of the stack that is no Exclude and that a row matches; -1: none. For what
    /// is not searched yet: -1.
    int filterOf(quint64 logRow) const;
    /// Log rows of what is shown. Empty, and `all` true, if that is the whole log.
    std::vector<quint32> rows(bool *all) const;
    /// What the stack lets through, as far as it is known; what the pause hides is in it. Null:
    /// nothing is hidden. Copy it for a worker.
    const RowSet *letThrough() const;

    /// The log grew: tests what is new and shows it, unless paused. A table of millions of rows is
    /// told of new ones only some times a second: its header goes over all of them each time.
    void logGrew();
    /// Retires the events before `sequence` from the log, and their rows from its start.
    void retire(quint64 sequence);

    void setPaused(bool paused);
    bool isPaused() const { return m_paused; }
    quint64 waiting() const; ///< rows that are not shown because of the pause

    /// An empty stack shows everything. What was shown stays until the search has the first rows
    /// to show instead; from then on rows come at the end, some times a second, until it is
    /// through.
    void setFilters(FilterStack filters);
    /// Of what is shown.
    const FilterStack &filters() const { return m_filters; }
    bool isFiltered() const { return m_hides; } ///< some rows may be hidden
    bool isSearching() const { return m_searches.isSearching(); }
    /// New rows that the filters are still asked about: they take their time.
    quint64 unsearched() const;
    /// Rows that the filters could not look into: their lines can no longer be read.
    quint64 unreadable() const { return m_searches.unreadable(m_filters); }
    /// Heap for sets, those kept for later included.
    size_t memoryBytes() const;

Q_SIGNALS:
    void aboutToInsert(int first, int last);
    void inserted();
    void aboutToRemove(int first, int last);
    void removed();
    void aboutToReset();
    void wasReset();
    void filtersChanged(); ///< what filterOf() answers may be another
    void waitingChanged(quint64 waiting);
    void searchProgress(quint64 searched, quint64 total, quint64 matches);
    /// Also where nothing had to be searched.
    void searchFinished(quint64 searched, quint64 matches, double seconds);
    void caughtUp(); ///< what was unsearched() is not any more

private:
    void showDecided();
    void tellProgress();
    void showWanted();
    void finish(double seconds);
    void takeCaughtUp();
    bool showsWanted() const;
    bool hasWantedRows() const;
    void extendShown();
    quint64 wantedSize() const;
    void resize();
    void resizeNow();
    void reportWaiting();

    EventLog *m_log = nullptr;
    const LineSource *m_lines = nullptr;
    quint64 m_seen = 0; ///< log rows that were looked at
    quint64 m_pausedAt = 0; ///< log rows that the table covers while it is paused
    quint64 m_reportedWaiting = 0;
    bool m_paused = false;

    FilterStack m_filters; ///< of what is shown
    FilterStack m_wanted; ///< of what is to be shown, while that is searched for
    bool m_hides = false; ///< one of the filters is more than a mark
    RowSet m_shown; ///< what they let through; only if they hide anything
    int m_size = 0; ///< as the views know it
    quint64 m_searched = 0; ///< of m_toSearch rows
    quint64 m_toSearch = 0;
    quint64 m_matchesOfFirst = 0; ///< of the filters that are searched for
    QElapsedTimer m_resized; ///< since the views were last told of rows at the end
    QTimer m_resizeLater;
    FilterSearches m_searches;
};

} // namespace eventscope
