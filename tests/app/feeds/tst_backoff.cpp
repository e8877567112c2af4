// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/backoff.h"
#include "app/feeds/handshakelimiter.h"
#include "app/feeds/heartbeatclock.h"

#include <QTest>
#include <set>

using namespace eventscope;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// A moment of the clock that all feeds share.
HandshakeLimiter::Instant at(std::chrono::seconds since)
{
    return HandshakeLimiter::Instant(since);
}

} // namespace

class TestBackoff : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pausesStayBetweenBaseAndMax();
    void ceilingDoublesWithEveryStep();
    void sameSeedGivesSamePauses();
    void resetStartsAnew();
    void slowPausesAreNeverShorterThanAsked();
    void hugeStepCountsDoNotOverflow();

    void limiterLetsABurstThrough();
    void limiterSpreadsTheRest();
    void limiterTreatsHostsApart();
    void limiterRecovers();

    void silentConnectionIsPingedOnceThenDead();
    void anythingHeardStartsTheHeartbeatAnew();
    void withoutPingsSilenceAloneIsDeath();
    void noHeartbeatHasNoDeadline();
};

void TestBackoff::pausesStayBetweenBaseAndMax()
{
    for (quint64 seed = 1; seed <= 200; ++seed) {
        Backoff backoff(500ms, 20s, seed);
        for (int i = 0; i < 20; ++i) {
            const auto pause = backoff.next();
            QVERIFY(pause >= 500ms);
            QVERIFY(pause <= 20s);
        }
    }
}

void TestBackoff::ceilingDoublesWithEveryStep()
{
    // The most that many generators give for the n-th pause comes close to its bound, and never
    // over it.
    for (int step = 0; step < 6; ++step) {
        std::chrono::milliseconds most = 0ms;
        for (quint64 seed = 1; seed <= 300; ++seed) {
            Backoff backoff(500ms, 20s, seed);
            std::chrono::milliseconds pause = 0ms;
            for (int i = 0; i <= step; ++i)
                pause = backoff.next();
            most = std::max(most, pause);
        }
        const std::chrono::milliseconds bound =
            std::min<std::chrono::milliseconds>(20s, 500ms + 500ms * (1 << step));
        QVERIFY2(most <= bound, qPrintable(QString::number(step)));
        QVERIFY2(most >= bound * 9 / 10, qPrintable(QString::number(step)));
    }
}

void TestBackoff::sameSeedGivesSamePauses()
{
    Backoff one(500ms, 20s, 7);
    Backoff same(500ms, 20s, 7);
    Backoff other(500ms, 20s, 8);
    bool differs = false;
    for (int i = 0; i < 10; ++i) {
        const auto pause = one.next();
        QCOMPARE(pause, same.next());
        differs = differs || pause != other.next();
    }
    QVERIFY(differs);
}

void TestBackoff::resetStartsAnew()
{
    Backoff backoff(500ms, 20s, 3);
    for (int i = 0; i < 10; ++i)
        backoff.next();
    QCOMPARE(backoff.step(), 10);
    backoff.reset();
    QCOMPARE(backoff.step(), 0);
    QVERIFY(backoff.next() <= 1000ms);
}

void TestBackoff::slowPausesAreNeverShorterThanAsked()
{
    Backoff backoff(500ms, 20s, 3);
    std::set<std::chrono::milliseconds> seen;
    for (int i = 0; i < 50; ++i) {
        const auto pause = backoff.nextSlow(30s);
        QVERIFY(pause >= 30s);
        QVERIFY(pause <= 37500ms);
        seen.insert(pause);
    }
    QVERIFY(seen.size() > 10); // jitter, so that many do not come back together
}

void TestBackoff::hugeStepCountsDoNotOverflow()
{
    Backoff backoff(1ms, 24h, 1);
    for (int i = 0; i < 10'000; ++i) {
        const auto pause = backoff.next();
        QVERIFY(pause >= 1ms && pause <= 24h);
    }
}

void TestBackoff::limiterLetsABurstThrough()
{
    HandshakeLimiter limiter(20, 10);
    for (int i = 0; i < 10; ++i)
        QCOMPARE(limiter.book(u"host"_s, at(1s)), 0ms);
    QVERIFY(limiter.book(u"host"_s, at(1s)) > 0ms);
}

void TestBackoff::limiterSpreadsTheRest()
{
    HandshakeLimiter limiter(20, 10);
    std::chrono::milliseconds last = 0ms;
    for (int i = 0; i < 110; ++i)
        last = limiter.book(u"host"_s, at(1s));
    QCOMPARE(last, 5000ms);
}

void TestBackoff::limiterTreatsHostsApart()
{
    HandshakeLimiter limiter(20, 1);
    QCOMPARE(limiter.book(u"one"_s, at(1s)), 0ms);
    QCOMPARE(limiter.book(u"two"_s, at(1s)), 0ms);
    QCOMPARE(limiter.book(u"one"_s, at(1s)), 50ms);
}

void TestBackoff::limiterRecovers()
{
    HandshakeLimiter limiter(20, 10);
    for (int host = 0; host < 1000; ++host) {
        for (int i = 0; i < 11; ++i)
            limiter.book(QString::number(host), at(1s));
    }
    for (int i = 0; i < 10; ++i)
        QCOMPARE(limiter.book(u"5"_s, at(60s)), 0ms);
}

void TestBackoff::silentConnectionIsPingedOnceThenDead()
{
    HeartbeatClock clock;
    clock.start({15s, 10s}, 100s);
    QCOMPARE(clock.deadline(), std::optional<Moment>(115s));
    QCOMPARE(clock.check(114s), HeartbeatClock::Action::Nothing);
    QCOMPARE(clock.check(115s), HeartbeatClock::Action::Ping);
    QCOMPARE(clock.check(115s), HeartbeatClock::Action::Nothing);
    QCOMPARE(clock.deadline(), std::optional<Moment>(125s));
    QCOMPARE(clock.check(125s), HeartbeatClock::Action::Dead);
    QCOMPARE(clock.silence(125s), 25s);
}

void TestBackoff::anythingHeardStartsTheHeartbeatAnew()
{
    HeartbeatClock clock;
    clock.start({15s, 10s}, 0s);
    QCOMPARE(clock.check(15s), HeartbeatClock::Action::Ping);
    clock.heard(16s);
    QCOMPARE(clock.check(25s), HeartbeatClock::Action::Nothing);
    QCOMPARE(clock.deadline(), std::optional<Moment>(31s));
    QCOMPARE(clock.check(31s), HeartbeatClock::Action::Ping);
}

void TestBackoff::withoutPingsSilenceAloneIsDeath()
{
    HeartbeatClock clock;
    clock.start({0s, 6s}, 0s);
    QCOMPARE(clock.check(5s), HeartbeatClock::Action::Nothing);
    clock.heard(5s);
    QCOMPARE(clock.check(10s), HeartbeatClock::Action::Nothing);
    QCOMPARE(clock.check(11s), HeartbeatClock::Action::Dead);
}

void TestBackoff::noHeartbeatHasNoDeadline()
{
    HeartbeatClock clock;
    clock.start({0s, 0s}, 0s);
    QVERIFY(!clock.deadline());
    QCOMPARE(clock.check(24h), HeartbeatClock::Action::Nothing);
}

QTEST_GUILESS_MAIN(TestBackoff)
#include "tst_backoff.moc"
