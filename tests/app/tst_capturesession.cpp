// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/captureloading.h"
#include "app/capturesession.h"
#include "models/eventbookmarks.h"
#include "models/eventlogmodel.h"
#include "models/filtersetmodel.h"
#include "tests/app/capturefigures.h"
#include "tests/app/followedcapturetest.h"
#include "tests/models/capture/capturetesting.h"
#include "tests/support/testclasses.h"
#include "views/captures/loadingpage.h"
#include "views/captures/loadingstrip.h"
#include "views/eventlog/eventlogview.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/filterbar.h"
#include "views/notices/noticebar.h"
#include "views/statusbar/figurelabel.h"
#include "views/theme.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>
#include <QThreadPool>

using namespace eventscope;
using namespace capturetesting;
using namespace Qt::StringLiterals;

class TestCaptureSession : public QObject
{
    Q_OBJECT

    static qsizetype indexes(const QString &folder)
    {
        return QDir(folder).entryList({u"*.idx"_s}).size();
    }

private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void aCaptureIsShown()
    {
        QTemporaryDir folder;
        makeCapture(folder.path(), 100);
        Settings settings;
        CaptureSession session({folder.path()}, &settings);
        const auto *log = session.window().findChild<QAbstractItemView *>(u"eventTable"_s);
        QVERIFY(log);
        QTRY_COMPARE(log->model()->rowCount(), 100);
        const quint64 bytes = quint64(QFileInfo(folder.filePath(u"000001.ndjson"_s)).size());
        QVERIFY(bytes > 0);
        QTRY_COMPARE(figures(session).filter(bytesText(bytes)).size(), 1);
    }

    void noRowIsShownBeforeItsMasksAreKnown()
    {
        QTemporaryDir folder;
        makeCapture(folder.path(), 100); // it does not say of which connection they are
        Settings settings;
        CaptureSession session({folder.path()}, &settings);
        const auto *log = session.window().findChild<EventTable *>()->eventModel();
        int inserted = 0;
        connect(log, &QAbstractItemModel::rowsAboutToBeInserted, this, [&] {
            ++inserted;
            QVERIFY(log->masks().value(u"voip-prod"_s).covers("access_token"));
        });
        QTRY_COMPARE(log->logSize(), 100ULL);
        QVERIFY(inserted > 0);
        disconnect(log, nullptr, this, nullptr);
    }

    void bookmarksAreKeptBesideTheirCapture()
    {
        QTemporaryDir folder;
        makeCapture(folder.path(), 10);
        Settings settings;
        const auto marked = [&](const QStringList &captures, bool mark) {
            CaptureSession session(captures, &settings);
            const auto *table = session.window().findChild<EventTable *>();
            if (!QTest::qWaitFor([table] { return table->model()->rowCount() > 0; }))
                return u"not loaded"_s;
            EventBookmarks &marks = table->eventModel()->bookmarks();
            if (mark && !marks.set(7, u"look"_s))
                return marks.keptOnlyHere();
            return marks.note(7);
        };
        QCOMPARE(marked({folder.path()}, true), u"look"_s);
        QCOMPARE(marked({folder.path()}, false), u"look"_s);
        QTemporaryDir other;
        makeCapture(other.path(), 10);
        QVERIFY(marked({folder.path(), other.path()}, true).contains(u"until the window"_s));
        QVERIFY(!QFile::exists(other.filePath(u"bookmarks.json"_s)));
        // What is beside the segments is no damage.
        QVERIFY(CaptureReader::open(folder.path()));
    }

