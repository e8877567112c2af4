// SPDX-License-Identifier: GPL-3.0-or-later
//
// `eventscope record`, run as its user runs it: saved connections, crashes, limits; and the window
// where there is no display for it.

#include "app/commands/captureset.h"
#include "programtesting.h"
#include "tests/support/feedservers.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

using namespace programtesting;
using namespace Qt::StringLiterals;

class TestRecordProgram : public QObject
{
    Q_OBJECT

    QTemporaryDir m_home;
    QProcess m_demo;
    QMap<QString, QString> m_urls;

    QString capture(const QString &name) const { return m_home.filePath(name); }

    Outcome run(const QStringList &arguments, const QMap<QString, QString> &variables = {})
    {
        QProcessEnvironment environment = environmentIn(m_home.path());
        for (auto it = variables.cbegin(); it != variables.cend(); ++it)
            environment.insert(it.key(), it.value());
        return runProgram(arguments, environment);
    }

    static QVector<QJsonObject> rowsOf(const QString &folder, const QString &type)
    {
        QVector<QJsonObject> rows;
        QFile segment(folder + u"/000001.ndjson"_s);
        if (!segment.open(QIODevice::ReadOnly))
            return rows;
        while (!segment.atEnd()) {
            const QJsonObject row = QJsonDocument::fromJson(segment.readLine()).object();
            if (type.isEmpty() ? !row[u"type"_s].toString().startsWith(u"eventscope."_s)
                               : row[u"type"_s].toString() == type)
                rows += row;
        }
        return rows;
    }

    static QJsonObject connection(const QString &id, const QString &name, const QString &dialect,
                                  const QString &url, const QStringList &topics)
    {
        QJsonArray subscriptions;
        for (const QString &topic : topics)
            subscriptions.append(QJsonObject{{u"pattern"_s, topic}});
        return {{u"id"_s, id},
                {u"name"_s, name},
                {u"dialect"_s, dialect},
                {u"options"_s, QJsonObject{{u"url"_s, url}}},
                {u"subscriptions"_s, subscriptions}};
    }

    /// What looks like a place for more in a sentence is a part of the name.
    inline static const QString accountsName = u"accounts, 100%1 %3"_s;

