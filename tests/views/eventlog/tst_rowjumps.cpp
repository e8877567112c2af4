// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventbookmarks.h"
#include "models/orderedevents.h"
#include "models/query/compiledfilter.h"
#include "models/query/filterparser.h"
#include "tests/support/testclasses.h"
#include "tests/views/eventlog/bookmarkstest.h"
#include "tests/views/eventlog/showntable.h"
#include "views/eventlog/cellmenu.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/gototimedialog.h"
#include "views/eventlog/rowjumps.h"
#include "views/eventlog/rowmarks.h"
#include "views/eventlog/tailfollower.h"
#include "views/theme.h"

#include <QApplication>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class RowJumpsTest final : public QObject
{
    Q_OBJECT

private:
    static constexpr qint64 noon = 1'700'049'600'000'000; // 2023-11-15 12:00:00 UTC

    static QAction *actionOf(const QMenu &menu, const QString &text)
    {
        for (QAction *action : menu.actions()) {
            if (action->text().remove(u'&').startsWith(text))
                return action;
        }
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(false); }

    void errorsAreFoundBothWays()
    {
        ShownTable s;
        s.fixture.addMany(300);
        s.fixture.add({{.severity = Severity::Error}});
        s.fixture.addMany(300);
        s.fixture.add({{.severity = Severity::Warning}, {.severity = Severity::Fatal}});
        s.fixture.addMany(10);
        s.table.follower()->setFollowing(false);
        s.table.scrollToRow(0);
        s.table.jumps()->nextError();
        QCOMPARE(s.current(), quint64(301));
        s.table.jumps()->nextError();
        QCOMPARE(s.current(), quint64(603)); // a warning is none
        s.table.jumps()->nextError();
        QCOMPARE(s.current(), quint64(603));
        QCOMPARE(s.remark(), u"There is no error below."_s);
        s.table.jumps()->previousError();
        QCOMPARE(s.current(), quint64(301));
        s.table.events()->sort(EventLogColumn::Time, Qt::DescendingOrder);
        s.table.jumps()->previousError(); // above is newer now
        QCOMPARE(s.current(), quint64(603));
    }

    void whereTheEndIsFollowedTheNewestErrorIsTheFirst()
    {
        ShownTable s;
        s.fixture.add({{.severity = Severity::Error}});
        s.fixture.addMany(500);
        s.fixture.add({{.severity = Severity::Error}});
        QVERIFY(s.table.follower()->isFollowing());
        s.table.jumps()->previousError();
        QCOMPARE(s.current(), quint64(502));
        QVERIFY(!s.table.follower()->isFollowing());
    }

    void aFarErrorIsSearchedForInSlices()
    {
        ShownTable s;
        s.fixture.add({{.severity = Severity::Error}});
        for (int i = 0; i < 25; ++i)
            s.fixture.addMany(10'000);
        QVERIFY(s.table.showSequence(250'001));
        s.table.jumps()->previousError();
        QVERIFY(s.table.jumps()->isSearching()); // the window lives on meanwhile
        s.fixture.addMany(10);
        QTRY_COMPARE(s.current(), quint64(1));
        QVERIFY(!s.table.jumps()->isSearching());
    }

    void timesAreUnderstood_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("us");
        const qint64 minute = 60'000'000;
        QTest::newRow("of day") << u"11:30"_s << noon - 30 * minute;
        QTest::newRow("to the microsecond") << u"11:59:59.999999"_s << noon - 1;
        QTest::newRow("still to come: the day before") << u"12:30"_s << noon - 1'410 * minute;
        QTest::newRow("date") << u"2023-11-14"_s << noon - 36 * 60 * minute;
        QTest::newRow("date and time") << u"2023-11-15T11:00:00Z"_s << noon - 60 * minute;
        QTest::newRow("before the end") << u"-5m"_s << noon - 5 * minute;
        QTest::newRow("spaces around") << u"  -1h30m "_s << noon - 90 * minute;
        QTest::newRow("none") << u"soon"_s << noTime;
        QTest::newRow("empty") << QString() << noTime;
        QTest::newRow("not of this clock") << u"25:00"_s << noTime;
    }
    void timesAreUnderstood()
    {
        QFETCH(QString, text);
        QFETCH(qint64, us);
        QCOMPARE(timeWanted(text, noon, TimeZoneChoice::Utc).value_or(noTime), us);
    }

    void theDialogGoesToTheFirstEventAtATime()
    {
        ShownTable s;
        s.addSeconds(600, noon - 600'000'000); // 11:50:00 to 11:59:59
        auto *dialog = new GoToTimeDialog(&s.table);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
        QTest::keyClicks(dialog->edit(), u"11:52:00.5"_s);
        QVERIFY2(dialog->answer().contains(u"event 122 of 600"_s), qPrintable(dialog->answer()));
        QTest::keyClick(dialog->edit(), Qt::Key_Return);
        QCOMPARE(s.current(), quint64(122));

        s.table.jumps()->goToTime(noon + 1);
        QCOMPARE(s.current(), quint64(600));
        QVERIFY(s.remark().contains(u"this is the last event"_s));
        s.table.jumps()->goToTime(0);
        QCOMPARE(s.current(), quint64(1));
        s.table.events()->sort(EventLogColumn::Time, Qt::DescendingOrder);
        s.table.jumps()->goToTime(noon - 60'000'000);
        QCOMPARE(s.current(), quint64(541));
    }

    void clocksThatWereSetBackHideNothing()
    {
        ShownTable s;
        s.addSeconds(100, noon);
        s.addSeconds(100, noon + 50'000'000); // again from 50 s on
        s.table.jumps()->goToTime(noon + 60'000'000);
        QCOMPARE(s.current(), quint64(61));
    }

    void aWrongTimeCannotBeGoneTo()
    {
        ShownTable s;
        s.addSeconds(3, noon);
        GoToTimeDialog dialog(&s.table);
        dialog.edit()->setText(u"never"_s);
        QCOMPARE(dialog.answer(), u"This is no time."_s);
        dialog.accept();
        QCOMPARE(s.current(), quint64(0));
    }

    void timesCountFromAnEvent()
    {
        ShownTable s;
        s.addSeconds(10, noon);
        QVERIFY(s.table.showSequence(4));
        s.table.marks()->measureFrom();
        QCOMPARE(s.table.events()->index(0, 0).data().toString(), u"−3.000000 s"_s);
        QCOMPARE(s.table.events()->index(6, 0).data().toString(), u"+3.000000 s"_s);
        s.table.marks()->measureFrom();
        QCOMPARE(s.table.events()->index(6, 0).data().toString(), u"+6.000000 s"_s);
    }

    void aCellBecomesAFilterThatFindsIt_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<quint64>("others"); // that say the same
        QTest::newRow("type") << int(EventLogColumn::Type) << quint64(0);
        QTest::newRow("topic") << int(EventLogColumn::Topic) << quint64(0);
        QTest::newRow("subject") << int(EventLogColumn::Subject) << quint64(0);
        QTest::newRow("connection") << int(EventLogColumn::Connection) << quint64(1);
        QTest::newRow("severity") << int(EventLogColumn::SeverityGlyph) << quint64(0);
        QTest::newRow("sequence") << int(EventLogColumn::Sequence) << quint64(0);
        QTest::newRow("own time") << int(EventLogColumn::EventTime) << quint64(0);
        QTest::newRow("text of the payload") << int(EventLogColumn::Count) << quint64(0);
        QTest::newRow("number of the payload") << int(EventLogColumn::Count + 1) << quint64(0);
        QTest::newRow("attribute") << int(EventLogColumn::Count + 2) << quint64(0);
    }
    void aCellBecomesAFilterThatFindsIt()
    {
        QFETCH(int, column);
        QFETCH(quint64, others);
        ShownTable s;
        const std::string odd = "a \"b\" and (c) * -d: \\ /e/ \n\r\t? \xe2\x80\xaex";
        s.fixture.add({{.type = odd,
                        .topic = odd + "topic",
                        .subject = odd + "subject",
                        .payload = "{\"text\":\"x \\\"y\\\" or z*\\n\\u0000\\\\n\",\"n\":18446744073709551616}",
                        .severity = Severity::Error,
                        .time = "2023-11-15T12:00:00.000001Z"},
                       {.type = "a",
                        .payload = R"({"text":"x","n":18446744073709551615})",
                        .time = "2023-11-15T12:00:00.000002Z"}});
        for (const auto &path : {u"data.text"_s, u"data.n"_s, u"id"_s})
            QVERIFY(s.table.addPathColumn(path));
        const QString text = cellFilter(s.table, s.table.events()->index(0, column));
        QVERIFY2(!text.contains(u'\n') && !text.contains(QChar(0x202e)), qPrintable(text));
        const ParsedFilter parsed = parseFilter(text);
        QVERIFY2(parsed, qPrintable(text + u": "_s + (parsed.error ? parsed.error->sentence : u""_s)));
        QVERIFY2(parsed.remarks.empty() || column == EventLogColumn::Count + 2, qPrintable(text));
        FilterBinding binding;
        binding.log = &s.fixture.log;
        const auto filter = CompiledFilter::make(parsed.expression, binding);
        const auto matching = [&](const QString &what) {
            const ParsedFilter one = parseFilter(what);
            s.fixture.model.setFilter(CompiledFilter::make(one.expression, binding));
            if (!QTest::qWaitFor([&s] { return !s.fixture.model.isScanning(); }))
                return -1;
            return s.fixture.model.rowCount();
        };
        QCOMPARE(matching(text), int(1 + others));
        QCOMPARE(s.fixture.model.sequenceAt(0), quint64(1));
        QCOMPARE(matching(u"not "_s + text), int(1 - others));
    }

    void whatNoFilterCanSayIsNotOffered()
    {
        ShownTable s;
        s.fixture.add({{.subject = "", .payload = R"({"password":"p","list":[1]})"}});
        QVERIFY(s.table.addPathColumn(u"data.password"_s));
        QVERIFY(s.table.addPathColumn(u"data.list"_s));
        QVERIFY(s.table.addPathColumn(u"data.list[*]"_s));
        s.fixture.model.setMasks({{u"0a1b2c3d"_s, FieldMask({u"password"_s})}});
        const auto filter = [&s](int column) {
            return cellFilter(s.table, s.table.events()->index(0, column));
        };
        QCOMPARE(filter(EventLogColumn::Count), QString()); // it is searched unmasked
        QCOMPARE(filter(EventLogColumn::Count + 1), QString());
        QCOMPARE(filter(EventLogColumn::Count + 2), QString());
        QCOMPARE(filter(EventLogColumn::Summary), QString());
        QCOMPARE(filter(EventLogColumn::Subject), QString());
        QCOMPARE(filter(EventLogColumn::Delta), QString());
    }

    void theMenuOfACellDoesWhatItSays()
    {
        ShownTable s;
        s.fixture.add({{.subject = "call 7"}, {.subject = "call 8"}});
        QSignalSpy joined(&s.table, &EventTable::filterWanted);
        QSignalSpy other(&s.table, &EventTable::otherFilterWanted);
        QMenu menu;
        fillCellMenu(&menu, &s.table, s.table.events()->index(1, EventLogColumn::Type));
        actionOf(menu, u"Only This"_s)->trigger();
        actionOf(menu, u"Not This"_s)->trigger();
        QCOMPARE(joined.size(), 2);
        QCOMPARE(joined[0][0].toString(), u"type:\"call.status\""_s);
        QCOMPARE(joined[1][0].toString(), u"not type:\"call.status\""_s);
        actionOf(menu, u"Follow This Subject Everywhere"_s)->trigger();
        QCOMPARE(other.size(), 1);
        QCOMPARE(other[0][0].toString(), u"subject:\"call 8\""_s);
        actionOf(menu, u"Bookmark"_s)->trigger();
        QVERIFY(s.fixture.model.bookmarks().contains(2));
        actionOf(menu, u"Count Times From Here"_s)->trigger();
        QCOMPARE(s.fixture.model.timeMark(), quint64(2));
    }
};

int main(int argc, char **argv)
{
    return testMain<QApplication, RowJumpsTest, BookmarksTest>(argc, argv);
}

#include "tst_rowjumps.moc"
