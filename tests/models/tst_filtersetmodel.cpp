// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/filtersetmodel.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

SavedFilter saved(const QString &name, const QString &text = u"type:call.*"_s, bool on = false)
{
    SavedFilter filter;
    filter.name = name;
    filter.text = text;
    filter.on = on;
    return filter;
}

QStringList names(const FilterSetModel &model)
{
    QStringList all;
    for (const SavedFilter &filter : model.filters())
        all += filter.name;
    return all;
}

} // namespace

class FilterSetModelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsPutIsThereAndSaved();
    void refusesWhatIsNoFilter_data();
    void refusesWhatIsNoFilter();
    void switchingChangesTheStack();
    void isOnByItselfForAConnection();
    void importsReplaceByNameAndKeepWhatIsOn();
    void anImportThatIsWrongChangesNothing();
    void windowsDoNotSwitchEachOthersFilters();
    void aFileThatCannotBeWrittenIsToldAndTheChangeStays();
    void isAModelWhateverHappens();
};

void FilterSetModelTest::whatIsPutIsThereAndSaved()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"filters.json"_s);
    FilterSetModel model(path);
    QCOMPARE(*model.put(saved(u"  Lost   calls "_s)), 0);
    QCOMPARE(*model.put(saved(u"B"_s)), 1);
    QCOMPARE(*model.put(saved(u"LOST CALLS"_s, u"is:error"_s)), 0); // the same name
    QCOMPARE(names(model), QStringList({u"LOST CALLS"_s, u"B"_s}));
    model.move(0, 2);
    SavedFilter renamed = model.filterAt(0);
    renamed.name = u"C"_s;
    renamed.color = 99;
    QVERIFY(model.change(0, renamed));
    QCOMPARE(model.filterAt(0).color, SavedFilter::colors - 1);

    FilterSetModel again(path);
    again.reload();
    QCOMPARE(names(again), QStringList({u"C"_s, u"LOST CALLS"_s}));
    QCOMPARE(again.filters(), model.filters());
    QCOMPARE(again.rowOf(u" lost calls"_s), 1);
    QCOMPARE(again.index(1).data(FilterSetRole::Text).toString(), u"is:error"_s);
    again.remove(0);
    model.reload();
    QCOMPARE(names(model), QStringList{u"LOST CALLS"_s});
}

void FilterSetModelTest::refusesWhatIsNoFilter_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("says");
    QTest::newRow("wrong") << u"X"_s << u"is:bad"_s << u"Expected gap"_s;
    QTest::newRow("no name") << u" "_s << u"is:gap"_s << u"needs a name"_s;
    QTest::newRow("the name of another") << u"b"_s << u"is:gap"_s << u"already"_s;
}

void FilterSetModelTest::refusesWhatIsNoFilter()
{
    QFETCH(const QString, name);
    QFETCH(const QString, text);
    QFETCH(const QString, says);
    FilterSetModel model({});
    QVERIFY(model.put(saved(u"A"_s)) && model.put(saved(u"B"_s)));
    const auto before = model.filters();
    const auto changed = model.change(0, saved(name, text));
    QVERIFY(!changed);
    QVERIFY2(changed.error().contains(says), qPrintable(changed.error()));
    QCOMPARE(model.filters(), before);
}

