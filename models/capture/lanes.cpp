// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/lanes.h"

#include <algorithm>

namespace eventscope {

namespace {

/// A batch of one small event has the least memory that a batch can have.
constexpr quint64 batchOverhead = 4096;
/// The last part of each room is for who has little: a hundred that flood, and whose batches have
/// just been taken, leave nothing of it else.
constexpr quint64 reserved = 8;
/// What a lane gives when it is its turn: about one full batch.
constexpr quint64 turnBytes = 256 << 10;

void lessen(quint64 &amount, quint64 by)
{
    amount -= std::min(amount, by);
}

void lessen(Lanes::Amount &amount, const EventBatch &batch)
{
    lessen(amount.batches, 1);
    lessen(amount.events, batch.receivedCount());
    lessen(amount.bytes, Lanes::fileCostOf(batch));
}

void increase(Lanes::Amount &amount, const EventBatch &batch)
{
    ++amount.batches;
    amount.events += batch.receivedCount();
    amount.bytes += Lanes::fileCostOf(batch);
}

} // namespace

quint64 Lanes::costOf(const EventBatch &batch)
{
    return batchOverhead + fileCostOf(batch);
}

quint64 Lanes::fileCostOf(const EventBatch &batch)
{
    return batch.byteSize() + batch.size() * sizeof(BatchEntry);
}

/// It has less than half of what they have on an average.
bool Lanes::isModest(const Lane &lane) const
{
    return (lane.memory + lane.spilled.bytes) * 2 * m_lanes.size() <= m_memory + m_spilled.bytes;
}

bool Lanes::admits(quint64 limit, quint64 used, quint64 held, quint64 cost)
{
    if (used == 0)
        return true; // even the largest event gets through
    return used + cost <= limit && held + cost <= limit - used; // used < limit by then
}

Lanes::Place Lanes::placeFor(const EventBatch &batch) const
{
    static const Lane none;
    const auto known = m_lanes.find(std::string(batch.connection()));
    const Lane &lane = known == m_lanes.end() ? none : known->second;
    const quint64 cost = costOf(batch);
    const bool modest = isModest(lane);
    const auto open = [modest](quint64 limit) { return modest ? limit : limit - limit / reserved; };
    if (lane.spilled.batches == 0 && admits(open(m_limits.memory), m_memory, lane.memory, cost))
        return Place::Memory;
    if (m_limits.spill > 0
        && admits(open(m_limits.unwritten), m_unwrittenBytes, lane.unwritten, cost)
        && admits(open(m_limits.spill), m_spilled.bytes, lane.spilled.bytes, fileCostOf(batch)))
        return Place::Spill;
    return Place::Nowhere;
}

void Lanes::addToMemory(std::unique_ptr<EventBatch> batch)
{
    const quint64 cost = costOf(*batch);
    Lane &lane = laneOf(batch->connection());
    lane.memory += cost;
    m_memory += cost;
    if (lane.waiting.empty())
        m_turns.push_back(&lane);
    lane.waiting.push_back({std::move(batch), m_arrivals++});
}

void Lanes::addToSpill(std::unique_ptr<EventBatch> batch)
{
    const quint64 cost = costOf(*batch);
    Lane &lane = laneOf(batch->connection());
    if (lane.spilled.batches == 0 && !lane.waiting.empty())
        ++m_blocked;
    increase(lane.spilled, *batch);
    increase(m_spilled, *batch);
    lane.unwritten += cost;
    m_unwrittenBytes += cost;
    m_unwritten.push_back(std::move(batch));
}

bool Lanes::hasSpareRoom(std::string_view connection) const
{
    const auto known = m_lanes.find(std::string(connection));
    if (known != m_lanes.end() && known->second.spilled.batches > 0)
        return false;
    const quint64 held = known == m_lanes.end() ? 0 : known->second.memory;
    const quint64 more = m_limits.memory / 4;
    return m_memory == 0 || held + more <= m_limits.memory - std::min(m_limits.memory, m_memory);
}

void Lanes::take(Batches &todo, quint64 bytes)
{
    quint64 taken = 0;
    std::vector<Waiting> turns;
    while (taken < bytes && !m_turns.empty()) {
        Lane *const lane = m_turns.front();
        m_turns.pop_front();
        for (quint64 turn = 0; turn < turnBytes && !lane->waiting.empty();) {
            const quint64 cost = costOf(*lane->waiting.front().batch);
            turn += cost;
            taken += cost;
            turns.push_back(std::move(lane->waiting.front()));
            lane->waiting.pop_front();
        }
        if (!lane->waiting.empty())
            m_turns.push_back(lane);
        else if (lane->spilled.batches > 0)
            --m_blocked;
    }
    std::sort(turns.begin(), turns.end(),
              [](const Waiting &a, const Waiting &b) { return a.arrival < b.arrival; });
    for (Waiting &one : turns)
        todo.push_back(std::move(one.batch));
}

void Lanes::leaveSpill(Lane &lane, const EventBatch &batch, quint64 cost)
{
    lessen(lane.spilled, batch);
    lessen(m_spilled, batch);
    lane.memory += cost;
    m_memory += cost;
}

void Lanes::takeUnwritten(Batches &todo, quint64 bytes)
{
    for (quint64 taken = 0; taken < bytes && !m_unwritten.empty();) {
        std::unique_ptr<EventBatch> batch = std::move(m_unwritten.front());
        m_unwritten.pop_front();
        const quint64 cost = costOf(*batch);
        Lane &lane = laneOf(batch->connection());
        lessen(lane.unwritten, cost);
        lessen(m_unwrittenBytes, cost);
        leaveSpill(lane, *batch, cost);
        taken += cost;
        todo.push_back(std::move(batch));
    }
}

void Lanes::cameBack(const Batches &batches)
{
    for (const std::unique_ptr<EventBatch> &batch : batches) {
        const quint64 cost = costOf(*batch);
        Lane &lane = laneOf(batch->connection());
        lessen(lane.inFiles, *batch);
        leaveSpill(lane, *batch, cost);
    }
}

void Lanes::left(const EventBatch &batch)
{
    const quint64 cost = costOf(batch);
    const auto known = m_lanes.find(std::string(batch.connection()));
    if (known == m_lanes.end())
        return;
    lessen(known->second.memory, cost);
    lessen(m_memory, cost);
    forgetIfEmpty(batch.connection());
}

void Lanes::takeToWrite(Batches &batches, quint64 bytes)
{
    for (quint64 taken = 0; taken < bytes && !m_unwritten.empty();) {
        taken += costOf(*m_unwritten.front());
        batches.push_back(std::move(m_unwritten.front()));
        m_unwritten.pop_front();
    }
    m_beingWritten = batches.size();
}

void Lanes::written(const Batches &batches)
{
    for (const std::unique_ptr<EventBatch> &batch : batches) {
        const quint64 cost = costOf(*batch);
        Lane &lane = laneOf(batch->connection());
        increase(lane.inFiles, *batch);
        lessen(lane.unwritten, cost);
        lessen(m_unwrittenBytes, cost);
    }
    m_beingWritten = 0;
}

void Lanes::notWritten(Batches &batches)
{
    for (; !batches.empty(); batches.pop_back())
        m_unwritten.push_front(std::move(batches.back()));
    m_beingWritten = 0;
}

void Lanes::addFound(std::string_view connection, const Amount &amount)
{
    Lane &lane = laneOf(connection);
    for (Amount *sum : {&lane.spilled, &lane.inFiles, &m_spilled}) {
        sum->batches += amount.batches;
        sum->events += amount.events;
        sum->bytes += amount.bytes;
    }
}

QMap<QString, Lanes::Amount> Lanes::forgetFiles()
{
    QMap<QString, Amount> forgotten;
    for (auto &[connection, lane] : m_lanes) {
        const Amount gone = std::exchange(lane.inFiles, {});
        if (gone.batches == 0)
            continue;
        for (Amount *sum : {&lane.spilled, &m_spilled}) {
            lessen(sum->batches, gone.batches);
            lessen(sum->events, gone.events);
            lessen(sum->bytes, gone.bytes);
        }
        if (lane.spilled.batches == 0 && !lane.waiting.empty())
            --m_blocked;
        forgotten.insert(QString::fromStdString(connection), gone);
    }
    return forgotten;
}

void Lanes::takeAll(Batches &batches)
{
    while (hasTurn())
        take(batches, turnBytes);
    takeUnwritten(batches, m_unwrittenBytes + 1);
}

void Lanes::forgetIfEmpty(std::string_view connection)
{
    const auto known = m_lanes.find(std::string(connection));
    if (known == m_lanes.end())
        return;
    const Lane &lane = known->second;
    if (lane.waiting.empty() && lane.memory == 0 && lane.spilled.batches == 0)
        m_lanes.erase(known);
}

} // namespace eventscope
