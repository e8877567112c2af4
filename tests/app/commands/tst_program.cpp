// SPDX-License-Identifier: GPL-3.0-or-later
//
// The built program, run as its user runs it: demo, record, verify, export.

#include "demoprogram.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <csignal>
#include <sys/stat.h>

using namespace programtesting;
using namespace Qt::StringLiterals;

class TestProgram : public QObject
{
    Q_OBJECT

    DemoProgram m_demo;
    const QMap<QString, QString> &m_urls = m_demo.urls();

    void setUp(QProcess &process) const { m_demo.setUp(process); }
    Outcome run(const QStringList &arguments) const { return m_demo.run(arguments); }
    QString capture(const QString &name) const { return m_demo.file(name); }

private Q_SLOTS:
    void initTestCase()
    {
        m_demo.start();
        QVERIFY(m_urls.contains(u"voipbin"_s));
        QVERIFY(m_urls.contains(u"fix"_s));
        QVERIFY(m_urls.size() >= 5);
    }

    void cleanupTestCase() { m_demo.stop(); }

    void aMistypedCommandIsAWrongUsage()
    {
        const Outcome mistyped = run({u"recrod"_s});
        QCOMPARE(mistyped.exitStatus, 2);
        QVERIFY2(mistyped.err.contains("recrod"), mistyped.err.constData());
        QCOMPARE(run({u"./nothinghere"_s, u"--picture"_s, capture(u"p.png"_s)}).exitStatus, 1);
    }

    void recordVerifyExportAgree()
    {
        const Outcome recorded = run({u"record"_s, u"--dialect"_s, u"voipbin"_s, u"--url"_s, m_urls[u"voipbin"_s],
                                      u"--subscribe"_s, callTopic, u"--count"_s, u"50"_s, u"--capture"_s, capture(u"c"_s), u"--json"_s});
        QVERIFY2(recorded.exitStatus == 0, recorded.err.constData());
        const QJsonObject summary = QJsonDocument::fromJson(recorded.out).object();
        QCOMPARE(summary[u"stored"_s].toInt(), 50);
        QCOMPARE(summary[u"received"_s].toInt(),
                 summary[u"stored"_s].toInt() + summary[u"duplicates"_s].toInt() + summary[u"dropped"_s].toInt());
        QVERIFY(summary[u"seconds"_s].toDouble() > 0);
        QCOMPARE(summary.keys(), QStringList({u"connections"_s, u"dropped"_s, u"duplicates"_s, u"gaps"_s, u"left"_s, u"received"_s, u"seconds"_s,
                                              u"stored"_s, u"undecodable"_s}));

        const Outcome verified = run({u"verify"_s, capture(u"c"_s)});
        QVERIFY2(verified.exitStatus == 0, verified.out.constData());

        QVERIFY(run({u"export"_s, capture(u"c"_s), u"--format"_s, u"jsonl"_s, u"-o"_s, capture(u"e.jsonl"_s)}).exitStatus == 0);
        QVERIFY(run({u"export"_s, capture(u"c"_s), u"--format"_s, u"csv"_s, u"-o"_s, capture(u"e.csv"_s)}).exitStatus == 0);
        QFile jsonl(capture(u"e.jsonl"_s));
        QVERIFY(jsonl.open(QIODevice::ReadOnly));
        int events = 0;
        while (!jsonl.atEnd()) {
            const QJsonObject line = QJsonDocument::fromJson(jsonl.readLine()).object();
            QCOMPARE(line[u"specversion"_s].toString(), u"1.0"_s);
            events += !line[u"type"_s].toString().startsWith(u"eventscope."_s);
        }
        QCOMPARE(events, 50);
        QVERIFY(QFile::exists(capture(u"e.csv"_s)));
    }

