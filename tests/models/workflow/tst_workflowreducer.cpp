// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflow/workflowreducer.h"

#include "models/workflow/workflownews.h"
#include "tests/models/workflow/sampleevents.h"

#include <QTest>

using namespace eventscope;

class WorkflowReducerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void knowsItsTypes_data();
    void knowsItsTypes();
    void readsEveryShapeOfAProgressMessage_data();
    void readsEveryShapeOfAProgressMessage();
    void ignoresWhatIsAboutNoRun_data();
    void ignoresWhatIsAboutNoRun();
    void tasksOfOneWorkflowAreRunsOfTheirOwn();
    void connectionsNeverShareARun();
    void withoutATaskTheWorkflowIsTheRun();
    void onlyTheLatestTreeIsKept();
    void aTreeIsTakenOnce();
    void anErrorBeforeAnyProgressMakesTheRun();
    void theSameErrorIsCounted();
    void errorsAreBounded();
    void taskEndEndsTheRun();
    void collectedAccountsEndTheirRunsAndBringErrors();
    void aForgottenRunBeginsAnew();
    void newRunsAreBounded();
};

using E = SampleEvents;

void WorkflowReducerTest::knowsItsTypes_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<bool>("wanted");
    for (const char *type : {"collect-progress", "collect-error", "progress", "error", "task_start",
                             "task_end", "tenant_accounts_collected"})
        QTest::newRow(type) << QByteArray(type) << true;
    for (const char *type : {"", "progres", "collect-progress2", "call.status", "eventscope.error",
                             "cloud_account_configured"})
        QTest::newRow(*type ? type : "empty") << QByteArray(type) << false;
}

void WorkflowReducerTest::knowsItsTypes()
{
    QFETCH(QByteArray, type);
    QFETCH(bool, wanted);
    QCOMPARE(WorkflowNews::isOne({type.data(), size_t(type.size())}), wanted);
}

void WorkflowReducerTest::readsEveryShapeOfAProgressMessage_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("payload");
    const QByteArray body = E::body("t1", "collect",
                                    R"({"kind":"tree","name":"collect","parts":)"
                                        + E::list({E::leaf("collect", "aws", 1, 4)}) + '}');
    QTest::newRow("backend") << QByteArray("collect-progress")
                             << R"({"type":"event","id":"1","at":"2023-10-23T12:21:12Z",)"
                                R"("publisher":"p","kind":"collect-progress","data":)"
            + body + '}';
    QTest::newRow("core") << QByteArray("progress")
                          << R"({"kind":"event","message_type":"progress","data":)" + body + "}\n";
    QTest::newRow("bare") << QByteArray("collect-progress") << body;
    QTest::newRow("core's names")
        << QByteArray("progress")
        << QByteArray(
               R"({"data":{"descriptor_id":"collect","task_id":"t1","message":)"
               R"({"kind":"progress","path":["collect"],"name":"aws","current":"1","total":"4"}}})");
}

void WorkflowReducerTest::readsEveryShapeOfAProgressMessage()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, payload);
    E events;
    WorkflowReducer reducer;
    QVERIFY(reducer.consume(events.make({type.data(), size_t(type.size())}, payload)));
    const std::vector<quint64> changed = reducer.takeChanged();
    QCOMPARE(changed.size(), size_t(1));
    const WorkflowReducer::Run *run = reducer.run(changed.front());
    QVERIFY(run);
    QCOMPARE(run->workflow, "collect");
    QCOMPARE(run->task, "t1");
    QCOMPARE(run->startedUs, events.us);
    QVERIFY(!run->ended);
    const auto tree = reducer.takeTree(run->id);
    QVERIFY(tree);
    QCOMPARE(tree->root().percent(), 25);
    QCOMPARE(tree->size(), size_t(3));
}

