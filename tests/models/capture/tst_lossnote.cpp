// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/lossnote.h"
#include "models/capture/verify.h"
#include "tests/models/capture/capturetesting.h"

#include <csignal>
#include <sys/resource.h>

using namespace eventscope;
using namespace capturetesting;
using namespace Qt::StringLiterals;

class TestLossNote : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsNotedComesBack();
    void aNoteCanBeWrittenWhereNothingElseCan();
    void damagedNotesSayNothing_data();
    void damagedNotesSayNothing();
    void aNoteThatIsTornLeavesTheOneBefore();
    void manyConnectionsBecomeASum();
    void whatIsBeingRecordedSaysSo();
    void whatFindsNoRoomIsCounted();
    void verifyNamesTheLoss();
};

void TestLossNote::whatIsNotedComesBack()
{
    QTemporaryDir dir;
    QCOMPARE(LossNote::read(dir.path()), LossNote::Counts());
    const LossNote::Counts counts{{u"0000000a"_s, 12}, {u"0000000b"_s, 5'000'000'000}};
    {
        LossNote note(dir.path());
        QVERIFY(note.write(counts));
    }
    QCOMPARE(LossNote::read(dir.path()), counts);
    LossNote again(dir.path());
    QCOMPARE(LossNote::read(dir.path()), counts); // opening it forgets nothing
    constexpr quint64 mostExact = 1ULL << 53; // of JSON's numbers
    QVERIFY(again.write({{u"0000000a"_s, mostExact - 1}, {u"0000000b"_s, ~0ULL}}));
    QCOMPARE(LossNote::read(dir.path()),
             (LossNote::Counts{{u"0000000a"_s, mostExact - 1}, {u"0000000b"_s, mostExact}}));
    QVERIFY(again.write({}));
    QCOMPARE(LossNote::read(dir.path()), LossNote::Counts());
    QCOMPARE(QFile(dir.filePath(u".losses"_s)).permissions()
                 & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
             QFile::Permissions());
}

void TestLossNote::aNoteCanBeWrittenWhereNothingElseCan()
{
    QTemporaryDir dir;
    LossNote note(dir.path());
    // A file that must not grow is what a full disk looks like to one that has its room.
    const qint64 length = QFileInfo(dir.filePath(u".losses"_s)).size();
    QVERIFY(length > 0);
    struct rlimit before = {};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
    struct rlimit tight = before;
    tight.rlim_cur = rlim_t(length);
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &tight), 0);
    const bool written = note.write({{u"0000000a"_s, 7}});
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, ignored);
    QVERIFY(written);
    QCOMPARE(LossNote::read(dir.path()), (LossNote::Counts{{u"0000000a"_s, 7}}));
}

void TestLossNote::damagedNotesSayNothing_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("torn") << QByteArray(R"({"0000000a":1)");
    QTest::newRow("no object") << QByteArray("[1,2]");
    QTest::newRow("negative") << QByteArray(R"({"0000000a":-1})");
    QTest::newRow("absurd") << QByteArray(R"({"0000000a":1e300})");
    QTest::newRow("no number") << QByteArray(R"({"0000000a":"1"})");
    QTest::newRow("huge") << QByteArray(1 << 20, '[');
}

void TestLossNote::damagedNotesSayNothing()
{
    QFETCH(const QByteArray, text);
    QTemporaryDir dir;
    writeFile(dir.filePath(u".losses"_s), text);
    QCOMPARE(LossNote::read(dir.path()), LossNote::Counts());
    LossNote note(dir.path());
    QVERIFY(note.write({{u"0000000a"_s, 3}}));
    QCOMPARE(LossNote::read(dir.path()).value(u"0000000a"_s), 3ULL);
}

/// The power may go within any write: what was noted for certain is there after it.
void TestLossNote::aNoteThatIsTornLeavesTheOneBefore()
{
    using Durable = LossNote::Durable;
    QTemporaryDir dir;
    const QString path = dir.filePath(u".losses"_s);
    LossNote note(dir.path());
    note.setRecording(true);
    quint64 durable = 0;
    for (quint64 count = 1; count < 20; ++count) {
        const QByteArray before = readFile(path);
        const Durable how = count % 3 == 0 ? Durable::Yes : Durable::Soon;
        QVERIFY(note.write({{u"0000000a"_s, count}}, how));
        const QByteArray after = readFile(path);
        QCOMPARE(LossNote::read(dir.path()).value(u"0000000a"_s), count);
        QCOMPARE(after.size(), before.size());
        QByteArray torn = after;
        for (qsizetype at = 0; at < torn.size(); at += 64) {
            if (torn.mid(at, 64) != before.mid(at, 64))
                torn.replace(at, 64, QByteArray(64, '\0'));
        }
        writeFile(path, torn);
        if (durable > 0) {
            QVERIFY(LossNote::read(dir.path()).value(u"0000000a"_s) >= durable);
            QVERIFY(LossNote::isRecording(dir.path()));
        }
        writeFile(path, after);
        durable = how == Durable::Yes ? count : durable;
    }
}

void TestLossNote::manyConnectionsBecomeASum()
{
    QTemporaryDir dir;
    LossNote::Counts counts;
    for (int i = 0; i < 1000; ++i)
        counts.insert(u"%1"_s.arg(i, 8, 16, QLatin1Char('0')), 2);
    LossNote note(dir.path());
    QVERIFY(note.write(counts));
    const LossNote::Counts back = LossNote::read(dir.path());
    QCOMPARE(back.size(), 1);
    QCOMPARE(back.first(), 2000ULL);
}

