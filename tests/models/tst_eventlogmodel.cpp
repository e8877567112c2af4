// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/displaytext.h"
#include "models/eventlogmodel.h"
#include "tests/models/rowshadow.h"
#include "tests/support/filterof.h"
#include "tests/support/memorylines.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

/// A capture that grows: log and lines together.
struct Feed
{
    MemoryLines lines;
    EventLog log;

    void add(const std::vector<TestEvent> &events, std::string_view connection = "0a1b2c3d")
    {
        log.append(lines.add(batchOf(events, connection)));
    }
    /// `count` events, of which those with a number divisible by `every` contain "needle".
    void addNumbered(int count, int every)
    {
        std::vector<TestEvent> events;
        for (int i = 0; i < count; ++i) {
            const quint64 row = log.size() + quint64(i);
            events.push_back({.payload = "{\"n\":" + std::to_string(row)
                                  + (row % quint64(every) == 0 ? ",\"mark\":\"Needle\"}" : "}")});
        }
        add(events);
    }
    std::shared_ptr<const CompiledFilter> filter(const QString &text) const
    {
        return filterOf(text, log);
    }
};

QString cell(const EventLogModel &model, int row, int column, int role = Qt::DisplayRole)
{
    return model.index(row, column).data(role).toString();
}

/// Matches everything, but not before it is let go: a scan that takes long.
class SlowPredicate final : public EventPredicate
{
public:
    bool decidedByColumns(const EventRecord &, bool &matches) const override
    {
        asked = true;
        while (hold)
            QThread::yieldCurrentThread();
        matches = true;
        return true;
    }
    bool matchesLine(const EventRecord &, std::string_view) const override { return true; }
    mutable std::atomic<bool> hold{true};
    mutable std::atomic<bool> asked{false};
};

} // namespace

class EventLogModelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cellsShowOneEvent();
    void whatAConnectionMasksIsShownNowhere();
    void untrustedTextIsOnePlainShortLine();
    void rolesTellTheDelegateWhatItNeeds();
    void textsOfFullTablesAreReadFromTheLine();
    void ownRowsSayWhatHappenedWithoutTheirConnection_data();
    void ownRowsSayWhatHappenedWithoutTheirConnection();
    void linesThatAreGoneAreSaid();
    void headersAreNamed();
    void namesAndZoneChangeWhatIsShown();
    void oneInsertPerCall();
    void pausedTheLogGrowsBehindTheTable();
    void aFilterShowsWhatMatches();
    void aFilterIsAppliedToWhatComes();
    void whatComesDuringAScanIsNeitherMissedNorDoubled();
    void aFilterSetWhilePausedHidesWhatIsNew();
    void anotherFilterEndsTheScan();
    void noFilterEndsTheScan();
    void anotherLogEndsTheScan();
    void theModelCanGoDuringAScan();
    void sequencesAreFoundAgain();
    void aFilterOnAnEmptyLogIsDoneAtOnce();
    void aModelWithoutALogIsEmpty();
    void randomOperationsKeepTheRowsRight_data();
    void randomOperationsKeepTheRowsRight();
};

