// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commandline.h"

#include <QTemporaryDir>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

Result<Command> parse(const QString &line)
{
    return parseCommandLine(QStringList {u"eventscope"_s} + line.split(u' ', Qt::SkipEmptyParts));
}

} // namespace

class TestCommandLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wrongUseIsAUsageErrorWithASentence_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("words");
        QTest::newRow("unknown option") << u"--frobnicate"_s << u"frobnicate"_s;
        QTest::newRow("record without anything") << u"record"_s << u"--dialect"_s;
        QTest::newRow("unknown dialect") << u"record --dialect mqtt --url ws://h"_s << u"voipbin"_s;
        QTest::newRow("no url") << u"record --dialect voipbin"_s << u"URL"_s;
        QTest::newRow("http") << u"record --dialect voipbin --url http://h"_s << u"ws://"_s;
        QTest::newRow("count of nothing") << u"record --dialect voipbin --url ws://h --count 0"_s << u"--count"_s;
        QTest::newRow("no duration") << u"record --dialect voipbin --url ws://h --for soon"_s << u"soon"_s;
        QTest::newRow("secret as argument") << u"record --dialect voipbin --url ws://h --option token=x"_s << u"--token-env"_s;
        QTest::newRow("unset variable") << u"record --dialect voipbin --url ws://h --token-env NO_SUCH_VARIABLE"_s
                                        << u"NO_SUCH_VARIABLE"_s;
        QTest::newRow("filter without value") << u"record --dialect voipbin --url ws://h --filter x"_s << u"KEY=VALUE"_s;
        QTest::newRow("header without name") << u"record --dialect voipbin --url ws://h --header x"_s << u"--header"_s;
        QTest::newRow("profile and url") << u"record --profile a --url ws://h"_s << u"--profile"_s;
        QTest::newRow("export without capture") << u"export"_s << u"capture"_s;
        QTest::newRow("export format") << u"export c --format xml"_s << u"jsonl"_s;
        QTest::newRow("verify two") << u"verify a b"_s << u"one"_s;
        QTest::newRow("demo port") << u"demo --port 70000"_s << u"65535"_s;
        QTest::newRow("demo argument") << u"demo x"_s << u"x"_s;
        QTest::newRow("scheme") << u"--color-scheme blue"_s << u"light"_s;
    }
    void wrongUseIsAUsageErrorWithASentence()
    {
        QFETCH(QString, line);
        QFETCH(QString, words);
        const auto command = parse(line);
        QVERIFY(!command);
        QVERIFY2(command.error().contains(words), qPrintable(command.error()));
    }

    void helpExplainsEveryCommand_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("words");
        QTest::newRow("window") << u"--help"_s << u"--demo"_s;
        QTest::newRow("demo") << u"demo --help"_s << u"--seed"_s;
        QTest::newRow("record") << u"record -h"_s << u"--token-env"_s;
        QTest::newRow("export") << u"export --help"_s << u"--format"_s;
        QTest::newRow("verify") << u"verify --help"_s << u"Exit status 1"_s;
        QTest::newRow("version") << u"--version"_s << QStringLiteral(EVENTSCOPE_VERSION);
    }
    void helpExplainsEveryCommand()
    {
        QFETCH(QString, line);
        QFETCH(QString, words);
        const auto command = parse(line);
        QVERIFY2(command, qPrintable(command ? QString() : command.error()));
        const auto *text = std::get_if<PrintText>(&*command);
        QVERIFY(text);
        QVERIFY2(text->text.contains(words), qPrintable(text->text));
    }

    void recordTakesTheTokenFromTheEnvironmentOrAFile()
    {
        qputenv("EVENTSCOPE_TEST_TOKEN", "s3cret");
        auto command = parse(u"record --dialect voipbin --url ws://h/ws --subscribe customer_id:a:call:* --subscribe "
                             "customer_id:a:queue:* --count 5 --for 2m --json --token-env EVENTSCOPE_TEST_TOKEN"_s);
        QVERIFY2(command, qPrintable(command ? QString() : command.error()));
        const auto *record = std::get_if<RecordOptions>(&*command);
        QVERIFY(record);
        QCOMPARE(record->secrets.size(), 1);
        QCOMPARE(record->secrets.first(), u"s3cret"_s);
        QCOMPARE(record->connection.subscriptions.size(), 2);
        QCOMPARE(record->count, 5U);
        QCOMPARE(record->forMs, 120'000);
        QVERIFY(record->json);
        QVERIFY(!record->connection.options.values().contains(u"s3cret"_s));

        QTemporaryDir folder;
        QFile file(folder.filePath(u"token"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("other\n");
        file.close();
        command = parse(u"record --dialect voipbin --url ws://h/ws --token-file "_s + file.fileName());
        QVERIFY2(command, qPrintable(command ? QString() : command.error()));
        QCOMPARE(std::get<RecordOptions>(*command).secrets.first(), u"other"_s);
    }

    void aTokenThatWouldBreakTheHandshakeIsRefused()
    {
        qputenv("EVENTSCOPE_TEST_TOKEN", "abc\r\nX-Injected: 1");
        const auto command = parse(u"record --dialect voipbin --url ws://h/ws --token-env EVENTSCOPE_TEST_TOKEN"_s);
        QVERIFY(!command);
        QVERIFY(!command.error().contains(u"abc"_s));
    }

    void windowAndExportTakeCaptures()
    {
        auto command = parse(u"a b"_s);
        QCOMPARE(std::get<WindowOptions>(*command).captures, QStringList({u"a"_s, u"b"_s}));
        command = parse(u"export a b --format csv --where call -o out.csv"_s);
        const auto &options = std::get<ExportOptions>(*command);
        QCOMPARE(options.captures, QStringList({u"a"_s, u"b"_s}));
        QCOMPARE(options.kind, ExportKind::Csv);
        QCOMPARE(options.where, u"call"_s);
        QCOMPARE(options.output, u"out.csv"_s);
    }

    void durationsAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("ms");
        QTest::newRow("seconds") << u"10s"_s << qint64(10'000);
        QTest::newRow("bare") << u"10"_s << qint64(10'000);
        QTest::newRow("fraction") << u"1.5s"_s << qint64(1500);
        QTest::newRow("ms") << u"500ms"_s << qint64(500);
        QTest::newRow("minutes") << u"2m"_s << qint64(120'000);
        QTest::newRow("hours") << u"1h"_s << qint64(3'600'000);
        QTest::newRow("words") << u"ten"_s << qint64(-1);
        QTest::newRow("negative") << u"-5s"_s << qint64(-1);
        QTest::newRow("empty") << QString() << qint64(-1);
    }
    void durationsAreRead()
    {
        QFETCH(QString, text);
        QFETCH(qint64, ms);
        QCOMPARE(parseDuration(text).value_or(-1), ms);
    }
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