    void exportsAreFilteredMergedAndCompressed()
    {
        for (const QString &name : {u"one"_s, u"two"_s})
            QCOMPARE(run({u"record"_s, u"--dialect"_s, u"voipbin"_s, u"--url"_s, m_urls[u"voipbin"_s],
                          u"--subscribe"_s, callTopic, u"--count"_s, u"20"_s, u"--capture"_s, capture(name)}).exitStatus, 0);
        const QStringList both {u"export"_s, capture(u"one"_s), capture(u"two"_s)};
        Outcome exported = run(both + QStringList {u"--where"_s, u"is:received"_s, u"--format"_s, u"csv"_s, u"--columns"_s,
                                                   u"recorded,type,data.id"_s});
        QVERIFY2(exported.exitStatus == 0, exported.err.constData());
        const QList<QByteArray> rows = exported.out.split('\n');
        QCOMPARE(rows.size(), 42); // with the titles, and nothing behind the last line break
        QCOMPARE(rows[0], QByteArray("recorded,type,data.id\r"));
        QVERIFY(std::is_sorted(rows.cbegin() + 1, rows.cend() - 1,
                               [](const QByteArray &a, const QByteArray &b) { return a.left(27) < b.left(27); }));

        exported = run(both + QStringList {u"--where"_s, u"is:received"_s, u"-o"_s, capture(u"e.sqlite"_s)});
        QVERIFY2(exported.exitStatus == 0, exported.err.constData());
        QVERIFY2(exported.err.contains("40 events written to"), exported.err.constData());
        QFile database(capture(u"e.sqlite"_s));
        QVERIFY(database.open(QIODevice::ReadOnly));
        QVERIFY(database.read(16).startsWith("SQLite format 3"));

        exported = run(both + QStringList {u"--where"_s, u"changed:data.status"_s, u"--format"_s, u"csv"_s, u"--columns"_s,
                                           u"changed"_s});
        QVERIFY2(exported.exitStatus == 0, exported.err.constData());
        const QList<QByteArray> changes = exported.out.split('\n');
        QVERIFY2(changes.size() > 2, exported.out.constData());
        for (const QByteArray &line : changes.mid(1, changes.size() - 2))
            QVERIFY2(line.contains("status"), exported.out.constData());

        exported = run(both + QStringList {u"--format"_s, u"jsonl.zst"_s});
        QVERIFY2(exported.exitStatus == 0, exported.err.constData());
        QCOMPARE(exported.out.left(4), QByteArray::fromHex("28b52ffd"));
        QCOMPARE(run(both + QStringList {u"-o"_s, capture(u"one/e.sqlite"_s)}).exitStatus, 1); // into what it reads
    }

