// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/callstory.h"
#include "app/demo/demoidentity.h"
#include "models/event/timestamp.h"

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

std::vector<CallEvent> play(quint64 seed, qint64 seconds, qint64 sliceUs = second)
{
    CallStory story(seed, start, std::string(demoAgent));
    std::vector<CallEvent> events;
    for (qint64 us = start; us < start + seconds * second; us += sliceUs)
        story.advance(us, events);
    story.advance(start + seconds * second, events);
    return events;
}

QJsonObject parsed(const std::string &data)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(withCustomer(data, "c1"))).object();
}

std::string told(const CallEvent &event)
{
    return event.documented.type + event.documented.data + event.deployed.type + event.deployed.data
        + event.agentId + std::to_string(event.timeUs);
}

} // namespace

class TestCallStory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameSeedTellsTheSameStoryHoweverTimeIsSliced()
    {
        const auto once = play(7, 60, second);
        const auto again = play(7, 60, second / 37);
        QVERIFY(once.size() > 200);
        QCOMPARE(again.size(), once.size());
        for (std::size_t i = 0; i < once.size(); ++i)
            QCOMPARE(told(again[i]), told(once[i]));
        QVERIFY(told(play(8, 60).front()) != told(once.front()));
    }

    void timesNeverRunBackOrAhead()
    {
        CallStory story(3, start, std::string(demoAgent));
        qint64 last = start;
        for (qint64 us = start; us < start + 60 * second; us += second / 20) {
            std::vector<CallEvent> events;
            story.advance(us, events);
            for (const CallEvent &event : events) {
                QVERIFY(event.timeUs >= last);
                QVERIFY(event.timeUs <= us);
                last = event.timeUs;
            }
        }
    }

    void everyEventIsJsonInBothWordings()
    {
        for (const CallEvent &event : play(1, 300)) {
            const QJsonObject documented = parsed(event.documented.data);
            QVERIFY2(!documented.isEmpty(), event.documented.data.c_str());
            const QJsonObject deployed = parsed(event.deployed.data);
            QVERIFY2(!deployed.isEmpty(), event.deployed.data.c_str());
            QCOMPARE(deployed.value("id"_L1).toString().toStdString(), event.deployed.resourceId);
            QCOMPARE(deployed.value("customer_id"_L1).toString(), u"c1"_s);
            QVERIFY(event.documented.type.starts_with(event.documented.resource + '.'));
            QVERIFY(event.deployed.type.starts_with(event.deployed.resource + '_'));
            QVERIFY(event.documented.data.find('\n') == std::string::npos);
        }
    }

    void callsAreLivelyFromTheFirstSecond_data()
    {
        QTest::addColumn<quint64>("seed");
        for (quint64 seed = 1; seed <= 5; ++seed)
            QTest::addRow("seed %llu", seed) << seed;
    }
    void callsAreLivelyFromTheFirstSecond()
    {
        QFETCH(quint64, seed);
        std::map<std::string, int> count;
        std::array<int, 240> calls{};
        for (const CallEvent &event : play(seed, 240)) {
            ++count[event.documented.resource];
            if (event.documented.resource == "call")
                ++calls[static_cast<std::size_t>(
                    std::min<qint64>(239, (event.timeUs - start) / second))];
        }
        for (std::size_t i = 0; i < calls.size(); ++i)
            QVERIFY2(calls[i] > 0, qPrintable(u"no call event in second %1"_s.arg(i)));
        QVERIFY2(count["call"] >= 10 * 240, qPrintable(QString::number(count["call"])));
        int all = 0;
        for (const auto &[resource, n] : count) {
            qInfo("%s: %.2f/s", resource.c_str(), n / 240.0);
            all += n;
        }
        QVERIFY2(all >= 13 * 240 && all <= 25 * 240, qPrintable(QString::number(all)));
        for (const char *resource : {"activeflow", "queue", "message", "conference", "agent",
                                     "recording", "transcription"})
            QVERIFY2(count[resource] > 5, resource);
    }

    void everyDocumentedEventTypeOccurs()
    {
        std::set<std::string> types;
        for (const CallEvent &event : play(11, 900))
            types.insert(event.documented.type);
        for (const char *type :
             {"call.created", "call.status", "call.ended", "message.received", "message.sent",
              "message.delivery", "activeflow.updated", "activeflow.completed", "conference.joined",
              "conference.left", "conference.ended", "queue.joined", "queue.connected",
              "queue.left", "agent.status", "recording.started", "recording.completed",
              "transcription.completed"})
            QVERIFY2(types.count(type) == 1, type);
        QCOMPARE(types.size(), std::size_t(18));
    }

    void callsGoThroughTheirStatesInOrderAndEnd()
    {
        std::map<std::string, std::string> status;
        int ended = 0;
        int unanswered = 0;
        for (const CallEvent &event : play(5, 600)) {
            if (event.documented.resource != "call")
                continue;
            const QJsonObject data = parsed(event.documented.data);
            const std::string now = data.value("status"_L1).toString().toStdString();
            std::string &before = status[event.documented.resourceId];
            if (event.documented.type == "call.created") {
                QVERIFY(before.empty());
                QVERIFY(now == "ringing" || now == "dialing");
            } else if (!before.empty()) {
                QCOMPARE(data.value("previous_status"_L1).toString().toStdString(), before);
                static const std::set<std::string> steps{
                    "dialing>ringing", "ringing>answered", "answered>terminating",
                    "answered>ended",  "ringing>ended",    "terminating>ended"};
                QVERIFY2(steps.count(before + '>' + now), (before + '>' + now).c_str());
            }
            before = now;
            if (event.documented.type == "call.ended") {
                QCOMPARE(now, std::string("ended"));
                ++ended;
                unanswered += data.value("hangup_reason"_L1).toString() != u"normal";
            }
        }
        QVERIFY(ended > 1000);
        QVERIFY(unanswered > ended / 20);
        const auto open = std::count_if(status.begin(), status.end(),
                                        [](const auto &call) { return call.second != "ended"; });
        QVERIFY2(open < 200, qPrintable(u"%1 calls never end"_s.arg(open)));
    }

    void deployedCallsHaveTheirOwnTypeFlowAndBlankDates()
    {
        bool sawBlank = false;
        for (const CallEvent &event : play(5, 30)) {
            if (event.deployed.resource != "call")
                continue;
            const QJsonObject call = parsed(event.deployed.data);
            QCOMPARE(call.value("type"_L1).toString(), u"flow"_s);
            sawBlank |= call.value("tm_hangup"_L1).toString().startsWith(u"9999");
            if (event.deployed.type == "call_hangup")
                QVERIFY(!call.value("tm_hangup"_L1).toString().startsWith(u"9999"));
        }
        QVERIFY(sawBlank);
    }

    void theDemoAgentIsBusyAndNoAgentTalksTwice()
    {
        std::map<std::string, std::string> status;
        int own = 0;
        for (const CallEvent &event : play(9, 600)) {
            if (event.documented.type == "queue.connected")
                QVERIFY(!event.agentId.empty());
            if (event.documented.type != "agent.status")
                continue;
            const std::string now =
                parsed(event.documented.data).value("status"_L1).toString().toStdString();
            QVERIFY(status[event.agentId] != now);
            status[event.agentId] = now;
            own += event.agentId == demoAgent;
        }
        QVERIFY2(own > 20, qPrintable(QString::number(own)));
    }

    void numbersAreFromTheRangeKeptForFiction()
    {
        for (const CallEvent &event : play(2, 60)) {
            if (event.documented.type != "call.created")
                continue;
            for (const auto &end : {"source"_L1, "destination"_L1}) {
                const QString number = parsed(event.documented.data)
                                           .value(end)
                                           .toObject()
                                           .value("target"_L1)
                                           .toString();
                QVERIFY2(QRegularExpression(u"^\\+1\\d{3}55501\\d\\d$"_s).match(number).hasMatch(),
                         qPrintable(number));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestCallStory)
#include "tst_callstory.moc"