void EventLogModelTest::cellsShowOneEvent()
{
    Feed feed;
    feed.add({{.payload = R"({"data":{"status":"answered","previous_status":"ringing"}})",
               .severity = Severity::Success,
               .time = "2024-01-15T10:30:05Z"}});
    EventLogModel model(&feed.log, &feed.lines);
    model.setTimeZone(TimeZoneChoice::Utc);
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.columnCount(), int(EventLogColumn::Count));
    QStringList cells;
    for (int column = 0; column < EventLogColumn::UsualCount; ++column)
        cells += cell(model, 0, column);
    QCOMPARE(
        cells,
        QStringList({u"22:13:20.000000"_s, u"✓"_s, u"0a1b2c3d"_s, u"call.status"_s,
                     u"customer_id:c1:call:77d0f2c1"_s, u"77d0f2c1"_s, u"ringing → answered"_s}));
    QCOMPARE(
        cell(model, 0, EventLogColumn::Time, Qt::ToolTipRole),
        u"<qt>Received 2023-11-14 22:13:20.000000 UTC<br>Its own time 2024-01-15 10:30:05.000000 UTC</qt>"_s);
    QCOMPARE(cell(model, 0, EventLogColumn::SeverityGlyph, Qt::ToolTipRole), u"<qt>success</qt>"_s);
    QCOMPARE(cell(model, 0, EventLogColumn::SeverityGlyph, Qt::AccessibleTextRole), u"success"_s);
    QCOMPARE(cell(model, 0, EventLogColumn::SeverityGlyph, EventLogRole::FullText), u"success"_s);
    QVERIFY(!model.index(0, EventLogColumn::Summary).data(Qt::ToolTipRole).isValid());
    QCOMPARE(cell(model, 0, EventLogColumn::Topic, Qt::ToolTipRole),
             u"<qt>customer_id:c1:call:77d0f2c1</qt>"_s);
    QVERIFY(model.lineAt(0).startsWith(R"({"specversion":"1.0","sequence":"1",)"));
    QVERIFY(model.lineAt(1).isEmpty());
}

void EventLogModelTest::whatAConnectionMasksIsShownNowhere()
{
    Feed feed;
    feed.add({{.payload = R"({"password":"$2a$11$x"})"}});
    EventLogModel model(&feed.log, &feed.lines);
    QVERIFY(cell(model, 0, EventLogColumn::Summary).contains(u"$2a$11$x"_s));
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy masked(&model, &EventLogModel::masksChanged);
    const FieldMasks masks{{u"0a1b2c3d"_s, FieldMask({u"password"_s})}};
    model.setMasks(masks);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(masked.size(), 1);
    QCOMPARE(cell(model, 0, EventLogColumn::Summary), u"password: [masked]"_s);
    QVERIFY(!model.lineAt(0).contains("$2a"));
    QVERIFY(model.lineAt(0).contains(R"("data":{"password":"[masked]"})"));
    QVERIFY(model.masks() == masks);
    model.setMasks({});
    QVERIFY(model.lineAt(0).contains("$2a$11$x"));
}

