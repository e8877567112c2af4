// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demoidentity.h"
#include "app/demo/demostory.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <map>
#include <set>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 second = 1'000'000;
constexpr qint64 start = 1'700'000'000 * second;
constexpr qint64 tenMinutes = 600 * second;

StoryEvents play(quint64 seed, qint64 us, qint64 sliceUs = second)
{
    DemoStory story(seed, start);
    StoryEvents events;
    for (qint64 at = start; at < start + us; at += sliceUs)
        story.advance(at, events);
    story.advance(start + us, events);
    return events;
}

const StoryEvents &story()
{
    static const StoryEvents events = play(7, tenMinutes);
    return events;
}

QJsonObject parsed(const std::string &json)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(withCustomer(json, "c1"))).object();
}

bool has(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

/// Everything in one line, to compare.
std::vector<std::string> told(const StoryEvents &events)
{
    std::vector<std::string> lines;
    for (const CallEvent &event : events.calls)
        lines.push_back(std::to_string(event.timeUs) + event.documented.data + event.deployed.data);
    for (const CollectEvent &event : events.collects)
        lines.push_back(event.backendFrame() + event.coreFrame());
    for (const RecordEvent &event : events.records)
        lines.push_back(std::to_string(event.timeUs) + event.topic + event.kind + event.row);
    for (const JobEvent &event : events.jobs)
        lines.push_back(event.message);
    for (const HubRecord &record : events.hubRecords) {
        std::string line = record.topic + record.key + record.value;
        for (const auto &[name, value] : record.headers)
            line += name + value;
        lines.push_back(line);
    }
    for (const Reading &reading : events.readings)
        lines.push_back(reading.message);
    return lines;
}

template<typename Event>
qint64 longestSilence(const std::vector<Event> &events)
{
    qint64 silence = 0;
    qint64 last = start;
    for (const Event &event : events) {
        silence = std::max(silence, event.timeUs - last);
        last = event.timeUs;
    }
    return std::max(silence, start + tenMinutes - last);
}

template<typename Event>
bool isInOrder(const std::vector<Event> &events)
{
    return std::is_sorted(events.begin(), events.end(),
                          [](const Event &a, const Event &b) { return a.timeUs < b.timeUs; });
}

/// One cluster as each system tells of it.
struct Trail
{
    QStringList reasons; ///< ACM
    QStringList statuses; ///< Daptin
    QStringList kinds; ///< Fix
    QStringList calls; ///< VoIPBIN
    QStringList jobs; ///< Zaikio
    QJsonObject row;
    std::set<QString> jobIds;
    qint64 orderedUs = 0;
    qint64 collectedUs = 0;
    qint64 calledUs = 0;
    qint64 finishedUs = 0;
    bool tombstone = false;
};

Trail trailOf(const std::string &name)
{
    Trail trail;
    for (const HubRecord &record : story().hubRecords) {
        if (record.isTombstone && record.key == name)
            trail.tombstone = true;
        if (!has(record.key, "event.managedcluster") || !has(record.value, '"' + name + '"'))
            continue;
        const QJsonDocument news = QJsonDocument::fromJson(QByteArray::fromStdString(record.value));
        const QJsonObject item = news.isArray() ? news[0].toObject() : news.object();
        trail.reasons << item.value("reason"_L1).toString();
    }
    for (const RecordEvent &event : story().records) {
        const QJsonObject row = parsed(event.row);
        if (event.topic != "cluster" || row.value("name"_L1).toString().toStdString() != name)
            continue;
        trail.row = row;
        if (event.kind == "create")
            trail.orderedUs = event.timeUs;
        trail.statuses << (event.kind == "delete" ? u"deleted"_s
                                                  : row.value("status"_L1).toString());
    }
    const QString account = trail.row.value("account_id"_L1).toString();
    for (const CollectEvent &event : story().collects) {
        if (event.kind.empty() || !has(event.data, account.toStdString()))
            continue;
        if (!trail.kinds.endsWith(QString::fromStdString(event.kind)))
            trail.kinds << QString::fromStdString(event.kind);
        trail.collectedUs = event.timeUs;
    }
    for (const CallEvent &event : story().calls) {
        if (!has(event.documented.data, name))
            continue;
        trail.calls << QString::fromStdString(event.documented.type);
        trail.calledUs = event.timeUs;
    }
    for (const JobEvent &event : story().jobs) {
        const QJsonObject payload = parsed(event.message).value("payload"_L1).toObject();
        if (payload.value("title"_L1).toString().toStdString() != "Set up " + name)
            continue;
        trail.jobs << QString::fromStdString(event.name).section(u'.', 1);
        trail.jobIds.insert(payload.value("job_id"_L1).toString());
        trail.finishedUs = event.timeUs;
    }
    return trail;
}

/// The clusters that were ordered before our eyes, oldest first.
std::vector<std::string> orderedClusters()
{
    std::vector<std::string> names;
    for (const RecordEvent &event : story().records) {
        if (event.topic == "cluster" && event.kind == "create")
            names.push_back(parsed(event.row).value("name"_L1).toString().toStdString());
    }
    return names;
}

} // namespace

