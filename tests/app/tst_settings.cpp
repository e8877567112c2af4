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

ConnectionProfile profileNamed(const QString &name)
{
    ConnectionProfile profile;
    profile.id = ConnectionProfile::newId();
    profile.name = name;
    profile.dialect = u"voipbin"_s;
    profile.options = {{u"url"_s, u"wss://host/v1.0/ws"_s}};
    profile.subscriptions = {{u"customer_id:a:call:*"_s, {}, true}};
    return profile;
}

} // namespace

class TestSettings : public QObject
{
    Q_OBJECT

    Settings m_settings;

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

    void connectionsComeBackAsTheyWere()
    {
        QString problem;
        QVERIFY(m_settings.profiles(&problem).isEmpty());
        QVERIFY(problem.isEmpty());
        ConnectionProfile demo = profileNamed(u"demo"_s);
        demo.transient = true;
        const QVector<ConnectionProfile> some{profileNamed(u"a"_s), profileNamed(u"b \"ü\""_s)};
        QVERIFY(m_settings.saveProfiles(some + QVector<ConnectionProfile>{demo}));
        QCOMPARE(m_settings.profiles(&problem), some);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }

    void onlyTheUserCanReadThem()
    {
        QVERIFY(m_settings.saveProfiles({profileNamed(u"a"_s)}));
        Settings().setNotifications(false);
        for (const QString &name : {u"connections.json"_s, u"eventscope.ini"_s}) {
            struct stat status = {};
            const QString path = configFolder() + u'/' + name;
            QCOMPARE(::stat(QFile::encodeName(path).constData(), &status), 0);
            QVERIFY2((status.st_mode & 0777) == 0600, qPrintable(name));
        }
    }

    void damagedConnectionsAreKeptAndSaid_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("readable");
        QTest::newRow("no JSON") << QByteArray("{\"connections\": [") << 0;
        QTest::newRow("empty") << QByteArray() << 0;
        QTest::newRow("an array") << QByteArray("[]") << 0;
        QTest::newRow("no list") << QByteArray("{\"connections\": 7}") << 0;
        QTest::newRow("one of two")
            << QByteArray("{\"connections\":[{\"id\":\"0badcafe\",\"name\":\"a\",\"dialect\":"
                          "\"fix\"},{\"name\":7}]}")
            << 1;
    }
    void damagedConnectionsAreKeptAndSaid()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, readable);
        QVERIFY(QDir().mkpath(configFolder()));
        QFile file(configFolder() + u"/connections.json"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
        QString problem;
        QCOMPARE(m_settings.profiles(&problem).size(), readable);
        const QString kept = file.fileName() + u".unreadable"_s;
        QVERIFY2(problem.contains(kept), qPrintable(problem));
        QFile copy(kept);
        QVERIFY(copy.open(QIODevice::ReadOnly));
        QCOMPARE(copy.readAll(), text);
    }

    void aFolderThatCannotBeWrittenIsSaid()
    {
        // A file where the folder should be: so it also fails for root.
        QVERIFY(QDir().mkpath(QFileInfo(configFolder()).path()));
        QFile blocker(configFolder());
        QVERIFY(blocker.open(QIODevice::WriteOnly));
        const Result<void> saved = m_settings.saveProfiles({profileNamed(u"a"_s)});
        QVERIFY(!saved);
        QVERIFY2(saved.error().contains(u"connections.json"_s), qPrintable(saved.error()));
        QVERIFY(blocker.remove());
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
