// SPDX-License-Identifier: GPL-3.0-or-later
//
// The whole program but for the person in front of it: the real window and models, real feeds, and
// a demo hub on real sockets.

#include "app/commands/capturefolders.h"
#include "app/demo/demohub.h"
#include "app/livesession.h"
#include "models/capture/captureinfo.h"
#include "tests/support/feedservers.h"
#include "views/connections/connectiondialog.h"
#include "views/eventlog/eventtable.h"
#include "views/subscriptions/subscriptionpanel.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QDir>
#include <QDirIterator>
#include <QScopeGuard>
#include <QStandardPaths>
#include <QTest>
#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

const QString calls = u"customer_id:5e4a0680-804e-11ec-8477-2fea5968d85b:call:*"_s;
const QString messages = u"customer_id:5e4a0680-804e-11ec-8477-2fea5968d85b:message:*"_s;

} // namespace

class TestLiveSession : public QObject
{
    Q_OBJECT

    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<SecretStore> m_secrets;
    std::unique_ptr<LiveSession> m_session;
    std::unique_ptr<DemoHub> m_hub;
    QUrl m_url;

    void startHub(quint16 port = 0)
    {
        DemoHub::Settings settings;
        settings.port = port;
        settings.seed = 7;
        settings.rate = 200;
        m_hub = std::make_unique<DemoHub>(settings);
        const auto started = m_hub->start();
        QVERIFY2(started, started ? "" : qPrintable(started.error()));
        for (const DemoHub::Endpoint &endpoint : m_hub->endpoints()) {
            if (endpoint.dialect == u"voipbin"_s)
                m_url = QUrl(endpoint.url);
        }
    }
    QString connectTo(const QStringList &topics)
    {
        ConnectionProfile profile;
        profile.id = ConnectionProfile::newId();
        profile.name = u"voip"_s;
        profile.dialect = u"voipbin"_s;
        profile.options = {{u"url"_s, m_url.toString(QUrl::RemoveQuery)}};
        for (const QString &topic : topics)
            profile.subscriptions.append({topic, {}, false});
        m_session->connections().addConnection(profile, {{u"token"_s, u"s3cret"_s}}, false, true);
        return profile.id;
    }
    ConnectionPhase phase(const QString &id) const
    {
        return m_session->connections().status(id).phase;
    }
    SubscriptionStatus subscription(const QString &id, const QString &pattern) const
    {
        for (const SubscriptionStatus &status : m_session->connections().subscriptions(id)) {
            if (status.pattern == pattern)
                return status;
        }
        return {};
    }
    bool delivers(const QString &id, const QString &pattern) const
    {
        return subscription(id, pattern).state == SubscriptionState::Delivering;
    }
    int rowsOf(const QString &type)
    {
        int count = 0;
        const EventLogModel &log = m_session->eventLog();
        for (int row = 0; row < log.rowCount(); ++row) {
            for (int column = 0; column < log.columnCount(); ++column)
                count += log.index(row, column).data().toString() == type;
        }
        return count;
    }
    std::optional<Notice> noticeOf(Notice::Kind kind)
    {
        for (int row = 0; row < m_session->notices().rowCount(); ++row) {
            if (m_session->notices().at(row).kind == kind)
                return m_session->notices().at(row);
        }
        return {};
    }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setApplicationName(
            u"tst_livesession-%1"_s.arg(QCoreApplication::applicationPid()));
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/eventscope-test");
        ::umask(077);
        ::signal(SIGXFSZ, SIG_IGN);
    }
    void init()
    {
        m_settings = std::make_unique<Settings>();
        m_secrets = std::make_unique<SecretStore>();
        m_session = std::make_unique<LiveSession>(m_settings.get(), m_secrets.get());
        m_session->restoreConnections();
        m_session->window().show();
        startHub();
    }
    void cleanup()
    {
        m_session.reset();
        m_hub.reset();
        m_secrets.reset();
        QDir(QFileInfo(capturesFolder()).path()).removeRecursively();
        QDir(QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation))
            .removeRecursively();
    }

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

    void aSecretOfTheSessionBeforeIsAskedForAgain()
    {
        const QString id = connectTo({calls});
        QTRY_VERIFY_WITH_TIMEOUT(delivers(id, calls), 20'000);
        m_session.reset();
        m_secrets = std::make_unique<SecretStore>(); // as the next start of the program
        QFile file(ConnectionsFile::fileName());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("s3cret"));

        m_session = std::make_unique<LiveSession>(m_settings.get(), m_secrets.get());
        m_session->restoreConnections();
        QTRY_COMPARE_WITH_TIMEOUT(phase(id), ConnectionPhase::NeedsCredentials, 20'000);
        const auto bar = m_session->notices().current();
        QVERIFY(bar && bar->connectionId == id);
        QVERIFY2(bar->text.contains(u"Token"_s), qPrintable(bar->text));

        m_session->connections().editConnection(*m_session->connections().profile(id),
                                                {{u"token"_s, u"s3cret"_s}}, false);
        QTRY_VERIFY_WITH_TIMEOUT(delivers(id, calls), 20'000);
        QVERIFY(!m_session->notices().current());
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
        const std::optional<Notice> said = noticeOf(Notice::Kind::Trouble);
        QVERIFY(said);
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

    void aDuplicateTakesTheSecretsAlongWhereTheUserSaysSo()
    {
        const QString id = connectTo({calls});
        QTRY_VERIFY(delivers(id, calls));
        auto *panel = m_session->window().findChild<SubscriptionPanel *>();
        panel->select(id);
        panel->duplicateCurrent();
        auto *dialog = m_session->window().findChild<ConnectionDialog *>();
        QVERIFY(dialog);
        for (auto *box : dialog->findChildren<QCheckBox *>()) {
            if (box->text().startsWith(u"Use the same secrets"))
                box->click();
        }
        dialog->accept();
        const ConnectionProfile copy = m_session->connections().profiles().last();
        QVERIFY(copy.id != id);
        QCOMPARE(copy.name, u"voip 2"_s);
        QTRY_VERIFY(delivers(copy.id, calls)); // which nobody does without the token
        OptionValues known;
        m_secrets->fetch(copy.id, {u"token"_s},
                         [&known](const OptionValues &secrets) { known = secrets; });
        QTRY_COMPARE(known.value(u"token"_s), u"s3cret"_s);
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

    void disconnectBeforeTheKeychainAnsweredMeansNoConnection()
    {
        const QString id = connectTo({calls});
        m_session->connections().disconnectFeed(id);
        m_session->connections().connectFeed(id);
        m_session->connections().disconnectFeed(id);
        const QString later = connectTo({calls}); // its answers come after those of the first
        QTRY_VERIFY_WITH_TIMEOUT(delivers(later, calls), 20'000);
        QCOMPARE(phase(id), ConnectionPhase::Idle);
    }

    void credentialsThatAreRefusedNeedAnAnswer()
    {
        ConnectionProfile profile;
        profile.id = ConnectionProfile::newId();
        profile.name = u"voip"_s;
        profile.dialect = u"voipbin"_s;
        profile.options = {{u"url"_s, m_url.toString(QUrl::RemoveQuery)}};
        m_session->connections().addConnection(profile, {{u"token"_s, u"denied"_s}}, false, true);
        QTRY_COMPARE_WITH_TIMEOUT(phase(profile.id), ConnectionPhase::NeedsCredentials, 20'000);
        QTRY_VERIFY(noticeOf(Notice::Kind::Disconnected));
        QVERIFY(noticeOf(Notice::Kind::Disconnected)->needsAnswer);
        QVERIFY2(noticeOf(Notice::Kind::Disconnected)->text.contains(u"401"_s),
                 qPrintable(noticeOf(Notice::Kind::Disconnected)->text));
    }

    void nothingSecretIsSaved()
    {
        const QString id = connectTo({calls});
        QTRY_VERIFY_WITH_TIMEOUT(delivers(id, calls), 20'000);
        m_session.reset(); // saves what is due
        for (const QString &root :
             {QFileInfo(capturesFolder()).path(),
              QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation)}) {
            QDirIterator files(root, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
            int seen = 0;
            while (files.hasNext()) {
                QFile file(files.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                QVERIFY2(!file.readAll().contains("s3cret"), qPrintable(file.fileName()));
                QVERIFY2(!(file.permissions() & (QFile::ReadGroup | QFile::ReadOther)),
                         qPrintable(file.fileName()));
                ++seen;
            }
            QVERIFY2(seen > 0, qPrintable(root));
        }
    }

    void secretsInSavedUrlsAreTakenOutAndStillSent_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("left");
        QTest::newRow("has a field") << u"token=hunter2"_s << QString();
        QTest::newRow("has none") << u"access_token=hunter2"_s << u"access_token="_s;
    }
    /// tst_connectionkeeper has a keychain that takes them.
    void secretsInSavedUrlsAreTakenOutAndStillSent()
    {
        QFETCH(const QString, query);
        QFETCH(const QString, left);
        // As an older version or another program would have written it.
        QUrl url = m_url;
        url.setQuery(query);
        QFile file(ConnectionsFile::fileName());
        QVERIFY(QDir().mkpath(QFileInfo(file).path()) && file.open(QIODevice::WriteOnly));
        file.write(u"{\"connections\":[{\"id\":\"0badcafe\",\"name\":\"voip\",\"dialect\":"
                   "\"voipbin\",\"options\":{\"url\":\"%1\"}}]}"_s.arg(url.toString())
                       .toUtf8());
        file.close();

        m_session->restoreConnections();
        const ConnectionProfile *restored = m_session->connections().profile(u"0badcafe"_s);
        QVERIFY(restored);
        QCOMPARE(QUrl(restored->options.value(u"url"_s)).query(), left);
        OptionValues known;
        m_secrets->fetch(u"0badcafe"_s, {u"token"_s, urlQueryKey},
                         [&known](const OptionValues &secrets) { known = secrets; });
        QTRY_COMPARE(known.size(), 1);
        QVERIFY(query.endsWith(known.first()));
    }

    void theCaptureKnowsWhatAConnectionMasks()
    {
        ConnectionProfile profile;
        profile.id = ConnectionProfile::newId();
        profile.name = u"Rows"_s;
        profile.dialect = u"daptin"_s;
        profile.options = {{u"url"_s, u"ws://127.0.0.1:1/live"_s}};
        m_session->connections().addConnection(profile, {}, false, true);
        const auto masked = [&] {
            const QStringList folders =
                QDir(capturesFolder()).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
            const auto info =
                CaptureInfo::read(capturesFolder() + u'/' + folders.value(folders.size() - 1));
            return info ? info->connections.value(profile.id).maskedFields : QStringList();
        };
        QTRY_VERIFY(masked().contains(u"*password*"_s));
        QVERIFY(!m_session->eventLog().masks().value(profile.id).isEmpty());
        // Its old rows stay what they are when it speaks with something else.
        profile.dialect = u"zaikio"_s;
        m_session->connections().editConnection(profile, {}, false);
        QTRY_COMPARE(m_session->connections().profile(profile.id)->dialect, u"zaikio"_s);
        QVERIFY(masked().contains(u"*password*"_s));
        QVERIFY(!m_session->eventLog().masks().value(profile.id).isEmpty());
        profile.dialect = u"daptin"_s;
        profile.options.insert(u"mask"_s, u"false"_s);
        m_session->connections().editConnection(profile, {}, false);
        QTRY_VERIFY(masked().isEmpty());
        QVERIFY(m_session->eventLog().masks().value(profile.id).isEmpty());
    }
    /// What leaves the window for the desktop: titles, notices (of which its bubbles are made), the
    /// clipboard. Neither the secret of the connection nor those within events are in it.
    void nothingThatTheDesktopGetsHasASecret()
    {
        const QString secret = u"CanaryEvent88d1f3c7"_s;
        ScriptServer server;
        server.onOpened = [&secret](QWebSocket &client) {
            for (int i = 0; i < 20; ++i)
                client.sendTextMessage(
                    u"{\"type\":\"user.login\",\"severity\":\"error\",\"n\":%1,"
                    "\"password\":\"%2\",\"nested\":{\"api_key\":\"%2\"}}"_s.arg(i).arg(secret));
        };
        ConnectionProfile profile;
        profile.id = ConnectionProfile::newId();
        profile.name = u"logins"_s;
        profile.dialect = u"json"_s;
        profile.options = {{u"url"_s, server.url().toString() + u"?sig=s3cret"_s},
                           {u"auth"_s, u"header"_s},
                           {u"tokenkey"_s, u"X-Key"_s}};
        m_session->connections().addConnection(profile, {{u"token"_s, u"s3cret"_s}}, false, true);
        QTRY_VERIFY_WITH_TIMEOUT(rowsOf(u"user.login"_s) == 20, 20'000);
        server.kill();
        QTRY_COMPARE_WITH_TIMEOUT(phase(profile.id), ConnectionPhase::Backoff, 20'000);
        // The row of it is stored before there is a notice of it.
        const NoticeModel &notices = m_session->notices();
        QTRY_VERIFY_WITH_TIMEOUT(notices.rowCount() > 0, 20'000);

        QStringList told;
        auto *table = m_session->window().findChild<EventTable *>();
        QVERIFY(table);
        for (const CopyForm form :
             {CopyForm::Text, CopyForm::Csv, CopyForm::JsonLines, CopyForm::JsonArray}) {
            table->selectAll();
            table->copyAs(form);
            QTRY_VERIFY(QGuiApplication::clipboard()->text().contains(u"user.login"_s));
            told += QGuiApplication::clipboard()->text();
            QGuiApplication::clipboard()->clear();
        }
        for (const QWidget *widget : QApplication::topLevelWidgets())
            told += {widget->windowTitle(), widget->windowIconText(), widget->accessibleName()};
        for (int row = 0; row < notices.rowCount(); ++row)
            told += {notices.at(row).title, notices.at(row).text};
        for (const QString &text : std::as_const(told)) {
            QVERIFY2(!text.contains(secret), qPrintable(text.left(500)));
            QVERIFY2(!text.contains(u"s3cret"_s), qPrintable(text.left(500)));
        }
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

QTEST_MAIN(TestLiveSession)
#include "tst_livesession.moc"
