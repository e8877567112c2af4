// SPDX-License-Identifier: GPL-3.0-or-later
//
// The built program with limits, with files that others wrote, and with servers that mean harm.

#include "programtesting.h"
#include "tests/app/commands/hugelinetest.h"
#include "tests/support/feedservers.h"
#include "tests/support/testclasses.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace programtesting;

class TestFileProgram : public QObject
{
    Q_OBJECT

    QTemporaryDir m_home;
    QProcessEnvironment m_environment = environmentIn(m_home.path());
    QTemporaryDir m_locales;
    int m_captures = 0;
    QMap<QString, Outcome> m_plain; ///< by arguments

    /// Few machines have more than a locale or two; they are made where their sources are.
    QString locales() const
    {
        if (!QDir(m_locales.path()).isEmpty() || !QFileInfo::exists(u"/usr/share/i18n/locales"_s))
            return m_locales.path();
        for (const auto &[language, coding] :
             {std::pair{u"de_DE"_s, u"UTF-8"_s}, std::pair{u"de_DE"_s, u"ISO-8859-1"_s},
              std::pair{u"tr_TR"_s, u"UTF-8"_s}})
            QProcess::execute(u"localedef"_s,
                              {u"-i"_s, language, u"-f"_s, coding, u"--no-archive"_s,
                               m_locales.filePath(language + u'.' + coding)});
        return m_locales.path();
    }

    QString file(const QString &name, const QByteArray &bytes) const
    {
        QFile out(m_home.filePath(name));
        return out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size() ? out.fileName()
                                                                                  : QString();
    }

    /// False: it was done before anybody saw it.
    bool isKilledWhileItWrites(const QStringList &arguments, const QString &folder) const
    {
        QProcess process;
        process.setProcessEnvironment(m_environment);
        process.start(program, arguments);
        // What has no name while it is written is seen by its process alone.
        const auto isWriting = [&process, &folder] {
            const QDir open(u"/proc/%1/fd"_s.arg(process.processId()));
            const auto links = open.entryInfoList(QDir::Files | QDir::System | QDir::Hidden);
            return std::any_of(links.cbegin(), links.cend(), [&folder](const QFileInfo &link) {
                return link.symLinkTarget().startsWith(folder);
            });
        };
        const bool begun = QTest::qWaitFor(
            [&] { return process.state() == QProcess::NotRunning || isWriting(); }, 30'000);
        process.kill();
        return process.waitForFinished() && begun && process.exitStatus() == QProcess::CrashExit;
    }

    /// A close frame is answered by the end, which spares the program to wait for an answer.
    static void endWhenAsked(QTcpSocket &client, const QByteArray &data)
    {
        if (data.contains('\x88'))
            client.disconnectFromHost();
    }

private Q_SLOTS:
    void aFileOfJsonLinesIsExported()
    {
        const QString path = file(
            u"service.jsonl"_s,
            "{\"event\":\"a\",\"time\":\"2026-11-21T10:30:05Z\",\"n\":12345678901234567890}\r\n"
            "what is this\n\n{\"event\":\"b\",\"time\":\"2026-11-21T10:30:06Z\",\"n\":2}");
        const Outcome outcome = runProgram({u"export"_s, path}, m_environment);
        QCOMPARE(outcome.exitStatus, 0);
        QList<QByteArray> lines = outcome.out.trimmed().split('\n');
        QCOMPARE(lines.size(), 3);
        QVERIFY2(lines[0].contains("\"data\":{\"event\":\"a\",\"time\":\"2026-11-21T10:30:05Z\","
                                   "\"n\":12345678901234567890}"),
                 lines[0].constData());
        const QJsonObject second = QJsonDocument::fromJson(lines[1]).object();
        QCOMPARE(second[u"data"_s].toString(), u"what is this"_s);
        QVERIFY(second[u"reason"_s].toString().startsWith(u"no JSON"));
        QVERIFY(QJsonDocument::fromJson(lines[2]).object()[u"data"_s][u"n"_s].toInt() == 2);
        QVERIFY2(outcome.err.contains("1 of 3 lines is no JSON"), outcome.err.constData());
        QCOMPARE(QDir(m_home.path()).entryList({u"service*"_s}).size(), 1);
    }

    void whatIsCompressedIsRefusedInASentence()
    {
        const QString path = file(u"service.jsonl.gz"_s, QByteArray("\x1f\x8b\x08\x00", 4));
        const Outcome outcome = runProgram({u"export"_s, path}, m_environment);
        QCOMPARE(outcome.exitStatus, 1);
        QVERIFY2(outcome.err.contains("gunzip"), outcome.err.constData());
    }

    /// D8: kill -9 leaves a name that says what it is, or none; the next export to the same file
    /// removes it.
    void anExportThatIsKilledLeavesNothingForTheNext_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("sqlite") << u"e.sqlite"_s;
        QTest::newRow("csv") << u"e.csv"_s;
    }
    void anExportThatIsKilledLeavesNothingForTheNext()
    {
        QFETCH(QString, name);
        const QString folder = m_home.filePath(u"killed-"_s + name);
        QVERIFY(QDir().mkpath(folder));
        const QString target = folder + u'/' + name;
        const QStringList arguments{u"export"_s, m_home.filePath(u"many.jsonl"_s), u"-o"_s, target};
        const auto files = [&folder] { return QDir(folder).entryList(QDir::Files | QDir::Hidden); };
        const QByteArray event = R"({"id":"1","source":"/x","type":"t","data":{"n":1}})";
        bool killed = false; // on a quick machine only with more to do
        for (int events = 80'000; !killed && events < 5'000'000; events *= 4) {
            QFile::remove(target);
            file(u"many.jsonl"_s, (event + '\n').repeated(events));
            killed = isKilledWhileItWrites(arguments, folder);
        }
        QVERIFY(killed);
        for (const QString &left : files())
            QVERIFY2(left.startsWith(name + u".unfinished-"_s), qPrintable(left));
        QVERIFY(!QFile::exists(target));
        const Outcome again = runProgram(arguments, m_environment);
        QVERIFY2(again.exitStatus == 0, again.err.constData());
        QCOMPARE(files(), QStringList{name});
    }

