// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/eventlog.h"
#include "models/export/csvwriter.h"
#include "tests/models/export/csvtable.h"
#include "tests/support/memorylines.h"

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class CsvWriterTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void guardsCells_data();
    void guardsCells();
    void theGuardCanBeSwitchedOff();
    void jsonIsNeverGuarded_data();
    void jsonIsNeverGuarded();
    void jsonStaysJsonWhereAFormulaIsGuardedInIt();
    void jsonStaysJsonWhereTabsPartItsTokens();
    void nothingRunsWhereSemicolonsPartCells();
    void numbersBehindSemicolonsAreGuardedWhereMoreThanBlanksStandBeforeThem();
    void anyTextComesBack();
    void oneEventIsOneRow();
    void aLineThatIsNoEventStandsAsItIs();
    void theNumberIsThatOfTheLog();
    void aDamagedLineStillGetsItsRow();

private:
    static QList<QByteArray> rowOf(const TestEvent &event,
                                   const QMap<QString, QString> &names = {});
};

void CsvWriterTest::guardsCells_data()
{
    QTest::addColumn<QByteArray>("cell");
    QTest::addColumn<QByteArray>("written");

    const auto row = [](const char *name, const QByteArray &cell, const QByteArray &written) {
        QTest::newRow(name) << cell << written;
    };
    row("plain", "call.status", "call.status");
    row("empty", "", "");
    row("comma", "a,b", R"("a,b")");
    row("quote", R"(say "hi")", R"("say ""hi""")");
    row("line break", "a\nb", "\"a\nb\"");
    row("semicolon, for locales that part by it", "a;b", R"("a;b")");
    row("space around", " a ", R"(" a ")");
    row("NUL", QByteArray("a\0b", 3), R"(a\u0000b)");
    row("formula", "=1+1", R"("'=1+1")");
    row("formula behind a vertical tab", "\x0b=1", "\"'\x0b=1\"");
    row("formula behind an em space", "\xe2\x80\x83=1", "\"'\xe2\x80\x83=1\"");
    row("formula behind a mark of direction", "\xe2\x80\x8e@A1", "\"'\xe2\x80\x8e@A1\"");
    row("formula behind blanks of several kinds", "\x01 \xe2\x80\xaf\xe2\x81\xa0+A1",
        "\"'\x01 \xe2\x80\xaf\xe2\x81\xa0+A1\"");
    row("formula behind a line separator", "\xe2\x80\xa8=1", "\"'\xe2\x80\xa8=1\"");
    row("formula behind a blank letter", "\xe3\x85\xa4=1", "\"'\xe3\x85\xa4=1\"");
    row("formula behind a character of four bytes that draws nothing", "\xf3\xa0\x80\xa0=1",
        "\"'\xf3\xa0\x80\xa0=1\"");
    row("a letter is no blank", "\xc3\xa9=1", "\xc3\xa9=1");
    row("blanks alone", "\x0b\xe2\x80\x83", "\x0b\xe2\x80\x83");
    row("DDE", "=cmd|' /C calc'!A0", R"("'=cmd|' /C calc'!A0")");
    row("plus", "+SUM(A1)", "\"'+SUM(A1)\"");
    row("minus", "-cmd", "\"'-cmd\"");
    row("at", "@SUM(A1)", "\"'@SUM(A1)\"");
    row("tab", "\t=1", "\"'\t'=1\"");
    row("carriage return", "\r=1", "\"'\r'=1\"");
    row("after spaces", "   =1", R"("'   =1")");
    row("after a no-break space", "\xc2\xa0=1", "\"'\xc2\xa0=1\"");
    row("full-width equals",
        "\xef\xbc\x9d"
        "1",
        "\"'\xef\xbc\x9d"
        "1\"");
    row("full-width at",
        "\xef\xbc\xa0"
        "A",
        "\"'\xef\xbc\xa0"
        "A\"");
    row("small equals", "\xef\xb9\xa6=", "\"'\xef\xb9\xa6=\"");
    row("a lone dash", "-", R"("'-")");
    row("negative number", "-1.5", "-1.5");
    row("number with a plus", "+1.5e3", "+1.5e3");
    row("phone number of 15 digits", "+123456789012345", "+123456789012345");
    row("number with rubbish behind it", "-1+cmd", R"("'-1+cmd")");
    row("15 digits", "123456789012345", "123456789012345");
    row("16 digits would be rounded", "1234567890123456", R"("'1234567890123456")");
    row("18 digits with a fraction", "0.12345678901234567", R"("'0.12345678901234567")");
    row("long, but no number", "1234567890123456-a", "1234567890123456-a");
    row("equals inside", "a=1", "a=1");
    // Where the semicolon parts cells, quotes that begin in the middle of one mean nothing.
    row("formula behind a semicolon", "x;=cmd|' /C calc'!A0;", R"("x;'=cmd|' /C calc'!A0;")");
    row("formulas behind semicolons", ";@a;;-b", R"(";'@a;;'-b")");
    row("behind a semicolon and blanks", "x; \xc2\xa0=1", "\"x;' \xc2\xa0=1\"");
    row("behind a semicolon and quotes", R"(x;"=1)", R"("x;'""=1")");
    row("behind a semicolon, full-width", "x;\xef\xbc\x9d", "\"x;'\xef\xbc\x9d\"");
    row("formula behind a line break", "x\n=1", "\"x\n'=1\"");
    row("formula behind a tab", "x\t+A1", "\"x\t'+A1\"");
    row("formula behind several of them", "x;\r\n=1", "\"x;\r\n'=1\"");
    row("guarded before", "x;'=1", R"("x;'=1")");
    row("a number behind a semicolon", "x;-1.5;y;+2", R"("x;-1.5;y;+2")");
    row("a number and more behind a semicolon", "x;-1+cmd", R"("x;'-1+cmd")");
    row("words behind a semicolon", "text/html; charset=utf-8", R"("text/html; charset=utf-8")");
    row("formula at both places", "=1;=1", R"("'=1;'=1")");
}

void CsvWriterTest::guardsCells()
{
    QFETCH(const QByteArray, cell);
    QFETCH(const QByteArray, written);
    QByteArray out;
    appendCsvCell(out, {cell.constData(), size_t(cell.size())});
    QCOMPARE(out, written);
}

void CsvWriterTest::theGuardCanBeSwitchedOff()
{
    // D6
    QByteArray out;
    for (const std::string_view cell : {"=1+1", "1234567890123456", "+a,b", "a;=1"})
        appendCsvCell(out, cell, CellGuard::Off);
    QCOMPARE(out, "=1+11234567890123456\"+a,b\"\"a;=1\"");
}

void CsvWriterTest::jsonIsNeverGuarded_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("object") << QByteArray(R"({"a":"=1"})");
    QTest::newRow("long number") << QByteArray("12345678901234567890123");
    QTest::newRow("negative number") << QByteArray("-1e-400");
    QTest::newRow("string") << QByteArray(R"("=1+1")");
}

void CsvWriterTest::jsonIsNeverGuarded()
{
    QFETCH(const QByteArray, json);
    QByteArray out;
    appendCsvJson(out, {json.constData(), size_t(json.size())});
    QCOMPARE(parseCsv(out + "\r\n"), QList<QList<QByteArray>>({{json}}));
}

void CsvWriterTest::jsonStaysJsonWhereAFormulaIsGuardedInIt()
{
    const QByteArray json = R"({"a":"x;=cmd|' /C calc'!A0;","n":12345678901234567890})";
    const QByteArray guarded = QByteArray(json).replace(";=", ";'=");
    QByteArray out;
    appendCsvJson(out, {json.constData(), size_t(json.size())});
    QCOMPARE(parseCsv(out + "\r\n"), QList<QList<QByteArray>>({{guarded}}));
}

/// No `'` may stand between its tokens.
void CsvWriterTest::jsonStaysJsonWhereTabsPartItsTokens()
{
    const QByteArray json = "{\"a\":\t-5,\"b\":[1,\r\n-2,\t-x]}";
    const QByteArray spaced = "{\"a\": -5,\"b\":[1,  -2, -x]}";
    QByteArray out;
    appendCsvJson(out, {json.constData(), size_t(json.size())});
    QCOMPARE(parseCsv(out + "\r\n"), QList<QList<QByteArray>>({{spaced}}));
}

/// The table as a spreadsheet reads it whose cells are parted by semicolons: judged anew.
static QList<QByteArray> cellsBySemicolons(const QByteArray &table)
{
    QList<QByteArray> cells{{}};
    bool quoted = false;
    bool begun = false;
    for (const char c : table) {
        if (!quoted && (c == ';' || c == '\r' || c == '\n')) {
            cells += QByteArray();
            begun = false;
        } else if (c == '"' && (quoted || !begun)) {
            quoted = !quoted;
            begun = true;
        } else {
            cells.last() += c;
            begun = true;
        }
    }
    return cells;
}

void CsvWriterTest::nothingRunsWhereSemicolonsPartCells()
{
    QRandomGenerator random(4181);
    constexpr std::string_view letters = "a;;;\"\"\n=+-@,1 ";
    for (int round = 0; round < 20'000; ++round) {
        std::string cell;
        for (int i = random.bounded(12); i > 0; --i)
            cell += letters[random.bounded(quint32(letters.size()))];
        QByteArray table = "1,";
        appendCsvCell(table, cell);
        table += ",b;\r\n";
        for (const QByteArray &one : cellsBySemicolons(table)) {
            const QByteArray text = one.trimmed();
            const bool isFormula =
                !text.isEmpty() && QByteArray("=+-@").contains(text[0]) && !text.contains('"');
            static const QRegularExpression number(u"^[-+][0-9]+\\z"_s);
            QVERIFY2(!isFormula || number.match(QString::fromUtf8(text)).hasMatch(),
                     table.constData());
        }
    }
}

/// What draws nothing before it makes a formula of a number.
void CsvWriterTest::numbersBehindSemicolonsAreGuardedWhereMoreThanBlanksStandBeforeThem()
{
    QByteArray out;
    appendCsvCell(out, "1;\x03+1; +2;\"-3;+4");
    QCOMPARE(parseCsv(out + "\r\n"), QList<QList<QByteArray>>({{"1;'\x03+1; +2;\"-3;+4"}}));
}

void CsvWriterTest::anyTextComesBack()
{
    QRandomGenerator random(4180);
    constexpr std::string_view letters = "ab,\"\r\n\t =+-@';1\xc3\xa4";
    const auto withoutGuards = [](QByteArray text) { return text.replace('\'', ""); };
    for (int round = 0; round < 5000; ++round) {
        QByteArray cell;
        for (int i = random.bounded(12); i > 0; --i)
            cell += letters[random.bounded(quint32(letters.size()))];
        QByteArray out;
        appendCsvCell(out, {cell.constData(), size_t(cell.size())});
        const auto rows = parseCsv(out + ",x\r\n");
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows[0].size(), 2);
        QVERIFY2(withoutGuards(rows[0][0]) == withoutGuards(cell), cell.toHex());
        QVERIFY2(rows[0][0].count('\'') <= cell.count('\'') + cell.size(), cell.toHex());
    }
}

QList<QByteArray> CsvWriterTest::rowOf(const TestEvent &event, const QMap<QString, QString> &names)
{
    MemoryLines lines;
    EventLog log;
    log.append(lines.add(batchOf({event})));
    CsvWriter writer(names);
    QByteArray out;
    writer.begin(out);
    std::string scratch;
    writer.event({log.at(0), 1, lines.line(log.at(0), scratch)}, out);
    const auto rows = parseCsv(out);
    return rows.size() == 2 && rows[0].size() == rows[1].size() ? rows[1] : QList<QByteArray>();
}

void CsvWriterTest::oneEventIsOneRow()
{
    const QByteArray recorded = "2023-11-14T22:13:20.000000Z";
    QCOMPARE(
        rowOf({.payload = R"({"n":12345678901234567890,"t":"a,b"})",
               .severity = Severity::Warning,
               .time = "2024-01-15T10:30:00Z"},
              {{u"0a1b2c3d"_s, u"voip, prod"_s}}),
        QList<QByteArray>({"1", recorded, "2024-01-15T10:30:00Z", "voip, prod", "/0a1b2c3d",
                           "call.status", "customer_id:c1:call:77d0f2c1", "77d0f2c1", "warning",
                           R"({"n":12345678901234567890,"t":"a,b"})", "", "", "m-1"}));
    QCOMPARE(rowOf({.type = "=HYPERLINK(\"http://evil\")",
                    .topic = "",
                    .subject = "123456789012345678",
                    .payload = "\x01\x02",
                    .flags = Undecodable,
                    .kind = PayloadKind::Binary,
                    .reason = "a binary frame"}),
             QList<QByteArray>({"1", recorded, "", "0a1b2c3d", "/0a1b2c3d",
                                "'=HYPERLINK(\"http://evil\")", "", "'123456789012345678", "info",
                                "", "AQI=", "a binary frame", "m-1"}));
    QCOMPARE(rowOf({.payload = "<b>", .kind = PayloadKind::Text}).value(9), QByteArray("\"<b>\""));
    QCOMPARE(rowOf({.kind = PayloadKind::None}).value(9), QByteArray());
}

/// Damage is evidence: nothing in it is put right, but for what would run.
void CsvWriterTest::aLineThatIsNoEventStandsAsItIs()
{
    const auto dataOf = [](const QByteArray &line) {
        CsvWriter writer({});
        QByteArray out;
        writer.event({EventRecord(), 1, {line.constData(), size_t(line.size())}}, out);
        const auto rows = parseCsv(out);
        return rows.size() == 1 ? rows[0].value(9) : QByteArray("no row");
    };
    QCOMPARE(dataOf("{\"specversion\":\t\"1.0\",\"data\":-"),
             QByteArray("{\"specversion\":\t\"1.0\",\"data\":-"));
    QCOMPARE(dataOf("{\"type\":\t-x}"), QByteArray("{\"type\":\t'-x}"));
    QCOMPARE(dataOf("=1+1"), QByteArray("'=1+1"));
}

/// As in the table, whether the line has a number, or another one, or none.
void CsvWriterTest::theNumberIsThatOfTheLog()
{
    for (const std::string_view sequence : {"", R"("sequence":"3",)"}) {
        CsvWriter writer({});
        QByteArray out;
        const std::string line = R"({"specversion":"1.0",)" + std::string(sequence)
            + R"("source":"/a.jsonl","id":"byte-0","type":"call"})";
        writer.event({EventRecord(), 17, line}, out);
        const auto rows = parseCsv(out);
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows[0][0], QByteArray("17"));
        QCOMPARE(rows[0][5], QByteArray("call"));
    }
}

void CsvWriterTest::aDamagedLineStillGetsItsRow()
{
    CsvWriter writer({});
    QByteArray out;
    writer.event({EventRecord(), 1, R"({"specversion":"1.0","type":"call)"}, out);
    const auto rows = parseCsv(out);
    QCOMPARE(rows.size(), 1);
    QCOMPARE(rows[0].size(), 13);
    QCOMPARE(rows[0][9], QByteArray(R"({"specversion":"1.0","type":"call)"));
}

QTEST_GUILESS_MAIN(CsvWriterTest)
#include "tst_csvwriter.moc"
