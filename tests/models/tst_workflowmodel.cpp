// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflowmodel.h"

#include "tests/models/treeshadow.h"
#include "tests/models/workflow/sampleevents.h"

#include <QAbstractItemModelTester>
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
    void errorsComeFirstAndFailTheirRun();
    void moreErrorsThanFitAreCounted();
    void aRunEndsOnceAndSaysSo_data();
    void aRunEndsOnceAndSaysSo();
    void aRunWithErrorsThatCompletesIsFailed();
    void aRunThatGoesOnIsRunningAgain();
    void whatStandsStillIsStalled();
    void partsThatWaitForTheirTurnAreNotStalled();
    void remainingTimeIsEstimated();
    void whatDidNotEndInACaptureIsUnfinished();
    void progressWords_data();
    void progressWords();
    void doneRunsAreBounded();
    void otherRunsAreBoundedToo();
    void allRowsTogetherAreBounded();
    void everyTextIsPlain();
    void screenReadersHearEverything();
    void jumpsToTheEventThatChangedIt();
    void clearForgetsEverything();
    void randomHistoriesKeepSignalsAndRowsInStep_data();
    void randomHistoriesKeepSignalsAndRowsInStep();
};

namespace {

const QVector<int> shownRoles = {Qt::DisplayRole,      WorkflowRole::ProgressText,
                                 WorkflowRole::State,  WorkflowRole::Percent,
                                 WorkflowRole::Counts, WorkflowRole::LastSequence};

QStringList shown(const WorkflowModel &model,
                  const QVector<int> &roles = {Qt::DisplayRole, WorkflowRole::ProgressText})
{
    return TreeShadow::lines(&model, roles);
}

QStringList lines(std::initializer_list<const char *> texts)
{
    QStringList all;
    for (const char *text : texts)
        all << QString::fromUtf8(text);
    return all;
}

QModelIndex find(const WorkflowModel &model, std::initializer_list<const char *> path)
{
    QModelIndex at;
    for (const char *text : path) {
        const QString name = QString::fromUtf8(text);
        QModelIndex next;
        for (int row = 0; row < model.rowCount(at); ++row) {
            const QModelIndex index = model.index(row, 0, at);
            if (index.data().toString() == name
                || index.data(WorkflowRole::TaskId).toString() == name)
                next = index;
        }
        if (!next.isValid())
            return {};
        at = next;
    }
    return at;
}

QByteArray example(int euCentral = 50)
{
    return E::list({E::leaf("collect/aws/development", "eu-central-1", euCentral, 100),
                    E::leaf("collect/aws/development", "us-east-1", 1, 1),
                    E::leaf("collect/aws", "production", 1, 1)});
}

/// Every signal that changes the rows.
struct Signals
{
    explicit Signals(QAbstractItemModel *model)
        : inserted(model, &QAbstractItemModel::rowsInserted),
          removed(model, &QAbstractItemModel::rowsRemoved),
          moved(model, &QAbstractItemModel::rowsMoved),
          changed(model, &QAbstractItemModel::dataChanged),
          reset(model, &QAbstractItemModel::modelReset)
    { }
    void clear()
    {
        for (QSignalSpy *spy : {&inserted, &removed, &moved, &changed, &reset})
            spy->clear();
    }
    QSignalSpy inserted, removed, moved, changed, reset;
};

} // namespace

