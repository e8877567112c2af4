// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/eventlog.h"
#include "models/eventlogmodel.h"
#include "models/export/exportjob.h"
#include "models/exportcolumns.h"
#include "models/query/compiledfilter.h"
#include "models/query/filterparser.h"
#include "models/subjecthistory.h"
#include "tests/models/export/csvtable.h"
#include "tests/support/memorylines.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class ExportColumnsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAreThoseOfFilters_data();
    void namesAreThoseOfFilters();
    void aNameThatIsNoneIsSaid_data();
    void aNameThatIsNoneIsSaid();
    void eachColumnHasItsValue();
    void longValuesAreWhole();
    void theWindowsTimesHaveTheirZone();
    void timesFromAMarkAreSeconds();
    void hostileValuesAreDefused();
    void whatChangedIsToldAsInTheWindow();
    void whatChangedInASecretIsNotTold_data();
    void whatChangedInASecretIsNotTold();
    void secretsInAttributesAreMasked();

private:
    using Rows = QList<QList<QByteArray>>;
    Rows exported(const std::vector<TestEvent> &events,
                  const std::vector<ChosenColumns::Column> &columns,
                  const ChosenColumns::Shown &shown = {{}, noTime, false});
};

ExportColumnsTest::Rows ExportColumnsTest::exported(
    const std::vector<TestEvent> &events, const std::vector<ChosenColumns::Column> &columns,
    const ChosenColumns::Shown &shown)
{
    const QTemporaryDir folder;
    MemoryLines lines;
    EventLog log;
    auto batch = std::make_unique<EventBatch>();
    batch->setConnection("0a1b2c3d");
    qint64 recordedUs = 1'700'000'000'000'000;
    for (const TestEvent &event : events)
        event.appendTo(*batch, recordedUs += 1'500'000);
    log.append(lines.add(std::move(batch)));
    ExportRequest request;
    request.log = log.snapshot();
    request.lines = &lines;
    request.kind = ExportKind::Csv;
    request.fileName = folder.filePath(u"e.csv"_s);
    request.columns = std::make_shared<ChosenColumns>(
        columns, QMap<QString, QString>{{u"0a1b2c3d"_s, u"voip prod"_s}},
        QMap<quint64, QString>{{2, u"look"_s}}, shown);
    ExportProgress progress;
    QFile file(request.fileName);
    return runExport(request, progress) && file.open(QIODevice::ReadOnly) ? parseCsv(file.readAll())
                                                                          : Rows();
}

void ExportColumnsTest::namesAreThoseOfFilters_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("column");
    QTest::newRow("type") << u"type"_s << int(EventLogColumn::Type);
    QTest::newRow("the event's own time") << u"time"_s << int(EventLogColumn::EventTime);
    QTest::newRow("received") << u"recorded"_s << int(EventLogColumn::Recorded);
    QTest::newRow("severity") << u"severity"_s << int(EventLogColumn::SeverityWord);
    QTest::newRow("blanks around") << u" topic "_s << int(EventLogColumn::Topic);
    QTest::newRow("path") << u"data.status"_s << -1;
    QTest::newRow("elements") << u"data.items[*].name"_s << -1;
    QTest::newRow("attribute") << u"kafkapartition"_s << -1;
}

void ExportColumnsTest::namesAreThoseOfFilters()
{
    QFETCH(const QString, name);
    QFETCH(const int, column);
    const auto columns = ChosenColumns::named({name});
    QVERIFY(columns);
    QCOMPARE(columns->front().column, column);
    QCOMPARE(columns->front().title, name.trimmed());
}

void ExportColumnsTest::aNameThatIsNoneIsSaid_data()
{
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<QString>("says");
    QTest::newRow("nothing between commas") << QStringList{u"type"_s, u""_s} << u"missing"_s;
    QTest::newRow("no path") << QStringList{u"data..x"_s} << u"data..x"_s;
    QTest::newRow("no attribute") << QStringList{u"Some Thing"_s} << u"Some Thing"_s;
}

void ExportColumnsTest::aNameThatIsNoneIsSaid()
{
    QFETCH(const QStringList, names);
    QFETCH(const QString, says);
    const auto columns = ChosenColumns::named(names);
    QVERIFY(!columns);
    QVERIFY2(columns.error().contains(says), qPrintable(columns.error()));
}

