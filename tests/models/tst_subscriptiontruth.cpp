// SPDX-License-Identifier: GPL-3.0-or-later
// What the subscription manager says beyond the state: filters, latency, partitions, overlaps, and
// when something is asked for again.
#include "models/connection/patterncover.h"
#include "models/connectionmodel.h"
#include "models/event/event.h"
#include "models/subscriptionmodel.h"

#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 second = 1'000'000;
constexpr qint64 noon = 1'700'000'000 * second;
const QString id = u"0000000a"_s;

DialectInfo lists()
{
    DialectInfo info;
    info.id = u"lists"_s;
    info.filterKeys = {u"EventType"_s, u"*"_s};
    info.knownFilters = {{u"EventType"_s, {u"Event type"_s, u"type"_s, {}}}};
    info.covers = coversAsList;
    return info;
}

DialectInfo plain()
{
    DialectInfo info;
    info.id = u"plain"_s;
    return info;
}

} // namespace

class TestSubscriptionTruth final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_rows.reset();
        m_model = std::make_unique<ConnectionModel>();
        m_model->setDialects({lists(), plain()});
        m_rows = std::make_unique<SubscriptionModel>(m_model.get());
        m_model->tick(noon);
    }

    void patternsCoverEachOther_data()
    {
        QTest::addColumn<bool>("asList");
        QTest::addColumn<QString>("wide");
        QTest::addColumn<QString>("narrow");
        QTest::addColumn<bool>("covers");
        const auto row = [](const char *name, bool asList, const char *wide, const char *narrow,
                            bool covers) {
            QTest::newRow(name) << asList << QString::fromLatin1(wide)
                                << QString::fromLatin1(narrow) << covers;
        };
        row("part of a list", true, "a,b, c", "c", true);
        row("two of a list", true, "a,b,c", "c ,a", true);
        row("not all of it", true, "a,b", "b,c", false);
        row("nothing", true, "a,b", " , ", false);
        row("all of a type", false, "customer_id:x:call:*", "customer_id:x:call:1", true);
        row("the other way", false, "customer_id:x:call:1", "customer_id:x:call:*", false);
        row("all of a customer", false, "customer_id:x", "customer_id:x:call:*", true);
        row("another type", false, "customer_id:x:queue:*", "customer_id:x:queuecall:*", false);
        row("another customer", false, "customer_id:x:*", "customer_id:y:call:*", false);
        row("empty", false, "", "customer_id:y:call:*", false);
    }
    void patternsCoverEachOther()
    {
        QFETCH(bool, asList);
        QFETCH(QString, wide);
        QFETCH(QString, narrow);
        QTEST(asList ? coversAsList(wide, narrow) : coversAsPrefix(wide, narrow), "covers");
    }

    void filtersStandOnTheRowInShort()
    {
        add({{u"order"_s, {{u"EventType"_s, u"update"_s}, {u"status"_s, u"open"_s}}, false}});
        QCOMPARE(notes(u"order"_s), QStringList{u"type=update, status=open"_s});
        QVERIFY(row(u"order"_s)
                    .data(Qt::AccessibleTextRole)
                    .toString()
                    .contains(u"type=update, status=open"_s));
        m_model->replaceSubscription(id, u"order"_s, {u"order"_s, {}, false});
        QCOMPARE(notes(u"order"_s), QStringList());
    }

    void overlapIsNamedAsLongAsItIsOne()
    {
        add({{u"a"_s, {}, false}, {u"a,b"_s, {}, false}, {u"c"_s, {}, false}});
        QCOMPARE(notes(u"a"_s), QStringList{u"also covered by a,b"_s});
        QVERIFY(notes(u"a,b"_s).isEmpty());
        QVERIFY(notes(u"c"_s).isEmpty());
        QSignalSpy changed(m_rows.get(), &QAbstractItemModel::dataChanged);
        m_model->setSubscriptionPaused(id, u"a,b"_s, true); // asks for nothing
        QVERIFY(notes(u"a"_s).isEmpty());
        QCOMPARE(changed.last().at(0).toModelIndex().row(), 0); // the row is told to show it
        m_model->setSubscriptionPaused(id, u"a,b"_s, false);
        QCOMPARE(notes(u"a"_s).size(), 1);
        m_model->replaceSubscription(id, u"a,b"_s, {u"a,b"_s, {{u"k"_s, u"v"_s}}, false});
        QVERIFY(notes(u"a"_s).isEmpty()); // it brings less
        m_model->unsubscribe(id, u"a,b"_s);
        m_model->subscribe(id, {u"c,a"_s, {}, false});
        QCOMPARE(notes(u"a"_s), QStringList{u"also covered by c,a"_s});
        QCOMPARE(notes(u"c"_s), QStringList{u"also covered by c,a"_s});
    }

    void ofTwoThatMeanTheSameTheLaterIsPointedOut()
    {
        add({{u"a,b"_s, {}, false}, {u"b,a"_s, {}, false}});
        QVERIFY(notes(u"a,b"_s).isEmpty());
        QCOMPARE(notes(u"b,a"_s), QStringList{u"also covered by a,b"_s});
    }

    void systemsThatSayNothingHaveNoOverlaps()
    {
        ConnectionProfile profile;
        profile.id = id;
        profile.dialect = u"plain"_s;
        profile.subscriptions = {{u"a"_s, {}, false}, {u"a,b"_s, {}, false}};
        m_model->addConnection(profile, {}, false, false);
        QVERIFY(notes(u"a"_s).isEmpty());
        QVERIFY(m_model->coveringPattern(u"nobody"_s, 0).isEmpty());
        QVERIFY(m_model->coveringPattern(id, 99).isEmpty());
    }

    void partitionsAndLagStandOnTheRow_data()
    {
        QTest::addColumn<int>("partitions");
        QTest::addColumn<qint64>("lag");
        QTest::addColumn<QString>("text");
        QTest::newRow("no Kafka") << 0 << qint64(-1) << QString();
        QTest::newRow("not known") << 4 << qint64(-1) << u"4 partitions"_s;
        QTest::newRow("all read") << 1 << qint64(0) << u"1 partition · up to date"_s;
        QTest::newRow("one") << 2 << qint64(1) << u"2 partitions · 1 record behind"_s;
        QTest::newRow("many") << 3 << qint64(12'034)
                              << u"3 partitions · 12\u00a0034 records behind"_s;
    }
    void partitionsAndLagStandOnTheRow()
    {
        QFETCH(int, partitions);
        QFETCH(qint64, lag);
        QFETCH(QString, text);
        add({{u"a"_s, {}, false}});
        SubscriptionStatus status = of(u"a"_s, SubscriptionState::Active);
        status.partitions = partitions;
        status.lag = lag;
        m_model->setSubscriptionStatuses(id, {status});
        QCOMPARE(notes(u"a"_s).join(u'|'), text);
        status.state = SubscriptionState::Waiting; // nothing is read now
        m_model->setSubscriptionStatuses(id, {status});
        QVERIFY(notes(u"a"_s).isEmpty());
    }

    void topicsThatAreSharedAreNamedInsteadOfPatterns()
    {
        add({{u"a"_s, {}, false}, {u"a,b"_s, {}, false}});
        SubscriptionStatus status = of(u"a"_s, SubscriptionState::Delivering);
        status.overlaps = {u"1 of its 2 topics comes on a,b too: t"_s};
        m_model->setSubscriptionStatuses(id, {status});
        QCOMPARE(notes(u"a"_s), status.overlaps);
        status.state = SubscriptionState::Waiting; // nothing is read now
        m_model->setSubscriptionStatuses(id, {status});
        QCOMPARE(notes(u"a"_s), QStringList{u"also covered by a,b"_s});
    }

    void rateLimitedSaysWhenItIsAskedAgain()
    {
        add({{u"a"_s, {}, false}});
        SubscriptionStatus status = of(u"a"_s, SubscriptionState::Refused);
        status.reason = u"Too many subscription requests"_s;
        status.code = u"RATE_LIMITED"_s;
        status.retryAtUs = noon + 12 * second;
        m_model->setSubscriptionStatuses(id, {status});
        m_model->tick(noon);
        const QModelIndex limited = row(u"a"_s);
        QCOMPARE(limited.data(SubscriptionRole::Trailing).toString(), u"retry in 12 s"_s);
        QCOMPARE(limited.data(SubscriptionRole::TrailingSeverity).toInt(), int(Severity::Warning));
        QCOMPARE(limited.data(SubscriptionRole::StateText).toString(), u"refused for now"_s);
        QCOMPARE(limited.data(SubscriptionRole::StateSeverity).toInt(), int(Severity::Warning));
        QVERIFY(limited.data(SubscriptionRole::Detail).toString().startsWith(u"Too many"_s));
        QVERIFY(limited.data(Qt::AccessibleTextRole).toString().contains(u"retry in 12 s"_s));
        QSignalSpy changed(m_rows.get(), &QAbstractItemModel::dataChanged);
        m_model->tick(noon + second); // it counts down
        QCOMPARE(limited.data(SubscriptionRole::Trailing).toString(), u"retry in 11 s"_s);
        QVERIFY(!changed.isEmpty());
        m_model->tick(noon + 12 * second);
        QCOMPARE(limited.data(SubscriptionRole::Trailing).toString(), u"retrying now"_s);
        m_model->tick(noon + 60 * second); // no connection to ask on
        QCOMPARE(limited.data(SubscriptionRole::Trailing).toString(), QString());
        QVERIFY(!limited.data(Qt::AccessibleTextRole).toString().contains(u"retry"_s));
        status.retryAtUs = 0;
        m_model->setSubscriptionStatuses(id, {status});
        QCOMPARE(limited.data(SubscriptionRole::StateText).toString(), u"refused"_s);
        QCOMPARE(limited.data(SubscriptionRole::StateSeverity).toInt(), int(Severity::Error));
    }

    void latencyStandsInTheToolTip_data()
    {
        QTest::addColumn<qint64>("latency");
        QTest::addColumn<int>("samples");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << qint64(0) << 0 << QString();
        QTest::newRow("quick") << qint64(39'200) << 31
                               << u"comes 40 ms after its own time (median of 31)"_s;
        QTest::newRow("slow") << 2'500'000ll << 2
                              << u"comes 2.5 s after its own time (median of 2)"_s;
        QTest::newRow("old") << 7'200'000'000ll << 5
                             << u"comes 2 h after its own time (median of 5)"_s;
        QTest::newRow("clocks")
            << -200'000ll << 3
            << u"comes 200 ms before its own time (median of 3): the clocks differ"_s;
    }
    void latencyStandsInTheToolTip()
    {
        QFETCH(qint64, latency);
        QFETCH(int, samples);
        QFETCH(QString, text);
        add({{u"a"_s, {}, false}});
        SubscriptionStatus status = of(u"a"_s, SubscriptionState::Delivering);
        status.latencyUs = latency;
        status.latencySamples = samples;
        m_model->setSubscriptionStatuses(id, {status});
        const QString tip = row(u"a"_s).data(Qt::ToolTipRole).toString();
        QCOMPARE(tip.contains(u"own time"_s), samples > 0);
        QVERIFY2(tip.contains(text), qPrintable(tip));
    }

private:
    void add(const QVector<Subscription> &subscriptions)
    {
        ConnectionProfile profile;
        profile.id = id;
        profile.dialect = u"lists"_s;
        profile.subscriptions = subscriptions;
        m_model->addConnection(profile, {}, false, false);
    }
    static SubscriptionStatus of(const QString &pattern, SubscriptionState state)
    {
        SubscriptionStatus status;
        status.pattern = pattern;
        status.state = state;
        return status;
    }
    QModelIndex row(const QString &pattern) const { return m_rows->indexOf(id, pattern); }
    QStringList notes(const QString &pattern) const
    {
        return row(pattern).data(SubscriptionRole::Notes).toStringList();
    }

    std::unique_ptr<ConnectionModel> m_model;
    std::unique_ptr<SubscriptionModel> m_rows;
};

QTEST_GUILESS_MAIN(TestSubscriptionTruth)
#include "tst_subscriptiontruth.moc"
