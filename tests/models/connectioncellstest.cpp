// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/connectioncellstest.h"

#include "models/connectiontexts.h"
#include "models/event/event.h"
#include "models/ratemeter.h"
#include "tests/models/sampleconnections.h"
#include "tests/models/toldbyconnections.h"

#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

void ConnectionCellsTest::countersAddUp()
{
    ConnectionModel model;
    model.addConnection(profile(u"a"_s), {}, false, false);
    model.addConnection(profile(u"b"_s), {}, false, false);
    model.setCounters(u"a"_s, {10, 2, 1, 3, 1});
    model.setCounters(u"b"_s, {5, 0, 0, 0, 0});
    model.setStored(u"a"_s, 5);
    model.setStored(u"b"_s, 5);
    const FeedCounters totals = model.totals();
    QCOMPARE(totals.received, quint64(15));
    QCOMPARE(totals.received, model.totalStored() + totals.duplicates + totals.dropped);
    const QModelIndex a = model.index(0);
    QCOMPARE(a.data(ConnectionRole::Received).toULongLong(), quint64(10));
    QCOMPARE(a.data(ConnectionRole::Stored).toULongLong(), quint64(5));
    QCOMPARE(a.data(ConnectionRole::Duplicates).toULongLong(), quint64(2));
    QCOMPARE(a.data(ConnectionRole::Undecodable).toULongLong(), quint64(1));
    QCOMPARE(a.data(ConnectionRole::Dropped).toULongLong(), quint64(3));
    QCOMPARE(a.data(ConnectionRole::Gaps).toULongLong(), quint64(1));
    QCOMPARE(model.counters(u"a"_s).undecodable, quint64(1));
}

void ConnectionCellsTest::ratesMoveWithTheLastFiveSeconds()
{
    ConnectionModel model;
    model.addConnection(profile(u"a"_s, {u"p"_s}), {}, false, false);
    model.addConnection(profile(u"b"_s), {}, false, false);
    quint64 count = 0;
    qint64 now = noon;
    model.tick(now);
    const auto run = [&](int seconds, quint64 perSecond) {
        for (int i = 0; i < seconds; ++i) {
            count += perSecond;
            model.setCounters(u"a"_s, received(count));
            model.setSubscriptionStatuses(
                u"a"_s, {status(u"p"_s, SubscriptionState::Delivering, count / 2)});
            model.tick(now += second);
        }
    };
    run(1, 100);
    QCOMPARE(model.rate(u"a"_s), 100.0);
    run(9, 100);
    QCOMPARE(model.rate(u"a"_s), 100.0);
    QCOMPARE(model.subscriptionRate(u"a"_s, u"p"_s), 50.0);
    QCOMPARE(model.totalRate(), 100.0);
    QCOMPARE(model.index(0).data(ConnectionRole::Rate).toDouble(), 100.0);
    run(2, 0);
    QCOMPARE(model.rate(u"a"_s), 60.0); // three seconds of five
    run(3, 0);
    QCOMPARE(model.rate(u"a"_s), 0.0);
    QCOMPARE(model.status(u"a"_s).lastEventUs, now - 6 * second); // known at the tick before
}

void ConnectionCellsTest::ratesSurviveCountersThatBeginAnew()
{
    RateMeter meter;
    meter.sample(0, 1000);
    meter.sample(second, 1100);
    QCOMPARE(meter.rate(), 100.0);
    meter.sample(2 * second, 10);
    QCOMPARE(meter.rate(), 0.0);
    meter.sample(3 * second, 30);
    QCOMPARE(meter.rate(), 20.0);
    meter.sample(3 * second, 40); // twice at the same moment
    QCOMPARE(meter.rate(), 20.0);
    meter.sample(second, 50); // the clock was set back
    QCOMPARE(meter.rate(), 0.0);
    meter.sample(2 * second, 60);
    QCOMPARE(meter.rate(), 10.0);
    meter.sample(102 * second, 1060); // the computer slept
    QCOMPARE(meter.rate(), 10.0);
    for (int i = 1; i <= 100; ++i)
        meter.sample(102 * second + i * second / 100, 1060 + quint64(i));
    QVERIFY(meter.rate() > 90 && meter.rate() < 110); // many samples: the window shrinks, no harm
}

