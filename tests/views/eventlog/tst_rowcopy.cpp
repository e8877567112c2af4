// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/logfixture.h"
#include "views/eventlog/rowcopy.h"

#include <QItemSelection>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

QItemSelection rows(const EventLogModel &model, int first, int last)
{
    return QItemSelection(model.index(first, 0), model.index(last, EventLogColumn::Count - 1));
}

} // namespace

class RowCopyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsComeInOrderWithTheColumnsShown()
    {
        LogFixture fixture;
        fixture.add({{.type = "a", .subject = "one"},
                     {.type = "b", .subject = "two"},
                     {.type = "c", .subject = "three"}});
        QItemSelection selection = rows(fixture.model, 2, 2);
        selection.merge(rows(fixture.model, 0, 0), QItemSelectionModel::Select);
        const CopiedRows copied =
            copyAsTable(fixture.model, selection, {EventLogColumn::Subject, EventLogColumn::Type});
        QCOMPARE(copied.text, u"one\ta\nthree\tc\n"_s);
        QCOMPARE(copied.rows, 2);
        QCOMPARE(copied.selected, 2);
    }

    void overlappingRangesCopyEachRowOnce()
    {
        LogFixture fixture;
        fixture.addMany(10);
        QItemSelection selection;
        selection.append(QItemSelectionRange(fixture.model.index(2, 0), fixture.model.index(6, 3)));
        selection.append(QItemSelectionRange(fixture.model.index(4, 0), fixture.model.index(8, 3)));
        QCOMPARE(copyAsTable(fixture.model, selection, {EventLogColumn::Subject}).rows, 7);
    }

    void jsonLinesAreTheLinesOfTheCapture()
    {
        LogFixture fixture;
        fixture.add({{.payload = R"({"n":18446744073709551616})"}, {}});
        const CopiedRows copied = copyAsJsonLines(fixture.model, rows(fixture.model, 0, 1));
        QCOMPARE(
            copied.text,
            QString::fromUtf8(fixture.model.lineAt(0) + '\n' + fixture.model.lineAt(1) + '\n'));
        QVERIFY(copied.text.contains(u"18446744073709551616"_s));
    }

    void moreRowsThanTheClipboardIsForAreCounted()
    {
        LogFixture fixture;
        fixture.addMany(maxCopiedRows + 5);
        const CopiedRows copied = copyAsTable(
            fixture.model, rows(fixture.model, 0, maxCopiedRows + 4), {EventLogColumn::Type});
        QCOMPARE(copied.rows, maxCopiedRows);
        QCOMPARE(copied.selected, maxCopiedRows + 5);
    }

    void noCellBecomesAFormula_data()
    {
        QTest::addColumn<QString>("cell");
        QTest::addColumn<QString>("copied");
        QTest::newRow("formula") << u"=1+1"_s << u"'=1+1"_s;
        QTest::newRow("after spaces") << u"  =cmd|'/c calc'!A1"_s << u"'  =cmd|'/c calc'!A1"_s;
        QTest::newRow("at") << u"@SUM(A1)"_s << u"'@SUM(A1)"_s;
        QTest::newRow("full width") << u"＝1"_s << u"'＝1"_s;
        QTest::newRow("plus text") << u"+49 30 123"_s << u"'+49 30 123"_s;
        QTest::newRow("number") << u"-12.5"_s << u"-12.5"_s;
        QTest::newRow("text") << u"call 1"_s << u"call 1"_s;
        QTest::newRow("empty") << QString() << QString();
    }
    void noCellBecomesAFormula()
    {
        QFETCH(QString, cell);
        QFETCH(QString, copied);
        QCOMPARE(harmlessCell(cell), copied);
    }

    void controlCharactersDoNotBreakRows()
    {
        LogFixture fixture;
        fixture.add({{.subject = "a\tb\nc\rd"}});
        const QString text = copyAsTable(fixture.model, rows(fixture.model, 0, 0),
                                         {EventLogColumn::Subject, EventLogColumn::Type})
                                 .text;
        QCOMPARE(text.count(u'\t'), 1);
        QCOMPARE(text.count(u'\n'), 1);
        QVERIFY(!text.contains(u'\r'));
    }
};

QTEST_GUILESS_MAIN(RowCopyTest)
#include "tst_rowcopy.moc"
