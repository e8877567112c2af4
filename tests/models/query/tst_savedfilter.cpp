// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filterstore.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

SavedFilter saved(const QString &name, const QString &text = u"type:call.*"_s)
{
    SavedFilter filter;
    filter.name = name;
    filter.text = text;
    return filter;
}

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

QByteArray readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList names(const QVector<SavedFilter> &filters)
{
    QStringList all;
    for (const SavedFilter &filter : filters)
        all += filter.name;
    return all;
}

} // namespace

class SavedFilterTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhyItCannotBeSaved_data();
    void saysWhyItCannotBeSaved();
    void aSetComesBackAsItWas();
    void aSharedSetSaysNothingAboutThisMachine();
    void refusesWhatIsNoSet_data();
    void refusesWhatIsNoSet();
    void ownFiltersOfANewerVersionAreKept();
    void aFileIsSharedBetweenPeople();
    void theStoreKeepsWhatOthersSaved();
    void theStoreKeepsWhatItCannotRead();
    void theFileIsForItsOwnerOnly();
    void aFolderThatCannotBeMadeIsSaid();
};

void SavedFilterTest::saysWhyItCannotBeSaved_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("says");
    QTest::newRow("good") << u"A"_s << u"is:error"_s << QString();
    QTest::newRow("no name") << u"  "_s << u"is:error"_s << u"needs a name"_s;
    QTest::newRow("a long name") << QString(81, u'x') << u"is:error"_s << u"longer than 80"_s;
    QTest::newRow("wrong") << u"A"_s << u"is:bad"_s << u"Expected gap"_s;
    QTest::newRow("nothing") << u"A"_s << u" "_s << u"no condition"_s;
}

void SavedFilterTest::saysWhyItCannotBeSaved()
{
    QFETCH(const QString, name);
    QFETCH(const QString, text);
    QFETCH(const QString, says);
    const QString problem = saved(name, text).problem();
    QVERIFY2(says.isEmpty() ? problem.isEmpty() : problem.contains(says), qPrintable(problem));
}

void SavedFilterTest::aSetComesBackAsItWas()
{
    SavedFilter one = saved(u"Lost “calls” <b>"_s, u"\"a \\\"b\\\"\" or /x\\/y/i"_s);
    one.effect = FilterEffect::Exclude;
    one.color = 7;
    one.on = true;
    one.onFor = {u"c1"_s, u"c2"_s};
    const QVector<SavedFilter> set{one, saved(u"Zwei"_s)};
    const auto read = readFilterSet(writeFilterSet(set, FilterSetUse::Own), FilterSetUse::Own);
    QVERIFY(read);
    QCOMPARE(*read, set);
}

void SavedFilterTest::aSharedSetSaysNothingAboutThisMachine()
{
    SavedFilter one = saved(u"One"_s);
    one.on = true;
    one.onFor = {u"secretid"_s};
    const QByteArray bytes = writeFilterSet({one}, FilterSetUse::Shared);
    QVERIFY(!bytes.contains("secretid") && !bytes.contains("\"on"));
    // Somebody else's file decides nothing here either.
    const auto read = readFilterSet(writeFilterSet({one}, FilterSetUse::Own), FilterSetUse::Shared);
    QVERIFY(read);
    QVERIFY(!read->first().on && read->first().onFor.isEmpty());
}

void SavedFilterTest::refusesWhatIsNoSet_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");
    const auto set = [](const QByteArray &filters) {
        return R"({"eventscope":"filters","version":1,"filters":)" + filters + '}';
    };
    QTest::newRow("no JSON") << QByteArray("type:call") << u"no JSON"_s;
    QTest::newRow("another file") << QByteArray(R"({"eventscope":"subscriptions","version":1})")
                                  << u"does not hold filters"_s;
    QTest::newRow("newer") << QByteArray(R"({"eventscope":"filters","version":2,"filters":[]})")
                           << u"newer one is needed"_s;
    QTest::newRow("no list") << set("5") << u"no list of filters"_s;
    QTest::newRow("too large") << QByteArray(5 << 20, ' ') << u"larger than 4 MiB"_s;
    QTest::newRow("D10: deep") << QByteArray("[").repeated(100'000) << u"no JSON"_s;
    QTest::newRow("D10: wrong types") << set("[7]") << u"Filter 1 of the file"_s;
    QTest::newRow("D9: a filter of 1 MB")
        << set("[{\"name\":\"a\",\"filter\":\"" + QByteArray(1 << 20, '(') + "\"}]")
        << u"at most 65536 characters"_s;
    QTest::newRow("no name") << set(R"([{"filter":"a"}])") << u"Filter 1 of the file"_s;
    QTest::newRow("no text") << set(R"([{"name":"a","filter":5}])") << u"Filter 1 of the file"_s;
    QTest::newRow("an unknown effect")
        << set(R"([{"name":"a","filter":"a","effect":"explode"}])") << u"“explode”"_s;
    QTest::newRow("a wrong filter")
        << set(R"([{"name":"a","filter":"a"},{"name":"Bad one","filter":"is:bad"}])")
        << u"“Bad one” of the file is wrong: Expected gap"_s;
    QTest::newRow("two with a name")
        << set(R"([{"name":"a","filter":"a"},{"name":"A","filter":"b"}])") << u"two filters"_s;
    QTest::newRow("too many") << set("[" + QByteArray("{},").repeated(501) + "{}]")
                              << u"more than 500"_s;
}