void ConnectionCellsTest::tickTellsOnlyWhatLooksDifferent()
{
    ConnectionModel model;
    model.addConnection(profile(u"a"_s, {u"p"_s, u"q"_s}), {}, false, false);
    ConnectionStatus retry = inPhase(ConnectionPhase::Backoff, u"connection refused"_s);
    retry.retryAtUs = noon + 7 * second;
    model.setStatus(u"a"_s, retry);
    model.tick(noon);
    QCOMPARE(model.index(0).data(ConnectionRole::PhaseText).toString(), u"retry in 7 s"_s);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    Told told(&model);
    model.tick(noon + second / 10);
    QCOMPARE(changed.size(), 0);
    model.tick(noon + second);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(model.index(0).data(ConnectionRole::PhaseText).toString(), u"retry in 6 s"_s);
    model.setStatus(u"a"_s, inPhase(ConnectionPhase::Live));
    model.tick(noon + 2 * second);
    changed.clear();
    model.tick(noon + 3 * second);
    QCOMPARE(changed.size(), 0);
    model.setSubscriptionStatuses(u"a"_s, {status(u"q"_s, SubscriptionState::Delivering, 50)});
    model.tick(noon + 4 * second);
    model.tick(noon + 9 * second);
    told.take();
    model.tick(noon + 10 * second); // the rate has gone, the count stays
    model.tick(noon + 11 * second);
    const QStringList quiet = told.take();
    QVERIFY(quiet.isEmpty() || quiet == QStringList{u"changed a 1"_s});
    model.tick(noon + 12 * second);
    QCOMPARE(told.take(), QStringList());
    QCOMPARE(model.clockUs(), noon + 12 * second);
}

void ConnectionCellsTest::phasesInWords_data()
{
    QTest::addColumn<ConnectionPhase>("phase");
    QTest::addColumn<QString>("cause");
    QTest::addColumn<qint64>("retryInUs");
    QTest::addColumn<QString>("words");
    using Phase = ConnectionPhase;
    QTest::newRow("live") << Phase::Live << QString() << qint64(0) << u"live"_s;
    QTest::newRow("idle") << Phase::Idle << QString() << qint64(0) << u"not connected"_s;
    QTest::newRow("almost") << Phase::Backoff << QString() << qint64(1) << u"retry in 1 s"_s;
    QTest::newRow("due") << Phase::Backoff << QString() << -second << u"retrying now"_s;
    QTest::newRow("long") << Phase::Backoff << QString() << 300 * second << u"retry in 5 min"_s;
    QTest::newRow("stopped") << Phase::Stopped << u"Trial\nended"_s << qint64(0)
                             << u"stopped: Trial⏎ended"_s;
    QTest::newRow("stopped without a word")
        << Phase::Stopped << QString() << qint64(0) << u"stopped"_s;
    QTest::newRow("credentials") << Phase::NeedsCredentials << u"401"_s << qint64(0)
                                 << u"needs credentials"_s;
}

void ConnectionCellsTest::phasesInWords()
{
    QFETCH(ConnectionPhase, phase);
    QFETCH(QString, cause);
    QFETCH(qint64, retryInUs);
    QFETCH(QString, words);
    ConnectionStatus one = inPhase(phase, cause);
    one.retryAtUs = retryInUs == 0 ? 0 : noon + retryInUs;
    QCOMPARE(connectionPhaseText(one, noon), words);
}

