// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventbatch.h"

#include <QMap>
#include <QString>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace eventscope {

/// What waits for the disk, each connection's batches in a lane of their own: first in memory, and
/// behind that in the spill. Room is shared by one rule: nobody may hold more of it than is still
/// free. So one that floods gets half, a hundred get a hundredth each, and who is quiet always
/// finds some; no count of connections is needed for that. Where there is no room all the same, who
/// holds most makes room for who holds much less. Owned by WriteQueue, behind its mutex.
class Lanes
{
public:
    using Batches = std::deque<std::unique_ptr<EventBatch>>;
    struct Limits
    {
        quint64 memory = 0; ///< waits for the writer
        quint64 unwritten = 0; ///< waits for the spill
        quint64 spill = 0; ///< in the spill, what is unwritten included; 0: there is none
    };
    enum class Place : quint8 { Memory, Spill, Nowhere };
    struct Amount
    {
        quint64 batches = 0;
        quint64 events = 0; ///< but for our own rows
        quint64 bytes = 0;
    };

    explicit Lanes(const Limits &limits) : m_limits(limits) { }

    void setSpill(quint64 bytes) { m_limits.spill = bytes; }

    /// The memory that a batch takes; counts batches and events too, so that these are bounded as
    /// well.
    static quint64 costOf(const EventBatch &batch);
    /// What it takes in a file.
    static quint64 fileCostOf(const EventBatch &batch);

    Place placeFor(const EventBatch &batch) const;
    /// Where that is nowhere: takes from those who hold more than twice as much, the greediest
    /// first, the newest of what they have in memory, until there is room. What is in files stays.
    Place makeRoom(const EventBatch &batch, Batches &taken);
    void addToMemory(std::unique_ptr<EventBatch> batch);
    void addToSpill(std::unique_ptr<EventBatch> batch);
    /// What this connection can read again later it should read now; what comes next has so many
    /// bytes.
    bool hasSpareRoom(std::string_view connection, quint64 bytes) const;

    // For the writer:
    bool hasTurn() const { return !m_turns.empty(); }
    /// Appends about so many bytes to `todo`: a little of each lane in turn, in the order that they
    /// came. Where no more waits than that, and so unless the writer is behind, nothing overtakes.
    void take(Batches &todo, quint64 bytes);
    /// All that is older than the spill has been taken, so that its turn has come.
    bool mayReplay() const { return m_blocked == 0 && m_spilled.batches > 0; }
    /// So many batches are in files.
    quint64 inFiles() const { return m_spilled.batches - m_unwritten.size() - m_beingWritten; }
    /// Instead of being written and read again: as long as nothing older is in files.
    bool canSkipFiles() const
    {
        return mayReplay() && inFiles() == 0 && m_beingWritten == 0 && !m_unwritten.empty();
    }
    void takeUnwritten(Batches &todo, quint64 bytes);
    /// These were in files, and are with the writer.
    void cameBack(const Batches &batches);
    /// This one is stored, or given up.
    void left(const EventBatch &batch);

    // For the thread of the spill:
    bool hasUnwritten() const { return !m_unwritten.empty(); }
    quint64 beingWritten() const { return m_beingWritten; }
    void takeToWrite(Batches &batches, quint64 bytes);
    void written(const Batches &batches);
    void notWritten(Batches &batches);

    /// Found in files of an earlier run.
    void addFound(std::string_view connection, const Amount &amount);
    /// The files have nothing more: what they should have had, by connection. Nothing may be being
    /// written.
    QMap<QString, Amount> forgetFiles();
    /// Everything that waits, but for what is in files.
    void takeAll(Batches &batches);

    const Amount &spilled() const { return m_spilled; }
    quint64 unwrittenBytes() const { return m_unwrittenBytes; }

private:
    struct Waiting
    {
        std::unique_ptr<EventBatch> batch;
        quint64 arrival = 0; ///< counts the batches of all lanes
    };
    struct Lane
    {
        std::deque<Waiting> waiting; ///< in memory, and older than all that is spilled
        quint64 memory = 0; ///< bytes of `waiting` and of what the writer has

        quint64 held() const { return memory + spilled.bytes; }
        quint64 unwritten = 0; ///< bytes of it that wait for the spill
        Amount spilled; ///< in the spill, unwritten included
        Amount inFiles;
    };

    Lane &laneOf(std::string_view connection) { return m_lanes[std::string(connection)]; }
    quint64 mostHeld() const;
    /// For a batch that takes so much in a file.
    Place placeWithin(const Lane &lane, quint64 fileCost, quint64 reserve) const;
    static bool admits(quint64 limit, quint64 used, quint64 held, quint64 cost);
    bool takeNewest(bool fromSpill, quint64 heldByOther, Batches &taken);
    std::unique_ptr<EventBatch> takeNewestWaiting(Lane &lane);
    std::unique_ptr<EventBatch> takeNewestUnwritten(Lane &lane, std::string_view connection);
    void leaveSpill(Lane &lane, const EventBatch &batch, quint64 cost);
    void forgetIfEmpty(std::string_view connection);

    Limits m_limits;
    std::unordered_map<std::string, Lane> m_lanes;
    std::deque<Lane *> m_turns; ///< lanes with something in memory, in the order of their turns
    Batches m_unwritten; ///< of all lanes, in the order that they came
    quint64 m_beingWritten = 0; ///< batches that the thread of the spill has
    quint64 m_arrivals = 0; ///< batches that came to memory
    quint64 m_memory = 0;
    quint64 m_unwrittenBytes = 0; ///< what is being written included
    Amount m_spilled;
    size_t m_blocked = 0; ///< lanes that have something in memory before what they have spilled
};

} // namespace eventscope
