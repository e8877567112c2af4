// SPDX-License-Identifier: GPL-3.0-or-later
// Draws the window with each form of an event, light and dark, into PNG files, for looking at:
// detailpictures FOLDER
#include "tests/views/windowstory.h"
#include "views/detail/jsontreeview.h"
#include "views/eventlog/detailpane.h"
#include "views/eventlog/eventlogview.h"
#include "views/eventlog/eventtable.h"
#include "views/theme.h"

#include <QApplication>
#include <QDir>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

TestEvent status(const char *value, const char *before, const char *updated)
{
    TestEvent event;
    event.subject = "call a1b2c3d4";
    const QByteArray row = QByteArray(R"({"email":"ann@example.com","confirmed":true})").toBase64();
    event.payload = R"({"type":"call.status","data":{"id":"a1b2c3d4-e5f6-7890-abcd-ef1234567890",)"
                    R"("status":")"
        + std::string(value) + R"(","previous_status":")" + before + R"(","tm_update":")" + updated
        + R"(","source":{"type":"tel","target":"+15551234567"},"ring_time":1705314605,)"
          R"("cost":0.0125,"recording":null,"tags":["inbound","vip"],"row":")"
        + row.toStdString() + R"("}})";
    return event;
}

bool takeAll(const QDir &folder, bool dark, QSize size)
{
    applyTheme(dark);
    WindowStory story;
    story.tell();
    story.addCalls(40);
    const quint64 first = story.log.size() + 1;
    story.log.append(
        story.lines.add(batchOf({status("dialing", "", "2024-01-15T10:29:58.000000Z"),
                                 status("ringing", "dialing", "2024-01-15T10:30:00.000000Z"),
                                 status("answered", "ringing", "2024-01-15T10:30:05.000000Z")},
                                "0000000a")));
    story.eventLog.logGrew();
    MainWindow window(story.models(), story.services());
    window.setDark(dark);
    window.setCaptureFigures(story.figures());
    window.resize(size);
    window.show();
    auto *log = window.findChild<EventLogView *>();
    log->showSequence(first + 2);
    bool done = true;
    const char *names[] = {"changed", "tree", "raw", "attributes", "related"};
    for (int tab = 0; tab < DetailPane::TabCount; ++tab) {
        log->details()->setTab(DetailPane::Tab(tab));
        log->details()->focusText();
        if (tab == DetailPane::Tree && size.width() > 1000)
            QTest::keyClick(window.findChild<JsonTreeView *>(), Qt::Key_Slash);
        QTest::qWait(300); // timers of the views
        const QString name =
            u"%1-%2-%3.png"_s.arg(QString::fromLatin1(names[tab]), dark ? u"dark"_s : u"light"_s)
                .arg(size.width());
        done = window.grab().save(folder.filePath(name)) && done;
    }
    return done;
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    const QDir folder(argc > 1 ? QString::fromLocal8Bit(argv[1]) : QDir::currentPath());
    bool done = true;
    for (const bool dark : {false, true}) {
        for (const QSize size : {QSize(1280, 800), QSize(900, 600)})
            done = takeAll(folder, dark, size) && done;
    }
    return done ? 0 : 1;
}
