// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/capturesums.h"
#include "models/event/result.h"

#include <QMap>
#include <QStringList>

namespace eventscope {

/// What `eventscope verify` found. A capture is sound if every line is a CloudEvent and no event
/// that came is missing, whether a line is damaged or an event never became one.
struct VerifyReport
{
    quint64 segments = 0;
    quint64 lines = 0; ///< whole lines
    quint64 events = 0; ///< of them events from feeds
    quint64 ownEvents = 0; ///< of them our own (connected, sent, gap …)
    quint64 undecodable = 0; ///< of the events: kept with a reason
    quint64 gaps = 0; ///< gap rows
    quint64 retired = 0; ///< events that limits removed, as capture.json says: no damage
    quint64 badLines = 0; ///< no CloudEvents JSON object: damaged
    quint64 missingSequences = 0; ///< numbers that should be there, and are not in a damaged line
    quint64 tornBytes = 0; ///< of an unfinished last line
    quint64 toldLosses = 0; ///< events that could not be stored, as gap rows say
    quint64 untoldLosses = 0; ///< events that a full disk took, with no room for a gap row either
    quint64 spilled = 0; ///< events that a recording left in files, to be stored yet
    struct Connection
    {
        QString name; ///< or its id, where it has none
        quint64 events = 0;
        quint64 dropped = 0; ///< that could not be stored, as its gap rows say
        quint64 spilled = 0; ///< in files, to be stored yet
        quint64 gaps = 0;
        // What the capture says that was received; see CaptureSums.
        bool hasSum = false;
        CaptureSums::Sum sum; ///< of all recordings
        quint64 covered = 0; ///< of the events: those whose recording had its say
    };
    enum class Sums : quint8 {
        None, ///< nothing says what was received
        SoFar, ///< it is being recorded
        AtLeast, ///< a recording was cut short, or an older version recorded some of it
        Whole
    };
    Sums sums = Sums::None;
    quint64 contradictions = 0; ///< between the sums and what is there
    QMap<QString, Connection> connections; ///< by id; all of their rows that are still there
    quint64 indexesGood = 0;
    quint64 indexesBad = 0; ///< stale or damaged; harmless, they are made again
    bool structureOk = true;
    bool cutShort = false; ///< the recording did not end, and nobody has gone on with it
    QStringList problems; ///< one sentence each, with file and byte offset

    /// Events came and were never stored.
    quint64 losses() const { return toldLosses + untoldLosses; }
    /// What was stored is not there, or not as it was.
    bool damaged() const
    {
        return badLines || missingSequences || tornBytes || contradictions || !structureOk;
    }
    /// Else exit status 1.
    bool sound() const { return !damaged() && losses() == 0; }
    QString summary() const; ///< one line for a person
    QStringList connectionLines() const; ///< the same for each connection
    QString totalLine() const; ///< what was received by all of them, and what became of it
    /// received = stored + duplicates + dropped + left + waiting, over all recordings. Where one
    /// was cut short, `received` is what is known of, and `waiting` what may be stored or lost.
    CaptureSums::Sum sumOf(const Connection &connection) const;
    CaptureSums::Sum total() const;
};

/// Reads every byte of a capture: JSON, CloudEvents attributes, gapless sequences, UTF-8, index
/// checksums. What a recording left waits in the folder, or in a place of its own in
/// `spillElsewhere`.
Result<VerifyReport> verifyCapture(const QString &folder, const QString &spillElsewhere = {});

} // namespace eventscope
