// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/capturewriter.h"
#include "models/capture/lossnote.h"

namespace eventscope {

struct CaptureTail;

/// Keeps account of events that could not be stored until a gap row is on the disk that says so.
/// While feeds run, they write these rows; what is left when a recording ends is told by tell(),
/// and what cannot be told, because the disk stays full, is noted in the capture for whoever goes
/// on with it. Part of a Recording, on its thread.
class Losses
{
public:
    /// By connection, whether it gets what was sent since a recording was cut short: who goes on
    /// with it knows better than the capture. Under an empty id: whatever connection is not named.
    using ReadsOn = QMap<QString, bool>;

    /// `writer` is not owned. Begins with what an earlier recording could not tell; see
    /// tellEarlier().
    explicit Losses(CaptureWriter &writer, const ReadsOn &readsOn = {});

    void dropped(const QString &connectionId, quint64 events);
    /// What a connection asks for now: a crash will have interrupted it.
    void subscribed(const QString &connectionId, const QStringList &topics);
    /// Sees what was stored: gap rows settle accounts, and who begins or ends is noted.
    void stored(const StoredBatch &stored);
    /// tell() for what the recording before this one noted, or had no time to note because it was
    /// cut short; once the capture has been read.
    void tellEarlier();
    /// Submits a gap row for each connection that has untold losses; nothing else may tell of them
    /// meanwhile.
    void tell(const QString &cause);
    /// Notes what is still untold, and that the recording has ended; all else is synced by then.
    /// One sentence if what is untold cannot be noted, else empty.
    QString end();
    /// Gap rows of a connection that were stored.
    quint64 gaps(const QString &connectionId) const { return m_gaps.value(connectionId); }
    quint64 allGaps() const;

private:
    void tellCutShort();
    QStringList cutShort(const CaptureTail &tail) const;
    bool readsOn(const QString &id) const;
    void settle(const StoredBatch &stored, const BatchEntry &entry, const QString &id);
    void noteConnected(const QString &id, bool connected);
    bool note();

    CaptureWriter &m_writer;
    const ReadsOn m_readsOn;
    LossNote m_note;
    const bool m_wasCutShort;
    // Of the recording that was cut short.
    const QMap<QString, LossNote::Some> m_topicsBefore;
    const LossNote::Some m_connectedBefore;
    LossNote::Topics m_topics;
    QStringList m_connected; ///< ids of those that had not ended by what is stored
    LossNote::Counts m_untold;
    LossNote::Counts m_noted; ///< what the note says
    QMap<QString, quint64> m_gaps;
};

} // namespace eventscope
