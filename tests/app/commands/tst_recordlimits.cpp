// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commandline.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestRecordLimits : public QObject
{
    Q_OBJECT

    static Result<Command> parse(const QString &options)
    {
        return parseCommandLine(
            (u"eventscope record --dialect voipbin --url wss://h "_s + options).split(u' '));
    }

private Q_SLOTS:
    void sizesAreReadAsTheWindowSaysThem_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("bytes");
        QTest::newRow("bytes") << u"1000"_s << qint64(1000);
        QTest::newRow("megabytes") << u"500M"_s << qint64(500'000'000);
        QTest::newRow("with unit") << u"1.5 GB"_s << qint64(1'500'000'000);
        QTest::newRow("small letters") << u"20g"_s << qint64(20'000'000'000);
        QTest::newRow("binary") << u"2GiB"_s << qint64(2) * 1024 * 1024 * 1024;
        QTest::newRow("binary, short") << u"4Ki"_s << qint64(4096);
        QTest::newRow("tera") << u"1T"_s << qint64(1'000'000'000'000);
        QTest::newRow("a word") << u"much"_s << qint64(-1);
        QTest::newRow("nothing") << QString() << qint64(-1);
        QTest::newRow("negative") << u"-5M"_s << qint64(-1);
        QTest::newRow("too large") << u"999999999999T"_s << qint64(-1);
    }
    void sizesAreReadAsTheWindowSaysThem()
    {
        QFETCH(const QString, text);
        const auto size = parseSize(text);
        QTEST(size ? qint64(*size) : -1, "bytes");
    }

    void limitsAreTaken()
    {
        QVERIFY(parse(u"--max-size 1M"_s));
        const auto command = parse(u"--max-size 20G --max-age 30d --max-events 5000000"_s);
        QVERIFY2(command, command ? "" : qPrintable(command.error()));
        const RetentionLimits limits = std::get<RecordOptions>(*command).limits;
        QCOMPARE(limits.bytes, 20'000'000'000ULL);
        QCOMPARE(limits.ageUs, qint64(30) * 86'400 * 1'000'000);
        QCOMPARE(limits.events, 5'000'000ULL);
        QVERIFY(!std::get<RecordOptions>(*parse(u"--count 5"_s)).limits.any());
    }

    void whatIsNoLimitIsAWrongUsage_data()
    {
        QTest::addColumn<QString>("options");
        QTest::newRow("size") << u"--max-size lots"_s;
        QTest::newRow("tiny size") << u"--max-size 10k"_s;
        QTest::newRow("a little too small") << u"--max-size 999k"_s;
        QTest::newRow("age") << u"--max-age soon"_s;
        QTest::newRow("no age") << u"--max-age 0"_s;
        QTest::newRow("events") << u"--max-events -1"_s;
        QTest::newRow("few events") << u"--max-events 10"_s;
    }
    void whatIsNoLimitIsAWrongUsage()
    {
        QFETCH(const QString, options);
        const auto command = parse(options);
        QVERIFY(!command);
        QVERIFY2(command.error().contains(options.section(u' ', 0, 0)),
                 qPrintable(command.error()));
    }
};

QTEST_GUILESS_MAIN(TestRecordLimits)
#include "tst_recordlimits.moc"
