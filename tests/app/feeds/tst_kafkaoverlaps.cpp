// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/kafka/kafkaoverlaps.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestKafkaOverlaps : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsSharedIsNamedByTopics_data();
    void whatIsSharedIsNamedByTopics();
    void manyPatternsOnManyTopicsAreNotComparedEachWithEach();
};

void TestKafkaOverlaps::whatIsSharedIsNamedByTopics_data()
{
    using Topics = QMap<QString, QStringList>;
    QTest::addColumn<Topics>("topics");
    QTest::addColumn<Topics>("overlaps");
    QTest::newRow("nothing is asked for") << Topics{} << Topics{};
    QTest::newRow("nothing is shared")
        << Topics{{u"^a"_s, {u"a1"_s}}, {u"^b"_s, {u"b1"_s}}, {u"missing"_s, {}}} << Topics{};
    QTest::newRow("one is in the other")
        << Topics{{u"^a"_s, {u"a1"_s, u"a2"_s}}, {u"^.*"_s, {u"a1"_s, u"a2"_s, u"b1"_s}}}
        << Topics{{u"^a"_s, {u"all its 2 topics come on ^.* too"_s}},
                  {u"^.*"_s, {u"2 of its 3 topics come on ^a too: a1, a2"_s}}};
    QTest::newRow("each has its own as well")
        << Topics{{u"^a"_s, {u"a1"_s, u"a2"_s}}, {u"^.*2"_s, {u"a2"_s, u"b2"_s}}}
        << Topics{{u"^a"_s, {u"1 of its 2 topics comes on ^.*2 too: a2"_s}},
                  {u"^.*2"_s, {u"1 of its 2 topics comes on ^a too: a2"_s}}};
    QTest::newRow("more than are named")
        << Topics{{u"^a"_s, {u"1"_s, u"2"_s, u"3"_s, u"4"_s}},
                  {u"^b"_s, {u"1"_s, u"2"_s, u"3"_s, u"4"_s, u"5"_s}}}
        << Topics{{u"^a"_s, {u"all its 4 topics come on ^b too"_s}},
                  {u"^b"_s, {u"4 of its 5 topics come on ^a too: 1, 2, 3, …"_s}}};
    QTest::newRow("with more than are listed")
        << Topics{{u"t"_s, {u"t"_s}},    {u"^t"_s, {u"t"_s}},  {u"^t.*"_s, {u"t"_s}},
                  {u"^t.?"_s, {u"t"_s}}, {u"^t$"_s, {u"t"_s}}, {u"^(t)"_s, {}}}
        << Topics{{u"t"_s,
                   {u"its topic comes on ^t too"_s, u"its topic comes on ^t$ too"_s,
                    u"its topic comes on ^t.* too (and on one more)"_s}}};
}

void TestKafkaOverlaps::whatIsSharedIsNamedByTopics()
{
    using Topics = QMap<QString, QStringList>;
    QFETCH(Topics, topics);
    QFETCH(Topics, overlaps);
    const Topics found = kafkaOverlaps(topics);
    for (auto it = overlaps.cbegin(); it != overlaps.cend(); ++it)
        QCOMPARE(found.value(it.key()), it.value());
    if (overlaps.size() != 1)
        QCOMPARE(found, overlaps);
}

void TestKafkaOverlaps::manyPatternsOnManyTopicsAreNotComparedEachWithEach()
{
    // That would be 800 million look-ups of a text: with sanitizers more than ctest waits for.
    QStringList names;
    for (int i = 0; i < 5'000; ++i)
        names += u"topic-%1"_s.arg(i);
    QMap<QString, QStringList> topics;
    for (int i = 0; i < 400; ++i)
        topics.insert(u"^pattern-%1"_s.arg(i), names);
    const auto found = kafkaOverlaps(topics);
    QCOMPARE(found.size(), 400);
    QVERIFY(found.first().last().endsWith(u"(and on 396 more)"_s));
}

QTEST_GUILESS_MAIN(TestKafkaOverlaps)
#include "tst_kafkaoverlaps.moc"
