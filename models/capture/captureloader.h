// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/capturereader.h"
#include "models/capture/segmentcolumns.h"

#include <QThreadPool>
#include <deque>
#include <future>

namespace eventscope {

/// Fills an empty log from the segments of a capture. Row = sequence − first holds also where lines
/// are lost: a missing number gets a row of its own (see CaptureReader). Used once, on the log's
/// thread; segments are read ahead by others, as many as there are cores.
///
/// Where limits removed what was before, the first row says so: it stands for the last event that
/// is gone, and has its number (see CaptureReader).
///
/// After load() it can go on: follow() reads what whoever records the capture appended since.
class CaptureLoader
{
public:
    CaptureLoader(const QString &folder, EventLog &log, CaptureReader::Loaded &loaded);

    void load(const std::function<bool(int)> &progress);
    /// Segments that were read so far for want of a good index.
    bool isIndexing() const { return m_loaded.indexesRebuilt > 0; }

    /// What limits had removed when the first row was taken.
    const CaptureInfo::Retired &retiredAtFirst() const { return m_retiredAtFirst; }

    /// Puts what was appended since into the log, at most about so many bytes of lines. The log may
    /// have been emptied meanwhile (its rows are elsewhere), its next number has to be the same.
    void follow(quint64 atMost);
    /// Why follow() reads no more; empty: it does.
    const QString &ended() const { return m_ended; }

private:
    using Columns = std::shared_ptr<const SegmentColumns>;
    struct Tables; // numbers of a segment's tables in the log's
    struct Reading
    {
        quint32 segment = 0;
        quint64 length = 0;
        std::future<Columns> columns;
    };

    void remarkMissing(quint32 expected, quint32 found);
    void readAhead(quint32 segment, bool last);
    void take(Reading &reading);
    void takeRows(quint32 segment, const SegmentColumns &columns);
    bool takeRun(quint32 segment, const SegmentColumns &columns, const SegmentColumns::Run &run,
                 const Tables &tables);
    void saveIndex(const Columns &columns);
    void beginAt(quint64 sequence);
    bool wasRetired(quint32 segment);
    /// Makes the next row that of `sequence`.
    void alignTo(quint64 sequence, quint32 segment, quint64 offset);
    void addLost(quint64 count, quint32 segment, quint64 offset);
    void flushRows();
    /// Asks whether to go on, `offset` bytes into the segment; false from then on if not.
    bool goOn(quint64 offset);
    void remark(const QString &sentence);
    void finish();
    void remarkLosses();
    void addCut(qint64 us);

    enum class Tail : quint8 { Grew, Same, Left, Over };
    Tail readTail(quint64 atMost);
    Tail nextSegment();
    Tail leaveRetired();

    const QString m_folder;
    EventLog &m_log;
    CaptureReader::Loaded &m_loaded;
    CaptureInfo::Retired m_retired; ///< segments that do not count, as far as is known
    CaptureInfo::Retired m_retiredAtFirst;
    std::function<bool(int)> m_progress;
    quint64 m_total = 1; ///< bytes of all segments
    quint64 m_done = 0; ///< of them read before this segment
    bool m_stopped = false;
    std::atomic<bool> m_stop = false; ///< the same, for the threads that read
    std::deque<Reading> m_reading; ///< in order
    std::deque<std::future<Result<void>>> m_saving;
    std::vector<EventRecord> m_rows; ///< on their way to the log
    quint64 m_expected = 0; ///< sequence of the next row; 0: none yet
    bool m_begun = false; ///< the log has a row
    quint32 m_segment = 0; ///< the last one that was taken; 0: none
    quint64 m_segmentEnd = 0; ///< as far as its lines are taken
    QString m_ended;
    qint64 m_lastRecordedUs = 0;
    quint64 m_lost = 0;
    quint64 m_unaligned = 0;
    int m_remarks = 0;
    QThreadPool m_savePool;
    QThreadPool m_pool; ///< these are the last, so that they are waited for before anything goes
};

} // namespace eventscope
