// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/eventoutlet.h"
#include "tests/app/commands/cutshorttest.h"
#include "tests/app/commands/leftinfilestest.h"
#include "tests/app/commands/lossestesting.h"
#include "tests/support/testclasses.h"

using namespace eventscope;
using namespace capturetesting;
using namespace lossestesting;
using namespace Qt::StringLiterals;

namespace {

/// What the gap rows of a capture say is missing, one number each.
QVector<qint64> toldIn(const QString &folder)
{
    QVector<qint64> told;
    for (const QByteArray &line : linesOf(folder)) {
        const QJsonObject row = QJsonDocument::fromJson(line).object();
        if (row[u"type"_s].toString() == u"eventscope.gap"_s && row[u"source"_s] == u"/0000000a"_s
            && row[u"data"_s].isObject())
            told += row[u"data"_s][u"dropped"_s].toInteger();
    }
    return told;
}

} // namespace

/// What a recording tells of what it lost, and when.
class TestLosses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRowThatFindsRoomTellsTheLossAtTheEnd()
    {
        QTemporaryDir dir;
        const auto recording = record(dir.path());
        QVERIFY(recording);
        {
            const FullDisk full(20'000);
            submit(*recording, 10); // 5 kB
            submit(*recording, 100); // too much
            recording->finish();
        }
        QCOMPARE(recording->stored(QLatin1String(connection)), 10ULL);
        QCOMPARE(recording->finalCounters(QLatin1String(connection)).dropped, 100ULL);
        QCOMPARE(recording->finalCounters(QLatin1String(connection)).gaps, 1ULL);
        QCOMPARE(toldIn(dir.path()), QVector<qint64>{100});
        QCOMPARE(LossNote::read(dir.path()), LossNote::Counts());
    }

    void theNextRecordingTellsWhatADiskFullToTheEndTook()
    {
        QTemporaryDir dir;
        {
            const auto recording = record(dir.path());
            QVERIFY(recording);
            submit(*recording, 10);
            recording->writer().flush();
            const qint64 length = QFileInfo(dir.filePath(u"000001.ndjson"_s)).size();
            const FullDisk full{rlim_t(length)}; // not a byte more, so no row either
            submit(*recording, 30);
            submit(*recording, 12);
            recording->finish();
            QCOMPARE(recording->finalCounters(QLatin1String(connection)).dropped, 42ULL);
            QCOMPARE(recording->finalCounters(QLatin1String(connection)).gaps, 0ULL);
        }
        QCOMPARE(toldIn(dir.path()), QVector<qint64>());
        QCOMPARE(LossNote::read(dir.path()), (LossNote::Counts{{QLatin1String(connection), 42}}));

        for (int run = 0; run < 2; ++run) { // told once, by the first that can
            const auto next = record(dir.path());
            QVERIFY(next);
            submit(*next, 1);
            next->finish();
            QCOMPARE(next->log().size(), quint64(linesOf(dir.path()).size()));
            QCOMPARE(toldIn(dir.path()), QVector<qint64>{42});
            QCOMPARE(LossNote::read(dir.path()), LossNote::Counts());
        }
        QCOMPARE(gapsIn(dir.path()).value(0)[u"data"_s][u"message"_s].toString(),
                 u"0000000a lost 42 events here: the disk was full when the recording before this "
                 "one ended"_s);
    }

    /// Its row has a number too, of what the disk had nothing to do with.
    void whatCouldNotBeReadSettlesNoLoss()
    {
        QTemporaryDir dir;
        const auto recording = record(dir.path());
        QVERIFY(recording);
        {
            const FullDisk full(20'000);
            submit(*recording, 10);
            EventOutlet(recording->writer(), QLatin1String(connection)).unread(u"too large"_s);
            submit(*recording, 100); // too much
            recording->finish();
        }
        QCOMPARE(recording->finalCounters(QLatin1String(connection)).gaps, 2ULL);
        QCOMPARE(toldIn(dir.path()), QVector<qint64>({1, 100}));
        const QString message = gapsIn(dir.path()).value(1)[u"data"_s][u"message"_s].toString();
        QVERIFY2(
            message.startsWith(u"0000000a lost 100 events here: they could not be stored: "_s),
            qPrintable(message));
    }

    void theNoteGoesAsSoonAsTheRowIsThere()
    {
        QTemporaryDir dir;
        makeCapture(dir.path(), 10);
        QVERIFY(LossNote(dir.path()).write({{QLatin1String(connection), 42}}));
        const auto recording = record(dir.path());
        QVERIFY(recording);
        // Without an end: a crash must not make the next one tell it again.
        QTRY_COMPARE(LossNote::read(dir.path()), LossNote::Counts());
        QCOMPARE(toldIn(dir.path()), QVector<qint64>{42});
    }

    void whoWantsNoLogHasNone()
    {
        QTemporaryDir dir;
        makeCapture(dir.path(), 100);
        Recording::Settings settings;
        settings.keepLog = false;
        const auto recording = record(dir.path(), settings);
        QVERIFY(recording);
        submit(*recording, 10);
        recording->finish();
        QCOMPARE(recording->stored(QLatin1String(connection)), 10ULL);
        QCOMPARE(recording->log().size(), 0ULL);
        QCOMPARE(linesOf(dir.path()).size(), 110);
    }

    void recordingsWithoutLossesSayNothing()
    {
        QTemporaryDir dir;
        const auto recording = record(dir.path());
        QVERIFY(recording);
        submit(*recording, 10);
        recording->finish();
        QCOMPARE(toldIn(dir.path()), QVector<qint64>());
        QCOMPARE(linesOf(dir.path()).size(), 10);
    }
};

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, TestLosses, CutShortTest, LeftInFilesTest>(argc, argv);
}

#include "tst_losses.moc"
