// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/collectstory.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>
#include <map>
#include <set>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 second = 1'000'000;
constexpr qint64 start = 1'700'000'000 * second;

std::vector<CollectEvent> play(quint64 seed, qint64 seconds, qint64 sliceUs = second)
{
    CollectStory story(seed, start);
    std::vector<CollectEvent> events;
    for (qint64 us = start; us < start + seconds * second; us += sliceUs)
        story.advance(us, events);
    story.advance(start + seconds * second, events);
    return events;
}

QJsonObject parsed(const std::string &json)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
}

QJsonArray parts(const CollectEvent &event)
{
    return parsed(event.data).value("message"_L1).toObject().value("parts"_L1).toArray();
}

bool allDone(const QJsonArray &parts)
{
    for (const QJsonValue &part : parts) {
        if (part["current"_L1].toInt() != part["total"_L1].toInt())
            return false;
    }
    return true;
}

struct Run
{
    qint64 firstUs = 0;
    qint64 lastUs = 0;
    qint64 longestPauseUs = 0;
    bool startedHere = false;
    bool done = false;
    int errors = 0;
};

std::map<QString, Run> runsOf(const std::vector<CollectEvent> &events)
{
    std::map<QString, Run> runs;
    for (const CollectEvent &event : events) {
        const QString task =
            parsed(event.data.empty() ? event.coreData : event.data).value("task"_L1).toString();
        if (event.coreType == "task_start")
            runs[parsed(event.coreData).value("task_id"_L1).toString()].startedHere = true;
        if (event.kind == "collect-error")
            ++runs[task].errors;
        if (event.kind != "collect-progress")
            continue;
        Run &run = runs[task];
        if (run.firstUs == 0)
            run.firstUs = event.timeUs;
        else
            run.longestPauseUs = std::max(run.longestPauseUs, event.timeUs - run.lastUs);
        run.lastUs = event.timeUs;
        run.done = allDone(parts(event));
    }
    return runs;
}

} // namespace

