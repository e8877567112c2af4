// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/subscriptionledger.h"
#include "tests/app/feeds/ledgerbench.h"
#include "tests/app/feeds/subscriptionblametest.h"
#include "tests/support/testclasses.h"

#include <QTest>

#include <random>

using namespace eventscope;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Change = SubscriptionLedger::Change;
using State = SubscriptionState;

class TestSubscriptionLedger : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everythingDesiredIsRestoredAfterEachOpen();
    void statesFollowTheAnswers();
    void eventsCountAtTheirPosition();
    void positionsMoveUpWhenOneIsTakenBack();
    void removedOneLeavesNoTrace();
    void editsWhileDisconnectedOnlyChangeTheList();
    void pausingTakesBackAndResumingAsks();
    void sameWishTwiceChangesNothing();
    void changedFiltersAreAskedAnew();
    void refusedForGoodIsAskedForOnceInEachConnection();
    void refusedForGoodIsAskedAgainWhenTheUserSaysSo();
    void rateLimitedIsAskedAgainWithGrowingPauses();
    void rateLimitOutlivesTheConnection();
    void reopeningForgetsRefusals();
    void duplicatePatternsAreOne();
    void unknownPatternsAndPositionsAreHarmless();
    void randomOperationsKeepPositionsTrue();
};

void TestSubscriptionLedger::everythingDesiredIsRestoredAfterEachOpen()
{
    LedgerBench bench({u"a"_s, u"b"_s, u"c"_s});
    bench.ledger.put(sub(u"c"_s, true));
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(bench.connect(), QStringList({u"a"_s, u"b"_s}));
        QCOMPARE(bench.state(u"a"_s), State::Requested);
        QCOMPARE(bench.state(u"c"_s), State::Paused);
        bench.now += 10s;
        bench.ledger.endConnection(bench.now, false);
        QCOMPARE(bench.state(u"a"_s), State::Waiting);
    }
}

void TestSubscriptionLedger::statesFollowTheAnswers()
{
    LedgerBench bench({u"a"_s, u"b"_s, u"c"_s, u"d"_s});
    QCOMPARE(bench.state(u"a"_s), State::Waiting);
    bench.connect();
    bench.ledger.acknowledged(u"a"_s, 77);
    bench.ledger.unconfirmed(u"b"_s, u"nobody answered"_s);
    bench.ledger.refused(u"c"_s, u"PERMISSION_DENIED"_s, u"no"_s, bench.now);
    bench.ledger.delivered(3, 99);
    QCOMPARE(bench.state(u"a"_s), State::Active);
    QCOMPARE(bench.status(u"a"_s).confirmedUs, 77);
    QCOMPARE(bench.state(u"b"_s), State::Unconfirmed);
    QCOMPARE(bench.status(u"b"_s).reason, u"nobody answered"_s);
    QCOMPARE(bench.state(u"c"_s), State::Refused);
    QCOMPARE(bench.status(u"c"_s).code, u"PERMISSION_DENIED"_s);
    QCOMPARE(bench.status(u"c"_s).reason, u"no"_s);
    QCOMPARE(bench.state(u"d"_s), State::Delivering);
    bench.ledger.delivered(1, 100);
    QCOMPARE(bench.state(u"b"_s), State::Delivering);
    QVERIFY(bench.status(u"b"_s).reason.isEmpty());
    bench.ledger.acknowledged(u"b"_s, 101);
    QCOMPARE(bench.state(u"b"_s), State::Delivering); // a late ack does not take that back
    QVERIFY(bench.ledger.takeChanged());
    QVERIFY(!bench.ledger.takeChanged());
}

void TestSubscriptionLedger::eventsCountAtTheirPosition()
{
    LedgerBench bench({u"a"_s, u"b"_s});
    bench.connect();
    for (int i = 0; i < 5; ++i)
        bench.ledger.delivered(1, 10 + i);
    QCOMPARE(bench.status(u"b"_s).events, 5ULL);
    QCOMPARE(bench.status(u"b"_s).lastEventUs, 14);
    QCOMPARE(bench.status(u"a"_s).events, 0ULL);
    bench.ledger.endConnection(bench.now + 10s, false);
    QCOMPARE(bench.status(u"b"_s).events, 5ULL); // counts outlive connections
}

void TestSubscriptionLedger::positionsMoveUpWhenOneIsTakenBack()
{
    LedgerBench bench({u"a"_s, u"b"_s, u"c"_s});
    bench.connect();
    QCOMPARE(bench.ledger.remove(u"a"_s), Change::TakeBack);
    bench.ledger.takenBack(u"a"_s);
    bench.ledger.delivered(1, 5);
    QCOMPARE(bench.status(u"c"_s).events, 1ULL);
    QCOMPARE(bench.ledger.askedPatterns(), QStringList({u"b"_s, u"c"_s}));
    QCOMPARE(bench.ledger.put(sub(u"d"_s)), Change::Ask);
    bench.ledger.asked(u"d"_s, bench.now, 1);
    bench.ledger.delivered(2, 5);
    QCOMPARE(bench.status(u"d"_s).events, 1ULL);
}

