// SPDX-License-Identifier: GPL-3.0-or-later
#include "capturetesting.h"

#include "models/capture/verify.h"

#include <QProcess>
#include <QRandomGenerator>
#include <cstdio>

using namespace capturetesting;

/// kill -9 at any moment: what was told to be stored is there.
class TestCaptureCrash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingToldToBeStoredIsThereAfterKill();
};

/// The process that is killed: writes without end, and prints the last number that is stored.
static int writeForEver(const QString &folder)
{
    CaptureWriter::Settings settings;
    settings.segmentBytes = 300'000;
    settings.commitBytes = 60'000;
    settings.commitMs = 3;
    const auto writer = CaptureWriter::open(folder, settings);
    if (!writer)
        return 1;
    for (int i = 0;; i = (i + 7) % 10'000) {
        (*writer)->submit(makeBatch(**writer, i, 7));
        quint64 last = 0;
        for (StoredBatch &stored : (*writer)->takeStored()) {
            last = stored.firstSequence + stored.batch->size() - 1;
            (*writer)->recycle(std::move(stored.batch));
        }
        if (last > 0) {
            std::printf("%llu\n", static_cast<unsigned long long>(last));
            std::fflush(stdout);
        }
    }
}

void TestCaptureCrash::everythingToldToBeStoredIsThereAfterKill()
{
    QTemporaryDir dir;
    const QString folder = dir.filePath(u"c"_s);
    quint64 told = 0;
    for (int round = 0; round < 15; ++round) {
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(), {u"--write"_s, folder});
        QVERIFY(child.waitForReadyRead(20'000));
        const qint64 words = QRandomGenerator::global()->bounded(200);
        QVERIFY(QTest::qWaitFor([&] { return child.bytesAvailable() > words; }, 20'000));
        child.kill();
        QVERIFY(child.waitForFinished());
        QList<QByteArray> lines = child.readAllStandardOutput().split('\n');
        QVERIFY(lines.size() > 1);
        const quint64 last = lines[lines.size() - 2].toULongLong();
        QVERIFY(last > told);
        told = last;

        const auto writer = openWriter(folder); // mends what the kill left
        QVERIFY2(writer->firstFreeSequence() > told, qPrintable(QString::number(told)));
        const auto report = verifyCapture(folder);
        QVERIFY(report);
        QVERIFY2(!report->damaged(), qPrintable(report->problems.join(u"; "_s)));
        QCOMPARE(report->lines, writer->firstFreeSequence() - 1);
    }
    QVERIFY(listSegments(folder).size() > 1);
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && application.arguments().at(1) == "--write"_L1)
        return writeForEver(application.arguments().at(2));
    TestCaptureCrash test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_capturecrash.moc"
