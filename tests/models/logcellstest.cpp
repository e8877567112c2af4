// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/logcellstest.h"

#include "models/event/displaytext.h"
#include "tests/models/growinglog.h"

#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

void LogCellsTest::cellsShowOneEvent()
{
    GrowingLog feed;
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

void LogCellsTest::whatAConnectionMasksIsShownNowhere()
{
    GrowingLog feed;
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

void LogCellsTest::untrustedTextIsOnePlainShortLine()
{
    GrowingLog feed;
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

void LogCellsTest::aByteOrderMarkIsShownAndIsPartOfTheValue()
{
    GrowingLog feed;
    feed.add({{.type = "\ufefft", .subject = "\ufeffs"}});
    EventLogModel model(&feed.log, &feed.lines);
    QCOMPARE(cell(model, 0, EventLogColumn::Type), u"⟨U+FEFF⟩t"_s);
    QCOMPARE(cell(model, 0, EventLogColumn::Type, EventLogRole::Value), u"\ufefft"_s);
    QCOMPARE(cell(model, 0, EventLogColumn::Subject, EventLogRole::Value), u"\ufeffs"_s);
}

void LogCellsTest::rolesTellTheDelegateWhatItNeeds()
{
    GrowingLog feed;
    feed.add({{.severity = Severity::Error},
              {.type = "eventscope.gap",
               .payload = R"({"message":"away for 4 s"})",
               .severity = Severity::Warning,
               .flags = OwnEvent | GapEvent},
              {.type = "eventscope.retention", .flags = OwnEvent},
              {.type = "eventscope.retention"}});
    EventLogModel model(&feed.log, &feed.lines);
    QVERIFY(model.index(2, 0).data(EventLogRole::IsGap).toBool()); // a cut is a mark, too
    QVERIFY(!model.index(3, 0).data(EventLogRole::IsGap).toBool()); // a feed cannot fake one
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

void LogCellsTest::textsOfFullTablesAreReadFromTheLine()
{
    GrowingLog feed;
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

void LogCellsTest::ownRowsSayWhatHappenedWithoutTheirConnection_data()
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

void LogCellsTest::ownRowsSayWhatHappenedWithoutTheirConnection()
{
    QFETCH(const QByteArray, message);
    QFETCH(const int, flags);
    QFETCH(const QString, summary);
    GrowingLog feed;
    feed.add({{.type = flags & OwnEvent ? "eventscope.disconnected" : "news",
               .payload = "{\"message\":\"" + message.toStdString() + "\"}",
               .flags = EventFlags(flags)}});
    EventLogModel model(&feed.log, &feed.lines);
    QVERIFY(cell(model, 0, EventLogColumn::Summary).endsWith(QString::fromUtf8(message)));
    model.setConnectionNames({{u"0a1b2c3d"_s, u"prod"_s}});
    QCOMPARE(cell(model, 0, EventLogColumn::Summary), summary);
}

void LogCellsTest::linesThatAreGoneAreSaid()
{
    GrowingLog feed;
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

void LogCellsTest::headersAreNamed()
{
    GrowingLog feed;
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

void LogCellsTest::namesAndZoneChangeWhatIsShown()
{
    GrowingLog feed;
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
