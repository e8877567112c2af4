// SPDX-License-Identifier: GPL-3.0-or-later
//
// The whole program but for the person in front of it: the real window and models, real feeds, and
// a demo hub on real sockets.

#include "app/commands/capturefolders.h"
#include "app/demo/demohub.h"
#include "app/livesession.h"
#include "models/capture/captureinfo.h"
#include "tests/app/livesessionfixture.h"
#include "tests/app/sessionsecretstest.h"
#include "tests/support/testclasses.h"

#include <QApplication>
#include <QTest>

#include <sys/resource.h>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestLiveSession final : public LiveSessionFixture
{
    Q_OBJECT

private Q_SLOTS:
    void eventsOfAServerAppearInTheLog()
    {
        const QString id = connectTo({calls});
        QTRY_VERIFY_WITH_TIMEOUT(delivers(id, calls), 20'000);
        QCOMPARE(phase(id), ConnectionPhase::Live);
        QTRY_VERIFY_WITH_TIMEOUT(m_session->eventLog().rowCount() > 50, 20'000);
        QVERIFY(m_session->connections().stored(id) > 20);
        QCOMPARE(rowsOf(u"eventscope.connected"_s), 1);
        QVERIFY(noticeOf(Notice::Kind::Connected));
        QVERIFY(noticeOf(Notice::Kind::Acknowledged));
    }

    void limitsRemoveWhatIsOldestFromLogAndCapture()
    {
        const QString id = connectTo({calls});
        QTRY_VERIFY_WITH_TIMEOUT(m_session->eventLog().rowCount() > 100, 20'000);
        m_settings->setRetention({{500, 0, 0}, {}});
        m_session->applyLimits();
        const EventLogModel &log = m_session->eventLog();
        QTRY_VERIFY_WITH_TIMEOUT(log.rowCount() > 0 && log.sequenceAt(0) > 1, 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(rowsOf(u"eventscope.retention"_s) > 0, 20'000);
        QVERIFY(log.logSize() < log.sequenceAt(0) + log.logSize() - 1);
        // What is left of the log can be read, and the account of the connection is as it was.
        QVERIFY(!log.lineAt(0).isEmpty());
        m_session->connections().disconnectFeed(id);
        const auto balanced = [this, &id] {
            const FeedCounters counters = m_session->connections().counters(id);
            return counters.received > 0
                && counters.received
                == m_session->connections().stored(id) + counters.duplicates + counters.dropped;
        };
        QTRY_VERIFY_WITH_TIMEOUT(balanced(), 20'000);
        QVERIFY(m_session->connections().stored(id) > log.logSize());
    }

    void aFullDiskIsSaidUntilThereIsRoomAgain()
    {
        const QString id = connectTo({calls});
        QTRY_VERIFY_WITH_TIMEOUT(m_session->connections().stored(id) > 20, 20'000);
        struct rlimit before = {};
        ::getrlimit(RLIMIT_FSIZE, &before);
        struct rlimit tight = before;
        tight.rlim_cur = 16'384; // what a full disk is to a capture
        ::setrlimit(RLIMIT_FSIZE, &tight);
        const auto restored = qScopeGuard([&before] { ::setrlimit(RLIMIT_FSIZE, &before); });
        const auto bar = [this] { return m_session->notices().current(); };
        QTRY_VERIFY_WITH_TIMEOUT(bar() && bar()->title.contains(u"cannot be written"_s), 20'000);
        QVERIFY2(bar()->text.contains(u"waits in memory"_s), qPrintable(bar()->text));
        ::setrlimit(RLIMIT_FSIZE, &before);
        QTRY_VERIFY_WITH_TIMEOUT(!bar(), 20'000);
        const auto again = noticeOf(Notice::Kind::Trouble);
        QVERIFY(again && again->title.contains(u"can be written again"_s));
    }

    void aCaptureThatNothingCouldBeWrittenToStaysWithWhatItSays()
    {
        const QString id = connectTo({calls});
        struct rlimit before = {};
        ::getrlimit(RLIMIT_FSIZE, &before);
        struct rlimit none = before;
        none.rlim_cur = 16; // not a line, nor any other file
        ::setrlimit(RLIMIT_FSIZE, &none);
        const auto restored = qScopeGuard([&before] { ::setrlimit(RLIMIT_FSIZE, &before); });
        QTRY_VERIFY_WITH_TIMEOUT(m_session->connections().counters(id).received > 20, 20'000);
        QCOMPARE(m_session->connections().stored(id), 0ULL);
        QCOMPARE(m_session->eventLog().rowCount(), 0);
        m_session.reset();
        const QStringList captures =
            QDir(capturesFolder()).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        QCOMPARE(captures.size(), 1);
        const QString folder = QDir(capturesFolder()).filePath(captures[0]);
        QVERIFY(LossNote::isRecording(folder)); // whoever opens it is told that its end is missing
    }

    void aRecordingThatWasCutShortIsEndedAndSaid()
    {
        const QString cut = capturesFolder() + u"/2026-01-31T08-00-00"_s;
        {
            const auto writer = CaptureWriter::open(cut, {});
            QVERIFY(writer);
            auto batch = (*writer)->takeEmptyBatch();
            batch->setConnection("0000000a");
            EventFields fields;
            fields.type = "call";
            fields.payload = "{}";
            batch->append(fields, nowUs() - 5'000'000);
            QVERIFY((*writer)->submit(std::move(batch)));
        }
        {
            LossNote note(cut);
            note.setRecording(true);
            QVERIFY(note.write({}));
        }
        connectTo({calls});
        QVERIFY(!noticeOf(Notice::Kind::Trouble)); // the window waits for none of it
        QTRY_VERIFY_WITH_TIMEOUT(noticeOf(Notice::Kind::Trouble), 20'000);
        const std::optional<Notice> said = noticeOf(Notice::Kind::Trouble);
        QCOMPARE(said->severity, Severity::Warning);
        QVERIFY2(said->text.contains(cut), qPrintable(said->text));
        QFile segment(cut + u"/000001.ndjson"_s);
        QVERIFY(segment.open(QIODevice::ReadOnly));
        const QByteArray lines = segment.readAll();
        QVERIFY2(lines.contains("the recording was cut short"), lines.constData());
        QVERIFY(!LossNote::isRecording(cut));
    }

    void subscriptionsComeAndGoWhileConnected()
    {
        const QString id = connectTo({calls});
        QTRY_VERIFY_WITH_TIMEOUT(delivers(id, calls), 20'000);
        QVERIFY(m_session->connections().subscribe(id, {messages, {}, false}));
        QTRY_VERIFY_WITH_TIMEOUT(delivers(id, messages), 20'000);
        m_session->connections().unsubscribe(id, messages);
        QTRY_COMPARE_WITH_TIMEOUT(rowsOf(u"eventscope.ack"_s), 3, 20'000);
        QCOMPARE(m_session->connections().subscriptions(id).size(), 1);
        bool told = false;
        for (int row = 0; row < m_session->notices().rowCount(); ++row)
            told = told || m_session->notices().at(row).text.contains(u"confirmed the end of"_s);
        QVERIFY(told);
    }

    void aRefusalNeedsAnAnswer()
    {
        const QString bad = u"team_id:1:call:*"_s;
        const QString id = connectTo({calls});
        QTRY_VERIFY_WITH_TIMEOUT(delivers(id, calls), 20'000);
        m_session->connections().subscribe(id, {bad, {}, false});
        QTRY_COMPARE_WITH_TIMEOUT(subscription(id, bad).state, SubscriptionState::Refused, 20'000);
        QCOMPARE(subscription(id, bad).code, u"INVALID_TOPIC"_s);
        QTRY_VERIFY(noticeOf(Notice::Kind::Refused));
        QVERIFY(noticeOf(Notice::Kind::Refused)->needsAnswer);
        QCOMPARE(noticeOf(Notice::Kind::Refused)->topic, bad);
        QVERIFY(delivers(id, calls));
        m_session->connections().unsubscribe(id, bad);
        QTRY_VERIFY(!m_session->notices().current());
    }

    void aRefusalIsAnsweredByAskingAnew()
    {
        const QString bad = u"team_id:1:call:*"_s;
        const QString id = connectTo({calls});
        QTRY_VERIFY_WITH_TIMEOUT(delivers(id, calls), 20'000);
        m_session->connections().subscribe(id, {bad, {}, false});
        QTRY_VERIFY(noticeOf(Notice::Kind::Refused));
        QVERIFY(m_session->notices().current());
        // The same pattern with something else about it: one word to the feed.
        m_session->connections().replaceSubscription(id, bad, {bad, {{u"k"_s, u"v"_s}}, true});
        QVERIFY(!m_session->notices().current());
    }

    void aServerThatComesBackIsAskedAgainAndTheGapIsInTheLog()
    {
        const QString id = connectTo({calls, messages});
        QTRY_VERIFY_WITH_TIMEOUT(delivers(id, calls) && delivers(id, messages), 20'000);
        const quint16 port = quint16(m_url.port());
        m_hub.reset();
        QTRY_COMPARE_WITH_TIMEOUT(phase(id), ConnectionPhase::Backoff, 20'000);
        startHub(port);
        QTRY_VERIFY_WITH_TIMEOUT(delivers(id, calls) && delivers(id, messages), 40'000);
        QTRY_COMPARE_WITH_TIMEOUT(rowsOf(u"eventscope.gap"_s), 1, 20'000);
        QCOMPARE(rowsOf(u"eventscope.disconnected"_s), 1);
        QCOMPARE(rowsOf(u"eventscope.connected"_s), 2);
        QVERIFY(noticeOf(Notice::Kind::Gap));
    }

    void disconnectActsAtOnce()
    {
        const QString id = connectTo({calls});
        QTRY_VERIFY_WITH_TIMEOUT(delivers(id, calls), 20'000);
        m_session->connections().disconnectFeed(id);
        QTRY_COMPARE_WITH_TIMEOUT(phase(id), ConnectionPhase::Idle, 3'000);
        QTRY_COMPARE(rowsOf(u"eventscope.disconnected"_s), 1);
        const FeedCounters counters = m_session->connections().counters(id);
        QTRY_COMPARE(m_session->connections().stored(id),
                     counters.received - counters.duplicates - counters.dropped);
    }

    void whoKeepsTheSystemThatWasChosenIsNotAskedAgain()
    {
        startHub();
        ConnectionProfile profile;
        profile.id = ConnectionProfile::newId();
        profile.name = u"Rows"_s;
        profile.dialect = u"daptin"_s;
        for (const DemoHub::Endpoint &endpoint : m_hub->endpoints()) {
            if (endpoint.dialect == u"zaikio"_s)
                profile.options = {{u"url"_s, endpoint.url}};
        }
        ConnectionModel &connections = m_session->connections();
        connections.addConnection(profile, {{u"token"_s, u"s3cret"_s}}, false, true);
        QTRY_COMPARE(connections.status(profile.id).speaks, u"zaikio"_s);
        QTRY_VERIFY(m_session->notices().current());
        QCOMPARE(m_session->notices().current()->code, otherDialectCode);
        m_session->notices().dismiss(m_session->notices().current()->id);
        QCOMPARE(connections.profile(profile.id)->declinedDialects, QStringList{u"zaikio"_s});
        QTRY_VERIFY(connections.status(profile.id).remark.isEmpty());
    }
    void connectionsOfTheDemoAreTheSameAtEachStart()
    {
        const auto ids = [this] {
            m_session->startDemo();
            QMap<QString, QString> all;
            const QVector<ConnectionProfile> profiles = m_session->connections().profiles();
            for (const ConnectionProfile &profile : profiles)
                all.insert(profile.id, profile.name);
            return all;
        };
        const QMap<QString, QString> first = ids();
        QVERIFY(first.size() >= 5); // each has an id of its own
        m_session = std::make_unique<LiveSession>(m_settings.get(), m_secrets.get());
        QCOMPARE(ids(), first);
        // What somebody made of one and keeps is not overwritten.
        ConnectionProfile own = m_session->connections().profiles().constFirst();
        m_session = std::make_unique<LiveSession>(m_settings.get(), m_secrets.get());
        own.transient = false;
        own.name = u"Mine"_s;
        m_session->connections().addConnection(own, {}, false, false);
        QCOMPARE(ids().size(), first.size() + 1);
        QCOMPARE(m_session->connections().profile(own.id)->name, u"Mine"_s);
    }

    void theDemoFillsTheWindow()
    {
        m_session->startDemo();
        QTRY_VERIFY_WITH_TIMEOUT(m_session->workflows().rowCount() > 0, 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(m_session->eventLog().rowCount() > 20, 20'000);
        const QVector<ConnectionProfile> profiles = m_session->connections().profiles();
        QStringList dialects;
        for (const ConnectionProfile &profile : profiles)
            dialects << profile.dialect;
        for (const QString &dialect : {u"voipbin"_s, u"fix"_s, u"zaikio"_s, u"daptin"_s, u"json"_s})
            QVERIFY2(dialects.contains(dialect), qPrintable(dialect));
        for (const ConnectionProfile &profile : profiles)
            QTRY_COMPARE_WITH_TIMEOUT(phase(profile.id), ConnectionPhase::Live, 20'000);
        // Each system has something to say before long.
        for (const ConnectionProfile &profile : profiles)
            QTRY_VERIFY_WITH_TIMEOUT(m_session->connections().stored(profile.id) > 0, 30'000);
    }
};

int main(int argc, char **argv)
{
    return testMain<QApplication, TestLiveSession, SessionSecretsTest>(argc, argv);
}

#include "tst_livesession.moc"
