// SPDX-License-Identifier: GPL-3.0-or-later
//
// Secrets that can be told from everything else, given to the program as its users give them, and
// then looked for in all that it leaves behind or shows of itself.

#include "canarylogins.h"
#include "processlook.h"
#include "processprivacytest.h"
#include "programtesting.h"
#include "saslpeer.h"
#include "secretforms.h"
#include "tests/support/testclasses.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <QWebSocket>
#include <QWebSocketServer>
#include <algorithm>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

using namespace programtesting;
using namespace Qt::StringLiterals;

namespace {

/// What must be nowhere, by what it is.
const QMap<QString, QByteArray> canaries{
    {u"token"_s, "CanaryToken7f3a9c51"},
    {u"URL"_s, "CanaryUrl2b8e4d06"},
    {u"SASL password"_s, "CanarySasl91c4e7fa"},
    {u"key passphrase"_s, "CanaryKeyPhrase5d20b6"},
    {u"password in an event"_s, "CanaryEvent88d1f3c7"},
};

QByteArray contentOf(const QString &fileName)
{
    QFile file(fileName);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void expectNone(const QByteArray &bytes, const QString &where)
{
    for (auto it = canaries.cbegin(); it != canaries.cend(); ++it) {
        for (const QByteArray &form : formsOf(it.value()))
            QVERIFY2(!bytes.contains(form), qPrintable(u"%1 is in %2"_s.arg(it.key(), where)));
    }
}

bool hasCanary(const QByteArray &bytes)
{
    return std::any_of(canaries.cbegin(), canaries.cend(),
                       [&bytes](const QByteArray &canary) { return bytes.contains(canary); });
}

} // namespace

class TestCanary : public QObject
{
    Q_OBJECT

    QTemporaryDir m_home;
    QTemporaryDir m_given; ///< what the user has for the program to read
    QWebSocketServer m_server{QString(), QWebSocketServer::NonSecureMode};
    QList<QByteArray> m_tokensSeen;
    QStringList m_queriesSeen;
    QList<QWebSocket *> m_waiting; ///< for their events
    int m_looks = 0; ///< at programs that ran, with all that there is to see
    QByteArray m_said; ///< on both outputs, by all runs

    QString url() const { return u"ws://127.0.0.1:%1/feed"_s.arg(m_server.serverPort()); }
    QString given(const QString &name) const { return m_given.filePath(name); }
    QString captureFolder() const { return m_home.filePath(u"capture"_s); }

    QProcessEnvironment environment() const
    {
        QProcessEnvironment environment = environmentIn(m_home.path());
        environment.insert(u"XDG_CACHE_HOME"_s, m_home.filePath(u"cache"_s));
        environment.insert(u"TMPDIR"_s, m_home.filePath(u"tmp"_s));
        environment.insert(u"QT_LOGGING_RULES"_s, u"*.debug=true;qt.text.*=false;qt.qpa.*=false"_s);
        return environment;
    }

    /// Events come when somebody has looked at the program.
    void greet()
    {
        QWebSocket *client = m_server.nextPendingConnection();
        client->setParent(this);
        m_tokensSeen += client->request().rawHeader("X-Key");
        m_queriesSeen += client->requestUrl().query();
        m_waiting += client;
    }

    void serve()
    {
        const QString secret = QString::fromLatin1(canaries[u"password in an event"_s]);
        for (QWebSocket *client : std::exchange(m_waiting, {})) {
            const bool isBridge = client->requestUrl().path() == u"/bridge";
            for (int i = 0; i < canarylogins::count; ++i)
                client->sendTextMessage(isBridge ? canarylogins::bridged(i, secret)
                                                 : canarylogins::frame(i, secret));
        }
    }

    /// Looks at the program while it runs; what others see has none of it.
    void look(const QProcess &process)
    {
        const ProcessLook look(process.processId());
        if (process.state() == QProcess::NotRunning)
            return;
        QVERIFY2(look.problem().isEmpty()
                     || !QFile::exists(u"/proc/%1/exe"_s.arg(process.processId())),
                 qPrintable(look.problem()));
        expectNone(look.seen(), u"what others see of the program"_s);
        if (!look.isWhole())
            return;
        ++m_looks;
        serve();
    }

