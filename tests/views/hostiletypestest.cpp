// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/hostiletypestest.h"

#include "tests/support/inspection.h"
#include "tests/support/paintedsize.h"
#include "tests/views/windowstory.h"
#include "views/eventlog/eventlogview.h"
#include "views/eventlog/filterbar.h"
#include "views/filters/filteredit.h"

#include <QElapsedTimer>
#include <QListView>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

// C23
void HostileTypesTest::aMillionTypesLeaveTheWindowAlive()
{
    WindowStory story;
    story.tell();
    bool whole = false;
    // A twentieth, unless asked for all: EVENTSCOPE_TYPES=1000000.
    const int wanted = qEnvironmentVariableIntValue("EVENTSCOPE_TYPES", &whole);
    const int count = whole ? wanted : 50'000;
    for (int done = 0; done < count; done += 1'000) {
        auto batch = std::make_unique<EventBatch>();
        batch->setConnection("aa11bb22");
        for (int i = 0; i < 1'000; ++i) {
            const std::string word = "bomb." + std::to_string(done + i);
            EventFields fields;
            fields.type = word;
            fields.topic = word;
            fields.subject = word;
            fields.payload = "{}";
            batch->append(fields, 1'768'473'100'000'000 + done + i);
        }
        story.log.append(story.lines.add(std::move(batch)));
    }
    story.eventLog.logGrew();
    MainWindow window(story.models(), story.services());
    window.resize(1'300, 850);
    window.show();
    FilterEdit *edit = window.findChild<EventLogView *>()->filterBar()->edit();
    edit->setFocus();
    QElapsedTimer timer;
    timer.start();
    QTest::keyClicks(edit, u"type:bomb"_s);
    QListView *names = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((names = window.findChild<QListView *>(u"filterCandidates"_s))
                                 && names->isVisible() && names->model()->rowCount() > 0,
                             30'000);
    qInfo("names of a log of %d types were offered after %lld ms", count, timer.elapsed());
    QVERIFY2(names->model()->rowCount() <= 100,
             qPrintable(QString::number(names->model()->rowCount())));
    QVERIFY(paintedSize(&window) < 2'000'000);
    QVERIFY(Inspection::of(&window).isEmpty());
}
