// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/feeds/outletlossestest.h"

#include "app/feeds/eventoutlet.h"
#include "tests/app/feeds/outletrows.h"
#include "tests/support/collectingsink.h"
#include "tests/support/narrowsink.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int forGood = 1 << 30;

/// So many rows that have found no room.
void owe(EventOutlet &outlet, int rows, std::string_view type)
{
    for (int i = 0; i < rows; ++i)
        outlet.own(own(type));
    outlet.finish();
}

} // namespace

void OutletLossesTest::whatCannotBeTakenIsReceivedAndDropped()
{
    CollectingSink sink;
    EventOutlet outlet(sink, u"abc"_s);
    outlet.setName(u"voip"_s);
    feed(outlet, 3);
    outlet.unread(u"too large"_s);
    outlet.setLimit(std::make_shared<EventLimit>(EventLimit{5}));
    feed(outlet, 2);
    outlet.flush();
    QVERIFY(outlet.limitReached()); // by the five that can be stored
    const FeedCounters &counters = outlet.counters();
    QCOMPARE(counters.received, 6ULL);
    QCOMPARE(counters.dropped, 1ULL);
    QCOMPARE(counters.received, sink.stored() + counters.duplicates + counters.dropped);
    const auto gaps = sink.rows("eventscope.gap");
    QCOMPARE(gaps.size(), 1);
    const QJsonObject data = QJsonDocument::fromJson(gaps[0].data).object();
    QCOMPARE(data[u"message"_s].toString(), u"voip lost a message here: too large"_s);
    QCOMPARE(data[u"dropped"_s].toInteger(), 1);
}

void OutletLossesTest::droppedBatchBecomesOneGapRowWithTheExactNumber()
{
    CollectingSink sink;
    EventOutlet outlet(sink, u"abc"_s);
    outlet.setName(u"voip"_s);
    sink.refuse(2);
    feed(outlet, 7);
    outlet.flush();
    QVERIFY(outlet.owesRows());
    feed(outlet, 10);
    outlet.flush();
    QCOMPARE(outlet.counters().dropped, 17ULL);
    QCOMPARE(outlet.counters().gaps, 0ULL);
    feed(outlet, 3);
    outlet.flush();
    QVERIFY(!outlet.owesRows());
    const auto gaps = sink.rows("eventscope.gap");
    QCOMPARE(gaps.size(), 1);
    QCOMPARE(gaps[0].severity, Severity::Warning);
    const QJsonObject data = QJsonDocument::fromJson(gaps[0].data).object();
    QCOMPARE(data[u"dropped"_s].toInteger(), 17);
    QCOMPARE(data[u"message"_s].toString(),
             u"voip lost 17 events here: they came faster than they could be stored"_s);
    QCOMPARE(sink.rows().first().type, QByteArray("eventscope.gap")); // before what came after it
    QCOMPARE(outlet.counters().gaps, 1ULL);
    QCOMPARE(outlet.counters().received, sink.stored() + outlet.counters().dropped);
}

void OutletLossesTest::gapRowThatFindsNoRoomIsWrittenAgain()
{
    CollectingSink sink;
    EventOutlet outlet(sink, u"abc"_s);
    sink.refuse(4);
    feed(outlet, 1);
    outlet.flush();
    for (int i = 0; i < 3; ++i) {
        QVERIFY(outlet.owesRows());
        outlet.settle();
    }
    QVERIFY(sink.rows().isEmpty());
    outlet.settle();
    QCOMPARE(sink.count("eventscope.gap"), 1);
    QVERIFY(sink.rows()[0].data.contains("lost 1 event here"));
    outlet.settle();
    QCOMPARE(sink.rows().size(), 1);
}

void OutletLossesTest::ownRowsOfADroppedBatchComeLater()
{
    CollectingSink sink;
    EventOutlet outlet(sink, u"abc"_s);
    sink.refuse(1);
    outlet.own(own(owntype::connected));
    outlet.own(own(owntype::ack));
    outlet.flush();
    QVERIFY(outlet.owesRows());
    feed(outlet, 1);
    outlet.settle();
    const QList<QByteArray> expected{"eventscope.connected", "eventscope.ack", "test.event"};
    QCOMPARE(sink.types(), expected);
    QCOMPARE(outlet.counters().dropped, 0ULL);
}

