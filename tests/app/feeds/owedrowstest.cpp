// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/feeds/owedrowstest.h"

#include "app/feeds/feedroster.h"
#include "tests/app/feeds/feedfixture.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

/// The roster on the test's own thread, with one connection that is live; its feeds can be counted.
struct RosterFixture
{
    static constexpr int forGood = 1 << 30;

    RosterFixture()
    {
        QObject::connect(
            &roster, &FeedRoster::statusChanged, &roster,
            [this](const QString &, const ConnectionStatus &now) { phase = now.phase; });
        open(server.url());
    }
    void open(const QUrl &url)
    {
        ConnectionProfile profile;
        profile.id = id;
        profile.name = u"voip"_s;
        profile.subscriptions.append({u"calls"_s, {}, false});
        roster.open(dialect, profile,
                    {{u"url"_s, url.toString()}, {u"ping"_s, u"15000"_s}, {u"dead"_s, u"10000"_s}});
    }
    bool isLive() const
    {
        return phase == ConnectionPhase::Live && sink.count("eventscope.connected") > 0;
    }
    /// Rows of the end of the first feed; another one may say that it could not connect.
    qsizetype closedHere() const
    {
        const auto rows = sink.rows("eventscope.disconnected");
        return std::count_if(rows.begin(), rows.end(), [](const CollectingSink::Row &row) {
            return row.data.contains("voip was disconnected: it was closed here");
        });
    }
    qsizetype feeds() const { return roster.findChildren<Feed *>().size(); }
    FeedCounters shutDown()
    {
        QSignalSpy finished(&roster, &FeedRoster::finished);
        roster.shutDown(1'000);
        if (finished.isEmpty() && !finished.wait())
            qFatal("the roster does not shut down");
        return roster.finalCounters()[id];
    }

    const QString id = u"0000000a"_s;
    ScriptServer server;
    ScriptedDialect dialect{{Transport::WebSocket, Transport::Kafka}};
    CollectingSink sink;
    FeedRoster roster{sink, FeedFixture::quick()};
    ConnectionPhase phase = ConnectionPhase::Idle;
};

} // namespace

void OwedRowsTest::rowsOfAConnectionThatIsClosedAreStoredOnceThereIsRoom()
{
    RosterFixture f;
    QTRY_VERIFY(f.isLive());
    f.sink.refuse(RosterFixture::forGood);
    f.roster.close(f.id);
    QTRY_COMPARE(f.phase, ConnectionPhase::Idle);
    QCOMPARE(f.closedHere(), 0);
    f.sink.refuse(0);
    QTRY_COMPARE(f.closedHere(), 1);
}

void OwedRowsTest::rowsOfAFeedThatIsReplacedAreStoredOnceThereIsRoom()
{
    RosterFixture f;
    QTRY_VERIFY(f.isLive());
    f.sink.refuse(RosterFixture::forGood);
    f.open(QUrl(u"kafka://127.0.0.1:1/"_s));
    QTRY_COMPARE(f.feeds(), 1); // the first one is gone
    f.sink.refuse(0);
    QTRY_COMPARE(f.closedHere(), 1);
    f.shutDown();
    QCOMPARE(f.closedHere(), 1);
}

void OwedRowsTest::rowsOfAConnectionThatIsRemovedAreStoredOnceThereIsRoom()
{
    RosterFixture f;
    QTRY_VERIFY(f.isLive());
    f.sink.refuse(RosterFixture::forGood);
    for (int i = 0; i < 5; ++i)
        f.server.send(u"{\"n\":%1}"_s.arg(i));
    QTRY_COMPARE(f.sink.dropped(), 5ULL);
    f.roster.remove(f.id);
    QTRY_COMPARE(f.feeds(), 0);
    f.roster.noteDropped(f.id, 5); // the writer's own count of the same
    f.sink.refuse(0);
    QTRY_COMPARE(f.sink.count("eventscope.gap"), 1);
    QCOMPARE(f.sink.count("eventscope.disconnected"), 1);
    const QByteArray row = f.sink.rows("eventscope.gap")[0].data;
    const QJsonObject data = QJsonDocument::fromJson(row).object();
    QCOMPARE(data[u"dropped"_s].toInteger(), 5);
    QVERIFY2(data[u"message"_s].toString().startsWith(u"voip lost 5 events"_s), row.constData());
    const FeedCounters last = f.shutDown();
    QCOMPARE(last.received, 5ULL);
    QCOMPARE(last.dropped, 5ULL);
    QCOMPARE(last.gaps, 1ULL);
}

void OwedRowsTest::rowsOfAConnectionThatIsOpenedAgainStandBeforeItsNewOnes()
{
    RosterFixture f;
    QTRY_VERIFY(f.isLive());
    f.sink.refuse(RosterFixture::forGood);
    f.roster.remove(f.id);
    QTRY_COMPARE(f.feeds(), 0);
    f.phase = ConnectionPhase::Idle;
    f.open(f.server.url());
    QTRY_COMPARE(f.phase, ConnectionPhase::Live);
    f.sink.clear();
    f.sink.refuse(0);
    QTRY_COMPARE(f.sink.count("eventscope.connected"), 1);
    const QList<QByteArray> types = f.sink.types();
    QCOMPARE(types.count("eventscope.disconnected"), 1);
    QVERIFY(types.indexOf("eventscope.disconnected") < types.indexOf("eventscope.connected"));
}

void OwedRowsTest::whatTheSinkDropsOfARemovedConnectionIsToldInARow()
{
    RosterFixture f;
    QTRY_VERIFY(f.isLive());
    f.server.send(u"{\"n\":1}"_s);
    QTRY_COMPARE(f.sink.stored(), 1ULL);
    f.roster.remove(f.id);
    QTRY_COMPARE(f.feeds(), 0);
    f.roster.noteDropped(f.id, 1); // it had taken it, and its disk did not
    QTRY_COMPARE(f.sink.count("eventscope.gap"), 1);
    const QByteArray row = f.sink.rows("eventscope.gap")[0].data;
    QVERIFY2(row.contains("voip lost 1 event here"), row.constData());
    const FeedCounters last = f.shutDown();
    QCOMPARE(last.dropped, 1ULL);
    QCOMPARE(last.gaps, 1ULL);
}
