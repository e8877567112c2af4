// SPDX-License-Identifier: GPL-3.0-or-later
#include "spillplaces.h"

#include "overloadtesting.h"

#include "models/event/counttext.h"
#include "models/event/timestamp.h"

using namespace overloadtesting;

namespace {

const QString id = u"0badcafe"_s;
constexpr qint64 dayUs = 24LL * 3600 * 1'000'000;

/// What a run that was killed leaves: so many events in a file elsewhere.
void leave(const QString &capture, const QString &elsewhere, int events)
{
    QDir().mkpath(capture);
    disk::setFull(true);
    SpillStore store({capture, elsewhere, id});
    SpillStore::Batches batches;
    batches.push_back(std::make_unique<EventBatch>());
    batches.back()->setConnection("a");
    for (int i = 0; i < events; ++i)
        appendEvent(*batches.back(), i);
    QCOMPARE(store.append(batches), 0);
    store.publish();
}

quint64 foundBy(SpillStore &store)
{
    const auto found = store.find(1);
    return found ? found->value(u"a"_s).events : 1'000'000;
}

QStringList placesIn(const QString &elsewhere)
{
    return QDir(elsewhere).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
}

} // namespace

void TestSpillPlaces::cleanup()
{
    disk::freeze(false);
    disk::setFull(false);
}

