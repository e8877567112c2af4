// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/cutshortcaptures.h"
#include "app/commands/recording.h"
#include "models/capture/spillstore.h"
#include "models/capture/verify.h"
#include "tests/models/capture/capturetesting.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <csignal>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace eventscope;
using namespace capturetesting;
using namespace Qt::StringLiterals;

namespace {

constexpr auto connection = "0000000a";

/// While it lives no file grows beyond `bytes`: what a full disk is to a capture.
class FullDisk
{
public:
    explicit FullDisk(rlim_t bytes)
    {
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        struct rlimit tight = m_before;
        tight.rlim_cur = bytes;
        ::setrlimit(RLIMIT_FSIZE, &tight);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    struct rlimit m_before = {};
};

/// The gap rows of a capture.
QVector<QJsonObject> gapsIn(const QString &folder)
{
    QVector<QJsonObject> gaps;
    for (const QByteArray &line : linesOf(folder)) {
        const QJsonObject row = QJsonDocument::fromJson(line).object();
        if (row[u"type"_s].toString() == u"eventscope.gap"_s)
            gaps += row;
    }
    return gaps;
}

/// Leaves the folder as a program does that is killed: what is on the disk, and no end.
void killed(const QString &from, const QString &to)
{
    QVERIFY(QDir().mkpath(to));
    const QFileInfoList files = QDir(from).entryInfoList(QDir::Files | QDir::Hidden);
    for (const QFileInfo &file : files)
        QVERIFY(QFile::copy(file.filePath(), to + u'/' + file.fileName()));
}

/// So many events wait in a file of the spill.
void leaveInFiles(const QString &folder, int events)
{
    SpillStore store({folder, {}, {}});
    SpillStore::Batches batches;
    for (int i = 0; i < events; ++i) {
        if (i % 20 == 0)
            batches.push_back(std::make_unique<EventBatch>());
        batches.back()->setConnection(connection);
        appendEvent(*batches.back(), i);
    }
    QCOMPARE(store.append(batches), 0);
}

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

class TestLosses : public QObject
{
    Q_OBJECT