    void saveConnections(const QJsonArray &connections)
    {
        const QString folder = m_home.filePath(u"config/eventscope"_s);
        QVERIFY(QDir().mkpath(folder));
        QFile file(folder + u"/connections.json"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(
            QJsonDocument(QJsonObject{{u"format"_s, 1}, {u"connections"_s, connections}}).toJson());
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_demo.setProcessEnvironment(environmentIn(m_home.path()));
        m_demo.start(program, {u"demo"_s, u"--rate"_s, u"200"_s});
        QByteArray printed;
        QTRY_VERIFY_WITH_TIMEOUT((printed += m_demo.readAllStandardOutput()).contains("voipbin ")
                                     && printed.contains("fix ") && printed.endsWith('\n'),
                                 20'000);
        for (const QByteArray &line : printed.trimmed().split('\n'))
            m_urls.insert(QString::fromUtf8(line.split(' ')[0]),
                          QString::fromUtf8(line.split(' ')[1]));
        saveConnections(
            {connection(u"0000000a"_s, u"calls"_s, u"voipbin"_s, m_urls[u"voipbin"_s], {callTopic}),
             connection(u"0000000b"_s, accountsName, u"fix"_s, m_urls[u"fix"_s], {}),
             connection(u"0000000c"_s, u"silent"_s, u"voipbin"_s, m_urls[u"voipbin"_s], {}),
             connection(u"0000000d"_s, u"twins"_s, u"fix"_s, m_urls[u"fix"_s], {}),
             connection(u"0000000e"_s, u"twins"_s, u"fix"_s, m_urls[u"fix"_s], {})});
    }

    void cleanupTestCase()
    {
        m_demo.terminate();
        QVERIFY(m_demo.waitForFinished(10'000));
    }

    void severalProfilesStoreTheCountAndNoMore()
    {
        const Outcome recorded =
            run({u"record"_s, u"--profile"_s, u"calls"_s, u"--profile"_s, accountsName,
                 u"--count"_s, u"151"_s, u"--capture"_s, capture(u"both"_s), u"--json"_s});
        QVERIFY2(recorded.exitStatus == 0, recorded.err.constData());
        const QJsonObject summary = QJsonDocument::fromJson(recorded.out).object();
        QCOMPARE(summary[u"stored"_s].toInt(), 151);
        QSet<QString> names;
        for (const auto &one : summary[u"connections"_s].toArray())
            names.insert(one[u"name"_s].toString());
        QCOMPARE(names, QSet<QString>({u"calls"_s, accountsName}));
        QSet<QString> sources;
        const QVector<QJsonObject> events = rowsOf(capture(u"both"_s), {});
        for (const QJsonObject &event : events)
            sources.insert(event[u"source"_s].toString());
        QCOMPARE(events.size(), 151);
        QCOMPARE(sources, QSet<QString>({u"/0000000a"_s, u"/0000000b"_s}));
    }

    void aNameOfTwoProfilesIsRefusedAndTheIdOfOneTaken()
    {
        const Outcome both = run({u"record"_s, u"--profile"_s, u"twins"_s, u"--count"_s, u"1"_s,
                                  u"--capture"_s, capture(u"twins"_s)});
        QVERIFY(both.exitStatus != 0);
        QVERIFY2(both.err.contains("0000000d") && both.err.contains("0000000e"),
                 both.err.constData());
        QVERIFY(!QFile::exists(capture(u"twins"_s)));
        const Outcome one = run({u"record"_s, u"--profile"_s, u"0000000e"_s, u"--count"_s, u"1"_s,
                                 u"--capture"_s, capture(u"twin"_s)});
        QVERIFY2(one.exitStatus == 0, one.err.constData());
        QCOMPARE(rowsOf(capture(u"twin"_s), {}).value(0)[u"source"_s].toString(), u"/0000000e"_s);
        const Outcome twice = run({u"record"_s, u"--profile"_s, accountsName, u"--profile"_s,
                                   u"0000000b"_s, u"--capture"_s, capture(u"twins"_s)});
        QVERIFY2(twice.exitStatus != 0 && twice.err.contains("twice"), twice.err.constData());
    }

    void whatItRecordsAndRemovesIsFollowedByWhoHasItOpen()
    {
        QProcess demo;
        demo.setProcessEnvironment(environmentIn(m_home.path()));
        demo.start(program, {u"demo"_s, u"--rate"_s, u"4000"_s});
        QByteArray printed;
        QTRY_VERIFY_WITH_TIMEOUT((printed += demo.readAllStandardOutput()).contains("fix ")
                                     && printed.endsWith('\n'),
                                 20'000);
        const QString url =
            QString::fromUtf8(printed.mid(printed.indexOf("fix ") + 4)).section(u'\n', 0, 0);
        const QString folder = capture(u"limited"_s);
        QProcess recorder;
        recorder.setProcessEnvironment(environmentIn(m_home.path()));
        recorder.start(program,
                       {u"record"_s, u"--dialect"_s, u"fix"_s, u"--url"_s, url, u"--max-events"_s,
                        u"1000"_s, u"--capture"_s, folder});
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(folder + u"/000001.ndjson"_s), 20'000);
        const auto opened = eventscope::CaptureSet::open({folder});
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error()));
        eventscope::CaptureSet &set = **opened;
        eventscope::EventLog &log = set.log();
        set.readParts([&log](eventscope::LogPart part, int) {
            part.appendTo(log, part.size());
            return true;
        });
        const auto follow = [&] {
            auto found = set.follow(1 << 20);
            log.retire(found.retired.lastSequence + 1);
            found.part.appendTo(log, found.part.size());
            log.retire(found.retired.lastSequence + 1);
            return found;
        };
        QTRY_VERIFY_WITH_TIMEOUT(follow().retired.lastSequence > 2'000, 30'000);
        QVERIFY(!follow().recorded.isEmpty());
        recorder.terminate();
        QVERIFY(recorder.waitForFinished(20'000));
        demo.terminate();
        QVERIFY(demo.waitForFinished(20'000));
        auto last = follow();
        QVERIFY(last.recorded.isEmpty());
        while (last.more)
            last = follow();
        QVERIFY2(last.ended.isEmpty(), qPrintable(last.ended.join(u' ')));
        QCOMPARE(log.firstSequence(), last.retired.lastSequence + 1);
        std::string scratch;
        for (quint64 row = 0; row < log.size(); ++row) {
            const auto line = set.line(log.at(row), scratch);
            const std::string sequence = std::to_string(log.firstSequence() + row);
            QVERIFY2(line.find("\"sequence\":\"" + sequence + '"') != std::string_view::npos,
                     sequence.c_str());
        }
        const Outcome verified = run({u"verify"_s, folder});
        const auto counts = QRegularExpression(u"Sound: (\\d+) events? and (\\d+) row"_s)
                                .match(QString::fromUtf8(verified.out));
        QVERIFY2(counts.hasMatch(), verified.out.constData());
        QCOMPARE(counts.captured(1).toULongLong() + counts.captured(2).toULongLong(), log.size());
    }

    void aTopicThatNobodyConfirmsIsSaid()
    {
        eventscope::RawServer silent([](QTcpSocket &client, const QByteArray &data) {
            eventscope::RawServer::upgrade(client, data);
        });
        QProcess record;
        record.setProcessEnvironment(environmentIn(m_home.path()));
        record.start(program,
                     {u"record"_s, u"--dialect"_s, u"json"_s, u"--url"_s, silent.url().toString(),
                      u"--option"_s, u"subscribe={\"want\":\"{topic}\"}"_s, u"--subscribe"_s,
                      u"nonesuch"_s, u"--for"_s, u"1s"_s, u"--capture"_s,
                      capture(u"unconfirmed"_s)});
        QTRY_VERIFY_WITH_TIMEOUT(record.state() == QProcess::NotRunning, 30'000);
        const QByteArray said = record.readAllStandardError();
        QVERIFY2(record.exitCode() == 0, said.constData());
        QVERIFY2(said.count("nonesuch unconfirmed: It was asked for") == 1, said.constData());
    }

    void anExportTakesFilters_data()
    {
        QTest::addColumn<QString>("where");
        QTest::addColumn<int>("rows"); // -1: some
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("type") << u"type:nothing.*"_s << 0 << QByteArray();
        QTest::newRow("events") << u"is:received"_s << 3 << QByteArray();
        QTest::newRow("numbers") << u"is:received sequence<=0"_s << 0 << QByteArray();
        QTest::newRow("the negation") << u"not is:received"_s << -1 << QByteArray();
        QTest::newRow("connection by its name")
            << u"connection:calls is:received"_s << 3 << QByteArray();
        QTest::newRow("a name that is no field")
            << u"duration>500000"_s << 0 << QByteArray("data.duration");
        QTest::newRow("word") << u"nosuchword"_s << 0 << QByteArray();
        QTest::newRow("address") << u"https://nosuch.example"_s << 0 << QByteArray();
        QTest::newRow("topic that is there") << callTopic << -1 << QByteArray();
    }
    void anExportTakesFilters()
    {
        QFETCH(const QString, where);
        QFETCH(const int, rows);
        QFETCH(const QByteArray, says);
        const QString folder = capture(u"filtered"_s);
        if (!QFile::exists(folder))
            QCOMPARE(run({u"record"_s, u"--profile"_s, u"calls"_s, u"--count"_s, u"3"_s,
                          u"--capture"_s, folder})
                         .exitStatus,
                     0);
        const Outcome exported = run({u"export"_s, folder, u"--where"_s, where});
        QCOMPARE(exported.exitStatus, 0);
        const qsizetype lines = exported.out.count('\n');
        QVERIFY2(rows < 0 ? lines > 0 : lines == rows, exported.out.constData());
        QVERIFY2(exported.err.contains("data.") == !says.isEmpty() && exported.err.contains(says),
                 exported.err.constData());
    }

    void anExportMarksWhereItsFilterIsWrong()
    {
        const Outcome exported =
            run({u"export"_s, capture(u"nowhere"_s), u"--where"_s, u"type:call severity>=loud"_s});
        QCOMPARE(exported.exitStatus, 2);
        QVERIFY2(exported.err.contains("type:call severity>=loud\n                    ^^^^\n"),
                 exported.err.constData());
        QVERIFY2(exported.err.contains("Expected info, success"), exported.err.constData());
        QVERIFY(exported.out.isEmpty());
    }

    void aMessageThatIsTooLargeIsALossForRecordAndVerify()
    {
        eventscope::RawServer server([&server](QTcpSocket &client, const QByteArray &data) {
            if (!eventscope::RawServer::upgrade(client, data))
                return;
            if (server.accepted == 1) // the head of a frame of 2 GiB is enough
                client.write(QByteArray::fromHex("817f0000000080000000"));
            else
                client.write(eventscope::RawServer::text("{\"kind\":\"a\",\"n\":1}"));
        });
        QProcess record;
        record.setProcessEnvironment(environmentIn(m_home.path()));
        record.start(program,
                     {u"record"_s, u"--dialect"_s, u"json"_s, u"--url"_s, server.url().toString(),
                      u"--count"_s, u"1"_s, u"--capture"_s, capture(u"large"_s), u"--json"_s});
        QTRY_VERIFY_WITH_TIMEOUT(record.state() == QProcess::NotRunning, 30'000);
        const QByteArray said = record.readAllStandardError();
        QVERIFY2(record.exitCode() == 1, said.constData());
        QVERIFY2(said.contains("1 event could not be stored"), said.constData());
        const QJsonObject summary =
            QJsonDocument::fromJson(record.readAllStandardOutput()).object();
        QCOMPARE(summary[u"received"_s].toInt(), 2);
        QCOMPARE(summary[u"stored"_s].toInt(), 1);
        QCOMPARE(summary[u"dropped"_s].toInt(), 1);
        const Outcome verified = run({u"verify"_s, capture(u"large"_s)});
        QCOMPARE(verified.exitStatus, 1);
        QVERIFY2(verified.out.contains("Incomplete"), verified.out.constData());
    }

    void aTokenFromTheEnvironmentIsTheProfiles()
    {
        const Outcome refused =
            run({u"record"_s, u"--profile"_s, accountsName, u"--token-env"_s, u"TEST_TOKEN"_s,
                 u"--for"_s, u"20s"_s, u"--capture"_s, capture(u"denied"_s)},
                {{u"TEST_TOKEN"_s, u"denied"_s}});
        QCOMPARE(refused.exitStatus, 1);
        QVERIFY2(refused.err.contains("redentials"), refused.err.constData());
        const Outcome taken =
            run({u"record"_s, u"--profile"_s, accountsName, u"--token-env"_s, u"TEST_TOKEN"_s,
                 u"--count"_s, u"3"_s, u"--capture"_s, capture(u"taken"_s)},
                {{u"TEST_TOKEN"_s, u"hunter2"_s}});
        QVERIFY2(taken.exitStatus == 0, taken.err.constData());
    }

    void furtherTopicsMakeASilentProfileSpeak()
    {
        const Outcome silent = run({u"record"_s, u"--profile"_s, u"silent"_s, u"--for"_s,
                                    u"500ms"_s, u"--capture"_s, capture(u"silent"_s)});
        QCOMPARE(silent.exitStatus, 0);
        QVERIFY2(silent.err.contains("silent: nothing is subscribed to"), silent.err.constData());
        const Outcome spoken =
            run({u"record"_s, u"--profile"_s, u"silent"_s, u"--subscribe"_s, callTopic,
                 u"--count"_s, u"5"_s, u"--capture"_s, capture(u"spoken"_s)});
        QVERIFY2(spoken.exitStatus == 0, spoken.err.constData());
        QVERIFY(!spoken.err.contains("nothing is subscribed to"));
        const Outcome wrong = run({u"record"_s, u"--profile"_s, accountsName, u"--subscribe"_s,
                                   callTopic, u"--capture"_s, capture(u"wrong"_s)});
        QCOMPARE(wrong.exitStatus, 2);
        QVERIFY2(wrong.err.contains("--subscribe"), wrong.err.constData());
        QVERIFY(!QFile::exists(capture(u"wrong"_s)));
    }

    void aTokenInTheUrlIsRemarkedOnOnce()
    {
        const Outcome recorded = run({u"record"_s, u"--dialect"_s, u"voipbin"_s, u"--url"_s,
                                      m_urls[u"voipbin"_s], u"--subscribe"_s, callTopic,
                                      u"--count"_s, u"2"_s, u"--capture"_s, capture(u"remark"_s)});
        QVERIFY2(recorded.exitStatus == 0, recorded.err.constData());
        QCOMPARE(recorded.err.count("--token-env is safer"), 1);
    }

    void whatIsGoneOnWithAfterAKillHasAGapRow()
    {
        const QString folder = capture(u"killed"_s);
        const QStringList arguments{u"record"_s,    u"--profile"_s, u"calls"_s,
                                    u"--capture"_s, folder,         u"--json"_s};
        QProcess first;
        first.setProcessEnvironment(environmentIn(m_home.path()));
        first.start(program, arguments);
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(folder + u"/000001.ndjson"_s).size() > 20'000, 20'000);
        first.kill();
        QVERIFY(first.waitForFinished(10'000));
        const Outcome cut = run({u"verify"_s, folder});
        QVERIFY2(cut.out.contains("cut short"), cut.out.constData());

        const Outcome second = run(arguments + QStringList{u"--count"_s, u"5"_s});
        QVERIFY2(second.exitStatus == 0, second.err.constData());
        QCOMPARE(QJsonDocument::fromJson(second.out).object()[u"gaps"_s].toInt(), 1);
        const QVector<QJsonObject> gaps = rowsOf(folder, u"eventscope.gap"_s);
        QCOMPARE(gaps.size(), 1);
        QCOMPARE(gaps[0][u"source"_s].toString(), u"/0000000a"_s);
        const QJsonObject data = gaps[0][u"data"_s].toObject();
        QCOMPARE(data[u"cause"_s].toString(), u"the recording was cut short"_s);
        QVERIFY(data[u"seconds"_s].toDouble() < 60);
        QCOMPARE(data[u"topics"_s].toArray(), QJsonArray{callTopic});
        QCOMPARE(run({u"verify"_s, folder}).exitStatus, 0);

        QVERIFY(run(arguments + QStringList{u"--count"_s, u"5"_s}).exitStatus == 0);
        QCOMPARE(rowsOf(folder, u"eventscope.gap"_s).size(), 1); // the second one ended well
    }

    void aDisplayThatIsNotThereIsSaid_data()
    {
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QString>("value");
        QTest::newRow("X") << u"DISPLAY"_s << u":7777"_s;
        QTest::newRow("X of ssh") << u"DISPLAY"_s << u"localhost:7777.0"_s;
        QTest::newRow("nonsense") << u"DISPLAY"_s << u"nonsense"_s;
        QTest::newRow("empty") << u"DISPLAY"_s << QString();
        QTest::newRow("Wayland") << u"WAYLAND_DISPLAY"_s << u"wayland-77"_s;
        QTest::newRow("platform") << u"QT_QPA_PLATFORM"_s << u"nothing"_s;
    }
    void aDisplayThatIsNotThereIsSaid()
    {
        QFETCH(const QString, variable);
        QFETCH(const QString, value);
        const Outcome window = run({u"--demo"_s}, {{variable, value}});
        QCOMPARE(window.exitStatus, 1);
        QVERIFY2(window.err.contains("There is no display for the window"), window.err.constData());
        QCOMPARE(window.err.count('\n'), 1);
        QCOMPARE(run({u"--check-display"_s}, {{variable, value}}).exitStatus, 1);
    }

    void aPictureNeedsNoneEither()
    {
        const QString picture = capture(u"window.png"_s);
        const Outcome outcome =
            run({u"--demo"_s, u"--picture"_s, picture, u"--picture-after"_s, u"1s"_s},
                {{u"DISPLAY"_s, u":7777"_s}});
        QVERIFY2(outcome.exitStatus == 0, outcome.err.constData());
        QVERIFY(QFileInfo(picture).size() > 10'000);
    }

    void whatNobodySeesIsNoDisplay()
    {
        QCOMPARE(run({u"--check-display"_s}, {{u"QT_QPA_PLATFORM"_s, u"offscreen"_s}}).exitStatus,
                 1);
    }
};

QTEST_GUILESS_MAIN(TestRecordProgram)
#include "tst_recordprogram.moc"
