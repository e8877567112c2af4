// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventcolumns.h"
#include "models/eventlogroles.h"
#include "models/timeshown.h"
#include "tests/models/eventpathtest.h"
#include "tests/support/testclasses.h"
#include "tests/views/logfixture.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <atomic>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

QString cell(const EventLogModel &model, int row, int column, int role = Qt::DisplayRole)
{
    return model.index(row, column).data(role).toString();
}

/// Lines on a disk that has to be waited for: a worker gets them once it spins, and the GUI thread
/// at once, which is noted.
class FarLines final : public LineSource
{
public:
    std::string_view line(const EventRecord &record, std::string &scratch) const override
    {
        const bool here = QThread::currentThread() == QCoreApplication::instance()->thread();
        readHere += here ? 1 : 0;
        while (!here && !spins)
            QThread::yieldCurrentThread();
        return inner.line(record, scratch);
    }
    bool isAtHand(const EventRecord &) const override { return atHand; }

    MemoryLines inner;
    bool atHand = false;
    std::atomic<bool> spins{false};
    mutable std::atomic<int> readHere{0};
};

/// Three calls whose status changes.
void fill(FarLines &lines, EventLog &log)
{
    std::vector<TestEvent> events(3);
    for (size_t i = 0; i < events.size(); ++i)
        events[i].payload = "{\"status\":\"step " + std::to_string(i) + "\"}";
    log.append(lines.inner.add(batchOf(events)));
}

} // namespace

class EventColumnsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void columnsComeBackFromTheirFile()
    {
        EventColumns columns;
        columns.columns = {{u"type"_s, {}, 120, true, true},
                           {{}, {u"data.items[*].name"_s, u"Names"_s}, 80, true, false},
                           {{}, {u"kafkapartition"_s, {}}, 0, true, false},
                           {u"time"_s, {}, 0, false, false}};
        columns.timeForm = TimeShown::UntilNow;
        columns.timeWhich = TimeShown::Own;
        columns.newestFirst = true;
        const auto read = EventColumns::fromJson(columns.toJson());
        QVERIFY2(read, qPrintable(read ? QString() : read.error()));
        QCOMPARE(read->columns, columns.columns);
        QCOMPARE(read->timeForm, columns.timeForm);
        QCOMPARE(read->timeWhich, columns.timeWhich);
        QVERIFY(read->newestFirst);
        for (int column = 0; column < EventLogColumn::Count; ++column)
            QCOMPARE(EventColumns::columnOf(EventColumns::idOf(column)), column);
        QCOMPARE(EventColumns::columnOf(u"nonsense"_s), -1);
    }

    void badFilesAreRefusedWithAReason_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("no JSON") << QByteArray("{\"a\":");
        QTest::newRow("something else") << QByteArray(R"({"eventscope":"bookmarks"})");
        QTest::newRow("later version")
            << QByteArray(R"({"eventscope":"columns","version":99,"columns":[]})");
        QTest::newRow("nothing to show")
            << QByteArray(R"({"eventscope":"columns","version":1,"columns":[]})");
        QTest::newRow("all hidden") << QByteArray(
            R"({"eventscope":"columns","version":1,"columns":[{"column":"type","shown":false}]})");
        QByteArray many = R"({"eventscope":"columns","version":1,"columns":[)";
        for (int i = 0; i < 65; ++i)
            many += "{\"path\":\"data.x" + QByteArray::number(i) + "\"},";
        QTest::newRow("too many") << many + R"({"column":"type"}]})";
        QTest::newRow("too long") << QByteArray(300'000, ' ');
    }
    void badFilesAreRefusedWithAReason()
    {
        QFETCH(QByteArray, json);
        const auto read = EventColumns::fromJson(json);
        QVERIFY(!read);
        QVERIFY(read.error().endsWith(u'.'));
    }

    void whatIsUnknownInAFileIsLeftOut()
    {
        const auto read = EventColumns::fromJson(
            R"({"eventscope":"columns","version":1,"columns":[{"column":"future"},{"path":"no path!"},
            {"column":"type","width":-5},{"column":"type"},{"path":"data.a"},{"path":"data.a"},7]})");
        QVERIFY(read);
        QCOMPARE(read->columns.size(), 2);
        QCOMPARE(read->columns[0].width, 0);
        QCOMPARE(read->columns[1].made.path, u"data.a"_s);
    }

    void valuesAreMaskedPlainAndShort()
    {
        LogFixture fixture;
        fixture.add({{.payload = "{\"password\":\"$2a$x\",\"long\":\"" + std::string(100'000, 'x')
                          + "\",\"bidi\":\"\xe2\x80\xae\"}"}});
        for (const auto &path : {u"data.password"_s, u"data.long"_s, u"data.bidi"_s})
            QVERIFY(fixture.model.addPathColumn({path, {}}));
        QTRY_COMPARE(cell(fixture.model, 0, EventLogColumn::Count), u"$2a$x"_s);
        fixture.model.setMasks({{u"0a1b2c3d"_s, FieldMask({u"password"_s})}});
        QVERIFY(cell(fixture.model, 0, EventLogColumn::Count) != u"$2a$x"_s);
        QTRY_COMPARE(cell(fixture.model, 0, EventLogColumn::Count), u"[masked]"_s);
        QVERIFY(cell(fixture.model, 0, EventLogColumn::Count + 1).size() <= 200);
        QCOMPARE(cell(fixture.model, 0, EventLogColumn::Count + 2), u"⟨U+202E⟩"_s);
    }

    void attributesAreMaskedBesideTheirPayload()
    {
        LogFixture fixture;
        auto batch = std::make_unique<EventBatch>();
        batch->setConnection("0a1b2c3d");
        EventFields fields;
        fields.type = "t";
        fields.subject = "Bearer tok-SECRET-1";
        fields.topic = "room Bearer tok-SECRET-1";
        fields.extensions = R"("accesstoken":"tok-SECRET-1-that-is-long","zone":"z")";
        fields.payload = R"({"zone":"no","n":1})";
        batch->append(fields, 1'700'000'000'000'000);
        fixture.log.append(fixture.lines.add(std::move(batch)));
        fixture.model.setMasks({{u"0a1b2c3d"_s, FieldMask({u"*token"_s})}});
        fixture.model.logGrew();
        for (const auto &path : {u"accesstoken"_s, u"zone"_s, u"data.n"_s})
            QVERIFY(fixture.model.addPathColumn({path, {}}));
        QTRY_COMPARE(cell(fixture.model, 0, EventLogColumn::Count), u"[masked]"_s);
        QCOMPARE(cell(fixture.model, 0, EventLogColumn::Count + 1), u"z"_s);
        QCOMPARE(cell(fixture.model, 0, EventLogColumn::Count + 2), u"1"_s);
        QCOMPARE(cell(fixture.model, 0, EventLogColumn::Subject), u"Bearer [masked]"_s);
        QCOMPARE(cell(fixture.model, 0, EventLogColumn::Topic), u"room Bearer [masked]"_s);
        QCOMPARE(cell(fixture.model, 0, EventLogColumn::Summary), u"zone: no, n: 1"_s);
        // What the details show, and what is copied.
        for (const QByteArray &line : {fixture.model.lineAt(0), fixture.model.lineOf(1)}) {
            QVERIFY2(line.contains(R"("accesstoken":"[masked]","zone":"z","data")"),
                     line.constData());
            QVERIFY(!line.contains("SECRET"));
        }
    }

    void hugePayloadsAreNotTakenApartForACell()
    {
        LogFixture fixture;
        fixture.add({{.payload = "{\"a\":1,\"long\":\"" + std::string(1'000'000, 'x') + "\"}"}});
        QVERIFY(fixture.model.addPathColumn({u"data.a"_s, {}}));
        QTRY_COMPARE(cell(fixture.model, 0, EventLogColumn::Count), u"(too long to look into)"_s);
    }

    void columnsFromPathsComeAndGo()
    {
        LogFixture fixture;
        fixture.addMany(3);
        const QAbstractItemModelTester tester(
            &fixture.model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QVERIFY(fixture.model.addPathColumn({u"data.status"_s, {}}));
        QVERIFY(fixture.model.addPathColumn({u"data.status"_s, u"  Again\n"_s}));
        const auto title = [&fixture](int column, int role = Qt::DisplayRole) {
            return fixture.model.headerData(EventLogColumn::Count + column, Qt::Horizontal, role)
                .toString();
        };
        QCOMPARE(title(0), u"status"_s);
        QCOMPARE(title(0, Qt::ToolTipRole), u"data.status"_s);
        QCOMPARE(title(1), u"Again"_s);
        fixture.model.setPathColumnTitle(0, u"State"_s);
        QCOMPARE(title(0), u"State"_s);
        fixture.model.removePathColumn(0);
        QCOMPARE(title(0), u"Again"_s);
        QCOMPARE(cell(fixture.model, 2, EventLogColumn::Count), u"ringing"_s);
        fixture.model.removePathColumn(7);
        QCOMPARE(fixture.model.columnCount(), int(EventLogColumn::Count) + 1);
        for (int i = 1; i < EventColumns::maxMade; ++i)
            QVERIFY(fixture.model.addPathColumn({u"data.status"_s, {}}));
        QVERIFY(!fixture.model.addPathColumn({u"data.status"_s, {}}));
    }

    void theOtherColumnsSayWhatTheirHeadersSay()
    {
        LogFixture fixture;
        fixture.add({{.payload = "{}", .time = "2023-11-14T22:13:19.999999Z"},
                     {.severity = Severity::Error}});
        fixture.model.setTimeZone(TimeZoneChoice::Utc);
        QCOMPARE(cell(fixture.model, 0, EventLogColumn::Sequence), u"1"_s);
        QCOMPARE(cell(fixture.model, 0, EventLogColumn::Recorded), u"2023-11-14 22:13:20.000000"_s);
        QCOMPARE(cell(fixture.model, 0, EventLogColumn::EventTime),
                 u"2023-11-14 22:13:19.999999"_s);
        QCOMPARE(cell(fixture.model, 1, EventLogColumn::EventTime), QString());
        QCOMPARE(cell(fixture.model, 0, EventLogColumn::Latency), u"+0.000001 s"_s);
        QCOMPARE(cell(fixture.model, 1, EventLogColumn::Latency), QString());
        QCOMPARE(cell(fixture.model, 1, EventLogColumn::SeverityWord), u"error"_s);
        QCOMPARE(cell(fixture.model, 0, EventLogColumn::Size, EventLogRole::Value), u"2"_s);
        QCOMPARE(cell(fixture.model, 0, EventLogColumn::Delta), QString());
        QCOMPARE(cell(fixture.model, 1, EventLogColumn::Delta), u"+0.000000 s"_s);
        QCOMPARE(cell(fixture.model, 1, EventLogColumn::Type, EventLogRole::Value),
                 u"call.status"_s);
        QVERIFY(
            !fixture.model.index(1, EventLogColumn::Summary).data(EventLogRole::Value).isValid());
    }

    void timesAreShownAsChosen()
    {
        LogFixture fixture;
        fixture.add({{.time = "2023-11-14T22:13:19.5Z"}, {.time = "2023-11-14T22:14:20Z"}, {}});
        EventLogModel &model = fixture.model;
        const auto header = [&model] {
            return model.headerData(EventLogColumn::Time, Qt::Horizontal, Qt::DisplayRole)
                .toString();
        };
        TimeShown time{TimeZoneChoice::Utc, TimeShown::Own, TimeShown::TimeOfDay};
        model.setTimeShown(time);
        QCOMPARE(header(), u"Event time (UTC)"_s);
        QCOMPARE(cell(model, 0, EventLogColumn::Time), u"22:13:19.500000"_s);
        QCOMPARE(cell(model, 2, EventLogColumn::Time), QString());
        time.form = TimeShown::SinceMark;
        model.setTimeShown(time);
        QCOMPARE(header(), u"Since start"_s);
        QCOMPARE(cell(model, 1, EventLogColumn::Time), u"+1:00.500000"_s);
        model.setTimeMark(2);
        QCOMPARE(header(), u"Since mark"_s);
        QCOMPARE(cell(model, 0, EventLogColumn::Time), u"−1:00.500000"_s);
        QCOMPARE(cell(model, 1, EventLogColumn::Time), u"+0.000000 s"_s);
        time.form = TimeShown::SinceShown;
        model.setTimeShown(time);
        QCOMPARE(cell(model, 1, EventLogColumn::Time), u"+1:00.500000"_s);
        time.form = TimeShown::UntilNow;
        model.setTimeShown(time);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QVERIFY(cell(model, 0, EventLogColumn::Time).endsWith(u" ago"_s));
        model.clockTicked();
        QCOMPARE(changed.size(), 1);
        time.form = TimeShown::DateAndTime;
        time.which = TimeShown::Arrival;
        model.setTimeShown(time);
        QCOMPARE(cell(model, 0, EventLogColumn::Time), u"2023-11-14 22:13:20.000000"_s);
        model.clockTicked(); // these do not move on
        QCOMPARE(changed.size(), 2);
    }

    void distancesAreSaidToTheMicrosecond_data()
    {
        QTest::addColumn<qint64>("us");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << qint64(0) << u"+0.000000 s"_s;
        QTest::newRow("microsecond") << qint64(1) << u"+0.000001 s"_s;
        QTest::newRow("before") << qint64(-1) << u"−0.000001 s"_s;
        QTest::newRow("minute") << qint64(61'000'000) << u"+1:01.000000"_s;
        QTest::newRow("hour") << qint64(3'661'000'002) << u"+1:01:01.000002"_s;
        QTest::newRow("days") << qint64(180'000'000'000) << u"+2 d 02:00:00.000000"_s;
        QTest::newRow("all there is")
            << std::numeric_limits<qint64>::max() << u"+106751991 d 04:00:54.775807"_s;
    }
    void distancesAreSaidToTheMicrosecond()
    {
        QFETCH(qint64, us);
        QFETCH(QString, text);
        QCOMPARE(spanText(0, us), text);
        QCOMPARE(spanText(noTime, us), QString());
        QCOMPARE(spanText(us, noTime), QString());
    }

    void agesAreSaidInTwoUnits()
    {
        const qint64 second = 1'000'000;
        QCOMPARE(agoText(0, 3 * second), u"3 s ago"_s);
        QCOMPARE(agoText(0, 125 * second), u"2 min 5 s ago"_s);
        QCOMPARE(agoText(0, 7'500 * second), u"2 h 5 min ago"_s);
        QCOMPARE(agoText(0, 90'000 * second), u"1 d 1 h ago"_s);
        QCOMPARE(agoText(4 * second, 0), u"in 4 s"_s);
        QCOMPARE(agoText(noTime, 0), QString());
    }

    /// What the columns know stands there at once; the rest says that it comes.
    void whatIsDisplayedWaitsForNoDisk()
    {
        FarLines lines;
        EventLog log;
        EventLogModel model(&log, &lines);
        const auto release = qScopeGuard([&lines] { lines.spins = true; });
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QVERIFY(model.addPathColumn({u"data.status"_s, {}}));
        fill(lines, log);
        model.logGrew();
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QCOMPARE(cell(model, 2, EventLogColumn::Type), u"call.status"_s);
        QVERIFY(!cell(model, 2, EventLogColumn::Time).isEmpty());
        for (const int column : {int(EventLogColumn::Summary), int(EventLogColumn::Subject),
                                 int(EventLogColumn::Changed), int(EventLogColumn::Count)})
            QCOMPARE(cell(model, 2, column), u"…"_s);
        QCOMPARE(lines.readHere.load(), 0);
        lines.spins = true;
        QTRY_VERIFY(!changed.isEmpty());
        QTRY_COMPARE(cell(model, 2, EventLogColumn::Count), u"step 2"_s);
        QTRY_COMPARE(cell(model, 2, EventLogColumn::Changed), u"status"_s);
        QCOMPARE(cell(model, 2, EventLogColumn::Subject), u"77d0f2c1"_s);
        QVERIFY(cell(model, 2, EventLogColumn::Summary).contains(u"step 2"_s));
        QCOMPARE(lines.readHere.load(), 0);
        for (const QList<QVariant> &one : std::as_const(changed))
            QCOMPARE(one.at(0).toModelIndex().row(), 2);
    }

    /// Who copies a row, or points at it, wants all of it.
    void whatIsAskedForInFullIsRead()
    {
        FarLines lines;
        EventLog log;
        EventLogModel model(&log, &lines);
        fill(lines, log);
        model.logGrew();
        QVERIFY(
            cell(model, 1, EventLogColumn::Summary, EventLogRole::FullText).contains(u"step 1"_s));
        QCOMPARE(lines.readHere.load(), 1);
        QVERIFY(cell(model, 1, EventLogColumn::Summary).contains(u"step 1"_s)); // remembered
        QCOMPARE(lines.readHere.load(), 1);
    }

    void whatIsAtHandStandsThereAtOnce()
    {
        FarLines lines;
        lines.atHand = true;
        EventLog log;
        EventLogModel model(&log, &lines);
        fill(lines, log);
        model.logGrew();
        QVERIFY(cell(model, 0, EventLogColumn::Summary).contains(u"step 0"_s));
        QCOMPARE(lines.readHere.load(), 1);
    }

    /// Taking a payload of megabytes apart takes longer than a frame.
    void longLinesAreReadElsewhere()
    {
        FarLines lines;
        lines.atHand = true;
        lines.spins = true;
        EventLog log;
        EventLogModel model(&log, &lines);
        TestEvent large;
        large.payload = "{\"status\":\"large\",\"rest\":\"" + std::string(1'000'000, 'x') + "\"}";
        log.append(lines.inner.add(batchOf({large})));
        model.logGrew();
        QCOMPARE(cell(model, 0, EventLogColumn::Summary), u"…"_s);
        QTRY_VERIFY(cell(model, 0, EventLogColumn::Summary).contains(u"large"_s));
        QCOMPARE(lines.readHere.load(), 0);
    }

    /// The worker is over before what it reads goes.
    void anotherLogMayComeWhileRowsAreRead()
    {
        for (int round = 0; round < 50; ++round) {
            auto lines = std::make_unique<FarLines>();
            lines->spins = true;
            auto log = std::make_unique<EventLog>();
            EventLogModel model(log.get(), lines.get());
            fill(*lines, *log);
            model.logGrew();
            for (int row = 0; row < 3; ++row)
                (void)cell(model, row, EventLogColumn::Summary);
            if (round % 3 == 0)
                model.setMasks({});
            if (round % 3 == 1)
                model.setConnectionNames({{u"0a1b2c3d"_s, u"lab"_s}});
            if (round % 2 == 0)
                model.setLog(nullptr, nullptr);
            else
                model.retire(3);
            if (round % 2 == 0) {
                lines.reset();
                log.reset();
            }
            QCoreApplication::sendPostedEvents();
        }
    }
};

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, EventColumnsTest, EventPathTest>(argc, argv);
}

#include "tst_eventcolumns.moc"
