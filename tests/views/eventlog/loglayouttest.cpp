// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/eventlog/loglayouttest.h"

#include "tests/views/eventlog/shownlog.h"
#include "views/eventlog/detailpane.h"
#include "views/eventlog/loglayout.h"
#include "views/theme.h"

#include <QDataStream>
#include <QIODevice>

using namespace eventscope;
using namespace Qt::StringLiterals;

void LogLayoutTest::initTestCase()
{
    applyTheme(false);
}

void LogLayoutTest::whatAnEarlierVersionSavedLeavesTheRestAsItIsAtFirst_data()
{
    QTest::addColumn<int>("parts");
    QTest::newRow("up to the details") << 3;
    QTest::newRow("up to the timeline") << 4;
    QTest::newRow("up to the history") << 5;
    QTest::newRow("everything") << 6;
}

void LogLayoutTest::whatAnEarlierVersionSavedLeavesTheRestAsItIsAtFirst()
{
    QFETCH(const int, parts);
    ShownLog saved(10);
    const auto now = LogLayout::fromBytes(saved.view.saveLayout());
    QVERIFY(now);
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream << now->columns << now->splitter << false;
    if (parts > 3)
        stream << false;
    if (parts > 4)
        stream << QStringList{u"type:a"_s};
    if (parts > 5)
        stream << int(DetailPane::Raw);

    ShownLog s(10);
    s.view.details()->setTab(DetailPane::Changed);
    QVERIFY(s.view.restoreLayout(bytes));
    QVERIFY(!s.view.areDetailsShown());
    QCOMPARE(s.view.isTimelineShown(), parts <= 3);
    QCOMPARE(s.view.details()->tab(), parts > 5 ? DetailPane::Raw : DetailPane::Tree);
    const auto again = LogLayout::fromBytes(s.view.saveLayout());
    QVERIFY(again);
    QCOMPARE(again->history, parts > 4 ? QStringList{u"type:a"_s} : QStringList());
}
