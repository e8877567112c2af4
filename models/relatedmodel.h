// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include <deque>

namespace eventscope {

class EventLogModel;
class SubjectLines;

/// The events of one event's subject, on all connections, in order of arrival; it goes on as more
/// of them come. Bounded: older ones are brought when asked for. GUI thread only.
class RelatedModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Time, Glyph, Connection, Type, Summary, ColumnCount };
    enum class State : quint8 {
        Nothing, ///< no event, or it can no longer be read
        NoSubject,
        Working, ///< its way back is worked out, or their lines are read
        Shown
    };
    static constexpr size_t usualRows = 200;
    static constexpr size_t mostRows = 5'000;

    explicit RelatedModel(EventLogModel *log, QObject *parent = nullptr);

    /// 0: none. Nothing is looked for before activate().
    void setSequence(quint64 sequence);
    quint64 sequence() const { return m_sequence; }
    void activate();

    State state() const { return m_state; }
    bool hasOlder() const { return m_older; }
    bool hasNewer() const { return m_newer; } ///< more than it looks through
    void showOlder();
    quint64 sequenceAt(int row) const;
    int rowOf(quint64 sequence) const; ///< -1: not among them

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    /// The roles are those of EventLogModel.
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void stateChanged(); ///< or how many there are

private:
    void load();
    void show(const std::deque<quint64> &sequences);
    void takeNew();
    void dropRetired();
    void clear(State state);

    EventLogModel *m_log;
    SubjectLines *m_lines;
    quint64 m_sequence = 0;
    quint64 m_seen = 0; ///< the last one that was looked at
    size_t m_most = usualRows;
    bool m_active = false;
    bool m_older = false;
    bool m_newer = false;
    bool m_olderFound = false; ///< of what is being read
    bool m_newerFound = false;
    State m_state = State::Nothing;
    std::deque<quint64> m_sequences;
};

} // namespace eventscope
