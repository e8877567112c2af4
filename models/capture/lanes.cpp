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
constexpr quint64 laneTurnBytes = 256 << 10;

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

quint64 Lanes::mostHeld() const
{
    quint64 most = 0;
    for (const auto &[connection, lane] : m_lanes)
        most = std::max(most, lane.held());
    return most;
}

bool Lanes::admits(quint64 limit, quint64 used, quint64 held, quint64 cost)
{
    if (used == 0)
        return true; // even the largest event gets through
    return used + cost <= limit && held + cost <= limit - used; // used < limit by then
}

Lanes::Place Lanes::placeWithin(const Lane &lane, quint64 fileCost, quint64 reserve) const
{
    const quint64 cost = batchOverhead + fileCost;
    const auto open = [reserve](quint64 limit) { return limit - limit / reserved * reserve; };
    if (lane.spilled.batches == 0 && admits(open(m_limits.memory), m_memory, lane.memory, cost))
        return Place::Memory;
    if (m_limits.spill > 0
        && admits(open(m_limits.unwritten), m_unwrittenBytes, lane.unwritten, cost)
        && admits(open(m_limits.spill), m_spilled.bytes, lane.spilled.bytes, fileCost))
        return Place::Spill;
    return Place::Nowhere;
}

Lanes::Place Lanes::placeFor(const EventBatch &batch) const
{
    static const Lane none;
    const auto known = m_lanes.find(std::string(batch.connection()));
    const Lane &lane = known == m_lanes.end() ? none : known->second;
    const Place open = placeWithin(lane, fileCostOf(batch), 1);
    if (open == Place::Memory)
        return open;
    // Only then is it worth to look who holds most.
    const Place all = placeWithin(lane, fileCostOf(batch), 0);
    if (open == all || (lane.held() + costOf(batch)) * 2 > mostHeld())
        return open;
    return all;
}

Lanes::Place Lanes::makeRoom(const EventBatch &batch, Batches &taken)
{
    const auto known = m_lanes.find(std::string(batch.connection()));
    const Lane *const lane = known == m_lanes.end() ? nullptr : &known->second;
    const bool spills = lane && lane->spilled.batches > 0;
    const quint64 cost = costOf(batch);
    const quint64 held = (lane ? lane->held() : 0) + cost;
    const auto fits = [&] {
        return spills ? m_unwrittenBytes + cost <= m_limits.unwritten
                && m_spilled.bytes + fileCostOf(batch) <= m_limits.spill
                      : m_memory + cost <= m_limits.memory;
    };
    // What never fits takes nothing from anybody.
    if (held * 2 > mostHeld() || cost > (spills ? m_limits.unwritten : m_limits.memory))
        return Place::Nowhere;
    while (!fits()) {
        if (!takeNewest(spills, held, taken))
            return Place::Nowhere;
    }
    return spills ? Place::Spill : Place::Memory;
}

/// Of the greediest that has something to take, and holds more than twice as much as the other.
bool Lanes::takeNewest(bool fromSpill, quint64 heldByOther, Batches &taken)
{
    std::vector<std::pair<const std::string, Lane> *> greedy;
    for (auto &one : m_lanes) {
        const bool has = fromSpill ? one.second.unwritten > 0 : !one.second.waiting.empty();
        if (has && one.second.held() > heldByOther * 2)
            greedy.push_back(&one);
    }
    std::sort(greedy.begin(), greedy.end(),
              [](const auto *a, const auto *b) { return a->second.held() > b->second.held(); });
    for (auto *const one : greedy) {
        std::unique_ptr<EventBatch> batch = fromSpill ? takeNewestUnwritten(one->second, one->first)
                                                      : takeNewestWaiting(one->second);
        if (batch) {
            taken.push_back(std::move(batch));
            return true;
        }
    }
    return false;
}

/// Our own rows are not ours to drop.
std::unique_ptr<EventBatch> Lanes::takeNewestWaiting(Lane &lane)
{
    const auto last = std::find_if(lane.waiting.rbegin(), lane.waiting.rend(), [](const auto &one) {
        return one.batch->receivedCount() == one.batch->size();
    });
    if (last == lane.waiting.rend())
        return {};
    std::unique_ptr<EventBatch> batch = std::move(last->batch);
    lane.waiting.erase(std::next(last).base());
    const quint64 cost = costOf(*batch);
    lessen(lane.memory, cost);
    lessen(m_memory, cost);
    if (lane.waiting.empty()) {
        m_turns.erase(std::find(m_turns.begin(), m_turns.end(), &lane));
        m_blocked -= lane.spilled.batches > 0 ? 1 : 0;
    }
    return batch;
}

std::unique_ptr<EventBatch> Lanes::takeNewestUnwritten(Lane &lane, std::string_view connection)
{
    const auto last =
        std::find_if(m_unwritten.rbegin(), m_unwritten.rend(), [connection](const auto &batch) {
            return batch->connection() == connection && batch->receivedCount() == batch->size();
        });
    if (last == m_unwritten.rend())
        return {};
    std::unique_ptr<EventBatch> batch = std::move(*last);
    m_unwritten.erase(std::next(last).base());
    const quint64 cost = costOf(*batch);
    lessen(lane.unwritten, cost);
    lessen(m_unwrittenBytes, cost);
    lessen(lane.spilled, *batch);
    lessen(m_spilled, *batch);
    if (lane.spilled.batches == 0 && !lane.waiting.empty())
        --m_blocked;
    return batch;
}

void Lanes::addToMemory(std::unique_ptr<EventBatch> batch)
{
    const quint64 cost = costOf(*batch);
    Lane &lane = laneOf(batch->connection());
    lane.memory += cost;
    m_memory += cost;
    if (lane.waiting.empty()) {
        m_turns.push_back(&lane);
        m_blocked += lane.spilled.batches > 0 ? 1 : 0; // the writer's own rows wait for nobody
    }
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

bool Lanes::hasSpareRoom(std::string_view connection, quint64 bytes) const
{
    static const Lane none;
    const auto known = m_lanes.find(std::string(connection));
    const Lane &lane = known == m_lanes.end() ? none : known->second;
    const quint64 more = m_limits.memory / 4;
    const quint64 free = m_limits.memory - std::min(m_limits.memory, m_memory);
    if (lane.spilled.batches > 0 || (m_memory > 0 && lane.memory + more > free))
        return false;
    return bytes <= more || placeWithin(lane, bytes, 1) != Place::Nowhere;
}

void Lanes::take(Batches &todo, quint64 bytes)
{
    quint64 taken = 0;
    std::vector<Waiting> turns;
    while (taken < bytes && !m_turns.empty()) {
        Lane *const lane = m_turns.front();
        m_turns.pop_front();
        for (quint64 turn = 0; turn < laneTurnBytes && !lane->waiting.empty();) {
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
        take(batches, laneTurnBytes);
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
