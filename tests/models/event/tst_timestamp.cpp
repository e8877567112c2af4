// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/timestamp.h"

#include <QDateTime>
#include <QRandomGenerator>
#include <QScopeGuard>
#include <QTest>

#include <ctime>

using namespace eventscope;

class TestTimestamp : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatServersSend_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("us");
        QTest::newRow("seconds") << QByteArray("2023-10-23T12:21:12Z") << qint64(1698063672000000);
        QTest::newRow("microseconds")
            << QByteArray("2024-01-15T10:30:05.003511Z") << qint64(1705314605003511);
        QTest::newRow("nanoseconds are cut, not rounded")
            << QByteArray("2025-10-23T02:32:06.944668982Z") << qint64(1761186726944668);
        QTest::newRow("a space and no zone")
            << QByteArray("2022-04-11 00:23:53.636000") << qint64(1649636633636000);
        QTest::newRow("offset") << QByteArray("2023-11-28T09:19:02.393629+01:00")
                                << qint64(1701159542393629);
        QTest::newRow("offset without colon")
            << QByteArray("2023-11-28T03:49:02-0430") << qint64(1701159542000000);
        QTest::newRow("leap second")
            << QByteArray("2016-12-31T23:59:60Z") << qint64(1483228800000000);
        QTest::newRow("midnight as 24:00")
            << QByteArray("2023-01-01T24:00:00Z") << qint64(1672617600000000);
        QTest::newRow("a leap day") << QByteArray("2000-02-29T00:00:00Z") << qint64(951782400000000);
        QTest::newRow("before 1970") << QByteArray("1969-12-31T23:59:59.5Z") << qint64(-500000);
    }
    void readsWhatServersSend()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, us);
        QCOMPARE(parseTimestamp(text.toStdString()), us);
    }

    void sentinelsAndNonsenseAreNoTime_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text :
             {"", "9999-01-01T00:00:00.000000Z", "0001-01-01T00:00:00Z", "yesterday",
              "2024-13-01T00:00:00Z", "1705314605", "2024-01-15", "2024-01-15T10:30",
              "99999-01-01T00:00:00Z", "2024-01-15T10:30:05.5 Mars", "2024-01-15T25:00:00Z",
              "2024-01-15T10:30:05+99:00", "2024-01-15T24:00:01Z", "2024-01-15T24:30:00Z",
              "2023-02-29T00:00:00Z", "2024-02-30T00:00:00Z", "2024-04-31T00:00:00Z",
              "1900-02-29T00:00:00Z", "2024-00-10T00:00:00Z", "1705314605003",
              "2024-01-15T10:30:05.Z0", "9998-12-31T23:59:59-00:01", "0002-01-01T00:00:00+00:01"})
            QTest::newRow(text) << QByteArray(text);
    }
    void sentinelsAndNonsenseAreNoTime()
    {
        QFETCH(QByteArray, text);
        QCOMPARE(parseTimestamp(text.toStdString()), noTime);
    }

    void writingAndReadingAgreeOverTheCenturies()
    {
        QRandomGenerator random(3);
        for (int i = 0; i < 5000; ++i) {
            const qint64 us =
                qint64(random.bounded(quint64(4'102'444'800'000'000ULL))) - 2'000'000'000'000'000LL;
            const std::string text = timestampText(us);
            QCOMPARE(text.size(), size_t(27));
            QCOMPARE(parseTimestamp(text), us);
            QCOMPARE(QString::fromStdString(text).left(19),
                     QDateTime::fromSecsSinceEpoch(us / 1000000 - (us % 1000000 < 0), Qt::UTC)
                         .toString(u"yyyy-MM-ddTHH:mm:ss"));
        }
    }

    void whatIsATimeIsWrittenWithFourDigitsOfYear()
    {
        const qint64 first = parseTimestamp("0002-01-01T00:00:00.000000Z");
        const qint64 last = parseTimestamp("9998-12-31T23:59:59.999999Z");
        QCOMPARE(timestampText(first), std::string("0002-01-01T00:00:00.000000Z"));
        QCOMPARE(timestampText(last), std::string("9998-12-31T23:59:59.999999Z"));
        QVERIFY(isTimestamp(first) && isTimestamp(last) && isTimestamp(0));
        for (const qint64 us : {first - 1, last + 1, noTime, std::numeric_limits<qint64>::max()})
            QVERIFY(!isTimestamp(us));
    }

    void shownTimesKeepMicroseconds()
    {
        QCOMPARE(timeOfDayText(1705314605003511, TimeZoneChoice::Utc),
                 QStringLiteral("10:30:05.003511"));
        QCOMPARE(fullTimeText(1705314605003511, TimeZoneChoice::Utc),
                 QStringLiteral("2024-01-15 10:30:05.003511 UTC"));
        QCOMPARE(timeOfDayText(noTime, TimeZoneChoice::Utc), QString());
    }

    void localTimesSayTheirOffset_data()
    {
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << QByteArray("UTC0")
                              << QStringLiteral("2024-01-15 10:30:05.003511 +00:00");
        QTest::newRow("east") << QByteArray("IST-5:30")
                              << QStringLiteral("2024-01-15 16:00:05.003511 +05:30");
        QTest::newRow("west") << QByteArray("NST3:30")
                              << QStringLiteral("2024-01-15 07:00:05.003511 -03:30");
    }
    void localTimesSayTheirOffset()
    {
        QFETCH(QByteArray, zone);
        const QByteArray before = qgetenv("TZ");
        const bool wasSet = qEnvironmentVariableIsSet("TZ");
        const auto restore = qScopeGuard([&] {
            if (wasSet)
                qputenv("TZ", before);
            else
                qunsetenv("TZ");
            tzset();
        });
        qputenv("TZ", zone);
        tzset();
        QTEST(fullTimeText(1705314605003511, TimeZoneChoice::Local), "text");
    }
};

QTEST_GUILESS_MAIN(TestTimestamp)
#include "tst_timestamp.moc"
