// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflowmodel.h"

#include "tests/models/treeshadow.h"
#include "tests/models/workflow/sampleevents.h"
#include "tests/models/workflowrows.h"
#include "tests/models/workflowrunstest.h"
#include "tests/support/testclasses.h"

#include <QAbstractItemModelTester>
#include <QCoreApplication>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;
using E = SampleEvents;

class WorkflowModelTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsTheExampleOfTheSpecification();
    void nothingShowsBeforeTheFlush();
    void stepsReplaceEachOtherWhileRowsStay();
    void reorderedPartsDoNotMove();
    void aStepThatCollapsesRemovesItsSubtree();
    void oneMessageIsOneSignalPerChange();
    void anUnchangedMessageIsSilent();
    void runsAreGroupedAndTheLatestIsOnTop();
    void aRunMovesWhenItsGroupChanges();
    void everyTextIsPlain();
    void screenReadersHearEverything();
    void jumpsToTheEventThatChangedIt();
    void clearForgetsEverything();
    void randomHistoriesKeepSignalsAndRowsInStep_data();
    void randomHistoriesKeepSignalsAndRowsInStep();
};

void WorkflowModelTest::showsTheExampleOfTheSpecification()
{
    WorkflowModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    E events;
    model.consume(events.progress("75aa05da-6695-11ee-a621-dad780437c54", exampleProgress(),
                                  "collect_and_cleanup"));
    model.flush();
    QCOMPARE(shown(model),
             lines({"collect_and_cleanup|87 %", "  collect|87 %", "    aws|87 %",
                    "      development|75 %", "        eu-central-1|50 %", "        us-east-1|done",
                    "      production|done"}));
    const QModelIndex run = model.index(0, 0);
    QVERIFY(run.data(WorkflowRole::IsRun).toBool());
    QVERIFY(!run.data(WorkflowRole::IsError).toBool());
    QCOMPARE(run.data(WorkflowRole::TaskId).toString(),
             QStringLiteral("75aa05da-6695-11ee-a621-dad780437c54"));
    QCOMPARE(run.data(WorkflowRole::ConnectionId).toString(), QStringLiteral("0badcafe"));
    QCOMPARE(run.data(WorkflowRole::Counts).toString(), QStringLiteral("350 of 400"));
    QCOMPARE(run.data(WorkflowRole::Percent).toInt(), 87);
    QCOMPARE(model.runningCount(), 1);
}

void WorkflowModelTest::nothingShowsBeforeTheFlush()
{
    WorkflowModel model;
    Signals told(&model);
    QSignalSpy counts(&model, &WorkflowModel::countsChanged);
    E events;
    for (int i = 0; i < 100; ++i)
        model.consume(events.progress("t", exampleProgress(i)));
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(told.inserted.size(), 0);
    model.flush();
    QCOMPARE(told.inserted.size(), 1); // the run with everything below it
    QCOMPARE(counts.size(), 1);
    QCOMPARE(find(model, {"t", "collect", "aws", "development", "eu-central-1"})
                 .data(WorkflowRole::Percent)
                 .toInt(),
             99);
}

void WorkflowModelTest::stepsReplaceEachOtherWhileRowsStay()
{
    WorkflowModel model;
    E events;
    model.consume(events.progress("t", exampleProgress()));
    model.flush();
    const QPersistentModelIndex region(
        find(model, {"t", "collect", "aws", "development", "eu-central-1"}));
    const QPersistentModelIndex account(find(model, {"t", "collect", "aws", "development"}));
    const QPersistentModelIndex other(find(model, {"t", "collect", "aws", "production"}));
    QVERIFY(region.isValid() && account.isValid() && other.isValid());

    // The next message replaces the tree: what has the same path is the same row.
    model.consume(
        events.progress("t",
                        E::list({E::leaf("collect/gcp", "project", 0, 1),
                                 E::leaf("collect/aws", "production", 1, 1),
                                 E::leaf("collect/aws/development", "eu-central-1", 60, 100)})));
    model.flush();
    QVERIFY(region.isValid() && account.isValid() && other.isValid());
    QCOMPARE(region.data().toString(), QStringLiteral("eu-central-1"));
    QCOMPARE(region.data(WorkflowRole::Percent).toInt(), 60);
    QCOMPARE(region.parent(), QModelIndex(account));
    QCOMPARE(model.rowCount(account), 1);
    QVERIFY(find(model, {"t", "collect", "gcp", "project"}).isValid());
}

