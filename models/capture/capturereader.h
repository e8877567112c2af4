// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/captureinfo.h"
#include "models/event/eventlog.h"
#include "models/event/linesource.h"

#include <QStringList>
#include <functional>
#include <memory>

namespace eventscope {

class CaptureLoader;

/// Reads lines of a capture by memory map, the segment that is being written included. Thread-safe.
/// A segment that was cut short or removed underneath us gives empty lines, never a crash.
///
/// Where lines of a capture are damaged or missing, load() gives each lost number a row of its own,
/// so that rows and numbers stay together and the loss is seen where it is: type `eventscope.gap`,
/// flags OwnEvent and GapEvent, severity error, length 0. line() makes up a line for such a record
/// that says what is lost. What is missing before the first event that is there has one row,
/// whatever it is, with how much it is for its offset. In the same way what limits removed has a
/// row at the beginning, as long as nobody removes more while the log is there: type
/// `eventscope.retention`, length 0, the segment that went last, and for its offset how many events
/// are gone.
class CaptureReader final : public LineSource
{
public:
    /// What load() found; everything that was not as it should be is in `remarks`, one sentence
    /// each.
    struct Loaded
    {
        quint64 events = 0;
        quint64 firstSequence = 1;
        quint64 retired = 0; ///< events that limits removed before; no damage
        quint64 badLines = 0;
        int indexesRebuilt = 0;
        /// Why indexes that were made could not be kept (the disk is full, or cannot be written);
        /// no damage, but opening takes longer each time.
        QString indexProblem;
        QStringList remarks;
    };

    /// Where the payload stands in the line that is made up for such a record.
    static quint32 madeUpDataOffset(const EventRecord &record);
    /// The same of what is missing at the beginning, which is known by it.
    static quint32 missingDataOffset();

    static Result<std::unique_ptr<CaptureReader>> open(const QString &folder);
    ~CaptureReader() override;

    std::string_view line(const EventRecord &record, std::string &scratch) const override;
    std::string_view lines(const EventRecord &first, const EventRecord &last) const override;
    std::string_view copyOf(const EventRecord &record, std::string &scratch) const override;
    bool isAtHand(const EventRecord &record) const override;

    /// Reads all segments into `log` (which must be empty): from their index where it is good, else
    /// from the lines, and then the index is written anew (of sealed segments, which never change,
    /// so that is safe while somebody writes). A damaged line is skipped and counted; a torn last
    /// line is reported. `progress` gets 0..1000 and may answer false to stop. What a writer
    /// appends meanwhile may be in or not: load first, then open the taps.
    Loaded load(EventLog &log, const std::function<bool(int)> &progress = {});

    /// The same for who wants to go on reading behind the end. Both must outlive the loader.
    std::unique_ptr<CaptureLoader> loader(EventLog &log, Loaded &loaded);

    /// Forgets the lines of segments that limits removed for good, so that they leave the disk.
    void letGo(quint32 lastSegment) const;

    /// Forgets what of the segments is mapped, for who passes over more than there is memory.
    /// Nobody may be reading, nor have anything that was handed out.
    void unmap() const;

    const CaptureInfo &info() const;
    QString folder() const;
    /// Segment files in order, absolute paths.
    QStringList segments() const;

private:
    struct State;
    explicit CaptureReader(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace eventscope