void ExportColumnsTest::eachColumnHasItsValue()
{
    const auto columns = ChosenColumns::named(
        {u"sequence"_s, u"recorded"_s, u"time"_s, u"connection"_s, u"type"_s, u"topic"_s,
         u"subject"_s, u"severity"_s, u"delta"_s, u"latency"_s, u"size"_s, u"note"_s, u"id"_s,
         u"data.a.0"_s, u"data.n"_s, u"data.none"_s, u"summary"_s});
    QVERIFY(columns);
    const Rows rows =
        exported({{.payload = R"({"a":["x, y"],"n":1.50})", .time = "2023-11-14T22:13:20.25Z"},
                  {.payload = R"({"status":"ringing"})", .severity = Severity::Error}},
                 *columns);
    QCOMPARE(rows.size(), 3);
    QCOMPARE(rows[0].size(), 17);
    QCOMPARE(
        rows[1].mid(0, 16),
        QList<QByteArray>({"1", "2023-11-14T22:13:21.500000Z", "2023-11-14T22:13:20.250000Z",
                           "voip prod", "call.status", "customer_id:c1:call:77d0f2c1", "77d0f2c1",
                           "info", "", "1.250000", "23", "", "m-1", "x, y", "1.50", ""}));
    QCOMPARE(rows[2].mid(0, 16),
             QList<QByteArray>({"2", "2023-11-14T22:13:23.000000Z", "", "voip prod", "call.status",
                                "customer_id:c1:call:77d0f2c1", "77d0f2c1", "error", "1.500000", "",
                                "20", "look", "m-2", "", "", ""}));
    QVERIFY(rows[2][16].contains("ringing"));
}