void WorkflowModelTest::reorderedPartsDoNotMove()
{
    WorkflowModel model;
    Signals told(&model);
    E events;
    model.consume(events.progress(
        "t", E::list({E::leaf("p", "a", 1, 9), E::leaf("p", "b", 2, 9), E::leaf("p", "c", 3, 9)})));
    model.flush();
    told.clear();
    model.consume(events.progress("t",
                                  E::list({E::leaf("p", "c", 4, 9), E::leaf("p", "new", 3, 9),
                                           E::leaf("p", "b", 2, 9), E::leaf("p", "a", 1, 9)})));
    model.flush();
    QCOMPARE(shown(model, {Qt::DisplayRole}),
             lines({"collect", "  p", "    a", "    b", "    c", "    new"}));
    QCOMPARE(told.moved.size(), 0);
    QCOMPARE(told.removed.size(), 0);
    QCOMPARE(told.inserted.size(), 1);
}

void WorkflowModelTest::aStepThatCollapsesRemovesItsSubtree()
{
    WorkflowModel model;
    Signals told(&model);
    E events;
    model.consume(events.progress("t", exampleProgress()));
    model.flush();
    const QPersistentModelIndex step(find(model, {"t", "collect"}));
    told.clear();
    model.consume(events.progress(
        "t", E::list({E::leaf("", "collect", 1, 1), E::leaf("", "cleanup", 0, 1)})));
    model.flush();
    QVERIFY(step.isValid());
    QCOMPARE(told.removed.size(), 1); // aws, with all below it
    QCOMPARE(shown(model), lines({"collect|50 %", "  collect|done", "  cleanup|in progress"}));
}

void WorkflowModelTest::oneMessageIsOneSignalPerChange()
{
    WorkflowModel model;
    E events;
    const auto regions = [](int first, int count, int current) {
        QList<QByteArray> parts;
        for (int i = first; i < first + count; ++i)
            parts << E::leaf("aws", QByteArray::number(i), current, 9);
        return E::list(parts);
    };
    model.consume(events.progress("t", regions(0, 100, 1)));
    model.flush();
    Signals told(&model);
    model.consume(events.progress("t", regions(50, 100, 2))); // 50 go, 50 change, 50 come
    model.flush();
    QCOMPARE(told.removed.size(), 1);
    QCOMPARE(told.removed.at(0).at(1).toInt(), 0);
    QCOMPARE(told.removed.at(0).at(2).toInt(), 49);
    QCOMPARE(told.inserted.size(), 1);
    QCOMPARE(told.inserted.at(0).at(1).toInt(), 50);
    QCOMPARE(told.inserted.at(0).at(2).toInt(), 99);
    QCOMPARE(told.changed.size(), 3); // the run, aws, and the fifty in one range
}

void WorkflowModelTest::anUnchangedMessageIsSilent()
{
    WorkflowModel model;
    E events;
    model.consume(events.progress("t", exampleProgress()));
    model.flush();
    const qint64 changedUs = model.index(0, 0).data(WorkflowRole::ChangedUs).toLongLong();
    Signals told(&model);
    model.consume(events.progress("t", exampleProgress()));
    model.flush();
    QCOMPARE(told.inserted.size() + told.removed.size() + told.moved.size(), 0);
    QCOMPARE(model.index(0, 0).data(WorkflowRole::ChangedUs).toLongLong(), changedUs);
}

void WorkflowModelTest::runsAreGroupedAndTheLatestIsOnTop()
{
    WorkflowModel model;
    E events;
    const QByteArray half = E::list({E::leaf("", "a", 1, 2)});
    const QByteArray done = E::list({E::leaf("", "a", 2, 2)});
    model.consume(events.progress("done1", done));
    model.consume(events.progress("run1", half));
    model.consume(events.error("failed1", "boom"));
    model.consume(events.progress("done2", done));
    model.flush();
    model.consume(events.error("failed2", "boom"));
    model.consume(events.progress("run2", half));
    model.flush();
    QStringList tasks;
    for (int row = 0; row < model.rowCount(); ++row)
        tasks << model.index(row, 0).data(WorkflowRole::TaskId).toString();
    QCOMPARE(tasks, lines({"run2", "run1", "failed2", "failed1", "done2", "done1"}));
    QCOMPARE(model.runningCount(), 2);
    QCOMPARE(model.failedCount(), 2);
    QCOMPARE(model.doneCount(), 2);
    QCOMPARE(model.stalledCount(), 0);
}

