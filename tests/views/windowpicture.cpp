// SPDX-License-Identifier: GPL-3.0-or-later
// Draws the window, filled with a story, into PNG files: windowpicture FOLDER. To be compared with
// the mock-ups by eye.
#include "tests/views/windowstory.h"
#include "views/eventlog/eventlogview.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/filterbar.h"
#include "views/filters/filteredit.h"
#include "views/filters/filterhelp.h"
#include "views/theme.h"

#include <QApplication>
#include <QDir>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

bool take(QWidget &window, const QDir &folder, const QString &name)
{
    QTest::qWait(400); // timers of the views: details, refresh of figures
    return window.grab().save(folder.filePath(name));
}

bool takeStory(const QDir &folder, bool dark, QSize size)
{
    const QString suffix = dark ? u"dark"_s : u"light"_s;
    applyTheme(dark);
    WindowStory story;
    story.tell();
    MainWindow window(story.models(), story.services());
    window.setDark(dark);
    window.setCaptureFigures(story.figures());
    window.resize(size);
    window.show();
    auto *log = window.findChild<EventLogView *>();
    log->showSequence(5);
    log->table()->scrollToTop();
    story.addCalls(1'204);
    bool done = take(window, folder, u"window-%1.png"_s.arg(suffix));
    log->setFollowing(true);
    story.filters.setOn(0, true);
    story.filters.setOn(2, true);
    log->filterBar()->setText(u"type:call.* and severity>=info"_s);
    done = take(window, folder, u"filtered-%1.png"_s.arg(suffix)) && done;
    log->filterBar()->setText(u"type:call.status and (data.status"_s);
    log->filterBar()->focusEdit();
    QTest::qWait(300); // an error is told once typing rests
    done = take(window, folder, u"filtererror-%1.png"_s.arg(suffix)) && done;
    log->filterBar()->setText({});
    log->filterBar()->focusEdit();
    QTest::keyClicks(log->filterBar()->edit(), u"type:call.status and data.s"_s);
    done = take(window, folder, u"completion-%1.png"_s.arg(suffix)) && done;
    QTest::keyClicks(log->filterBar()->edit(), u"tatus = "_s);
    done = take(window, folder, u"values-%1.png"_s.arg(suffix)) && done;
    log->filterBar()->showHelp();
    if (auto *help = window.findChild<FilterHelp *>()) {
        QTest::qWait(100);
        done = help->grab().save(folder.filePath(u"filterhelp-%1.png"_s.arg(suffix))) && done;
        help->close();
    }
    log->filterBar()->setText(u"nothing like this"_s);
    done = take(window, folder, u"nomatch-%1.png"_s.arg(suffix)) && done;
    return done;
}

bool takeNarrow(const QDir &folder, bool dark, QSize size)
{
    applyTheme(dark);
    WindowStory story;
    story.tell();
    MainWindow window(story.models(), story.services());
    window.setCaptureFigures(story.figures());
    window.resize(size);
    window.show();
    window.findChild<EventLogView *>()->showSequence(5);
    return take(window, folder,
                u"window-%1-%2.png"_s.arg(size.width()).arg(dark ? u"dark"_s : u"light"_s));
}

bool takeFirstStart(const QDir &folder, bool dark, QSize size)
{
    applyTheme(dark);
    WindowStory story;
    MainWindow window(story.models(), story.services());
    window.resize(size);
    window.show();
    return take(window, folder, u"firststart-%1.png"_s.arg(dark ? u"dark"_s : u"light"_s));
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    const QDir folder(app.arguments().value(1, u"."_s));
    bool done = true;
    for (const bool dark : {false, true}) {
        done = takeStory(folder, dark, {1440, 900}) && done;
        for (const QSize size :
             {QSize(800, 600), QSize(900, 600), QSize(980, 640), QSize(1280, 800)})
            done = takeNarrow(folder, dark, size) && done;
        done = takeFirstStart(folder, dark, {1200, 800}) && done;
    }
    return done ? 0 : 1;
}