void OutletLossesTest::ownRowsThatWaitFillNoMemory()
{
    CollectingSink sink;
    EventOutlet outlet(sink, u"c1"_s);
    constexpr int refusals = 100;
    sink.refuse(refusals);
    OwnRow error = own("eventscope.error");
    error.data = OwnPayload(u"a frame"_s).text("frame", QString(1'000'000, u'x')).take();
    for (int i = 0; i < refusals; ++i) {
        outlet.own(i == refusals - 1 ? own("eventscope.gap", GapEvent) : error);
        outlet.flush();
    }
    outlet.settle();
    const auto errors = sink.rows("eventscope.error");
    QCOMPARE(errors.size(), 4 + 1);
    QVERIFY2(errors.last().data.contains(
                 "95 notes about c1 could not be stored here: there was no room"),
             errors.last().data.left(200).constData());
    QCOMPARE(sink.count("eventscope.gap"), 1);
    QCOMPARE(outlet.counters().gaps, 1ULL);
}

void OutletLossesTest::whatTheSinkTellsOnceMoreIsNotCountedTwice()
{
    CollectingSink sink;
    EventOutlet outlet(sink, u"abc"_s);
    sink.refuse(1);
    feed(outlet, 4);
    outlet.flush();
    outlet.noteDropped(4); // the writer's own count of the same
    QCOMPARE(outlet.counters().dropped, 4ULL);
    outlet.noteDropped(3); // and three that it had taken
    QCOMPARE(outlet.counters().dropped, 7ULL);
    outlet.settle();
    QVERIFY(sink.rows()[0].data.contains("\"dropped\":7"));
}

void OutletLossesTest::whatTheSinkLostByItselfIsCounted()
{
    CollectingSink sink;
    EventOutlet outlet(sink, u"abc"_s);
    feed(outlet, 5);
    outlet.flush();
    outlet.noteDropped(5);
    QVERIFY(outlet.owesRows());
    outlet.settle();
    QCOMPARE(outlet.counters().dropped, 5ULL);
    QCOMPARE(sink.count("eventscope.gap"), 1);
}

void OutletLossesTest::outletsOfOneConnectionCountAndTellADropOnce()
{
    CollectingSink sink;
    const auto drops = std::make_shared<DropAccount>();
    EventOutlet next(sink, u"abc"_s);
    next.setDropAccount(drops);
    quint64 dropped = 0;
    {
        EventOutlet before(sink, u"abc"_s);
        before.setDropAccount(drops);
        sink.refuse(2);
        feed(before, 4);
        before.flush();
        feed(next, 3);
        next.flush();
        feed(next, 1);
        feed(before, 1); // the row is in the batch of the other one
        dropped = before.counters().dropped;
    }
    next.noteDropped(4 + 3 + 2); // two of them they had handed in
    next.settle();
    next.settle();
    QCOMPARE(dropped + next.counters().dropped, 9ULL);
    quint64 told = 0;
    for (const CollectingSink::Row &row : sink.rows("eventscope.gap"))
        told += quint64(QJsonDocument::fromJson(row.data).object()[u"dropped"_s].toInteger());
    QCOMPARE(told, 9ULL);
}