void WorkflowModelTest::aRunMovesWhenItsGroupChanges()
{
    WorkflowModel model;
    E events;
    for (const char *task : {"a", "b", "c"})
        model.consume(events.progress(task, E::list({E::leaf("", "x", 1, 2)})));
    model.flush();
    const QPersistentModelIndex part(find(model, {"b", "x"}));
    const QPersistentModelIndex run(find(model, {"b"}));
    QCOMPARE(run.row(), 1);
    Signals told(&model);
    model.consume(events.progress("b", E::list({E::leaf("", "x", 2, 2)})));
    model.flush();
    QCOMPARE(told.moved.size(), 1);
    QCOMPARE(run.row(), 2);
    QVERIFY(part.isValid());
    model.consume(events.error("a", "boom")); // its place is right: only the border moves
    model.flush();
    QCOMPARE(told.moved.size(), 1);
    QCOMPARE(find(model, {"a"}).row(), 1);
    QCOMPARE(told.reset.size() + told.removed.size(), 0);
}

void WorkflowModelTest::everyTextIsPlain()
{
    WorkflowModel model;
    E events;
    const QByteArray evil = R"(<img src=x onload=y>\n\u202e%1%2)";
    model.consume(events.progress(evil, E::list({E::leaf(evil, evil, 1, 2)}), evil));
    model.consume(events.error(evil, evil, evil));
    model.consume(events.error(evil, evil, evil));
    model.flush();
    const QString plain = QStringLiteral("<img src=x onload=y>⏎⟨U+202E⟩%1%2");
    QCOMPARE(shown(model, {Qt::DisplayRole}),
             (QStringList{plain, u"  "_s + plain + u" (2 times)"_s, u"  "_s + plain,
                          u"    "_s + plain}));
    QCOMPARE(model.index(0, 0).data(WorkflowRole::TaskId).toString(), plain);
    const QModelIndex run = model.index(0, 0);
    for (const QModelIndex &index : {run, model.index(0, 0, run), model.index(1, 0, run)})
        QVERIFY(!index.data(Qt::ToolTipRole).toString().contains(u"<img"_s));
    QByteArray longName(100'000, 'x');
    model.consume(events.progress("long", E::list({E::leaf(longName, longName, 1, 2)}), longName));
    model.flush();
    for (const QString &line : shown(model, {Qt::DisplayRole, Qt::AccessibleTextRole}))
        QVERIFY(line.size() < 1000);
}

void WorkflowModelTest::screenReadersHearEverything()
{
    WorkflowModel model;
    E events;
    model.consume(events.progress("75aa05da-6695-11ee-a621-dad780437c54", exampleProgress(),
                                  "collect_and_cleanup"));
    model.consume(events.error("9e11ad29", "[aws] Access denied"));
    model.flush();
    const QVector<int> spoken = {Qt::AccessibleTextRole};
    QCOMPARE(shown(model, spoken).first(),
             QStringLiteral("collect_and_cleanup 75aa05da, 87 %, running"));
    QCOMPARE(shown(model, spoken).mid(5, 1), lines({"        us-east-1, done"}));
    QCOMPARE(shown(model, spoken).mid(7),
             lines({"collect 9e11ad29, failed, 1 error", "  error: [aws] Access denied"}));
    model.tick(events.us + 65 * E::second);
    QVERIFY(shown(model, spoken)
                .first()
                .startsWith(u"collect_and_cleanup 75aa05da, 87 %, stalled, no change for 1:0"));
}

void WorkflowModelTest::jumpsToTheEventThatChangedIt()
{
    WorkflowModel model;
    E events;
    model.consume(events.progress("t", E::list({E::leaf("", "a", 1, 9), E::leaf("", "b", 1, 9)})));
    model.flush();
    model.consume(events.progress("t", E::list({E::leaf("", "a", 1, 9), E::leaf("", "b", 2, 9)})));
    model.flush();
    QCOMPARE(find(model, {"t"}).data(WorkflowRole::LastSequence).toULongLong(), quint64(2));
    QCOMPARE(find(model, {"t", "a"}).data(WorkflowRole::LastSequence).toULongLong(), quint64(1));
    QCOMPARE(find(model, {"t", "b"}).data(WorkflowRole::LastSequence).toULongLong(), quint64(2));
    QCOMPARE(find(model, {"t", "b"}).data(WorkflowRole::StartedUs).toLongLong(),
             E::startUs + E::second);
    QCOMPARE(find(model, {"t", "b"}).data(WorkflowRole::ChangedUs).toLongLong(), events.us);
}

void WorkflowModelTest::clearForgetsEverything()
{
    WorkflowModel model;
    QSignalSpy counts(&model, &WorkflowModel::countsChanged);
    E events;
    model.consume(events.progress("t", exampleProgress()));
    model.flush();
    model.consume(events.progress("u", exampleProgress()));
    model.clear();
    model.flush();
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.runningCount(), 0);
    QCOMPARE(counts.size(), 2);
    QVERIFY(WorkflowModel::wants("collect-progress"));
    QVERIFY(!WorkflowModel::wants("call.status"));
}

