// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventlog.h"

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace eventscope {

/// Which events of a log are about the same subject: a way back from each one to the one before
/// it. Worked out only once somebody asks, and from then on kept up with the log, at four bytes an
/// event and four megabytes for the starts; chunks that are retired are freed.
///
/// The GUI thread says when the log changed; any thread asks, without waiting for another, and may
/// work out what is missing. Subjects are told apart by their hash: who shows what was found
/// compares the texts.
class SubjectTrail
{
public:
    struct Found
    {
        quint64 sequence = 0;
        EventRecord record;
    };

    SubjectTrail();
    ~SubjectTrail();

    /// Forgets everything. GUI thread; `log` may be null and is read only in here and in update().
    void setLog(const EventLog *log);
    /// The log grew or lost its oldest. GUI thread. A few new rows are taken in at once; many are
    /// left to catchUp().
    void update();

    /// Takes in all that update() told of, until `stop`. Others may ask and go on meanwhile.
    void catchUp(const std::atomic<bool> *stop = nullptr) const;
    /// True once somebody asked: then update() has work.
    bool isWanted() const { return m_wanted; }
    bool knows(quint64 sequence) const;
    quint64 missing() const; ///< how many rows catchUp() would take in
    bool isComplete() const { return m_wanted && missing() == 0; }

    enum class On : quint8 { AnyConnection, SameConnection };
    /// The nearest event before that one with the same subject; own rows are not looked at where
    /// the connection has to be the same. Nothing for what is not known yet, see knows().
    std::optional<Found> before(quint64 sequence, On on) const;
    /// The last event of a subject, by its hash.
    std::optional<Found> newest(quint64 subjectHash) const;

    size_t memoryBytes() const;

private:
    static constexpr size_t chunkRows = EventLog::chunkSize;
    using Chunk = std::array<quint32, chunkRows>; ///< how far back the one before is; 0: none

    /// What readers see: never changed once published.
    struct View
    {
        EventLog::Snapshot log;
        std::vector<std::shared_ptr<Chunk>> chunks;
        quint64 base = 1; ///< sequence of the first place of the first chunk
        quint64 end = 1; ///< the first sequence that is not known

        std::optional<EventRecord> record(quint64 sequence) const;
        quint64 back(quint64 sequence) const; ///< 0: nothing there
    };

    void tell();
    EventLog::Snapshot told() const;
    bool extend(size_t most) const;
    void publish() const;
    size_t startOf(quint64 subjectHash) const;
    std::optional<Found> walk(const View &view, quint64 from, quint64 subjectHash,
                              const EventRecord *like) const;

    const EventLog *m_log = nullptr;
    const quint64 m_seed; ///< so that nobody can choose subjects that all share a start
    mutable std::atomic<bool> m_wanted = false;
    mutable std::mutex m_toldGuard;
    EventLog::Snapshot m_told;
    std::atomic<quint64> m_toldFirst = 1; ///< the same, for those who ask all the time
    std::atomic<quint64> m_toldEnd = 1;

    mutable std::mutex m_building; ///< whoever holds it may change what follows
    mutable View m_next;
    mutable std::vector<quint64> m_starts; ///< the newest sequence of each; empty until wanted
    mutable std::atomic<std::shared_ptr<const View>> m_view;
};

} // namespace eventscope
