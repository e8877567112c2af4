// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QTest>
#include <sys/stat.h>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

QString configFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation);
}

} // namespace

class TestSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setApplicationName(
            u"tst_settings-%1"_s.arg(QCoreApplication::applicationPid()));
        ::umask(077);
    }
    void init() { QDir(configFolder()).removeRecursively(); }
    void cleanupTestCase() { QDir(configFolder()).removeRecursively(); }

    void onlyTheUserCanReadThem()
    {
        Settings settings;
        QVERIFY(settings.connections().save({}));
        settings.setNotifications(false);
        for (const QString &name : {u"connections.json"_s, u"eventscope.ini"_s}) {
            struct stat status = {};
            const QString path = configFolder() + u'/' + name;
            QCOMPARE(::stat(QFile::encodeName(path).constData(), &status), 0);
            QVERIFY2((status.st_mode & 0777) == 0600, qPrintable(name));
        }
    }

    void preferencesStay()
    {
        Settings settings;
        QCOMPARE(settings.colorScheme(), u"system"_s);
        QVERIFY(settings.notifications());
        settings.setColorScheme(u"dark"_s);
        settings.setNotifications(false);
        settings.setLayout(QByteArray("\x00\x01layout", 8));
        QCOMPARE(Settings().colorScheme(), u"dark"_s);
        QVERIFY(!Settings().notifications());
        QCOMPARE(Settings().layout(), QByteArray("\x00\x01layout", 8));
        settings.setColorScheme(u"purple"_s);
        QCOMPARE(Settings().colorScheme(), u"system"_s);
    }
};

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