    void aRecordingKeepsItsLimits()
    {
        QProcess demo;
        demo.setProcessEnvironment(m_environment);
        demo.start(program, {u"demo"_s, u"--rate"_s, u"4000"_s, u"--seed"_s, u"7"_s});
        QVERIFY(demo.waitForReadyRead(20'000));
        QString url;
        const auto said = [&] {
            while (demo.canReadLine()) {
                const QString line = QString::fromUtf8(demo.readLine()).trimmed();
                if (line.startsWith(u"voipbin "))
                    url = line.section(u' ', 1);
            }
            return !url.isEmpty();
        };
        QTRY_VERIFY_WITH_TIMEOUT(said(), 20'000);
        const QString capture = m_home.filePath(u"limited"_s);
        const Outcome outcome =
            runProgram({u"record"_s, u"--dialect"_s, u"voipbin"_s, u"--url"_s, url,
                        u"--subscribe"_s, callTopic, u"--capture"_s, capture, u"--count"_s,
                        u"8000"_s, u"--max-events"_s, u"2000"_s, u"--json"_s},
                       m_environment);
        demo.terminate();
        demo.waitForFinished(10'000);
        QCOMPARE(outcome.exitStatus, 0);
        const QJsonObject summary = QJsonDocument::fromJson(outcome.out).object();
        QCOMPARE(summary[u"stored"_s].toInt(), 8000);
        QCOMPARE(summary[u"received"_s].toInt(),
                 summary[u"stored"_s].toInt() + summary[u"duplicates"_s].toInt()
                     + summary[u"dropped"_s].toInt());
        const Outcome verified = runProgram({u"verify"_s, capture}, m_environment);
        QVERIFY2(verified.exitStatus == 0, verified.out.constData());
        QVERIFY2(verified.out.contains(" retired by the limits"), verified.out.constData());
        const Outcome exported = runProgram({u"export"_s, capture}, m_environment);
        const qsizetype left = exported.out.count('\n');
        QVERIFY2(left < 5'000 && left > 0, qPrintable(QString::number(left)));
    }

    void whatAServerSaysIsNoCommandForTheTerminal_data()
    {
        QTest::addColumn<QString>("dialect");
        QTest::addColumn<QByteArray>("handshake"); ///< instead of the usual one
        QTest::addColumn<QByteArray>("frames");
        using Server = eventscope::RawServer;
        const QByteArray evil = "\x1b[31m\x1b]52;c;cm0=\x07\x9b\r\neventscope: all is well";
        const QByteArray text = QString::fromLatin1(evil).toUtf8(); // with a C1 control
        const QByteArray escaped =
            "\\u001b[31m\\u001b]52;c;cm0=\\u0007\\u009b\\r\\neventscope: all is well";
        const auto json = [&](QByteArray frame) {
            return Server::text(frame.replace("EVIL", escaped));
        };
        QTest::newRow("D4, D5: close reason")
            << u"json"_s << QByteArray() << Server::frame(8, QByteArray("\x0f\xa0", 2) + text);
        QTest::newRow("D4, D5: HTTP reason")
            << u"json"_s << "HTTP/1.1 403 " + text + "\r\nContent-Length: 0\r\n\r\n"
            << QByteArray();
        QTest::newRow("D4, D5: a header")
            << u"json"_s << "HTTP/1.1 302 x\r\nLocation: http://h/" + text + "\r\n\r\n"
            << QByteArray();
        QTest::newRow("D4, D5: a refused topic")
            << u"voipbin"_s << QByteArray()
            << json(R"({"type":"error","code":"EVIL","message":"EVIL","topic":"EVIL"})")
                + json(
                    QByteArray(
                        R"({"type":"error","code":"PERMISSION_DENIED","message":"EVIL","topic":"X"})")
                        .replace("X\"", callTopic.toUtf8() + '"'));
        QTest::newRow("D4, D5: type and topic")
            << u"json"_s << QByteArray()
            << json(R"({"event":"EVIL","type":"EVIL","topic":"EVIL","error":"EVIL"})");
        QTest::newRow("D4, D5: no JSON") << u"json"_s << QByteArray() << Server::text(text);
    }
    void whatAServerSaysIsNoCommandForTheTerminal()
    {
        QFETCH(QString, dialect);
        QFETCH(QByteArray, handshake);
        QFETCH(QByteArray, frames);
        eventscope::RawServer server([&](QTcpSocket &client, const QByteArray &data) {
            if (!handshake.isEmpty()) {
                client.write(handshake);
                client.disconnectFromHost();
            } else if (eventscope::RawServer::upgrade(client, data)) {
                client.write(frames);
            } else {
                endWhenAsked(client, data);
            }
        });
        const QString capture = m_home.filePath(u"evil-%1"_s.arg(++m_captures));
        QProcess record;
        record.setProcessEnvironment(m_environment);
        QStringList recording{
            u"record"_s,    u"--dialect"_s, dialect,    u"--url"_s, server.url().toString(),
            u"--capture"_s, capture,        u"--for"_s, u"500ms"_s, u"--json"_s};
        if (dialect == u"voipbin"_s)
            recording += {u"--subscribe"_s, callTopic};
        record.start(program, recording);
        QTRY_VERIFY_WITH_TIMEOUT(record.state() == QProcess::NotRunning, 30'000);
        const QByteArray out = record.readAllStandardOutput();
        QCOMPARE(out.count('\n'), 1);
        QVERIFY2(QJsonDocument::fromJson(out).isObject(), out.constData());
        QByteArrayList said{out, record.readAllStandardError()};
        const QByteArray problem = said[1];
        for (const QStringList &arguments :
             {QStringList{u"verify"_s, capture}, QStringList{u"export"_s, capture}}) {
            if (!QFileInfo::exists(capture))
                break;
            const Outcome outcome = runProgram(arguments, m_environment);
            said << outcome.err;
            if (arguments.first() == u"verify"_s)
                said << outcome.out;
            else if (arguments.size() == 2) // data, which is kept as it came, but JSON
                QVERIFY(!outcome.out.contains('\x1b') && !outcome.out.contains('\r'));
        }
        for (const QByteArray &text : said) {
            for (const QChar c : QString::fromUtf8(text))
                QVERIFY2(c == u'\n' || (c >= u' ' && (c < QChar(0x7f) || c >= QChar(0xa0))),
                         text.toPercentEncoding(" :;,.[]{}\"").constData());
            QVERIFY2(!text.contains("\neventscope: all is well"), text.constData());
        }
        for (const QByteArray &line : problem.trimmed().split('\n'))
            QVERIFY2(line.isEmpty() || line.startsWith("eventscope: "), problem.constData());
    }

    void noFileIsNamedAfterWhatAServerSays_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("D7: a path") << u"../../../evil/x"_s;
        QTest::newRow("D7: a root") << u"/tmp/eventscope-evil"_s;
        QTest::newRow("D7: a device") << u"CON"_s;
        QTest::newRow("D7: 300 bytes") << QString(300, u'n');
        QTest::newRow("D7: a format") << u"%s%n%1"_s;
        QTest::newRow("D7: control characters") << u"a\nb\u0000c"_s;
    }
    void noFileIsNamedAfterWhatAServerSays()
    {
        QFETCH(QString, text);
        const QJsonObject event{{u"event"_s, text},
                                {u"topic"_s, text},
                                {u"type"_s, text},
                                {u"id"_s, text},
                                {u"name"_s, text}};
        const QByteArray frame =
            eventscope::RawServer::text(QJsonDocument(event).toJson(QJsonDocument::Compact));
        eventscope::RawServer server([&](QTcpSocket &client, const QByteArray &data) {
            if (eventscope::RawServer::upgrade(client, data))
                client.write(frame);
            else
                endWhenAsked(client, data);
        });
        const QTemporaryDir home;
        const QProcessEnvironment environment = environmentIn(home.path());
        QProcess record;
        record.setProcessEnvironment(environment);
        record.setWorkingDirectory(home.path());
        record.start(program,
                     {u"record"_s, u"--dialect"_s, u"json"_s, u"--url"_s, server.url().toString(),
                      u"--count"_s, u"1"_s});
        QTRY_VERIFY_WITH_TIMEOUT(record.state() == QProcess::NotRunning, 30'000);
        QVERIFY2(record.exitCode() == 0, record.readAllStandardError().constData());
        // Nor by who reads it later.
        QDirIterator made(home.path(), {u"capture.json"_s}, QDir::Files,
                          QDirIterator::Subdirectories);
        QVERIFY(made.hasNext());
        const QString capture = QFileInfo(made.next()).path();
        const Outcome written = runProgram(
            {u"export"_s, capture, u"--output"_s, home.filePath(u"out.csv"_s)}, environment);
        QVERIFY2(written.exitStatus == 0, written.err.constData());
        static const QRegularExpression own(u"^[a-zA-Z0-9._-]{1,60}$"_s);
        int files = 0;
        QDirIterator all(home.path(), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                         QDirIterator::Subdirectories);
        while (all.hasNext()) {
            all.next();
            ++files;
            QVERIFY2(own.match(all.fileName()).hasMatch() && all.fileName() != text,
                     qPrintable(all.filePath()));
        }
        QVERIFY(files >= 4);
        QVERIFY(!QFileInfo::exists(u"/tmp/eventscope-evil"_s));
    }

    void theLocaleChangesNoFormat_data()
    {
        QTest::addColumn<QString>("locale");
        QTest::newRow("E17: decimal comma") << u"de_DE.UTF-8"_s;
        QTest::newRow("E17: dotless i") << u"tr_TR.UTF-8"_s;
        QTest::newRow("E17: other digits") << u"ar_EG.UTF-8"_s;
        QTest::newRow("E17: not UTF-8") << u"de_DE.ISO-8859-1"_s;
        QTest::newRow("E17: C") << u"C"_s;
        QTest::newRow("E17: one that is not there") << u"xx_YY.KOI8-R"_s;
    }
    void theLocaleChangesNoFormat()
    {
        QFETCH(QString, locale);
        const QString path = file(
            u"numbers.jsonl"_s,
            R"({"event":"WITH.INDEX","time":"2026-11-21T10:30:05.25Z","n":1234567.5,"title":"Ünï"})"
            "\n"
            R"({"event":"without","time":"2026-11-21T10:30:06Z","n":0.5})"
            "\n");
        QProcessEnvironment foreign = m_environment;
        QProcessEnvironment plain = m_environment;
        plain.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
        for (const QString &name : {u"LC_ALL"_s, u"LANG"_s, u"LC_NUMERIC"_s})
            foreign.insert(name, locale);
        foreign.insert(u"LOCPATH"_s, locales());
        for (const QStringList &arguments :
             {QStringList{u"export"_s, u"--format"_s, u"csv"_s, path},
              QStringList{u"export"_s, u"--where"_s,
                          u"data.n>1000.25 type:with.INDEX data.title:ünï"_s, path}}) {
            Outcome &here = m_plain[arguments.join(u' ')];
            if (here.exitStatus < 0)
                here = runProgram(arguments, plain);
            const Outcome there = runProgram(arguments, foreign);
            QCOMPARE(there.exitStatus, here.exitStatus);
            // Each run gives events without an id new ones.
            static const QRegularExpression own(u"\"(?:id|recordedtime)\":\"[^\"]*\""_s);
            QCOMPARE(QString::fromUtf8(there.out).remove(own),
                     QString::fromUtf8(here.out).remove(own));
            QVERIFY(!here.out.isEmpty());
        }
    }

    void withoutAHomeItStartsOrSaysWhy()
    {
        // E17
        QProcessEnvironment homeless = m_environment;
        for (const char *name : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR",
                                 "XDG_CACHE_HOME", "USER", "LOGNAME"})
            homeless.remove(QString::fromLatin1(name));
        const QString path = file(u"one.jsonl"_s, "{\"event\":\"a\"}\n");
        const Outcome exported = runProgram({u"export"_s, path}, homeless);
        QVERIFY2(exported.exitStatus == 0, exported.err.constData());
        QCOMPARE(exported.out.count('\n'), 1);
        eventscope::RawServer server([](QTcpSocket &client, const QByteArray &data) {
            if (eventscope::RawServer::upgrade(client, data))
                client.write(eventscope::RawServer::text("{\"kind\":\"a\"}"));
            else
                endWhenAsked(client, data);
        });
        QProcess record;
        record.setProcessEnvironment(homeless);
        record.start(program,
                     {u"record"_s, u"--dialect"_s, u"json"_s, u"--url"_s, server.url().toString(),
                      u"--count"_s, u"1"_s, u"--capture"_s, m_home.filePath(u"homeless"_s)});
        QTRY_VERIFY_WITH_TIMEOUT(record.state() == QProcess::NotRunning, 30'000);
        QVERIFY2(record.exitCode() == 0, record.readAllStandardError().constData());
        const QString picture = m_home.filePath(u"homeless.png"_s);
        const Outcome window =
            runProgram({path, u"--picture"_s, picture, u"--picture-after"_s, u"100ms"_s}, homeless);
        QVERIFY2(window.exitStatus == 0, window.err.constData());
        QVERIFY(QFileInfo(picture).size() > 5'000);
        // A home that nobody can write to.
        QProcessEnvironment locked = homeless;
        locked.insert(u"HOME"_s, u"/proc/nonexistent"_s);
        const Outcome refused = runProgram({u"record"_s, u"--dialect"_s, u"json"_s, u"--url"_s,
                                            server.url().toString(), u"--count"_s, u"1"_s},
                                           locked);
        QCOMPARE(refused.exitStatus, 1);
        QVERIFY2(refused.err.contains("/proc/nonexistent"), refused.err.constData());
    }
};

int main(int argc, char **argv)
{
    // The first looks at the most that any program took.
    return eventscope::testMain<QCoreApplication, HugeLineTest, TestFileProgram>(argc, argv);
}

#include "tst_fileprogram.moc"
