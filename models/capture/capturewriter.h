// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/captureinfo.h"
#include "models/capture/retention.h"
#include "models/capture/sumledger.h"
#include "models/event/eventsink.h"
#include "models/event/storedbatch.h"

#include <functional>
#include <memory>
#include <vector>

namespace eventscope {

/// Appends batches to a capture and says "stored" only after fdatasync: hop 3. It owns the
/// capture's lock, its segments and the writer thread. submit() and takeEmptyBatch() may be called
/// from any thread; everything else by the thread that owns it.
class CaptureWriter final : public EventSink
{
public:
    struct Settings
    {
        quint64 segmentBytes = 64ULL << 20; ///< a segment is sealed once it is at least this long
        quint64 queueBytes = 64ULL << 20; ///< what may wait for the disk in memory …
        quint64 spillBytes = 1ULL << 30; ///< … and in files, before batches are dropped
        int spillPatienceMs = 30'000; ///< a file of these that cannot be read is tried again for so
                                      ///< long; then it is set aside
        QString spillElsewhere; ///< a folder for these files where the capture's disk has no room
        quint64 commitBytes = 4ULL << 20; ///< synced at the latest after so many bytes …
        int commitMs = 50; ///< … or so many milliseconds
        int roomWaitMs =
            250; ///< how long submit() waits for room: TCP slows a flood down before we drop. At
                 ///< most a fifth of the time is waited, for who waits answers no pings
        RetentionLimits limits; ///< see setLimits()
        bool keepSums = false; ///< in the capture: what its feeds received; see setCounted()
        int sumsMs = 2'000; ///< and they are written no more often than this
    };
    struct Counts
    {
        quint64 dropped = 0; ///< events, over all connections
        quint64 spilled = 0; ///< of those that wait: so many in files, or on their way there
        quint64 unwritten = 0; ///< bytes that are on their way there
        quint64 left = 0; ///< events that stay in files, because these could not be read at the
                          ///< end, or the disk took no more: whoever goes on stores them
        quint64 syncs = 0;
        quint64 bytes = 0;
        quint64 pooled = 0; ///< bytes of empty batches that are kept to be used again
    };

    /// Creates the folder (0700) or goes on with the capture that is in it: locks it, cuts a torn
    /// last line off, and continues the sequence. The error names the folder and the cause ("in use
    /// by another Eventscope", "no space left").
    static Result<std::unique_ptr<CaptureWriter>> open(const QString &folder,
                                                       const Settings &settings);
    ~CaptureWriter() override; ///< close()

    std::unique_ptr<EventBatch> takeEmptyBatch() override;
    bool submit(std::unique_ptr<EventBatch> batch) override;
    /// Room in memory is left for more than one batch of this connection, and none is in files.
    bool hasRoom(std::string_view connection, quint64 bytes) const override;

    /// Called on the writer thread when stored batches wait and none waited before, again when they
    /// have become many, and when writing fails or works again.
    void setListener(std::function<void()> listener);
    /// The batches stored since the last call, in order. Give them back with recycle(). Where very
    /// many wait (nobody took any for a while), some of them; the listener is called again then.
    std::vector<StoredBatch> takeStored();
    bool hasStored() const;
    void recycle(std::unique_ptr<EventBatch> batch);

    /// Waits until all that was submitted is synced, or has been given up because the disk refuses
    /// it. Where that takes long, `tell` is called once a second with the number of events that
    /// wait in files.
    void flush(const std::function<void(quint64 waiting)> &tell = {});
    /// flush(), seal nothing, stop the thread, release the lock.
    void close();

    /// Events that were dropped per connection since the last call, because the queue or the disk
    /// was full.
    QMap<QString, quint64> takeDropped();
    /// Events that stay in files, by connection, those that open() found there included: they are
    /// neither stored nor dropped. Nothing before flush() or close() has to leave some.
    QMap<QString, quint64> left() const;
    /// Empty while writing works; else one sentence with the path: "Cannot write …/000003.ndjson:
    /// no space left on device".
    QString problem() const;
    Counts counts() const;

    QString folder() const;
    CaptureInfo info() const;
    quint64 firstFreeSequence() const; ///< as found at open()
    /// What open() found and mended, for a person: "cut 113 bytes of an unfinished line off
    /// 000002.ndjson"; may be empty.
    QStringList repairs() const;
    /// Events, by connection, that open() found in files of a recording that was cut short: they
    /// are stored before anything else of theirs.
    QMap<QString, quint64> recovered() const;
    /// From now on the oldest segments are removed, on the writer thread, as soon as a limit is
    /// passed; each cut is a row of the log (owntype::retention) and is summed up in capture.json.
    /// Segments become short enough that a cut is about an eighth of what is kept. Any thread.
    void setLimits(const RetentionLimits &limits);
    /// What the limits removed so far; the listener is called when it has changed. Any thread.
    CaptureInfo::Retired retired() const;
    /// Why the limits could not remove what they should have; empty: they could. Any thread.
    QString retentionProblem() const;
    /// What the feed of a connection counted by now: the capture keeps the sums, for whoever
    /// verifies it (CaptureSums). What is said last before close() is the last word. Any thread.
    void setCounted(const QString &id, const SumLedger::Counted &counted);
    /// After close(): why the sums could not be written, one sentence; empty: they were.
    QString sumsProblem() const;
    /// Records the name of a connection in capture.json, and what else CaptureInfo::Connection has.
    /// Owner's thread.
    Result<void> nameConnection(const QString &id, const QString &name, const QString &dialect,
                                const QStringList &maskedFields = {},
                                std::optional<bool> readsOn = {});

private:
    struct State;
    explicit CaptureWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace eventscope