void WorkflowModelTest::showsTheExampleOfTheSpecification()
{
    WorkflowModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    E events;
    model.consume(
        events.progress("75aa05da-6695-11ee-a621-dad780437c54", example(), "collect_and_cleanup"));
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
        model.consume(events.progress("t", example(i)));
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
    model.consume(events.progress("t", example()));
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
    model.consume(events.progress("t", example()));
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
    model.consume(events.progress("t", example()));
    model.flush();
    const qint64 changedUs = model.index(0, 0).data(WorkflowRole::ChangedUs).toLongLong();
    Signals told(&model);
    model.consume(events.progress("t", example()));
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

void WorkflowModelTest::errorsComeFirstAndFailTheirRun()
{
    WorkflowModel model;
    E events;
    model.consume(events.progress("t", E::list({E::leaf("collect", "aws", 34, 100)})));
    model.flush();
    const QPersistentModelIndex part(find(model, {"t", "collect", "aws"}));
    model.consume(events.error("t", "[aws] Access denied for profile d2iq"));
    model.flush();
    QCOMPARE(shown(model),
             lines({"collect|failed", "  [aws] Access denied for profile d2iq|failed",
                    "  collect|34 %", "    aws|34 %"}));
    QVERIFY(part.isValid());
    const QModelIndex error = model.index(0, 0, model.index(0, 0));
    QVERIFY(error.data(WorkflowRole::IsError).toBool());
    QCOMPARE(error.data(WorkflowRole::LastSequence).toULongLong(), quint64(2));
    QCOMPARE(error.data(WorkflowRole::Percent).toInt(), -1);
    QCOMPARE(model.index(0, 0).data(WorkflowRole::Percent).toInt(), 34);
    QCOMPARE(model.index(0, 0).data(WorkflowRole::Remark).toString(), QStringLiteral("1 error"));

    // The tree goes on below its errors.
    model.consume(events.error("t", "[aws] Access denied for profile d2iq"));
    model.consume(events.error("t", "another"));
    model.consume(events.progress("t", E::list({E::leaf("collect", "gcp", 50, 100)})));
    model.flush();
    QCOMPARE(shown(model),
             lines({"collect|failed", "  [aws] Access denied for profile d2iq (2 times)|failed",
                    "  another|failed", "  collect|50 %", "    gcp|50 %"}));
}

void WorkflowModelTest::moreErrorsThanFitAreCounted()
{
    WorkflowModel model;
    TreeShadow shadow(&model, shownRoles);
    E events;
    for (int i = 0; i < 110; ++i)
        model.consume(events.error("t", "error " + QByteArray::number(i)));
    model.flush();
    QCOMPARE(model.rowCount(model.index(0, 0)), 101);
    QCOMPARE(model.index(100, 0, model.index(0, 0)).data().toString(),
             QStringLiteral("10 more errors"));
    model.consume(events.error("t", "one more"));
    model.flush();
    QCOMPARE(model.index(100, 0, model.index(0, 0)).data().toString(),
             QStringLiteral("11 more errors"));
    QCOMPARE(shadow.difference(), QString());
}

void WorkflowModelTest::aRunEndsOnceAndSaysSo_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("payload");
    QTest::newRow("all parts are done") << QByteArray("collect-progress")
                                        << R"({"data":)"
            + E::body("t", "collect",
                      R"({"kind":"tree","parts":)" + E::list({E::leaf("", "a", 2, 2)}) + '}')
            + '}';
    QTest::newRow("task_end") << QByteArray(
        "task_end") << QByteArray(R"({"data":{"task_id":"t","descriptor_id":"collect"}})");
    QTest::newRow("collected") << QByteArray("tenant_accounts_collected")
                               << QByteArray(
                                      R"({"data":{"cloud_accounts":{"x":{"task_id":"t"}}}})");
}

void WorkflowModelTest::aRunEndsOnceAndSaysSo()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, payload);
    WorkflowModel model;
    QSignalSpy finished(&model, &WorkflowModel::runFinished);
    E events;
    model.consume(events.progress("t", E::list({E::leaf("", "a", 1, 2)})));
    model.flush();
    QCOMPARE(finished.size(), 0);
    for (int i = 0; i < 3; ++i) {
        model.consume(events.make({type.data(), size_t(type.size())}, payload));
        model.flush();
    }
    QCOMPARE(finished.size(), 1);
    QCOMPARE(finished.at(0).at(0).toString(), QStringLiteral("collect"));
    QCOMPARE(finished.at(0).at(1).toString(), QStringLiteral("t"));
    QCOMPARE(finished.at(0).at(2).toBool(), false);
    QCOMPARE(finished.at(0).at(3).toULongLong(), quint64(2));
    QCOMPARE(model.doneCount(), 1);
    QCOMPARE(model.index(0, 0).data(WorkflowRole::ProgressText).toString(), QStringLiteral("done"));
    QCOMPARE(model.index(0, 0).data(WorkflowRole::Percent).toInt(), 100);
}

