// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/faults/killtest.h"

#include "app/commands/losses.h"
#include "app/commands/recording.h"
#include "models/capture/capturetail.h"
#include "models/capture/lineenvelope.h"
#include "models/capture/verify.h"
#include "tests/faults/numberedserver.h"
#include "tests/models/capture/capturetesting.h"

#include <QProcess>
#include <QSignalSpy>
#include <cstdio>
#include <random>

using namespace eventscope;
using namespace capturetesting;

namespace {

constexpr int killsInACapture = 10;
constexpr quint64 mostMore = 300; ///< events between the first that is stored and the kill
const QString connectionId = u"0000000a"_s;
const QString quietId = u"0000000b"_s;

quint64 lastNumber(const QByteArray &printed)
{
    const QByteArray whole = printed.left(printed.lastIndexOf('\n') + 1).trimmed();
    return whole.mid(whole.lastIndexOf('\n') + 1).toULongLong();
}

/// Every line up to `stored` is there, and of each connection every event between its first and its
/// last. Before each connection but the first, a row says that the recording was cut short.
void checkLines(const QString &folder, quint64 stored)
{
    LineParser parser;
    LineEnvelope line;
    quint64 next = 1;
    quint64 number = 0;
    bool told = true;
    const QList<QByteArray> lines = linesOf(folder);
    for (const QByteArray &text : lines) {
        const bool good = parser.check({text.constData(), size_t(text.size())}, line);
        QVERIFY2(good && line.sequence == next, text.constData());
        ++next;
        if (line.type == owntype::gap && text.contains(cutShortCause))
            told = true;
        if (line.type == owntype::connected) {
            QVERIFY2(std::exchange(told, false), "no row tells of the kill before this connection");
            number = 0;
        }
        if ((line.flags & OwnEvent) != 0)
            continue;
        const qsizetype at = text.indexOf(R"({"n":)") + 5;
        const quint64 n = text.mid(at, text.indexOf(',', at) - at).toULongLong();
        QVERIFY2(n > 0 && (number == 0 || n == number + 1), text.constData());
        number = n;
    }
    QVERIFY2(next > stored, qPrintable(u"%1 lines, %2 were stored"_s.arg(next - 1).arg(stored)));
}

/// The recording after the last one: nobody kills it.
void endIt(const QString &folder)
{
    {
        const auto writer = openWriter(folder);
        Losses losses(*writer);
        losses.tellEarlier();
        writer->flush();
        for (const StoredBatch &one : writer->takeStored())
            losses.stored(one);
        QCOMPARE(losses.end(), QString());
    }
    const auto report = verifyCapture(folder);
    QVERIFY(report);
    QVERIFY2(report->sound(), qPrintable(report->problems.join(u"; "_s)));
    QVERIFY(!report->cutShort);
    QVERIFY(report->sums == VerifyReport::Sums::AtLeast);
    QVERIFY2(report->total().addsUp(), qPrintable(report->totalLine()));
    QCOMPARE(report->total().stored, report->events);
}

} // namespace

int KillTest::recordForEver(const QString &folder, const QStringList &urls)
{
    Recording::Settings settings;
    settings.keepLog = false;
    settings.growEveryMs = 1;
    settings.writer.segmentBytes = 300'000;
    settings.writer.commitMs = 3;
    settings.writer.sumsMs = 3;
    auto recording = Recording::start(folder, settings);
    if (!recording) {
        std::fprintf(stderr, "%s\n", qPrintable(recording.error()));
        return 1;
    }
    (*recording)->setConsumer([](const StoredBatch &stored) {
        std::printf(
            "%llu\n",
            static_cast<unsigned long long>(stored.firstSequence + stored.batch->size() - 1));
        std::fflush(stdout);
    });
    for (qsizetype i = 0; i < urls.size(); ++i) {
        ConnectionProfile profile;
        profile.id = i == 0 ? connectionId : quietId;
        profile.name = i == 0 ? u"numbers"_s : u"quiet"_s;
        profile.dialect = u"json"_s;
        profile.options.insert(u"url"_s, urls[i]);
        (void)(*recording)->nameConnection(profile).has_value();
        (*recording)->feeds().open(profile, {});
    }
    return QCoreApplication::exec();
}