void WorkflowReducerTest::ignoresWhatIsAboutNoRun_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("payload");
    const auto row = [](const char *name, const char *type, const char *payload) {
        QTest::newRow(name) << QByteArray(type) << QByteArray(payload);
    };
    row("no JSON", "collect-progress", "{");
    row("nothing", "collect-progress", "");
    row("null", "collect-progress", "null");
    row("an array", "collect-error", "[1]");
    row("a string", "collect-error", R"("boom")");
    row("no run named", "error", R"({"data":{"message":"boom"}})");
    row("VoIPBIN's error", "error", R"({"type":"error","error":{"code":"PERMISSION_DENIED"}})");
    row("ids that are objects", "error", R"({"data":{"task":{},"workflow":[],"message":"x"}})");
    row("no message", "progress", R"({"data":{"task":"t","workflow":"w"}})");
    row("a message that is text", "progress", R"({"data":{"task":"t","message":"50 %"}})");
    row("another type", "call.status", R"({"data":{"task":"t","workflow":"w","message":{}}})");
    row("no accounts", "tenant_accounts_collected", R"({"data":{"cloud_accounts":{}}})");
    row("accounts of no task", "tenant_accounts_collected",
        R"({"data":{"cloud_accounts":{"a":{"task_id":null},"b":1},"cloud_accounts_failed":[]}})");
    row("accounts of unknown tasks", "tenant_accounts_collected",
        R"({"data":{"cloud_accounts":{"a":{"task_id":"nobody"}}}})");
}

void WorkflowReducerTest::ignoresWhatIsAboutNoRun()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, payload);
    E events;
    WorkflowReducer reducer;
    QVERIFY(!reducer.consume(events.make({type.data(), size_t(type.size())}, payload)));
    QVERIFY(reducer.takeChanged().empty());
}

void WorkflowReducerTest::tasksOfOneWorkflowAreRunsOfTheirOwn()
{
    E events;
    WorkflowReducer reducer;
    reducer.consume(events.progress("t1", "[]"));
    reducer.consume(events.progress("t2", "[]"));
    reducer.consume(events.progress("t1", "[]"));
    const std::vector<quint64> changed = reducer.takeChanged();
    QCOMPARE(changed.size(), size_t(2));
    QCOMPARE(reducer.run(changed[0])->task, "t1");
    QCOMPARE(reducer.run(changed[0])->sequence, quint64(3));
    QCOMPARE(reducer.run(changed[1])->task, "t2");
    QVERIFY(reducer.takeChanged().empty());
}

void WorkflowReducerTest::connectionsNeverShareARun()
{
    E events;
    WorkflowReducer reducer;
    reducer.consume(events.progress("t1", "[]"));
    events.connection = "deadbeef";
    reducer.consume(events.progress("t1", "[]"));
    QCOMPARE(reducer.takeChanged().size(), size_t(2));
}

void WorkflowReducerTest::withoutATaskTheWorkflowIsTheRun()
{
    E events;
    WorkflowReducer reducer;
    reducer.consume(events.progress("", "[]", "collect"));
    reducer.consume(events.error("", "boom", "collect"));
    reducer.consume(events.progress("collect", "[]", "other")); // a task of that name is another
    const std::vector<quint64> changed = reducer.takeChanged();
    QCOMPARE(changed.size(), size_t(2));
    QCOMPARE(reducer.run(changed[0])->errors.size(), size_t(1));
}

void WorkflowReducerTest::onlyTheLatestTreeIsKept()
{
    E events;
    WorkflowReducer reducer;
    for (int i = 0; i <= 50; ++i)
        reducer.consume(events.progress("t1", E::list({E::leaf("", "a", i, 50)})));
    const quint64 id = reducer.takeChanged().front();
    QCOMPARE(reducer.takeTree(id)->root().percent(), 100);
    QCOMPARE(reducer.run(id)->progressSequence, quint64(51));
}

void WorkflowReducerTest::aTreeIsTakenOnce()
{
    E events;
    WorkflowReducer reducer;
    reducer.consume(events.progress("t1", "[]"));
    const quint64 id = reducer.takeChanged().front();
    QVERIFY(reducer.takeTree(id));
    QVERIFY(!reducer.takeTree(id));
    QVERIFY(!reducer.takeTree(4711));
}

void WorkflowReducerTest::anErrorBeforeAnyProgressMakesTheRun()
{
    E events;
    WorkflowReducer reducer;
    QVERIFY(reducer.consume(events.error("t1", "[aws] Access denied")));
    const WorkflowReducer::Run *run = reducer.run(reducer.takeChanged().front());
    QCOMPARE(run->workflow, "collect");
    QCOMPARE(run->errors.size(), size_t(1));
    QCOMPARE(run->errors.front().text, "[aws] Access denied");
    QCOMPARE(run->errors.front().sequence, quint64(1));
}

