// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/feeds/subscriptionblametest.h"

#include "app/feeds/subscriptionledger.h"
#include "tests/app/feeds/ledgerbench.h"

#include <QTest>

using namespace eventscope;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using State = SubscriptionState;

/// C26
void SubscriptionBlameTest::oneDroppedTopicGetsAStrikeAndIsRefusedAfterThree()
{
    LedgerBench bench({u"bad"_s});
    QCOMPARE(bench.connect(), QStringList({u"bad"_s}));
    QCOMPARE(bench.ledger.suspects(bench.now + 100ms), QStringList({u"bad"_s}));
    QVERIFY(bench.drop().refusedPattern.isEmpty());
    QCOMPARE(bench.state(u"bad"_s), State::Waiting);
    for (int strike = 2; strike <= 3; ++strike) {
        QVERIFY(bench.connect().isEmpty()); // careful: not before the connection has settled
        QCOMPARE(bench.askedOneByOne(bench.now + 600ms), QStringList({u"bad"_s}));
        QCOMPARE(bench.drop().refusedPattern, strike == 3 ? u"bad"_s : QString());
    }
    QCOMPARE(bench.state(u"bad"_s), State::Refused);
    QCOMPARE(bench.status(u"bad"_s).code, u"DROPPED"_s);
    QVERIFY(bench.status(u"bad"_s).reason.contains(u"dropped the connection 3 times"_s));
    QVERIFY(bench.status(u"bad"_s).reason.contains(u"pause and resume it"_s));
    QVERIFY(bench.connect().isEmpty());
    QVERIFY(bench.askedOneByOne(bench.now + 1min).isEmpty());
}

/// C26
void SubscriptionBlameTest::culpritAmongSeveralIsFoundAndTheOthersGoOn()
{
    // A server that drops the connection whenever "bad" is asked for, and never answers anything.
    LedgerBench bench({u"a"_s, u"bad"_s, u"b"_s, u"c"_s});
    QString refused;
    int connections = 0;
    while (refused.isEmpty() && connections < 10) {
        ++connections;
        bool down = bench.connect().contains(u"bad"_s);
        const Moment end = bench.now + 1min;
        while (!down && bench.now < end)
            down = bench.askedOneByOne(bench.now).contains(u"bad"_s);
        QVERIFY(down);
        refused = bench.drop().refusedPattern;
        bench.now += 1s;
    }
    QCOMPARE(refused, u"bad"_s);
    QVERIFY2(connections <= 5, qPrintable(QString::number(connections)));
    QCOMPARE(bench.connect(), QStringList({u"a"_s, u"b"_s, u"c"_s}));
    QCOMPARE(bench.state(u"bad"_s), State::Refused);
}

/// C26 and E9: a server that lives for a second each time is no proof against any topic.
void SubscriptionBlameTest::topicsAreNotBlamedForServersThatDropAnyway()
{
    LedgerBench bench({u"a"_s});
    const auto suspend = [&bench](int strikes) {
        for (int strike = 0; strike < strikes; ++strike) {
            bench.connect();
            bench.askedOneByOne(bench.now + 600ms);
            bench.drop();
        }
    };
    const auto dropWithoutAsking = [&bench] {
        QVERIFY(bench.connect().isEmpty());
        QVERIFY(bench.askedOneByOne(bench.now + 1s).isEmpty());
        bench.drop();
    };
    suspend(SubscriptionLedger::maxStrikes);
    QCOMPARE(bench.state(u"a"_s), State::Refused);
    dropWithoutAsking();
    QCOMPARE(bench.state(u"a"_s), State::Refused); // once may be chance
    dropWithoutAsking();
    QCOMPARE(bench.state(u"a"_s), State::Waiting);
    suspend(SubscriptionLedger::maxStrikes);
    dropWithoutAsking();
    dropWithoutAsking();
    QCOMPARE(bench.state(u"a"_s), State::Refused); // no second time, or it would go on for ever
    bench.ledger.put(sub(u"a"_s));
    bench.connect();
    QCOMPARE(bench.askedOneByOne(bench.now + 600ms), QStringList());
    QCOMPARE(bench.state(u"a"_s), State::Requested);
    bench.ledger.acknowledged(u"a"_s, 1);
    QCOMPARE(bench.state(u"a"_s), State::Active);
}

void SubscriptionBlameTest::answersHurryTheCarefulRestore()
{
    LedgerBench bench({u"a"_s, u"b"_s, u"c"_s});
    bench.connect();
    bench.drop();
    bench.now += 1s;
    QVERIFY(bench.connect().isEmpty());
    QCOMPARE(bench.askedOneByOne(bench.now + 600ms), QStringList({u"a"_s}));
    bench.ledger.acknowledged(u"a"_s, 1);
    QCOMPARE(bench.askedOneByOne(bench.now), QStringList({u"b"_s}));
    bench.ledger.delivered(1, 1);
    QCOMPARE(bench.askedOneByOne(bench.now), QStringList({u"c"_s}));
    // The innocent are cleared: next time they come together again.
    bench.now += 3s;
    bench.ledger.endConnection(bench.now, true);
    QCOMPARE(bench.connect(), QStringList({u"a"_s, u"b"_s, u"c"_s}));
}

void SubscriptionBlameTest::drop_data()
{
    QTest::addColumn<int>("afterMs");
    QTest::addColumn<bool>("acknowledged");
    QTest::addColumn<bool>("unexplained");
    QTest::addColumn<bool>("suspected");
    QTest::newRow("at once") << 50 << false << true << true;
    QTest::newRow("just inside the window") << 1900 << false << true << true;
    QTest::newRow("too late") << 2000 << false << true << false;
    QTest::newRow("it had been confirmed") << 50 << true << true << false;
    QTest::newRow("with a close frame") << 50 << false << false << false;
}

void SubscriptionBlameTest::drop()
{
    QFETCH(int, afterMs);
    QFETCH(bool, acknowledged);
    QFETCH(bool, unexplained);
    QFETCH(bool, suspected);
    LedgerBench bench({u"a"_s});
    bench.connect();
    if (acknowledged)
        bench.ledger.acknowledged(u"a"_s, 1);
    bench.now += std::chrono::milliseconds(afterMs);
    bench.ledger.endConnection(bench.now, unexplained);
    QCOMPARE(bench.connect().isEmpty(), suspected); // a suspect waits for its turn
}

void SubscriptionBlameTest::provenTopicsAreSuspectedOnlyAfterASecondDrop()
{
    LedgerBench bench({u"a"_s, u"b"_s});
    bench.connect();
    bench.now += 1h;
    bench.drop();
    bench.connect();
    QVERIFY(bench.ledger.suspects(bench.now).isEmpty());
    bench.drop(); // once: a server that restarts
    QCOMPARE(bench.connect().size(), 2);
    bench.drop(); // twice: something was forbidden since
    QVERIFY(bench.connect().isEmpty());
    QCOMPARE(bench.askedOneByOne(bench.now + 5s).size(), 2);
}

void SubscriptionBlameTest::longLivedConnectionForgivesStrikes()
{
    LedgerBench bench({u"a"_s});
    for (int i = 0; i < 10; ++i) {
        bench.connect();
        bench.askedOneByOne(bench.now + 1s);
        QVERIFY(bench.drop().refusedPattern.isEmpty());
        bench.connect();
        bench.askedOneByOne(bench.now + 1s);
        bench.now += 1h;
        bench.ledger.endConnection(bench.now, true);
    }
    QCOMPARE(bench.state(u"a"_s), State::Waiting);
}
