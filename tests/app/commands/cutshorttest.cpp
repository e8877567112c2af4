// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/commands/cutshorttest.h"

#include "app/commands/cutshortcaptures.h"
#include "app/commands/recordcommand.h"
#include "tests/app/commands/lossestesting.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QSignalSpy>

using namespace eventscope;
using namespace capturetesting;
using namespace lossestesting;
using namespace Qt::StringLiterals;

namespace {

ConnectionProfile kafkaProfile(const QString &id, const QString &start,
                               const QString &url = u"kafka://127.0.0.1:1/"_s)
{
    ConnectionProfile profile;
    profile.id = id;
    profile.name = u"ACM"_s;
    profile.dialect = u"acm"_s;
    profile.options = {{u"url"_s, url}};
    if (!start.isEmpty())
        profile.options.insert(u"start"_s, start);
    return profile;
}

/// A capture of one connection to Kafka that begins at `start`, as it is when it was killed.
QString killedOverKafka(const QTemporaryDir &dir, const QString &start,
                        const QString &url = u"kafka://127.0.0.1:1/"_s)
{
    const QString crashed = dir.filePath(u"crashed"_s);
    const auto recording = record(dir.filePath(u"first"_s));
    const auto named = recording->nameConnection(kafkaProfile(QLatin1String(connection), start, url));
    submit(*recording, 3, R"("kafkatopic":"t","kafkapartition":"0","kafkaoffset":"7")");
    recording->writer().flush();
    killed(dir.filePath(u"first"_s), crashed);
    return named ? crashed : QString();
}

} // namespace

void CutShortTest::aRecordingThatWasCutShortIsAGapInTheNext()
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