    void aFileOfJsonLinesIsShownAndFollowed()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"service.jsonl"_s);
        writeFile(path, "{\"event\":\"a\"}\nno JSON\n{\"event\":\"b\"}\n");
        Settings settings;
        CaptureSession session({path}, &settings);
        QVERIFY(session.window().windowTitle().startsWith(u"service.jsonl"));
        const auto *log = session.window().findChild<QAbstractItemView *>(u"eventTable"_s);
        QTRY_COMPARE(log->model()->rowCount(), 3);
        QFile more(path);
        QVERIFY(more.open(QIODevice::Append));
        more.write("{\"event\":\"c\"}\n");
        more.close();
        QTRY_COMPARE(log->model()->rowCount(), 4);
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
    }

    void capturesAndFilesAreOneLog()
    {
        QTemporaryDir folder;
        makeCapture(folder.filePath(u"one"_s), 50);
        makeCapture(folder.filePath(u"two"_s), 60);
        const QString file = folder.filePath(u"three.jsonl"_s);
        writeFile(file, "{\"event\":\"a\"}\n");
        Settings settings;
        CaptureSession session({folder.filePath(u"one"_s), folder.filePath(u"two"_s), file},
                               &settings);
        QVERIFY(session.window().windowTitle().startsWith(u"one and 2 more"));
        const auto *log = session.window().findChild<QAbstractItemView *>(u"eventTable"_s);
        QTRY_COMPARE(log->model()->rowCount(), 111);
    }

    void whatCannotBeOpenedIsSaidInTheBar()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"log.gz"_s);
        writeFile(path, QByteArray("\x1f\x8b\x08\x00", 4));
        Settings settings;
        CaptureSession session({path}, &settings);
        session.window().show();
        const auto says = [&session] {
            for (const QLabel *label : session.window().findChildren<QLabel *>()) {
                if (label->text().contains(u"gunzip"))
                    return true;
            }
            return false;
        };
        QTRY_VERIFY(says());
    }

    void loadingIsShownAndCanBeCancelled()
    {
        QTemporaryDir folder;
        makeCapture(folder.path(), 5'000, 10'000);
        for (const QString &index : QDir(folder.path()).entryList({u"*.idx"_s}))
            QVERIFY(QFile::remove(folder.filePath(index)));
        Settings settings;
        CaptureSession session({folder.path()}, &settings);
        session.window().show();
        auto *page = session.window().findChild<LoadingPage *>();
        QVERIFY(page && page->isVisible());
        const auto *bar = session.window().findChild<QWidget *>(u"figuresBar"_s);
        for (const FigureLabel *label : bar->findChildren<FigureLabel *>())
            QVERIFY2(!label->text().contains(u"received"_s), qPrintable(label->text()));
        QSignalSpy closed(&session.window(), &MainWindow::closed);
        page->findChild<QPushButton *>()->click();
        QCOMPARE(closed.size(), 1);
        QVERIFY(QThreadPool::globalInstance()->waitForDone(20'000));
        QVERIFY(indexes(folder.path()) < 100);
    }

    void aCaptureOpensWhereItWasLeft()
    {
        QTemporaryDir folder;
        makeCapture(folder.path(), 200);
        Settings settings;
        const auto tidy = qScopeGuard([] { QFile::remove(Settings::filtersFile()); });
        {
            CaptureSession session({folder.path()}, &settings);
            const auto *log = session.window().findChild<QAbstractItemView *>(u"eventTable"_s);
            QTRY_COMPARE(log->model()->rowCount(), 200);
            session.window().findChild<FilterBar *>()->setText(u"call.status"_s);
            FilterSetModel *filters = session.window().findChild<EventLogView *>()->savedFilters();
            SavedFilter filter;
            filter.text = u"type:nothing.like.it"_s;
            filter.effect = FilterEffect::Exclude;
            for (const QString &name : {u"Was on"_s, u"Was off"_s}) {
                filter.name = name;
                QVERIFY(filters->put(filter));
            }
            filters->setOnlyOn({u"Was on"_s});
            QTRY_VERIFY(log->model()->rowCount() < 200);
            session.window().showEvent(101);
        }
        // Meanwhile others are on elsewhere.
        FilterSetModel elsewhere(Settings::filtersFile());
        elsewhere.reload();
        QCOMPARE(elsewhere.rowCount(), 2);
        elsewhere.setOn(elsewhere.rowOf(u"Was on"_s), false);
        elsewhere.setOn(elsewhere.rowOf(u"Was off"_s), true);
        CaptureSession session({folder.path()}, &settings);
        const auto *table = session.window().findChild<EventTable *>();
        QTRY_COMPARE(table->currentSequence(), 101ULL);
        QCOMPARE(session.window().findChild<EventLogView *>()->savedFilters()->namesOn(),
                 QStringList{u"Was on"_s});
        FilterSetModel others(Settings::filtersFile());
        others.reload();
        QCOMPARE(others.namesOn(), QStringList{u"Was off"_s});
        QCOMPARE(session.window().findChild<FilterBar *>()->text(), u"call.status"_s);
        QTRY_VERIFY(table->model()->rowCount() < 200);
        QVERIFY(table->model()->rowCount() > 0);
        QCOMPARE(table->currentSequence(), 101ULL);
    }

    void eventsAreThereWhileTheRestIsRead()
    {
        QTemporaryDir folder;
        makeCapture(folder.path(), 80'000);
        Settings settings;
        CaptureSession session({folder.path()}, &settings);
        session.window().show();
        const EventLogModel *log = session.window().findChild<EventTable *>()->eventModel();
        const auto *strip = session.window().findChild<LoadingStrip *>();
        bool early = false;
        connect(log, &EventLogModel::logGrown, this, [&] {
            early = early || (log->logSize() < 80'000 && log->rowCount() > 0 && strip->isVisible());
        });
        QTRY_COMPARE(log->logSize(), 80'000ULL);
        QVERIFY(early);
        QTRY_VERIFY(!strip->isVisible());
        QCOMPARE(log->rowCount(), 80'000);
        for (const quint64 sequence : {1ULL, 40'000ULL, 80'000ULL})
            QVERIFY(
                log->lineOf(sequence).contains("\"sequence\":\"" + QByteArray::number(sequence)));
    }

    /// A table goes over all its rows when some are added.
    void rowsAreToldOfInGrowingSteps()
    {
        GrowthSteps steps;
        QVERIFY(!steps.take(0, 0));
        QVERIFY(steps.take(1'000, 0)); // the first ones at once
        int told = 0;
        quint64 last = 1'000;
        quint64 walked = 0;
        for (quint64 rows = 2'000; rows <= 10'000'000; rows += 1'000) {
            if (!steps.take(rows, 10))
                continue;
            QVERIFY(rows - last >= last / 8);
            last = rows;
            walked += rows;
            ++told;
        }
        QVERIFY2(told < 80 && walked < 10 * last, qPrintable(QString::number(told)));
        QVERIFY(last > 8'800'000);
        QVERIFY(!steps.take(last + 1, 1'009));
        QVERIFY(steps.take(last + 1, 1'010)); // a slow log
        QVERIFY(!steps.take(last + 1, 5'000));
    }

    void theFirstEventsAreShownAtOnceHoweverFastTheRestComes()
    {
        QTemporaryDir folder;
        makeCapture(folder.path(), 80'000);
        CaptureLoading loading({folder.path()});
        std::shared_ptr<CaptureSet> captures;
        std::vector<quint64> told;
        connect(&loading, &CaptureLoading::opened, this,
                [&](const std::shared_ptr<CaptureSet> &opened) { captures = opened; });
        connect(&loading, &CaptureLoading::grew, this,
                [&] { told.push_back(captures->log().size()); });
        QSignalSpy finished(&loading, &CaptureLoading::finished);
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 60'000);
        QCOMPARE(captures->log().size(), 80'000ULL);
        QVERIFY(!told.empty() && told.front() <= 1U << 15);
    }

    void readingCanBeStoppedAndWhatIsThereStays()
    {
        QTemporaryDir folder;
        makeCapture(folder.path(), 80'000);
        Settings settings;
        CaptureSession session({folder.path()}, &settings);
        session.window().show();
        const EventLogModel *log = session.window().findChild<EventTable *>()->eventModel();
        auto *strip = session.window().findChild<LoadingStrip *>();
        connect(log, &EventLogModel::logGrown, this,
                [&] { strip->findChild<QPushButton *>()->click(); });
        QTRY_VERIFY(log->logSize() > 0 && !strip->isVisible());
        QVERIFY(log->logSize() < 80'000);
        QVERIFY(session.window().isVisible());
        QTRY_VERIFY(session.window().findChild<NoticeBar *>()->isVisible());
    }

    void nobodyWaitsForTheLoadingOfAWindowThatIsGone()
    {
        QTemporaryDir folder;
        makeCapture(folder.path(), 5'000, 10'000); // a hundred segments or so
        const QStringList all = QDir(folder.path()).entryList({u"*.idx"_s});
        QVERIFY(all.size() > 50);
        for (const QString &index : all)
            QVERIFY(QFile::remove(folder.filePath(index)));
        Settings settings;
        // Nothing else runs in the pool, so the loading begins with the session and ends with it.
        auto session = std::make_unique<CaptureSession>(QStringList{folder.path()}, &settings);
        QTRY_VERIFY(indexes(folder.path()) > 0);
        session.reset();
        const qsizetype then = indexes(folder.path());
        QVERIFY(QThreadPool::globalInstance()->waitForDone(20'000));
        QVERIFY2(indexes(folder.path()) <= then + 1 && then < all.size(),
                 qPrintable(QString::number(then)));
    }
};

int main(int argc, char **argv)
{
    return testMain<QApplication, TestCaptureSession, FollowedCaptureTest>(argc, argv);
}

#include "tst_capturesession.moc"
