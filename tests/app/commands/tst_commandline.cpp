// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commandline.h"
#include "app/commands/recordarguments.h"
#include "app/commands/stoptimer.h"

#include <QElapsedTimer>
#include <QSignalSpy>
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
        QTest::newRow("unknown dialect") << u"record --dialect mqtt --url wss://h"_s << u"voipbin"_s;
        QTest::newRow("no url") << u"record --dialect voipbin"_s << u"URL"_s;
        QTest::newRow("http") << u"record --dialect voipbin --url http://h"_s << u"ws://"_s;
        QTest::newRow("count of nothing") << u"record --dialect voipbin --url wss://h --count 0"_s << u"--count"_s;
        QTest::newRow("no duration") << u"record --dialect voipbin --url wss://h --for soon"_s << u"soon"_s;
        QTest::newRow("secret as argument") << u"record --dialect voipbin --url wss://h --option token=x"_s << u"--token-env"_s;
        QTest::newRow("unset variable") << u"record --dialect voipbin --url wss://h --token-env NO_SUCH_VARIABLE"_s
                                        << u"NO_SUCH_VARIABLE"_s;
        QTest::newRow("filter without value") << u"record --dialect voipbin --url wss://h --filter x"_s << u"KEY=VALUE"_s;
        QTest::newRow("header without name") << u"record --dialect voipbin --url wss://h --header x"_s << u"--header"_s;
        QTest::newRow("secret header") << u"record --dialect json --url wss://h --header X-Api-Key:hunter2"_s << u"--token-env"_s;
        QTest::newRow("cookie") << u"record --dialect fix --url wss://h --header cookie:hunter2"_s << u"--token-env"_s;
        QTest::newRow("bearer") << u"record --dialect fix --url wss://h --header AUTHORIZATION:hunter2"_s << u"secret"_s;
        QTest::newRow("session header") << u"record --dialect fix --url wss://h --header X-Session-Key:hunter2"_s << u"secret"_s;
        QTest::newRow("ticket header") << u"record --dialect fix --url wss://h --header X-Ticket:hunter2"_s << u"secret"_s;
        QTest::newRow("secret in a frame")
            << uR"(record --dialect json --url wss://h --option open={"op":"auth","token":"hunter2"})"_s << u"{token}"_s;
        QTest::newRow("secret by its form in a frame")
            << uR"(record --dialect json --url wss://h --option keepalive={"ping":"eyJhbGci.eyJzdWIi.hunter2"})"_s << u"--token-env"_s;
        QTest::newRow("ws elsewhere") << u"record --dialect fix --url ws://h"_s << u"--insecure-plaintext"_s;
        QTest::newRow("A17: a pin that is none") << u"record --dialect fix --url wss://h --pin sha256:12"_s << u"64 hexadecimal"_s;
        QTest::newRow("a pin for Kafka") << u"record --dialect acm --url kafka://h/ --pin sha256:12"_s << u"ca=FILE"_s;
        QTest::newRow("a pin for a profile") << u"record --profile a --pin sha256:12"_s << u"--pin goes with"_s;
        QTest::newRow("A18: user info") << u"record --dialect fix --url wss://me:hunter2@h/"_s << u"user name"_s;
        QTest::newRow("A18: fragment") << u"record --dialect fix --url wss://h/#x"_s << u"#"_s;
        QTest::newRow("A16: a proxy with a password") << u"record --dialect fix --url wss://h --option proxy=http://me:hunter2@p:3128"_s
                                                      << u"proxy that wants a password"_s;
        QTest::newRow("A16: a proxy of another kind") << u"record --dialect fix --url wss://h --option proxy=ftp://p:21"_s << u"socks5://HOST:PORT"_s;
        QTest::newRow("proxy") << u"record --dialect fix --url wss://h --header Proxy-Authorization:hunter2"_s << u"secret"_s;
        QTest::newRow("secret header as option") << u"record --dialect json --url wss://h --option headers=Cookie:hunter2"_s
                                                 << u"--token-env"_s;
        QTest::newRow("header for Kafka") << u"record --dialect acm --url kafka://h:9092/ --header X-A:b"_s << u"--header"_s;
        QTest::newRow("unknown option of a dialect") << u"record --dialect fix --url wss://h --option x=y"_s << u"workspace"_s;
        QTest::newRow("topic of Fix") << u"record --dialect fix --url wss://h --subscribe x"_s << u"--subscribe"_s;
        QTest::newRow("filter of Fix") << u"record --dialect fix --url wss://h --subscribe x --filter a=b"_s << u"--filter"_s;
        QTest::newRow("filter of VoIPBIN") << u"record --dialect voipbin --url wss://h --subscribe customer_id:a:call:* --filter a=b"_s
                                           << u"no filters"_s;
        QTest::newRow("filter of nothing") << u"record --dialect daptin --url wss://h --filter a=b"_s << u"--subscribe"_s;
        QTest::newRow("topic with a slash") << u"record --dialect voipbin --url wss://h --subscribe customer_id:a:ca/ll:*"_s
                                            << u"Resource"_s;
        QTest::newRow("topic of another form") << u"record --dialect voipbin --url wss://h --subscribe team_id:1:call:*"_s
                                               << u"customer_id"_s;
        QTest::newRow("Kafka's option for a WebSocket") << u"record --dialect acm --url wss://h/ --option start=now"_s << u"for kafka:// URLs"_s;
        QTest::newRow("a topic for a bridge") << u"record --dialect acm --url wss://h/ --subscribe t"_s << u"sends what it sends"_s;
        QTest::newRow("regex") << u"record --dialect acm --url kafka://h:9092/ --subscribe ^("_s << u"--subscribe \"^("_s;
        QTest::newRow("nothing to send") << u"record --dialect json --url wss://h --subscribe x"_s << u"--option"_s;
        QTest::newRow("two tokens") << u"record --dialect fix --url wss://h --token-env PATH --token-env HOME"_s << u"once"_s;
        QTest::newRow("token twice") << u"record --dialect fix --url wss://h --token-env PATH --token-file x"_s << u"both"_s;
        QTest::newRow("no capture") << u"record --dialect fix --url wss://h --capture="_s << u"--capture"_s;
        QTest::newRow("profile and option") << u"record --profile a --option b=c"_s << u"--option"_s;
        QTest::newRow("profile and header") << u"record --profile a --header b:c"_s << u"--header"_s;
        QTest::newRow("profiles and topic") << u"record --profile a --profile b --subscribe x"_s << u"one --profile"_s;
        QTest::newRow("profiles and one token") << u"record --profile a --profile b --token-env PATH"_s << u"as many"_s;
        QTest::newRow("demo and capture") << u"--demo c"_s << u"--demo"_s;
        QTest::newRow("picture") << u"--picture="_s << u"--picture"_s;
        QTest::newRow("profile and url") << u"record --profile a --url wss://h"_s << u"--profile"_s;
        QTest::newRow("export without capture") << u"export"_s << u"capture"_s;
        QTest::newRow("export format") << u"export c --format xml"_s << u"jsonl"_s;
        QTest::newRow("export formats") << u"export c --format xml"_s << u"sqlite"_s;
        QTest::newRow("database to standard output") << u"export c --format sqlite"_s << u"-o"_s;
        QTest::newRow("database compressed") << u"export c -o e.sqlite.zst"_s << u".zst"_s;
        QTest::newRow("database as a compressed format") << u"export c --format sqlite.zst -o e"_s << u".zst"_s;
        QTest::newRow("unguarded lines") << u"export c --unguarded"_s << u"csv"_s;
        QTest::newRow("columns of lines") << u"export c --columns type"_s << u"csv"_s;
        QTest::newRow("columns that are none") << u"export c --format csv --columns type,data..x"_s << u"data..x"_s;
        QTest::newRow("a column without a name") << u"export c --format csv --columns type,,topic"_s << u"missing"_s;
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
        QVERIFY(!command.error().contains(u"hunter2"_s));
        const QString name = line.section(u' ', 0, 0);
        const QString help = name.startsWith(u'-') ? u"eventscope --help"_s : u"eventscope %1 --help"_s.arg(name);
        QVERIFY2(command.error().endsWith(u"See \"%1\"."_s.arg(help)), qPrintable(command.error()));
    }

    void guardsAreOptionsOfTheConnection()
    {
        const QString pin = u"sha256:"_s + QString(64, u'a');
        const auto command = parse(u"record --dialect voipbin --url ws://h/ws --subscribe customer_id:a:call:* "
                                   "--insecure-plaintext --mask-stored --pin "_s + pin.toUpper());
        QVERIFY2(command, qPrintable(command ? QString() : command.error()));
        const OptionValues &options = std::get<RecordOptions>(*command).connection.options;
        QCOMPARE(options.value(u"plaintext"_s), u"true"_s);
        QCOMPARE(options.value(u"maskstored"_s), u"true"_s);
        QCOMPARE(options.value(u"pin"_s), pin);
    }

    void anEmptyTopicIsAWrongUsage()
    {
        const auto command = parseCommandLine({u"eventscope"_s, u"record"_s, u"--dialect"_s, u"voipbin"_s, u"--url"_s,
                                               u"wss://h"_s, u"--subscribe"_s, QString()});
        QVERIFY(!command);
        QVERIFY2(command.error().contains(u"empty"_s), qPrintable(command.error()));
    }

    void anEmptyTokenIsAWrongUsage()
    {
        qputenv("EVENTSCOPE_TEST_TOKEN", "");
        const auto command = parse(u"record --dialect fix --url wss://h --token-env EVENTSCOPE_TEST_TOKEN"_s);
        QVERIFY(!command);
        QVERIFY2(command.error().contains(u"empty"_s), qPrintable(command.error()));
    }

    void aSavedConnectionGetsItsTokenAndFurtherTopics()
    {
        qputenv("EVENTSCOPE_TEST_TOKEN", "s3cret");
        const auto command = parse(u"record --profile calls --profile calls --token-env EVENTSCOPE_TEST_TOKEN --subscribe "
                                   "customer_id:a:call:* --subscribe customer_id:a:queue:*"_s);
        QVERIFY2(command, qPrintable(command ? QString() : command.error()));
        const auto &options = std::get<RecordOptions>(*command);
        QCOMPARE(options.profiles, QStringList {u"calls"_s});
        ConnectionProfile profile;
        profile.dialect = u"voipbin"_s;
        profile.subscriptions = {{u"customer_id:a:call:*"_s, {}, true}, {u"customer_id:b:call:*"_s, {}, false}};
        QVector<QPair<ConnectionProfile, OptionValues>> connections {{profile, {{u"token"_s, u"old"_s}}}};
        QVERIFY(addToProfiles(options, connections));
        QCOMPARE(connections[0].second.value(u"token"_s), u"s3cret"_s);
        QStringList asked;
        for (const Subscription &subscription : connections[0].first.subscriptions) {
            QVERIFY(!subscription.paused);
            asked += subscription.pattern;
        }
        QCOMPARE(asked, QStringList({u"customer_id:b:call:*"_s, u"customer_id:a:call:*"_s, u"customer_id:a:queue:*"_s}));

        connections[0].first.dialect = u"fix"_s;
        const auto refused = addToProfiles(options, connections);
        QVERIFY(!refused);
        QVERIFY2(refused.error().contains(u"--subscribe"_s), qPrintable(refused.error()));
    }

    void furtherSecretsAreNamed()
    {
        qputenv("EVENTSCOPE_TEST_TOKEN", "s3cret");
        qputenv("EVENTSCOPE_TEST_OTHER", "oth3r");
        auto command = parse(u"record --dialect acm --url kafka://h:9092/ --subscribe status --token-env EVENTSCOPE_TEST_TOKEN "
                             "--token-env keypassword=EVENTSCOPE_TEST_OTHER"_s);
        QVERIFY2(command, qPrintable(command ? QString() : command.error()));
        QCOMPARE(std::get<RecordOptions>(*command).secrets,
                 (OptionValues {{u"password"_s, u"s3cret"_s}, {u"keypassword"_s, u"oth3r"_s}}));
        command = parse(u"record --dialect fix --url wss://h --token-env nothing=EVENTSCOPE_TEST_TOKEN"_s);
        QVERIFY(!command);
        QVERIFY2(command.error().contains(u"it has: token"_s), qPrintable(command.error()));
        command = parse(u"record --profile a --profile b --token-env EVENTSCOPE_TEST_TOKEN --token-env EVENTSCOPE_TEST_OTHER"_s);
        QVERIFY2(command, qPrintable(command ? QString() : command.error()));
        QCOMPARE(std::get<RecordOptions>(*command).profileSecrets,
                 (QVector<OptionValues> {{{QString(), u"s3cret"_s}}, {{QString(), u"oth3r"_s}}}));
        QCOMPARE(std::get<RecordOptions>(*command).tokenVariables,
                 QStringList({u"EVENTSCOPE_TEST_TOKEN"_s, u"EVENTSCOPE_TEST_OTHER"_s}));
    }

    void aSecretInTheUrlWorksWithARemark_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"token", "pass", "ticket", "sid", "session", "key", "accessToken", "x-api-key"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void aSecretInTheUrlWorksWithARemark()
    {
        QFETCH(const QString, name);
        const auto command = parse(u"record --dialect voipbin --url wss://h/ws?%1=hunter2 --subscribe customer_id:a:call:*"_s.arg(name));
        QVERIFY2(command, qPrintable(command ? QString() : command.error()));
        const auto &options = std::get<RecordOptions>(*command);
        QCOMPARE(options.secrets.size(), 1);
        QVERIFY(options.secrets.first().endsWith(u"hunter2"_s));
        QVERIFY(!options.connection.options.value(u"url"_s).contains(u"hunter2"_s));
        QCOMPARE(options.remarks.size(), 1);
        QVERIFY(options.remarks[0].contains(u"--token-env"_s) && !options.remarks[0].contains(u"hunter2"_s));
    }

    void everyDialectExplainsItsOptions_data()
    {
        QTest::addColumn<QString>("dialect");
        QTest::addColumn<QStringList>("words");
        QTest::newRow("voipbin") << u"voipbin"_s << QStringList {u"customer_id:"_s, u"auth="_s, u"--token-env"_s};
        QTest::newRow("fix") << u"fix"_s << QStringList {u"nothing to --subscribe to"_s, u"workspace=TEXT"_s};
        QTest::newRow("acm") << u"acm"_s << QStringList {u"kafka://host:9092/"_s, u"start=resume|now|beginning|time"_s, u"keypassword=VARIABLE"_s,
                                                   u"beginning: At the oldest record"_s, u"Token, for ws:// and wss:// URLs"_s};
        QTest::newRow("daptin") << u"daptin"_s << QStringList {u"--filter KEY=VALUE"_s, u"any column"_s};
    }
    void everyDialectExplainsItsOptions()
    {
        QFETCH(const QString, dialect);
        QFETCH(const QStringList, words);
        const auto command = parse(u"record --dialect %1 --help"_s.arg(dialect));
        const auto *text = std::get_if<PrintText>(&*command);
        QVERIFY(text);
        for (const QString &word : words)
            QVERIFY2(text->text.contains(word), qPrintable(text->text));
        QVERIFY2(!text->text.contains(u"token=TEXT"_s), qPrintable(text->text)); // no secret by --option
    }

    void stopTimerWaitsLongerThanATimerCan()
    {
        StopTimer timer(nullptr, 15);
        QSignalSpy over(&timer, &StopTimer::over);
        QElapsedTimer since;
        since.start();
        timer.start(100);
        QVERIFY(over.wait(10'000));
        QVERIFY(since.elapsed() >= 100);
        timer.start(60LL * 24 * 3'600'000); // sixty days are neither over at once nor an overflow
        QVERIFY(!over.wait(100));
        QCOMPARE(over.size(), 1);
    }

    void helpExplainsEveryCommand_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("words");
        QTest::newRow("window") << u"--help"_s << u"--demo"_s;
        QTest::newRow("demo") << u"demo --help"_s << u"--seed"_s;
        QTest::newRow("demo, Kafka") << u"demo --help"_s << u"mock cluster"_s;
        QTest::newRow("record") << u"record -h"_s << u"--token-env"_s;
        QTest::newRow("export") << u"export --help"_s << u"--format"_s;
        QTest::newRow("verify") << u"verify --help"_s << u"1 incomplete, damaged"_s;
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
        auto command = parse(u"record --dialect voipbin --url wss://h/ws --subscribe customer_id:a:call:* --subscribe "
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
        command = parse(u"record --dialect voipbin --url wss://h/ws --token-file "_s + file.fileName());
        QVERIFY2(command, qPrintable(command ? QString() : command.error()));
        QCOMPARE(std::get<RecordOptions>(*command).secrets.first(), u"other"_s);
    }

    void aTokenThatWouldBreakTheHandshakeIsRefused()
    {
        qputenv("EVENTSCOPE_TEST_TOKEN", "abc\r\nX-Injected: 1");
        const auto command = parse(u"record --dialect voipbin --url wss://h/ws --token-env EVENTSCOPE_TEST_TOKEN"_s);
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
        QVERIFY(!options.compressed && options.columns.isEmpty());
    }

    void exportFormatsComeFromNames_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<ExportKind>("kind");
        QTest::addColumn<bool>("compressed");
        QTest::newRow("nothing said") << u"export c"_s << ExportKind::JsonLines << false;
        QTest::newRow("another end") << u"export c -o out.txt"_s << ExportKind::JsonLines << false;
        QTest::newRow("csv") << u"export c -o out.csv"_s << ExportKind::Csv << false;
        QTest::newRow("sqlite") << u"export c -o out.db"_s << ExportKind::Sqlite << false;
        QTest::newRow("compressed") << u"export c -o out.csv.zst"_s << ExportKind::Csv << true;
        QTest::newRow("the format decides") << u"export c --format csv -o out.jsonl"_s << ExportKind::Csv << false;
        QTest::newRow("compressed to standard output") << u"export c --format jsonl.zst"_s << ExportKind::JsonLines << true;
        QTest::newRow("compressed csv") << u"export c --format csv.zst -o -"_s << ExportKind::Csv << true;
    }
    void exportFormatsComeFromNames()
    {
        QFETCH(const QString, line);
        const auto command = parse(line);
        QVERIFY2(command, qPrintable(command ? QString() : command.error()));
        const auto &options = std::get<ExportOptions>(*command);
        QTEST(options.kind, "kind");
        QTEST(options.compressed, "compressed");
    }

    void cellsAreGuardedUnlessTold()
    {
        // D6
        for (const bool guarded : {true, false}) {
            QStringList arguments{u"eventscope"_s, u"export"_s, u"c"_s, u"--format"_s, u"csv"_s};
            if (!guarded)
                arguments += u"--unguarded"_s;
            const auto command = parseCommandLine(arguments);
            QVERIFY(command);
            QCOMPARE(std::get<ExportOptions>(*command).guard,
                     guarded ? CellGuard::On : CellGuard::Off);
        }
    }

    void exportColumnsStandBetweenCommas()
    {
        const auto command = parseCommandLine(
            {u"eventscope"_s, u"export"_s, u"c"_s, u"--format"_s, u"csv"_s, u"--columns"_s,
             u"type,data.\"a, b\".0,kafkapartition"_s});
        QVERIFY(command);
        QCOMPARE(std::get<ExportOptions>(*command).columns,
                 QStringList({u"type"_s, u"data.\"a, b\".0"_s, u"kafkapartition"_s}));
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
        QTest::newRow("days") << u"7d"_s << qint64(604'800'000);
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