void TestLossNote::whatIsBeingRecordedSaysSo()
{
    QTemporaryDir dir;
    QVERIFY(!LossNote::isRecording(dir.path()));
    const LossNote::Counts counts{{u"0000000a"_s, 12}};
    {
        LossNote note(dir.path());
        QVERIFY(!LossNote::isRecording(dir.path()));
        note.setRecording(true);
        QVERIFY(note.write(counts));
    }
    QVERIFY(LossNote::isRecording(dir.path()));
    QCOMPARE(LossNote::read(dir.path()), counts);
    LossNote again(dir.path());
    QVERIFY(again.write({})); // until somebody says otherwise
    QVERIFY(LossNote::isRecording(dir.path()));
    const LossNote::Topics topics{{u"0000000a"_s, {u"call:*"_s, u"\"queue\":*"_s}}};
    again.setTopics(topics);
    QVERIFY(again.write(counts));
    QVERIFY(LossNote::isRecording(dir.path()));
    const QMap<QString, LossNote::Some> all{{u"0000000a"_s, {topics.first(), 0}}};
    QCOMPARE(LossNote::topics(dir.path()), all);
    QCOMPARE(LossNote::read(dir.path()), counts);
    again.setConnected({u"0000000a"_s, u"0000000b"_s});
    again.setTopics({{u"0000000a"_s, {QString(10'000, u'x'), u"call:*"_s}}}); // no room for one
    QVERIFY(again.write(counts));
    QVERIFY(LossNote::isRecording(dir.path()));
    const QMap<QString, LossNote::Some> one{{u"0000000a"_s, {{u"call:*"_s}, 1}}};
    QCOMPARE(LossNote::topics(dir.path()), one);
    const LossNote::Some both{{u"0000000a"_s, u"0000000b"_s}, 0};
    QCOMPARE(LossNote::connected(dir.path()), both);
    QCOMPARE(LossNote::read(dir.path()), counts);
    again.setRecording(false);
    again.setTopics(topics);
    QVERIFY(again.write({}));
    QVERIFY(!LossNote::isRecording(dir.path()));
    QCOMPARE(LossNote::connected(dir.path()), LossNote::Some());
}

/// Each connection has its part, and nothing is left out without a word.
void TestLossNote::whatFindsNoRoomIsCounted()
{
    QTemporaryDir dir;
    LossNote note(dir.path());
    note.setRecording(true);
    LossNote::Topics topics{{u"0000000b"_s, {u"call:*"_s, u"\"é\":*"_s}}};
    for (int i = 0; i < 500; ++i)
        topics[u"0000000a"_s] += u"customer_id:%1:call:%2"_s.arg(QString(36, u'\u00e9'), 36).arg(i);
    topics[u"0000000c"_s] = topics[u"0000000a"_s];
    note.setTopics(topics);
    note.setConnected(topics.keys());
    QVERIFY(note.write({{u"0000000a"_s, 12}}));
    const QMap<QString, LossNote::Some> read = LossNote::topics(dir.path());
    QCOMPARE(read.keys(), topics.keys());
    QCOMPARE(read[u"0000000b"_s].names, topics[u"0000000b"_s]);
    for (const QString &id : {u"0000000a"_s, u"0000000c"_s}) {
        const LossNote::Some &some = read[id];
        QVERIFY2(some.names.size() > 10, qPrintable(QString::number(some.names.size())));
        QCOMPARE(some.names, topics[id].first(some.names.size()));
        QCOMPARE(quint64(some.names.size()) + some.more, 500ULL);
    }
    QCOMPARE(LossNote::connected(dir.path()).names, topics.keys());

    QStringList many;
    for (int i = 0; i < 1000; ++i)
        many += u"%1"_s.arg(i, 8, 16, QLatin1Char('0'));
    note.setConnected(many);
    QVERIFY(note.write({{u"0000000a"_s, 12}}));
    const LossNote::Some connected = LossNote::connected(dir.path());
    QVERIFY(connected.names.size() > 300);
    QCOMPARE(quint64(connected.names.size()) + connected.more, 1000ULL);
    QCOMPARE(LossNote::read(dir.path()), (LossNote::Counts{{u"0000000a"_s, 12}}));
}

void TestLossNote::verifyNamesTheLoss()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 20);
    QVERIFY(!verifyCapture(dir.path())->damaged());
    LossNote note(dir.path());
    QVERIFY(!verifyCapture(dir.path())->damaged());
    QVERIFY(note.write({{u"0000000a"_s, 7}}));
    const auto report = verifyCapture(dir.path());
    QVERIFY(!report->sound());
    QCOMPARE(report->untoldLosses, 7ULL);
    QVERIFY(report->problems.join(u' ').contains(u"7 events of connection 0000000a"_s));
    QVERIFY(report->summary().contains(u"7 events were not stored"_s));
    QVERIFY(QFile::remove(dir.filePath(u"capture.json"_s)));
    const auto bare = verifyCapture(dir.path()); // the note alone makes no foreign folder
    QVERIFY2(bool(bare), bare ? "" : qPrintable(bare.error()));
    QCOMPARE(bare->untoldLosses, 7ULL);
}

QTEST_GUILESS_MAIN(TestLossNote)
#include "tst_lossnote.moc"
