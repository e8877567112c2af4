// SPDX-License-Identifier: GPL-3.0-or-later
// Paints the table of the log with what the user can make of it, light and dark, into PNG files,
// for looking at: logtablepictures FOLDER
#include "models/eventbookmarks.h"
#include "models/orderedevents.h"
#include "tests/support/gallery.h"
#include "tests/views/logfixture.h"
#include "views/eventlog/bookmarksdialog.h"
#include "views/eventlog/cellmenu.h"
#include "views/eventlog/columnmenu.h"
#include "views/eventlog/columnsdialog.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/gototimedialog.h"
#include "views/eventlog/rowmarks.h"
#include "views/eventlog/tablecolumns.h"
#include "views/shortcutsdialog.h"
#include "views/windowactions.h"

#include <QInputDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

struct LogTablePictures : Gallery
{
    LogFixture log;
    EventTable table{&log.model};

    void fill()
    {
        log.model.setTimeZone(TimeZoneChoice::Utc);
        log.model.setConnectionNames({{u"0a1b2c3d"_s, u"voip-prod"_s}});
        auto batch = std::make_unique<EventBatch>();
        batch->setConnection("0a1b2c3d");
        const char *const states[] = {"dialing", "ringing", "answered", "progressing", "hangup"};
        for (int i = 0; i < 60; ++i) {
            TestEvent event;
            event.subject = "call " + std::to_string(1000 + i % 7);
            event.payload = std::string("{\"status\":\"") + states[i % 5] + "\",\"duration\":"
                + std::to_string(i * 37 % 90) + ".5,\"agent\":{\"name\":\"Ada\"}}";
            event.severity = i % 11 == 7 ? Severity::Error
                : i % 5 == 2             ? Severity::Success
                                         : Severity::Info;
            event.time = timestampText(1'700'049'600'000'000 + i * 731'211);
            event.marks = i == 3 ? EventMarks(Late)
                : i == 5         ? EventMarks(Repeated)
                : i == 7         ? EventMarks(DuplicateKey)
                : i == 8         ? EventMarks(IdConflict)
                : i == 11        ? EventMarks(Late | DuplicateKey)
                                 : EventMarks(0);
            if (i == 9) {
                event.type = "eventscope.gap";
                event.payload = R"({"message":"voip-prod was away for 4.1 s"})";
                event.flags = OwnEvent | GapEvent;
            }
            event.appendTo(*batch, 1'700'049'600'003'511 + i * 731'211);
        }
        log.log.append(log.lines.add(std::move(batch)));
        log.model.logGrew();
        EventBookmarks &marks = log.model.bookmarks();
        for (const auto &[sequence, note] : {std::pair(4, u"here the transfer began"_s),
                                             {8, u"ask Ada"_s},
                                             {10, QString()},
                                             {13, QString()}})
            static_cast<void>(marks.set(quint64(sequence), note));
    }

    void paintTable()
    {
        table.resize(1'180, 480);
        table.show();
        table.showSequence(6);
        table.scrollToRow(0);
        save(table, u"table"_s);
        for (const auto &path : {u"data.status"_s, u"data.duration"_s, u"data.agent.name"_s})
            static_cast<void>(table.addPathColumn(path));
        for (const int column :
             {int(EventLogColumn::Sequence), int(EventLogColumn::Delta),
              int(EventLogColumn::Latency), int(EventLogColumn::Size), int(EventLogColumn::Note)})
            table.columns()->setShown(column, true);
        for (const int column : {int(EventLogColumn::Topic), int(EventLogColumn::Connection)})
            table.columns()->setShown(column, false);
        save(table, u"columns"_s);
        table.marks()->measureFrom(4);
        table.events()->sort(EventLogColumn::Time, Qt::DescendingOrder);
        save(table, u"newestfirst"_s);
        table.events()->sort(EventLogColumn::Time);
        table.showSequence(6);
    }

    void paintDialogs()
    {
        ColumnsDialog columns(table.columns(), &table);
        columns.pathEdit()->setText(u"data.agent"_s);
        save(columns, u"columnsdialog"_s);
        BookmarksDialog bookmarks(&table);
        save(bookmarks, u"bookmarks"_s);
        GoToTimeDialog time(&table);
        time.edit()->setText(u"12:00:10"_s);
        save(time, u"gototime"_s);
        table.marks()->editNote(4);
        if (auto *note = table.findChild<QInputDialog *>(u"noteDialog"_s)) {
            save(*note, u"note"_s);
            note->reject();
        }
    }

    void paintMenus()
    {
        QMenu cell;
        fillCellMenu(&cell, &table, table.events()->index(5, EventLogColumn::Type));
        cell.popup({0, 0});
        save(cell, u"cellmenu"_s);
        cell.close();
        QMenu header;
        fillHeaderMenu(&header, &table, EventLogColumn::Count);
        header.popup({0, 0});
        save(header, u"headermenu"_s);
        header.close();
        QMainWindow window;
        auto *actions = new WindowActions(&window);
        auto *bar = new QMenuBar(&window);
        actions->buildMenus(bar);
        QMenu *logMenu = bar->actions().at(2)->menu();
        logMenu->popup({0, 0});
        save(*logMenu, u"logmenu"_s);
        logMenu->close();
        ShortcutsDialog shortcuts(*actions, &window);
        save(shortcuts, u"shortcuts"_s);
    }

    void paint()
    {
        fill();
        paintTable();
        paintDialogs();
        paintMenus();
    }
};

} // namespace

int main(int argc, char **argv)
{
    return paintLightAndDark<LogTablePictures>(argc, argv);
}