void WorkflowModelTest::randomHistoriesKeepSignalsAndRowsInStep_data()
{
    QTest::addColumn<uint>("seed");
    for (uint seed = 1; seed <= 12; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void WorkflowModelTest::randomHistoriesKeepSignalsAndRowsInStep()
{
    QFETCH(uint, seed);
    QRandomGenerator random(seed);
    const auto below = [&random](int limit) { return int(random.bounded(limit)); };
    WorkflowModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    TreeShadow shadow(&model, shownRoles);
    E events;
    struct Kept
    {
        QPersistentModelIndex index;
        QString name;
    };
    std::vector<Kept> kept;
    const auto parts = [&] {
        QList<QByteArray> all;
        for (int i = below(12); i > 0; --i) {
            QByteArray path;
            for (int depth = below(4); depth > 0; --depth)
                path += '/' + QByteArray(1, char('a' + below(3)));
            all << E::leaf(path, QByteArray(1, char('a' + below(4))), below(6), 5);
        }
        return E::list(all);
    };
    for (int step = 0; step < 400; ++step) {
        const QByteArray task = QByteArray::number(below(8) + step / 100);
        events.connection = below(9) ? "0badcafe" : "deadbeef";
        switch (below(12)) {
        case 0:
            model.consume(events.error(task, "error " + QByteArray::number(below(5))));
            break;
        case 1:
            model.consume(events.taskEvent("task_end", task));
            break;
        case 2:
            model.consume(events.taskEvent("task_start", task));
            break;
        case 3:
            events.us += below(60) * E::second;
            model.tick(events.us);
            break;
        case 4:
            if (below(20) == 0)
                model.clear();
            break;
        case 5:
            model.consume(events.make("collect-progress", "{\"data\":[" + task));
            break;
        default:
            model.consume(events.progress(task, parts()));
            break;
        }
        if (below(3) != 0)
            continue;
        model.flush();
        QCOMPARE(shadow.difference(), QString());
        for (const Kept &one : kept) {
            if (one.index.isValid())
                QCOMPARE(one.index.data(WorkflowRole::Name).toString(), one.name);
        }
        QModelIndex at;
        while (model.rowCount(at) > 0 && (below(4) || !at.isValid()))
            at = model.index(below(model.rowCount(at)), 0, at);
        if (at.isValid() && !at.data(WorkflowRole::IsError).toBool())
            kept.push_back({at, at.data(WorkflowRole::Name).toString()});
        QCOMPARE(model.runningCount() + model.stalledCount() + model.failedCount()
                     + model.doneCount(),
                 model.rowCount());
    }
    QVERIFY(kept.size() > 50);
}

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, WorkflowModelTest, WorkflowRunsTest>(argc, argv);
}

#include "tst_workflowmodel.moc"
