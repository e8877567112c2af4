// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/scan.h"

#include <QObject>
#include <memory>
#include <vector>

namespace eventscope {

class SearchedFilter;

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
using FilterStack = std::vector<StackedFilter>;

/// What is known of filters: for each a set of rows, which is searched for once, on worker threads,
/// and goes on with the events that come while the filter is in use. Few new events are tested at
/// once; what would keep the GUI thread from its work is left to the workers. Sets of filters that
/// are in use no longer are kept for a while: they tell what is known of other filters, such as
/// `a and b` or `not a` after `a`, before these are searched for (KnownParts). GUI thread.
class FilterSearches final : public QObject
{
    Q_OBJECT
public:
    explicit FilterSearches(QObject *parent = nullptr);
    ~FilterSearches() override;

    /// Forgets everything. Once it returns, nothing reads the old log or its lines. Both may be
    /// null, and outlive this.
    void setLog(EventLog *log, const LineSource *lines);

    /// These are in use from now on: those of the table, and those that are to be. What is not
    /// known of `wanted` up to log row `end` is searched for; true if nothing was missing. A search
    /// that was on its way ends without a word.
    bool search(const FilterStack &shown, const FilterStack &wanted, quint64 end);
    void cancel();
    bool isSearching() const; ///< for wanted filters; not for what came since
    /// Only these are in use from now on, and what is being searched for.
    void use(const FilterStack &shown);
    /// To be asked for what is decided so far; the set of a filter grows by this.
    void takeDecided();

    /// Tests the rows [from, to), which are new, for the filters that are in use: as many as it may
    /// at once, the rest later, see caughtUp().
    void test(quint64 from, quint64 to);
    /// The log is about to retire its first rows.
    void dropFront(quint64 rows);

    /// Up to which log row all filters of the stack are known; at most `end`.
    quint64 knownOf(const FilterStack &stack, quint64 end) const;
    /// What the stack lets through of `count` rows from `from` on, as bits; all of them known, and
    /// no more than RowSet::blockRows.
    void combine(const FilterStack &stack, quint64 from, quint64 count, quint64 *bits) const;
    /// The first filter of the stack that is no Exclude and that a row matches; -1: none is known.
    int filterOf(const FilterStack &stack, quint64 row) const;
    /// How many rows the filters of the stack could not look into, because their lines can no
    /// longer be read.
    quint64 unreadable(const FilterStack &stack) const;
    /// How many rows all searches so far had to ask their filters about, each for itself.
    quint64 asked() const;
    size_t memoryBytes() const;

Q_SIGNALS:
    void decided(); ///< some times a second while a search goes on
    /// Of the whole log: what was known before the search, or before it was stopped, is counted.
    void progressed(quint64 searched, quint64 total, quint64 matches);
    /// All is known of the wanted filters; not after cancel(). The time is that of all searches for
    /// them since they were last through.
    void finished(double seconds);
    void caughtUp(); ///< what test() had left to the workers is known

private:
    struct State;

    SearchedFilter *foundOf(const StackedFilter &filter) const;
    void recall(const FilterStack &wanted, quint64 end);
    void start(quint64 end);
    void tellProgress();
    void finish();
    void catchUp();
    void forgetOld();

    std::unique_ptr<State> m_state;
};

} // namespace eventscope