void ExportColumnsTest::longValuesAreWhole()
{
    const auto columns = ChosenColumns::named({u"data"_s, u"data.t"_s});
    const std::string text(300'000, 'x');
    const Rows rows = exported({{.payload = "{\"t\":\"" + text + "\"}"}}, *columns);
    QCOMPARE(rows.size(), 2);
    QCOMPARE(rows[1][0].size(), 300'000 + 8);
    QCOMPARE(rows[1][1].size(), 300'000);
}

void ExportColumnsTest::theWindowsTimesHaveTheirZone()
{
    ChosenColumns::Shown shown;
    shown.time.zone = TimeZoneChoice::Utc;
    const Rows rows = exported({{}}, {{EventLogColumn::Time, {}, u"Time"_s}}, shown);
    QCOMPARE(rows,
             Rows({{"Time"}, {fullTimeText(1'700'000'001'500'000, TimeZoneChoice::Utc).toUtf8()}}));
}

void ExportColumnsTest::timesFromAMarkAreSeconds()
{
    ChosenColumns::Shown shown;
    shown.time.form = TimeShown::SinceMark;
    shown.markUs = 1'700'000'003'000'001;
    const std::vector<ChosenColumns::Column> columns{{EventLogColumn::Time, {}, u"Time"_s}};
    QCOMPARE(exported({{}, {}, {}}, columns, shown),
             Rows({{"Time"}, {"-1.500001"}, {"-0.000001"}, {"1.499999"}}));
    shown.time.form = TimeShown::SinceShown;
    QCOMPARE(exported({{}, {}}, columns, shown), Rows({{"Time"}, {""}, {"1.500000"}}));
}

void ExportColumnsTest::hostileValuesAreDefused()
{
    const auto columns =
        ChosenColumns::named({u"type"_s, u"data.f"_s, u"data.n"_s, u"data.deep"_s});
    const Rows rows = exported({{.type = "=cmd|' /C calc'!A0",
                                 .payload = R"({"f":"@SUM(A1)\u0000","n":-12345678901234567890,)"
                                            R"("n":-1,"deep":{"a":"=1"}})"},
                                {.payload = "\"AAA", .kind = PayloadKind::Text}},
                               *columns);
    QCOMPARE(rows.size(), 3);
    QCOMPARE(
        rows[1],
        QList<QByteArray>({"'=cmd|' /C calc'!A0", R"('@SUM(A1)\u0000)", "-1", R"({"a":"=1"})"}));
    QCOMPARE(rows[2], QList<QByteArray>({"call.status", "", "", ""}));
}

namespace {

/// The column `changed` of all of a model's log, as a command writes it.
QList<QByteArray> changedIn(const EventLogModel &model, const FieldMasks &masks)
{
    const QTemporaryDir folder;
    ExportRequest request;
    request.log = model.snapshot();
    request.lines = model.lines();
    request.kind = ExportKind::Csv;
    request.fileName = folder.filePath(u"e.csv"_s);
    request.masks = masks;
    const auto columns = ChosenColumns::named({u"changed"_s, u"sequence"_s});
    if (!columns)
        return {};
    request.columns = std::make_shared<ChosenColumns>(
        *columns, QMap<QString, QString>(), QMap<quint64, QString>(),
        ChosenColumns::Shown{{}, noTime, false}, ChosenColumns::Past{model.context(), masks});
    ExportProgress progress;
    QFile file(request.fileName);
    QList<QByteArray> cells;
    if (runExport(request, progress) && file.open(QIODevice::ReadOnly)) {
        for (const QList<QByteArray> &row : parseCsv(file.readAll()).mid(1))
            cells << row.value(0);
    }
    return cells;
}

} // namespace

void ExportColumnsTest::whatChangedIsToldAsInTheWindow()
{
    MemoryLines lines;
    EventLog log;
    EventLogModel model(&log, &lines);
    std::vector<TestEvent> events;
    for (int i = 0; i < 300; ++i) {
        TestEvent event;
        event.subject = i % 50 == 0 ? "" : "call " + std::to_string(i % 7);
        event.payload = R"({"status":")" + std::to_string(i / 10) + R"(","n":)"
            + std::to_string(i % 3) + R"(,"same":[1,{"x":2}]})";
        if (i % 11 == 0)
            event.payload = "no JSON";
        if (i % 13 == 0)
            event.kind = PayloadKind::Binary;
        events.push_back(event);
    }
    log.append(lines.add(batchOf(events)));
    log.append(lines.add(batchOf(events, "another")));
    model.logGrew();
    const QList<QByteArray> exported = changedIn(model, {});
    QCOMPARE(exported.size(), 600);
    QVERIFY(model.history().prepare());
    int told = 0;
    for (int row = 0; row < model.rowCount(); ++row) {
        const QString shown =
            model.index(row, EventLogColumn::Changed).data(EventLogRole::FullText).toString();
        QCOMPARE(QString::fromUtf8(exported[row]), shown);
        told += !shown.isEmpty();
    }
    QVERIFY2(told > 300, qPrintable(QString::number(told)));
    FilterBinding binding;
    binding.log = &log;
    binding.context = model.context();
    const auto filter = CompiledFilter::make(parseFilter(u"changed:status"_s).expression, binding);
    model.setFilter(filter); // the same in `--where`
    QTRY_VERIFY(!model.isScanning());
    for (int row = 0; row < exported.size(); ++row) // and more, where the event before is no JSON
        QVERIFY(!exported[row].contains("status") || model.rowOfSequence(quint64(row + 1)) >= 0);
    QVERIFY(model.rowCount() > 100 && model.rowCount() < 600);
}

void ExportColumnsTest::whatChangedInASecretIsNotTold_data()
{
    QTest::addColumn<QString>("masked");
    QTest::newRow("of its connection") << u"0a1b2c3d"_s;
    QTest::newRow("of a connection that nobody knows, as files of others have") << u"*"_s;
}

void ExportColumnsTest::whatChangedInASecretIsNotTold()
{
    QFETCH(const QString, masked);
    MemoryLines lines;
    EventLog log;
    EventLogModel model(&log, &lines);
    log.append(lines.add(batchOf({{.payload = R"({"password":"a","n":1})"},
                                  {.payload = R"({"password":"b","n":1})"},
                                  {.payload = R"({"password":"c","n":2})"}})));
    model.logGrew();
    const FieldMasks masks{{masked, FieldMask({u"password"_s})}};
    QCOMPARE(changedIn(model, masks), QList<QByteArray>({"", "", "n"}));
    QCOMPARE(changedIn(model, {}), QList<QByteArray>({"", "password", "password, n"}));
}

void ExportColumnsTest::secretsInAttributesAreMasked()
{
    const QTemporaryDir folder;
    MemoryLines lines;
    EventLog log;
    auto batch = std::make_unique<EventBatch>();
    batch->setConnection("0a1b2c3d");
    for (const std::string_view secret :
         {R"("7")", R"("a-SECRET-that-is-much-longer-than-its-mask")"}) {
        const std::string extensions = R"("accesstoken":)" + std::string(secret) + R"(,"zone":"z")";
        EventFields fields;
        fields.type = "t";
        fields.subject = "https://ann:SECRET@host/";
        fields.topic = "room Bearer SECRET";
        fields.id = "Bearer SECRET";
        fields.extensions = extensions;
        fields.payload = R"({"zone":"no","n":{"data":1}})";
        batch->append(fields, 1'700'000'000'000'000);
    }
    log.append(lines.add(std::move(batch)));
    ExportRequest request;
    request.log = log.snapshot();
    request.lines = &lines;
    request.kind = ExportKind::Csv;
    request.fileName = folder.filePath(u"e.csv"_s);
    request.masks = {{u"0a1b2c3d"_s, FieldMask({u"*token"_s})}};
    const auto columns = ChosenColumns::named({u"accesstoken"_s, u"zone"_s, u"data.n"_s,
                                               u"subject"_s, u"topic"_s, u"id"_s, u"summary"_s});
    QVERIFY(columns);
    request.columns = std::make_shared<ChosenColumns>(*columns, QMap<QString, QString>(),
                                                      QMap<quint64, QString>(),
                                                      ChosenColumns::Shown{{}, noTime, false});
    ExportProgress progress;
    QVERIFY(runExport(request, progress));
    QFile file(request.fileName);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const Rows rows = parseCsv(file.readAll());
    QCOMPARE(rows.size(), 3);
    for (int row = 1; row <= 2; ++row) {
        const QByteArray id = QByteArray::number(row) + " Bearer [masked]";
        const QList<QByteArray> shown{
            "[masked]", "z", R"({"data":1})", "https://[masked]@host/", "room Bearer [masked]", id,
            "zone: no"};
        QCOMPARE(rows[row], shown);
    }
}

QTEST_GUILESS_MAIN(ExportColumnsTest)
#include "tst_exportcolumns.moc"