class TestDemoStory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameSeedTellsTheSameStoryHoweverTimeIsSlicedAndWhoeverConnects()
    {
        const auto once = told(play(7, 90 * second));
        DemoStory again(7, start);
        StoryEvents events;
        for (qint64 us = start; us < start + 90 * second; us += second / 20) {
            again.advance(us, events);
            (void)again.currentTrees(us);
        }
        again.advance(start + 90 * second, events);
        QVERIFY(once.size() > 1000);
        QCOMPARE(told(events), once);
        QVERIFY(told(play(8, 90 * second)) != once);
    }

    void eachSystemTellsInTheOrderOfTime()
    {
        QVERIFY(isInOrder(story().calls));
        QVERIFY(isInOrder(story().collects));
        QVERIFY(isInOrder(story().records));
        QVERIFY(isInOrder(story().hubRecords));
        QVERIFY(isInOrder(story().readings));
    }

    void noSystemIsSilentForLongAndNoneTalksTooMuch()
    {
        QVERIFY(longestSilence(story().records) < 15 * second);
        QVERIFY(longestSilence(story().jobs) < 15 * second);
        QVERIFY(longestSilence(story().hubRecords) < 16 * second);
        QVERIFY(longestSilence(story().readings) < 5 * second);
        const std::size_t twoASecond = 1200;
        QVERIFY(story().records.size() < twoASecond);
        QVERIFY(story().jobs.size() < twoASecond);
        QVERIFY(story().hubRecords.size() < twoASecond);
        QVERIFY(story().readings.size() < twoASecond);
    }

    void aClusterGoesThroughAllSystems()
    {
        const std::vector<std::string> names = orderedClusters();
        QVERIFY(names.size() >= 12);
        int smooth = 0;
        for (std::size_t i = 0; i < 8; ++i) { // the later ones are still on their way
            const Trail trail = trailOf(names[i]);
            if (trail.jobs.last() == u"job_failed")
                continue;
            ++smooth;
            const QStringList steps{u"SuccessfulCreate"_s, u"Completed"_s, u"WaitForImporting"_s,
                                    u"Importing"_s,        u"Available"_s, u"Imported"_s};
            QStringList reasons = trail.reasons;
            reasons.removeAll(u"AvailableUnknown"_s);
            QCOMPARE(reasons.mid(0, 6), steps);
            QCOMPARE(trail.statuses.mid(0, 6),
                     (QStringList{u"ordered"_s, u"provisioned"_s, u"imported"_s, u"collecting"_s,
                                  u"collected"_s, u"ready"_s}));
            QVERIFY(trail.kinds.startsWith(u"cloud_account_discovered"_s));
            QVERIFY(trail.kinds.contains(u"collect-progress"_s));
            QVERIFY(trail.kinds.endsWith(u"tenant_accounts_collected"_s));
            QVERIFY(trail.calls.contains(u"call.created"_s));
            QVERIFY(trail.calls.contains(u"message.sent"_s));
            QCOMPARE(trail.jobs,
                     (QStringList{u"job_added"_s, u"job_updated"_s, u"job_updated"_s,
                                  u"job_updated"_s, u"job_updated"_s, u"job_finished"_s}));
            QCOMPARE(trail.jobIds.size(), std::size_t(1));
            QVERIFY(trail.orderedUs < trail.collectedUs && trail.collectedUs < trail.calledUs
                    && trail.calledUs < trail.finishedUs);
            QVERIFY(trail.finishedUs - trail.orderedUs < 150 * second);
        }
        QVERIFY(smooth >= 5);
    }

    void nowAndThenAnAccountRefusesAndEverySystemKnows()
    {
        const std::vector<std::string> names = orderedClusters();
        int refused = 0;
        for (std::size_t i = 0; i < 8; ++i) {
            const Trail trail = trailOf(names[i]);
            if (trail.jobs.last() != u"job_failed")
                continue;
            ++refused;
            QVERIFY(trail.kinds.contains(u"aws_account_degraded"_s));
            QVERIFY(trail.statuses.contains(u"refused"_s) && trail.statuses.contains(u"failed"_s));
        }
        QCOMPARE(refused, 2);
    }

    void whoDoesNotAnswerIsCalledAgain()
    {
        const std::vector<std::string> names = orderedClusters();
        int twice = 0;
        for (std::size_t i = 0; i < 8; ++i)
            twice += trailOf(names[i]).calls.count(u"call.created"_s) == 2;
        QVERIFY(twice >= 1);
    }

    void whatIsDetachedLeavesATombstone()
    {
        const Trail trail = trailOf(orderedClusters().front());
        QCOMPARE(trail.reasons.last(), u"Detaching"_s);
        QCOMPARE(trail.statuses.last(), u"deleted"_s);
        QVERIFY(trail.tombstone);
    }

    void theOwnerIsThePersonThatIsCalled()
    {
        const std::string name = orderedClusters().front();
        const QString owner = trailOf(name).row.value("owner"_L1).toString();
        QVERIFY(!owner.isEmpty());
        bool called = false;
        bool updated = false;
        for (const CallEvent &event : story().calls) {
            const QJsonObject call = parsed(event.documented.data);
            if (has(event.documented.data, name) && event.documented.type == "call.created") {
                called = true;
                QCOMPARE(call.value("destination"_L1)["target_name"_L1].toString(), owner);
                QCOMPARE(event.agentId, std::string(demoAgent));
            }
        }
        for (const RecordEvent &event : story().records)
            updated |= event.topic == "user_account"
                && parsed(event.row).value("name"_L1).toString() == owner;
        QVERIFY(called && updated);
    }

    void cloudEventsComeInBothModesAndTheirItemsInBothForms()
    {
        int binary = 0;
        int structured = 0;
        int arrays = 0;
        int objects = 0;
        std::set<std::string> ids;
        for (const HubRecord &record : story().hubRecords) {
            std::map<std::string, std::string> headers(record.headers.begin(),
                                                       record.headers.end());
            if (has(headers["content-type"], "cloudevents+json")) {
                ++structured;
                const QJsonObject event = parsed(record.value);
                QCOMPARE(event.value("specversion"_L1).toString(), u"1.0"_s);
                QVERIFY(ids.insert(event.value("id"_L1).toString().toStdString()).second);
            } else if (headers.contains("ce_id")) {
                ++binary;
                QCOMPARE(headers["ce_time"].size(), std::size_t(30)); // nanoseconds
                QVERIFY(ids.insert(headers["ce_id"]).second);
                QVERIFY(!QJsonDocument::fromJson(QByteArray::fromStdString(record.value)).isNull());
            }
            if (has(record.key, "event.managedcluster"))
                ++(record.value.front() == '[' ? arrays : objects);
        }
        QVERIFY(binary > 50 && structured > 20);
        QVERIFY(arrays > objects && objects > 5);
    }

    void rowsHoldWhatShouldBeMasked()
    {
        std::set<QString> secrets;
        for (const RecordEvent &event : story().records) {
            const QJsonObject row = parsed(event.row);
            QCOMPARE(row.keys().join(u','), [&row] {
                QStringList keys = row.keys();
                keys.sort();
                return keys.join(u',');
            }());
            for (const auto *key : {"password", "admin_password", "join_token", "access_token"}) {
                if (row.contains(QLatin1String(key)))
                    secrets.insert(QLatin1String(key));
            }
            if (row.contains("password"_L1)) {
                const QString hash = row.value("password"_L1).toString();
                QVERIFY(hash.startsWith(u"$2a$11$"_s));
                QCOMPARE(hash.size(), 60);
            }
        }
        QCOMPARE(secrets.size(), std::size_t(4));
    }

    void someJobsAreDeliveredTwiceAsTheyWere()
    {
        std::map<QString, std::string> seen;
        int again = 0;
        for (const JobEvent &event : story().jobs) {
            const QString id = parsed(event.message).value("id"_L1).toString();
            const auto [first, isNew] = seen.emplace(id, event.message);
            again += !isNew;
            QCOMPARE(event.message, first->second);
        }
        QVERIFY(again >= 3 && again < 40);
    }

    void roomsGetWarmWhereThereIsWorkAndReadingsNestTheirParts()
    {
        std::set<QString> severities;
        std::set<QString> types;
        for (const Reading &reading : story().readings) {
            const QJsonObject meta = parsed(reading.message).value("meta"_L1).toObject();
            severities.insert(meta.value("severity"_L1).toString());
            types.insert(meta.value("type"_L1).toString());
            QVERIFY(QDateTime::fromString(meta.value("time"_L1).toString(), Qt::ISODateWithMs)
                        .isValid());
        }
        QCOMPARE(types, (std::set<QString>{u"sensor.power"_s, u"sensor.temperature"_s}));
        QVERIFY(severities.contains(u"info"_s) && severities.contains(u"warning"_s));
    }

    void clustersOnTheirWayAreAmongTheCurrentTrees()
    {
        DemoStory fresh(7, start);
        StoryEvents events;
        bool seen = false;
        for (qint64 us = start; us < start + 60 * second && !seen; us += second) {
            fresh.advance(us, events);
            for (const CollectEvent &tree : fresh.currentTrees(us))
                seen |= has(tree.data, "-paris-") || has(tree.data, "-berlin-")
                    || has(tree.data, "-oslo-") || has(tree.data, "-denver-");
        }
        QVERIFY(seen);
    }
};

QTEST_GUILESS_MAIN(TestDemoStory)
#include "tst_demostory.moc"
