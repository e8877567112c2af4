// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/shownrows.h"

#include "models/query/blockscan.h"

#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QThread>
#include <QThreadPool>
#include <QTimer>
#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace eventscope {

namespace {

constexpr quint64 maxRows = std::numeric_limits<int>::max();
/// How often what a search found is shown while it goes on.
constexpr int showEveryMs = 50;
/// Sets of filters that are switched off, kept for when they are switched on again.
constexpr size_t keptSets = 16;

using Use = StackedFilter::Use;

} // namespace

/// What is known of one filter: `rows` from the first row on, `tail` behind the rows that a scan is
/// still at.
struct ShownRows::Searched
{
    Searched(std::shared_ptr<const EventPredicate> filter, const LineSource *lines, quint64 front)
        : predicate(std::move(filter)), scan(*predicate, lines), rows(front)
    { }

    /// Tests the rows [from, to) of the log.
    void test(const EventLog::Snapshot &log, quint64 from, quint64 to, RowSet &into)
    {
        std::array<quint64, BlockScan::maxWords> bits;
        while (from < to) {
            const auto records =
                log.run(from, size_t(std::min<quint64>(to - from, BlockScan::maxRows)));
            scan.scan(records, log.firstSequence() + from, bits.data(), {});
            into.append(bits.data(), records.size());
            from += records.size();
        }
    }

    /// The scan is through: its rows and those that came meanwhile are one.
    void joinTail()
    {
        if (!std::exchange(scanning, false))
            return;
        std::array<quint64, RowSet::blockWords> bits;
        for (quint64 from = 0; from < tail.rows(); from += RowSet::blockRows) {
            const quint64 count = std::min<quint64>(tail.rows() - from, RowSet::blockRows);
            tail.copyTo(bits.data(), from, count);
            rows.append(bits.data(), count);
        }
        tail = RowSet();
    }

    const std::shared_ptr<const EventPredicate> predicate;
    BlockScan scan; ///< of what comes
    RowSet rows;
    RowSet tail;
    bool scanning = false;
};

struct ShownRows::State
{
    using Stack = std::vector<std::shared_ptr<Searched>>;

    EventLog *log = nullptr;
    const LineSource *lines = nullptr;
    quint64 seen = 0; ///< log rows that were looked at
    quint64 pausedAt = 0; ///< log rows that the table covers while it is paused
    quint64 reportedWaiting = 0;
    bool paused = false;

    std::vector<StackedFilter> filters; ///< of what is shown
    Stack sets; ///< theirs
    RowSet shown; ///< what they let through; only if one of them hides rows
    bool hides = false;
    int size = 0; ///< as the views know it

    bool searching = false; ///< for these:
    std::vector<StackedFilter> wanted;
    Stack wantedSets;
    std::unique_ptr<FilterScan> scan;
    quint64 scanEnd = 0; ///< log rows that the scan goes up to
    quint64 skip = 0; ///< retired rows that it still has to decide
    QFutureWatcher<void> *watcher = nullptr; ///< child of the object
    QElapsedTimer clock;
    QTimer ticks;

    Stack kept; ///< all that is known, the last used at the end
    QThreadPool pool; ///< of this object alone, so that it can wait for it

    /// What the stack lets through of `count` rows from `from` on, as bits; at most a block.
    static void combine(const std::vector<StackedFilter> &stack, const Stack &sets, quint64 from,
                        quint64 count, quint64 *bits)
    {
        std::array<quint64, RowSet::blockWords> part;
        const size_t words = size_t((count + 63) / 64);
        std::fill_n(bits, words, ~quint64(0));
        for (size_t i = 0; i < stack.size(); ++i) {
            if (stack[i].use == Use::Mark)
                continue;
            sets[i]->rows.copyTo(part.data(), from, count);
            const quint64 flip = stack[i].use == Use::Exclude ? ~quint64(0) : 0;
            for (size_t word = 0; word < words; ++word)
                bits[word] &= part[word] ^ flip;
        }
    }

    /// Rows that all sets of the stack know.
    static quint64 knownBy(const Stack &sets, quint64 most)
    {
        for (const auto &set : sets)
            most = std::min(most, set->rows.rows());
        return most;
    }

