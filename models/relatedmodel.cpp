// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/relatedmodel.h"

#include "models/eventlogmodel.h"
#include "models/subjecthistory.h"
#include "models/subjectlines.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr int logColumns[RelatedModel::ColumnCount] = {
    EventLogColumn::Time, EventLogColumn::SeverityGlyph, EventLogColumn::Connection,
    EventLogColumn::Type, EventLogColumn::Summary};

} // namespace

RelatedModel::RelatedModel(EventLogModel *log, QObject *parent)
    : QAbstractTableModel(parent), m_log(log), m_lines(new SubjectLines(this))
{
    connect(log, &EventLogModel::logGrown, this, &RelatedModel::takeNew);
    connect(log, &EventLogModel::logRetired, this, &RelatedModel::dropRetired);
    connect(log, &EventLogModel::logAboutToBeReplaced, m_lines, &SubjectLines::stop);
    connect(log, &EventLogModel::logReplaced, this, [this] { setSequence(0); });
    connect(&log->history(), &SubjectHistory::ready, this, [this] {
        if (m_state == State::Working && !m_lines->isReading())
            load();
    });
    connect(m_lines, &SubjectLines::found, this, [this](const std::deque<quint64> &sequences) {
        show(sequences);
        takeNew(); // what came while they were read
    });
    const auto changed = [this] {
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    };
    connect(log, &EventLogModel::masksChanged, this, changed);
    connect(log, &EventLogModel::timeShownChanged, this, changed);
}

void RelatedModel::setSequence(quint64 sequence)
{
    m_sequence = sequence;
    m_most = usualRows;
    // One of the same list: it stays, and so does where it is scrolled to.
    if (m_active && m_state == State::Shown && sequence != 0 && rowOf(sequence) >= 0)
        return;
    m_active = false;
    m_lines->forget();
    clear(State::Nothing);
}

void RelatedModel::activate()
{
    if (m_active)
        return;
    m_active = true;
    load();
}

void RelatedModel::clear(State state)
{
    beginResetModel();
    m_sequences.clear();
    m_older = m_newer = false;
    m_state = state;
    endResetModel();
    Q_EMIT stateChanged();
}

void RelatedModel::load()
{
    const EventRecord *record = m_log->recordOf(m_sequence);
    if (!record || record->subjectHash == 0) {
        clear(record ? State::NoSubject : State::Nothing);
        return;
    }
    SubjectHistory &history = m_log->history();
    if (!history.prepare()) {
        clear(State::Working);
        return;
    }
    const SubjectHistory::Related related = history.related(m_sequence, m_most);
    std::vector<SubjectLines::Row> rows;
    rows.reserve(related.sequences.size());
    for (const quint64 sequence : related.sequences)
        rows.push_back({sequence, *m_log->recordOf(sequence)});
    m_olderFound = related.olderLeft;
    m_newerFound = related.newerLeft;
    if (const auto found = m_lines->find(*record, std::move(rows), m_log->lines()))
        show(*found);
    else if (m_state != State::Shown) // the older ones come to those that are shown
        clear(State::Working);
}

void RelatedModel::show(const std::deque<quint64> &sequences)
{
    const quint64 first = m_log->log() ? m_log->log()->firstSequence() : 0;
    beginResetModel();
    m_sequences.assign(std::lower_bound(sequences.begin(), sequences.end(), first),
                       sequences.end()); // others may have gone while they were read
    m_older = m_olderFound && m_sequences.size() == sequences.size();
    m_newer = m_newerFound;
    m_seen = m_sequences.empty() ? m_sequence : m_sequences.back();
    m_state = m_sequences.empty() ? State::Nothing : State::Shown;
    endResetModel();
    Q_EMIT stateChanged();
}

void RelatedModel::takeNew()
{
    if (m_state != State::Shown || m_newer)
        return;
    const auto fresh = m_log->history().newerThan(m_seen, m_sequence);
    if (fresh.empty())
        return;
    const int rows = rowCount();
    beginInsertRows({}, rows, rows + int(fresh.size()) - 1);
    m_sequences.insert(m_sequences.end(), fresh.begin(), fresh.end());
    m_seen = m_sequences.back();
    endInsertRows();
    if (m_sequences.size() > mostRows) {
        const auto gone = qptrdiff(m_sequences.size() - mostRows);
        beginRemoveRows({}, 0, int(gone) - 1);
        m_sequences.erase(m_sequences.begin(), m_sequences.begin() + gone);
        m_older = true;
        endRemoveRows();
    }
    Q_EMIT stateChanged();
}

void RelatedModel::dropRetired()
{
    const quint64 first = m_log->log() ? m_log->log()->firstSequence() : 0;
    const auto kept = std::lower_bound(m_sequences.begin(), m_sequences.end(), first);
    if (kept == m_sequences.begin())
        return;
    beginRemoveRows({}, 0, int(kept - m_sequences.begin()) - 1);
    m_sequences.erase(m_sequences.begin(), kept);
    m_older = false;
    endRemoveRows();
    if (m_sequences.empty())
        m_state = State::Nothing;
    Q_EMIT stateChanged();
}

void RelatedModel::showOlder()
{
    if (!m_older || m_most >= mostRows)
        return;
    m_most = std::min(mostRows, m_most * 5);
    load();
}

quint64 RelatedModel::sequenceAt(int row) const
{
    return row >= 0 && row < rowCount() ? m_sequences[size_t(row)] : 0;
}

int RelatedModel::rowOf(quint64 sequence) const
{
    const auto at = std::lower_bound(m_sequences.begin(), m_sequences.end(), sequence);
    return at != m_sequences.end() && *at == sequence ? int(at - m_sequences.begin()) : -1;
}

int RelatedModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_sequences.size());
}

int RelatedModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RelatedModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    return m_log->cellOf(sequenceAt(index.row()), logColumns[index.column()], role);
}

QVariant RelatedModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    return m_log->headerData(logColumns[section], orientation, role);
}

} // namespace eventscope
