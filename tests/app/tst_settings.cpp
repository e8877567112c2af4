// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSettings>
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
        for (const QString &name : {u"connections.json"_s, u"settings.json"_s}) {
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
        QVERIFY(!Settings().notifications()); // a setting forgets no other
    }

    void whatCannotBeKeptHoldsUntilTheEndAndIsSaid()
    {
        const QString folder = configFolder();
        QVERIFY(QDir().mkpath(QFileInfo(folder).path()));
        QFile inTheWay(folder); // also for root, whom no permission stops
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        const auto tidy = qScopeGuard([&folder] { QFile::remove(folder); });
        Settings settings;
        const RetentionSettings retention{{1'000, 0, 0}, {}};
        settings.setRetention(retention);
        QVERIFY2(settings.problem().startsWith(u"Cannot write "), qPrintable(settings.problem()));
        settings.setColorScheme(u"dark"_s);
        QVERIFY(!settings.problem().isEmpty());
        QVERIFY(settings.retention() == retention);
        QCOMPARE(settings.colorScheme(), u"dark"_s);
        QVERIFY(Settings().retention() == RetentionSettings());
        // Once there is room again, all of it is kept with the next change.
        QVERIFY(QFile::remove(folder));
        settings.setNotifications(false);
        QCOMPARE(settings.problem(), QString());
        QVERIFY(Settings().retention() == retention);
        QCOMPARE(Settings().colorScheme(), u"dark"_s);
    }

    void limitsStay()
    {
        QVERIFY(Settings().retention() == RetentionSettings());
        const RetentionSettings retention{{1'000, 5'000'000'000, 3'600'000'000}, {0, 1ULL << 60, 0}};
        Settings().setRetention(retention);
        QVERIFY(Settings().retention() == retention);
    }

    void whatWasInAnIniFileIsStillThere()
    {
        {
            QSettings earlier(configFolder() + u"/eventscope.ini"_s, QSettings::IniFormat);
            earlier.setValue(u"appearance/colorScheme"_s, u"dark"_s);
            earlier.setValue(u"notifications/desktop"_s, false);
            earlier.setValue(u"window/layout"_s, QByteArray("\x00\xfflayout", 8));
            earlier.setValue(u"retention/capture/bytes"_s, 7'000'000'000ULL);
        }
        QCOMPARE(Settings().colorScheme(), u"dark"_s);
        QVERIFY(!Settings().notifications());
        QCOMPARE(Settings().layout(), QByteArray("\x00\xfflayout", 8));
        QCOMPARE(Settings().retention().each.bytes, 7'000'000'000ULL);
        Settings().setColorScheme(u"light"_s);
        QCOMPARE(Settings().retention().each.bytes, 7'000'000'000ULL);
        QCOMPARE(Settings().colorScheme(), u"light"_s);
    }

    void aDamagedFileIsAsGoodAsNone()
    {
        QVERIFY(QDir().mkpath(configFolder()));
        QFile file(configFolder() + u"/settings.json"_s);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{\"notif") == 7);
        file.close();
        QVERIFY(Settings().notifications());
        Settings().setNotifications(false);
        QVERIFY(!Settings().notifications());
    }
};

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