void TestSubscriptionLedger::removedOneLeavesNoTrace()
{
    LedgerBench bench({u"a"_s, u"b"_s});
    bench.connect();
    QCOMPARE(bench.ledger.remove(u"a"_s), Change::TakeBack);
    bench.ledger.delivered(0, 5); // still on its way: nobody to count it for
    bench.ledger.takenBack(u"a"_s);
    QCOMPARE(bench.ledger.statuses().size(), 1);
    QCOMPARE(bench.status(u"b"_s).events, 0ULL);
    QCOMPARE(bench.ledger.remove(u"a"_s), Change::None);
}

void TestSubscriptionLedger::editsWhileDisconnectedOnlyChangeTheList()
{
    LedgerBench bench({u"a"_s});
    QCOMPARE(bench.ledger.put(sub(u"b"_s)), Change::None);
    QCOMPARE(bench.ledger.remove(u"a"_s), Change::None);
    QCOMPARE(bench.connect(), QStringList({u"b"_s}));
}

void TestSubscriptionLedger::pausingTakesBackAndResumingAsks()
{
    LedgerBench bench({u"a"_s});
    bench.connect();
    QCOMPARE(bench.ledger.put(sub(u"a"_s, true)), Change::TakeBack);
    bench.ledger.takenBack(u"a"_s);
    QCOMPARE(bench.state(u"a"_s), State::Paused);
    QCOMPARE(bench.ledger.put(sub(u"a"_s)), Change::Ask);
    QCOMPARE(bench.state(u"a"_s), State::Waiting);
}

void TestSubscriptionLedger::sameWishTwiceChangesNothing()
{
    LedgerBench bench({u"a"_s});
    bench.connect();
    QCOMPARE(bench.ledger.put(sub(u"a"_s)), Change::None);
    QCOMPARE(bench.state(u"a"_s), State::Requested);
}

void TestSubscriptionLedger::changedFiltersAreAskedAnew()
{
    LedgerBench bench({u"a"_s});
    bench.connect();
    QCOMPARE(bench.ledger.put({u"a"_s, {{u"EventType"_s, u"create"_s}}, false}), Change::AskAnew);
    QCOMPARE(bench.ledger.desired().first().filters.size(), 1);
}

/// C25: PERMISSION_DENIED and INVALID_TOPIC
void TestSubscriptionLedger::refusedForGoodIsAskedForOnceInEachConnection()
{
    LedgerBench bench({u"a"_s, u"b"_s});
    bench.connect();
    for (int connection = 0; connection < 3; ++connection) {
        bench.ledger.refused(u"a"_s, u"PERMISSION_DENIED"_s, u"no"_s, bench.now);
        QVERIFY(bench.askedOneByOne(bench.now + 2h).isEmpty());
        bench.ledger.endConnection(bench.now, false);
        QCOMPARE(bench.state(u"a"_s), State::Refused);
        QCOMPARE(bench.connect(), QStringList({u"a"_s, u"b"_s}));
        QCOMPARE(bench.state(u"a"_s), State::Requested);
    }
    bench.ledger.acknowledged(u"a"_s, 1); // permitted meanwhile
    QCOMPARE(bench.state(u"a"_s), State::Active);
    bench.ledger.refused(u"a"_s, u"PERMISSION_DENIED"_s, u"no"_s, bench.now);
    bench.ledger.put(sub(u"a"_s, true));
    bench.ledger.endConnection(bench.now, false);
    QCOMPARE(bench.connect(), QStringList({u"b"_s}));
}

void TestSubscriptionLedger::refusedForGoodIsAskedAgainWhenTheUserSaysSo()
{
    LedgerBench bench({u"a"_s, u"b"_s});
    bench.connect();
    bench.ledger.refused(u"a"_s, u"INVALID_TOPIC"_s, u"bad form"_s, bench.now);
    QVERIFY(bench.askedOneByOne(bench.now + 2h).isEmpty());
    QCOMPARE(bench.ledger.put(sub(u"a"_s)), Change::AskAnew);
    QCOMPARE(bench.state(u"a"_s), State::Waiting);
}

/// C25
void TestSubscriptionLedger::rateLimitedIsAskedAgainWithGrowingPauses()
{
    LedgerBench bench({u"a"_s});
    bench.connect();
    Moment pause = 30s;
    for (int i = 0; i < 4; ++i) {
        const QString reason =
            bench.ledger.refused(u"a"_s, u"RATE_LIMITED"_s, u"slow down."_s, bench.now);
        QCOMPARE(reason, u"slow down; asked again in %1 s"_s.arg(pause.count() / 1000));
        QCOMPARE(bench.state(u"a"_s), State::Refused);
        QCOMPARE(bench.ledger.deadline(), std::optional<Moment>(bench.now + pause));
        QVERIFY(bench.askedOneByOne(bench.now + pause - 200ms).isEmpty());
        QCOMPARE(bench.askedOneByOne(bench.now + 300ms), QStringList({u"a"_s}));
        QCOMPARE(bench.state(u"a"_s), State::Requested);
        QCOMPARE(bench.ledger.askedCount(), 1);
        pause *= 2;
    }
    bench.ledger.acknowledged(u"a"_s, 1);
    QCOMPARE(bench.ledger.refused(u"a"_s, u"RATE_LIMITED"_s, u"again"_s, bench.now),
             u"again; asked again in 30 s"_s);
}