void WorkflowModelTest::aRunWithErrorsThatCompletesIsFailed()
{
    WorkflowModel model;
    QSignalSpy finished(&model, &WorkflowModel::runFinished);
    E events;
    model.consume(events.error("t", "boom"));
    model.flush();
    QCOMPARE(finished.size(), 0); // the error alone is no end
    model.consume(events.progress("t", E::list({E::leaf("", "a", 2, 2)})));
    model.flush();
    QCOMPARE(finished.size(), 1);
    QCOMPARE(finished.at(0).at(2).toBool(), true);
    QCOMPARE(model.index(0, 0).data(WorkflowRole::State).toInt(), int(WorkflowState::Failed));
    QCOMPARE(model.index(0, 0).data(WorkflowRole::Percent).toInt(), 100);
    QCOMPARE(model.failedCount(), 1);
}

void WorkflowModelTest::aRunThatGoesOnIsRunningAgain()
{
    WorkflowModel model;
    E events;
    model.consume(events.progress("t", E::list({E::leaf("", "collect", 1, 1)})));
    model.flush();
    QCOMPARE(model.doneCount(), 1);
    model.consume(events.progress(
        "t", E::list({E::leaf("", "collect", 1, 1), E::leaf("", "cleanup", 0, 1)})));
    model.flush();
    QCOMPARE(model.doneCount(), 0);
    QCOMPARE(model.runningCount(), 1);
}

void WorkflowModelTest::whatStandsStillIsStalled()
{
    WorkflowModel model;
    TreeShadow shadow(&model, shownRoles + QVector<int>{WorkflowRole::Remark});
    QSignalSpy counts(&model, &WorkflowModel::countsChanged);
    E events;
    model.consume(events.progress("t", E::list({E::leaf("", "a", 1, 4)})));
    model.flush();
    const qint64 last = events.us;
    model.tick(last + 29 * E::second);
    QCOMPARE(model.stalledCount(), 0);
    model.tick(last + 65 * E::second);
    QCOMPARE(model.stalledCount(), 1);
    QCOMPARE(model.runningCount(), 0);
    QCOMPARE(shown(model, {Qt::DisplayRole, WorkflowRole::ProgressText, WorkflowRole::Remark}),
             lines({"collect|stalled|no change for 1:05", "  a|stalled|no change for 1:05"}));
    QCOMPARE(counts.size(), 2);
    // Another message that says the same is no life.
    events.us = last + 70 * E::second;
    model.consume(events.progress("t", E::list({E::leaf("", "a", 1, 4)})));
    model.flush();
    QCOMPARE(model.stalledCount(), 1);
    model.consume(events.progress("t", E::list({E::leaf("", "a", 2, 4)})));
    model.flush();
    QCOMPARE(model.stalledCount(), 0);
    QCOMPARE(find(model, {"t", "a"}).data(WorkflowRole::State).toInt(),
             int(WorkflowState::Running));
    // One change in 72 s: it has patience for three times that now.
    model.tick(events.us + 200 * E::second);
    QCOMPARE(model.stalledCount(), 0);
    model.tick(events.us + 230 * E::second);
    QCOMPARE(model.stalledCount(), 1);
    model.consume(events.taskEvent("task_end", "t"));
    model.flush();
    model.tick(events.us + 900 * E::second);
    QCOMPARE(model.stalledCount(), 0);
    QCOMPARE(find(model, {"t", "a"}).data(WorkflowRole::State).toInt(),
             int(WorkflowState::Running)); // it is not done, but nobody waits for it either
    QVERIFY(find(model, {"t"}).data(WorkflowRole::Remark).toString().startsWith(u"took "));
}

void WorkflowModelTest::partsThatWaitForTheirTurnAreNotStalled()
{
    WorkflowModel model;
    E events;
    model.consume(events.progress("t",
                                  E::list({E::leaf("", "begun", 1, 4), E::leaf("", "waiting", 0, 1),
                                           E::leaf("", "ready", 1, 1)})));
    model.flush();
    model.tick(events.us + 100 * E::second);
    QCOMPARE(find(model, {"t", "begun"}).data(WorkflowRole::State).toInt(),
             int(WorkflowState::Stalled));
    QCOMPARE(find(model, {"t", "waiting"}).data(WorkflowRole::State).toInt(),
             int(WorkflowState::Running));
    QCOMPARE(find(model, {"t", "ready"}).data(WorkflowRole::State).toInt(),
             int(WorkflowState::Done));
}

