// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/subscriptionmodel.h"

#include "models/connectionmodel.h"
#include "models/event/event.h"
#include "tests/models/treeshadow.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 second = 1'000'000;
constexpr qint64 noon = 1'700'000'000 * second;
const QVector<int> shownRoles = {Qt::DisplayRole,
                                 SubscriptionRole::Trailing,
                                 SubscriptionRole::State,
                                 SubscriptionRole::Phase,
                                 SubscriptionRole::Pattern,
                                 SubscriptionRole::TrailingSeverity,
                                 SubscriptionRole::StateText,
                                 SubscriptionRole::Detail,
                                 SubscriptionRole::LastText};

ConnectionProfile profile(const QString &id, const QString &patterns = {})
{
    ConnectionProfile made;
    made.id = id;
    made.name = id;
    made.dialect = u"voipbin"_s;
    for (const QChar pattern : patterns)
        made.subscriptions.append({QString(pattern), {}, false});
    return made;
}

SubscriptionStatus status(const QString &pattern, SubscriptionState state, quint64 events = 0,
                          const QString &reason = {}, const QString &code = {})
{
    SubscriptionStatus made;
    made.pattern = pattern;
    made.state = state;
    made.events = events;
    made.reason = reason;
    made.code = code;
    return made;
}

QString shown(const SubscriptionModel &model)
{
    return TreeShadow::lines(&model, {Qt::DisplayRole}).join(u'\n').simplified();
}

} // namespace

class SubscriptionModelTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsWhatIsThereAlready();
    void tellsConnectionsFromSubscriptions();
    void followsEveryCommand();
    void selectionsSurviveEdits_data();
    void selectionsSurviveEdits();
    void anotherOrderIsShown();
    void trailingTextsAreThoseOfTheWindow();
    void lastEventOfARowMovesOnWithTheClock();
    void everythingIsSaidInWords();
    void textsArePlain();
    void onlyWhatChangedIsTold();
    void findsItsRows();
    void randomHistoriesKeepSignalsAndRowsInStep_data();
    void randomHistoriesKeepSignalsAndRowsInStep();
};

void SubscriptionModelTest::showsWhatIsThereAlready()
{
    ConnectionModel connections;
    connections.addConnection(profile(u"one"_s, u"pq"_s), {}, false, false);
    connections.addConnection(profile(u"two"_s), {}, false, false);
    SubscriptionModel model(&connections);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QCOMPARE(shown(model), u"one p q two"_s);
    QCOMPARE(model.columnCount(), 1);
}

void SubscriptionModelTest::tellsConnectionsFromSubscriptions()
{
    ConnectionModel connections;
    SubscriptionModel model(&connections);
    connections.addConnection(profile(u"one"_s, u"p"_s), {}, false, false);
    const QModelIndex connection = model.index(0, 0);
    const QModelIndex topic = model.index(0, 0, connection);
    QVERIFY(connection.data(SubscriptionRole::IsConnection).toBool());
    QVERIFY(!topic.data(SubscriptionRole::IsConnection).toBool());
    QCOMPARE(connection.data(SubscriptionRole::ConnectionId).toString(), u"one"_s);
    QCOMPARE(topic.data(SubscriptionRole::ConnectionId).toString(), u"one"_s);
    QCOMPARE(topic.data(SubscriptionRole::Pattern).toString(), u"p"_s);
    QVERIFY(!connection.data(SubscriptionRole::Pattern).isValid());
    QVERIFY(!connection.data(SubscriptionRole::State).isValid());
    QVERIFY(!topic.data(SubscriptionRole::Phase).isValid());
    QCOMPARE(model.parent(topic), connection);
    QCOMPARE(model.rowCount(topic), 0);
}

void SubscriptionModelTest::followsEveryCommand()
{
    ConnectionModel connections;
    SubscriptionModel model(&connections);
    TreeShadow shadow(&model, shownRoles);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    connections.addConnection(profile(u"one"_s, u"p"_s), {}, false, false);
    connections.addConnection(profile(u"two"_s), {}, false, false);
    connections.subscribe(u"one"_s, {u"q"_s, {}, false});
    connections.subscribe(u"two"_s, {u"x"_s, {}, false});
    QCOMPARE(shown(model), u"one p q two x"_s);
    connections.replaceSubscription(u"one"_s, u"p"_s, {u"r"_s, {}, false});
    QCOMPARE(shown(model), u"one r q two x"_s);
    connections.unsubscribe(u"one"_s, u"r"_s);
    connections.removeConnection(u"two"_s);
    QCOMPARE(shown(model), u"one q"_s);
    connections.setSubscriptionPaused(u"one"_s, u"q"_s, true);
    QCOMPARE(model.indexOf(u"one"_s, u"q"_s).data(SubscriptionRole::State).toInt(),
             int(SubscriptionState::Paused));
    QCOMPARE(shadow.difference(), QString());
    QCOMPARE(reset.size(), 0);
}