void KillTest::nothingStoredIsLost_data()
{
    QTest::addColumn<quint32>("seed");
    for (int seed = 1; seed <= (m_kills + killsInACapture - 1) / killsInACapture; ++seed)
        QTest::addRow("E1: ten kills, seed %d", seed) << quint32(seed);
}

void KillTest::nothingStoredIsLost()
{
    QFETCH(quint32, seed);
    std::mt19937 random(seed);
    QTemporaryDir dir;
    const QString folder = dir.filePath(u"c"_s);
    NumberedServer server;
    quint64 stored = 0;
    for (int kill = 0; kill < killsInACapture; ++kill) {
        QProcess child;
        QByteArray printed;
        // By what it has done and not by the clock: some are killed while they start.
        const bool early = kill % 5 == 4;
        const quint64 more = random() % mostMore;
        quint64 killAt = 0;
        server.onOpened = [&child, early, more] {
            if (early && more % 2 == 0)
                child.kill();
        };
        connect(&child, &QProcess::started, this, [&child, early, more] {
            if (early && more % 2 != 0)
                child.kill();
        });
        connect(&child, &QProcess::readyReadStandardOutput, this, [&] {
            printed += child.readAllStandardOutput();
            const quint64 last = lastNumber(printed);
            if (last > 0 && killAt == 0)
                killAt = last + more;
            if (killAt > 0 && last >= killAt)
                child.kill();
        });
        QSignalSpy ended(&child, &QProcess::finished);
        child.start(QCoreApplication::applicationFilePath(), {u"--record"_s, folder, server.url()});
        QVERIFY(child.state() == QProcess::NotRunning || ended.wait(20'000));
        server.onOpened = {};
        printed += child.readAllStandardOutput();
        QVERIFY2(child.exitStatus() == QProcess::CrashExit,
                 child.readAllStandardError().constData());
        stored = std::max(stored, lastNumber(printed));
        checkLines(folder, stored);
        if (QTest::currentTestFailed()) {
            qWarning("at kill %d", kill + 1);
            return;
        }
    }
    QVERIFY(stored > 100);
    endIt(folder);
    checkLines(folder, stored);
}

/// Its last line is megabytes and segments back when the program is killed.
void KillTest::whoWasQuietIsToldToo()
{
    constexpr quint64 flood = 1600; // of 4 kB each: more than is looked at again
    QTemporaryDir dir;
    const QString folder = dir.filePath(u"c"_s);
    NumberedServer server;
    server.padding = QString(4000, u'x');
    server.limit = 0;
    NumberedServer quiet;
    quiet.limit = 1;
    QProcess child;
    QByteArray printed;
    connect(&child, &QProcess::readyReadStandardOutput, this, [&] {
        printed += child.readAllStandardOutput();
        // Two rows that say "connected", and the one event: all that the quiet one has.
        if (lastNumber(printed) >= 3 && quiet.sent() == 1 && server.hasClient())
            server.limit = ~0ULL;
        if (lastNumber(printed) >= flood)
            child.kill();
    });
    QSignalSpy ended(&child, &QProcess::finished);
    child.start(QCoreApplication::applicationFilePath(),
                {u"--record"_s, folder, server.url(), quiet.url()});
    QVERIFY(ended.wait(60'000));
    QVERIFY2(child.exitStatus() == QProcess::CrashExit, child.readAllStandardError().constData());
    QVERIFY(listSegments(folder).size() > 10);
    endIt(folder);
    QStringList told;
    const QList<QByteArray> lines = linesOf(folder);
    for (const QByteArray &line : lines) {
        if (line.contains(cutShortCause))
            told += line.contains("/0000000b\"") ? quietId : connectionId;
    }
    QCOMPARE(told, QStringList({connectionId, quietId}));
}
