// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/capturesums.h"
#include "models/capture/capturewriter.h"
#include "models/capture/filehandle.h"
#include "models/capture/segmentindex.h"

#include <deque>
#include <optional>

namespace eventscope {

/// Puts batches into segment files: formats their lines, writes, syncs, rolls over. What fails
/// leaves the files as they were after the last sync (or the last whole batch) and the batches in
/// the caller's hands, so that nothing is stored twice and nothing is forgotten. Writer thread
/// only.
class SegmentAppender
{
public:
    using Batches = std::deque<std::unique_ptr<EventBatch>>;

    /// Where the capture ends: the segment to go on with (0: none yet), its length, and the next
    /// number.
    struct End
    {
        quint32 segment = 0;
        quint64 length = 0;
        quint64 nextSequence = 1;
        qint64 lastUs = 0; ///< when its last event was recorded
        bool goOn = false; ///< append to `segment`; else begin the one after it
        FileHandle::Identity identity; ///< of its file, which may be another by the first write
    };
    /// When a segment is long enough; 0: by that it never is.
    struct Rollover
    {
        quint64 bytes = 64ULL << 20;
        quint64 events = 0;
        qint64 spanUs = 0; ///< from its first event to its last
    };

    SegmentAppender(const QString &folder, const std::string &captureId, quint64 segmentBytes,
                    const End &end);
    void setRollover(const Rollover &rollover) { m_rollover = rollover; }
    /// The CRC-32C of what is there of the segment that is gone on with, where that is known.
    void setCrc(std::optional<quint32> crc) { m_crc = m_synced.crc = crc; }

    /// Writes batches from the front of `todo`, about a mebibyte. On failure, false: what was not
    /// written whole is back in `todo`, and what was is still to be synced.
    bool write(Batches &todo);
    /// Syncs, and hands out what is now stored. On failure nothing is; call giveBack().
    bool sync(std::vector<StoredBatch> &stored);
    /// After a failed sync: returns what was written since the last good one to the front of
    /// `todo`. The segment is cut to what is known to be on the disk and never written again.
    void giveBack(Batches &todo);
    /// The segment is long enough: sync, then seal().
    bool isFull() const;
    /// Closes the segment and writes its index.
    void seal();
    /// seal() for a segment that is not full, also for one that an earlier run began; nothing in it
    /// may wait for a sync.
    bool sealEarly();

    /// A segment whose file somebody removed, renamed or put another one in the place of, so that
    /// what was stored in it is not in the capture any more.
    struct Gone
    {
        quint32 segment = 0;
        quint64 last = 0; ///< number of the last event that was stored in it
    };
    /// The ones that were noticed since the last call.
    std::vector<Gone> takeGone() { return std::exchange(m_gone, {}); }

    /// Of what is synced of writingSegment(); none where its beginning is not known.
    std::optional<CaptureSums::Checksum> checksum() const;

    bool hasUnsynced() const { return !m_unsynced.empty(); }
    quint64 unsyncedBytes() const { return m_length - m_synced.length; }
    const QString &error() const { return m_error; }
    /// The segment that is being written, or comes next.
    quint32 writingSegment() const { return m_file.isOpen() || m_goOn ? m_segment : m_segment + 1; }
    quint64 nextSequence() const { return m_nextSequence; }
    qint64 lastUs() const { return m_lastUs; }

private:
    /// What is known to be on the disk of the current segment.
    struct Synced
    {
        quint64 length = 0;
        quint64 nextSequence = 1;
        size_t records = 0;
        std::optional<quint32> crc; ///< of all of it
    };
    struct Buffer
    {
        char *makeRoom(size_t bytes);
        std::unique_ptr<char[]> memory;
        size_t size = 0;
        size_t capacity = 0;
    };

    bool makeReady();
    bool mend();
    bool cutBack(const QString &path);
    bool openSegment();
    bool openBegun(const QString &path);
    void leaveBegun(bool isReplaced);
    void format(EventBatch &batch);
    void takeBackFrom(quint64 length, size_t first, Batches &todo);
    bool fail(QLatin1String what, int code);
    void indexFromLines();

    const QString m_folder;
    const std::string m_captureId;
    Rollover m_rollover;
    FileHandle m_file;
    FileHandle::Identity m_identity; ///< of the segment's file
    std::vector<Gone> m_gone;
    quint32 m_segment = 0;
    quint64 m_length = 0;
    quint64 m_nextSequence = 1;
    qint64 m_lastUs = 0;
    quint64 m_beganSequence = 1; ///< of the segment, as far as this run knows
    qint64 m_beganUs = 0;
    Synced m_synced;
    std::optional<quint32> m_crc; ///< of m_length bytes
    bool m_goOn = false; ///< m_segment exists and is to be opened
    bool m_broken = false; ///< the file may hold more than m_synced says
    bool m_indexed = false; ///< m_index has every line of the segment
    std::vector<StoredBatch> m_unsynced;
    Buffer m_buffer;
    IndexBuilder m_index;
    QString m_error;
};

} // namespace eventscope
