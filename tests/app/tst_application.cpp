// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which windows the program has, and what ends with each of them.

#include "app/application.h"
#include "app/settings.h"
#include "models/capture/capturewriter.h"
#include "tests/support/testclasses.h"
#include "views/connections/connectiondialog.h"
#include "views/mainwindow.h"
#include "views/windowactions.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QPointer>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestApplication : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QGuiApplication::setQuitOnLastWindowClosed(false);
        QVERIFY(m_folder.isValid());
        qputenv("XDG_DATA_HOME", QFile::encodeName(m_folder.path()));
        QVERIFY(CaptureWriter::open(m_folder.filePath(u"old"_s), {}).has_value());
    }
    void init()
    {
        QDir(QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation))
            .removeRecursively();
    }

    void theDemoKeepsTheSavedConnections()
    {
        ConnectionProfile mine;
        mine.id = ConnectionProfile::newId();
        mine.name = u"mine"_s;
        mine.dialect = u"voipbin"_s;
        mine.options = {{u"url"_s, u"ws://127.0.0.1:1/"_s}};
        QVERIFY(ConnectionsFile().save({mine}));
        WindowOptions options;
        options.demo = true;
        {
            Application application(options);
            application.start();
            QVERIFY(application.mainWindow());
        }
        QString problem;
        const QVector<ConnectionProfile> saved = ConnectionsFile().read(&problem);
        QCOMPARE(saved.size(), 1);
        QCOMPARE(saved.first(), mine);
    }

    void closedWindowsOfCapturesAreForgotten()
    {
        WindowOptions options;
        options.captures = {m_folder.filePath(u"old"_s)};
        Application application(options);
        application.start();
        const QPointer<MainWindow> window = application.mainWindow();
        QVERIFY(window && window->isVisible());
        window->close();
        QCOMPARE(application.mainWindow(), nullptr);
        QTRY_VERIFY(!window);
    }

    void whatIsRecordedEndsWithItsWindow()
    {
        WindowOptions options;
        options.captures = {m_folder.filePath(u"old"_s)};
        Application application(options);
        application.start();
        const QPointer<MainWindow> capture = application.mainWindow();
        Q_EMIT capture->demoRequested();
        const QPointer<MainWindow> live = application.mainWindow();
        QVERIFY(live && live != capture && live->isVisible());
        live->close();
        QCOMPARE(application.mainWindow(), capture.data());
        QTRY_VERIFY_WITH_TIMEOUT(!live, 10'000);
        QVERIFY(capture->isVisible());
        Q_EMIT capture->demoRequested(); // and again, from the beginning
        QVERIFY(application.mainWindow() != capture.data());
    }

    void aConnectionIsAddedInTheLiveWindow_data()
    {
        QTest::addColumn<QString>("way");
        QTest::newRow("File > Add Connection") << u"action"_s;
        QTest::newRow("the page of a window without events") << u"wayAddConnection"_s;
        QTest::newRow("the button of the dock") << u"Add connection"_s;
    }
    void aConnectionIsAddedInTheLiveWindow()
    {
        QFETCH(const QString, way);
        WindowOptions options;
        options.captures = {m_folder.filePath(u"old"_s)};
        Application application(options);
        application.start();
        MainWindow *capture = application.mainWindow();
        if (way == u"action")
            capture->findChild<WindowActions *>()->addConnection->trigger();
        for (QAbstractButton *one : capture->findChildren<QAbstractButton *>()) {
            if (one->objectName() == way || one->accessibleName() == way)
                one->click();
        }
        MainWindow *live = application.mainWindow();
        QVERIFY(live != capture && live->isVisible());
        QVERIFY(!capture->findChild<ConnectionDialog *>());
        const auto *dialog = live->findChild<ConnectionDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        const auto boxes = dialog->findChildren<QComboBox *>();
        QVERIFY(std::any_of(boxes.begin(), boxes.end(), [](const QComboBox *box) {
            return box->findText(u"VoIPBIN"_s) >= 0 && box->findText(u"Fix"_s) >= 0;
        }));
    }

    /// E14: an export refuses to close before it has stopped.
    void aSignalEndsItAlsoWhereADialogRefusesToClose()
    {
        struct Busy final : QDialog
        {
            using QDialog::QDialog;
            void reject() override {}
        };
        Application application({});
        application.start();
        Busy dialog(application.mainWindow());
        QTimer::singleShot(0, &dialog, &QDialog::exec);
        QTimer asked;
        connect(&asked, &QTimer::timeout, &application, [&] {
            if (dialog.isVisible())
                application.stop();
        });
        asked.start(10);
        QTimer late;
        late.setSingleShot(true);
        connect(&late, &QTimer::timeout, qApp, [] { QApplication::exit(1); });
        late.start(20'000);
        QCOMPARE(QApplication::exec(), 0);
        QCOMPARE(Settings().layout(), application.mainWindow()->saveLayout());
    }

    void whatIsChosenInOneWindowHoldsForAll()
    {
        WindowOptions options;
        options.captures = {m_folder.filePath(u"old"_s)};
        Application application(options);
        application.start();
        MainWindow *capture = application.mainWindow();
        Q_EMIT capture->demoRequested();
        MainWindow *live = application.mainWindow();
        for (MainWindow *chosen : {capture, live}) {
            const bool dark = chosen == capture;
            auto *actions = chosen->findChild<WindowActions *>();
            (dark ? actions->schemeDark : actions->schemeLight)->trigger();
            actions->notifications->trigger();
            QCOMPARE(Settings().colorScheme(), dark ? u"dark"_s : u"light"_s);
            QCOMPARE(Settings().notifications(), actions->notifications->isChecked());
            for (MainWindow *window : {capture, live}) {
                const auto *shown = window->findChild<WindowActions *>();
                QCOMPARE(shown->schemeDark->isChecked(), dark);
                QCOMPARE(shown->notifications->isChecked(), Settings().notifications());
            }
        }
    }

private:
    QTemporaryDir m_folder;
};

// QTEST_MAIN here would be that of a program without a window: its precompiled header has none.
int main(int argc, char **argv)
{
    return testMain<QApplication, TestApplication>(argc, argv);
}
#include "tst_application.moc"