void WorkflowReducerTest::theSameErrorIsCounted()
{
    E events;
    WorkflowReducer reducer;
    reducer.consume(events.error("t1", "a"));
    reducer.consume(events.error("t1", "b"));
    reducer.consume(events.error("t1", "a"));
    reducer.consume(events.make("error", R"({"data":{"task":"t1","message":{"code":7}}})"));
    reducer.consume(events.make("error", R"({"data":{"task":"t1"}})"));
    const WorkflowReducer::Run *run = reducer.run(reducer.takeChanged().front());
    QCOMPARE(run->errors.size(), size_t(4));
    QCOMPARE(run->errors[0].repeated, 2);
    QCOMPARE(run->errors[0].sequence, quint64(3));
    QCOMPARE(run->errors[2].text, R"({"code":7})");
    QVERIFY(!run->errors[3].text.empty());
}

void WorkflowReducerTest::errorsAreBounded()
{
    E events;
    WorkflowReducer reducer;
    for (int i = 0; i < 150; ++i)
        reducer.consume(events.error("t1", QByteArray::number(i) + QByteArray(10'000, 'x')));
    const WorkflowReducer::Run *run = reducer.run(reducer.takeChanged().front());
    QCOMPARE(run->errors.size(), WorkflowReducer::maxErrors);
    QCOMPARE(run->errorsLeftOut, quint64(50));
    for (const WorkflowReducer::RunError &error : run->errors)
        QVERIFY(error.text.size() < WorkflowNews::maxErrorText + 8);
}

void WorkflowReducerTest::taskEndEndsTheRun()
{
    E events;
    WorkflowReducer reducer;
    QVERIFY(reducer.consume(events.taskEvent("task_start", "t1")));
    const quint64 id = reducer.takeChanged().front();
    QVERIFY(reducer.run(id)->startSeen);
    QVERIFY(!reducer.run(id)->ended);
    QVERIFY(reducer.consume(events.taskEvent("task_end", "t1")));
    QVERIFY(reducer.run(id)->ended);
    QCOMPARE(reducer.takeChanged(), std::vector<quint64>{id});
}

void WorkflowReducerTest::collectedAccountsEndTheirRunsAndBringErrors()
{
    E events;
    WorkflowReducer reducer;
    for (const char *task : {"t1", "t2", "t3", "t4"})
        reducer.consume(events.progress(task, "[]"));
    reducer.consume(events.error("t1", "known"));
    const std::vector<quint64> ids = reducer.takeChanged();
    QVERIFY(reducer.consume(events.make("tenant_accounts_collected", R"({"data":{
        "cloud_accounts":{"a":{"account_id":"1","task_id":"t1","errors":["known","new"]},
                          "b":{"task_id":"t2","errors":[]},"c":{"task_id":"gone"}},
        "cloud_accounts_failed":{"d":{"task_id":"t3"}}}})")));
    QCOMPARE(reducer.takeChanged(), (std::vector<quint64>{ids[0], ids[1], ids[2]}));
    QVERIFY(reducer.run(ids[0])->ended);
    QCOMPARE(reducer.run(ids[0])->errors.size(), size_t(2));
    QCOMPARE(reducer.run(ids[0])->errors[0].repeated, 1);
    QCOMPARE(reducer.run(ids[1])->errors.size(), size_t(0));
    QCOMPARE(reducer.run(ids[2])->errors.size(), size_t(1));
    QVERIFY(!reducer.run(ids[3])->ended);
}

void WorkflowReducerTest::aForgottenRunBeginsAnew()
{
    E events;
    WorkflowReducer reducer;
    reducer.consume(events.progress("t1", "[]"));
    const quint64 id = reducer.takeChanged().front();
    reducer.consume(events.progress("t1", "[]"));
    reducer.forget(id);
    QVERIFY(reducer.takeChanged().empty()); // it had changed, and is gone
    QVERIFY(!reducer.run(id));
    reducer.consume(events.progress("t1", "[]"));
    QVERIFY(reducer.takeChanged().front() != id);
}

void WorkflowReducerTest::newRunsAreBounded()
{
    E events;
    WorkflowReducer reducer;
    for (size_t i = 0; i < WorkflowReducer::maxRuns; ++i)
        QVERIFY(reducer.consume(events.progress(QByteArray::number(quint64(i)), "[]")));
    QVERIFY(!reducer.consume(events.progress("one more", "[]")));
    QVERIFY(reducer.consume(events.progress("7", "[]"))); // known ones go on
    QCOMPARE(reducer.takeChanged().size(), WorkflowReducer::maxRuns);
}

QTEST_GUILESS_MAIN(WorkflowReducerTest)
#include "tst_workflowreducer.moc"
