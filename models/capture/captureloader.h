// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/capturereader.h"
#include "models/capture/logparts.h"
#include "models/capture/segmentcolumns.h"
#include "models/capture/segmentwatch.h"

#include <QThreadPool>
#include <deque>
#include <future>
#include <limits>

namespace eventscope {

/// Fills an empty log from the segments of a capture. Row = sequence − first holds also where lines
/// are lost: a missing number gets a row of its own (see CaptureReader). Used once, on the log's
/// thread; segments are read ahead by others, as many as there are cores.
///
/// Where limits removed what was before, the first row says so: it stands for the last event that
/// is gone, and has its number (see CaptureReader). So does one row of all that is missing before
/// the first event.
///
/// After load() it can go on: follow() reads what whoever records the capture appended since.
///
/// Instead of load(), begin() and more() give the same rows a part at a time, so that whoever
/// passes over a capture needs no more memory for a large one than for a small one.
class CaptureLoader
{
public:
    CaptureLoader(const QString &folder, EventLog &log, CaptureReader::Loaded &loaded);
    ~CaptureLoader();

    void load(const std::function<bool(int)> &progress);
    /// Instead of load(), for who merges several: what it puts into the log comes segment by
    /// segment. `ahead` are read before they are taken.
    void beginLoading(size_t ahead, const std::function<bool(int)> &progress);
    /// Puts the next rows into the log, which is empty. False: there are no more, or it was
    /// stopped.
    bool loadOn();
    void endLoading(); ///< loadOn() does it where there are no more

    /// Settles what is passed over: what is appended from now on is not. `progress` gets 0..1000
    /// and may answer false to stop.
    void begin(const PartSize &size, const std::function<bool(int)> &progress = {});
    /// Puts the next part into the log, which has to be emptied before. Texts are told anew: their
    /// numbers hold for the part. What is removed while others are read is passed over, and the
    /// part behind it begins with its number. False: there is no more, or it was stopped; the log
    /// is empty.
    bool more();
    int passed() const; ///< 0..1000, of all bytes
    /// Segments that were there at the beginning, and gone before they were read; and how many
    /// events that were surely in them.
    int vanishedSegments() const { return m_vanishedSegments; }
    quint64 vanishedEvents() const { return m_vanishedEvents; }

    /// Segments that were read so far for want of a good index.
    bool isIndexing() const { return m_loaded.indexesRebuilt > 0; }

    /// What limits had removed when the first row was taken.
    const CaptureInfo::Retired &retiredAtFirst() const { return m_retiredAtFirst; }

    /// Puts what was appended since into the log, at most about so many bytes of lines. The log may
    /// have been emptied meanwhile (its rows are elsewhere), its next number has to be the same.
    void follow(quint64 atMost);
    /// Why follow() reads no more; empty: it does.
    const QString &ended() const { return m_ended; }
    /// What follow() found cut short or removed of what is not written any more; a sentence, or
    /// nothing. It reads on.
    QString takeDamage() { return std::exchange(m_damage, {}); }

private:
    using Columns = std::shared_ptr<const SegmentColumns>;
    struct Tables; // numbers of a segment's tables in the log's
    struct Reading
    {
        quint32 segment = 0;
        quint64 length = 0;
        bool inPieces = false;
        std::future<Columns> columns;
    };
    /// A segment whose rows are being put into the log, and how far that is.
    struct Taking
    {
        quint32 segment = 0;
        quint64 length = 0;
        bool inPieces = false; ///< the columns are of a piece of it
        Columns columns; ///< null: there is none
        std::shared_ptr<const Tables> tables;
        size_t run = 0;
        size_t row = 0; ///< of the run
        quint64 offset = 0; ///< of its line
    };

    void list();
    void remarkMissing(quint32 expected, quint32 found);
    void readAhead(quint32 segment, bool last);
    bool takeNext();
    void take(Reading &reading);
    void takeRest();
    bool takeGone(const Reading &reading, int code);
    bool takePiece();
    void noteRemarks(const SegmentColumns &columns);
    /// False if not all were taken: the part is full, or loading is to stop.
    bool takeRows(Taking &taking);
    bool takeRun(Taking &taking, const SegmentColumns::Run &run);
    void addRow(const Taking &taking, const IndexRecord &from);
    bool isFull() const;
    void saveIndex(const Columns &columns);
    void settleSaved(size_t most);
    void beginAt(quint64 sequence);
    bool wasRetired(quint32 segment);
    bool passVanished(quint64 sequence);
    /// Makes the next row that of `sequence`.
    void alignTo(quint64 sequence, quint32 segment, quint64 offset);
    void addLost(quint64 count, quint32 segment, quint64 offset);
    void flushRows();
    /// Asks whether to go on, `offset` bytes into the segment; false from then on if not.
    bool goOn(quint64 offset);
    void remark(const QString &sentence);
    void finish();
    void remarkLosses();
    void addBeginning(qint64 us, quint64 sequence, quint32 segment);
    void addCut(qint64 us);

    enum class Tail : quint8 { Grew, Same, Left, Over };
    Tail readTail(quint64 atMost);
    Tail nextSegment();
    void lookForDamage();
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
    std::vector<quint32> m_segments; ///< to be taken
    size_t m_nextSegment = 0; ///< of them, to be read
    quint32 m_previousSegment = 0; ///< that was taken
    size_t m_ahead = 1; ///< segments that are read before they are taken
    std::deque<Reading> m_reading; ///< in order
    Taking m_taking;
    std::deque<std::future<Result<void>>> m_saving;
    std::vector<EventRecord> m_rows; ///< on their way to the log
    quint64 m_expected = 0; ///< sequence of the next row; 0: none yet
    bool m_begun = false; ///< the log has a row
    bool m_finished = false; ///< there are no more
    // Of parts:
    bool m_inParts = false;
    PartSize m_part{std::numeric_limits<quint64>::max(), std::numeric_limits<quint64>::max()};
    quint64 m_partBytes = 0; ///< of lines, in this part
    quint32 m_untilSegment = 0; ///< lines from the second in the first on are not taken
    quint64 m_untilOffset = 0;
    bool m_passesVanished = false; ///< what is missing before the next row was taken away
    int m_vanishedSegments = 0;
    quint64 m_vanishedEvents = 0;

    quint32 m_segment = 0; ///< the last one that was taken; 0: none
    quint64 m_segmentEnd = 0; ///< as far as its lines are taken
    SegmentWatch m_watch; ///< of what is taken
    QString m_damage;
    QString m_ended;
    qint64 m_lastRecordedUs = 0;
    quint64 m_lost = 0; ///< events
    quint64 m_lostRows = 0; ///< that stand for one of them each
    quint64 m_unaligned = 0;
    int m_remarks = 0;
    QThreadPool m_savePool;
    QThreadPool m_pool; ///< these are the last, so that they are waited for before anything goes
};

} // namespace eventscope
