// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filtersearches.h"

#include "models/query/knownparts.h"
#include "models/query/searchedfilter.h"
#include "models/query/threadbudget.h"

#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QThread>
#include <QThreadPool>
#include <QTimer>
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace eventscope {

namespace {

/// How often it is said that more is decided.
constexpr int decidedEveryMs = 50;
/// What new events may take of the GUI thread in one go.
constexpr std::chrono::milliseconds tailBudget(6);
/// What may be put together from other sets in one go; the workers do the rest.
constexpr std::chrono::milliseconds recallBudget(6);
/// Sets of filters that are switched off, kept for when they are switched on again, and for others
/// that have a part in common with them: the last ones, and no more memory than this.
constexpr size_t keptSets = 16;
constexpr size_t keptBytes = size_t(4) << 20;
constexpr size_t keptBytesPerEvent = 2; ///< where that is more

using Use = StackedFilter::Use;

} // namespace

struct FilterSearches::State
{
    EventLog *log = nullptr;
    const LineSource *lines = nullptr;
    std::vector<std::shared_ptr<SearchedFilter>> known; ///< the last used at the end
    std::vector<SearchedFilter *> scanned; ///< in the order of the scan's predicates
    std::unique_ptr<FilterScan> scan;
    quint64 scanEnd = 0; ///< log row that the scan goes up to
    quint64 before = 0; ///< log rows that were known when it began
    quint64 matchedBefore = 0;
    double secondsBefore = 0;
    bool catchingUp = false; ///< the scan is of what test() left, and nobody waits for it
    quint64 seen = 0; ///< log rows that there are for filters
    quint64 skip = 0; ///< retired rows that it still has to decide
    quint64 asked = 0; ///< by scans before this one
    QFutureWatcher<void> *watcher = nullptr; ///< child of the object
    QElapsedTimer clock;
    QTimer ticks;
    QThreadPool pool; ///< of this object alone, so that it can wait for it

    double elapsed() const { return double(clock.nsecsElapsed()) / 1e9; }
};

FilterSearches::FilterSearches(QObject *parent)
    : QObject(parent), m_state(std::make_unique<State>())
{
    State &s = *m_state;
    s.pool.setMaxThreadCount(std::max(2, QThread::idealThreadCount()));
    s.ticks.setInterval(decidedEveryMs);
    connect(&s.ticks, &QTimer::timeout, this, &FilterSearches::decided);
}

FilterSearches::~FilterSearches()
{
    cancel();
    m_state->pool.waitForDone();
}

void FilterSearches::setLog(EventLog *log, const LineSource *lines)
{
    State &s = *m_state;
    cancel();
    s.pool.waitForDone(); // a cancelled scan stops at the next line
    s.known.clear();
    s.seen = log ? log->size() : 0;
    s.log = log;
    s.lines = lines;
}

SearchedFilter *FilterSearches::foundOf(const StackedFilter &filter) const
{
    const auto &known = m_state->known;
    const auto found = std::find_if(known.begin(), known.end(), [&filter](const auto &one) {
        return one->predicate == filter.predicate;
    });
    return found == known.end() ? nullptr : found->get();
}

bool FilterSearches::search(const FilterStack &shown, const FilterStack &wanted, quint64 end)
{
    State &s = *m_state;
    cancel();
    for (const auto &found : s.known)
        found->used = false;
    const auto use = [&s](const StackedFilter &filter) {
        const auto known = std::find_if(s.known.begin(), s.known.end(), [&filter](const auto &one) {
            return one->predicate == filter.predicate;
        });
        if (known == s.known.end())
            s.known.push_back(
                std::make_shared<SearchedFilter>(filter.predicate, s.lines, s.log->front()));
        else
            std::rotate(known, known + 1, s.known.end());
        s.known.back()->used = true;
    };
    if (!s.log)
        return true;
    std::for_each(shown.begin(), shown.end(), use);
    std::for_each(wanted.begin(), wanted.end(), use);
    forgetOld();
    recall(wanted, end);
    const quint64 from = knownOf(wanted, end);
    if (from == end)
        return true;
    for (const StackedFilter &filter : wanted) {
        SearchedFilter *const found = foundOf(filter);
        if (found->scanning || found->rows.rows() == end)
            continue;
        found->rows.truncate(from);
        found->scanning = true;
        s.scanned.push_back(found);
    }
    start(end);
    return false;
}

/// What the sets of other filters say about the wanted ones is not searched for.
void FilterSearches::recall(const FilterStack &wanted, quint64 end)
{
    const State &s = *m_state;
    const EventLog::Snapshot log = s.log->snapshot();
    const ThreadBudget budget(recallBudget);
    for (const StackedFilter &filter : wanted) {
        SearchedFilter *const found = foundOf(filter);
        if (found->rows.rows() == end)
            continue;
        const auto parts = std::make_shared<KnownParts>(found->predicate, log.firstSequence());
        for (const auto &other : s.known)
            parts->add(*other->predicate, other->rows);
        if (parts->isEmpty())
            continue;
        found->known = parts;
        found->recall(log, end, budget);
        if (found->rows.rows() == end) {
            found->known = nullptr;
            found->seconds = 0; // of a search that was stopped
        }
    }
}

void FilterSearches::use(const FilterStack &shown)
{
    for (const auto &found : m_state->known)
        found->used = found->scanning;
    for (const StackedFilter &filter : shown)
        foundOf(filter)->used = true;
}

/// Starts a scan of the rows from where the scanned sets end up to `end`.
void FilterSearches::start(quint64 end)
{
    State &s = *m_state;
    Predicates predicates;
    FilterScan::KnownBefore before;
    for (SearchedFilter *found : s.scanned) {
        predicates.push_back(found->predicate);
        before.push_back(std::exchange(found->known, nullptr));
    }
    const SearchedRows &known = s.scanned[0]->rows;
    s.before = known.rows();
    s.matchedBefore = known.matching().count();
    s.secondsBefore = 0;
    for (const SearchedFilter *found : s.scanned)
        s.secondsBefore = std::max(s.secondsBefore, found->seconds);
    s.scanEnd = end;
    s.skip = 0;
    s.clock.start();
    s.scan = std::make_unique<FilterScan>(s.pool, s.log->snapshot(), s.scanned[0]->rows.rows(),
                                          s.lines, std::move(predicates), std::move(before));
    s.watcher = new QFutureWatcher<void>(this);
    connect(s.watcher, &QFutureWatcherBase::progressValueChanged, this,
            &FilterSearches::tellProgress);
    connect(s.watcher, &QFutureWatcherBase::finished, this, &FilterSearches::finish);
    s.watcher->setFuture(s.scan->future());
    s.ticks.start();
    tellProgress(); // what was known before counts at once
}

void FilterSearches::tellProgress()
{
    const State &s = *m_state;
    if (!s.catchingUp)
        Q_EMIT progressed(s.before + s.scan->searched(), s.before + s.scan->total(),
                          s.matchedBefore + s.scan->matched());
}

void FilterSearches::takeDecided()
{
    State &s = *m_state;
    if (!s.scan)
        return;
    std::vector<SearchedRows *> sets;
    for (SearchedFilter *found : s.scanned)
        sets.push_back(&found->rows);
    s.scan->takeDecided(sets, s.skip);
}

void FilterSearches::finish()
{
    State &s = *m_state;
    const double seconds = s.secondsBefore + s.elapsed();
    takeDecided();
    const bool caught = s.catchingUp;
    const std::vector<SearchedFilter *> scanned = s.scanned;
    for (SearchedFilter *found : scanned)
        found->joinTail();
    cancel();
    for (SearchedFilter *found : scanned)
        found->seconds = 0;
    if (caught)
        Q_EMIT caughtUp();
    else
        Q_EMIT finished(seconds);
    catchUp();
}

/// Has workers do what test() left, if nobody is waiting for anything else.
void FilterSearches::catchUp()
{
    State &s = *m_state;
    if (s.scan || !s.log || s.log->size() != s.seen) // else test() is about to come
        return;
    quint64 from = s.seen;
    for (const auto &found : s.known) {
        if (found->used)
            from = std::min(from, found->rows.rows());
    }
    if (from == s.seen)
        return;
    for (const auto &found : s.known) {
        found->scanning = found->used && found->rows.rows() == from;
        if (found->scanning)
            s.scanned.push_back(found.get());
    }
    s.catchingUp = true;
    start(s.seen);
}

/// Its workers stop by themselves, and what they still have to say is not heard.
void FilterSearches::cancel()
{
    State &s = *m_state;
    s.ticks.stop();
    if (!s.scan)
        return;
    s.asked += s.scan->asked();
    s.scan = nullptr;
    s.watcher->disconnect(this);
    s.watcher->deleteLater(); // it may be the sender
    s.watcher = nullptr;
    for (SearchedFilter *found : s.scanned) {
        found->dropTail();
        found->seconds += s.catchingUp ? 0 : s.elapsed();
    }
    s.scanned.clear();
    s.catchingUp = false;
}

bool FilterSearches::isSearching() const
{
    return m_state->scan != nullptr && !m_state->catchingUp;
}

void FilterSearches::test(quint64 from, quint64 to)
{
    State &s = *m_state;
    s.seen = to;
    if (s.known.empty())
        return;
    const EventLog::Snapshot log = s.log->snapshot();
    const ThreadBudget budget(tailBudget);
    for (const auto &found : s.known) {
        // Those that are behind go on where they are, on the workers.
        if (found->scanning && !s.catchingUp && s.scanEnd + found->tail.rows() == from)
            found->test(log, from, to, found->tail, budget);
        else if (!found->scanning && found->used && found->rows.rows() == from)
            found->test(log, from, to, found->rows, budget);
    }
    catchUp();
}

void FilterSearches::dropFront(quint64 rows)
{
    State &s = *m_state;
    const quint64 ofScan = s.scan ? std::min(rows, s.scanEnd) : 0;
    quint64 decided = ofScan;
    for (SearchedFilter *found : s.scanned) {
        decided = std::min(decided, found->rows.rows()); // the same for all of them
        found->tail.dropFront(rows - ofScan);
    }
    s.skip += ofScan - decided; // what the scan will say about those comes too late
    s.scanEnd -= ofScan;
    s.seen -= std::min(rows, s.seen);
    for (const auto &found : s.known)
        found->rows.dropFront(rows);
}

quint64 FilterSearches::knownOf(const FilterStack &stack, quint64 end) const
{
    for (const StackedFilter &filter : stack)
        end = std::min(end, foundOf(filter)->rows.rows());
    return end;
}

void FilterSearches::combine(const FilterStack &stack, quint64 from, quint64 count,
                             quint64 *bits) const
{
    std::array<quint64, RowSet::blockWords> part;
    const auto words = size_t((count + 63) / 64);
    std::fill_n(bits, words, ~quint64(0));
    for (const StackedFilter &filter : stack) {
        if (filter.use == Use::Mark)
            continue;
        foundOf(filter)->rows.matching().copyTo(part.data(), from, count);
        const quint64 flip = filter.use == Use::Exclude ? ~quint64(0) : 0;
        for (size_t word = 0; word < words; ++word)
            bits[word] &= part[word] ^ flip;
        const auto &undecided = foundOf(filter)->rows.undecided();
        if (flip == 0 || !undecided)
            continue;
        undecided->copyTo(part.data(), from, count);
        for (size_t word = 0; word < words; ++word)
            bits[word] &= ~part[word];
    }
    if (count % 64 != 0)
        bits[words - 1] &= (quint64(1) << (count % 64)) - 1;
}

int FilterSearches::filterOf(const FilterStack &stack, quint64 row) const
{
    for (size_t i = 0; i < stack.size(); ++i) {
        if (stack[i].use != Use::Exclude && foundOf(stack[i])->rows.matching().contains(row))
            return int(i);
    }
    return -1;
}

void FilterSearches::forgetOld()
{
    auto &known = m_state->known;
    const size_t most = std::max(keptBytes, size_t(m_state->log->size()) * keptBytesPerEvent);
    size_t sets = 0;
    size_t bytes = 0;
    for (auto found = known.rbegin(); found != known.rend(); ++found) {
        if ((*found)->used)
            continue;
        bytes += (*found)->memoryBytes();
        if (++sets > keptSets || bytes > most)
            found->reset();
    }
    std::erase(known, nullptr);
}

quint64 FilterSearches::asked() const
{
    return m_state->asked + (m_state->scan ? m_state->scan->asked() : 0);
}

quint64 FilterSearches::unreadable(const FilterStack &stack) const
{
    std::optional<RowSet> all;
    for (const StackedFilter &filter : stack) {
        const SearchedFilter *found = foundOf(filter);
        if (!found || !found->rows.unreadable())
            continue;
        RowSet some = *found->rows.unreadable();
        if (all) { // one may know more rows than the other
            some.append(false, std::max(all->rows(), some.rows()) - some.rows());
            all->append(false, some.rows() - all->rows());
            some = some | *all;
        }
        all = std::move(some);
    }
    return all ? all->count() : 0;
}

size_t FilterSearches::memoryBytes() const
{
    size_t bytes = 0;
    for (const auto &found : m_state->known)
        bytes += found->memoryBytes();
    return bytes;
}

} // namespace eventscope