void EventLogModelTest::untrustedTextIsOnePlainShortLine()
{
    Feed feed;
    const std::string hostile = "<img src='/dev/zero'>\n\u202e" + std::string(900, 'A') + "<b>";
    feed.add({{.type = hostile,
               .topic = hostile,
               .subject = hostile,
               .payload = "\"" + std::string(100'000, 'B') + "\""}});
    EventLogModel model(&feed.log, &feed.lines);
    model.setConnectionNames({{u"0a1b2c3d"_s, QString::fromStdString(hostile)}});
    for (const int column :
         {EventLogColumn::Connection, EventLogColumn::Type, EventLogColumn::Topic,
          EventLogColumn::Subject, EventLogColumn::Summary}) {
        const QString shown = cell(model, 0, column);
        QVERIFY(shown.size() <= maxCellLength);
        QVERIFY(shown.endsWith(u'…'));
        QVERIFY(!shown.contains(u'\n') && !shown.contains(QChar(0x202e)));
        const QString toolTip = cell(model, 0, column, Qt::ToolTipRole);
        QVERIFY(toolTip.count(u'<') == 2
                && toolTip.size() < 2000); // <qt> and </qt>, nothing of the feed's
        const QString full = cell(model, 0, column, EventLogRole::FullText);
        QVERIFY(full.size() > maxCellLength && full.size() <= 4096 && !full.contains(u'\n'));
    }
    QVERIFY(
        cell(model, 0, EventLogColumn::Type).startsWith(u"<img src='/dev/zero'>⏎⟨U+202E⟩AAA"_s));
}

void EventLogModelTest::rolesTellTheDelegateWhatItNeeds()
{
    Feed feed;
    feed.add({{.severity = Severity::Error},
              {.type = "eventscope.gap",
               .payload = R"({"message":"away for 4 s"})",
               .severity = Severity::Warning,
               .flags = OwnEvent | GapEvent}});
    EventLogModel model(&feed.log, &feed.lines);
    const QModelIndex event = model.index(0, 0);
    const QModelIndex gap = model.index(1, EventLogColumn::Summary);
    QCOMPARE(event.data(EventLogRole::Sequence).toULongLong(), quint64(1));
    QCOMPARE(event.data(EventLogRole::SeverityValue).toInt(), int(Severity::Error));
    QCOMPARE(event.data(EventLogRole::IsGap).toBool(), false);
    QCOMPARE(event.data(EventLogRole::RecordedUs).toLongLong(), 1'700'000'000'000'000);
    QCOMPARE(event.data(EventLogRole::TimeUs).toLongLong(), noTime);
    QVERIFY(!event.data(Qt::ForegroundRole).isValid());
    QVERIFY(!event.data(Qt::DecorationRole).isValid());
    QCOMPARE(gap.data(EventLogRole::IsGap).toBool(), true);
    QCOMPARE(gap.data(EventLogRole::Flags).toInt(), int(OwnEvent | GapEvent));
    QCOMPARE(gap.data().toString(), u"away for 4 s"_s);
    QCOMPARE(cell(model, 1, EventLogColumn::SeverityGlyph), u"╌"_s);
}

void EventLogModelTest::textsOfFullTablesAreReadFromTheLine()
{
    Feed feed;
    feed.add({{.type = "rare.type", .topic = "rare:topic"}});
    EventRecord record = feed.log.at(0);
    record.type = record.topic = StringTable::overflow;
    record.connection = 0xffff;
    feed.log.append(&record, 1);
    EventLogModel model(&feed.log, &feed.lines);
    for (const int column :
         {EventLogColumn::Connection, EventLogColumn::Type, EventLogColumn::Topic}) {
        QVERIFY(!cell(model, 1, column).isEmpty());
        QCOMPARE(cell(model, 1, column), cell(model, 0, column));
    }
}

void EventLogModelTest::ownRowsSayWhatHappenedWithoutTheirConnection_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<int>("flags");
    QTest::addColumn<QString>("summary");
    const auto own = int(OwnEvent);
    QTest::newRow("verb") << QByteArray("prod was disconnected: gone") << own
                          << u"Was disconnected: gone"_s;
    QTest::newRow("verdict first")
        << QByteArray("prod: customer_id:98765432:queue:* was refused: not yours") << own
        << u"Refused: customer_id:98765432:queue:* — not yours"_s;
    QTest::newRow("no answer") << QByteArray("prod: a:b is not confirmed: no answer") << own
                               << u"Not confirmed: a:b — no answer"_s;
    QTest::newRow("colon") << QByteArray("prod: the server confirmed x") << own
                           << u"The server confirmed x"_s;
    QTest::newRow("longer name") << QByteArray("prod2 is gone") << own << u"prod2 is gone"_s;
    QTest::newRow("name alone") << QByteArray("prod") << own << u"prod"_s;
    QTest::newRow("gap") << QByteArray("prod was away for 4.1 s") << int(OwnEvent | GapEvent)
                         << u"prod was away for 4.1 s"_s;
    QTest::newRow("what a server says")
        << QByteArray("prod was upgraded") << 0 << u"message: prod was upgraded"_s;
}

void EventLogModelTest::ownRowsSayWhatHappenedWithoutTheirConnection()
{
    QFETCH(const QByteArray, message);
    QFETCH(const int, flags);
    QFETCH(const QString, summary);
    Feed feed;
    feed.add({{.type = flags & OwnEvent ? "eventscope.disconnected" : "news",
               .payload = "{\"message\":\"" + message.toStdString() + "\"}",
               .flags = EventFlags(flags)}});
    EventLogModel model(&feed.log, &feed.lines);
    QVERIFY(cell(model, 0, EventLogColumn::Summary).endsWith(QString::fromUtf8(message)));
    model.setConnectionNames({{u"0a1b2c3d"_s, u"prod"_s}});
    QCOMPARE(cell(model, 0, EventLogColumn::Summary), summary);
}

void EventLogModelTest::linesThatAreGoneAreSaid()
{
    Feed feed;
    feed.add({{}});
    feed.lines.lose(0);
    EventLogModel model(&feed.log, &feed.lines);
    QCOMPARE(cell(model, 0, EventLogColumn::Type), u"call.status"_s);
    QCOMPARE(cell(model, 0, EventLogColumn::Subject), QString());
    QVERIFY(cell(model, 0, EventLogColumn::Summary).contains(u"can no longer be read"_s));
    QVERIFY(model.lineAt(0).isEmpty());

    EventLogModel columnsOnly(&feed.log, nullptr);
    QCOMPARE(cell(columnsOnly, 0, EventLogColumn::Type), u"call.status"_s);
    QVERIFY(columnsOnly.lineAt(0).isEmpty());
}

void EventLogModelTest::headersAreNamed()
{
    Feed feed;
    const EventLogModel model(&feed.log, &feed.lines);
    QStringList names;
    for (int column = 0; column < EventLogColumn::Count; ++column)
        names += model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    QCOMPARE(names,
             QStringList({u"Time (local)"_s, QString(), u"Connection"_s, u"Type"_s, u"Topic"_s,
                          u"Subject"_s, u"Summary"_s, u"Sequence"_s, u"Received (local)"_s,
                          u"Event time (local)"_s, u"Delta"_s, u"Latency"_s, u"Severity"_s,
                          u"Size"_s, u"Note"_s, u"Changed"_s}));
    QCOMPARE(
        model.headerData(EventLogColumn::SeverityGlyph, Qt::Horizontal, Qt::ToolTipRole).toString(),
        u"Severity"_s);
    QVERIFY(!model.headerData(0, Qt::Vertical, Qt::DisplayRole).isValid());
    QVERIFY(!model.headerData(EventLogColumn::Count, Qt::Horizontal, Qt::DisplayRole).isValid());
}

void EventLogModelTest::namesAndZoneChangeWhatIsShown()
{
    Feed feed;
    feed.add({{}});
    EventLogModel model(&feed.log, &feed.lines);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setConnectionNames({{u"0a1b2c3d"_s, u"voip-prod"_s}});
    QCOMPARE(cell(model, 0, EventLogColumn::Connection), u"voip-prod"_s);
    model.setTimeZone(TimeZoneChoice::Utc);
    QCOMPARE(cell(model, 0, EventLogColumn::Time), u"22:13:20.000000"_s);
    QCOMPARE(changed.size(), 2);
    QCOMPARE(model.connectionNames().value(u"0a1b2c3d"_s), u"voip-prod"_s);
}

void EventLogModelTest::oneInsertPerCall()
{
    Feed feed;
    EventLogModel model(&feed.log, &feed.lines);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    QSignalSpy inserts(&model, &QAbstractItemModel::rowsInserted);
    feed.addNumbered(1000, 2);
    feed.addNumbered(500, 2);
    QCOMPARE(model.rowCount(), 0);
    model.logGrew();
    QCOMPARE(inserts.size(), 1);
    QCOMPARE(model.rowCount(), 1500);
    model.logGrew();
    QCOMPARE(inserts.size(), 1);

    model.setFilter(feed.filter(u"needle"_s));
    QTRY_VERIFY(!model.isScanning());
    QCOMPARE(model.rowCount(), 750);
    feed.addNumbered(10, 2);
    feed.addNumbered(10, 2);
    model.logGrew();
    QCOMPARE(inserts.size(), 2);
    QCOMPARE(model.rowCount(), 760);
    feed.addNumbered(1, 7); // row 1520: no multiple of 7
    model.logGrew();
    QCOMPARE(inserts.size(), 2);
}

void EventLogModelTest::pausedTheLogGrowsBehindTheTable()
{
    Feed feed;
    feed.addNumbered(10, 2);
    EventLogModel model(&feed.log, &feed.lines);
    QSignalSpy waiting(&model, &EventLogModel::waitingChanged);
    QSignalSpy inserts(&model, &QAbstractItemModel::rowsInserted);
    model.setPaused(true);
    feed.addNumbered(6, 2);
    model.logGrew();
    feed.addNumbered(4, 2);
    model.logGrew();
    QCOMPARE(model.rowCount(), 10);
    QCOMPARE(model.waiting(), quint64(10));
    QCOMPARE(model.logSize(), quint64(20));
    QCOMPARE(waiting.size(), 2);
    bool all = true;
    QCOMPARE(model.shownRows(&all).size(), size_t(10));
    QVERIFY(!all);
    model.setPaused(false);
    QCOMPARE(model.rowCount(), 20);
    QCOMPARE(inserts.size(), 1);
    QCOMPARE(waiting.last().first().toULongLong(), quint64(0));
    QVERIFY(model.shownRows(&all).empty());
    QVERIFY(all);
}

void EventLogModelTest::aFilterShowsWhatMatches()
{
    Feed feed;
    for (int i = 0; i < 30; ++i)
        feed.addNumbered(1000, 10);
    EventLogModel model(&feed.log, &feed.lines);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    QSignalSpy finished(&model, &EventLogModel::filterFinished);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    model.setFilter(feed.filter(u"NEEDLE"_s));
    QVERIFY(model.isScanning());
    QVERIFY(!model.isFiltered());
    QCOMPARE(model.rowCount(), 30'000); // the old rows stay
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(resets.size(), 1);
    QVERIFY(model.isFiltered() && !model.isScanning());
    QCOMPARE(model.rowCount(), 3000);
    QCOMPARE(finished[0][0].toULongLong(), quint64(30'000));
    QCOMPARE(finished[0][1].toULongLong(), quint64(3000));
    QCOMPARE(model.sequenceAt(2), quint64(21));
    bool all = true;
    QCOMPARE(model.shownRows(&all)[2], 20U);
    QVERIFY(!all);
    model.setFilter(nullptr);
    QCOMPARE(finished.size(), 2);
    QCOMPARE(resets.size(), 2);
    QCOMPARE(model.rowCount(), 30'000);
    model.setFilter(nullptr);
    QCOMPARE(resets.size(), 2);
}

void EventLogModelTest::aFilterIsAppliedToWhatComes()
{
    Feed feed;
    feed.addNumbered(100, 10);
    EventLogModel model(&feed.log, &feed.lines);
    model.setFilter(feed.filter(u"needle"_s));
    QTRY_COMPARE(model.rowCount(), 10);
    model.setPaused(true);
    feed.addNumbered(100, 10);
    model.logGrew();
    QCOMPARE(model.waiting(), quint64(10));
    QCOMPARE(model.rowCount(), 10);
    model.setPaused(false);
    QCOMPARE(model.waiting(), quint64(0));
    QCOMPARE(model.rowCount(), 20);
    QCOMPARE(model.sequenceAt(19), quint64(191));
}

void EventLogModelTest::whatComesDuringAScanIsNeitherMissedNorDoubled()
{
    Feed feed;
    feed.addNumbered(1000, 10);
    EventLogModel model(&feed.log, &feed.lines);
    feed.addNumbered(5, 10); // in the log, but the model has not heard of it yet
    const auto slow = std::make_shared<SlowPredicate>();
    model.setFilter(slow);
    QTRY_VERIFY(slow->asked);
    QCOMPARE(model.rowCount(), 1005);
    slow->hold = false; // logGrew() asks on this thread
    feed.addNumbered(7, 10);
    model.logGrew();
    QCOMPARE(model.rowCount(), 1012); // the old rows go on growing
    QTRY_VERIFY(!model.isScanning());
    QCOMPARE(model.rowCount(), 1012);
    for (int row = 0; row < model.rowCount(); ++row)
        QCOMPARE(model.sequenceAt(row), quint64(row + 1));
}

void EventLogModelTest::aFilterSetWhilePausedHidesWhatIsNew()
{
    Feed feed;
    feed.addNumbered(100, 10);
    EventLogModel model(&feed.log, &feed.lines);
    model.setPaused(true);
    feed.addNumbered(100, 10);
    model.logGrew();
    model.setFilter(feed.filter(u"needle"_s));
    QTRY_VERIFY(!model.isScanning());
    QCOMPARE(model.rowCount(), 10);
    QCOMPARE(model.waiting(), quint64(10));
    model.setFilter(nullptr);
    QCOMPARE(model.rowCount(), 100);
    QCOMPARE(model.waiting(), quint64(100));
    model.setPaused(false);
    QCOMPARE(model.rowCount(), 200);
}

void EventLogModelTest::anotherFilterEndsTheScan()
{
    Feed feed;
    feed.addNumbered(50'000, 10);
    EventLogModel model(&feed.log, &feed.lines);
    QSignalSpy finished(&model, &EventLogModel::filterFinished);
    const auto slow = std::make_shared<SlowPredicate>();
    model.setFilter(slow);
    QTRY_VERIFY(slow->asked);
    model.setFilter(feed.filter(u"needle"_s));
    slow->hold = false;
    QTRY_VERIFY(!model.isScanning());
    QCOMPARE(model.rowCount(), 5000);
    QCOMPARE(finished.size(), 1);
}

void EventLogModelTest::noFilterEndsTheScan()
{
    Feed feed;
    feed.addNumbered(1000, 10);
    EventLogModel model(&feed.log, &feed.lines);
    QSignalSpy finished(&model, &EventLogModel::filterFinished);
    const auto slow = std::make_shared<SlowPredicate>();
    model.setFilter(slow);
    QTRY_VERIFY(slow->asked);
    model.setFilter(nullptr);
    slow->hold = false;
    QVERIFY(!model.isScanning() && !model.isFiltered());
    QCOMPARE(finished.size(), 1); // whoever shows the progress hears that it is over
    QCOMPARE(model.rowCount(), 1000);
}

void EventLogModelTest::anotherLogEndsTheScan()
{
    auto old = std::make_unique<Feed>();
    for (int i = 0; i < 20; ++i)
        old->addNumbered(1000, 10);
    Feed other;
    other.addNumbered(3, 10);
    EventLogModel model(&old->log, &old->lines);
    QSignalSpy finished(&model, &EventLogModel::filterFinished);
    model.setFilter(old->filter(u"needle"_s));
    model.setLog(&other.log, &other.lines);
    old.reset(); // nobody may read it any more
    QVERIFY(!model.isScanning() && !model.isFiltered());
    QCOMPARE(model.rowCount(), 3);
    QCoreApplication::sendPostedEvents();
    QCOMPARE(finished.size(), 0);
    QCOMPARE(model.rowCount(), 3);
    other.addNumbered(2, 10);
    model.logGrew();
    QCOMPARE(model.rowCount(), 5);
}

void EventLogModelTest::theModelCanGoDuringAScan()
{
    Feed feed;
    for (int i = 0; i < 20; ++i)
        feed.addNumbered(1000, 10);
    auto model = std::make_unique<EventLogModel>(&feed.log, &feed.lines);
    model->setFilter(feed.filter(u"needle"_s));
    QVERIFY(model->isScanning());
    model.reset();
    QCoreApplication::sendPostedEvents();
}

void EventLogModelTest::sequencesAreFoundAgain()
{
    Feed feed;
    feed.log.setFirstSequence(101);
    feed.addNumbered(100, 10);
    EventLogModel model(&feed.log, &feed.lines);
    QCOMPARE(model.rowOfSequence(100), -1);
    QCOMPARE(model.rowOfSequence(101), 0);
    QCOMPARE(model.rowOfSequence(200), 99);
    QCOMPARE(model.rowOfSequence(201), -1);
    model.setFilter(feed.filter(u"needle"_s));
    QTRY_COMPARE(model.rowCount(), 10);
    QCOMPARE(model.rowOfSequence(121), 2);
    QCOMPARE(model.sequenceAt(2), quint64(121));
    QCOMPARE(model.rowOfSequence(122), -1);
    QCOMPARE(model.rowOfSequence(0), -1);
    QCOMPARE(model.sequenceAt(-1), quint64(0));
    QCOMPARE(model.sequenceAt(10), quint64(0));
}

void EventLogModelTest::aFilterOnAnEmptyLogIsDoneAtOnce()
{
    Feed feed;
    EventLogModel model(&feed.log, &feed.lines);
    QSignalSpy finished(&model, &EventLogModel::filterFinished);
    model.setFilter(feed.filter(u"needle"_s));
    QCOMPARE(finished.size(), 1);
    QVERIFY(model.isFiltered());
    feed.addNumbered(20, 10);
    model.logGrew();
    QCOMPARE(model.rowCount(), 2);
}

void EventLogModelTest::aModelWithoutALogIsEmpty()
{
    EventLogModel model(nullptr, nullptr);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.logGrew();
    model.setPaused(true);
    model.setFilter(nullptr);
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.logSize(), quint64(0));
    QCOMPARE(model.snapshot().size(), quint64(0));
    QVERIFY(!model.recordAt(0));
    QCOMPARE(model.rowOfSequence(1), -1);
}

void EventLogModelTest::randomOperationsKeepTheRowsRight_data()
{
    QTest::addColumn<quint32>("seed");
    for (const quint32 seed : {1U, 2U, 3U, 20240115U})
        QTest::addRow("seed %u", seed) << seed;
}

void EventLogModelTest::randomOperationsKeepTheRowsRight()
{
    QFETCH(const quint32, seed);
    QRandomGenerator random(seed);
    std::vector<std::unique_ptr<Feed>> feeds;
    feeds.push_back(std::make_unique<Feed>());
    EventLogModel model(&feeds.back()->log, &feeds.back()->lines);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    const RowShadow shadow(model, [&model](int row) { return model.sequenceAt(row); });
    QString filterText; // what the model was last told to show

    for (int step = 0; step < 400; ++step) {
        Feed &feed = *feeds.back();
        switch (random.bounded(10)) {
        case 0:
            model.setPaused(!model.isPaused());
            break;
        case 1:
            filterText = random.bounded(2) ? QString()
                : random.bounded(2)        ? u"needle"_s
                                           : u"-needle"_s;
            model.setFilter(feed.filter(filterText));
            break;
        case 2:
            QTRY_VERIFY(!model.isScanning());
            break;
        case 3:
            if (random.bounded(8) == 0) {
                feeds.push_back(std::make_unique<Feed>());
                feeds.back()->addNumbered(random.bounded(50), 3);
                model.setLog(&feeds.back()->log, &feeds.back()->lines);
                filterText.clear();
            }
            break;
        default:
            feed.addNumbered(1 + random.bounded(40), 3);
            if (random.bounded(3) != 0)
                model.logGrew();
        }
        QVERIFY(shadow.isRight());
    }

    model.setPaused(false);
    model.logGrew();
    QTRY_VERIFY(!model.isScanning());
    std::vector<quint64> expected;
    const Feed &feed = *feeds.back();
    for (quint64 row = 0; row < feed.log.size(); ++row) {
        const bool needle = row % 3 == 0;
        if (filterText.isEmpty() || needle == !filterText.startsWith(u'-'))
            expected.push_back(row + 1);
    }
    QVERIFY(shadow.isRight());
    QCOMPARE(shadow.rows(), expected);
    QCOMPARE(model.waiting(), quint64(0));
}

QTEST_MAIN(EventLogModelTest)
#include "tst_eventlogmodel.moc"