    /// Brings `shown` up to what the sets know.
    void extendShown()
    {
        std::array<quint64, RowSet::blockWords> bits;
        const quint64 known = knownBy(sets, seen);
        for (quint64 from = shown.rows(); from < known; from = shown.rows()) {
            const quint64 count = std::min<quint64>(known - from, RowSet::blockRows);
            combine(filters, sets, from, count, bits.data());
            shown.append(bits.data(), count);
        }
    }

    bool uses(const Searched &set) const
    {
        const auto same = [&set](const auto &other) { return other.get() == &set; };
        return std::any_of(sets.begin(), sets.end(), same)
            || (searching && std::any_of(wantedSets.begin(), wantedSets.end(), same));
    }

    /// Whether the wanted filters let through what those do that are shown.
    bool showsWanted() const
    {
        const auto hiding = [](const std::vector<StackedFilter> &stack) {
            std::vector<StackedFilter> some;
            std::copy_if(stack.begin(), stack.end(), std::back_inserter(some),
                         [](const StackedFilter &filter) { return filter.use != Use::Mark; });
            return some;
        };
        return hiding(filters) == hiding(wanted);
    }

    /// What the scan has decided goes to its sets.
    void collect()
    {
        std::vector<RowSet *> scanned;
        for (const auto &set : wantedSets) {
            if (set->scanning
                && std::find(scanned.begin(), scanned.end(), &set->rows) == scanned.end())
                scanned.push_back(&set->rows);
        }
        scan->takeDecided(scanned, skip);
    }

    quint64 wantedSize() const
    {
        const quint64 rows = paused ? pausedAt : seen;
        return std::min(hides ? shown.rank(rows) : rows, maxRows);
    }
};

ShownRows::ShownRows(QObject *parent) : QObject(parent), m_state(std::make_unique<State>())
{
    State &s = *m_state;
    s.pool.setMaxThreadCount(std::max(2, QThread::idealThreadCount()));
    s.ticks.setInterval(showEveryMs);
    connect(&s.ticks, &QTimer::timeout, this, &ShownRows::takeDecided);
}

ShownRows::~ShownRows()
{
    dropScan();
    m_state->pool.waitForDone();
}

void ShownRows::setLog(EventLog *log, const LineSource *lines)
{
    State &s = *m_state;
    dropScan();
    s.pool.waitForDone(); // a cancelled scan stops within a few lines
    s.searching = false;
    s.log = log;
    s.lines = lines;
    s.filters.clear();
    s.wanted.clear();
    s.sets.clear();
    s.wantedSets.clear();
    s.kept.clear();
    s.shown = RowSet();
    s.hides = false;
    s.seen = s.pausedAt = log ? log->size() : 0;
    s.size = int(s.wantedSize());
}

EventLog *ShownRows::log() const
{
    return m_state->log;
}

const LineSource *ShownRows::lines() const
{
    return m_state->lines;
}

int ShownRows::size() const
{
    return m_state->size;
}

quint64 ShownRows::logRow(int position) const
{
    return m_state->hides ? m_state->shown.at(quint64(position)) : quint64(position);
}

int ShownRows::positionOf(quint64 logRow) const
{
    const State &s = *m_state;
    if (s.hides && !s.shown.contains(logRow))
        return -1;
    const quint64 position = s.hides ? s.shown.rank(logRow) : logRow;
    return position < quint64(s.size) ? int(position) : -1;
}

int ShownRows::filterOf(quint64 logRow) const
{
    const State &s = *m_state;
    for (size_t i = 0; i < s.filters.size(); ++i) {
        if (s.filters[i].use != Use::Exclude && s.sets[i]->rows.contains(logRow))
            return int(i);
    }
    return -1;
}

std::vector<quint32> ShownRows::rows(bool *all) const
{
    const State &s = *m_state;
    *all = !s.hides && s.log && quint64(s.size) == s.log->size();
    std::vector<quint32> rows;
    if (*all || s.size == 0)
        return rows;
    rows.reserve(size_t(s.size));
    if (s.hides) {
        s.shown.appendTo(rows, 0, s.paused ? s.pausedAt : s.seen);
    } else {
        rows.resize(size_t(s.size));
        std::iota(rows.begin(), rows.end(), 0U);
    }
    return rows;
}