void TestSpillPlaces::copiesOfACaptureNeverMeet()
{
    QTemporaryDir dir;
    QTemporaryDir other;
    CaptureWriter::Settings settings = narrow();
    settings.spillElsewhere = other.filePath(u"spill"_s);
    const QString folder = dir.filePath(u"one/full"_s);
    const QString copy = dir.filePath(u"two/full"_s);
    openWriter(folder, settings)->close();
    QVERIFY(QDir().mkpath(copy));
    QVERIFY(QFile::copy(folder + u"/capture.json"_s, copy + u"/capture.json"_s));
    const auto first = openWriter(folder, settings);
    const auto second = openWriter(copy, settings);
    QCOMPARE(second->info().id, first->info().id);
    const disk::Thaw thaw;
    disk::setFull(true);
    disk::freeze(true);
    for (int i = 0; i < 1'500; i += 10) {
        QVERIFY(submitCalmly(*first, numbered(*first, "a", i, 10)));
        QVERIFY(submitCalmly(*second, numbered(*second, "b", i, 10)));
    }
    QTRY_COMPARE(placesIn(settings.spillElsewhere).size(), 2);
    disk::freeze(false);
    first->close();
    second->close();
    QCOMPARE(numbersIn(folder), (QMap<QString, QList<int>>{{u"a"_s, upTo(1'500)}}));
    QCOMPARE(numbersIn(copy), (QMap<QString, QList<int>>{{u"b"_s, upTo(1'500)}}));
    QVERIFY(QDir(settings.spillElsewhere).isEmpty());
}

void TestSpillPlaces::whatAnEarlierRunLeftIsFound_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<quint64>("found");
    QTest::newRow("where it was") << u"stays"_s << quint64(6);
    QTest::newRow("renamed") << u"renamed"_s << quint64(6);
    QTest::newRow("from a backup, at the same place") << u"restored"_s << quint64(6);
    QTest::newRow("moved to another disk") << u"moved"_s << quint64(6);
    QTest::newRow("it does not say whose it is any more") << u"anonymous"_s << quint64(6);
    QTest::newRow("left before there were places") << u"old"_s << quint64(6);
    QTest::newRow("a copy, the capture being there") << u"copied"_s << quint64(0);
    QTest::newRow("another capture, at the same place") << u"another"_s << quint64(0);
}

void TestSpillPlaces::whatAnEarlierRunLeftIsFound()
{
    QFETCH(QString, what);
    QFETCH(quint64, found);
    QTemporaryDir dir;
    const QString elsewhere = dir.filePath(u"cache/spill"_s);
    QString capture = dir.filePath(u"captures/full"_s);
    leave(capture, elsewhere, 6);
    QCOMPARE(placesIn(elsewhere).size(), 1);
    const QString place = elsewhere + u'/' + placesIn(elsewhere).constFirst();
    const QString later = dir.filePath(u"captures/other/full"_s);
    if (what == u"renamed") {
        QVERIFY(QDir().mkpath(dir.filePath(u"captures/other"_s)));
        QVERIFY(QDir().rename(capture, later));
        capture = later;
    } else if (what == u"restored" || what == u"another") {
        QVERIFY(QDir().rename(capture, dir.filePath(u"aside"_s))); // so that its number is taken
        QVERIFY(QDir().mkpath(capture));
    } else if (what == u"moved" || what == u"copied") {
        QVERIFY(QDir().mkpath(later));
        if (what == u"moved")
            QVERIFY(QDir().rmdir(capture));
        capture = later;
    } else if (what == u"anonymous") {
        writeFile(place + u"/capture"_s, "{\"capt");
    } else if (what == u"old") {
        QVERIFY(QFile::rename(place + u"/000001"_s, elsewhere + u'/' + id + u"-000001"_s));
        QVERIFY(QDir(place).removeRecursively());
    }
    if (what == u"stays" || what == u"renamed" || what == u"restored")
        QVERIFY(SpillStore::isLeft(capture, elsewhere));
    SpillStore store({capture, elsewhere, what == u"another" ? u"deadbeef"_s : id});
    QCOMPARE(foundBy(store), found);
    store.clear();
    QCOMPARE(QDir(elsewhere).isEmpty(), found > 0);
}

void TestSpillPlaces::whatIsUsedIsNobodyElses()
{
    QTemporaryDir dir;
    const QString elsewhere = dir.filePath(u"spill"_s);
    const QString capture = dir.filePath(u"full"_s);
    leave(capture, elsewhere, 6);
    {
        SpillStore store({capture, elsewhere, id});
        QCOMPARE(foundBy(store), quint64(6));
        SpillStore another({capture, elsewhere, id});
        QCOMPARE(foundBy(another), quint64(0));
    }
    SpillStore another({capture, elsewhere, id});
    QCOMPARE(foundBy(another), quint64(6));
}

void TestSpillPlaces::whatIsDamagedAtTheStartIsCounted_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<quint64>("found");
    QTest::newRow("E5: nothing") << u"nothing"_s << quint64(6);
    QTest::newRow("E5: in its middle") << u"middle"_s << quint64(4);
    QTest::newRow("E5: its end is cut off") << u"end"_s << quint64(4);
    QTest::newRow("E5: all") << u"all"_s << quint64(0);
}

void TestSpillPlaces::whatIsDamagedAtTheStartIsCounted()
{
    QFETCH(QString, what);
    QFETCH(quint64, found);
    QTemporaryDir dir;
    const QString path = dir.filePath(u".spill-000001"_s);
    QByteArray whole;
    {
        CaptureWriter::Settings settings;
        openWriter(dir.path(), settings)->close();
        SpillStore store({dir.path(), {}, openWriter(dir.path(), settings)->info().id});
        for (int i = 0; i < 6; i += 2) {
            SpillStore::Batches batches;
            batches.push_back(std::make_unique<EventBatch>());
            batches.back()->setConnection("a");
            appendEvent(*batches.back(), i);
            appendEvent(*batches.back(), i + 1);
            QCOMPARE(store.append(batches), 0);
            store.publish();
        }
        whole = readFile(path);
    }
    const qsizetype frame = qsizetype(spillFrameLength({whole.constData(), size_t(whole.size())}));
    QByteArray damaged = whole;
    if (what == u"middle")
        damaged[frame + frame / 2] = char(damaged[frame + frame / 2] ^ 1);
    else if (what == u"end")
        damaged.chop(3);
    else if (what == u"all")
        damaged.fill('x');
    writeFile(path, damaged);
    const auto writer = openWriter(dir.path());
    writer->flush();
    QCOMPARE(quint64(numbersIn(dir.path()).value(u"a"_s).size()), found);
    const QString said = writer->repairs().join(u'|');
    QCOMPARE(said.contains(u"damaged or cut short"_s), found < 6);
    QCOMPARE(said.contains(u"that waited in a file"_s), found > 0);
    if (what == u"all")
        QVERIFY2(said.startsWith(counted(quint64(whole.size()), {}, u"bytes are"_s)),
                 qPrintable(said));
}

void TestSpillPlaces::onlyWhatIsProvenToBeGoneIsRemoved_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<bool>("goes");
    QTest::newRow("the capture was deleted") << u"deleted"_s << true;
    QTest::newRow("it is there") << u"there"_s << false;
    QTest::newRow("it was deleted yesterday") << u"yesterday"_s << false;
    QTest::newRow("its disk is not there") << u"unmounted"_s << false;
    QTest::newRow("another disk is there") << u"mounted"_s << false;
    QTest::newRow("somebody uses it") << u"used"_s << false;
    QTest::newRow("it does not say whose it is") << u"anonymous"_s << false;
}

void TestSpillPlaces::onlyWhatIsProvenToBeGoneIsRemoved()
{
    QFETCH(QString, what);
    QFETCH(bool, goes);
    QTemporaryDir dir;
    const QString elsewhere = dir.filePath(u"spill"_s);
    const QString home = dir.filePath(u"captures"_s);
    const QString capture = home + u"/full"_s;
    leave(capture, elsewhere, 6);
    const QString place = elsewhere + u'/' + placesIn(elsewhere).constFirst();
    std::unique_ptr<SpillStore> user;
    if (what == u"used") {
        user = std::make_unique<SpillStore>(SpillStore::Places{capture, elsewhere, id});
        QCOMPARE(foundBy(*user), quint64(6));
    }
    if (what != u"there")
        QVERIFY(QDir(capture).removeRecursively());
    if (what == u"unmounted" || what == u"mounted")
        QVERIFY(QDir().rename(home, dir.filePath(u"away"_s)));
    if (what == u"mounted")
        QVERIFY(QDir().mkpath(home));
    if (what == u"anonymous")
        writeFile(place + u"/capture"_s, "{}");
    const qint64 now = nowUs() + (what == u"yesterday" ? dayUs : 8 * dayUs);
    const auto bytes = quint64(QFileInfo(place + u"/000001"_s).size());
    QCOMPARE(SpillPlace::sweep(elsewhere, now), goes ? bytes : 0);
    QCOMPARE(QDir(elsewhere).isEmpty(), goes);
    QCOMPARE(QFileInfo::exists(place + u"/000001"_s), !goes);
}
