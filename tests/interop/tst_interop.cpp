// SPDX-License-Identifier: GPL-3.0-or-later
//
// `eventscope record` against servers that were written from the specifications alone and share
// nothing with this program. What the server says it sent is what the capture must account for.

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSet>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace {

const QString customer = u"customer_id:5e4a0680-804e-11ec-8477-2fea5968d85b:"_s;

/// Debian's own Python, where packaging/packages.txt puts the modules.
QString python()
{
    const QString debian = u"/usr/bin/python3"_s;
    return QFile::exists(debian) ? debian : QStandardPaths::findExecutable(u"python3"_s);
}

/// One of the servers beside this file, on a free port.
class Server
{
public:
    Server(const QString &script, const QStringList &arguments) { start(script, arguments, 0); }
    ~Server() { stop(); }

    void start(const QString &script, const QStringList &arguments, int wantedPort)
    {
        m_process.start(python(),
                        QStringList{QStringLiteral(TEST_SOURCE_DIR) + u"/interop/"_s + script,
                                    u"--verbose"_s, u"--port"_s, QString::number(wantedPort)}
                            + arguments);
        while (m_process.state() != QProcess::NotRunning && !m_process.canReadLine()
               && m_process.waitForReadyRead(20'000)) { }
        m_port = m_process.readLine().trimmed().toInt();
    }
    void stop()
    {
        m_process.terminate();
        if (!m_process.waitForFinished(5'000))
            m_process.kill();
        m_process.waitForFinished(5'000);
        m_said += m_process.readAllStandardOutput();
    }
    void kill()
    {
        m_process.kill();
        m_process.waitForFinished(5'000);
        m_said += m_process.readAllStandardOutput();
    }
    int port() const { return m_port; }
    QString errors() { return QString::fromUtf8(m_process.readAllStandardError()); }
    /// The sum of what it says under this key; after stop().
    qint64 sum(const QString &key) const
    {
        qint64 sum = 0;
        for (const QByteArray &line : m_said.split('\n'))
            sum += QJsonDocument::fromJson(line).object()[key].toInteger();
        return sum;
    }

private:
    QProcess m_process;
    QByteArray m_said;
    int m_port = 0;
};

} // namespace

class TestInterop : public QObject
{
    Q_OBJECT

    QTemporaryDir m_home;
    int m_captures = 0;
    QString m_capture;
    QByteArray m_errors;

    QProcessEnvironment environment() const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOME"_s, m_home.path());
        environment.insert(u"EVENTSCOPE_TEST_TOKEN"_s, u"s3cret"_s);
        environment.remove(u"DBUS_SESSION_BUS_ADDRESS"_s);
        return environment;
    }
    QStringList recordArguments(const QString &dialect, const QString &url)
    {
        m_capture = m_home.filePath(u"capture-%1"_s.arg(++m_captures));
        return {u"record"_s, u"--dialect"_s, dialect,   u"--url"_s,
                url,         u"--capture"_s, m_capture, u"--json"_s};
    }
    int run(const QStringList &arguments, QByteArray *output, QByteArray *errors = nullptr)
    {
        QProcess process;
        process.setProcessEnvironment(environment());
        process.start(QStringLiteral(EVENTSCOPE_PROGRAM), arguments);
        if (!process.waitForFinished(60'000))
            return -1;
        *output = process.readAllStandardOutput();
        if (errors)
            *errors = process.readAllStandardError();
        return process.exitCode();
    }
    /// Records, and checks what must hold for every recording.
    QJsonObject record(const QStringList &arguments, int exitStatus = 0)
    {
        QByteArray output;
        const int status = run(arguments, &output, &m_errors);
        if (status != exitStatus)
            QTest::qFail(m_errors.constData(), __FILE__, __LINE__);
        checkSound();
        const QJsonObject summary = QJsonDocument::fromJson(output).object();
        if (summary[u"received"_s].toInteger(-1)
            != summary[u"stored"_s].toInteger() + summary[u"duplicates"_s].toInteger()
                + summary[u"dropped"_s].toInteger())
            QTest::qFail(output.constData(), __FILE__, __LINE__);
        return summary;
    }
    void checkSound()
    {
        QByteArray output;
        if (run({u"verify"_s, m_capture}, &output) != 0)
            QTest::qFail(output.constData(), __FILE__, __LINE__);
    }
    QList<QJsonObject> lines()
    {
        QList<QJsonObject> lines;
        QFile file(m_capture + u"/000001.ndjson"_s);
        if (file.open(QIODevice::ReadOnly)) {
            while (!file.atEnd())
                lines.append(QJsonDocument::fromJson(file.readLine()).object());
        }
        return lines;
    }
    int countType(const QString &type)
    {
        const QList<QJsonObject> all = lines();
        return int(std::count_if(all.begin(), all.end(), [&type](const QJsonObject &line) {
            return line[u"type"_s].toString() == type;
        }));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QProcess check;
        check.start(python(), {u"-c"_s, u"import websockets, aiohttp"_s});
        if (python().isEmpty() || !check.waitForFinished(30'000) || check.exitCode() != 0)
            QSKIP("The independent servers need python3-websockets and python3-aiohttp "
                  "(packaging/install test).");
    }

    void everyVoipbinEventIsAccountedFor_data()
    {
        QTest::addColumn<QStringList>("server");
        QTest::addColumn<bool>("copies");
        QTest::newRow("documented") << QStringList{} << false;
        QTest::newRow("documented, pretty-printed") << QStringList{u"--pretty"_s} << false;
        QTest::newRow("deployed") << QStringList{u"--deployed"_s} << true;
        QTest::newRow("deployed, wrapped") << QStringList{u"--deployed"_s, u"--wrapped"_s} << true;
    }
    void everyVoipbinEventIsAccountedFor()
    {
        QFETCH(QStringList, server);
        QFETCH(bool, copies);
        Server voipbin(u"voipbin_server.py"_s,
                       server + QStringList{u"--events"_s, u"400"_s, u"--rate"_s, u"200"_s});
        QVERIFY2(voipbin.port() > 0, qPrintable(voipbin.errors()));
        const QJsonObject summary =
            record(recordArguments(u"voipbin"_s, u"ws://127.0.0.1:%1/v1.0/ws"_s.arg(voipbin.port()))
                   + QStringList{u"--subscribe"_s, customer + u"call:*"_s, u"--for"_s, u"4s"_s});
        voipbin.stop();
        QVERIFY(voipbin.sum(u"sent"_s) > 100);
        QCOMPARE(summary[u"received"_s].toInteger(), voipbin.sum(u"sent"_s));
        QCOMPARE(summary[u"undecodable"_s].toInteger(), 0);
        QCOMPARE(summary[u"dropped"_s].toInteger(), 0);
        QCOMPARE(summary[u"duplicates"_s].toInteger() > 0, copies);
        QSet<QString> seen;
        for (const QJsonObject &line : lines()) {
            if (line[u"type"_s].toString().startsWith(u"eventscope."_s))
                continue;
            QVERIFY2(line[u"type"_s].toString().startsWith(u"call"_s),
                     qPrintable(line[u"type"_s].toString()));
            const QByteArray data = QJsonDocument(line[u"data"_s].toObject()).toJson();
            QVERIFY2(!copies || !seen.contains(QString::fromUtf8(data)), data.constData());
            seen.insert(QString::fromUtf8(data));
        }
    }

    void countIsExactAlsoWhereEventsComeTwice()
    {
        Server voipbin(u"voipbin_server.py"_s, {u"--deployed"_s, u"--rate"_s, u"400"_s});
        QVERIFY2(voipbin.port() > 0, qPrintable(voipbin.errors()));
        const QJsonObject summary =
            record(recordArguments(u"voipbin"_s, u"ws://127.0.0.1:%1/v1.0/ws"_s.arg(voipbin.port()))
                   + QStringList{u"--subscribe"_s, customer + u"call:*"_s, u"--subscribe"_s,
                                 customer + u"message:*"_s, u"--count"_s, u"500"_s});
        QCOMPARE(summary[u"stored"_s].toInteger(), 500);
        QVERIFY(summary[u"duplicates"_s].toInteger() > 0);
        const QList<QJsonObject> all = lines();
        QCOMPARE(std::count_if(all.begin(), all.end(),
                               [](const QJsonObject &line) {
                                   return !line[u"type"_s].toString().startsWith(u"eventscope."_s);
                               }),
                 500);
    }

    void patternsThatOnlyADeployedServerKnowsAreSentAsTheyAre()
    {
        Server voipbin(u"voipbin_server.py"_s, {u"--deployed"_s, u"--rate"_s, u"200"_s});
        QVERIFY2(voipbin.port() > 0, qPrintable(voipbin.errors()));
        const QJsonObject summary =
            record(recordArguments(u"voipbin"_s, u"ws://127.0.0.1:%1/v1.0/ws"_s.arg(voipbin.port()))
                   + QStringList{u"--subscribe"_s, customer, u"--count"_s, u"50"_s});
        QCOMPARE(summary[u"stored"_s].toInteger(), 50);
        const QList<QJsonObject> all = lines();
        const auto sent = std::find_if(all.begin(), all.end(), [](const QJsonObject &line) {
            return line[u"type"_s].toString() == u"eventscope.sent"_s;
        });
        QVERIFY(sent != all.end());
        QCOMPARE((*sent)[u"data"_s].toObject()[u"topics"_s].toArray(), QJsonArray{customer});
    }

    void refusalsAreToldAndTheRestGoesOn()
    {
        Server voipbin(u"voipbin_server.py"_s, {u"--deny"_s, u"message"_s, u"--rate"_s, u"100"_s});
        QVERIFY2(voipbin.port() > 0, qPrintable(voipbin.errors()));
        const QJsonObject summary =
            record(recordArguments(u"voipbin"_s, u"ws://127.0.0.1:%1/v1.0/ws"_s.arg(voipbin.port()))
                   + QStringList{u"--subscribe"_s, customer + u"message:*"_s, u"--subscribe"_s,
                                 customer + u"call:*"_s, u"--count"_s, u"50"_s});
        QCOMPARE(summary[u"stored"_s].toInteger(), 50);
        QVERIFY2(m_errors.contains("refused"), m_errors.constData());
        QCOMPARE(countType(u"eventscope.refused"_s), 1);
        QCOMPARE(countType(u"eventscope.ack"_s), 1);
    }

    void forbiddenTopicForWhichADeployedServerHangsUpIsFoundAndTheRestGoesOn()
    {
        Server voipbin(u"voipbin_server.py"_s,
                       {u"--deployed"_s, u"--deny"_s, u"message"_s, u"--rate"_s, u"100"_s});
        QVERIFY2(voipbin.port() > 0, qPrintable(voipbin.errors()));
        const QJsonObject summary =
            record(recordArguments(u"voipbin"_s, u"ws://127.0.0.1:%1/v1.0/ws"_s.arg(voipbin.port()))
                   + QStringList{u"--subscribe"_s, customer + u"message:*"_s, u"--subscribe"_s,
                                 customer + u"call:*"_s, u"--count"_s, u"50"_s});
        QCOMPARE(summary[u"stored"_s].toInteger(), 50);
        QVERIFY2(m_errors.contains("likely a forbidden or invalid topic"), m_errors.constData());
        QCOMPARE(countType(u"eventscope.refused"_s), 1);
    }

    void droppedConnectionsAreGapsAndTheCountIsReached()
    {
        Server voipbin(u"voipbin_server.py"_s, {u"--drop-after"_s, u"60"_s, u"--rate"_s, u"200"_s});
        QVERIFY2(voipbin.port() > 0, qPrintable(voipbin.errors()));
        const QJsonObject summary =
            record(recordArguments(u"voipbin"_s, u"ws://127.0.0.1:%1/v1.0/ws"_s.arg(voipbin.port()))
                   + QStringList{u"--subscribe"_s, customer + u"call:*"_s, u"--count"_s, u"100"_s});
        QCOMPARE(summary[u"stored"_s].toInteger(), 100);
        QCOMPARE(summary[u"gaps"_s].toInteger(), 1);
        QCOMPARE(countType(u"eventscope.gap"_s), 1);
        QCOMPARE(countType(u"eventscope.connected"_s), 2);
    }

    void aKilledServerIsFoundAgainOnItsPort()
    {
        const QStringList events{u"--events"_s, u"30"_s, u"--rate"_s, u"0"_s};
        Server voipbin(u"voipbin_server.py"_s, events);
        QVERIFY2(voipbin.port() > 0, qPrintable(voipbin.errors()));
        QProcess recorder;
        recorder.setProcessEnvironment(environment());
        recorder.start(
            QStringLiteral(EVENTSCOPE_PROGRAM),
            recordArguments(u"voipbin"_s, u"ws://127.0.0.1:%1/v1.0/ws"_s.arg(voipbin.port()))
                + QStringList{u"--subscribe"_s, customer + u"call:*"_s, u"--count"_s, u"60"_s});
        const auto stored = [this] { return lines().size(); };
        QTRY_VERIFY_WITH_TIMEOUT(stored() >= 33, 20'000);
        const int port = voipbin.port();
        voipbin.kill();
        QTRY_VERIFY_WITH_TIMEOUT(countType(u"eventscope.disconnected"_s) >= 1, 20'000);
        voipbin.start(u"voipbin_server.py"_s, events, port);
        QCOMPARE(voipbin.port(), port);
        QVERIFY(recorder.waitForFinished(40'000));
        QCOMPARE(recorder.exitCode(), 0);
        checkSound();
        QCOMPARE(countType(u"eventscope.gap"_s), 1);
        QCOMPARE(countType(u"eventscope.ack"_s), 2);
    }

    void everyFixEventIsAccountedFor_data()
    {
        QTest::addColumn<QStringList>("server");
        QTest::addColumn<QStringList>("options");
        const QStringList token{u"--token-env"_s, u"EVENTSCOPE_TEST_TOKEN"_s};
        QTest::newRow("backend") << QStringList{} << QStringList{};
        QTest::newRow("backend, bare envelope") << QStringList{u"--bare"_s} << QStringList{};
        QTest::newRow("backend, empty lines") << QStringList{u"--blank"_s, u"3"_s} << QStringList{};
        QTest::newRow("backend, token") << QStringList{u"--token"_s, u"s3cret"_s} << token;
        QTest::newRow("core") << QStringList{u"--core"_s} << QStringList{};
        QTest::newRow("core, empty lines")
            << QStringList{u"--core"_s, u"--blank"_s, u"2"_s} << QStringList{};
        QTest::newRow("core, key") << QStringList{u"--core"_s, u"--psk"_s, u"s3cret"_s} << token;
    }
    void everyFixEventIsAccountedFor()
    {
        QFETCH(QStringList, server);
        QFETCH(QStringList, options);
        Server fix(u"fix_server.py"_s,
                   server + QStringList{u"--events"_s, u"120"_s, u"--rate"_s, u"0"_s});
        QVERIFY2(fix.port() > 0, qPrintable(fix.errors()));
        const QString path = server.contains(u"--core"_s)
            ? u"/events"_s
            : u"/api/workspaces/%1/events"_s.arg(
                QUuid::createUuid().toString(QUuid::WithoutBraces));
        const QJsonObject summary =
            record(recordArguments(u"fix"_s, u"ws://127.0.0.1:%1%2"_s.arg(fix.port()).arg(path))
                   + options + QStringList{u"--for"_s, u"2s"_s});
        fix.stop();
        QCOMPARE(fix.sum(u"sent"_s), 120);
        QCOMPARE(summary[u"received"_s].toInteger(), 120);
        QCOMPARE(summary[u"stored"_s].toInteger(), 120);
        QCOMPARE(summary[u"undecodable"_s].toInteger(), 0);
        const QString progress =
            server.contains(u"--core"_s) ? u"progress"_s : u"collect-progress"_s;
        QVERIFY(countType(progress) > 50);
    }

    void aDeniedWorkspaceEndsWithItsReason()
    {
        Server fix(u"fix_server.py"_s, {u"--deny"_s, u"TrialEnded"_s});
        QVERIFY2(fix.port() > 0, qPrintable(fix.errors()));
        const QJsonObject summary =
            record(recordArguments(u"fix"_s,
                                   u"ws://127.0.0.1:%1/api/workspaces/%2/events"_s.arg(fix.port())
                                       .arg(QUuid::createUuid().toString(QUuid::WithoutBraces))),
                   1);
        QCOMPARE(summary[u"stored"_s].toInteger(), 0);
        QVERIFY2(m_errors.contains("TrialEnded") || m_errors.contains("trial"),
                 m_errors.constData());
    }
};

QTEST_GUILESS_MAIN(TestInterop)
#include "tst_interop.moc"
