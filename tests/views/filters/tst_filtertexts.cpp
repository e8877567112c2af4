// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filterparser.h"
#include "views/filters/filterhistory.h"
#include "views/filters/filterjoin.h"
#include "views/filters/filterspans.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class FilterTextsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void colorsThePartsOfAFilter_data();
    void colorsThePartsOfAFilter();
    void colorsAnyTextWithoutEnd_data();
    void colorsAnyTextWithoutEnd();
    void joinsConditions_data();
    void joinsConditions();
    void remembersTheLastFiltersOnce();
    void remembersNoMoreThanItsBound();
};

void FilterTextsTest::colorsThePartsOfAFilter_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("kinds"); // one letter for each character
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("words") << u"ab cd"_s << u"....."_s;
    QTest::newRow("field") << u"type:call"_s << u"ffffo...."_s;
    QTest::newRow("comparison") << u"severity>=info"_s << u"ffffffffoo...."_s;
    QTest::newRow("path") << u"data.a.b = 1"_s << u"ffffffff.o.."_s;
    QTest::newRow("keywords") << u"a and not b"_s << u"..kkk.kkk.."_s;
    QTest::newRow("phrase") << u"\"a and b\" c"_s << u"qqqqqqqqq.."_s;
    QTest::newRow("expression") << u"/a b/i c"_s << u"rrrrrr.."_s;
    QTest::newRow("parentheses") << u"(a)"_s << u"o.o"_s;
    QTest::newRow("last") << u"last 10m"_s << u"ffff...."_s;
    QTest::newRow("last as a word") << u"last call"_s << u"........."_s;
}

void FilterTextsTest::colorsThePartsOfAFilter()
{
    QFETCH(const QString, text);
    QFETCH(const QString, kinds);
    QString found(text.size(), u'.');
    for (const FilterSpan &span : filterSpans(text)) {
        for (qsizetype i = 0; i < span.place.length; ++i)
            found[span.place.position + i] = QLatin1Char("fokqr"[int(span.kind)]);
    }
    QCOMPARE(found, kinds);
}

void FilterTextsTest::colorsAnyTextWithoutEnd_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("open quote") << u"\"abc"_s;
    QTest::newRow("open expression") << u"/abc"_s;
    QTest::newRow("operators") << u":::===<<>>"_s;
    QTest::newRow("broken path") << u"data.[ = 3 data[* x"_s;
    QTest::newRow("long") << u"(\"a\" or type:b) "_s.repeated(4'000);
    QTest::newRow("half a character") << u"a:\u200fb "_s + QChar(0xd800);
}

void FilterTextsTest::colorsAnyTextWithoutEnd()
{
    QFETCH(const QString, text);
    qsizetype last = 0;
    for (const FilterSpan &span : filterSpans(text)) {
        QVERIFY(span.place.position >= last);
        last = span.place.position + span.place.length;
        QVERIFY(last <= text.size());
    }
}

void FilterTextsTest::joinsConditions_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("condition");
    QTest::addColumn<QString>("expected");
    QTest::newRow("nothing yet") << QString() << u"type:\"a\""_s << u"type:\"a\""_s;
    QTest::newRow("both") << u"answered"_s << u"type:\"a\""_s << u"answered and type:\"a\""_s;
    QTest::newRow("either and one")
        << u"a or b"_s << u"type:\"a\""_s << u"(a or b) and type:\"a\""_s;
    QTest::newRow("one and either") << u"a"_s << u"b or c"_s << u"a and (b or c)"_s;
    QTest::newRow("said already") << u"type:\"a\" and b"_s << u"type:\"a\""_s
                                  << u"type:\"a\" and b"_s;
    QTest::newRow("not this") << u"b"_s << u"not type:\"a\""_s << u"b and not type:\"a\""_s;
    QTest::newRow("another time") << u"a and recorded:10:00..11:00 and b"_s
                                  << u"recorded:10:20..10:30"_s
                                  << u"a and recorded:10:20..10:30 and b"_s;
    QTest::newRow("only a time") << u"recorded:10:00..11:00"_s << u"recorded:10:20..10:30"_s
                                 << u"recorded:10:20..10:30"_s;
    QTest::newRow("a time of another field") << u"time:10:00..11:00"_s << u"recorded:10:20..10:30"_s
                                             << u"time:10:00..11:00 and recorded:10:20..10:30"_s;
}

void FilterTextsTest::joinsConditions()
{
    QFETCH(const QString, text);
    QFETCH(const QString, condition);
    QFETCH(const QString, expected);
    const QString joined = joinedFilter(text, condition);
    QCOMPARE(joined, expected);
    QVERIFY(parseFilter(joined));
}

void FilterTextsTest::remembersTheLastFiltersOnce()
{
    FilterHistory history;
    for (const QString &text : {u"a"_s, u"b"_s, u"  "_s, u" a "_s})
        history.add(text);
    QCOMPARE(history.texts(), (QStringList{u"a"_s, u"b"_s}));
    FilterHistory again;
    again.setTexts(history.texts());
    QCOMPARE(again.texts(), history.texts());
}

void FilterTextsTest::remembersNoMoreThanItsBound()
{
    FilterHistory history;
    for (int i = 0; i < 200; ++i)
        history.add(QString::number(i));
    QCOMPARE(history.texts().size(), FilterHistory::maxTexts);
    QCOMPARE(history.texts().first(), u"199"_s);
    history.add(QString(FilterHistory::maxLength + 1, u'x'));
    QCOMPARE(history.texts().first(), u"199"_s);
}

QTEST_GUILESS_MAIN(FilterTextsTest)
#include "tst_filtertexts.moc"
