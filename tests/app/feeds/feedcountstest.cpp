// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/feeds/feedcountstest.h"

#include "tests/app/feeds/feedfixture.h"

using namespace eventscope;
using namespace Qt::StringLiterals;
using Phase = ConnectionPhase;

void FeedCountsTest::undecodableFramesAreStoredAndCounted()
{
    ScriptServer server;
    server.onOpened = [](QWebSocket &client) {
        client.sendTextMessage(u"this is no JSON"_s);
        client.sendBinaryMessage(QByteArray("\x00\xff\x01", 3));
        client.sendTextMessage(u"{\"n\":1}"_s);
    };
    FeedFixture f;
    f.open(server.url());
    QTRY_COMPARE(f.sink.stored(), 3ULL);
    QCOMPARE(f.feed->counters().undecodable, 2ULL);
    QVERIFY(f.sink.rows("eventscope.undecodable")[1].flags & Undecodable);
    QVERIFY(f.isAccountedFor());
}

void FeedCountsTest::countersAreToldSeldomButInTheEndExactly()
{
    ScriptServer server;
    FeedSettings settings = FeedFixture::quick();
    settings.reportMs = 100;
    FeedFixture f(settings);
    QSignalSpy told(f.feed.get(), &WebSocketFeed::countersChanged);
    f.open(server.url());
    QTRY_COMPARE(f.phase(), Phase::Live);
    QElapsedTimer clock;
    clock.start();
    const qsizetype before = told.size();
    for (int i = 0; i < 5'000; ++i)
        server.send(u"{\"n\":%1}"_s.arg(i));
    QTRY_COMPARE(f.told.received, 5'000ULL);
    const qint64 allowed = clock.elapsed() / 100 + 2;
    QVERIFY2(told.size() - before <= allowed, qPrintable(QString::number(told.size() - before)));
}

void FeedCountsTest::lastEventTimeIsTold()
{
    ScriptServer server;
    FeedFixture f;
    f.open(server.url());
    QTRY_COMPARE(f.phase(), Phase::Live);
    QCOMPARE(f.feed->status().lastEventUs, 0);
    server.send(u"{\"n\":1}"_s);
    QTRY_VERIFY(f.feed->status().lastEventUs > 0);
}

void FeedCountsTest::limitIsExactWithinOneRead()
{
    ScriptServer server;
    server.onOpened = [](QWebSocket &client) {
        for (int i = 0; i < 1'000; ++i)
            client.sendTextMessage(i % 10 ? u"{\"n\":%1}"_s.arg(i) : u"{\"copy\":1}"_s);
    };
    FeedFixture f;
    quint64 storedWhenTold = 0;
    QObject::connect(f.feed.get(), &WebSocketFeed::limitReached, f.feed.get(),
                     [&] { storedWhenTold = f.sink.stored(); });
    QSignalSpy reached(f.feed.get(), &WebSocketFeed::limitReached);
    f.feed->setEventLimit(std::make_shared<EventLimit>(EventLimit{300}));
    f.open(server.url());
    QTRY_COMPARE(reached.size(), 1);
    QCOMPARE(storedWhenTold, 300ULL);
    QCOMPARE(f.told.received, f.feed->counters().received);
    QTRY_COMPARE(f.phase(), Phase::Idle);
    QCOMPARE(f.sink.stored(), 300ULL);
    QCOMPARE(f.feed->counters().received, 300 + f.feed->counters().duplicates);
    QCOMPARE(f.feed->counters().duplicates, 34ULL);
    QCOMPARE(reached.size(), 1);
    QCOMPARE(server.accepted(), 1);
}

void FeedCountsTest::limitThatIsReachedAlreadyEndsAtOnce()
{
    ScriptServer server;
    FeedFixture f;
    QSignalSpy reached(f.feed.get(), &WebSocketFeed::limitReached);
    f.open(server.url());
    QTRY_COMPARE(f.phase(), Phase::Live);
    server.send(u"{\"n\":1}"_s);
    server.send(u"{\"n\":2}"_s);
    QTRY_COMPARE(f.sink.stored(), 2ULL);
    f.feed->setEventLimit(std::make_shared<EventLimit>(EventLimit{1}));
    QTRY_COMPARE(reached.size(), 1);
    QTRY_COMPARE(f.phase(), Phase::Idle);
}

void FeedCountsTest::floodIsAccountedForExactly()
{
    constexpr int count = 200'000;
    ScriptServer server;
    server.onOpened = [](QWebSocket &client) {
        for (int i = 0; i < count; ++i) {
            if (i % 1'000 == 7)
                client.sendTextMessage(u"broken"_s);
            else
                client.sendTextMessage(i % 10 == 3 ? u"{\"copy\":1}"_s
                                                   : u"{\"topic\":\"a\",\"n\":1}"_s);
        }
    };
    FeedFixture f;
    f.sink.keepRows(false);
    f.open(server.url(), {u"a"_s});
    QTRY_COMPARE_WITH_TIMEOUT(f.feed->counters().received, quint64(count), 60'000);
    f.feed->close();
    QTRY_COMPARE(f.phase(), Phase::Idle);
    QVERIFY(f.isAccountedFor());
    QCOMPARE(f.feed->counters().duplicates, quint64(count / 10));
    QCOMPARE(f.feed->counters().undecodable, quint64(count / 1'000));
    QCOMPARE(f.feed->counters().dropped, 0ULL);
    QCOMPARE(f.sink.stored(), quint64(count - count / 10));
    QVERIFY(f.sink.largestBatch() <= EventOutlet::maxBatchEvents);
    QCOMPARE(f.subscriptions[0].events, quint64(count - count / 10 - count / 1'000));
}

void FeedCountsTest::droppedBatchesAreAccountedForAndShown()
{
    ScriptServer server;
    FeedFixture f;
    f.open(server.url());
    QTRY_COMPARE(f.phase(), Phase::Live);
    QTRY_COMPARE(f.sink.count("eventscope.connected"), 1);
    f.sink.refuse(1);
    for (int i = 0; i < 50; ++i)
        server.send(u"{\"n\":%1}"_s.arg(i));
    // Nothing more comes: the row must find its way by itself.
    QTRY_COMPARE(f.sink.count("eventscope.gap"), 1);
    QVERIFY(f.sink.dropped() > 0);
    QTRY_COMPARE(f.feed->counters().received, 50ULL);
    QCOMPARE(f.feed->counters().dropped, f.sink.dropped());
    QTRY_VERIFY(f.isAccountedFor());
    QVERIFY(f.sink.rows("eventscope.gap")[0].data.contains("\"dropped\":"
                                                           + QByteArray::number(f.sink.dropped())));
    QCOMPARE(f.feed->counters().gaps, 1ULL);
}
