// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/hostilecopiestest.h"

#include "models/orderedevents.h"
#include "tests/support/inspection.h"
#include "tests/support/watchedapplication.h"
#include "tests/views/hostilewindow.h"
#include "views/eventlog/cellmenu.h"
#include "views/eventlog/eventtable.h"

#include <QClipboard>
#include <QMenu>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

const QMap<CopyForm, QString> copyForms{{CopyForm::Text, u"text"_s},
                                        {CopyForm::Csv, u"CSV"_s},
                                        {CopyForm::JsonLines, u"JSON Lines"_s},
                                        {CopyForm::JsonArray, u"a JSON array"_s}};

/// Does something that a user would wait for, and that takes as long when it is done again.
template<typename Do>
void step(const QString &name, Do what)
{
    WatchedApplication::self().stepAgain(name, what);
    QTest::qWait(0);
}

QAction *actionOf(const QMenu &menu, const QString &text)
{
    for (QAction *action : menu.actions()) {
        if (action->text() == text)
            return action;
    }
    return nullptr;
}

void addMany(WindowStory &story, int count)
{
    auto batch = std::make_unique<EventBatch>();
    batch->setConnection("aa11bb22");
    for (int i = 0; i < count; ++i) {
        const std::string number = std::to_string(i);
        const std::string payload = R"({"status":"=ringing","number":)" + number + '}';
        EventFields fields;
        fields.type = "call.status";
        fields.topic = "customer_id:1";
        fields.subject = number;
        fields.payload = payload;
        batch->append(fields, 1'768'473'100'000'000 + i);
    }
    if (count > 0)
        story.log.append(story.lines.add(std::move(batch)));
    story.eventLog.logGrew();
}

} // namespace

HostileCopiesTest::HostileCopiesTest() = default;
HostileCopiesTest::~HostileCopiesTest() = default;

void HostileCopiesTest::initTestCase()
{
    m_shown = std::make_unique<HostileWindow>();
    m_shown->show();
    // How long a window takes to be made is for another test.
    static_cast<void>(WatchedApplication::self().takeTooLong());
}

void HostileCopiesTest::cleanup()
{
    const QStringList tooLong = WatchedApplication::self().takeTooLong();
    QVERIFY2(tooLong.isEmpty(), qPrintable(tooLong.join(u'\n')));
}

void HostileCopiesTest::cleanupTestCase()
{
    qInfo("longest: %s", qPrintable(WatchedApplication::self().longest(8)));
    m_shown.reset();
}

// D1, C16: the menu names the value; a copy is the original, and has no HTML
void HostileCopiesTest::menusAndCopies()
{
    HostileWindow &s = *m_shown;
    EventTable *table = s.log()->table();
    for (qsizetype i = 0; i < s.texts.size(); ++i) {
        const QString name = QLatin1String(s.texts[i].name);
        step(u"going to "_s + name, [&] { s.log()->showSequence(s.first + quint64(i) * 6); });
        const QModelIndex cell = table->currentIndex().siblingAtColumn(EventLogColumn::Type);
        QMenu menu;
        step(u"the menu of "_s + name, [&] {
            menu.clear();
            fillCellMenu(&menu, table, cell);
            menu.grab();
        });
        const QStringList problems = Inspection::of(&menu);
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u'\n')));
        QAction *copy = actionOf(menu, u"Copy &Value"_s);
        QVERIFY(copy);
        step(u"copying "_s + name, [&] { copy->trigger(); });
        const QMimeData *copied = QGuiApplication::clipboard()->mimeData();
        QVERIFY(!copied->hasHtml());
        if (s.texts[i].text.toUtf8().size() <= qsizetype(EventFields::maxAttribute)
            && s.texts[i].text.isValidUtf16())
            QCOMPARE(copied->text(), s.texts[i].text);
        for (auto form = copyForms.cbegin(); form != copyForms.cend(); ++form) {
            step(u"the row of %1 as %2"_s.arg(name, form.value()),
                 [&] { table->copyAs(form.key()); });
            QVERIFY(!QGuiApplication::clipboard()->mimeData()->hasHtml());
        }
    }
    QVERIFY(!s.trap.sprung());
}

// What is short, but many; newest first, so that each new event moves all rows.
void HostileCopiesTest::copiesOfManyRows()
{
    WindowStory story;
    story.tell();
    addMany(story, 25'000);
    MainWindow window(story.models(), story.services());
    window.resize(1'300, 850);
    window.show();
    EventTable *table = window.findChild<EventLogView *>()->table();
    table->events()->sort(EventLogColumn::Time, Qt::DescendingOrder);
    QTest::qWait(0);
    static_cast<void>(WatchedApplication::self().takeTooLong());
    QSignalSpy copied(table, &EventTable::copied);
    step(u"choosing many rows"_s, [&] { table->selectAll(); });
    for (auto form = copyForms.cbegin(); form != copyForms.cend(); ++form) {
        QStringList texts;
        for (const int meanwhile : {0, 10}) {
            copied.clear();
            step(u"many rows as "_s + form.value(), [&] { table->copyAs(form.key()); });
            addMany(story, meanwhile);
            QTRY_COMPARE(copied.size(), 1);
            QCOMPARE(copied[0][0].toInt(), maxCopiedRows);
            texts += QGuiApplication::clipboard()->text();
        }
        QCOMPARE(texts[0].count(u"call.status"_s), maxCopiedRows);
        QVERIFY(texts[0] == texts[1]);
    }
}

// D3: everything at once
void HostileCopiesTest::copiesOfAllRows()
{
    HostileWindow &s = *m_shown;
    EventTable *table = s.log()->table();
    QSignalSpy copied(table, &EventTable::copied);
    step(u"choosing all rows"_s, [&] { table->selectAll(); });
    for (auto form = copyForms.cbegin(); form != copyForms.cend(); ++form) {
        copied.clear();
        step(u"all rows as "_s + form.value(), [&] { table->copyAs(form.key()); });
        QTRY_COMPARE(copied.size(), 1);
        QCOMPARE(copied[0][0].toInt(), table->model()->rowCount());
        QVERIFY(!QGuiApplication::clipboard()->text().isEmpty());
    }
    QVERIFY(!s.trap.sprung());
}
