// SPDX-License-Identifier: GPL-3.0-or-later
#include "lanestest.h"

#include "overloadtesting.h"

#include "models/capture/lanes.h"

using namespace overloadtesting;

namespace {

std::unique_ptr<EventBatch> largeBatch(const std::string &connection, qint64 number)
{
    auto batch = std::make_unique<EventBatch>();
    batch->setConnection(connection);
    const std::string payload = '"' + std::string(20'000, 'x') + '"';
    EventFields fields;
    fields.payload = payload;
    batch->append(fields, number);
    return batch;
}

void addTo(Lanes &lanes, Lanes::Place place, std::unique_ptr<EventBatch> batch)
{
    if (place == Lanes::Place::Memory)
        lanes.addToMemory(std::move(batch));
    else
        lanes.addToSpill(std::move(batch));
}

bool addIfThereIsRoom(Lanes &lanes, std::unique_ptr<EventBatch> batch)
{
    const Lanes::Place place = lanes.placeFor(*batch);
    if (place == Lanes::Place::Nowhere)
        return false;
    addTo(lanes, place, std::move(batch));
    return true;
}

} // namespace

void TestLanes::nobodyTakesTheRoomOfOthers_data()
{
    QTest::addColumn<int>("greedy");
    QTest::newRow("E12: one floods") << 1;
    QTest::newRow("ten flood") << 10;
    QTest::newRow("C7: a hundred flood") << 100;
}

void TestLanes::nobodyTakesTheRoomOfOthers()
{
    QFETCH(int, greedy);
    constexpr quint64 limit = 16 << 20;
    Lanes lanes({limit, limit / 4, limit * 4});
    QMap<QString, quint64> held;
    quint64 inMemory = 0;
    for (int i = 0, refused = 0; refused < greedy; i = (i + 1) % greedy) {
        EventBatch one;
        one.setConnection("greedy-" + std::to_string(i));
        EventFields fields;
        fields.type = "t";
        one.append(fields, i);
        auto batch = std::make_unique<EventBatch>(std::move(one));
        const quint64 cost = Lanes::costOf(*batch);
        if (lanes.placeFor(*batch) != Lanes::Place::Memory) {
            ++refused;
            continue;
        }
        held[u"%1"_s.arg(i)] += cost;
        inMemory += cost;
        lanes.addToMemory(std::move(batch));
    }
    QVERIFY(inMemory <= limit);
    const auto [least, most] = std::minmax_element(held.begin(), held.end());
    QVERIFY2(*most - *least <= 10'000, "they have the same");
    QVERIFY(*most <= limit / quint64(greedy + 1) + 10'000);
    for (int i = 0; i < 10; ++i) { // and whoever comes now finds room
        auto quiet = std::make_unique<EventBatch>();
        quiet->setConnection("quiet-" + std::to_string(i));
        quiet->append({}, i);
        QCOMPARE(lanes.placeFor(*quiet), Lanes::Place::Memory);
        QVERIFY(lanes.hasSpareRoom("quiet", 0) == (greedy == 1));
        lanes.addToMemory(std::move(quiet));
    }
}

void TestLanes::theLastEighthIsForTheQuiet()
{
    constexpr quint64 limit = 4 << 20;
    Lanes lanes({limit, limit, 64 * limit});
    const auto batchOf = [](const std::string &connection) {
        auto batch = std::make_unique<EventBatch>();
        batch->setConnection(connection);
        batch->append({}, 1);
        return batch;
    };
    lanes.addToMemory(batchOf("quiet"));
    for (int refused = 0, i = 0; refused < 40; ++i) {
        auto batch = batchOf("greedy-" + std::to_string(i % 40));
        const Lanes::Place place = lanes.placeFor(*batch);
        refused = place == Lanes::Place::Nowhere ? refused + 1 : 0;
        if (place == Lanes::Place::Memory)
            lanes.addToMemory(std::move(batch));
        else if (place == Lanes::Place::Spill)
            lanes.addToSpill(std::move(batch));
        QVERIFY(lanes.unwrittenBytes() <= limit - limit / 8);
    }
    QVERIFY(lanes.placeFor(*batchOf("quiet")) != Lanes::Place::Nowhere);
}

void TestLanes::theGreediestMakesRoom_data()
{
    QTest::addColumn<bool>("hasSpilled");
    QTest::newRow("C7: from memory") << false;
    QTest::newRow("C7: from what waits for the spill") << true;
}

void TestLanes::theGreediestMakesRoom()
{
    QFETCH(bool, hasSpilled);
    constexpr quint64 limit = 2 << 20;
    Lanes lanes({limit, limit, hasSpilled ? limit : 0});
    qint64 number = 0;
    if (hasSpilled)
        lanes.addToSpill(largeBatch("quiet", ++number));
    // It is there first, and has what nobody has to leave to others.
    for (bool more = true; more;)
        more = addIfThereIsRoom(lanes, largeBatch("greedy", ++number));
    const qint64 last = number;
    for (int i = 0, refused = 0; refused < 40; ++i) { // the rest goes to those in the middle
        const std::string name = "middle-" + std::to_string(i % 40);
        refused = addIfThereIsRoom(lanes, largeBatch(name, ++number)) ? 0 : refused + 1;
    }
    Lanes::Batches taken;
    for (int i = 0; taken.empty(); ++i) {
        auto quiet = largeBatch("quiet", ++number);
        Lanes::Place place = lanes.placeFor(*quiet);
        if (place == Lanes::Place::Nowhere)
            place = lanes.makeRoom(*quiet, taken);
        QVERIFY(i < 200 && place != Lanes::Place::Nowhere);
        QVERIFY(taken.size() <= 3);
        addTo(lanes, place, std::move(quiet));
    }
    for (const auto &batch : taken) {
        QCOMPARE(batch->connection(), std::string_view("greedy"));
        QVERIFY(batch->entries().front().recordedUs < last);
    }
    taken.clear(); // and who holds most takes nothing from anybody
    QCOMPARE(lanes.makeRoom(*largeBatch("greedy", ++number), taken), Lanes::Place::Nowhere);
    QVERIFY(taken.empty());
}

void TestLanes::lanesTakeTurns()
{
    Lanes lanes({256 << 20, 0, 0});
    for (int i = 0; i < 2'000; ++i) {
        auto batch = std::make_unique<EventBatch>();
        batch->setConnection(i == 1'999 ? "quiet" : "greedy");
        EventFields fields;
        const std::string payload = '"' + std::string(2'000, 'x') + '"';
        fields.payload = payload;
        batch->append(fields, i);
        lanes.addToMemory(std::move(batch));
    }
    Lanes::Batches taken;
    lanes.take(taken, 1 << 20);
    const auto quiet = std::find_if(taken.begin(), taken.end(), [](const auto &batch) {
        return batch->connection() == "quiet";
    });
    QVERIFY2(quiet != taken.end(), "the last to come is among the first to go");
    QVERIFY(taken.size() < 300);
}

void TestLanes::nobodyOvertakesWhereNobodyHasToWait()
{
    Lanes lanes({256 << 20, 0, 0});
    QVector<qint64> expected;
    for (int i = 0; i < 300; ++i) {
        auto batch = std::make_unique<EventBatch>();
        batch->setConnection("c" + std::to_string(i * i % 7)); // turns would have another order
        EventFields fields;
        const std::string payload = '"' + std::string(2'000, 'x') + '"';
        fields.payload = payload;
        batch->append(fields, i);
        expected << i;
        lanes.addToMemory(std::move(batch));
    }
    Lanes::Batches taken;
    lanes.take(taken, 4 << 20);
    QVector<qint64> arrived;
    for (const auto &batch : taken)
        arrived << batch->entries().front().recordedUs;
    QCOMPARE(arrived, expected);
}

void TestLanes::rowsOfTheWriterHoldNobodyUp()
{
    constexpr quint64 limit = 1 << 20;
    Lanes lanes({limit, limit, limit});
    const auto row = [] {
        auto batch = std::make_unique<EventBatch>();
        EventFields fields;
        fields.flags = OwnEvent;
        batch->append(fields, 1);
        return batch;
    };
    lanes.addToSpill(row());
    lanes.addToMemory(row()); // as WriteQueue::add() does, whatever waits
    QVERIFY(!lanes.mayReplay());
    Lanes::Batches taken;
    lanes.take(taken, limit);
    QCOMPARE(taken.size(), size_t(1));
    QVERIFY2(lanes.mayReplay(), "what is spilled would never be stored, and the end be waited for");
}

void TestLanes::whatNeverFitsTakesNothing()
{
    constexpr quint64 limit = 1 << 20;
    Lanes lanes({limit, limit, 64 * limit});
    lanes.addFound("greedy", {1, 1, 32 * limit});
    auto waiting = std::make_unique<EventBatch>();
    waiting->setConnection("greedy");
    waiting->append({}, 1);
    lanes.addToMemory(std::move(waiting));
    EventBatch large;
    large.setConnection("large");
    const std::string payload = '"' + std::string(2 * limit, 'x') + '"';
    EventFields fields;
    fields.payload = payload;
    large.append(fields, 2);
    Lanes::Batches taken;
    QCOMPARE(lanes.makeRoom(large, taken), Lanes::Place::Nowhere);
    QVERIFY2(taken.empty(), "it would be lost, and nothing won");
}

/// C28: what can be read again later waits, however large it is, and is not dropped instead.
void TestLanes::whatIsLargeIsReadOnceThereIsRoomForIt()
{
    constexpr quint64 limit = 8 << 20;
    Lanes lanes({limit, limit / 4, 0});
    for (const quint64 bytes : {quint64(1), limit / 2, 10 * limit})
        QVERIFY2(lanes.hasSpareRoom("kafka", bytes), "nobody else waits");
    lanes.addToMemory(largeBatch("other", 1));
    QVERIFY(lanes.hasSpareRoom("kafka", limit / 4));
    QVERIFY(lanes.hasSpareRoom("kafka", limit / 2));
    for (const quint64 bytes : {limit, 10 * limit})
        QVERIFY(!lanes.hasSpareRoom("kafka", bytes));
    // What is said to have room finds it.
    EventBatch large;
    large.setConnection("kafka");
    const std::string payload = '"' + std::string(limit / 2, 'x') + '"';
    EventFields fields;
    fields.payload = payload;
    large.append(fields, 2);
    QCOMPARE(lanes.placeFor(large), Lanes::Place::Memory);
    lanes.setSpill(100 * limit);
    QVERIFY2(lanes.hasSpareRoom("kafka", 10 * limit), "there are the files");
    lanes.addToSpill(largeBatch("other", 2));
    QVERIFY2(!lanes.hasSpareRoom("kafka", 10 * limit), "once they have what comes before it");
    QVERIFY(lanes.hasSpareRoom("kafka", limit / 4));
}
