// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/latencymeter.h"
#include "app/feeds/subscriptionledger.h"
#include "models/event/timestamp.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 second = 1'000'000;
constexpr qint64 noon = 1'700'000'000 * second;

std::string at(qint64 us)
{
    return timestampText(us);
}

} // namespace

class TestLatencyMeter final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void medianOfTheLastOnesIsNotMovedByOne()
    {
        LatencyMeter meter;
        QCOMPARE(meter.samples(), 0);
        QCOMPARE(meter.medianUs(), qint64(0));
        for (int i = 0; i < 10; ++i)
            QVERIFY(meter.note(at(noon), noon + (i == 4 ? 3'600 * second : 40'000)));
        QCOMPARE(meter.samples(), 10);
        QCOMPARE(meter.medianUs(), qint64(40'000));
    }

    void onlyTheLastOnesCount()
    {
        LatencyMeter meter;
        qint64 now = noon;
        for (size_t i = 0; i < LatencyMeter::kept; ++i)
            meter.note(at(now), now + 5 * second);
        for (size_t i = 0; i < LatencyMeter::kept; ++i) {
            now += second;
            QVERIFY(meter.note(at(now - 20'000), now + 5 * second));
        }
        QCOMPARE(meter.samples(), int(LatencyMeter::kept));
        QCOMPARE(meter.medianUs(), 5 * second + 20'000);
    }

    void floodIsSampled()
    {
        LatencyMeter meter;
        int taken = 0;
        for (int i = 0; i < 100'000; ++i) // one second
            taken += meter.note(at(noon), noon + i * 10) ? 1 : 0;
        QVERIFY2(taken >= int(LatencyMeter::kept) && taken < 60,
                 qPrintable(QString::number(taken)));
    }

    void eventsWithoutATimeSayNothing_data()
    {
        QTest::addColumn<QByteArray>("time");
        QTest::newRow("none") << QByteArray();
        QTest::newRow("no time") << QByteArray("yesterday");
        QTest::newRow("never") << QByteArray("9999-01-01T00:00:00.000000Z");
    }
    void eventsWithoutATimeSayNothing()
    {
        QFETCH(QByteArray, time);
        LatencyMeter meter;
        for (int i = 0; i < 100; ++i)
            QVERIFY(!meter.note({time.constData(), size_t(time.size())}, noon + i * second));
        QCOMPARE(meter.samples(), 0);
    }

    void clocksThatDifferGiveNegativeLatencies()
    {
        LatencyMeter meter;
        meter.note(at(noon + 2 * second), noon);
        QCOMPARE(meter.medianUs(), -2 * second);
    }

    void ledgerTellsItOfEachSubscription()
    {
        SubscriptionLedger ledger{SubscriptionLedger::Timing()};
        ledger.setDesired({{u"a"_s, {}, false}, {u"b"_s, {}, false}});
        for (const Subscription &one : ledger.beginConnection(Moment(1)))
            ledger.asked(one.pattern, Moment(1), noon);
        ledger.delivered(1, noon + 30'000, at(noon));
        ledger.delivered(0, noon + 30'000);
        QCOMPARE(ledger.statuses().at(0).latencySamples, 0);
        QCOMPARE(ledger.statuses().at(1).latencySamples, 1);
        QCOMPARE(ledger.statuses().at(1).latencyUs, qint64(30'000));
    }

    void ledgerTellsWhenARateLimitedOneIsAskedAgain()
    {
        SubscriptionLedger ledger{SubscriptionLedger::Timing()};
        ledger.setDesired({{u"a"_s, {}, false}});
        ledger.beginConnection(Moment(1));
        ledger.asked(u"a"_s, Moment(1), nowUs());
        const qint64 before = nowUs();
        QCOMPARE(ledger.refused(u"a"_s, u"RATE_LIMITED"_s, u"slow down."_s, Moment(1)),
                 u"slow down; asked again in 30 s"_s); // the row of the log does not move on
        const SubscriptionStatus limited = ledger.statuses().first();
        QCOMPARE(limited.reason, u"slow down"_s);
        QVERIFY(limited.retryAtUs >= before + 30 * second);
        QVERIFY(limited.retryAtUs <= nowUs() + 30 * second);
        QVERIFY(ledger.nextDue(Moment(40'000)));
        QCOMPARE(ledger.statuses().first().retryAtUs, qint64(0));
        ledger.asked(u"a"_s, Moment(40'000), nowUs());
        ledger.refused(u"a"_s, u"INVALID_TOPIC"_s, u"no"_s, Moment(40'000));
        QCOMPARE(ledger.statuses().first().retryAtUs, qint64(0)); // for good
    }

    void ledgerTellsWhatIsReadOfKafka()
    {
        SubscriptionLedger ledger{SubscriptionLedger::Timing()};
        ledger.setDesired({{u"a"_s, {}, false}});
        ledger.takeChanged();
        ledger.reading(u"a"_s, 3, 12);
        QVERIFY(ledger.takeChanged());
        ledger.reading(u"a"_s, 3, 12);
        ledger.reading(u"gone"_s, 1, 1);
        QVERIFY(!ledger.takeChanged());
        QCOMPARE(ledger.statuses().first().partitions, 3);
        QCOMPARE(ledger.statuses().first().lag, qint64(12));
    }
};

QTEST_GUILESS_MAIN(TestLatencyMeter)
#include "tst_latencymeter.moc"