void FilterSetModelTest::switchingChangesTheStack()
{
    FilterSetModel model({});
    const QSignalSpy stack(&model, &FilterSetModel::stackChanged);
    QVERIFY(model.put(saved(u"A"_s)) && model.put(saved(u"B"_s)));
    QCOMPARE(stack.size(), 0);
    QVERIFY(model.setData(model.index(1), Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(stack.size(), 1);
    QCOMPARE(model.index(1).data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
    QVERIFY(model.index(1).data(FilterSetRole::IsOn).toBool());
    model.setOn(1, true);
    QCOMPARE(stack.size(), 1);
    QVERIFY(model.change(0, saved(u"A"_s, u"is:gap"_s)));
    QCOMPARE(stack.size(), 1); // it is off
    QVERIFY(model.change(1, saved(u"B"_s, u"is:gap"_s, true)));
    QCOMPARE(stack.size(), 2);
    model.remove(0);
    QCOMPARE(stack.size(), 2);
    model.remove(0);
    QCOMPARE(stack.size(), 3);
    QVERIFY(model.put(saved(u"A"_s)) && model.put(saved(u"B"_s, u"is:gap"_s, true)));
    QCOMPARE(stack.size(), 4);
    model.setOnlyOn({u"a"_s, u"not there"_s});
    QCOMPARE(stack.size(), 5);
    QCOMPARE(model.namesOn(), QStringList{u"A"_s});
    model.setOnlyOn({u"A"_s});
    QCOMPARE(stack.size(), 5);
}

void FilterSetModelTest::isOnByItselfForAConnection()
{
    FilterSetModel model({});
    SavedFilter own = saved(u"A"_s);
    own.onFor = {u"c1"_s};
    QVERIFY(model.put(own) && model.put(saved(u"B"_s)));
    const QSignalSpy stack(&model, &FilterSetModel::stackChanged);
    model.switchOnFor(u"c2"_s);
    QCOMPARE(stack.size(), 0);
    model.switchOnFor(u"c1"_s);
    QCOMPARE(stack.size(), 1);
    QVERIFY(model.filterAt(0).on && !model.filterAt(1).on);
    model.switchOnFor(u"c1"_s);
    QCOMPARE(stack.size(), 1);
}

void FilterSetModelTest::importsReplaceByNameAndKeepWhatIsOn()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"shared.json"_s);
    FilterSetModel from({});
    QVERIFY(from.put(saved(u"a"_s, u"is:error"_s)) && from.put(saved(u"B"_s))
            && from.put(saved(u"C"_s)));
    QVERIFY(from.exportTo(path));

    FilterSetModel model({});
    QVERIFY(model.put(saved(u"A"_s, u"is:gap"_s, true)) && model.put(saved(u"B"_s)));
    const auto done = model.importFrom(path);
    QVERIFY(done);
    QCOMPARE(done->added, 1);
    QCOMPARE(done->replaced, 1);
    QCOMPARE(done->same, 1);
    QCOMPARE(done->text(),
             u"1 filter was added. 1 filter was replaced. 1 filter was there already."_s);
    QCOMPARE(names(model), QStringList({u"A"_s, u"B"_s, u"C"_s}));
    QCOMPARE(model.filterAt(0).text, u"is:error"_s);
    QVERIFY(model.filterAt(0).on);
}

void FilterSetModelTest::anImportThatIsWrongChangesNothing()
{
    const QTemporaryDir folder;
    FilterSetModel model({});
    QVERIFY(model.put(saved(u"A"_s)));
    QFile file(folder.filePath(u"wrong.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(R"({"eventscope":"filters","version":1,"filters":[{"name":"B","filter":"b"},)"
               R"({"name":"C","filter":"is:bad"}]})");
    file.close();
    QVERIFY(model.importFrom(file.fileName()).error().contains(u"“C”"));
    QCOMPARE(names(model), QStringList{u"A"_s});
}

void FilterSetModelTest::windowsDoNotSwitchEachOthersFilters()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"filters.json"_s);
    FilterSetModel one(path);
    QVERIFY(one.put(saved(u"A"_s)) && one.put(saved(u"B"_s)));
    FilterSetModel two(path);
    two.reload();
    one.setOn(0, true);
    QVERIFY(two.put(saved(u"C"_s)));
    QVERIFY(!two.filterAt(0).on);
    QVERIFY(one.filterAt(0).on);
}

void FilterSetModelTest::aFileThatCannotBeWrittenIsToldAndTheChangeStays()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    FilterSetModel model(folder.filePath(u"file/filters.json"_s));
    const QSignalSpy problems(&model, &FilterSetModel::problem);
    QCOMPARE(*model.put(saved(u"A"_s)), 0);
    QCOMPARE(problems.size(), 1);
    QCOMPARE(names(model), QStringList{u"A"_s});
}

void FilterSetModelTest::isAModelWhateverHappens()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"filters.json"_s);
    FilterSetModel model(path);
    FilterSetModel other(path);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    QRandomGenerator random(12);
    const auto some = [&random](int count) { return int(random.bounded(quint32(count))); };
    const auto name = [&] { return QString(QChar(u'A' + ushort(some(12)))); };
    for (int i = 0; i < 400; ++i) {
        const int row = some(model.rowCount() + 1);
        switch (some(8)) {
        case 0:
        case 1:
            (void)model.put(saved(name(), u"is:gap"_s, some(2) == 0));
            break;
        case 2:
            model.remove(row);
            break;
        case 3:
            model.move(row, some(model.rowCount() + 1));
            break;
        case 4:
            model.setOn(row, some(2) == 0);
            break;
        case 5:
            (void)other.put(saved(name(), u"is:own"_s));
            if (other.rowCount() > 3)
                other.remove(0);
            break;
        case 6:
            model.setOnlyOn({name(), name(), name()});
            break;
        default:
            if (row < model.rowCount())
                (void)model.change(row, saved(name(), u"is:error"_s));
            else
                model.reload();
        }
        QVERIFY(model.rowCount() <= 12);
    }
    model.reload();
    other.reload();
    QCOMPARE(names(model), names(other));
}

QTEST_GUILESS_MAIN(FilterSetModelTest)
#include "tst_filtersetmodel.moc"
