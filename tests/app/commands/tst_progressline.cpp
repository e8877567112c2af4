// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/progressline.h"
#include "app/commands/stopflag.h"

#include <QTest>
#include <csignal>

using namespace eventscope;
using namespace Qt::StringLiterals;

class ProgressLineTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsHowFarItIs_data();
    void tellsHowFarItIs();
    void aSignalSetsTheFlagOnceAndThenEndsTheProgram();
};

void ProgressLineTest::tellsHowFarItIs_data()
{
    QTest::addColumn<quint64>("events");
    QTest::addColumn<quint64>("total");
    QTest::addColumn<double>("fraction");
    QTest::addColumn<QString>("text");
    QTest::newRow("seconds") << quint64(50) << quint64(100) << 0.5
                             << u"50 %, 50 of 100 events written, about 10 s left"_s;
    QTest::newRow("minutes") << quint64(1) << quint64(31) << 1.0 / 31
                             << u"3 %, 1 of 31 events written, about 5 min left"_s;
    QTest::newRow("indexes") << quint64(100) << quint64(100) << 0.8
                             << u"80 %, 100 of 100 events written, about 2 s left"_s;
    QTest::newRow("nothing yet") << quint64(0) << quint64(1) << 0.0
                                 << u"0 %, 0 of 1 event written"_s;
    QTest::newRow("nobody knows how many")
        << 40ULL << 0ULL << 0.25 << u"25 %, 40 events written, about 30 s left"_s;
}

void ProgressLineTest::tellsHowFarItIs()
{
    QFETCH(const quint64, events);
    QFETCH(const quint64, total);
    QFETCH(const double, fraction);
    QTEST(ProgressLine::text(u"written"_s, events, total, fraction, 10'000), "text");
}

void ProgressLineTest::aSignalSetsTheFlagOnceAndThenEndsTheProgram()
{
    struct sigaction action
    { };
    {
        const StopFlag flag;
        QVERIFY(!StopFlag::isSet());
        QCOMPARE(::raise(SIGTERM), 0);
        QVERIFY(StopFlag::isSet());
        sigaction(SIGTERM, nullptr, &action);
        QVERIFY(action.sa_handler == SIG_DFL); // for whoever has no patience
        QCOMPARE(::raise(SIGHUP), 0); // often comes twice
        QCOMPARE(::raise(SIGHUP), 0);
    }
    const StopFlag another;
    QVERIFY(!StopFlag::isSet());
}

QTEST_GUILESS_MAIN(ProgressLineTest)
#include "tst_progressline.moc"
