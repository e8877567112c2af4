// SPDX-License-Identifier: GPL-3.0-or-later
//
// `eventscope record` against a server that speaks the three generations of Daptin's `/live` and
// shares nothing with this program.

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

QString python()
{
    const QString debian = u"/usr/bin/python3"_s;
    return QFile::exists(debian) ? debian : QStandardPaths::findExecutable(u"python3"_s);
}

/// The server beside this file, on a free port.
class Server
{
public:
    explicit Server(const QStringList &arguments)
    {
        m_process.start(
            python(),
            QStringList{QStringLiteral(TEST_SOURCE_DIR) + u"/interop/daptin_server.py"_s,
                        u"--verbose"_s}
                + arguments);
        while (m_process.state() != QProcess::NotRunning && !m_process.canReadLine()
               && m_process.waitForReadyRead(20'000)) { }
        m_port = m_process.readLine().trimmed().toInt();
    }
    ~Server() { stop(); }
    int port() const { return m_port; }
    QString url() const { return u"ws://127.0.0.1:%1/live"_s.arg(m_port); }
    QString errors() { return QString::fromUtf8(m_process.readAllStandardError()); }
    /// What it says, one object a line; it is stopped for that.
    QVector<QJsonObject> said()
    {
        stop();
        QVector<QJsonObject> all;
        for (const QByteArray &line : m_said.split('\n')) {
            if (!line.isEmpty())
                all.append(QJsonDocument::fromJson(line).object());
        }
        return all;
    }

private:
    void stop()
    {
        m_process.terminate();
        if (!m_process.waitForFinished(5'000))
            m_process.kill();
        m_process.waitForFinished(5'000);
        m_said += m_process.readAllStandardOutput();
    }

    QProcess m_process;
    QByteArray m_said;
    int m_port = 0;
};

} // namespace

class TestInteropDaptin : public QObject
{
    Q_OBJECT

    QTemporaryDir m_home;
    int m_captures = 0;
    int m_exitCode = 0;
    QByteArray m_errors;
    QList<QByteArray> m_lines; ///< of the capture

    QJsonObject record(const Server &server, const QStringList &more)
    {
        const QString capture = m_home.filePath(u"capture-%1"_s.arg(++m_captures));
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOME"_s, m_home.path());
        environment.insert(u"EVENTSCOPE_TEST_TOKEN"_s, u"s3cret"_s);
        environment.remove(u"DBUS_SESSION_BUS_ADDRESS"_s);
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(EVENTSCOPE_PROGRAM),
                      QStringList{u"record"_s, u"--dialect"_s, u"daptin"_s, u"--url"_s,
                                  server.url(), u"--capture"_s, capture, u"--json"_s,
                                  u"--token-env"_s, u"EVENTSCOPE_TEST_TOKEN"_s}
                          + more);
        if (!process.waitForFinished(60'000))
            return {};
        m_exitCode = process.exitCode();
        m_errors = process.readAllStandardError();
        m_lines.clear();
        const QStringList segments = QDir(capture).entryList({u"*.ndjson"_s});
        for (const QString &segment : segments) {
            QFile file(capture + u'/' + segment);
            if (file.open(QIODevice::ReadOnly))
                m_lines += file.readAll().split('\n');
        }
        return QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    }
    int count(const QByteArray &part) const
    {
        return int(std::count_if(m_lines.begin(), m_lines.end(),
                                 [&part](const QByteArray &line) { return line.contains(part); }));
    }

private Q_SLOTS:
    void everyGenerationIsFoundOutAndAccountedFor_data()
    {
        QTest::addColumn<QString>("generation");
        QTest::addColumn<QString>("attribute");
        QTest::newRow("A") << u"A"_s << u"topic"_s;
        QTest::newRow("B") << u"B"_s << u"topicName"_s;
        QTest::newRow("C") << u"C"_s << u"topicName"_s;
    }
    void everyGenerationIsFoundOutAndAccountedFor()
    {
        QFETCH(QString, generation);
        QFETCH(QString, attribute);
        Server server({u"--generation"_s, generation, u"--token"_s, u"s3cret"_s});
        QVERIFY2(server.port() > 0, qPrintable(server.errors()));
        const QJsonObject summary = record(server,
                                           {u"--subscribe"_s, u"user_account"_s, u"--subscribe"_s,
                                            u"document,world"_s, u"--count"_s, u"150"_s});
        QCOMPARE(summary[u"stored"_s].toInteger(), 150);
        QCOMPARE(summary[u"undecodable"_s].toInteger(), 0);
        QCOMPARE(summary[u"gaps"_s].toInteger(), 0);
        QVERIFY(count("\"topic\":\"document\"") > 20);
        QVERIFY(count("\"type\":\"delete\"") > 20);
        // Only a row that was created has the time of its event.
        QCOMPARE(count("\"time\":\"2026-01-15T10:30:05"), count("\"type\":\"create\""));
        QCOMPARE(count("s3cret"), 0);
        QStringList asked;
        for (const QJsonObject &line : server.said()) {
            const QJsonObject request = line[u"asked"_s].toObject();
            if (request[u"method"_s].toString() == u"subscribe")
                asked += request[u"attributes"_s].toObject()[attribute].toString();
        }
        QCOMPARE(asked, QStringList({u"user_account"_s, u"document,world"_s}));
    }

    void reconnectAsksAgainWithoutFindingOutAgain()
    {
        Server server({u"--generation"_s, u"B"_s, u"--drop-after"_s, u"40"_s});
        QVERIFY2(server.port() > 0, qPrintable(server.errors()));
        const QJsonObject summary =
            record(server, {u"--subscribe"_s, u"user_account"_s, u"--count"_s, u"80"_s});
        QCOMPARE(summary[u"stored"_s].toInteger(), 80);
        QCOMPARE(summary[u"gaps"_s].toInteger(), 1);
        QStringList methods;
        for (const QJsonObject &line : server.said()) {
            if (line.contains(u"asked"_s))
                methods += line[u"asked"_s].toObject()[u"method"_s].toString();
        }
        QCOMPARE(methods,
                 QStringList({u"list-topic"_s, u"list-topicName"_s, u"subscribe"_s,
                              u"list-topicName"_s, u"subscribe"_s}));
    }

    void quietConnectionIsKeptThoughPingsOfTheWebSocketWouldEndIt()
    {
        Server server({u"--generation"_s, u"C"_s, u"--rate"_s, u"0.001"_s});
        QVERIFY2(server.port() > 0, qPrintable(server.errors()));
        const QJsonObject summary =
            record(server, {u"--subscribe"_s, u"user_account"_s, u"--for"_s, u"18s"_s});
        QCOMPARE(summary[u"gaps"_s].toInteger(), 0);
        QCOMPARE(count("\"type\":\"eventscope.connected\""), 1);
        QStringList methods;
        for (const QJsonObject &line : server.said())
            methods += line[u"asked"_s].toObject()[u"method"_s].toString();
        QCOMPARE(methods, QStringList({u"subscribe"_s, u"ping"_s}));
    }

    void refusedTopicIsNamed()
    {
        Server server({u"--generation"_s, u"C"_s});
        QVERIFY2(server.port() > 0, qPrintable(server.errors()));
        const QJsonObject summary = record(server,
                                           {u"--subscribe"_s, u"user_account"_s, u"--subscribe"_s,
                                            u"secret_table"_s, u"--count"_s, u"20"_s});
        QCOMPARE(summary[u"stored"_s].toInteger(), 20);
        QCOMPARE(count("\"type\":\"eventscope.refused\""), 1);
        QVERIFY2(m_errors.contains("permission denied: secret_table"), m_errors);
    }

    void guestIsToldThatTheTokenIsWrong_data()
    {
        QTest::addColumn<QString>("generation");
        QTest::addColumn<QString>("auth");
        QTest::newRow("A") << u"A"_s << u"auth=bearer"_s;
        QTest::newRow("C") << u"C"_s << u"auth=token"_s;
    }
    void guestIsToldThatTheTokenIsWrong()
    {
        QFETCH(QString, generation);
        QFETCH(QString, auth);
        Server server({u"--generation"_s, generation, u"--token"_s, u"another"_s});
        QVERIFY2(server.port() > 0, qPrintable(server.errors()));
        record(server,
               {u"--subscribe"_s, u"user_account"_s, u"--option"_s, auth, u"--for"_s, u"10s"_s});
        QCOMPARE(m_exitCode, 1);
        QVERIFY2(m_errors.contains("unauthorized"), m_errors);
        QVERIFY(!m_errors.contains("s3cret"));
        QCOMPARE(count("s3cret"), 0);
    }

    void typeFilterThatDiesSilentlyIsWarnedOf()
    {
        Server server({u"--generation"_s, u"B"_s, u"--rate"_s, u"400"_s});
        QVERIFY2(server.port() > 0, qPrintable(server.errors()));
        const QJsonObject summary = record(server,
                                           {u"--subscribe"_s, u"user_account"_s, u"--filter"_s,
                                            u"EventType=create"_s, u"--for"_s, u"3s"_s});
        QVERIFY(summary[u"stored"_s].toInteger() <= 1);
        QCOMPARE(count("Leave that filter out"), 1);
    }
};

QTEST_GUILESS_MAIN(TestInteropDaptin)
#include "tst_interop_daptin.moc"