void ConnectionCellsTest::trailingWordsOfConnections_data()
{
    QTest::addColumn<ConnectionPhase>("phase");
    QTest::addColumn<double>("rate");
    QTest::addColumn<qint64>("idleUs"); // -1: never an event
    QTest::addColumn<QString>("words");
    QTest::addColumn<int>("severity");
    using Phase = ConnectionPhase;
    const auto row = [](Phase phase, double rate, qint64 idle, const QString &words, int severity) {
        QTest::newRow(qPrintable(words)) << phase << rate << idle << words << severity;
    };
    row(Phase::Live, 212.4, 0, u"212 /s"_s, -1);
    row(Phase::Live, 20'431, 0, u"20\u00a0431 /s"_s, -1);
    row(Phase::Live, 0.42, 0, u"0.4 /s"_s, -1);
    row(Phase::Live, 0.01, 0, u"0.1 /s"_s, -1);
    row(Phase::Live, 0.97, 0, u"1 /s"_s, -1);
    row(Phase::Live, 0, -1, u"live"_s, -1);
    row(Phase::Live, 0, 59 * second, u"idle"_s, -1);
    row(Phase::Live, 0, 4 * 60 * second, u"idle 4 min"_s, -1);
    row(Phase::Live, 0, 3 * 3600 * second, u"idle 3 h"_s, -1);
    row(Phase::Live, 0, 72 * 3600 * second, u"idle 3 days"_s, -1);
    row(Phase::Idle, 5, 0, u"not connected"_s, -1);
    row(Phase::Connecting, 0, -1, u"connecting"_s, -1);
    row(Phase::Backoff, 5, 0, u"retry in 7 s"_s, int(Severity::Warning));
    row(Phase::Stopped, 0, -1, u"stopped"_s, int(Severity::Error));
    row(Phase::NeedsCredentials, 0, -1, u"needs credentials"_s, int(Severity::Error));
}

void ConnectionCellsTest::trailingWordsOfConnections()
{
    QFETCH(ConnectionPhase, phase);
    QFETCH(double, rate);
    QFETCH(qint64, idleUs);
    QFETCH(QString, words);
    QFETCH(int, severity);
    ConnectionStatus one = inPhase(phase, u"some cause"_s);
    one.retryAtUs = noon + 7 * second;
    const TrailingText text = connectionTrailing(one, rate, idleUs < 0 ? 0 : noon - idleUs, noon);
    QCOMPARE(text.text, words);
    QCOMPARE(text.severity, severity);
}

void ConnectionCellsTest::everyStateOfASubscriptionIsAWordWithCountAndLastEvent_data()
{
    QTest::addColumn<SubscriptionState>("state");
    QTest::addColumn<int>("events");
    QTest::addColumn<int>("idle");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("words");
    QTest::addColumn<int>("severity");
    using S = SubscriptionState;
    const auto row = [](const char *name, S state, int events, int idle, const QString &words,
                        const QString &reason = {}) {
        QTest::newRow(name) << state << events << idle << reason << words
                            << (state == S::Refused ? int(Severity::Error) : -1);
    };
    row("paused", S::Paused, 5, 240, u"paused|5 events|4 min ago"_s);
    row("waiting", S::Waiting, 0, 0, u"waiting|no connection|"_s);
    row("waiting again", S::Waiting, 1, 70, u"waiting|1 event|1 min ago"_s);
    row("requested", S::Requested, 0, 0, u"requested|no answer yet|"_s);
    row("requested again", S::Requested, 7, 9, u"requested|7 events|just now"_s);
    row("unconfirmed", S::Unconfirmed, 0, 0, u"unconfirmed|no answer, no events|"_s);
    row("unconfirmed, with why", S::Unconfirmed, 0, 0, u"unconfirmed|Some never answer.|"_s,
        u"Some never answer."_s);
    row("unconfirmed, and yet events", S::Unconfirmed, 12, 59, u"unconfirmed|12 events|50 s ago"_s,
        u"Some never answer."_s);
    row("active", S::Active, 0, 0, u"active|no events yet|"_s);
    row("active before, silent now", S::Active, 12, 7200, u"active|12 events|2 h ago"_s);
    row("delivering", S::Delivering, 1204, 0, u"delivering|1\u00a0204 events|just now"_s);
    row("refused", S::Refused, 0, 0, u"refused|only the owner may|"_s, u"only the owner may"_s);
    row("refused after a while", S::Refused, 3, 60,
        u"refused|only the owner may · 3 events|1 min ago"_s, u"only the owner may"_s);
    row("refused in silence", S::Refused, 0, 0, u"refused|the server gave no reason|"_s);
}

void ConnectionCellsTest::everyStateOfASubscriptionIsAWordWithCountAndLastEvent()
{
    QFETCH(SubscriptionState, state);
    QFETCH(int, events);
    QFETCH(int, idle);
    QFETCH(QString, reason);
    QFETCH(QString, words);
    QFETCH(int, severity);
    SubscriptionStatus told = status(u"p"_s, state, quint64(events));
    told.reason = reason;
    told.lastEventUs = events > 0 ? noon - idle * second : 0;
    const SubscriptionWords shown = subscriptionWords(told, noon);
    QCOMPARE(QString(shown.state + u'|' + shown.detail + u'|' + shown.last), words);
    QCOMPARE(shown.severity, severity);
    QCOMPARE(shown.isReason, !reason.isEmpty() && shown.detail.startsWith(reason));
}

void ConnectionCellsTest::codeOfARefusalIsNotSaidTwice()
{
    SubscriptionStatus told = status(u"p"_s, SubscriptionState::Refused);
    told.code = u"DENIED"_s;
    QCOMPARE(subscriptionWords(told, noon).detail, u"DENIED"_s);
    told.reason = u"not yours"_s;
    QCOMPARE(subscriptionWords(told, noon).detail, u"not yours (DENIED)"_s);
    told.reason = u"not yours [DENIED]"_s;
    QCOMPARE(subscriptionWords(told, noon).detail, u"not yours [DENIED]"_s);
}

void ConnectionCellsTest::namesArePlainText()
{
    ConnectionModel model;
    ConnectionProfile evil = profile(u"a"_s);
    evil.name = u"<img src=x>\n"_s + QChar(0x202e) + QString(1000, u'x');
    evil.dialect = u"<b>"_s;
    model.addConnection(evil, {}, false, false);
    ConnectionStatus status = inPhase(ConnectionPhase::Backoff, u"<h1>\n"_s + QChar(0x202e));
    status.remark = u"this looks like <Zaikio>: switch?"_s;
    model.setStatus(u"a"_s, status);
    const QModelIndex index = model.index(0);
    QVERIFY(index.data().toString().startsWith(u"<img src=x>⏎⟨U+202E⟩xxx"_s));
    QVERIFY(index.data().toString().size() <= 200);
    QCOMPARE(index.data(ConnectionRole::Cause).toString(), u"<h1>⏎⟨U+202E⟩"_s);
    const QString tip = index.data(Qt::ToolTipRole).toString();
    QVERIFY(!tip.contains(u"<img"_s) && !tip.contains(u"<h1"_s) && !tip.contains(u"<b>"_s));
    QVERIFY(tip.contains(u"&lt;img"_s));
    QVERIFY(tip.contains(u"this looks like &lt;Zaikio&gt;: switch?"_s));
    QCOMPARE(model.profile(u"a"_s)->name, evil.name);
}