void SubscriptionModelTest::selectionsSurviveEdits_data()
{
    QTest::addColumn<QString>("after");
    QTest::addColumn<int>("inserts");
    QTest::addColumn<int>("removals");
    QTest::newRow("the same") << u"abcde"_s << 0 << 0;
    QTest::newRow("more at the end") << u"abcdexyz"_s << 1 << 0;
    QTest::newRow("more in between") << u"axybcdze"_s << 2 << 0;
    QTest::newRow("fewer") << u"ce"_s << 0 << 2;
    QTest::newRow("others") << u"xcy"_s << 2 << 2;
    QTest::newRow("only it") << u"c"_s << 0 << 2;
}

void SubscriptionModelTest::selectionsSurviveEdits()
{
    QFETCH(QString, after);
    QFETCH(int, inserts);
    QFETCH(int, removals);
    ConnectionModel connections;
    connections.addConnection(profile(u"0"_s, u"z"_s), {}, false, false);
    connections.addConnection(profile(u"1"_s, u"abcde"_s), {}, false, false);
    SubscriptionModel model(&connections);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    const QPersistentModelIndex selected(model.indexOf(u"1"_s, u"c"_s));
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    connections.editConnection(profile(u"1"_s, after), {}, false);
    QVERIFY(selected.isValid());
    QCOMPARE(selected.data().toString(), u"c"_s);
    QCOMPARE(selected.row(), int(after.indexOf(u'c')));
    QCOMPARE(inserted.size(), inserts);
    QCOMPARE(removed.size(), removals);
    QCOMPARE(shown(model).remove(u' '), u"0z1"_s + after);
    connections.removeConnection(u"0"_s); // its connection moves up
    QVERIFY(selected.isValid());
    QCOMPARE(selected.parent().row(), 0);
}

void SubscriptionModelTest::anotherOrderIsShown()
{
    ConnectionModel connections;
    connections.addConnection(profile(u"1"_s, u"abc"_s), {}, false, false);
    SubscriptionModel model(&connections);
    TreeShadow shadow(&model, shownRoles);
    connections.editConnection(profile(u"1"_s, u"cxa"_s), {}, false);
    QCOMPARE(shown(model), u"1 c x a"_s);
    QCOMPARE(shadow.difference(), QString());
}

void SubscriptionModelTest::trailingTextsAreThoseOfTheWindow()
{
    ConnectionModel connections;
    SubscriptionModel model(&connections);
    connections.addConnection(profile(u"1"_s, u"abcde"_s), {}, false, false);
    ConnectionStatus live;
    live.phase = ConnectionPhase::Live;
    connections.setStatus(u"1"_s, live);
    const auto tell = [&](quint64 events) {
        FeedCounters counters;
        counters.received = events + events / 8;
        connections.setCounters(u"1"_s, counters);
        connections.setSubscriptionStatuses(
            u"1"_s,
            {status(u"a"_s, SubscriptionState::Delivering, events),
             status(u"b"_s, SubscriptionState::Refused, 0, u"only the owner of the agent may"_s,
                    u"PERMISSION_DENIED"_s),
             status(u"c"_s, SubscriptionState::Requested),
             status(u"d"_s, SubscriptionState::Active),
             status(u"e"_s, SubscriptionState::Unconfirmed)});
    };
    tell(0);
    connections.tick(noon);
    tell(188);
    connections.tick(noon + second);
    const auto trailing = [&model](const QString &pattern) {
        return model.indexOf(u"1"_s, pattern).data(SubscriptionRole::Trailing).toString();
    };
    QCOMPARE(trailing({}), u"211 /s"_s);
    QCOMPARE(trailing(u"a"_s), u"188 /s"_s);
    const auto below = [&model](const QString &pattern) {
        const QModelIndex index = model.indexOf(u"1"_s, pattern);
        return QString(index.data(SubscriptionRole::StateText).toString() + u" · "_s
                       + index.data(SubscriptionRole::Detail).toString());
    };
    QCOMPARE(below(u"a"_s), u"delivering · 188 events"_s);
    QCOMPARE(below(u"b"_s), u"refused · only the owner of the agent may (PERMISSION_DENIED)"_s);
    QCOMPARE(below(u"c"_s), u"requested · no answer yet"_s);
    QCOMPARE(below(u"d"_s), u"active · no events yet"_s);
    QCOMPARE(below(u"e"_s), u"unconfirmed · no answer, no events"_s);
    const QModelIndex refused = model.indexOf(u"1"_s, u"b"_s);
    QCOMPARE(trailing(u"b"_s), QString());
    QCOMPARE(refused.data(SubscriptionRole::StateSeverity).toInt(), int(Severity::Error));
    QVERIFY(refused.data(SubscriptionRole::DetailIsReason).toBool());
    QCOMPARE(model.indexOf(u"1"_s, u"a"_s).data(SubscriptionRole::TrailingSeverity).toInt(), -1);
    QCOMPARE(model.indexOf(u"1"_s, u"a"_s).data(SubscriptionRole::Count).toULongLong(),
             quint64(188));
    QCOMPARE(model.indexOf(u"1"_s).data(SubscriptionRole::Count).toULongLong(), quint64(211));

    ConnectionStatus retry;
    retry.phase = ConnectionPhase::Backoff;
    retry.retryAtUs = noon + 8 * second;
    connections.setStatus(u"1"_s, retry);
    QCOMPARE(trailing({}), u"retry in 7 s"_s);
    QCOMPARE(model.indexOf(u"1"_s).data(SubscriptionRole::TrailingSeverity).toInt(),
             int(Severity::Warning));
    connections.setStatus(u"1"_s, live);
    connections.tick(noon + 60 * second);
    connections.tick(noon + 5 * 60 * second);
    QCOMPARE(trailing({}), u"idle 5 min"_s);
    QCOMPARE(trailing(u"a"_s), QString());
    QCOMPARE(below(u"a"_s), u"delivering · 188 events"_s);
}

