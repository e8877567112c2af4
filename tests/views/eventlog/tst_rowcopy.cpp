// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/orderedevents.h"
#include "tests/views/logfixture.h"
#include "views/eventlog/rowcopy.h"

#include <QItemSelection>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

struct Ordered : LogFixture
{
    OrderedEvents events{&model};

    QItemSelection rows(int first, int last) const
    {
        return QItemSelection(events.index(first, 0),
                              events.index(last, EventLogColumn::Count - 1));
    }
    CopiedRows copied(CopyForm form, const QItemSelection &selection,
                      const QVector<int> &columns = {}) const
    {
        return copiedRows(events, selection, form, columns);
    }
};

} // namespace

class RowCopyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsComeInOrderWithTheColumnsShown()
    {
        Ordered fixture;
        fixture.add({{.type = "a", .subject = "one"},
                     {.type = "b", .subject = "two"},
                     {.type = "c", .subject = "three"}});
        QItemSelection selection = fixture.rows(2, 2);
        selection.merge(fixture.rows(0, 0), QItemSelectionModel::Select);
        const CopiedRows copied = fixture.copied(CopyForm::Text, selection,
                                                 {EventLogColumn::Subject, EventLogColumn::Type});
        QCOMPARE(copied.text, u"one\ta\nthree\tc\n"_s);
        QCOMPARE(copied.rows, 2);
        QCOMPARE(copied.selected, 2);
    }

    void rowsComeInTheOrderOfTheTable()
    {
        Ordered fixture;
        fixture.add({{.subject = "one"}, {.subject = "two"}});
        fixture.events.sort(EventLogColumn::Time, Qt::DescendingOrder);
        const CopiedRows copied =
            fixture.copied(CopyForm::Text, fixture.rows(0, 1), {EventLogColumn::Subject});
        QCOMPARE(copied.text, u"two\none\n"_s);
        const QByteArray lines =
            fixture.copied(CopyForm::JsonLines, fixture.rows(0, 1)).text.toUtf8();
        QCOMPARE(lines, fixture.model.lineAt(1) + '\n' + fixture.model.lineAt(0) + '\n');
    }

    void overlappingRangesCopyEachRowOnce()
    {
        Ordered fixture;
        fixture.addMany(10);
        QItemSelection selection;
        const OrderedEvents &events = fixture.events;
        selection.append(QItemSelectionRange(events.index(2, 0), events.index(6, 3)));
        selection.append(QItemSelectionRange(events.index(4, 0), events.index(8, 3)));
        QCOMPARE(fixture.copied(CopyForm::Text, selection, {EventLogColumn::Subject}).rows, 7);
    }

    void jsonLinesAreTheLinesOfTheCapture()
    {
        Ordered fixture;
        fixture.add({{.payload = R"({"n":18446744073709551616})"}, {}});
        const CopiedRows copied = fixture.copied(CopyForm::JsonLines, fixture.rows(0, 1));
        QCOMPARE(
            copied.text,
            QString::fromUtf8(fixture.model.lineAt(0) + '\n' + fixture.model.lineAt(1) + '\n'));
        QVERIFY(copied.text.contains(u"18446744073709551616"_s));
    }

    void aJsonArrayIsOneDocument()
    {
        Ordered fixture;
        fixture.add({{.subject = "one"}, {.subject = "two"}, {.subject = "lost"}});
        const QByteArray text =
            fixture.copied(CopyForm::JsonArray, fixture.rows(0, 1)).text.toUtf8();
        const QJsonArray array = QJsonDocument::fromJson(text).array();
        QCOMPARE(array.size(), 2);
        QCOMPARE(array[1]["subject"_L1].toString(), u"two"_s);
        QVERIFY(text.contains(fixture.model.lineAt(0)));
    }

    void csvIsQuotedWithItsTitlesAndGuarded()
    {
        Ordered fixture;
        fixture.add({{.type = "a,b", .subject = "=1+1"},
                     {.type = "say \"hi\"", .subject = "+49 30"},
                     {.type = "c", .payload = R"({"n":-12.5})"}});
        QVERIFY(fixture.model.addPathColumn({u"data.n"_s, u"=N"_s}));
        const CopiedRows copied = fixture.copied(
            CopyForm::Csv, fixture.rows(0, 2),
            {EventLogColumn::Type, EventLogColumn::Subject, EventLogColumn::Count,
             EventLogColumn::SeverityGlyph});
        QCOMPARE(copied.text,
                 u"Type,Subject,\"'=N\",Severity\r\n"
                 "\"a,b\",\"'=1+1\",,info\r\n"
                 "\"say \"\"hi\"\"\",\"'+49 30\",,info\r\n"
                 "c,77d0f2c1,-12.5,info\r\n"_s);
        QCOMPARE(copied.rows, 3);
    }

    void moreRowsThanTheClipboardIsForAreCounted()
    {
        Ordered fixture;
        fixture.addMany(maxCopiedRows + 5);
        const CopiedRows copied = fixture.copied(
            CopyForm::Text, fixture.rows(0, maxCopiedRows + 4), {EventLogColumn::Type});
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
        QTest::newRow("D6: after a tab") << u"\t=1"_s << u"' =1"_s;
        QTest::newRow("D6: after a line break") << u"\r\n=1"_s << u"'  =1"_s;
        QTest::newRow("D6: after a no-break space") << u"\u00a0=1"_s << u"'\u00a0=1"_s;
        QTest::newRow("D6: after nothing that is seen") << u"\u200b=1"_s << u"'\u200b=1"_s;
        QTest::newRow("D6: not a number after all") << u"-inf"_s << u"'-inf"_s;
        QTest::newRow("D6: 18 digits") << u"123456789012345678"_s << u"'123456789012345678"_s;
        QTest::newRow("D6: 15 digits") << u"123456789012345"_s << u"123456789012345"_s;
        QTest::newRow("D6: NUL") << QString(u"a"_s + QChar(0) + u'b') << u"a\\u0000b"_s;
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
        Ordered fixture;
        fixture.add({{.subject = "a\tb\nc\rd"}});
        const QString text = fixture
                                 .copied(CopyForm::Text, fixture.rows(0, 0),
                                         {EventLogColumn::Subject, EventLogColumn::Type})
                                 .text;
        QCOMPARE(text.count(u'\t'), 1);
        QCOMPARE(text.count(u'\n'), 1);
        QVERIFY(!text.contains(u'\r'));
    }
};

QTEST_GUILESS_MAIN(RowCopyTest)
#include "tst_rowcopy.moc"