void CutShortTest::theSentenceSaysHowLongNothingWasRecorded_data()
{
    QTest::addColumn<qint64>("ago"); // in seconds
    QTest::addColumn<QString>("length");
    QTest::newRow("seconds") << qint64(10) << u"1[0-9]\\.[0-9] s"_s;
    QTest::newRow("minutes") << qint64(7 * 60 + 10) << u"7 min [1-5][0-9] s"_s;
    QTest::newRow("hours") << qint64(26 * 3'600 + 5 * 60 + 10) << u"26 h 5 min"_s;
    QTest::newRow("the clock went back") << qint64(-3'600) << u"0\\.0 s"_s;
}

void CutShortTest::theSentenceSaysHowLongNothingWasRecorded()
{
    QFETCH(qint64, ago);
    QFETCH(QString, length);
    QTemporaryDir dir;
    const QString crashed = dir.filePath(u"crashed"_s);
    const qint64 last = nowUs() - ago * 1'000'000;
    {
        const auto recording = record(dir.filePath(u"first"_s));
        QVERIFY(recording);
        submit(*recording, 1, {}, last);
        recording->writer().flush();
        killed(dir.filePath(u"first"_s), crashed);
    }
    record(crashed)->finish();
    const QVector<QJsonObject> gaps = gapsIn(crashed);
    QCOMPARE(gaps.size(), 1);
    const QString message = gaps[0][u"data"_s][u"message"_s].toString();
    const QString at = QString::fromStdString(timestampText(last));
    const QRegularExpression sentence(
        u"^0000000a: the recording was cut short after %1; what was sent in the %2 until Eventscope "
        "went on with it is lost\\z"_s.arg(QRegularExpression::escape(at), length));
    QVERIFY2(sentence.match(message).hasMatch(), qPrintable(message));
}

/// What it was subscribed to, and how much of that has no room in the row.
void CutShortTest::topicsOfTheCutShortAreNamedAndCounted()
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
    const QString more = u"is lost; it was subscribed to %1 topics more than are named here"_s;
    QVERIFY2(message.endsWith(more.arg(80 - named)), qPrintable(message));
}

void CutShortTest::eachCutShortRecordingIsTold()
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

void CutShortTest::capturesThatWereCutShortAreEndedWhereTheyLie()
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

void CutShortTest::aFeedThatReadsOnWhereItStoppedHasNoGap_data()
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

void CutShortTest::aFeedThatReadsOnWhereItStoppedHasNoGap()
{
    QFETCH(QByteArray, extensions);
    QFETCH(qsizetype, gaps);
    QTemporaryDir dir;
    const QString crashed = dir.filePath(u"crashed"_s);
    {
        const auto recording = record(dir.filePath(u"first"_s));
        QVERIFY(recording);
        QVERIFY(recording->writer().nameConnection(QLatin1String(connection), u"ACM"_s, u"acm"_s));
        submit(*recording, 3, {extensions.constData(), size_t(extensions.size())});
        recording->writer().flush();
        killed(dir.filePath(u"first"_s), crashed);
    }
    record(crashed)->finish();
    QCOMPARE(gapsIn(crashed).size(), gaps);
}

void CutShortTest::aConnectionThatBeginsNowHasAGapAndOneThatReadsOnHasNone_data()
{
    QTest::addColumn<QString>("start");
    QTest::addColumn<qsizetype>("gaps");
    QTest::newRow("now") << u"now"_s << qsizetype(1);
    QTest::newRow("where it stopped") << u"resume"_s << qsizetype(0);
    QTest::newRow("at the oldest record") << u"beginning"_s << qsizetype(0);
    QTest::newRow("at a time") << u"time"_s << qsizetype(0);
    QTest::newRow("nobody chose: where it stopped") << QString() << qsizetype(0);
}

/// A bridge forwards where a record stood in Kafka, and keeps nothing for who was away.
void CutShortTest::whatABridgeForwardedOfKafkaIsNotReadOn()
{
    QTemporaryDir dir;
    const QString crashed = killedOverKafka(dir, {}, u"ws://127.0.0.1:1/"_s);
    QCOMPARE(endCutShortCaptures(dir.path()), QStringList{crashed});
    QCOMPARE(gapsIn(crashed).size(), 1);
}

/// The window, which does not go on with the capture.
void CutShortTest::aConnectionThatBeginsNowHasAGapAndOneThatReadsOnHasNone()
{
    QFETCH(QString, start);
    QFETCH(qsizetype, gaps);
    QTemporaryDir dir;
    const QString crashed = killedOverKafka(dir, start);
    QCOMPARE(gapsIn(crashed).size(), 0);
    QCOMPARE(endCutShortCaptures(dir.path()), QStringList{crashed});
    QCOMPARE(gapsIn(crashed).size(), gaps);
}

void CutShortTest::whoRecordsOnSaysWhetherItReadsOn_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("now");
    QTest::addColumn<bool>("isDescribed"); // on the command line: it has a new id each time
    QTest::addColumn<qsizetype>("gaps");
    QTest::newRow("on") << u"resume"_s << u"resume"_s << false << qsizetype(0);
    QTest::newRow("no more") << u"resume"_s << u"now"_s << false << qsizetype(1);
    QTest::newRow("by now") << u"now"_s << u"resume"_s << false << qsizetype(0);
    QTest::newRow("no more, by another id") << u"resume"_s << u"now"_s << true << qsizetype(1);
    QTest::newRow("by now, by another id") << u"now"_s << u"resume"_s << true << qsizetype(0);
}

void CutShortTest::whoRecordsOnSaysWhetherItReadsOn()
{
    QFETCH(QString, before);
    QFETCH(QString, now);
    QFETCH(bool, isDescribed);
    QFETCH(qsizetype, gaps);
    QTemporaryDir dir;
    RecordOptions options;
    options.capture = killedOverKafka(dir, before);
    options.forMs = 1;
    ConnectionProfile profile =
        kafkaProfile(isDescribed ? u"0000000b"_s : QLatin1String(connection), now);
    profile.transient = isDescribed;
    RecordCommand command(options, {{profile, {}}});
    QSignalSpy finished(&command, &RecordCommand::finished);
    command.start();
    QTRY_COMPARE(finished.count(), 1);
    QVector<QJsonObject> told = gapsIn(options.capture);
    told.removeIf([](const QJsonObject &gap) {
        return gap[u"data"_s][u"cause"_s].toString() != u"the recording was cut short"_s;
    });
    QCOMPARE(told.size(), gaps);
}