class TestCollectStory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameSeedTellsTheSameStoryHoweverTimeIsSlicedAndWhoeverConnects()
    {
        const auto once = play(7, 120);
        CollectStory story(7, start);
        std::vector<CollectEvent> again;
        for (qint64 us = start; us < start + 120 * second; us += second / 20) {
            story.advance(us, again);
            (void)story.currentTrees(us);
        }
        story.advance(start + 120 * second, again);
        QVERIFY(once.size() > 200);
        QCOMPARE(again.size(), once.size());
        for (std::size_t i = 0; i < once.size(); ++i) {
            QCOMPARE(again[i].backendFrame(), once[i].backendFrame());
            QCOMPARE(again[i].coreFrame(), once[i].coreFrame());
        }
        QVERIFY(play(8, 120).front().backendFrame() != once.front().backendFrame());
    }

    void treesKeepTheRulesOfTheRealServer()
    {
        int seen = 0;
        for (const CollectEvent &event : play(4, 900)) {
            if (event.kind != "collect-progress")
                continue;
            ++seen;
            QCOMPARE(event.coreData, event.data);
            const QJsonObject message = parsed(event.data).value("message"_L1).toObject();
            QCOMPARE(message.value("kind"_L1).toString(), u"tree"_s);
            QVERIFY(!parts(event).isEmpty());
            std::set<QString> ids;
            for (const QJsonValue &part : parts(event)) {
                QCOMPARE(part["kind"_L1].toString(), u"progress"_s);
                const qint64 current = part["current"_L1].toInteger(-1);
                const qint64 total = part["total"_L1].toInteger(-1);
                QVERIFY(total > 0);
                QVERIFY(current >= 0 && current <= total);
                QStringList id;
                for (const QJsonValue &step : part["path"_L1].toArray())
                    id << step.toString();
                QVERIFY(part["path"_L1].isUndefined() || !id.isEmpty());
                id << part["name"_L1].toString();
                QVERIFY2(id.first() == u"collect" || id.first() == u"cleanup",
                         qPrintable(id.first()));
                QVERIFY2(ids.insert(id.join(u'/')).second, "two leaves at one place");
            }
            for (const QString &id : ids) {
                for (const QString &other : ids)
                    QVERIFY2(!other.startsWith(id + u'/'), "a leaf lies on another one's path");
            }
        }
        QVERIFY(seen > 500);
    }

    void workflowsFinishWithinFourMinutesAndTheNextOnesStart_data()
    {
        QTest::addColumn<quint64>("seed");
        for (quint64 seed = 1; seed <= 5; ++seed)
            QTest::addRow("seed %llu", seed) << seed;
    }
    void workflowsFinishWithinFourMinutesAndTheNextOnesStart()
    {
        QFETCH(quint64, seed);
        const auto runs = runsOf(play(seed, 1000));
        int finished = 0;
        int failed = 0;
        int stalled = 0;
        for (const auto &[task, run] : runs) {
            if (!run.startedHere)
                continue;
            const bool cutOff = run.lastUs > start + 980 * second;
            QVERIFY2(run.done || cutOff, qPrintable(task));
            QVERIFY(run.lastUs - run.firstUs < 255 * second);
            if (run.done)
                QVERIFY(run.lastUs - run.firstUs > 60 * second);
            finished += run.done;
            failed += run.errors > 0;
            stalled += run.longestPauseUs > 8 * second;
        }
        QVERIFY2(finished >= 10, qPrintable(QString::number(finished)));
        QVERIFY2(failed >= 3, qPrintable(QString::number(failed)));
        QVERIFY2(stalled >= 1, qPrintable(QString::number(stalled)));
    }

    void somethingFinishesAndSomethingFailsInTheFirstMinutes()
    {
        for (quint64 seed = 1; seed <= 10; ++seed) {
            int done = 0;
            int errors = 0;
            for (const CollectEvent &event : play(seed, 100)) {
                done += event.kind == "collect-progress" && allDone(parts(event));
                errors += event.kind == "collect-error";
            }
            QVERIFY2(done > 0 && errors > 0,
                     qPrintable(u"seed %1: %2 done, %3 errors"_s.arg(seed).arg(done).arg(errors)));
        }
    }

    void aStalledRegionStandsStillWhileItsRunGoesOn()
    {
        Dice dice(5);
        const CollectAccount account{"aws", "development", "123456789012", "x"};
        const CollectRun run(dice, "collect", {account}, CollectFate::Stalls, start);
        qint64 longest = 0;
        qint64 since = start;
        qint64 last = -1;
        for (qint64 us = start; us < run.endUs(); us += second / 2) {
            for (const ProgressPart &part : run.partsAt(us)) {
                // Nothing else is left at the end: the one region that everything waits for.
                if (part.current == part.total || part.path.size() < 3 || part.current == last)
                    continue;
                last = part.current;
                since = us;
            }
            longest = std::max(longest, us - since);
        }
        QVERIFY2(longest >= 20 * second, qPrintable(QString::number(longest)));
        QVERIFY(run.failure().atUs == 0);
    }

    void aRefusedAccountIsToldThreeWays()
    {
        std::set<std::string> kinds;
        QString refused;
        for (const CollectEvent &event : play(6, 1000)) {
            kinds.insert(event.kind);
            const QJsonObject data = parsed(event.data);
            if (event.kind == "collect-error") {
                refused = data.value("task"_L1).toString();
                QCOMPARE(event.coreType, std::string("error"));
                QVERIFY(data.value("message"_L1).toString().startsWith(u'['));
            }
            if (event.kind == "aws_account_degraded")
                QVERIFY(!data.value("error"_L1).toString().isEmpty());
            if (event.kind == "tenant_accounts_collected") {
                const QJsonObject failed = data.value("cloud_accounts_failed"_L1).toObject();
                for (const QJsonValue &account : failed)
                    QCOMPARE(account["errors"_L1].toArray().size(), 1);
            }
        }
        QVERIFY(!refused.isEmpty());
        for (const char *kind :
             {"collect-progress", "collect-error", "aws_account_degraded",
              "tenant_accounts_collected", "cloud_account_discovered", "cloud_account_configured"})
            QVERIFY2(kinds.count(kind), kind);
    }

    void theBackendWordsItAsPythonDoes()
    {
        for (const CollectEvent &event : play(2, 60)) {
            if (event.kind.empty())
                continue;
            const std::string frame = event.backendFrame();
            QVERIFY(frame.starts_with("{\"type\": \"event\", \"id\": \""));
            QVERIFY(std::all_of(frame.begin(), frame.end(),
                                [](char c) { return c >= ' ' && c < 0x7f; }));
            const QJsonObject object = parsed(frame);
            QCOMPARE(object.keys().size(), 6);
            QVERIFY(QRegularExpression(u"^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$"_s)
                        .match(object.value("at"_L1).toString())
                        .hasMatch());
        }
    }

    void theCoreEndsEachLineAndTellsOfStartsAndEnds()
    {
        std::set<std::string> types;
        for (const CollectEvent &event : play(2, 300)) {
            if (event.coreType.empty())
                continue;
            types.insert(event.coreType);
            const std::string frame = event.coreFrame();
            QCOMPARE(frame.back(), '\n');
            QCOMPARE(parsed(frame).keys(), (QStringList{u"data"_s, u"kind"_s, u"message_type"_s}));
        }
        QCOMPARE(types, (std::set<std::string>{"error", "progress", "task_end", "task_start"}));
    }

    void currentTreesAreThereFromTheStart()
    {
        CollectStory story(1, start);
        const auto trees = story.currentTrees(start);
        QVERIFY(trees.size() >= 2);
        for (const CollectEvent &tree : trees)
            QCOMPARE(tree.kind, std::string("collect-progress"));
    }

    void theTreesMoveAtAReadablePace()
    {
        const auto events = play(3, 600);
        const double rate = static_cast<double>(events.size()) / 600;
        QVERIFY2(rate > 1 && rate < 5, qPrintable(QString::number(rate)));
    }
};

QTEST_GUILESS_MAIN(TestCollectStory)
#include "tst_collectstory.moc"
