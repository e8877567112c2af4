// SPDX-License-Identifier: GPL-3.0-or-later
// Filters of a subscription that are changed while it is live, against the hub's Daptin.
#include "app/demo/demohub.h"
#include "app/feeds/feedhub.h"
#include "hubclient.h"
#include "tests/support/collectingsink.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 20'000;
const QString topic = u"cluster"_s;

} // namespace

class TestDemoFilters final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void changedFiltersUnsubscribeAndSubscribeInOneGoAndShowTheGap()
    {
        DemoHub::Settings calm;
        calm.seed = 7;
        calm.incidents = false;
        DemoHub hub(calm);
        QVERIFY(hub.start());
        CollectingSink sink;
        FeedHub feeds(&sink, {});
        SubscriptionStatus status;
        connect(&feeds, &FeedHub::subscriptionsChanged, &feeds,
                [&status](const QString &, const QVector<SubscriptionStatus> &all) {
                    status = all.value(0);
                });
        ConnectionProfile profile;
        profile.id = ConnectionProfile::newId();
        profile.name = u"records"_s;
        profile.dialect = u"daptin"_s;
        profile.options = {{u"url"_s, urlOf(hub, u"daptin"_s)}};
        profile.subscriptions = {{topic, {}, false}};
        feeds.open(profile, {});
        QTRY_VERIFY_WITH_TIMEOUT(status.confirmedUs > 0, patience);
        QVERIFY(sink.rows("eventscope.gap").isEmpty());
        const qint64 confirmed = status.confirmedUs;

        feeds.subscribe(profile.id, {topic, {{u"status"_s, u"collecting"_s}}, false});
        QTRY_VERIFY_WITH_TIMEOUT(status.confirmedUs > confirmed, patience);
        QVERIFY(status.state == SubscriptionState::Active
                || status.state == SubscriptionState::Delivering);
        QTRY_COMPARE_WITH_TIMEOUT(sink.rows("eventscope.gap").size(), 1, patience);
        const CollectingSink::Row gap = sink.rows("eventscope.gap").first();
        QVERIFY2(gap.data.contains("The filters of cluster were changed"), gap.data.constData());

        QByteArrayList sent;
        for (const CollectingSink::Row &row : sink.rows("eventscope.sent"))
            sent += row.data;
        QVERIFY2(sent.at(sent.size() - 2).contains("\"unsubscribe\""), sent.join('\n').constData());
        QVERIFY2(sent.last().contains(R"("filters":{"status":"collecting"})"),
                 sent.join('\n').constData());
    }
};

QTEST_GUILESS_MAIN(TestDemoFilters)
#include "tst_demofilters.moc"
