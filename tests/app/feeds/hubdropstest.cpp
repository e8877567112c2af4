// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/feeds/hubdropstest.h"

#include "tests/app/feeds/hubfixture.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace eventscope;
using namespace Qt::StringLiterals;
using Phase = ConnectionPhase;

namespace {

const QString edited = u"0000000a"_s;
constexpr int forGood = 1 << 30;

/// What becomes of a connection whose URL is edited so that it travels over something else.
void editToKafka(HubFixture &f)
{
    f.hub->open(HubFixture::profile(edited, QUrl(u"kafka://127.0.0.1:1/"_s)), {});
}

void sendAll(ScriptServer &server, int events)
{
    for (int i = 0; i < events; ++i)
        server.send(u"{\"n\":%1}"_s.arg(i));
}

} // namespace

void HubDropsTest::whatAFeedDroppedBeforeAnotherTookItsPlaceIsCountedOnce_data()
{
    QTest::addColumn<bool>("isGone");
    QTest::newRow("the sink tells while it says good-bye") << false;
    QTest::newRow("the sink tells when it is gone") << true;
}

void HubDropsTest::whatAFeedDroppedBeforeAnotherTookItsPlaceIsCountedOnce()
{
    QFETCH(bool, isGone);
    ScriptServer server;
    HubFixture f;
    f.hub->open(HubFixture::profile(edited, server.url()), {});
    QTRY_COMPARE(f.statuses[edited].phase, Phase::Live);
    sendAll(server, 2);
    QTRY_COMPARE(f.sink.stored(), 2ULL);
    f.sink.refuse(forGood);
    sendAll(server, 5);
    QTRY_COMPARE(f.counters[edited].dropped, 5ULL);
    editToKafka(f);
    if (isGone)
        QTRY_VERIFY(server.clients().isEmpty());
    f.hub->noteDropped(edited, 5); // the writer's own count of the same
    f.sink.refuse(0);
    // And whoever is there now says that they are missing.
    QTRY_COMPARE(f.sink.count("eventscope.gap"), 1);
    const QByteArray row = f.sink.rows("eventscope.gap")[0].data;
    QCOMPARE(QJsonDocument::fromJson(row).object()[u"dropped"_s].toInteger(), 5);
    const FeedCounters last = f.hub->shutDown()[edited];
    QCOMPARE(last.received, 7ULL);
    QCOMPARE(last.dropped, 5ULL);
    QCOMPARE(last.received, f.sink.stored() + last.duplicates + last.dropped);
    QCOMPARE(f.sink.count("eventscope.gap"), 1);
}

void HubDropsTest::whatTheSinkDropsOfAConnectionThatIsGoneIsCounted()
{
    ScriptServer server;
    HubFixture f;
    f.hub->open(HubFixture::profile(edited, server.url()), {});
    QTRY_COMPARE(f.statuses[edited].phase, Phase::Live);
    sendAll(server, 5);
    QTRY_COMPARE(f.counters[edited].received, 5ULL);
    f.hub->remove(edited);
    QTRY_VERIFY(server.clients().isEmpty());
    f.hub->noteDropped(edited, 3); // it had taken them, and its disk did not
    const FeedCounters last = f.hub->shutDown()[edited];
    QCOMPARE(last.received, 5ULL);
    QCOMPARE(last.dropped, 3ULL);
}

void HubDropsTest::whatAFeedReceivedIsToldWhileItSaysGoodBye()
{
    ScriptServer server;
    HubFixture f;
    f.hub->open(HubFixture::profile(edited, server.url()), {});
    QTRY_COMPARE(f.statuses[edited].phase, Phase::Live);
    sendAll(server, 5);
    QTRY_COMPARE(f.counters[edited].received, 5ULL);
    quint64 least = 5;
    QSignalSpy told(f.hub.get(), &FeedHub::countersChanged);
    QObject::connect(f.hub.get(), &FeedHub::countersChanged, f.hub.get(),
                     [&least](const QString &, const FeedCounters &counters) {
                         least = std::min(least, counters.received);
                     });
    editToKafka(f);
    QTRY_VERIFY(server.clients().isEmpty());
    QTRY_VERIFY(told.size() > 1);
    QCOMPARE(least, 5ULL);
}