void WorkflowModelTest::remainingTimeIsEstimated()
{
    WorkflowModel model;
    TreeShadow shadow(&model, {WorkflowRole::Remark});
    E events;
    model.consume(events.progress("t", E::list({E::leaf("", "a", 20, 100)})));
    model.flush();
    QCOMPARE(model.index(0, 0).data(WorkflowRole::Remark).toString(), QString());
    events.us += 39 * E::second; // 40 % in 40 s
    model.consume(events.progress("t", E::list({E::leaf("", "a", 60, 100)})));
    model.flush();
    QCOMPARE(model.index(0, 0).data(WorkflowRole::Remark).toString(),
             QStringLiteral("about 40 s left"));
    model.tick(events.us + 20 * E::second);
    QCOMPARE(model.index(0, 0).data(WorkflowRole::Remark).toString(),
             QStringLiteral("about 20 s left"));
    QCOMPARE(shadow.difference(), QString());
    model.tick(events.us + 39 * E::second);
    QCOMPARE(model.index(0, 0).data(WorkflowRole::Remark).toString(),
             QStringLiteral("a few seconds left"));
    model.tick(events.us + 45 * E::second); // it took longer than that: no promise
    QCOMPARE(model.index(0, 0).data(WorkflowRole::Remark).toString(), QString());
    QCOMPARE(shadow.difference(), QString());
}

void WorkflowModelTest::whatDidNotEndInACaptureIsUnfinished()
{
    WorkflowModel model;
    const TreeShadow shadow(&model,
                            {WorkflowRole::Remark, WorkflowRole::ProgressText, WorkflowRole::Live});
    E events;
    model.consume(events.progress("t", E::list({E::leaf("", "a", 20, 100)})));
    events.us += 39 * E::second;
    model.consume(events.progress("t", E::list({E::leaf("", "a", 60, 100)})));
    model.consume(events.progress("u", E::list({E::leaf("", "b", 0, 100)})));
    model.consume(events.progress("v", E::list({E::leaf("", "c", 1, 1)})));
    model.flush();
    QSignalSpy counts(&model, &WorkflowModel::countsChanged);
    model.close();
    QVERIFY(model.isClosed());
    QCOMPARE(counts.size(), 1);
    QCOMPARE(shadow.difference(), QString());
    const auto row = [&model](int at, int role) {
        return model.index(at, 0).data(role).toString();
    };
    QCOMPARE(row(0, WorkflowRole::ProgressText), u"unfinished"_s); // nothing was done of it
    QCOMPARE(row(1, WorkflowRole::ProgressText), u"60 %"_s);
    QCOMPARE(row(1, WorkflowRole::Remark), u"its end was not recorded"_s); // and no promise
    QCOMPARE(model.index(1, 0).data(WorkflowRole::StartedUs).toLongLong(),
             E::startUs + E::second); // with its first message, not with the last before the flush
    QVERIFY(row(1, Qt::AccessibleTextRole).endsWith(u"unfinished"_s));
    QCOMPARE(row(2, WorkflowRole::ProgressText), u"done"_s);
}

void WorkflowModelTest::progressWords_data()
{
    QTest::addColumn<QByteArray>("numbers");
    QTest::addColumn<QString>("words");
    QTest::addColumn<int>("percent");
    QTest::addColumn<QString>("counts");
    const auto row = [](const char *numbers, const char *words, int percent, const char *counts) {
        QTest::newRow(numbers) << QByteArray(numbers) << QString::fromUtf8(words) << percent
                               << QString::fromUtf8(counts);
    };
    row(R"("current":0,"total":1)", "in progress", 0, "0 of 1");
    row(R"("current":16,"total":23)", "69 %", 69, "16 of 23");
    row(R"("current":12,"total":12)", "done", 100, "12 of 12");
    row(R"("current":"50","total":"100")", "50 %", 50, "50 of 100");
    row(R"("current":1,"total":1000)", "0 %", 0, "1 of 1000");
    row(R"("current":0.5,"total":1)", "50 %", 50, "0.5 of 1");
    row(R"("current":5,"total":0)", "n/a", -1, "5 of 0");
    row(R"("current":0,"total":0)", "done", 100, "");
    row(R"("current":15,"total":10)", "100 %", 100, "15 of 10");
    row(R"("current":-5,"total":10)", "0 %", 0, "-5 of 10");
    row(R"("current":5,"total":-10)", "n/a", -1, "5 of -10");
    row(R"("current":"x","total":[])", "in progress", -1, "");
}

