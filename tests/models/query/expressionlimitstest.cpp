// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/query/expressionlimitstest.h"

#include "models/query/scan.h"
#include "tests/models/query/filterevents.h"
#include "tests/support/filterof.h"

#include <QTest>
#include <QThreadPool>

using namespace eventscope;
using namespace Qt::StringLiterals;

void ExpressionLimitsTest::aCatastrophicExpressionEndsAndIsCounted()
{
    FilterEvents events;
    events.add("c1", {.payload = "\"" + std::string(60, 'a') + "!\""});
    events.add("c1", {.payload = "\"" + std::string(3000, 'a') + "!\""});
    events.add("c1", {.payload = "\"" + std::string(2 << 20, 'x') + "needle\""});
    const quint64 first = events.log.size() - 3;
    std::string scratch;
    const auto catastrophic = compiledFilter(u"/(a+)+$/ or /(a|aa)+$/"_s, events.binding());
    const auto long_ = compiledFilter(u"/needle/"_s, events.binding());
    for (quint64 row = first; row < first + 2; ++row)
        QVERIFY(!matches(*catastrophic, events.log.at(row), &events.lines, scratch));
    QVERIFY2(catastrophic->givenUp() >= 3, qPrintable(QString::number(catastrophic->givenUp())));
    QVERIFY(matches(*long_, events.log.at(first + 2), &events.lines, scratch));
    QCOMPARE(long_->givenUp() + long_->tooLong(), quint64(0));
}

void ExpressionLimitsTest::whatAnExpressionGaveUpOnIsInNeitherSet_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown"); // of a slow one, one that matches, one that does not
    const auto row = [](const char *text, const char *shown) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(shown);
    };
    row("/(a+)+$/", "m");
    row("not /(a+)+$/", "n");
    row("not not /(a+)+$/", "m");
    row("data.v:/^(a+)+$/", "m");
    row("data.v != /^(a+)+$/", "n");
    row("not data.v:/^(a+)+$/", "n");
    row("topic:/^(a+)+$/", "m");
    row("topic != /^(a+)+$/", "n");
    row("attribute.subject:/^(a+)+$/", "m");
    row("not subject:/^(a+)+$/", "n");
    row("not (/(a+)+$/ or type:other)", "n");
    row("not (/(a+)+$/ and type:call.*)", "n");
    row("not (/(a+)+$/ and type:other)", "smn"); // the type alone says so
    row("/(a+)+$/ or type:call.*", "smn");
    row("type:call.* and not /(a+)+$/", "n");
    row("data.w:1 and not /(a+)+$/", "n");
    row("data.w:1 or not /(a+)+$/", "smn");
}

void ExpressionLimitsTest::whatAnExpressionGaveUpOnIsInNeitherSet()
{
    QFETCH(const QString, text);
    QFETCH(const QString, shown);
    FilterEvents events;
    const quint64 first = events.log.size();
    for (const std::string &value :
         {std::string(40, 'a') + 'b', std::string("aa"), std::string("zz")})
        events.add(
            "c1", {.topic = value, .subject = value, .payload = R"({"w":1,"v":")" + value + "\"}"});
    const auto filter = compiledFilter(text, events.binding());
    QThreadPool pool;
    FilterScan scan(pool, events.log.snapshot(), first, &events.lines, {filter});
    pool.waitForDone();
    SearchedRows rows;
    quint64 skip = 0;
    scan.takeDecided({&rows}, skip);
    QString found;
    std::string scratch;
    for (quint64 row = 0; row < 3; ++row) {
        const bool is = rows.matching().contains(row);
        QCOMPARE(matches(*filter, events.log.at(first + row), &events.lines, scratch), is);
        found += is ? u"smn"_s.mid(qsizetype(row), 1) : QString();
    }
    QCOMPARE(found, shown);
    QCOMPARE(rows.undecided().has_value(), !shown.contains(u's'));
    QCOMPARE(rows.undecided() && rows.undecided()->contains(0), !shown.contains(u's'));
    QVERIFY(shown.contains(u's') || filter->givenUp() > 0);
    QCOMPARE(filter->tooLong(), quint64(0));
}

void ExpressionLimitsTest::longTextsAreSearchedToTheirEnd_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<Truth>("truth");
    const auto row = [](const char *text, Truth truth) {
        QTest::newRow(text) << QString::fromLatin1(text) << truth;
    };
    row("/needle/", Truth::Yes);
    row("/NEEDLE/i", Truth::Yes);
    row("not /needle/", Truth::No);
    row("/needles/", Truth::No);
    row("not /needles/", Truth::Yes);
    row("/x*needle/", Truth::Unknown); // it would have to see all of it at once
    row("/^needle/", Truth::No);
    row("/needle.$/", Truth::Yes); // a quote is behind it
    row("/x.$/", Truth::No); // the end of a part is no end
    row("/\\bneedle/", Truth::No);
    row("/y(?!n)/", Truth::No);
    row("/(?<=xy)needle/", Truth::Unknown);
    row("data.v:/needle$/", Truth::Yes);
    row("data.v:/^x+y?$/", Truth::Unknown);
    row("not data.v:/^x+y?$/", Truth::Unknown);
}

