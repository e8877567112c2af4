// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which windows the program has, and what ends with each of them.

#include "app/application.h"
#include "app/settings.h"
#include "models/capture/capturewriter.h"
#include "views/mainwindow.h"

#include <QApplication>
#include <QPointer>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

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

    void theDemoKeepsTheSavedConnections()
    {
        ConnectionProfile mine;
        mine.id = ConnectionProfile::newId();
        mine.name = u"mine"_s;
        mine.dialect = u"voipbin"_s;
        mine.options = {{u"url"_s, u"ws://127.0.0.1:1/"_s}};
        QVERIFY(Settings().saveProfiles({mine}));
        WindowOptions options;
        options.demo = true;
        {
            Application application(options);
            application.start();
            QVERIFY(application.mainWindow());
        }
        QString problem;
        const QVector<ConnectionProfile> saved = Settings().profiles(&problem);
        QCOMPARE(saved.size(), 1);
        QCOMPARE(saved.first(), mine);
        QVERIFY(Settings().saveProfiles({}));
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

private:
    QTemporaryDir m_folder;
};

QTEST_MAIN(TestApplication)
#include "tst_application.moc"