void TestSubscriptionLedger::rateLimitOutlivesTheConnection()
{
    LedgerBench bench({u"a"_s, u"b"_s});
    bench.connect();
    bench.ledger.refused(u"a"_s, u"RATE_LIMITED"_s, {}, bench.now);
    bench.now += 5s;
    bench.ledger.endConnection(bench.now, false);
    QCOMPARE(bench.connect(), QStringList({u"b"_s}));
    QVERIFY(bench.askedOneByOne(bench.now + 20s).isEmpty());
    QCOMPARE(bench.askedOneByOne(bench.now + 6s), QStringList({u"a"_s}));
}

void TestSubscriptionLedger::reopeningForgetsRefusals()
{
    LedgerBench bench({u"a"_s});
    bench.connect();
    bench.ledger.delivered(0, 8);
    bench.ledger.refused(u"a"_s, u"PERMISSION_DENIED"_s, u"no"_s, bench.now);
    bench.ledger.endConnection(bench.now, false);
    bench.ledger.setDesired({sub(u"a"_s)});
    QCOMPARE(bench.state(u"a"_s), State::Waiting);
    QCOMPARE(bench.status(u"a"_s).events, 1ULL);
    QCOMPARE(bench.connect(), QStringList({u"a"_s}));
}

void TestSubscriptionLedger::duplicatePatternsAreOne()
{
    LedgerBench bench({u"a"_s, u"a"_s, u"b"_s});
    QCOMPARE(bench.connect(), QStringList({u"a"_s, u"b"_s}));
}

void TestSubscriptionLedger::unknownPatternsAndPositionsAreHarmless()
{
    LedgerBench bench({u"a"_s});
    bench.connect();
    bench.ledger.takeChanged();
    bench.ledger.acknowledged(u"x"_s, 1);
    QCOMPARE(bench.ledger.refused(u"x"_s, u"CODE"_s, {}, bench.now), u"CODE"_s);
    bench.ledger.unconfirmed(u"x"_s, u"y"_s);
    bench.ledger.delivered(-1, 1);
    bench.ledger.delivered(17, 1);
    QCOMPARE(bench.state(u"a"_s), State::Requested);
    QCOMPARE(bench.ledger.statuses().size(), 1);
}

void TestSubscriptionLedger::randomOperationsKeepPositionsTrue()
{
    // A model of what the session holds, beside the ledger: every delivery must count for the
    // pattern at that position.
    std::mt19937 random(20240607);
    LedgerBench bench({});
    QStringList session;
    bool connected = false;
    const auto take = [&](const QString &pattern) {
        session.removeOne(pattern);
        bench.ledger.takenBack(pattern);
    };
    const auto ask = [&](const QString &pattern) {
        session.append(pattern);
        bench.ledger.asked(pattern, bench.now, 1);
    };
    const auto apply = [&](Change change, const QString &pattern) {
        if (change == Change::TakeBack || change == Change::AskAnew)
            take(pattern);
        if (change == Change::Ask || change == Change::AskAnew)
            ask(pattern);
    };
    for (int step = 0; step < 20'000; ++step) {
        const QString pattern = QString(QChar(u'a' + int(random() % 12)));
        bench.now += std::chrono::milliseconds(random() % 900);
        switch (random() % 9) {
        case 0:
            apply(bench.ledger.put(sub(pattern, random() % 4 == 0)), pattern);
            break;
        case 1:
            apply(bench.ledger.remove(pattern), pattern);
            break;
        case 2:
            bench.ledger.acknowledged(pattern, 1);
            break;
        case 3:
            bench.ledger.refused(pattern, random() % 2 ? u"RATE_LIMITED"_s : u"INVALID_TOPIC"_s, {},
                                 bench.now);
            break;
        case 4:
            bench.ledger.unconfirmed(pattern, u"why"_s);
            break;
        case 5:
            if (connected)
                bench.ledger.endConnection(bench.now, random() % 2);
            session.clear();
            connected = false;
            break;
        case 6:
            if (!connected) {
                connected = true;
                session = bench.connect();
            }
            break;
        default:
            while (const auto due = bench.ledger.nextDue(bench.now)) {
                QVERIFY(connected);
                QCOMPARE(due->known, session.contains(due->subscription.pattern));
                if (due->known)
                    take(due->subscription.pattern);
                ask(due->subscription.pattern);
            }
        }
        QCOMPARE(bench.ledger.askedPatterns(), session);
        if (session.isEmpty())
            continue;
        const int position = int(random() % unsigned(session.size()));
        const quint64 before = bench.status(session[position]).events;
        bench.ledger.delivered(position, 1);
        QCOMPARE(bench.status(session[position]).events, before + 1);
        QCOMPARE(bench.state(session[position]), State::Delivering);
    }
}

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, TestSubscriptionLedger, SubscriptionBlameTest>(argc, argv);
}

#include "tst_subscriptionledger.moc"
