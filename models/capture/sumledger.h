// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/capturesums.h"
#include "models/event/storedbatch.h"

#include <QStringList>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace eventscope {

/// Writes the sums of a recording into its capture (CaptureSums): soon after something has changed,
/// and for good at the end. So whoever is killed has told until a few seconds before what he
/// received. Part of a CaptureWriter: begin() is called before its thread runs, end() after that.
class SumLedger
{
public:
    using Clock = std::chrono::steady_clock;
    using Counts = QMap<QString, quint64>; ///< of events, by connection id
    /// What its feed counted of a connection.
    struct Counted
    {
        quint64 received = 0;
        quint64 duplicates = 0;
        quint64 unread = 0; ///< dropped before the writer saw it
    };

    /// Nothing is written more often than each `pause`, and large sums less often than that.
    SumLedger(const QString &folder, std::chrono::milliseconds pause);

    /// Begins the sums of this recording, whose first line has this number. `recovered` is what an
    /// earlier one left in files. `repairs` says what of the earlier sums had to be given up.
    void begin(quint64 first, const Counts &recovered, QStringList &repairs);
    /// Of all bytes of the segment that is gone on with, which has so many; before the writer's
    /// thread runs. What was killed left some behind the last word: these are read, once, and taken
    /// as they are. What is not there any more will be written anew, and is forgotten.
    std::optional<quint32> crcOf(quint32 segment, quint64 bytes);
    /// The latest word of a feed; any thread. True: the writer is to look at dueAt() again.
    bool setCounted(const QString &connection, const Counted &counted);

    // The writer's thread.
    void count(const std::vector<StoredBatch> &stored);
    void setChecksum(quint32 segment, const CaptureSums::Checksum &checksum);
    void forgetChecksumsUpTo(quint32 segment);
    Clock::time_point dueAt() const;
    /// What is known by now. Where that fails it is tried again after the pause.
    Result<void> write(const Counts &dropped);
    /// The last word; `left` stays in files.
    Result<void> end(const Counts &dropped, const Counts &left);
    bool isKept() const;

private:
    CaptureSums::Session session(const Counts &dropped, const Counts &left, bool ended) const;
    CaptureSums::Sum sum(const QString &id, const Counts &dropped, const Counts &left,
                         bool ended) const;
    Result<qint64> save(const CaptureSums::Session &session);
    bool touch();

    const QString m_folder;
    const std::chrono::milliseconds m_pause;
    mutable std::mutex m_mutex; ///< for what follows
    bool m_kept = false;
    bool m_dirty = false;
    Clock::time_point m_due = Clock::time_point::max();
    Clock::time_point m_written = Clock::time_point::min();
    std::chrono::milliseconds m_rest; ///< after that, as its size wants it
    QMap<QString, Counted> m_counted;
    // The writer's thread alone.
    CaptureSums m_sums; ///< the last session is this recording's
    Counts m_recovered;
    std::map<std::string, quint64, std::less<>> m_lines; ///< by connection, our own left out
    quint64 m_last = 0;
};

} // namespace eventscope