void SubscriptionModelTest::lastEventOfARowMovesOnWithTheClock()
{
    ConnectionModel connections;
    SubscriptionModel model(&connections);
    connections.addConnection(profile(u"1"_s, u"a"_s), {}, false, false);
    SubscriptionStatus had = status(u"a"_s, SubscriptionState::Delivering, 12);
    had.lastEventUs = noon;
    had.requestedUs = noon - 100 * second;
    had.confirmedUs = had.requestedUs + 12'345;
    connections.setSubscriptionStatuses(u"1"_s, {had});
    connections.tick(noon);
    const QModelIndex row = model.indexOf(u"1"_s, u"a"_s);
    QCOMPARE(row.data(SubscriptionRole::LastText).toString(), u"just now"_s);
    QVERIFY(row.data(Qt::AccessibleTextRole).toString().endsWith(u"confirmed after 13 ms"_s));
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    connections.tick(noon + 3 * second);
    const auto told = [&changed, &row] {
        return std::any_of(changed.begin(), changed.end(), [&row](const QVariantList &change) {
            return change.at(0).toModelIndex() == row;
        });
    };
    QVERIFY(!told()); // nothing that one sees
    connections.tick(noon + 25 * second);
    QVERIFY(told());
    QCOMPARE(row.data(SubscriptionRole::LastText).toString(), u"20 s ago"_s);
}

void SubscriptionModelTest::everythingIsSaidInWords()
{
    ConnectionModel connections;
    SubscriptionModel model(&connections);
    connections.addConnection(profile(u"voip"_s, u"ab"_s), {}, false, false);
    SubscriptionStatus moving = status(u"a"_s, SubscriptionState::Delivering, 1204);
    moving.lastEventUs = noon - 3 * second;
    connections.setSubscriptionStatuses(u"voip"_s,
                                        {moving,
                                         status(u"b"_s, SubscriptionState::Refused, 0,
                                                u"only the owner may"_s, u"PERMISSION_DENIED"_s)});
    connections.tick(noon);
    QCOMPARE(model.indexOf(u"voip"_s, u"b"_s).data(Qt::AccessibleTextRole).toString(),
             u"b, refused, only the owner may, PERMISSION_DENIED"_s);
    QCOMPARE(model.indexOf(u"voip"_s, u"a"_s).data(Qt::AccessibleTextRole).toString(),
             u"a, delivering, 1\u00a0204 events, last event 3 s ago"_s);
    QCOMPARE(model.indexOf(u"voip"_s, u"a"_s).data(Qt::ToolTipRole).toString(),
             u"<qt>a<br>delivering<br>1\u00a0204 events<br>last event 3 s ago</qt>"_s);
    QCOMPARE(model.indexOf(u"voip"_s).data(Qt::AccessibleTextRole).toString(),
             u"voip, not connected"_s);
}