    void anExportThatIsInterruptedLeavesNothing()
    {
        const QString folder = capture(u"interrupted"_s);
        QVERIFY(QDir().mkpath(folder));
        QFile lines(capture(u"many.jsonl"_s));
        QVERIFY(lines.open(QIODevice::WriteOnly));
        for (int i = 0; i < 200'000; ++i)
            lines.write(R"({"specversion":"1.0","id":")" + QByteArray::number(i)
                        + R"(","source":"/x","type":"t","subject":"s","data":{"n":)" + QByteArray::number(i) + "}}\n");
        lines.close();
        QProcess process;
        process.start(program, {u"export"_s, lines.fileName(), u"-o"_s, folder + u"/e.sqlite"_s});
        QVERIFY(process.waitForStarted());
        const auto files = [&folder] { return QDir(folder).entryList(QDir::Files | QDir::Hidden); };
        QTRY_VERIFY_WITH_TIMEOUT(!files().isEmpty(), 30'000);
        QCOMPARE(files().filter(u"e.sqlite."_s).size(), 1); // under another name, while it is not whole
        QCOMPARE(::kill(pid_t(process.processId()), SIGINT), 0);
        QVERIFY(process.waitForFinished(30'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 1);
        const QByteArray said = process.readAllStandardError();
        QVERIFY2(said.contains("Stopped. Nothing was written."), said.constData());
        QCOMPARE(files(), QStringList());
    }

    void recordTakesEachLineOfTheDemo_data()
    {
        QTest::addColumn<QString>("topic");
        QTest::newRow("fix") << QString();
        QTest::newRow("zaikio") << u"mission_control.job_added,mission_control.job_updated"_s;
        QTest::newRow("daptin") << u"document"_s;
        QTest::newRow("json") << QString();
        QTest::newRow("acm") << u"^gh-.*"_s;
    }
    void recordTakesEachLineOfTheDemo()
    {
        QFETCH(QString, topic);
        const QString dialect = QString::fromUtf8(QTest::currentDataTag());
        if (!m_urls.contains(dialect) && dialect == u"acm"_s)
            QSKIP("built without librdkafka");
        QStringList arguments{u"record"_s, u"--dialect"_s, dialect, u"--url"_s, m_urls[dialect], u"--count"_s,
                              u"2"_s, u"--for"_s, u"60s"_s, u"--capture"_s, capture(u"demo-"_s + dialect), u"--json"_s};
        if (!topic.isEmpty())
            arguments += {u"--subscribe"_s, topic};
        const Outcome recorded = run(arguments);
        QVERIFY2(recorded.exitStatus == 0, recorded.err.constData());
        QCOMPARE(QJsonDocument::fromJson(recorded.out).object()[u"stored"_s].toInt(), 2);
    }

    void onlyTheUserCanReadWhatWasRecorded()
    {
        const Outcome recorded = run({u"record"_s, u"--dialect"_s, u"fix"_s, u"--url"_s, m_urls[u"fix"_s], u"--count"_s, u"3"_s,
                                      u"--capture"_s, capture(u"private"_s)});
        QVERIFY2(recorded.exitStatus == 0, recorded.err.constData());
        struct stat status {};
        QCOMPARE(::stat(QFile::encodeName(capture(u"private"_s)).constData(), &status), 0);
        QCOMPARE(status.st_mode & 0777, 0700U);
        const QFileInfoList files = QDir(capture(u"private"_s)).entryInfoList(QDir::Files | QDir::Hidden);
        for (const QFileInfo &file : files) {
            QCOMPARE(::stat(QFile::encodeName(file.filePath()).constData(), &status), 0);
            QVERIFY2((status.st_mode & 0777) == 0600, qPrintable(file.fileName()));
        }
    }

    void anInterruptedRecordingIsWhole_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("SIGINT") << SIGINT;
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("SIGHUP") << SIGHUP;
    }
    void anInterruptedRecordingIsWhole()
    {
        QFETCH(int, signal);
        const QString folder = capture(u"interrupted-%1"_s.arg(signal));
        QProcess record;
        setUp(record);
        record.start(program, {u"record"_s, u"--dialect"_s, u"voipbin"_s, u"--url"_s, m_urls[u"voipbin"_s], u"--subscribe"_s,
                               callTopic, u"--capture"_s, folder, u"--json"_s});
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(folder + u"/000001.ndjson"_s).size() > 2000, 20'000);
        ::kill(pid_t(record.processId()), signal);
        QVERIFY(record.waitForFinished(10'000));
        QCOMPARE(record.exitCode(), 0);
        QVERIFY(QJsonDocument::fromJson(record.readAllStandardOutput()).object()[u"stored"_s].toInt() > 0);
        QCOMPARE(run({u"verify"_s, folder}).exitStatus, 0);
    }

    /// E14: the end of a desktop's session is a signal to the window, too.
    void aWindowThatIsInterruptedLeavesAWholeCapture_data() { anInterruptedRecordingIsWhole_data(); }
    void aWindowThatIsInterruptedLeavesAWholeCapture()
    {
        QFETCH(int, signal);
        const QTemporaryDir home;
        QProcess window;
        QProcessEnvironment environment = environmentIn(home.path());
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        window.setProcessEnvironment(environment);
        window.start(program, {u"--demo"_s});
        QString folder;
        const auto recordsSomething = [&] {
            QDirIterator segments(home.path(), {u"000001.ndjson"_s}, QDir::Files, QDirIterator::Subdirectories);
            folder = segments.hasNext() ? QFileInfo(segments.next()).path() : QString();
            return !folder.isEmpty() && segments.fileInfo().size() > 2000;
        };
        QTRY_VERIFY_WITH_TIMEOUT(recordsSomething(), 30'000);
        ::kill(pid_t(window.processId()), signal);
        QVERIFY(window.waitForFinished(30'000));
        QCOMPARE(window.exitStatus(), QProcess::NormalExit);
        QCOMPARE(window.exitCode(), 0);
        const Outcome verified = run({u"verify"_s, folder});
        QVERIFY2(verified.exitStatus == 0 && verified.out.contains("\nSound: "), verified.out.constData());
        QVERIFY2(!verified.out.contains("cut short"), verified.out.constData());
    }

    void timeEndsARecording()
    {
        const Outcome recorded = run({u"record"_s, u"--dialect"_s, u"fix"_s, u"--url"_s, m_urls[u"fix"_s], u"--for"_s, u"1500ms"_s,
                                      u"--capture"_s, capture(u"timed"_s)});
        QVERIFY2(recorded.exitStatus == 0, recorded.err.constData());
        QVERIFY2(recorded.out.startsWith("received "), recorded.out.constData());
        QCOMPARE(recorded.out.count('\n'), 1);
    }

    void aTokenInTheUrlWorksAndIsNeverKept()
    {
        QUrl url(m_urls[u"voipbin"_s]);
        url.setQuery(u"token=hunter2&access_token=hunter2"_s);
        const Outcome recorded = run({u"record"_s, u"--dialect"_s, u"voipbin"_s, u"--url"_s, url.toString(), u"--subscribe"_s,
                                      callTopic, u"--count"_s, u"5"_s, u"--capture"_s, capture(u"secret"_s)});
        QVERIFY2(recorded.exitStatus == 0, recorded.err.constData());
        QVERIFY(!recorded.err.contains("hunter2") && !recorded.out.contains("hunter2"));
        const QFileInfoList files = QDir(capture(u"secret"_s)).entryInfoList(QDir::Files | QDir::Hidden);
        QVERIFY(files.size() >= 2);
        for (const QFileInfo &info : files) {
            QFile file(info.filePath());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains("hunter2"), qPrintable(info.fileName()));
        }
    }

    void aSecondWriterIsRefused()
    {
        QProcess first;
        setUp(first);
        const QString folder = capture(u"locked"_s);
        first.start(program, {u"record"_s, u"--dialect"_s, u"fix"_s, u"--url"_s, m_urls[u"fix"_s], u"--capture"_s, folder});
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(folder + u"/000001.ndjson"_s), 20'000);
        const Outcome second = run({u"record"_s, u"--dialect"_s, u"fix"_s, u"--url"_s, m_urls[u"fix"_s], u"--for"_s, u"1s"_s, u"--capture"_s, folder});
        QCOMPARE(second.exitStatus, 1);
        QVERIFY2(second.err.contains("another"), second.err.constData());
        first.terminate();
        QVERIFY(first.waitForFinished(10'000));
    }

    void damageMakesVerifyFail()
    {
        const QString folder = capture(u"damaged"_s);
        QVERIFY(run({u"record"_s, u"--dialect"_s, u"fix"_s, u"--url"_s, m_urls[u"fix"_s], u"--count"_s, u"3"_s, u"--capture"_s, folder}).exitStatus == 0);
        QFile segment(folder + u"/000001.ndjson"_s);
        QVERIFY(segment.open(QIODevice::ReadWrite));
        segment.seek(5);
        segment.write("XXXX");
        segment.close();
        const Outcome verified = run({u"verify"_s, folder});
        QCOMPARE(verified.exitStatus, 1);
        QVERIFY2(verified.out.contains("000001.ndjson"), verified.out.constData());
    }

    void wrongUseExitsWith2_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("unknown option") << QStringList {u"--nonsense"_s};
        QTest::newRow("record without anything") << QStringList {u"record"_s};
        QTest::newRow("export format") << QStringList {u"export"_s, u"x"_s, u"--format"_s, u"xml"_s};
    }
    void wrongUseExitsWith2()
    {
        QFETCH(QStringList, arguments);
        const Outcome outcome = run(arguments);
        QCOMPARE(outcome.exitStatus, 2);
        QVERIFY(outcome.err.startsWith("eventscope: "));
        QVERIFY(outcome.out.isEmpty());
    }

    void helpAndVersionWorkWithoutADisplay()
    {
        QVERIFY(run({u"--help"_s}).out.contains("record"));
        QCOMPARE(run({u"--help"_s}).exitStatus, 0);
        QVERIFY(run({u"--version"_s}).out.startsWith("eventscope "));
    }

    void theWindowSaysThatThereIsNoDisplay()
    {
        const Outcome outcome = run({u"--demo"_s});
        QCOMPARE(outcome.exitStatus, 1);
        QVERIFY2(outcome.err.contains("display"), outcome.err.constData());
    }

    void aPictureOfTheWindowNeedsNoDisplay()
    {
        const QString picture = capture(u"window.png"_s);
        const Outcome outcome = run({u"--demo"_s, u"--picture"_s, picture, u"--picture-after"_s, u"2s"_s});
        QVERIFY2(outcome.exitStatus == 0, outcome.err.constData());
        QVERIFY(QFileInfo(picture).size() > 10'000);
    }

    // Of each font that is tried for them Qt has a line to print.
    void lettersThatFewFontsHaveCostNoLinesOnTheTerminal()
    {
        QFile file(capture(u"hindi.ndjson"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"type\":\"a\",\"text\":\"नमस्ते दुनिया\"}\n");
        file.close();
        const Outcome outcome = run({file.fileName(), u"--picture"_s, capture(u"hindi.png"_s), u"--picture-after"_s, u"1s"_s});
        QVERIFY2(outcome.exitStatus == 0, outcome.err.constData());
        QVERIFY2(!outcome.err.contains("OpenType"), outcome.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
