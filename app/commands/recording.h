// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/losses.h"
#include "app/feeds/feedhub.h"
#include "app/feeds/networkwatch.h"
#include "models/capture/capturereader.h"
#include "models/capture/capturewriter.h"
#include "models/connection/rememberedmasks.h"
#include "models/event/eventlog.h"

#include <QObject>
#include <QTimer>
#include <functional>
#include <memory>

namespace eventscope {

/// A capture being written: feeds -> writer -> event log, put together in one place for the window
/// and for `eventscope record`. It lives on the GUI (or main) thread, where the log grows, one
/// batch of batches at a time.
class Recording final : public QObject
{
    Q_OBJECT
public:
    struct Settings
    {
        CaptureWriter::Settings writer;
        FeedHub::Settings feeds;
        Losses::ReadsOn readsOn; ///< of who goes on with a recording that was cut short
        bool keepLog = true; ///< false: log() stays empty, for who only wants the capture
        int growEveryMs = 50; ///< the log grows at most so often, so that a busy feed costs one
                              ///< insert a frame of a film; a flood lets it grow sooner
    };
    static Result<std::unique_ptr<Recording>> start(const QString &folder, const Settings &settings,
                                                    QObject *parent = nullptr);
    ~Recording() override; ///< finish()

    FeedHub &feeds() { return *m_feeds; }
    CaptureWriter &writer() { return *m_writer; }
    EventLog &log() { return m_log; }
    /// Says in the capture whose events those of this connection are, and what of them is masked:
    /// what was stays so until the user lifts it.
    Result<void> nameConnection(const ConnectionProfile &profile);
    /// Of what is recorded, also where the capture could not be told.
    FieldMasks masks() const;
    const LineSource &lines() const { return *m_reader; }
    QString folder() const { return m_writer->folder(); }

    /// Sees every stored batch right after the log grew by it, while its payloads are still in
    /// memory.
    void setConsumer(std::function<void(const StoredBatch &)> consumer)
    {
        m_consumer = std::move(consumer);
    }
    /// Events of a connection that are stored (synced, in the log), our own rows not counted.
    quint64 stored(const QString &connectionId) const { return m_stored.value(connectionId); }
    qint64 lastSyncUs() const { return m_lastSyncUs; }
    /// Gap rows that this recording has stored, over all connections.
    quint64 gapRows() const { return m_losses.allGaps(); }

    /// Closes the feeds, waits until all that came is synced, and lets the log grow by it. After
    /// this feeds() is gone.
    void finish();
    /// After finish(): the last word on a connection; received = stored + duplicates + dropped +
    /// left().
    FeedCounters finalCounters(const QString &connectionId) const;
    /// After finish(): events that it received, and that stay in files for want of a disk that
    /// takes them; whoever goes on with the capture stores them.
    quint64 left(const QString &connectionId) const { return m_left.value(connectionId); }
    /// After finish(): nothing came and nothing was to be said, so that the capture may go. A log
    /// without rows is not enough: what came to a full disk was dropped, or stays in files.
    bool isEmpty() const;

Q_SIGNALS:
    /// The limits removed all events up to this one from the capture: the log is to forget them,
    /// too (EventLogModel::retire() does so).
    void retired(quint64 lastSequence);
    void retentionFailed(const QString &problem); ///< the limits could not remove something
    void grew(); ///< the log has new events
    void storing(quint64 waiting); ///< from within finish(), once a second: so many events wait in
                                   ///< files for the disk
    void problemChanged(
        const QString &problem); ///< writing fails (one sentence), or works again (empty)

private:
    Recording(std::unique_ptr<CaptureWriter> writer, std::unique_ptr<CaptureReader> reader,
              const Settings &settings, QObject *parent);
    void wake();
    void grow();
    void growByAll();
    void countStored(const EventBatch &batch);
    void countLeft();
    void tellCounters(const QString &connectionId, const FeedCounters &counters);
    void noteRetired(const CaptureInfo::Retired &retired);

    const bool m_keepLog;
    const int m_growEveryMs;
    std::unique_ptr<CaptureWriter> m_writer;
    std::unique_ptr<CaptureReader> m_reader;
    EventLog m_log;
    Losses m_losses;
    std::unique_ptr<FeedHub>
        m_feeds; // after the writer: it is the feeds' sink and must outlive them
    std::function<void(const StoredBatch &)> m_consumer;
    RememberedMasks m_remembered;
    QMap<QString, QStringList> m_masked; ///< by connection, of those that were named here
    QMap<QString, quint64> m_stored;
    QMap<QString, quint64> m_recovered; ///< of a recording that was cut short, and to come yet
    CaptureInfo::Retired m_retired; ///< as it was told last
    QString m_retentionProblem;
    QString m_lastProblem; ///< why events could not be stored, once some could not
    QMap<QString, quint64> m_left; ///< of what this recording received, in files at its end
    QMap<QString, quint64> m_dropped; ///< everything that the writer gave up, by connection
    QMap<QString, FeedCounters> m_finalCounters;
    NetworkWatch m_network;
    QTimer m_growTimer;
    QString m_problem;
    qint64 m_lastSyncUs = 0;
    bool m_finished = false;
};

} // namespace eventscope