void SubscriptionModelTest::textsArePlain()
{
    ConnectionModel connections;
    SubscriptionModel model(&connections);
    const QString evil = u"<img src=x>\n"_s + QChar(0x202e) + QString(5000, u'x');
    connections.addConnection(profile(u"1"_s), {}, false, false);
    connections.subscribe(u"1"_s, {evil, {}, false});
    connections.setSubscriptionStatuses(
        u"1"_s, {status(evil, SubscriptionState::Refused, 0, u"<b>\n"_s + evil, u"<i>"_s)});
    const QModelIndex index = model.indexOf(u"1"_s, evil);
    QVERIFY(index.isValid());
    QVERIFY(index.data().toString().startsWith(u"<img src=x>⏎⟨U+202E⟩xxx"_s));
    QVERIFY(index.data().toString().size() <= 200);
    const QString tip = index.data(Qt::ToolTipRole).toString();
    QVERIFY(!tip.contains(u"<img"_s) && !tip.contains(u"<b>"_s) && !tip.contains(u"<i>"_s));
    QVERIFY(tip.size() < 5000);
    QCOMPARE(index.data(SubscriptionRole::Pattern).toString(), evil); // whole, to send it back
}

void SubscriptionModelTest::onlyWhatChangedIsTold()
{
    ConnectionModel connections;
    connections.addConnection(profile(u"1"_s, u"abc"_s), {}, false, false);
    SubscriptionModel model(&connections);
    connections.tick(noon);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    connections.setSubscriptionStatuses(u"1"_s, {status(u"b"_s, SubscriptionState::Active)});
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed.at(0).at(0).toModelIndex(), model.indexOf(u"1"_s, u"b"_s));
    QCOMPARE(changed.at(0).at(1).toModelIndex(), model.indexOf(u"1"_s, u"b"_s));
    changed.clear();
    connections.tick(noon + second);
    connections.tick(noon + 2 * second);
    QVERIFY(changed.size() <= 1);
    Q_EMIT connections.subscriptionChanged(u"1"_s, 99);
    Q_EMIT connections.subscriptionChanged(u"nobody"_s, -1);
    QVERIFY(changed.size() <= 1);
}

void SubscriptionModelTest::findsItsRows()
{
    ConnectionModel connections;
    connections.addConnection(profile(u"1"_s, u"ab"_s), {}, false, false);
    SubscriptionModel model(&connections);
    QCOMPARE(model.indexOf(u"1"_s).row(), 0);
    QCOMPARE(model.indexOf(u"1"_s, u"b"_s).row(), 1);
    QVERIFY(!model.indexOf(u"1"_s, u"z"_s).isValid());
    QVERIFY(!model.indexOf(u"2"_s).isValid());
    QVERIFY(!model.indexOf(u"2"_s, u"b"_s).isValid());
}

void SubscriptionModelTest::randomHistoriesKeepSignalsAndRowsInStep_data()
{
    QTest::addColumn<uint>("seed");
    for (uint seed = 1; seed <= 8; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void SubscriptionModelTest::randomHistoriesKeepSignalsAndRowsInStep()
{
    QFETCH(uint, seed);
    QRandomGenerator random(seed);
    const auto below = [&random](int limit) { return int(random.bounded(limit)); };
    ConnectionModel connections;
    SubscriptionModel model(&connections);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    TreeShadow shadow(&model, shownRoles);
    qint64 now = noon;
    connections.tick(now);
    const auto letters = [&] {
        QString some;
        for (int i = below(8); i > 0; --i)
            some += QChar(u'a' + below(9));
        return some;
    };
    for (int step = 0; step < 800; ++step) {
        const QString id = QString::number(below(5));
        const QString pattern = QString(1, QChar(u'a' + below(9)));
        switch (below(9)) {
        case 0:
            connections.addConnection(profile(id, letters()), {}, false, false);
            break;
        case 1:
            connections.editConnection(profile(id, letters()), {}, false);
            break;
        case 2:
            if (below(3) == 0)
                connections.removeConnection(id);
            break;
        case 3:
            connections.subscribe(id, {pattern, {}, false});
            break;
        case 4:
            connections.unsubscribe(id, pattern);
            break;
        case 5:
            connections.replaceSubscription(id, pattern,
                                            {QString(1, QChar(u'a' + below(9))), {}, false});
            break;
        case 6: {
            QVector<SubscriptionStatus> some;
            for (int i = below(12); i > 0; --i)
                some << status(QString(1, QChar(u'a' + below(9))), SubscriptionState(below(7)),
                               quint64(below(100)));
            connections.setSubscriptionStatuses(id, some);
            break;
        }
        case 7: {
            ConnectionStatus told;
            told.phase = ConnectionPhase(below(8));
            told.retryAtUs = now + below(20) * second;
            connections.setStatus(id, told);
            break;
        }
        default:
            connections.tick(now += below(4) * second);
            break;
        }
        QCOMPARE(shadow.difference(), QString());
        QStringList wanted;
        for (const ConnectionProfile &one : connections.profiles()) {
            wanted << one.name;
            for (const Subscription &topic : one.subscriptions)
                wanted << topic.pattern;
        }
        QCOMPARE(shown(model), wanted.join(u' '));
    }
}

QTEST_GUILESS_MAIN(SubscriptionModelTest)
#include "tst_subscriptionmodel.moc"
