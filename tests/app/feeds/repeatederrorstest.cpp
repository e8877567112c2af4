// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/feeds/repeatederrorstest.h"

#include "app/feeds/kafka/repeatederrors.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

using Answer = RepeatedErrors::Answer;

constexpr Moment oneSecond{1'000};
const RepeatedErrors::Place firstPlace{u"t"_s, 0};
const QString deniedReason = u"t/0: denied"_s;

/// How often an error is told that comes each second for so long; time goes on.
int toldWithin(RepeatedErrors &errors, Moment duration, Moment &now)
{
    int told = 0;
    for (const Moment end = now + duration; now < end; now += oneSecond)
        told += errors.heard(deniedReason, firstPlace, now) == Answer::Tell ? 1 : 0;
    return told;
}

} // namespace

void RepeatedErrorsTest::whatGoesOnIsToldOnceAMinute()
{
    RepeatedErrors errors;
    Moment now{};
    QCOMPARE(toldWithin(errors, 60 * oneSecond, now), 1);
    QCOMPARE(toldWithin(errors, 60 * oneSecond, now), 1);
    QCOMPARE(toldWithin(errors, 3'600 * oneSecond, now), 60);
    QCOMPARE(errors.untold(), 0ULL);
}

void RepeatedErrorsTest::whatWasOverIsToldAtOnce_data()
{
    QTest::addColumn<QString>("about");
    QTest::addColumn<int>("partition");
    QTest::addColumn<QString>("recordOf");
    QTest::addColumn<int>("recordAt");
    QTest::addColumn<bool>("isOver");
    QTest::newRow("a record of that partition") << u"t"_s << 0 << u"t"_s << 0 << true;
    QTest::newRow("a record of another partition") << u"t"_s << 0 << u"t"_s << 1 << false;
    QTest::newRow("a record of another topic") << u"t"_s << 0 << u"u"_s << 0 << false;
    QTest::newRow("of a whole topic, a record of it") << u"t"_s << -1 << u"t"_s << 7 << true;
    QTest::newRow("of a broker, any record") << QString() << -1 << u"t"_s << 0 << false;
}

void RepeatedErrorsTest::whatWasOverIsToldAtOnce()
{
    QFETCH(QString, about);
    QFETCH(int, partition);
    QFETCH(QString, recordOf);
    QFETCH(int, recordAt);
    QFETCH(bool, isOver);
    RepeatedErrors errors;
    QVERIFY(!errors.isAnyOpen());
    QCOMPARE(errors.heard(u"x"_s, {about, partition}, oneSecond), Answer::Tell);
    QCOMPARE(errors.isAnyOpen(), !about.isEmpty());
    errors.over({recordOf, recordAt});
    QCOMPARE(errors.isAnyOpen(), !about.isEmpty() && !isOver);
    QCOMPARE(errors.heard(u"x"_s, {about, partition}, 2 * oneSecond),
             isOver ? Answer::Tell : Answer::Silence);
    QCOMPARE(errors.heard(u"x"_s, {about, partition}, 3 * oneSecond), Answer::Silence);
    // A broker that is up again says nothing; but it would have said this before long.
    const Moment later = 3 * oneSecond + RepeatedErrors::overAfter;
    QCOMPARE(errors.heard(u"x"_s, {about, partition}, later), Answer::Tell);
}

void RepeatedErrorsTest::theSameElsewhereIsAnother()
{
    RepeatedErrors errors;
    QCOMPARE(errors.heard(u"29"_s, {u"t"_s, 0}, oneSecond), Answer::Tell);
    QCOMPARE(errors.heard(u"29"_s, {u"t"_s, 1}, oneSecond), Answer::Tell);
    QCOMPARE(errors.heard(u"29"_s, {u"u"_s, 0}, oneSecond), Answer::Tell);
    errors.over({u"t"_s, 0}); // of that place alone
    QCOMPARE(errors.heard(u"29"_s, {u"t"_s, 1}, 2 * oneSecond), Answer::Silence);
    QCOMPARE(errors.heard(u"29"_s, {u"t"_s, 0}, 2 * oneSecond), Answer::Tell);
}

void RepeatedErrorsTest::whatComesAndGoesFillsNoLog()
{
    RepeatedErrors errors;
    int told = 0;
    for (Moment now{}; now < RepeatedErrors::repeatEvery; now += Moment(100)) {
        told += errors.heard(deniedReason, firstPlace, now) == Answer::Tell ? 1 : 0;
        errors.over(firstPlace);
    }
    QCOMPARE(told, RepeatedErrors::toldAtOnce);
    QCOMPARE(errors.heard(deniedReason, firstPlace, RepeatedErrors::repeatEvery + oneSecond),
             Answer::Tell);
}

void RepeatedErrorsTest::ofTooManyDifferentOnesTheNumberIsKept()
{
    RepeatedErrors errors;
    const auto heard = [&errors](int i) {
        return errors.heard(QString::number(i), {u"t"_s, i}, oneSecond);
    };
    for (int i = 0; i < RepeatedErrors::mostKinds; ++i)
        QCOMPARE(heard(i), Answer::Tell);
    QCOMPARE(errors.untold(), 0ULL);
    QCOMPARE(heard(1'000), Answer::TellLimit);
    for (int i = 0; i < 500; ++i)
        QCOMPARE(heard(1'000 + i), Answer::Silence);
    QCOMPARE(errors.untold(), 501ULL);
    errors.over({u"t"_s, 3}); // those that are told go on being told
    QCOMPARE(heard(3), Answer::Tell);
    QCOMPARE(errors.untold(), 501ULL);
}

void RepeatedErrorsTest::whatNobodySaidForLongLeavesItsPlaceToOthers()
{
    RepeatedErrors errors;
    for (int i = 0; i < RepeatedErrors::mostKinds; ++i)
        QCOMPARE(errors.heard(QString::number(i), {u"t"_s, i}, oneSecond), Answer::Tell);
    const Moment later = oneSecond + RepeatedErrors::repeatEvery;
    QCOMPARE(errors.heard(u"new"_s, firstPlace, later - Moment(1)), Answer::TellLimit);
    QCOMPARE(errors.heard(u"new"_s, firstPlace, later), Answer::Tell);
    QCOMPARE(errors.untold(), 1ULL);
}