void ShownRows::logGrew()
{
    State &s = *m_state;
    const quint64 size = s.log ? s.log->size() : 0;
    if (size <= s.seen)
        return;
    if (!s.kept.empty()) {
        const EventLog::Snapshot log = s.log->snapshot();
        for (const auto &set : s.kept) {
            // What nobody shows, and what a search left unfinished, is searched for when it is
            // wanted again.
            if (set->scanning)
                set->test(log, s.seen, size, set->tail);
            else if (s.uses(*set) && set->rows.rows() == s.seen)
                set->test(log, s.seen, size, set->rows);
        }
    }
    s.seen = size;
    if (s.hides)
        s.extendShown();
    resize(s.wantedSize());
}

/// Tells the views about rows at the end.
void ShownRows::resize(quint64 size)
{
    State &s = *m_state;
    if (size > quint64(s.size)) {
        Q_EMIT aboutToInsert(s.size, int(size) - 1);
        s.size = int(size);
        Q_EMIT inserted();
    }
    reportWaiting();
}

void ShownRows::retire(quint64 sequence)
{
    State &s = *m_state;
    if (!s.log || sequence <= s.log->firstSequence())
        return;
    logGrew(); // so that every row was looked at before it goes
    const quint64 rows = std::min(sequence - s.log->firstSequence(), s.log->size());
    const auto gone = int(std::min<quint64>(s.hides ? s.shown.rank(rows) : rows, quint64(s.size)));
    if (gone > 0)
        Q_EMIT aboutToRemove(0, gone - 1);
    s.log->retire(sequence);
    s.seen -= rows;
    s.pausedAt -= std::min(rows, s.pausedAt);
    s.shown.dropFront(rows);
    const quint64 ofScan = std::min(rows, s.scanEnd);
    quint64 decided = ofScan;
    for (const auto &set : s.kept) {
        if (set->scanning) {
            decided = std::min(decided, set->rows.rows()); // it is the same for all of them
            set->tail.dropFront(rows - ofScan);
        }
        set->rows.dropFront(rows);
    }
    s.skip += ofScan - decided; // what the scan says about those comes too late
    s.scanEnd -= ofScan;
    s.size -= gone;
    if (gone > 0)
        Q_EMIT removed();
    reportWaiting();
}

void ShownRows::setPaused(bool paused)
{
    State &s = *m_state;
    if (s.paused == paused)
        return;
    s.paused = paused;
    s.pausedAt = s.seen;
    if (!paused)
        resize(s.wantedSize());
    reportWaiting();
}

bool ShownRows::isPaused() const
{
    return m_state->paused;
}

quint64 ShownRows::waiting() const
{
    const State &s = *m_state;
    return s.paused ? (s.hides ? s.shown.count() : s.seen) - quint64(s.size) : 0;
}

void ShownRows::reportWaiting()
{
    const quint64 now = waiting();
    if (std::exchange(m_state->reportedWaiting, now) != now)
        Q_EMIT waitingChanged(now);
}

std::shared_ptr<ShownRows::Searched> ShownRows::searchedFor(const StackedFilter &filter)
{
    State &s = *m_state;
    const auto known = std::find_if(s.kept.begin(), s.kept.end(), [&filter](const auto &set) {
        return set->predicate == filter.predicate;
    });
    if (known != s.kept.end()) {
        std::rotate(known, known + 1, s.kept.end());
        return s.kept.back();
    }
    s.kept.push_back(std::make_shared<Searched>(filter.predicate, s.lines, s.log->front()));
    return s.kept.back();
}

void ShownRows::setFilters(std::vector<StackedFilter> filters)
{
    State &s = *m_state;
    dropScan();
    logGrew(); // so that the scan's snapshot ends where the tail begins
    s.searching = true;
    s.wanted = std::move(filters);
    s.wantedSets.clear();
    s.clock.start();
    if (!s.log)
        s.wanted.clear();
    for (const StackedFilter &filter : s.wanted)
        s.wantedSets.push_back(searchedFor(filter));
    if (State::knownBy(s.wantedSets, s.seen) < s.seen)
        startScan();
    else
        scanFinished();
}

/// Searches for what the wanted sets do not know yet.
void ShownRows::startScan()
{
    State &s = *m_state;
    const quint64 from = State::knownBy(s.wantedSets, s.seen);
    Predicates predicates;
    for (const auto &set : s.wantedSets) {
        if (set->scanning || set->rows.rows() == s.seen)
            continue;
        set->rows.truncate(from);
        set->tail = RowSet();
        set->scanning = true;
        predicates.push_back(set->predicate);
    }
    s.scanEnd = s.seen;
    s.skip = 0;
    s.scan = std::make_unique<FilterScan>(s.pool, s.log->snapshot(), from, s.lines,
                                          std::move(predicates));
    s.watcher = new QFutureWatcher<void>(this);
    connect(s.watcher, &QFutureWatcherBase::progressValueChanged, this, &ShownRows::scanProgressed);
    connect(s.watcher, &QFutureWatcherBase::finished, this, &ShownRows::scanFinished);
    s.watcher->setFuture(s.scan->future());
    s.ticks.start();
}