void WorkflowModelTest::progressWords()
{
    QFETCH(QByteArray, numbers);
    QFETCH(QString, words);
    QFETCH(int, percent);
    QFETCH(QString, counts);
    WorkflowModel model;
    E events;
    model.consume(events.progress("t", R"([{"kind":"progress","name":"a",)" + numbers + "}]"));
    model.flush();
    const QModelIndex leaf = find(model, {"t", "a"});
    QCOMPARE(leaf.data(WorkflowRole::ProgressText).toString(), words);
    QCOMPARE(leaf.data(WorkflowRole::Percent).toInt(), percent);
    QCOMPARE(leaf.data(WorkflowRole::Counts).toString(), counts);
}

void WorkflowModelTest::doneRunsAreBounded()
{
    WorkflowModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    TreeShadow shadow(&model, shownRoles);
    QSignalSpy finished(&model, &WorkflowModel::runFinished);
    E events;
    const QByteArray done = E::list({E::leaf("", "a", 1, 1)});
    for (int i = 0; i < 150; ++i)
        model.consume(events.progress("first" + QByteArray::number(i), done));
    model.consume(events.progress("running", E::list({E::leaf("", "a", 0, 1)})));
    model.flush();
    Signals told(&model);
    for (int i = 0; i < 150; ++i)
        model.consume(events.progress("second" + QByteArray::number(i), done));
    model.flush();
    QCOMPARE(model.doneCount(), 200);
    QCOMPARE(model.runningCount(), 1);
    QCOMPARE(model.rowCount(), 201);
    QCOMPARE(told.inserted.size(), 1);
    QCOMPARE(told.removed.size(), 1);
    QVERIFY(!find(model, {"first0"}).isValid());
    QVERIFY(find(model, {"first149"}).isValid());
    QCOMPARE(finished.size(), 300);
    QCOMPARE(shadow.difference(), QString());
}

void WorkflowModelTest::otherRunsAreBoundedToo()
{
    WorkflowModel model;
    E events;
    for (int i = 0; i < 1100; ++i) {
        const QByteArray task = QByteArray::number(i);
        model.consume(events.progress("run" + task, E::list({E::leaf("", "a", 0, 1)})));
        model.consume(events.error("failed" + task, "boom"));
        if (i % 100 == 0)
            model.flush();
    }
    model.flush();
    QCOMPARE(model.runningCount(), 1000);
    QCOMPARE(model.failedCount(), 200);
    QVERIFY(!find(model, {"run99"}).isValid());
    QVERIFY(find(model, {"run100"}).isValid());
    QVERIFY(find(model, {"failed900"}).isValid());
    // One that was let go comes back as new.
    model.consume(events.progress("run5", E::list({E::leaf("", "a", 0, 1)})));
    model.flush();
    QCOMPARE(find(model, {"run5"}).row(), 0);
    QCOMPARE(model.runningCount(), 1000);
}

void WorkflowModelTest::allRowsTogetherAreBounded()
{
    WorkflowModel model;
    E events;
    QList<QByteArray> parts;
    for (int i = 0; i < 80'000; ++i)
        parts << E::leaf("p", QByteArray::number(i), 0, 1);
    const QByteArray many = E::list(parts);
    for (const char *task : {"a", "b", "c", "d"}) {
        model.consume(events.progress(task, many));
        model.flush();
    }
    QCOMPARE(model.rowCount(), 3); // four would be 320 000 rows
    QVERIFY(!find(model, {"a"}).isValid());
    QCOMPARE(model.rowCount(find(model, {"d", "p"})), 80'000);
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
    model.consume(
        events.progress("75aa05da-6695-11ee-a621-dad780437c54", example(), "collect_and_cleanup"));
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
    model.consume(events.progress("t", example()));
    model.flush();
    model.consume(events.progress("u", example()));
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

QTEST_GUILESS_MAIN(WorkflowModelTest)
#include "tst_workflowmodel.moc"