void ExpressionLimitsTest::longTextsAreSearchedToTheirEnd()
{
    QFETCH(const QString, text);
    QFETCH(const Truth, truth);
    FilterEvents events;
    // Over the end of the second part.
    const std::string value = std::string((2 << 20) - 11, 'x') + "yneedle";
    const bool atPath = text.contains(u"data.");
    events.add("c1", {.payload = atPath ? R"({"v":")" + value + "\"}" : '"' + value + '"'});
    const auto filter = compiledFilter(text, events.binding());
    FilterLine line;
    line.reset(events.log.at(events.log.size() - 1), 1, &events.lines);
    QCOMPARE(filter->evaluate(line), truth);
    QCOMPARE(filter->tooLong(), quint64(truth == Truth::Unknown));
    QCOMPARE(filter->givenUp(), quint64(0));
}

void ExpressionLimitsTest::anExpressionIsNotTriedForEver()
{
    FilterEvents events;
    const auto filter = compiledFilter(u"/(a+)+$/"_s, events.binding());
    TestEvent slow;
    slow.payload = '"' + std::string(40, 'a') + "b\"";
    TestEvent quick;
    quick.payload = R"("a")";
    const quint64 first = events.log.size();
    events.log.append(events.lines.add(batchOf(std::vector<TestEvent>(1'500, slow))));
    events.log.append(events.lines.add(batchOf({quick})));
    std::string scratch;
    for (quint64 row = first; row < events.log.size(); ++row)
        QVERIFY(!matches(*filter, events.log.at(row), &events.lines, scratch));
    QCOMPARE(filter->givenUp(), quint64(RegexPatience::mostInARow));
    QCOMPARE(filter->leftOut(), quint64(501)); // the one that would have matched, too
    const auto again = compiledFilter(u"/(a+)+$/"_s, events.binding());
    QVERIFY(!again->leftOut());
}

void ExpressionLimitsTest::anExpressionThatAnswersNowAndThenIsTriedOn()
{
    RegexPatience patience;
    for (quint64 i = 1; i < RegexPatience::mostInAll; ++i) {
        QVERIFY(!patience.isOver());
        if (i % (RegexPatience::mostInARow - 1) == 0)
            patience.answered();
        patience.gaveUp();
    }
    QVERIFY(!patience.isOver());
    patience.answered();
    patience.gaveUp();
    QVERIFY(patience.isOver()); // in all
}

void ExpressionLimitsTest::topicsAreNotAllLookedAtBeforeTheSearch_data()
{
    QTest::addColumn<QString>("text");
    for (const QString &text : {u"topic:/(a+)+$/"_s, u"/(a+)+$/"_s, u"type:/(a+)+$/"_s})
        QTest::addRow("%s", qPrintable(text)) << text;
}

void ExpressionLimitsTest::topicsAreNotAllLookedAtBeforeTheSearch()
{
    QFETCH(const QString, text);
    FilterEvents events;
    const quint64 first = events.log.size();
    std::vector<TestEvent> slow;
    for (int i = 0; i < 200; ++i) {
        TestEvent event;
        event.topic = event.type = std::string(40, 'a') + 'b' + std::to_string(i);
        slow.push_back(event);
    }
    slow.back().topic = slow.back().type = "ends in aaa";
    events.log.append(events.lines.add(batchOf(slow)));
    events.log.append(events.lines.add(batchOf(slow)));
    const auto filter = compiledFilter(text, events.binding());
    bool answer = false;
    QVERIFY(!filter->decidedByColumns(events.log.at(first), answer)); // not looked at yet
    std::string scratch;
    for (quint64 row = first; row < events.log.size(); ++row)
        QCOMPARE(matches(*filter, events.log.at(row), &events.lines, scratch),
                 row % 200 == (first + 199) % 200);
    if (text.startsWith(u't')) {
        QVERIFY(!filter->decidedByColumns(events.log.at(first), answer)); // it never will be
        QCOMPARE(filter->attempts(), quint64(199)); // once for each
        QCOMPARE(filter->givenUp(), quint64(398));
    }
    QVERIFY(filter->decidedByColumns(events.log.at(events.log.size() - 1), answer) && answer);
}
