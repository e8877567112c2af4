// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/backoff.h"
#include "app/feeds/dialectregistry.h"
#include "app/feeds/handshakelimiter.h"
#include "app/feeds/heartbeatclock.h"
#include "app/feeds/reconnectpolicy.h"

#include <QTest>
#include <queue>
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

using Ms = std::chrono::milliseconds;

/// Virtual seconds of a hundred connections whose server goes away at 0 and returns.
class Storm
{
public:
    struct Figures
    {
        qsizetype in100ms = 0; ///< the most attempts in any 100 ms
        qsizetype inSecond = 0;
        Ms half{}; ///< after the return, until half of them were back
        Ms most{}; ///< 95 %
        Ms all{};
    };

    Storm(quint64 seed, Ms outage) : m_outage(outage)
    {
        FeedSettings settings;
        for (quint64 i = 0; i < 100; ++i) {
            m_policies.emplace_back(settings, seed * 1'000 + i);
            m_due.push({*m_policies.back().next(CloseTreatment::Retry).pause, int(i), false});
        }
    }

    Figures run()
    {
        while (!m_due.empty()) {
            const Event event = m_due.top();
            m_due.pop();
            if (!event.booked) {
                const Ms wait =
                    m_limiter.book(QStringLiteral("host"), HandshakeLimiter::Instant(event.at));
                m_due.push({event.at + wait, event.connection, true});
                continue;
            }
            m_attempts.push_back(event.at);
            if (event.at >= m_outage) {
                m_returns.push_back(event.at - m_outage);
                continue;
            }
            ReconnectPolicy &policy = m_policies[size_t(event.connection)];
            const auto step = policy.next(CloseTreatment::Retry);
            m_due.push({event.at + *step.pause, event.connection, false});
        }
        return {mostWithin(Ms(100)), mostWithin(Ms(1'000)), m_returns[49], m_returns[94],
                m_returns.back()};
    }

private:
    struct Event
    {
        Ms at;
        int connection;
        bool booked; ///< with the limiter
        bool operator>(const Event &other) const { return at > other.at; }
    };

    qsizetype mostWithin(Ms window) const
    {
        qsizetype most = 0;
        auto first = m_attempts.begin();
        for (auto last = m_attempts.begin(); last != m_attempts.end(); ++last) {
            while (*last - *first >= window)
                ++first;
            most = std::max<qsizetype>(most, last - first + 1);
        }
        return most;
    }

    Ms m_outage;
    HandshakeLimiter m_limiter;
    std::vector<ReconnectPolicy> m_policies;
    std::priority_queue<Event, std::vector<Event>, std::greater<>> m_due;
    std::vector<Ms> m_attempts; ///< in order of time
    std::vector<Ms> m_returns;
};

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
    void dataIsLifeAndPingsWithoutDataAreToo_data();
    void dataIsLifeAndPingsWithoutDataAreToo();
    void halfOpenConnectionIsNoticedInTime_data();
    void halfOpenConnectionIsNoticedInTime();

    void hundredConnectionsReturnWithoutAHerd_data();
    void hundredConnectionsReturnWithoutAHerd();
    void attemptThatWaitedForAnAnswerWaitsNoLongerThanOneThatWasRefused();
    void everybodyTriesWithinASecondWhenTheNetworkIsBack();
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
    QCOMPARE(clock.deadline(), std::optional<Moment>(125s - 100ms)); // known by 125 s
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

void TestBackoff::dataIsLifeAndPingsWithoutDataAreToo_data()
{
    QTest::addColumn<int>("heardEveryMs");
    QTest::newRow("C27: data, and no pings") << 5'900;
    QTest::newRow("C27: pings, and no data for hours") << 3'000;
}

void TestBackoff::dataIsLifeAndPingsWithoutDataAreToo()
{
    // Whatever was heard counts, for servers that are pinged and for those that ping.
    QFETCH(int, heardEveryMs);
    HeartbeatClock cable;
    HeartbeatClock other;
    cable.start({0ms, 6s}, 0ms);
    other.start({15s, 10s}, 0ms);
    for (Moment now = 0ms; now < 10h; now += 100ms) {
        if (now.count() % heardEveryMs < 100) {
            cable.heard(now);
            other.heard(now);
        }
        QCOMPARE(cable.check(now), HeartbeatClock::Action::Nothing);
        QCOMPARE(other.check(now), HeartbeatClock::Action::Nothing);
    }
}

/// Kafka has its own way of knowing.
void TestBackoff::halfOpenConnectionIsNoticedInTime_data()
{
    QTest::addColumn<QString>("dialect");
    QTest::addColumn<QString>("generation");
    for (const Dialect *dialect : allDialects()) {
        const Option *generation = dialect->info().option(u"generation"_s);
        const auto choices = generation ? generation->choices : QVector<Option::Choice>{{}};
        for (const Option::Choice &choice : choices)
            QTest::addRow("E8: %s %s", qPrintable(dialect->info().id), qPrintable(choice.value))
                << dialect->info().id << choice.value;
    }
}

void TestBackoff::halfOpenConnectionIsNoticedInTime()
{
    QFETCH(QString, dialect);
    QFETCH(QString, generation);
    const Dialect *known = dialectById(dialect);
    QVERIFY(known);
    OptionValues values;
    for (const Option &option : known->info().options)
        values.insert(option.key, option.defaultValue);
    values.insert(u"generation"_s, generation);
    HeartbeatClock clock;
    clock.start(known->makeSession(values)->heartbeat(), 0ms);
    Moment now = 0ms;
    while (true) { // as the feed does it
        const auto due = clock.deadline();
        QVERIFY(due);
        now = std::max(*due, now + 1ms);
        const HeartbeatClock::Action action = clock.check(now);
        if (action == HeartbeatClock::Action::Dead)
            break;
        QCOMPARE(action, HeartbeatClock::Action::Ping); // into the void
    }
    QVERIFY2(now <= (dialect == u"zaikio"_s ? 6'000ms : 25'000ms),
             qPrintable(QString::number(now.count())));
}

void TestBackoff::hundredConnectionsReturnWithoutAHerd_data()
{
    QTest::addColumn<int>("outageMs");
    QTest::addColumn<int>("halfMs");
    QTest::addColumn<int>("mostMs");
    QTest::addColumn<int>("allMs");
    QTest::newRow("E9: away for 60 s") << 60'000 << 8'000 << 18'000 << 21'000;
    QTest::newRow("E9: away for 1 s") << 1'000 << 6'000 << 6'000 << 6'000;
}

void TestBackoff::hundredConnectionsReturnWithoutAHerd()
{
    QFETCH(int, outageMs);
    QFETCH(int, halfMs);
    QFETCH(int, mostMs);
    QFETCH(int, allMs);
    constexpr int seeds = 1'000;
    Storm::Figures worst;
    Ms half{};
    Ms most{};
    for (quint64 seed = 1; seed <= seeds; ++seed) {
        const Storm::Figures one = Storm(seed, Ms(outageMs)).run();
        worst.in100ms = std::max(worst.in100ms, one.in100ms);
        worst.inSecond = std::max(worst.inSecond, one.inSecond);
        worst.all = std::max(worst.all, one.all);
        half += one.half;
        most += one.most;
    }
    qInfo("At most %lld in 100 ms and %lld in 1 s; all back after %lld ms, half after %lld ms and "
          "95 %% after %lld ms on average",
          qlonglong(worst.in100ms), qlonglong(worst.inSecond), qlonglong(worst.all.count()),
          qlonglong(half.count() / seeds), qlonglong(most.count() / seeds));
    QVERIFY(worst.in100ms <= 15);
    QVERIFY(worst.inSecond <= 32);
    QVERIFY(half / seeds <= Ms(halfMs));
    QVERIFY(most / seeds <= Ms(mostMs));
    QVERIFY(worst.all <= Ms(allMs));
}

void TestBackoff::attemptThatWaitedForAnAnswerWaitsNoLongerThanOneThatWasRefused()
{
    // A firewall that drops everything costs 10 s for each attempt; from one to the next are 20 s
    // all the same.
    for (quint64 seed = 1; seed <= 100; ++seed) {
        ReconnectPolicy refused(FeedSettings(), seed);
        ReconnectPolicy waited(FeedSettings(), seed);
        for (int i = 0; i < 20; ++i) {
            const Ms pause = *refused.next(CloseTreatment::Retry).pause;
            const Ms rest = *waited.next(CloseTreatment::Retry, {}, 10s).pause;
            QCOMPARE(rest, std::max<Ms>(pause - 10s, 500ms));
        }
        QVERIFY(*waited.next(CloseTreatment::RetrySlow, 120s, 10s).pause >= 120s);
    }
}

void TestBackoff::everybodyTriesWithinASecondWhenTheNetworkIsBack()
{
    std::set<Ms> seen;
    for (quint64 seed = 1; seed <= 1'000; ++seed) {
        ReconnectPolicy policy(FeedSettings(), seed);
        for (int i = 0; i < 10; ++i)
            policy.next(CloseTreatment::Retry);
        const Ms pause = policy.networkBack();
        QVERIFY(pause >= 0ms && pause <= 1s);
        seen.insert(pause);
        QVERIFY(*policy.next(CloseTreatment::Retry).pause <= 1s); // the backoff starts anew
    }
    QVERIFY(seen.size() > 300);
}

QTEST_GUILESS_MAIN(TestBackoff)
#include "tst_backoff.moc"
