// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/result.h"

#include <QLatin1StringView>
#include <QMap>
#include <QString>
#include <vector>

namespace eventscope {

/// The name of the file in the folder of the capture.
inline constexpr QLatin1StringView sumsName("sums.json");

/// `sums.json`: what the recordings of a capture received, and what became of each event. The lines
/// alone tell what was stored; with this a capture that lost its last lines, or has some that were
/// never received, contradicts itself. See SumLedger, which writes it, and SumCheck.
struct CaptureSums
{
    /// Of one connection: received = stored + duplicates + dropped + left + waiting.
    struct Sum
    {
        quint64 received = 0;
        quint64 stored = 0; ///< each was a line, whether limits have removed it since or not
        quint64 duplicates = 0;
        quint64 dropped = 0;
        quint64 left = 0; ///< in files at the end of the recording
        quint64 waiting = 0; ///< for the disk, when this was written; 0 at the end
        // Of what an earlier recording received, and left in files:
        quint64 earlierStored = 0;
        quint64 earlierDropped = 0;

        bool addsUp() const { return received == stored + duplicates + dropped + left + waiting; }
        quint64 lines() const { return stored + earlierStored; }
        Sum &operator+=(const Sum &other);
        bool operator==(const Sum &) const = default;
    };
    /// One recording, or several that were put together: a capture may be gone on with for ever.
    struct Session
    {
        QString began; ///< RFC 3339 UTC
        QString known; ///< when this was written
        bool ended = false; ///< else more may have come than this says
        quint64 first = 1; ///< number of its first line
        quint64 last = 0; ///< and of the last that is in the sums; first - 1: there is none
        quint64 uncounted = 0; ///< lines in between that are in no sum, of recordings cut short
        QMap<QString, Sum> connections; ///< by id

        bool operator==(const Session &) const = default;
    };
    /// Of the first bytes of a segment: these were synced when this was written, and nothing
    /// changes them any more. CRC-32C: it finds what was changed by accident, or by who did not
    /// know of it.
    struct Checksum
    {
        quint64 bytes = 0;
        quint32 crc = 0;
        bool operator==(const Checksum &) const = default;
    };
    std::vector<Session> sessions; ///< in the order of their lines, which do not overlap
    QMap<quint32, Checksum> segments; ///< by number; not of all: older versions kept none

    static bool exist(const QString &folder);
    /// An error where it cannot be read now, is of a newer version, or damaged (which `damaged`
    /// says); where there is none: no sessions.
    static Result<CaptureSums> read(const QString &folder, bool *damaged = nullptr);
    /// All or nothing, and synced; 0600. Answers its size.
    Result<qint64> write(const QString &folder) const;
    /// Puts the oldest together until there are no more than so many.
    void fold(size_t most);
};

} // namespace eventscope
