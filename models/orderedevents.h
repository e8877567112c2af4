// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractProxyModel>
#include <memory>
#include <vector>

namespace eventscope {

class EventLogModel;
class EventSorting;
struct EventRecord;

/// The rows of the event log in the order in which a table shows them. By arrival in both
/// directions, always: the newest first is the same list from its other end, and costs nothing. By
/// another column where at most maxSorted rows are shown; a worker finds that order. It is the
/// order of what was shown when it was asked for: what comes later is counted, not pushed in
/// between what is being read, and sortAgain() takes it in. Child of the table; the model is not
/// owned and outlives it. GUI thread.
class OrderedEvents final : public QAbstractProxyModel
{
    Q_OBJECT
public:
    static constexpr int maxSorted = 100'000;

    explicit OrderedEvents(EventLogModel *model, QObject *parent = nullptr);
    ~OrderedEvents() override;

    EventLogModel *events() const { return m_events; }

    bool isByArrival() const { return m_sorted == nullptr; }
    bool isNewestFirst() const { return isByArrival() && m_newestFirst; }
    bool isSorting() const { return m_sorting != nullptr || m_waiting; }
    /// What was last asked for.
    int sortColumn() const { return m_column; }
    Qt::SortOrder sortOrder() const { return m_order; }
    /// Times and sequence are by arrival. What cannot be done is said by sortRefused().
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    void sortAgain();
    /// Rows that the log shows and that are not sorted in yet.
    quint64 cameSince() const;
    /// Whether a column means the order of arrival.
    static bool isArrival(int column);

    quint64 sequenceAt(int row) const; ///< 0: no such row
    int rowOfSequence(quint64 sequence) const; ///< -1: not shown
    /// How many of the rows [first, last] are of events behind that one; by arrival only.
    quint64 countBehind(quint64 sequence, int first, int last) const;
    const EventRecord *recordAt(int row) const; ///< as EventLogModel::recordAt()
    QByteArray lineAt(int row) const;

    QModelIndex mapToSource(const QModelIndex &index) const override;
    QModelIndex mapFromSource(const QModelIndex &index) const override;
    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &) const override { return {}; }
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override { return !parent.isValid(); }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void orderChanged(); ///< another one is asked for, or shown
    void sortRefused(const QString &why);
    void cameSinceChanged(quint64 count);

private:
    void connectRows();
    void connectResets();
    void connectColumns();
    int sourceRow(int row) const;
    int rowOfSource(int sourceRow) const;
    std::pair<int, int> mirrored(int first, int last) const;
    void showByArrival(bool newestFirst);
    void startSort();
    void finishSort();
    void stopSort();
    void refuse();
    void removeSorted(int firstSource, int lastSource);
    void onDataChanged(const QModelIndex &from, const QModelIndex &to, const QList<int> &roles);

    EventLogModel *m_events;
    int m_column = 0;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    bool m_newestFirst = false;
    bool m_waiting = false; ///< for a filter, so that its rows can be sorted
    std::unique_ptr<std::vector<quint64>> m_sorted; ///< sequences; null: by arrival
    std::unique_ptr<EventSorting> m_sorting; ///< while it is on its way
};

} // namespace eventscope
