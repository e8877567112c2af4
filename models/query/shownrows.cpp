// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/shownrows.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <utility>

namespace eventscope {

namespace {

constexpr quint64 maxRows = std::numeric_limits<int>::max();

/// A table's header goes over all its rows whenever some are inserted: that is not to cost more, of
/// a second, for many rows than for few.
constexpr int manyRows = 1'000'000;
constexpr int rowsPerMs = 25'000;
constexpr int longestWaitMs = 250;

using Bits = std::array<quint64, RowSet::blockWords>;

/// The filters that hide rows.
FilterStack hidingOf(const FilterStack &stack)
{
    FilterStack hiding;
    std::copy_if(
        stack.begin(), stack.end(), std::back_inserter(hiding),
        [](const StackedFilter &filter) { return filter.use != StackedFilter::Use::Mark; });
    return hiding;
}

} // namespace

ShownRows::ShownRows(QObject *parent) : QObject(parent)
{
    connect(&m_searches, &FilterSearches::decided, this, &ShownRows::showDecided);
    connect(&m_searches, &FilterSearches::progressed, this,
            [this](quint64 searched, quint64 total, quint64 matches) {
                m_searched = searched;
                m_toSearch = total;
                m_matchesOfFirst = matches;
                tellProgress();
            });
    connect(&m_searches, &FilterSearches::finished, this, &ShownRows::finish);
    connect(&m_searches, &FilterSearches::caughtUp, this, &ShownRows::takeCaughtUp);
    m_resizeLater.setSingleShot(true);
    connect(&m_resizeLater, &QTimer::timeout, this, &ShownRows::resizeNow);
}

void ShownRows::setLog(EventLog *log, const LineSource *lines)
{
    m_searches.setLog(log, lines);
    m_log = log;
    m_lines = lines;
    m_filters.clear();
    m_wanted.clear();
    m_hides = false;
    m_shown = RowSet();
    m_seen = m_pausedAt = log ? log->size() : 0;
    m_size = int(wantedSize());
    reportWaiting();
}

quint64 ShownRows::logRow(int position) const
{
    return m_hides ? m_shown.at(quint64(position)) : quint64(position);
}

int ShownRows::positionOf(quint64 logRow) const
{
    if (m_hides && !m_shown.contains(logRow))
        return -1;
    const quint64 position = m_hides ? m_shown.rank(logRow) : logRow;
    return position < quint64(m_size) ? int(position) : -1;
}

int ShownRows::filterOf(quint64 logRow) const
{
    return m_searches.filterOf(m_filters, logRow);
}

std::vector<quint32> ShownRows::rows(bool *all) const
{
    *all = !m_hides && m_log && quint64(m_size) == m_log->size();
    std::vector<quint32> rows;
    if (*all || m_size == 0)
        return rows;
    if (m_hides) {
        rows.reserve(size_t(m_size));
        m_shown.appendTo(rows, 0, m_paused ? m_pausedAt : m_seen);
    } else {
        rows.resize(size_t(m_size));
        std::iota(rows.begin(), rows.end(), 0U);
    }
    return rows;
}

const RowSet *ShownRows::letThrough() const
{
    return m_hides ? &m_shown : nullptr;
}

void ShownRows::logGrew()
{
    const quint64 size = m_log ? m_log->size() : 0;
    if (size <= m_seen)
        return;
    m_searches.test(m_seen, size);
    m_seen = size;
    extendShown();
    resize();
}

/// Brings what is shown up to what is known of its filters.
void ShownRows::extendShown()
{
    if (!m_hides)
        return;
    Bits bits;
    const quint64 known = m_searches.knownOf(hidingOf(m_filters), m_seen);
    for (quint64 from = m_shown.rows(); from < known; from = m_shown.rows()) {
        const quint64 count = std::min<quint64>(known - from, RowSet::blockRows);
        m_searches.combine(m_filters, from, count, bits.data());
        m_shown.append(bits.data(), count);
    }
}

quint64 ShownRows::wantedSize() const
{
    const quint64 rows = m_paused ? m_pausedAt : m_seen;
    return std::min(m_hides ? m_shown.rank(rows) : rows, maxRows);
}

/// Tells the views about rows at the end, now or soon.
void ShownRows::resize()
{
    const int wait = m_size < manyRows ? 0 : std::min(m_size / rowsPerMs, longestWaitMs);
    if (m_resized.isValid() && m_resized.elapsed() < wait) {
        if (!m_resizeLater.isActive())
            m_resizeLater.start(wait - int(m_resized.elapsed()));
        return reportWaiting();
    }
    resizeNow();
}

void ShownRows::resizeNow()
{
    m_resizeLater.stop();
    const quint64 size = wantedSize();
    if (size > quint64(m_size)) {
        Q_EMIT aboutToInsert(m_size, int(size) - 1);
        m_size = int(size);
        Q_EMIT inserted();
        m_resized.start();
    }
    reportWaiting();
}

void ShownRows::retire(quint64 sequence)
{
    if (!m_log || sequence <= m_log->firstSequence())
        return;
    logGrew(); // so that every row was looked at before it goes
    const quint64 rows = std::min(sequence - m_log->firstSequence(), m_log->size());
    const auto gone = int(std::min<quint64>(m_hides ? m_shown.rank(rows) : rows, quint64(m_size)));
    if (gone > 0)
        Q_EMIT aboutToRemove(0, gone - 1);
    m_log->retire(sequence);
    m_searches.dropFront(rows);
    m_shown.dropFront(rows);
    m_seen -= rows;
    m_pausedAt -= std::min(rows, m_pausedAt);
    m_size -= gone;
    if (gone > 0)
        Q_EMIT removed();
    reportWaiting();
}

void ShownRows::setPaused(bool paused)
{
    if (m_paused == paused)
        return;
    m_paused = paused;
    m_pausedAt = m_seen;
    resizeNow();
}

quint64 ShownRows::waiting() const
{
    return m_paused ? (m_hides ? m_shown.count() : m_seen) - quint64(m_size) : 0;
}

void ShownRows::reportWaiting()
{
    const quint64 now = waiting();
    if (std::exchange(m_reportedWaiting, now) != now)
        Q_EMIT waitingChanged(now);
}

void ShownRows::setFilters(FilterStack filters)
{
    logGrew(); // so that what comes during the search begins where the search ends
    m_wanted = m_log ? std::move(filters) : FilterStack();
    if (m_searches.search(m_filters, m_wanted, m_seen))
        finish(0);
}

bool ShownRows::showsWanted() const
{
    return hidingOf(m_filters) == hidingOf(m_wanted);
}

bool ShownRows::hasWantedRows() const
{
    Bits bits;
    const quint64 known = m_searches.knownOf(hidingOf(m_wanted), m_seen);
    for (quint64 from = 0; from < known; from += RowSet::blockRows) {
        const quint64 count = std::min<quint64>(known - from, RowSet::blockRows);
        m_searches.combine(m_wanted, from, count, bits.data());
        if (std::any_of(bits.begin(), bits.begin() + qptrdiff((count + 63) / 64),
                        [](quint64 word) { return word != 0; }))
            return true;
    }
    return false;
}

/// Shows what the search has decided so far, as soon as there is anything to show.
void ShownRows::showDecided()
{
    m_searches.takeDecided();
    if (showsWanted() || hasWantedRows())
        showWanted();
    tellProgress();
}

/// What the first filter matches is what is let through only where it is the only one, and shows.
void ShownRows::tellProgress()
{
    if (!isSearching())
        return;
    const bool alone = m_wanted.size() == 1 && m_wanted.front().use == StackedFilter::Use::Include;
    const quint64 shown = m_hides ? m_shown.count() : m_seen;
    Q_EMIT searchProgress(m_searched, m_toSearch,
                          alone               ? m_matchesOfFirst
                              : showsWanted() ? shown
                                              : 0);
}

/// From now on the wanted filters are those that are shown; or what they let through has grown.
void ShownRows::showWanted()
{
    if (showsWanted()) {
        m_filters = m_wanted;
        extendShown();
        return resize();
    }
    Q_EMIT aboutToReset();
    m_filters = m_wanted;
    m_hides = !hidingOf(m_filters).empty();
    m_shown = RowSet(m_log ? m_log->front() : 0);
    extendShown();
    m_size = int(wantedSize());
    Q_EMIT wasReset();
    reportWaiting();
}

void ShownRows::finish(double seconds)
{
    showWanted();
    resizeNow();
    m_searches.use(m_filters);
    Q_EMIT filtersChanged();
    Q_EMIT searchFinished(m_seen, m_hides ? m_shown.count() : m_seen, seconds);
}

void ShownRows::takeCaughtUp()
{
    extendShown();
    resize();
    if (std::any_of(m_filters.begin(), m_filters.end(), [](const StackedFilter &filter) {
            return filter.use == StackedFilter::Use::Mark;
        }))
        Q_EMIT filtersChanged(); // rows that were shown before it was known
    Q_EMIT caughtUp();
}

quint64 ShownRows::unsearched() const
{
    return isSearching() ? 0 : m_seen - m_searches.knownOf(hidingOf(m_filters), m_seen);
}

size_t ShownRows::memoryBytes() const
{
    return m_shown.memoryBytes() + m_searches.memoryBytes();
}

} // namespace eventscope