    static std::unique_ptr<Recording> record(const QString &folder,
                                             const Recording::Settings &settings = {})
    {
        auto recording = Recording::start(folder, settings);
        return recording ? std::move(*recording) : nullptr;
    }
    static void submit(Recording &recording, int events, std::string_view extensions = {})
    {
        auto batch = recording.writer().takeEmptyBatch();
        batch->setConnection(connection);
        EventFields fields;
        fields.type = "call";
        const std::string payload = '"' + std::string(400, 'x') + '"';
        fields.payload = payload;
        fields.extensions = extensions;
        for (int i = 0; i < events; ++i)
            batch->append(fields, 1'700'000'000'000'000);
        recording.writer().submit(std::move(batch));
    }

private Q_SLOTS:
    void initTestCase() { std::signal(SIGXFSZ, SIG_IGN); }

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

    void aRecordingThatWasCutShortIsAGapInTheNext()
    {
        QTemporaryDir dir;
        const QString crashed = dir.filePath(u"crashed"_s);
        {
            const auto recording = record(dir.filePath(u"first"_s));
            QVERIFY(recording);
            QVERIFY(recording->writer().nameConnection(QLatin1String(connection), u"Calls"_s,
                                                       u"voipbin"_s));
            submit(*recording, 3);
            recording->writer().flush();
            killed(dir.filePath(u"first"_s), crashed);
        }
        {
            const auto next = record(crashed);
            QVERIFY(next);
            next->finish();
            QCOMPARE(next->gapRows(), 1ULL);
        }
        const QVector<QJsonObject> gaps = gapsIn(crashed);
        QCOMPARE(gaps.size(), 1);
        const QJsonObject data = gaps[0][u"data"_s].toObject();
        QCOMPARE(gaps[0][u"source"_s].toString(), u"/0000000a"_s);
        QCOMPARE(gaps[0][u"sequence"_s].toString(), u"4"_s);
        QCOMPARE(data[u"cause"_s].toString(), u"the recording was cut short"_s);
        QCOMPARE(data[u"last"_s].toString(), u"2023-11-14T22:13:20.000000Z"_s);
        QVERIFY(data[u"seconds"_s].toDouble() > 86'400);
        QVERIFY2(data[u"message"_s].toString().startsWith(u"Calls: "_s),
                 qPrintable(data[u"message"_s].toString()));
        record(crashed)->finish(); // it ended well, and what is told is told
        QCOMPARE(gapsIn(crashed).size(), 1);
    }

    /// What it was subscribed to, and how much of that has no room in the row.
    void topicsOfTheCutShortAreNamedAndCounted()
    {
        QTemporaryDir dir;
        makeCapture(dir.path(), 3);
        QStringList topics;
        for (int i = 0; i < 80; ++i)
            topics += u"customer_id:%1:call:%2"_s.arg(QString(36, u'c')).arg(i, 36);
        {
            LossNote note(dir.path());
            note.setRecording(true);
            note.setTopics({{u"0000000b"_s, topics}});
            note.setConnected({u"0000000b"_s}); // and not a line of it far and wide
            QVERIFY(note.write({}));
        }
        record(dir.path())->finish();
        QVector<QJsonObject> gaps = gapsIn(dir.path());
        gaps.removeIf([](const auto &gap) { return gap[u"source"_s] != u"/0000000b"_s; });
        QCOMPARE(gaps.size(), 1);
        const QJsonObject data = gaps[0][u"data"_s].toObject();
        const qsizetype named = data[u"topics"_s].toArray().size();
        QVERIFY(named > 20);
        QCOMPARE(data[u"topics"_s][named - 1].toString(), topics[named - 1]);
        QCOMPARE(data[u"moreTopics"_s].toInteger(), 80 - named);
        const QString message = data[u"message"_s].toString();
        QVERIFY2(message.contains(u"%1 topics more"_s.arg(80 - named)), qPrintable(message));
    }

    void eachCutShortRecordingIsTold()
    {
        QTemporaryDir dir;
        makeCapture(dir.filePath(u"0"_s), 3);
        QVERIFY(gapsIn(dir.filePath(u"0"_s)).isEmpty());
        LossNote note(dir.filePath(u"0"_s));
        note.setRecording(true);
        QVERIFY(note.write({}));
        for (int run = 0; run < 3; ++run) { // each dies before anything comes
            const QString folder = dir.filePath(QString::number(run));
            const auto recording = record(folder);
            QVERIFY(recording);
            recording->writer().flush();
            killed(folder, dir.filePath(QString::number(run + 1)));
        }
        QCOMPARE(gapsIn(dir.filePath(u"3"_s)).size(), 3);
    }

    void capturesThatWereCutShortAreEndedWhereTheyLie()
    {
        QTemporaryDir dir;
        const auto live = record(dir.filePath(u"live"_s));
        QVERIFY(live);
        submit(*live, 3);
        live->writer().flush();
        killed(dir.filePath(u"live"_s), dir.filePath(u"cut"_s));
        record(dir.filePath(u"ended"_s))->finish();
        QVERIFY(QDir(dir.path()).mkdir(u"other"_s));

        QCOMPARE(endCutShortCaptures(dir.path()), QStringList{dir.filePath(u"cut"_s)});
        QCOMPARE(gapsIn(dir.filePath(u"cut"_s)).size(), 1);
        QCOMPARE(gapsIn(dir.filePath(u"live"_s)).size(), 0);
        QVERIFY(LossNote::isRecording(dir.filePath(u"live"_s)));
        QCOMPARE(endCutShortCaptures(dir.path()), QStringList());
        QCOMPARE(endCutShortCaptures(dir.filePath(u"none"_s)), QStringList());
    }

    void aFeedThatReadsOnWhereItStoppedHasNoGap_data()
    {
        QTest::addColumn<QByteArray>("extensions");
        QTest::addColumn<qsizetype>("gaps");
        QTest::newRow("from Kafka")
            << QByteArray(R"("kafkatopic":"t","kafkapartition":"0","kafkaoffset":"7")")
            << qsizetype(0);
        QTest::newRow("over WebSocket, where nothing is kept for who was away")
            << QByteArray(R"("kafkatopic":"t","kafkapartition":0,"kafkaoffset":7)") << qsizetype(1);
        QTest::newRow("without a word where the reading was") << QByteArray() << qsizetype(1);
    }

    void aFeedThatReadsOnWhereItStoppedHasNoGap()
    {
        QFETCH(QByteArray, extensions);
        QFETCH(qsizetype, gaps);
        QTemporaryDir dir;
        const QString crashed = dir.filePath(u"crashed"_s);
        {
            const auto recording = record(dir.filePath(u"first"_s));
            QVERIFY(recording);
            QVERIFY(
                recording->writer().nameConnection(QLatin1String(connection), u"ACM"_s, u"acm"_s));
            submit(*recording, 3, {extensions.constData(), size_t(extensions.size())});
            recording->writer().flush();
            killed(dir.filePath(u"first"_s), crashed);
        }
        record(crashed)->finish();
        QCOMPARE(gapsIn(crashed).size(), gaps);
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

    /// A recording whose files could not be read at its end.
    void whatStayedInFilesIsStoredAtTheNextStart()
    {
        QTemporaryDir dir;
        const QString folder = dir.filePath(u"ended"_s);
        record(folder)->finish();
        leaveInFiles(folder, 6);
        QVERIFY(SpillStore::isLeft(folder, {}));
        QCOMPARE(endCutShortCaptures(dir.path()), QStringList()); // nothing was cut short
        QCOMPARE(linesOf(folder).size(), 6);
        QCOMPARE(gapsIn(folder).size(), 0);
        QVERIFY(!SpillStore::isLeft(folder, {}));
    }

    void whatWaitsInFilesStaysThereWhereTheDiskIsFullAtTheStart_data()
    {
        QTest::addColumn<bool>("cutShort");
        QTest::newRow("the recording was ended") << false;
        QTest::newRow("the recording was cut short") << true;
    }

    /// Nobody but a recording gives up what waits.
    void whatWaitsInFilesStaysThereWhereTheDiskIsFullAtTheStart()
    {
        QFETCH(bool, cutShort);
        QTemporaryDir dir;
        QTemporaryDir captures;
        const QString folder = captures.filePath(u"capture"_s);
        const auto recording = record(dir.path());
        submit(*recording, 3);
        recording->writer().flush();
        if (!cutShort)
            recording->finish();
        killed(dir.path(), folder);
        leaveInFiles(folder, 600);
        {
            const FullDisk disk(20'000);
            QCOMPARE(endCutShortCaptures(captures.path()), QStringList());
        }
        QVERIFY(SpillStore::isLeft(folder, {}));
        QCOMPARE(endCutShortCaptures(captures.path()),
                 cutShort ? QStringList{folder} : QStringList());
        const QList<QByteArray> lines = linesOf(folder);
        QCOMPARE(lines.size(), 603 + (cutShort ? 1 : 0));
        QCOMPARE(lines.constLast().contains("the recording was cut short"), cutShort);
        QVERIFY(!SpillStore::isLeft(folder, {}));
    }

    void whatStaysInFilesIsAMemberOfTheSum()
    {
        QTemporaryDir dir;
        const QString id = QLatin1String(connection);
        Recording::Settings settings;
        settings.writer.queueBytes = 60'000;
        settings.writer.roomWaitMs = 0;
        quint64 left = 0;
        quint64 stored = 0;
        {
            const auto recording = record(dir.path(), settings);
            QVERIFY(recording);
            const FullDisk full(20'000);
            const CaptureWriter &writer = recording->writer();
            quint64 received = 0;
            for (int i = 0; i < 50 && (writer.counts().spilled < 30 || writer.counts().unwritten);
                 ++i) {
                submit(*recording, 10);
                received += 10;
                (void)QTest::qWaitFor([&] { return writer.counts().unwritten == 0; }, 200);
            }
            recording->finish();
            left = recording->left(id);
            stored = recording->stored(id);
            QVERIFY(left > 0);
            QCOMPARE(stored + recording->finalCounters(id).dropped + left, received);
        }
        QCOMPARE(verifyCapture(dir.path())->connections.value(id).spilled, left);
        {
            const FullDisk full(20'000);
            const auto next = record(dir.path(), settings);
            QVERIFY(next);
            next->finish();
            QCOMPARE(next->writer().counts().left, left);
            QCOMPARE(next->left(id), 0ULL); // it did not receive them
        }
        const auto last = record(dir.path(), settings);
        QVERIFY(last);
        last->finish();
        QCOMPARE(last->stored(id), 0ULL);
        QCOMPARE(last->writer().counts().left, 0ULL);
        QCOMPARE(verifyCapture(dir.path())->connections.value(id).events, stored + left);
    }

    void whatWaitsForCapturesThatAreGoneIsRemovedAtTheStart()
    {
        QTemporaryDir dir;
        Recording::Settings settings;
        settings.writer.spillElsewhere = dir.filePath(u"spill"_s);
        const QString gone = dir.filePath(u"gone"_s);
        QVERIFY(QDir().mkpath(gone));
        SpillPlace place(settings.writer.spillElsewhere, gone, u"0badcafe"_s);
        QCOMPARE(place.make(), 0);
        const QString path = place.path();
        writeFile(path + u"/000001"_s, "events");
        place.leave(); // there is a file
        QVERIFY(QDir().rmdir(gone));
        const timespec longAgo[2] = {{1'700'000'000, 0}, {1'700'000'000, 0}};
        for (const char *name : {"/000001", "/capture"})
            QCOMPARE(::utimensat(AT_FDCWD, QFile::encodeName(path) + name, longAgo, 0), 0);
        record(dir.filePath(u"new"_s), settings)->finish();
        QVERIFY(!QFileInfo::exists(path));
    }
};

QTEST_GUILESS_MAIN(TestLosses)
#include "tst_losses.moc"