void SavedFilterTest::refusesWhatIsNoSet()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, says);
    const auto read = readFilterSet(bytes, FilterSetUse::Shared);
    QVERIFY(!read);
    QVERIFY2(read.error().contains(says), qPrintable(read.error()));
}

void SavedFilterTest::ownFiltersOfANewerVersionAreKept()
{
    const QByteArray bytes =
        R"({"eventscope":"filters","version":1,"filters":[{"name":"a","filter":"is:wonderful"}]})";
    const auto read = readFilterSet(bytes, FilterSetUse::Own);
    QVERIFY(read);
    QCOMPARE(read->first().text, u"is:wonderful"_s);
    QVERIFY(!read->first().problem().isEmpty());
}

void SavedFilterTest::aFileIsSharedBetweenPeople()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"f.json"_s);
    QVERIFY(exportFilters(path, {saved(u"A"_s), saved(u"B"_s)}));
    const auto read = importFilters(path);
    QVERIFY(read);
    QCOMPARE(names(*read), QStringList({u"A"_s, u"B"_s}));
    QVERIFY(importFilters(folder.filePath(u"none.json"_s)).error().contains(u"none.json"));
    QVERIFY(exportFilters(folder.filePath(u"no/f.json"_s), {}).error().contains(u"f.json"));
}

void SavedFilterTest::theStoreKeepsWhatOthersSaved()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"sub/filters.json"_s);
    FilterStore mine(path);
    FilterStore others(path);
    QVERIFY(mine.read() && mine.read()->isEmpty());
    QVERIFY(mine.save({saved(u"A"_s), saved(u"B"_s), saved(u"C"_s)}));

    auto theirs = *others.read();
    theirs[0].text = u"changed there"_s;
    theirs.removeAt(1);
    theirs.append(saved(u"D"_s));
    QVERIFY(others.save(theirs));

    auto own = QVector<SavedFilter>{saved(u"A"_s), saved(u"B"_s), saved(u"C"_s, u"changed here"_s),
                                    saved(u"E"_s)};
    const auto all = mine.save(own);
    QVERIFY(all);
    QCOMPARE(names(*all), QStringList({u"A"_s, u"C"_s, u"E"_s, u"D"_s}));
    QCOMPARE((*all)[0].text, u"changed there"_s);
    QCOMPARE((*all)[1].text, u"changed here"_s);
    own = *all;
    own.removeAt(3);
    QCOMPARE(names(*mine.save(own)), QStringList({u"A"_s, u"C"_s, u"E"_s}));
    QCOMPARE(names(*others.read()), QStringList({u"A"_s, u"C"_s, u"E"_s}));
}

void SavedFilterTest::theStoreKeepsWhatItCannotRead()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"filters.json"_s);
    write(path, "broken");
    FilterStore store(path);
    QVERIFY(!store.read());
    QCOMPARE(readAll(path), QByteArray("broken"));
    QVERIFY(store.save({saved(u"A"_s)}));
    QCOMPARE(readAll(path + u".unreadable"_s), QByteArray("broken"));
    QCOMPARE(names(*store.read()), QStringList{u"A"_s});
}

void SavedFilterTest::theFileIsForItsOwnerOnly()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"filters.json"_s);
    FilterStore store(path);
    QVERIFY(store.save({saved(u"A"_s)}));
    QCOMPARE(QFileInfo(path).permissions() & ~(QFile::ReadUser | QFile::WriteUser),
             QFile::ReadOwner | QFile::WriteOwner);
}

void SavedFilterTest::aFolderThatCannotBeMadeIsSaid()
{
    const QTemporaryDir folder;
    write(folder.filePath(u"file"_s), "x");
    FilterStore store(folder.filePath(u"file/filters.json"_s));
    const auto result = store.save({saved(u"A"_s)});
    QVERIFY(!result);
    QVERIFY2(result.error().contains(u"folder"), qPrintable(result.error()));
}

QTEST_GUILESS_MAIN(SavedFilterTest)
#include "tst_savedfilter.moc"
