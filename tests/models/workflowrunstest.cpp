// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/workflowrunstest.h"

#include "tests/models/workflowrows.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;
using E = SampleEvents;

void WorkflowRunsTest::errorsComeFirstAndFailTheirRun()
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

void WorkflowRunsTest::moreErrorsThanFitAreCounted()
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

void WorkflowRunsTest::aRunEndsOnceAndSaysSo_data()
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

void WorkflowRunsTest::aRunEndsOnceAndSaysSo()
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

void WorkflowRunsTest::aRunWithErrorsThatCompletesIsFailed()
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

void WorkflowRunsTest::aRunThatGoesOnIsRunningAgain()
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

void WorkflowRunsTest::whatStandsStillIsStalled()
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

void WorkflowRunsTest::partsThatWaitForTheirTurnAreNotStalled()
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

void WorkflowRunsTest::remainingTimeIsEstimated()
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

void WorkflowRunsTest::whatDidNotEndInACaptureIsUnfinished()
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

void WorkflowRunsTest::progressWords_data()
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

void WorkflowRunsTest::progressWords()
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

void WorkflowRunsTest::sumsBeyondWholeNumbersAreRounded()
{
    QByteArray leaves;
    for (int i = 0; i < 1100; ++i)
        leaves += (i ? "," : "") + QByteArray(R"({"kind":"progress","name":"a)")
            + QByteArray::number(i) + R"(","current":1,"total":1e300})";
    WorkflowModel model;
    E events;
    model.consume(events.progress("t", '[' + leaves + ']'));
    model.flush();
    QCOMPARE(find(model, {"t", "a7"}).data(WorkflowRole::Counts).toString(),
             u"1 of 9007199254740992"_s);
    QCOMPARE(find(model, {"t"}).data(WorkflowRole::Counts).toString(), u"1100 of 9.90792e+18"_s);
}

void WorkflowRunsTest::doneRunsAreBounded()
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

void WorkflowRunsTest::otherRunsAreBoundedToo()
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

void WorkflowRunsTest::allRowsTogetherAreBounded()
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