    /// Runs it to its end, with a look at what others can see of it on the way.
    void run(const QStringList &arguments, int exitStatus = 0,
             const QProcessEnvironment &further = {})
    {
        QProcess process;
        QProcessEnvironment all = environment();
        all.insert(further);
        process.setProcessEnvironment(all);
        process.setWorkingDirectory(m_home.path());
        process.start(program, arguments);
        QVERIFY(process.waitForStarted(20'000));
        const qsizetype clients = m_tokensSeen.size();
        const int looks = m_looks;
        // What was given with --url and --token-env is there until it was read; nothing else is.
        QTRY_VERIFY_WITH_TIMEOUT(process.state() == QProcess::NotRunning
                                     || !hasCanary(ProcessLook(process.processId()).seen()),
                                 20'000);
        QTRY_VERIFY_WITH_TIMEOUT((look(process), process.state() == QProcess::NotRunning), 60'000);
        // Who was served was looked at; what is over at once may have been too quick.
        QVERIFY(m_looks > looks || m_tokensSeen.size() == clients);
        const QByteArray out = process.readAllStandardOutput() + process.readAllStandardError();
        m_said += out;
        QVERIFY2(process.exitStatus() == QProcess::NormalExit, out.constData());
        QVERIFY2(process.exitCode() == exitStatus, out.constData());
    }

    void saveConnection(const QJsonObject &options) const
    {
        QFile file(m_home.filePath(u"config/eventscope/connections.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QJsonObject connection{{u"id"_s, u"0badcafe"_s},
                                     {u"name"_s, u"logins"_s},
                                     {u"dialect"_s, u"json"_s},
                                     {u"options"_s, options}};
        const QJsonObject whole{{u"format"_s, 1}, {u"connections"_s, QJsonArray{connection}}};
        file.write(QJsonDocument(whole).toJson());
    }

private Q_SLOTS:
    void initTestCase();
    void recordingKeepsNoSecret();
    void exportsHaveNoSecret_data();
    void exportsHaveNoSecret();
    void noPartOfAnEventIsLeftOut_data();
    void noPartOfAnEventIsLeftOut();
    void aTokenOfTheEnvironmentIsTakenOutOfIt();
    void kafkaKeepsNoSecret();
    void windowKeepsNoSecret();
    void savedConnectionWaitsUntilItIsAllowed();
    void nothingThatWasSaidOrLeftHasASecret();
    void filesAreForTheirOwnerOnly();
};

void TestCanary::initTestCase()
{
    ::umask(0); // whatever the shell says, and whatever was there before
    QVERIFY(QDir(m_home.path()).mkpath(u"config/eventscope"_s));
    QVERIFY(QDir(m_home.path()).mkpath(u"data/eventscope"_s));
    QVERIFY(QDir(m_home.path()).mkpath(u"tmp"_s));
    for (auto it = canaries.cbegin(); it != canaries.cend(); ++it) {
        QFile file(given(it.key()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(it.value() + '\n');
    }
    m_server.setSupportedSubprotocols({u"cloudevents.json"_s});
    connect(&m_server, &QWebSocketServer::newConnection, this, &TestCanary::greet);
    QVERIFY(m_server.listen(QHostAddress::LocalHost));
}

/// Token, secret of the URL and secrets in events.
void TestCanary::recordingKeepsNoSecret()
{
    run({u"record"_s, u"--dialect"_s, u"json"_s, u"--url"_s,
         url() + u"?sig="_s + QString::fromLatin1(canaries[u"URL"_s]), u"--option"_s,
         u"auth=header"_s, u"--option"_s, u"tokenkey=X-Key"_s, u"--token-file"_s, given(u"token"_s),
         u"--mask-stored"_s, u"--count"_s, u"20"_s, u"--capture"_s, captureFolder()});
    // They were used, so there was something to leave.
    QCOMPARE(m_tokensSeen.value(0), canaries[u"token"_s]);
    QVERIFY2(m_queriesSeen.value(0).contains(QString::fromLatin1(canaries[u"URL"_s])),
             qPrintable(m_queriesSeen.value(0)));
    const QByteArray lines = contentOf(captureFolder() + u"/000001.ndjson"_s);
    QCOMPARE(lines.count("\"password\":\"[masked]\""), 20);
    QCOMPARE(lines.count("\"masked\":\"true\""), 20);
    expectNone(lines, u"the capture"_s);
}

void TestCanary::exportsHaveNoSecret_data()
{
    QTest::addColumn<QString>("suffix");
    for (const char *suffix : {"csv", "jsonl", "sqlite"})
        QTest::newRow(suffix) << QString::fromLatin1(suffix);
}

/// Of a capture that does have them, for its user did not ask otherwise.
void TestCanary::exportsHaveNoSecret()
{
    QFETCH(QString, suffix);
    QTemporaryDir with;
    const QString capture = with.filePath(u"capture"_s);
    run({u"record"_s, u"--dialect"_s, u"json"_s, u"--url"_s, url(), u"--count"_s, u"20"_s,
         u"--capture"_s, capture});
    QVERIFY(contentOf(capture + u"/000001.ndjson"_s).contains(canaries[u"password in an event"_s]));
    const QString exported = m_home.filePath(u"exported."_s + suffix);
    run({u"export"_s, capture, u"--output"_s, exported});
    const QByteArray bytes = contentOf(exported);
    QVERIFY(bytes.contains("user.login"));
    expectNone(bytes, exported);
}

void TestCanary::noPartOfAnEventIsLeftOut_data()
{
    QTest::addColumn<bool>("isKafka");
    QTest::newRow("WebSocket") << false;
#ifdef EVENTSCOPE_HAS_KAFKA
    QTest::newRow("Kafka") << true;
#endif
}

/// Its subject, its attributes, the key and the headers of its record, and what is none of them.
void TestCanary::noPartOfAnEventIsLeftOut()
{
    QFETCH(bool, isKafka);
    const QByteArray secret = canaries[u"password in an event"_s];
    QStringList record{u"record"_s, u"--dialect"_s, u"acm"_s, u"--count"_s,
                       QString::number(canarylogins::count)};
    int parts = canarylogins::partsOfBridged;
    QString from = url().replace(u"/feed"_s, u"/bridge"_s);
#ifdef EVENTSCOPE_HAS_KAFKA
    const canarylogins::Cluster cluster(secret);
    QVERIFY(cluster.isReady());
    if (isKafka) {
        parts = canarylogins::partsOfRecord;
        from = cluster.url();
        record += {u"--subscribe"_s, u"logins"_s, u"--option"_s, u"start=beginning"_s};
    }
#endif
    record += {u"--url"_s, from, u"--capture"_s};
    const QString masked = m_home.filePath(isKafka ? u"records"_s : u"bridged"_s);
    run(record + QStringList{masked, u"--mask-stored"_s});
    const QByteArray stored = contentOf(masked + u"/000001.ndjson"_s);
    expectNone(stored, masked);
    // Instead of a masked id the capture makes one.
    QCOMPARE(stored.count("[masked]"), parts * canarylogins::count);

    QTemporaryDir with;
    run(record + QStringList{with.filePath(u"capture"_s)});
    const QByteArray whole = contentOf(with.filePath(u"capture/000001.ndjson"_s));
    QCOMPARE(whole.count(secret), (parts + 1) * canarylogins::count);
    for (const QString &suffix : {u".csv"_s, u".jsonl"_s, u".sqlite"_s}) {
        run({u"export"_s, with.filePath(u"capture"_s), u"--output"_s, masked + suffix});
        const QByteArray bytes = contentOf(masked + suffix);
        QVERIFY(bytes.contains("user.login"));
        expectNone(bytes, masked + suffix);
    }
}

/// What the environment had for it is gone from there, for whoever looks and for children.
void TestCanary::aTokenOfTheEnvironmentIsTakenOutOfIt()
{
    QProcessEnvironment further;
    further.insert(u"CANARY_TOKEN"_s, QString::fromLatin1(canaries[u"token"_s]));
    run({u"record"_s, u"--dialect"_s, u"json"_s, u"--url"_s, url(), u"--option"_s, u"auth=header"_s,
         u"--option"_s, u"tokenkey=X-Key"_s, u"--token-env"_s, u"CANARY_TOKEN"_s,
         u"--mask-stored"_s, u"--count"_s, u"20"_s, u"--capture"_s,
         m_home.filePath(u"environment"_s)},
        0, further);
    QCOMPARE(m_tokensSeen.value(m_tokensSeen.size() - 1), canaries[u"token"_s]);
    if (!ProcessLook::seesEnvironment())
        QSKIP("only root reads the environment of a process that cannot be dumped");
}

/// A broker that takes the password, over TLS with a key that needs its passphrase.
void TestCanary::kafkaKeepsNoSecret()
{
#ifndef EVENTSCOPE_HAS_KAFKA
    QSKIP("this build has no Kafka");
#endif
    const QString tls = QStringLiteral(TEST_SOURCE_DIR "/fixtures/tls/");
    SaslPeer peer(tls + u"selfsigned.crt"_s, tls + u"selfsigned.key"_s);
    QFile encrypted(given(u"encrypted.key"_s));
    QVERIFY(encrypted.open(QIODevice::WriteOnly));
    encrypted.write(peer.key().toPem(canaries[u"key passphrase"_s]));
    encrypted.close();
    QProcess process;
    process.setProcessEnvironment(environment());
    process.setWorkingDirectory(m_home.path());
    process.start(program,
                  QStringList{u"record"_s, u"--dialect"_s, u"acm"_s, u"--url"_s,
                              u"kafka://localhost:%1/"_s.arg(peer.port()), u"--subscribe"_s,
                              u"^x"_s, u"--capture"_s, m_home.filePath(u"kafka"_s)}
                      + QStringList{u"--option"_s, u"security=sasl_ssl"_s, u"--option"_s,
                                    u"user=me"_s, u"--option"_s, u"mechanism=PLAIN"_s,
                                    u"--option"_s, u"ca="_s + tls + u"selfsigned.crt"_s,
                                    u"--option"_s, u"certificate="_s + tls + u"selfsigned.crt"_s,
                                    u"--option"_s, u"key="_s + given(u"encrypted.key"_s)}
                      + QStringList{u"--token-file"_s, u"password="_s + given(u"SASL password"_s),
                                    u"--token-file"_s,
                                    u"keypassword="_s + given(u"key passphrase"_s)});
    QTRY_VERIFY_WITH_TIMEOUT(peer.received().contains(canaries[u"SASL password"_s])
                                 || process.state() == QProcess::NotRunning,
                             20'000);
    const int looks = m_looks;
    look(process);
    process.terminate();
    QTRY_VERIFY_WITH_TIMEOUT(process.state() == QProcess::NotRunning, 60'000);
    const QByteArray out = process.readAllStandardOutput() + process.readAllStandardError();
    QVERIFY2(peer.received().contains(canaries[u"SASL password"_s]), out.constData());
    QVERIFY2(process.exitStatus() == QProcess::NormalExit && !out.isEmpty(), out.constData());
    QCOMPARE(m_looks, looks + 1);
    m_said += out;
}

/// A saved connection, as an older version left it with a secret in its URL, with settings and all
/// that a window leaves. What it shows is for nothingThatTheDesktopGetsHasASecret.
void TestCanary::windowKeepsNoSecret()
{
    const QString secret = QString::fromLatin1(canaries[u"URL"_s]);
    saveConnection({{u"url"_s, url() + u"?ticket="_s + secret}, {u"maskstored"_s, u"true"_s}});
    const qsizetype before = m_queriesSeen.size();
    run({u"--picture"_s, m_home.filePath(u"window.png"_s), u"--picture-after"_s, u"2s"_s});
    QCOMPARE(m_queriesSeen.value(before), u"ticket="_s + secret);
    run({u"--picture"_s, m_home.filePath(u"capture.png"_s), u"--picture-after"_s, u"1s"_s,
         captureFolder()});
    run({u"verify"_s, captureFolder()});
}

/// One that was saved before anybody asked: a sentence, and nothing leaves.
void TestCanary::savedConnectionWaitsUntilItIsAllowed()
{
    saveConnection({{u"url"_s, u"ws://hub.example.org/feed"_s}});
    const qsizetype before = m_said.size();
    run({u"record"_s, u"--profile"_s, u"logins"_s, u"--token-file"_s, given(u"token"_s),
         u"--capture"_s, m_home.filePath(u"waits"_s)},
        1);
    const QByteArray said = m_said.mid(before);
    QVERIFY2(said.contains("ws:// to hub.example.org is not encrypted"), said.constData());
}

void TestCanary::nothingThatWasSaidOrLeftHasASecret()
{
    QVERIFY(!m_said.isEmpty());
    expectNone(m_said, u"what was said"_s);
    int files = 0;
    QDirIterator it(m_home.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QString name = it.next();
        expectNone(name.toUtf8(), u"the name of "_s + name);
        expectNone(contentOf(name), name);
        ++files;
    }
    QVERIFY2(files >= 10, qPrintable(QString::number(files)));
}

void TestCanary::filesAreForTheirOwnerOnly()
{
    QDirIterator it(m_home.path(), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                    QDirIterator::Subdirectories);
    const QStringList ours{m_home.filePath(u"tmp"_s), m_home.filePath(u"config"_s),
                           m_home.filePath(u"data"_s)};
    while (it.hasNext()) {
        const QString name = it.next();
        struct stat found = {};
        QVERIFY(::lstat(qUtf8Printable(name), &found) == 0);
        if (ours.contains(name)) // of other programs too
            continue;
        QVERIFY2((found.st_mode & 077) == 0,
                 qPrintable(u"%1 has mode %2"_s.arg(name).arg(found.st_mode & 0777, 0, 8)));
    }
}

int main(int argc, char **argv)
{
    return eventscope::testMain<QCoreApplication, TestCanary, ProcessPrivacyTest>(argc, argv);
}
#include "tst_canary.moc"