void OutletLossesTest::whoCanReadLaterKeepsWhatHasNoRoom()
{
    NarrowSink sink;
    EventOutlet outlet(sink, u"abc"_s);
    outlet.setPatient();
    sink.m_open = false;
    outlet.own(own(owntype::connected));
    outlet.flush();
    QCOMPARE(sink.m_sink.count("eventscope.connected"), 1); // nobody can read it again
    const std::string payload(EventOutlet::maxBatchBytes / 2, '\1');
    EventFields text = fields(payload);
    text.payloadKind = PayloadKind::Text;
    QVERIFY(outlet.event(text, 1'000));
    QVERIFY(outlet.isWaiting());
    QVERIFY2(sink.m_mostAskedFor > 6 * payload.size(), "each byte is six in the line");
    outlet.flush();
    outlet.settle();
    QVERIFY(outlet.isWaiting() && outlet.hasPending());
    QCOMPARE(outlet.counters().dropped, 0ULL);
    sink.m_open = true;
    outlet.flush();
    QVERIFY(!outlet.isWaiting() && !outlet.hasPending());
    QCOMPARE(sink.m_sink.stored(), 1ULL);
}

void OutletLossesTest::rowsThatComeWhileEventsWaitFillNoMemory()
{
    NarrowSink sink;
    EventOutlet outlet(sink, u"abc"_s);
    outlet.setPatient();
    sink.m_open = false;
    feed(outlet, 1);
    outlet.flush();
    QVERIFY(outlet.isWaiting());
    for (int i = 0; i < 100'000; ++i)
        outlet.own(own("eventscope.unconfirmed"));
    constexpr int gaps = 1'000; // what there is room for, whatever else waits
    for (int i = 0; i < gaps; ++i)
        outlet.own(own("eventscope.gap", GapEvent));
    sink.m_open = true;
    outlet.flush();
    QCOMPARE(sink.m_sink.stored(), 1ULL);
    const int told = sink.m_sink.count("eventscope.unconfirmed");
    QVERIFY(told > 0);
    QCOMPARE(sink.m_sink.count("eventscope.gap"), gaps);
    QCOMPARE(outlet.counters().gaps, quint64(gaps));
    // And how many of them there was no room for.
    const auto rows = sink.m_sink.rows("eventscope.error");
    QCOMPARE(rows.size(), 1);
    const QJsonObject data = QJsonDocument::fromJson(rows[0].data).object();
    QCOMPARE(data[u"rows"_s].toInteger(), 100'000 - told);
    QCOMPARE(data[u"gaps"_s].toInteger(), 0);
    QVERIFY(sink.m_mostUnasked < 1 << 20);
}

void OutletLossesTest::whatFindsNoRoomAtTheEndIsDroppedAndCounted()
{
    NarrowSink sink;
    EventOutlet outlet(sink, u"abc"_s);
    outlet.setPatient();
    sink.m_capacity = 100;
    sink.m_held = 1;
    feed(outlet, 3);
    outlet.settle();
    QVERIFY(outlet.isWaiting());
    QCOMPARE(outlet.counters().dropped, 0ULL);
    outlet.finish();
    QCOMPARE(outlet.counters().dropped, 3ULL);
    QVERIFY(outlet.owesRows());
    sink.m_held = 0;
    outlet.settle();
    QCOMPARE(sink.m_sink.count("eventscope.gap"), 1);
}

void OutletLossesTest::whoTakesOverHandsInTheOlderRowsFirst()
{
    CollectingSink sink;
    sink.refuse(forGood);
    EventOutlet gone(sink, u"abc"_s);
    EventOutlet next(sink, u"abc"_s);
    owe(gone, 1, owntype::disconnected);
    owe(next, 1, owntype::connected);
    next.takeOver(gone);
    QVERIFY(!gone.owesRows());
    QVERIFY(next.owesRows());
    sink.refuse(0);
    next.settle();
    QCOMPARE(sink.types(), QList<QByteArray>({"eventscope.disconnected", "eventscope.connected"}));
    next.settle();
    QCOMPARE(sink.rows().size(), 2);
}

void OutletLossesTest::rowsThatAreTakenOverFillNoMemory()
{
    CollectingSink sink;
    sink.refuse(forGood);
    EventOutlet gone(sink, u"abc"_s);
    EventOutlet next(sink, u"abc"_s);
    constexpr int most = 1024;
    owe(gone, most + 3, owntype::ack);
    owe(next, most, owntype::connected);
    next.takeOver(gone);
    sink.refuse(0);
    next.settle();
    QCOMPARE(sink.count("eventscope.ack"), most);
    QCOMPARE(sink.count("eventscope.connected"), 0);
    const auto rows = sink.rows("eventscope.error");
    QCOMPARE(rows.size(), 1);
    const QJsonObject data = QJsonDocument::fromJson(rows[0].data).object();
    QCOMPARE(data[u"rows"_s].toInteger(), most + 3);
}

void OutletLossesTest::rowsThatAreTakenOverGoBehindEventsThatWait()
{
    CollectingSink full;
    full.refuse(forGood);
    EventOutlet gone(full, u"abc"_s);
    owe(gone, 1, owntype::disconnected);
    NarrowSink sink;
    EventOutlet next(sink, u"abc"_s);
    next.setPatient();
    sink.m_open = false;
    feed(next, 1);
    next.flush();
    QVERIFY(next.isWaiting());
    next.takeOver(gone);
    QVERIFY(next.isWaiting());
    sink.m_open = true;
    next.flush();
    QCOMPARE(sink.m_sink.types(), QList<QByteArray>({"test.event", "eventscope.disconnected"}));
}

void OutletLossesTest::aRowThatWaitsKeepsTheMaskThatItCameUnder()
{
    CollectingSink sink;
    sink.refuse(forGood);
    EventOutlet gone(sink, u"abc"_s);
    gone.setMask(FieldMask({u"password"_s}));
    OwnRow row = own(owntype::error);
    row.data = OwnPayload(u"refused"_s).text("password", u"hunter2"_s).take();
    gone.own(row);
    gone.finish();
    gone.setMask({});
    EventOutlet next(sink, u"abc"_s);
    next.takeOver(gone);
    sink.refuse(0);
    next.own(row); // nobody masks it any more
    next.settle();
    const auto rows = sink.rows("eventscope.error");
    QCOMPARE(rows.size(), 2);
    QVERIFY2(!rows[0].body.contains("hunter2"), rows[0].body.constData());
    QVERIFY(rows[1].body.contains("hunter2"));
}
