// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/capturesession.h"
#include "models/eventbookmarks.h"
#include "tests/models/capture/capturetesting.h"
#include "views/eventlog/eventtable.h"
#include "views/statusbar/figurelabel.h"
#include "views/theme.h"

#include <QAbstractItemView>
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
        const auto *bar = session.window().findChild<QWidget *>(u"figuresBar"_s);
        QStringList figures;
        for (const FigureLabel *label : bar->findChildren<FigureLabel *>())
            figures += label->text();
        QVERIFY2(figures.filter(bytesText(bytes)).size() == 1, qPrintable(figures.join(u'|')));
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

QTEST_MAIN(TestCaptureSession)
#include "tst_capturesession.moc"
