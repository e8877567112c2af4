// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/scan.h"

#include <QObject>
#include <memory>
#include <vector>

namespace eventscope {

/// One filter of a stack: what matches every Include and no Exclude is shown. Mark shows and hides
/// nothing; it is there so that rows which match it can be told apart.
struct StackedFilter
{
    enum class Use : quint8 { Include, Exclude, Mark };
    /// Kept from stack to stack while the predicate is the same object: what was found for it is
    /// not looked for again.
    std::shared_ptr<const EventPredicate> predicate;
    Use use = Use::Include;
    bool operator==(const StackedFilter &) const = default;
};

/// Which rows of the log a table shows, in order: all, or those that a stack of filters lets
/// through. Each filter is searched for once, on worker threads, and kept as a set of rows; sets
/// are put together without a new search, and events that come are tested as they come. Says what a
/// model has to tell its views. GUI thread.
class ShownRows final : public QObject
{
    Q_OBJECT
public:
    explicit ShownRows(QObject *parent = nullptr);
    ~ShownRows() override;

    /// Forgets everything; no signal. Once it returns, nothing reads the old log or its lines. Both
    /// may be null, and outlive this.
    void setLog(EventLog *log, const LineSource *lines);
    EventLog *log() const;
    const LineSource *lines() const;

    int size() const;
    quint64 logRow(int position) const;
    int positionOf(quint64 logRow) const; ///< -1: not shown
    /// The first filter of the stack that is no Exclude and that a row matches; -1: none. For what
    /// is not searched yet: -1.
    int filterOf(quint64 logRow) const;
    /// Log rows of what is shown. Empty, and `all` true, if that is the whole log.
    std::vector<quint32> rows(bool *all) const;

    /// The log grew: tests what is new and shows it, unless paused.
    void logGrew();
    /// Retires the events before `sequence` from the log, and their rows from its start.
    void retire(quint64 sequence);

    void setPaused(bool paused);
    bool isPaused() const;
    quint64 waiting() const; ///< rows that are not shown because of the pause

    /// An empty stack shows everything. What was shown stays until the search has the first rows
    /// to show instead; from then on rows come at the end, some times a second, until it is
    /// through.
    void setFilters(std::vector<StackedFilter> filters);
    /// Of what is shown.
    const std::vector<StackedFilter> &filters() const;
    bool isFiltered() const; ///< some rows may be hidden
    bool isSearching() const;
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

private:
    struct Searched;
    struct State;

    std::shared_ptr<Searched> searchedFor(const StackedFilter &filter);
    void startScan();
    void scanProgressed();
    void scanFinished();
    void dropScan();
    void takeDecided();
    void showTarget();
    void showFrom(quint64 row);
    void resize(quint64 size);
    void reportWaiting();
    void trimCache();

    std::unique_ptr<State> m_state;
};

} // namespace eventscope
