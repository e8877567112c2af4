// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/feeds/kafkanewsettingstest.h"

#include "tests/app/feeds/kafkafeedfixture.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

OptionValues with(const QString &password, const QString &start = u"now"_s)
{
    return {{u"start"_s, start}, {u"password"_s, password}};
}

} // namespace

void KafkaNewSettingsTest::anotherPasswordReadsNothingAgainAndSkipsNothing_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("password");
    QTest::addColumn<QString>("memory"); // that comes with it
    QTest::newRow("a new password") << u"t/0@0"_s << u"new"_s << u"t/0@0"_s;
    QTest::newRow("nothing was known before") << u""_s << u"new"_s << u""_s;
    QTest::newRow("the captures were read again") << u"t/0@0"_s << u"old"_s << u"t/0@3"_s;
}

void KafkaNewSettingsTest::anotherPasswordReadsNothingAgainAndSkipsNothing()
{
    QFETCH(QString, before);
    QFETCH(QString, password);
    QFETCH(QString, memory);
    KafkaBroker broker;
    broker.createTopic("t");
    KafkaFeedFixture f;
    const auto open = [&](const QString &secret, const QString &known) {
        f.open(broker.url(), {u"t"_s},
               {{u"start"_s, u"resume"_s}, {u"password"_s, secret}, {memoryKey, known}});
    };
    open(u"old"_s, before);
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 1, patience);
    for (int i = 0; i < 5; ++i)
        QVERIFY(broker.produce("t", QByteArray::number(i), binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), numbers(0, 5), patience);
    f.feed->close();
    for (int i = 5; i < 8; ++i)
        QVERIFY(broker.produce("t", QByteArray::number(i), binaryMode));
    open(password, memory);
    QTRY_VERIFY_WITH_TIMEOUT(f.data().size() >= 8, patience);
    QCOMPARE(f.data(), numbers(0, 8));
    QCOMPARE(f.feed->offsets().text(), u"t/0@8"_s);
}

void KafkaNewSettingsTest::aNewPasswordReadsOnWhereverItBegan_data()
{
    QTest::addColumn<QString>("start");
    QTest::addColumn<int>("first"); // record that it reads
    QTest::newRow("now") << u"now"_s << 1;
    QTest::newRow("at the oldest record") << u"beginning"_s << 0;
}

void KafkaNewSettingsTest::aNewPasswordReadsOnWhereverItBegan()
{
    QFETCH(QString, start);
    QFETCH(int, first);
    KafkaBroker broker;
    broker.createTopic("t");
    QVERIFY(broker.produce("t", "0", binaryMode));
    KafkaFeedFixture f;
    f.open(broker.url(), {u"t"_s}, with(u"old"_s, start));
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 1, patience);
    QVERIFY(broker.produce("t", "1", binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), numbers(first, 2), patience);
    f.sink.m_open = false; // what comes is not read before the password is another
    QVERIFY(broker.produce("t", "2", binaryMode));
    f.open(broker.url(), {u"t"_s}, with(u"new"_s, start));
    f.sink.m_open = true;
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 2, patience);
    QVERIFY(broker.produce("t", "3", binaryMode));
    QTRY_VERIFY_WITH_TIMEOUT(f.data().contains(u"3"_s), patience);
    QCOMPARE(f.data(), numbers(first, 4));
    QCOMPARE(f.rows().count("eventscope.gap"), 0);
}

/// Such as one whose password is no longer valid.
void KafkaNewSettingsTest::aNewPasswordOfAConnectionThatIsAwayMissesNothing()
{
    KafkaBroker broker;
    broker.createTopic("t");
    KafkaFeedFixture f;
    f.open(broker.url(), {u"t"_s}, with(u"old"_s));
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 1, patience);
    QVERIFY(broker.produce("t", "0", binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), numbers(0, 1), patience);
    broker.setUp(false);
    QTRY_VERIFY_WITH_TIMEOUT(f.phase() != ConnectionPhase::Live, patience);
    f.open(broker.url(), {u"t"_s}, with(u"new"_s));
    broker.setUp(true);
    QVERIFY(broker.produce("t", "1", binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), numbers(0, 2), patience);
    QCOMPARE(f.rows().count("eventscope.gap"), 0);
}

void KafkaNewSettingsTest::whoClosesAConnectionFromNowOnBeginsNowAgain_data()
{
    QTest::addColumn<QString>("password");
    QTest::newRow("with the same password") << u"old"_s;
    QTest::newRow("with another one") << u"new"_s;
}

void KafkaNewSettingsTest::whoClosesAConnectionFromNowOnBeginsNowAgain()
{
    QFETCH(QString, password);
    KafkaBroker broker;
    broker.createTopic("t");
    KafkaFeedFixture f;
    f.open(broker.url(), {u"t"_s}, with(u"old"_s));
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 1, patience);
    f.feed->close();
    QVERIFY(broker.produce("t", "0", binaryMode));
    f.open(broker.url(), {u"t"_s}, with(password));
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 2, patience);
    QVERIFY(broker.produce("t", "1", binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), QStringList{u"1"_s}, patience);
}

void KafkaNewSettingsTest::whatTheNewSettingsLeaveOutBeginsNowAgain()
{
    KafkaBroker broker;
    broker.createTopic("a");
    broker.createTopic("b");
    KafkaFeedFixture f;
    f.open(broker.url(), {u"a"_s, u"b"_s}, with(u"old"_s));
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 2, patience);
    f.open(broker.url(), {u"b"_s}, with(u"new"_s));
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 3, patience);
    QCOMPARE(f.feed->offsets().text(), u"b/0@0"_s);
    QVERIFY(broker.produce("a", "0", binaryMode));
    f.feed->subscribe({u"a"_s, {}, false});
    QTRY_COMPARE_WITH_TIMEOUT(f.rows().count("eventscope.ack"), 4, patience);
    QVERIFY(broker.produce("a", "1", binaryMode));
    QTRY_COMPARE_WITH_TIMEOUT(f.data(), QStringList{u"1"_s}, patience);
}
