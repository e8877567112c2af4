// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/acmcluster.h"
#include "app/demo/demohub.h"
#include "feedlistener.h"
#include "hubclient.h"

#include <set>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestDemoKafka : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void acmReadsBothModesFromSeveralPartitions();
    void kafkaLosesAndRepeatsNothingWhenTheBrokerRestarts();
};

void TestDemoKafka::acmReadsBothModesFromSeveralPartitions()
{
    DemoHub::Settings settings;
    settings.seed = 7;
    settings.incidents = false;
    DemoHub hub(settings);
    QVERIFY(hub.start());
    FeedListener listener;
    ConnectionProfile profile;
    profile.id = ConnectionProfile::newId();
    profile.dialect = u"acm"_s;
    profile.options = {{u"url"_s, urlOf(hub, u"acm"_s)}, {u"start"_s, u"beginning"_s}};
    profile.subscriptions = {{u"^gh-.*"_s, {}, false}};
    listener.feeds->open(profile, {});
    const auto types = [&] {
        std::set<QByteArray> found;
        for (const CollectingSink::Row &row : listener.rowsOf(profile.id))
            found.insert(row.type);
        return found;
    };
    QTRY_VERIFY_WITH_TIMEOUT(types().contains("event.managedcluster"), 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(types().contains("managedhub.heartbeat"), patience);
    QTRY_VERIFY_WITH_TIMEOUT(types().contains("managedhub.info"), patience);
    QTRY_VERIFY_WITH_TIMEOUT(types().contains("Resync"), patience); // structured mode
    QTRY_VERIFY_WITH_TIMEOUT(types().contains("kafka.record"), patience); // no CloudEvent
    std::set<QByteArray> partitions;
    for (const CollectingSink::Row &row : listener.rowsOf(profile.id)) {
        const qsizetype at = row.body.indexOf("\"kafkapartition\":\"");
        QVERIFY2(at > 0, row.body.constData());
        partitions.insert(row.body.mid(at + 18, 1));
    }
    QVERIFY(partitions.size() >= 2);
}

void TestDemoKafka::kafkaLosesAndRepeatsNothingWhenTheBrokerRestarts()
{
    AcmCluster cluster;
    QVERIFY(cluster.start());
    HubRecord record;
    record.topic = "gh-status.hub-eu";
    int written = 0;
    const auto write = [&] {
        record.key = "key" + std::to_string(written);
        record.value = std::to_string(written++);
        cluster.write(record);
    };
    write();
    cluster.flush();
    FeedListener listener;
    ConnectionProfile profile;
    profile.id = ConnectionProfile::newId();
    profile.dialect = u"acm"_s;
    profile.options = {{u"url"_s, cluster.url()}, {u"start"_s, u"beginning"_s}};
    profile.subscriptions = {{u"gh-status.hub-eu"_s, {}, false}};
    listener.feeds->open(profile, {});
    QTRY_COMPARE_WITH_TIMEOUT(listener.rowsOf(profile.id).size(), 1, patience);
    cluster.setUp(false);
    for (int i = 0; i < 50; ++i)
        write();
    QTRY_VERIFY_WITH_TIMEOUT(listener.phase(profile.id) != ConnectionPhase::Live, patience);
    cluster.setUp(true);
    record.isTombstone = true;
    write();
    cluster.flush();
    QTRY_COMPARE_WITH_TIMEOUT(listener.rowsOf(profile.id).size(), 52, patience);
    std::set<QByteArray> values;
    for (const CollectingSink::Row &row : listener.rowsOf(profile.id))
        values.insert(row.data);
    QCOMPARE(values.size(), std::size_t(52));
    QVERIFY(!listener.sink.rows("kafka.tombstone").isEmpty());
}

QTEST_GUILESS_MAIN(TestDemoKafka)
#include "tst_demokafka.moc"
