// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dropaccount.h"
#include "app/feeds/eventlimit.h"
#include "app/feeds/newestofsubjects.h"
#include "app/feeds/ownrow.h"
#include "models/connection/connectionstatus.h"
#include "models/event/eventsink.h"
#include "models/event/fieldmask.h"

#include <array>
#include <functional>
#include <memory>
#include <vector>

namespace eventscope {

/// Where one connection's events become batches, and where they are counted: nothing is lost that
/// is not counted here. received = stored + duplicates + dropped, exactly, once nothing is pending:
/// flush() does that, unless isWaiting(). Feed thread; has no timer of its own, its owner calls
/// flush() a few milliseconds after hasPending() became true.
class EventOutlet
{
public:
    static constexpr size_t maxBatchEvents = 2048;
    /// With the event that passes it usually within the 256 KiB that ByteBuffer grows to.
    static constexpr size_t maxBatchBytes = 240 << 10;

    /// `sink` is not owned.
    EventOutlet(EventSink &sink, const QString &connectionId);
    ~EventOutlet();

    /// Its feed can read on later: events wait here while the sink has no room, instead of being
    /// dropped by it. What they take is known here alone, where their lines are.
    void setPatient() { m_isPatient = true; }
    /// They do: no more is to be read until flush() has found room.
    bool isWaiting() const { return m_isWaiting; }

    /// What is masked before anybody stores it, from now on.
    void setMask(const FieldMask &mask);
    const FieldMask &mask() const { return *m_mask; }
    void setName(const QString &name) { m_name = name; }
    /// Shared with the other outlets of its connection, before anything comes; else it has its own.
    void setDropAccount(std::shared_ptr<DropAccount> account) { m_drops = std::move(account); }
    const QString &name() const { return m_name; }
    QStringList topics() const { return m_topics ? m_topics() : QStringList(); }

    /// One event that came. False if the limit is reached: then it was not taken, and counts as
    /// never received.
    bool event(const EventFields &fields, qint64 recordedUs);
    /// A copy of one that came: counted, and said on the line of that one if it is still at hand,
    /// as it is where several subscriptions bring the same.
    bool duplicate(quint64 content = 0);
    /// One that came and could not be taken, for this reason: a gap row, and counted as dropped. It
    /// does not fill the limit, for nothing of it can be stored.
    void unread(const QString &cause);
    /// Its server broke the rules of WebSocket, which ended the connection.
    void countProtocolError() { ++m_counters.protocolErrors; }
    /// One of our own rows: stored, never counted.
    void own(const OwnRow &row);

    /// See EventSink::hasRoom(); for so many bytes behind those that are here already.
    bool hasRoom(quint64 bytes) const;

    void flush();
    bool hasPending() const { return m_batch != nullptr; }
    /// Events were dropped and no gap row says so yet, or rows of our own went with them: there was
    /// no room.
    bool owesRows() const
    {
        return m_drops->isOwed() || ((!m_ownRows.empty() || m_leftOut > 0) && !m_batch);
    }
    /// flush(), after the rows that are owed.
    void settle();
    /// settle() for the last time: what finds no room now this outlet never hands in.
    void finish();
    /// The rows that an outlet of the same connection owes after its finish() are owed by this one,
    /// and come before those that it owes itself: they are older. They keep the mask that they came
    /// under. What was dropped the two tell of together.
    void takeOver(EventOutlet &gone);
    /// The sink's own count of what it dropped for this connection, including the batches that
    /// submit() refused.
    void noteDropped(quint64 events);

    /// Who is asked for what gap rows say that was subscribed to.
    void setTopics(std::function<QStringList()> topics) { m_topics = std::move(topics); }
    /// What the gap rows say about why events are missing, from now on.
    void setDropCause(const QString &cause) { m_dropCause = cause; }
    QString dropCause() const;

    /// No more than so many events that are no duplicates, those that came already included.
    void setLimit(std::shared_ptr<EventLimit> limit);
    bool limitReached() const { return m_limit && m_limit->left == 0; }

    const FeedCounters &counters() const { return m_counters; }
    qint64 lastEventUs() const { return m_lastEventUs; }

private:
    using Mask = std::shared_ptr<const FieldMask>;
    /// A row of our own that is in no batch that was accepted.
    struct Waiting
    {
        OwnRow row;
        Mask mask; ///< of the moment when it came
    };

    void begin();
    void append(const OwnRow &row, const FieldMask &mask);
    void append(const EventFields &fields, qint64 recordedUs, const FieldMask &mask);
    bool keep(const OwnRow &row, const Mask &mask);
    void leaveOut(const OwnRow &row);
    void own(const OwnRow &row, const Mask &mask);
    void take(const EventFields &fields, qint64 recordedUs);
    OwnRow dropGap() const;
    OwnRow leftOutRow() const;
    void submit();

    EventSink &m_sink;
    std::string m_id;
    QString m_name;
    Mask m_mask = std::make_shared<const FieldMask>();
    std::string m_masked; ///< a payload
    std::string m_extensions; ///< with the word that says so
    NewestOfSubjects m_newest;
    std::unique_ptr<EventBatch> m_batch;
    struct Recent
    {
        quint64 content = 0;
        size_t entry = 0; ///< in the batch
    };
    std::array<Recent, 64> m_recent; ///< the last of the batch that may have copies
    size_t m_recentCount = 0;
    /// Of the current batch, or of a refused one: they are submitted until accepted.
    std::vector<Waiting> m_ownRows;
    size_t m_ownBytes = 0; ///< of them, but for gaps
    size_t m_ownGaps = 0; ///< of them
    quint64 m_unkept = 0; ///< rows of our own that are in the current batch alone
    quint64 m_unkeptGaps = 0; ///< of them
    quint64 m_leftOut = 0; ///< rows of our own that nobody kept, and no row says so yet
    quint64 m_leftOutGaps = 0; ///< of them
    FeedCounters m_counters;
    std::shared_ptr<EventLimit> m_limit; ///< may be shared with other connections
    QString m_dropCause; ///< empty: they came too fast
    std::shared_ptr<DropAccount> m_drops = std::make_shared<DropAccount>();
    std::function<QStringList()> m_topics;
    bool m_isPatient = false;
    bool m_canReadAgain = false; ///< what a patient feed lost, it lost at its end
    bool m_isWaiting = false;
    DropAccount::Untold m_inThisBatch; ///< what the gap row of the current batch reports
    qint64 m_lastEventUs = 0;
};

} // namespace eventscope
