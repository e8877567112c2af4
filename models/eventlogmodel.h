// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventlog.h"
#include "models/event/fieldmask.h"
#include "models/event/linesource.h"
#include "models/event/timestamp.h"
#include "models/eventlogroles.h"
#include "models/query/textfilter.h"

#include <QAbstractTableModel>
#include <QMap>
#include <memory>

namespace eventscope {

/// The event log as a table: a window onto EventLog that formats only the cells it is asked for.
/// One insert per batch of batches; filtered rows are a sorted list of row numbers, built on worker
/// threads. GUI thread only.
class EventLogModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    /// Neither is owned; both must outlive the model. `lines` may be null in tests of columns
    /// alone.
    EventLogModel(EventLog *log, const LineSource *lines, QObject *parent = nullptr);
    ~EventLogModel() override;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// To be called once after any number of EventLog::append(): shows what is new (unless paused).
    void logGrew();
    /// Forgets all rows and the filter (it belongs to the log's tables) and shows the (other) log
    /// from its start; for opening a capture. Once it returns, nothing reads the old log or its
    /// lines any more. Both may be null.
    void setLog(EventLog *log, const LineSource *lines);

    /// While paused the log grows behind the table; waiting() counts what is not shown yet and
    /// would be: with a filter, only what matches it.
    void setPaused(bool paused);
    bool isPaused() const;
    quint64 waiting() const;

    /// Shows only what matches; null shows everything. The scan runs on worker threads; the old
    /// rows stay, and go on growing, until it is done and one reset brings the new ones. Setting
    /// another filter meanwhile ends that scan without a word. Emits filterProgress while it runs,
    /// and filterFinished (at once where there is nothing to scan).
    void setFilter(std::shared_ptr<const EventPredicate> filter);
    bool isFiltered() const;
    bool isScanning() const;

    quint64 logSize() const; ///< events in the log, shown or not
    quint64 shownCount() const { return quint64(rowCount()); }
    quint64 sequenceAt(int row) const;
    int rowOfSequence(quint64 sequence) const; ///< -1: not shown
    const EventRecord *recordAt(
        int row) const; ///< null: no such row; valid until the next logGrew()
    /// The whole line of a row, masked; empty if it cannot be read any more.
    QByteArray lineAt(int row) const;
    /// Log rows of what is shown, for an export: empty and `all` true if that is the whole log.
    std::vector<quint32> shownRows(bool *all) const;

    /// The log behind the table; filters are made from its tables of texts.
    const EventLog *log() const;
    /// For exports: the log as it is now, where its lines are read from, and what of them is masked.
    EventLog::Snapshot snapshot() const;
    const LineSource *lines() const;
    const FieldMasks &masks() const;
    QMap<QString, QString> connectionNames() const;

    /// What is not shown of the events of which connections. A filter searches all the same.
    void setMasks(const FieldMasks &masks);
    void setConnectionNames(const QMap<QString, QString> &nameById);
    void setTimeZone(TimeZoneChoice zone);
    TimeZoneChoice timeZone() const;

Q_SIGNALS:
    void waitingChanged(quint64 waiting);
    void masksChanged();
    void filterProgress(quint64 searched, quint64 total, quint64 matches);
    void filterFinished(quint64 searched, quint64 matches, double seconds);

private:
    void insertFresh(const std::vector<quint32> &fresh);
    void startSearch(std::shared_ptr<const EventPredicate> filter);
    void reportSearch();
    void finishSearch();
    void dropSearch();
    void replaceFilter(std::shared_ptr<const EventPredicate> filter, std::vector<quint32> rows);
    void reportWaiting();

    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace eventscope