void ShownRows::scanProgressed()
{
    const FilterScan &scan = *m_state->scan;
    Q_EMIT searchProgress(scan.searched(), scan.total(), scan.matched());
}

/// Shows what the scan has decided so far, as soon as there is anything to show.
void ShownRows::takeDecided()
{
    State &s = *m_state;
    s.collect();
    if (s.showsWanted()) {
        showTarget();
    } else if (const quint64 known = State::knownBy(s.wantedSets, s.seen); known > 0) {
        std::array<quint64, RowSet::blockWords> bits;
        for (quint64 from = 0; from < known; from += RowSet::blockRows) {
            const quint64 count = std::min<quint64>(known - from, RowSet::blockRows);
            State::combine(s.wanted, s.wantedSets, from, count, bits.data());
            if (std::any_of(bits.begin(), bits.begin() + qptrdiff((count + 63) / 64),
                            [](quint64 word) { return word != 0; }))
                return showTarget();
        }
    }
}

/// From now on the wanted filters are those that are shown; or what they let through has grown.
void ShownRows::showTarget()
{
    State &s = *m_state;
    const bool same = s.showsWanted();
    if (!same)
        Q_EMIT aboutToReset();
    s.filters = s.wanted;
    s.sets = s.wantedSets;
    if (!same) {
        s.hides = std::any_of(s.filters.begin(), s.filters.end(),
                              [](const StackedFilter &filter) { return filter.use != Use::Mark; });
        s.shown = RowSet(s.log ? s.log->front() : 0);
    }
    if (s.hides)
        s.extendShown();
    if (same) {
        resize(s.wantedSize());
    } else {
        s.size = int(s.wantedSize());
        Q_EMIT wasReset();
        reportWaiting();
    }
}

void ShownRows::scanFinished()
{
    State &s = *m_state;
    const double seconds = s.scan ? double(s.clock.nsecsElapsed()) / 1e9 : 0;
    if (s.scan) {
        s.collect();
        for (const auto &set : s.wantedSets)
            set->joinTail();
        dropScan();
    }
    s.searching = false;
    showTarget();
    trimCache();
    Q_EMIT filtersChanged();
    Q_EMIT searchFinished(s.seen, s.hides ? s.shown.count() : s.seen, seconds);
}

/// Ends a scan: its workers stop by themselves, and what it still has to say is not heard.
void ShownRows::dropScan()
{
    State &s = *m_state;
    s.ticks.stop();
    if (!s.scan)
        return;
    s.scan = nullptr;
    s.watcher->disconnect(this);
    s.watcher->deleteLater(); // it may be the sender
    s.watcher = nullptr;
    for (const auto &set : s.kept) {
        // What it has decided stays known; what lies between is searched for when it is wanted.
        set->scanning = false;
        set->tail = RowSet();
    }
    s.searching = false;
}

void ShownRows::trimCache()
{
    State &s = *m_state;
    const auto unused = [&s](const auto &set) {
        return std::find(s.sets.begin(), s.sets.end(), set) == s.sets.end();
    };
    auto excess = std::max<qptrdiff>(
        0, std::count_if(s.kept.begin(), s.kept.end(), unused) - qptrdiff(keptSets));
    std::erase_if(s.kept,
                  [&](const auto &set) { return excess > 0 && unused(set) && excess-- > 0; });
}

const std::vector<StackedFilter> &ShownRows::filters() const
{
    return m_state->filters;
}

bool ShownRows::isFiltered() const
{
    return m_state->hides;
}

bool ShownRows::isSearching() const
{
    return m_state->scan != nullptr;
}

size_t ShownRows::memoryBytes() const
{
    size_t bytes = m_state->shown.memoryBytes();
    for (const auto &set : m_state->kept)
        bytes += set->rows.memoryBytes() + set->tail.memoryBytes() + sizeof(Searched);
    return bytes;
}

} // namespace eventscope
