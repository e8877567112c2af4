// SPDX-License-Identifier: GPL-3.0-or-later
//
// Against a keychain of our own, on a bus of our own.

#include "app/connectionkeeper.h"

#include <QDBusConnection>
#include <QDBusContext>
#include <QDir>
#include <QDirIterator>
#include <QLibrary>
#include <QLockFile>
#include <QMutex>
#include <QProcess>
#include <QSemaphore>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <optional>

using namespace eventscope;
using namespace Qt::StringLiterals;

/// org.kde.KWallet as far as it is used. On a thread of its own, because it is also asked by calls
/// that wait.
class FakeWallet : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.kde.KWallet")
public:
    QSemaphore gate; ///< a permit for each secret that is written
    std::atomic_bool takes = true;
    std::atomic_bool says = true; ///< by an error, if it does not take one
    std::atomic_bool locked = false; ///< and gives none

    QMap<QString, QString> kept()
    {
        const QMutexLocker lock(&m_mutex);
        return m_kept;
    }

public Q_SLOTS:
    QString networkWallet() { return u"wallet"_s; }
    int open(const QString &, qlonglong, const QString &) { return 1; }
    int entryType(int, const QString &, const QString &key, const QString &)
    {
        if (locked) {
            sendErrorReply(QDBusError::AccessDenied, u"it is locked"_s);
            return 0;
        }
        return kept().contains(key) ? 1 : 0;
    }
    QString readPassword(int, const QString &, const QString &key, const QString &)
    {
        return kept().value(key);
    }
    int writePassword(int, const QString &, const QString &key, const QString &value,
                      const QString &)
    {
        gate.acquire();
        if (!takes || locked) {
            if (says)
                sendErrorReply(QDBusError::AccessDenied, u"it is locked"_s);
            return -1;
        }
        const QMutexLocker lock(&m_mutex);
        m_kept.insert(key, value);
        return 0;
    }

private:
    QMutex m_mutex;
    QMap<QString, QString> m_kept;
};

class TestConnectionKeeper : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QProcess m_bus;
    QThread m_thread;
    FakeWallet m_wallet;

    static QByteArray saved()
    {
        QFile file(ConnectionsFile::fileName());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static ConnectionProfile other()
    {
        ConnectionProfile profile;
        profile.id = ConnectionProfile::newId();
        profile.name = u"another"_s;
        profile.dialect = u"fix"_s;
        return profile;
    }
    /// As an older version or another program would have written it.
    static void saveWithToken(const QByteArray &id)
    {
        QVERIFY(QDir().mkpath(QFileInfo(ConnectionsFile::fileName()).path()));
        QFile file(ConnectionsFile::fileName());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"connections\":[{\"id\":\"" + id
                   + "\",\"name\":\"calls\",\"dialect\":\"voipbin\",\"options\":"
                     "{\"url\":\"ws://127.0.0.1:1/?token=hunter2\"}}]}");
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (QLibrary(u"secret-1"_s, 0).load())
            QSKIP("libsecret is installed, and is asked before any other keychain.");
        const QString daemon = QStandardPaths::findExecutable(u"dbus-daemon"_s);
        if (daemon.isEmpty())
            QSKIP("There is no dbus-daemon for a private session bus (Debian: dbus-daemon).");
        QVERIFY(m_folder.isValid());
        qputenv("XDG_CONFIG_HOME", QFile::encodeName(m_folder.path()));
        qputenv("XDG_CURRENT_DESKTOP", "KDE");
        qputenv("KDE_SESSION_VERSION", "5");
        m_bus.start(daemon, {u"--session"_s, u"--nofork"_s, u"--print-address"_s});
        QByteArray address;
        QTRY_VERIFY_WITH_TIMEOUT((address += m_bus.readAllStandardOutput()).contains('\n'), 20'000);
        qputenv("DBUS_SESSION_BUS_ADDRESS", address.trimmed());
        m_wallet.moveToThread(&m_thread);
        m_thread.start();
        QDBusConnection service =
            QDBusConnection::connectToBus(QString::fromUtf8(address.trimmed()), u"wallet"_s);
        QVERIFY(service.registerObject(u"/modules/kwalletd5"_s, &m_wallet,
                                       QDBusConnection::ExportAllSlots));
        QVERIFY(service.registerService(u"org.kde.kwalletd5"_s));
    }
    void cleanupTestCase()
    {
        m_wallet.gate.release(100);
        m_thread.quit();
        m_thread.wait();
        QDBusConnection::disconnectFromBus(u"wallet"_s);
        m_bus.kill();
        m_bus.waitForFinished();
    }

    void aSecretLeavesTheFileWhenTheKeychainHasIt()
    {
        saveWithToken("0badcafe");
        m_wallet.takes = true;
        ConnectionModel model;
        ConnectionsFile file;
        SecretStore secrets;
        ConnectionKeeper keeper(&model, &file, &secrets);
        QSignalSpy trouble(&keeper, &ConnectionKeeper::trouble);
        keeper.restore(false);
        QCOMPARE(model.rowCount(), 1);
        QVERIFY(!model.profile(u"0badcafe"_s)->options.value(u"url"_s).contains(u"hunter2"_s));
        // Whatever else is saved meanwhile leaves it where it is.
        model.addConnection(other(), {}, false, false);
        QTRY_VERIFY(saved().contains("another"));
        QVERIFY(saved().contains("hunter2"));
        m_wallet.gate.release();
        QTRY_VERIFY(!saved().contains("hunter2"));
        QVERIFY(saved().contains("another") && saved().contains("calls"));
        QCOMPARE(m_wallet.kept().value(u"0badcafe/token"_s), u"hunter2"_s);
        QCOMPARE(trouble.size(), 0);
    }

    void aSecretThatNoKeychainTakesStaysInTheFileAndIsSaid_data()
    {
        QTest::addColumn<bool>("says");
        QTest::newRow("refused with an error") << true;
        QTest::newRow("not taken without a word") << false;
    }
    void aSecretThatNoKeychainTakesStaysInTheFileAndIsSaid()
    {
        QFETCH(const bool, says);
        m_wallet.says = says;
        saveWithToken("feedbeef");
        m_wallet.takes = false;
        m_wallet.gate.release();
        ConnectionModel model;
        ConnectionsFile file;
        SecretStore secrets;
        ConnectionKeeper keeper(&model, &file, &secrets);
        QSignalSpy trouble(&keeper, &ConnectionKeeper::trouble);
        keeper.restore(false);
        QTRY_COMPARE(trouble.size(), 1);
        const QString said = trouble[0][1].toString();
        QVERIFY2(said.contains(ConnectionsFile::fileName()), qPrintable(said));
        QVERIFY2(!said.contains(u"hunter2"_s), qPrintable(said));
        model.addConnection(other(), {}, false, false);
        QTRY_VERIFY(saved().contains("another"));
        QVERIFY(saved().contains("hunter2"));
        // It is the user's to change; what is written then has no secret.
        ConnectionProfile changed = *model.profile(u"feedbeef"_s);
        changed.name = u"renamed"_s;
        model.editConnection(changed, {}, false);
        keeper.finish();
        QVERIFY(saved().contains("renamed") && !saved().contains("hunter2"));
    }

    void whatCouldNotBeSavedIsTriedAgainAtTheEnd()
    {
        ConnectionModel model;
        ConnectionsFile file;
        SecretStore secrets;
        ConnectionKeeper keeper(&model, &file, &secrets);
        QSignalSpy trouble(&keeper, &ConnectionKeeper::trouble);
        keeper.restore(false);
        {
            QLockFile somebodyElse(ConnectionsFile::fileName() + u".lock"_s);
            QVERIFY(somebodyElse.tryLock());
            ConnectionProfile late = other();
            late.name = u"late"_s;
            model.addConnection(late, {}, false, false);
            QTRY_COMPARE(trouble.size(), 1);
        }
        QVERIFY(!saved().contains("late"));
        keeper.finish();
        QVERIFY(saved().contains("late"));
    }

    /// E15: what it gave before is still used, what it does not give is asked for again, and what
    /// it does not take stays in memory: no file has it.
    void aKeychainThatIsLockedLaterIsToldAndNothingIsWrittenElsewhere()
    {
        m_wallet.takes = true;
        m_wallet.says = true;
        m_wallet.gate.release(3); // for each of those below
        SecretStore secrets;
        QStringList problems;
        const auto keep = [&](const QString &id, const QString &secret) {
            secrets.keep(id, {{u"token"_s, secret}}, true,
                         [&problems](const QString &problem) { problems.append(problem); });
        };
        const auto fetch = [](SecretStore &from, const QString &id) {
            std::optional<QString> got;
            from.fetch(id, {u"token"_s},
                       [&got](const OptionValues &values) { got = values.value(u"token"_s); });
            (void)QTest::qWaitFor([&got] { return got.has_value(); });
            return got.value_or(u"no answer"_s);
        };
        keep(u"0000aaaa"_s, u"hunter3-early"_s);
        keep(u"0000cccc"_s, u"hunter3-unread"_s);
        QTRY_COMPARE(problems, (QStringList{QString(), QString()}));

        m_wallet.locked = true;
        keep(u"0000bbbb"_s, u"hunter3-late"_s);
        QTRY_COMPARE(problems.size(), 3);
        QVERIFY2(problems[2].contains(u"for this session only"_s), qPrintable(problems[2]));
        QVERIFY2(!problems[2].contains(u"hunter3"_s), qPrintable(problems[2]));
        QCOMPARE(fetch(secrets, u"0000aaaa"_s), u"hunter3-early"_s);
        QCOMPARE(fetch(secrets, u"0000bbbb"_s), u"hunter3-late"_s);
        QVERIFY(!m_wallet.kept().contains(u"0000bbbb/token"_s));
        SecretStore another; // of a connection that was not asked for before
        QCOMPARE(fetch(another, u"0000cccc"_s), QString());
        m_wallet.locked = false;
        QCOMPARE(fetch(another, u"0000cccc"_s), u"hunter3-unread"_s);

        QDirIterator files(m_folder.path(), QDir::Files | QDir::Hidden,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains("hunter3"), qPrintable(file.fileName()));
        }
    }

    /// The keychain may take its time to answer.
    void theKeeperMayGoBeforeTheAnswer()
    {
        saveWithToken("cafe0bad");
        m_wallet.takes = true;
        SecretStore secrets;
        {
            ConnectionModel model;
            ConnectionsFile file;
            ConnectionKeeper keeper(&model, &file, &secrets);
            keeper.restore(false);
        }
        m_wallet.gate.release();
        QTRY_VERIFY(m_wallet.kept().contains(u"cafe0bad/token"_s));
        OptionValues known;
        secrets.fetch(u"cafe0bad"_s, {u"token"_s},
                      [&known](const OptionValues &values) { known = values; });
        QTRY_COMPARE(known.value(u"token"_s), u"hunter2"_s);
        QVERIFY(saved().contains("hunter2"));
    }
};

QTEST_GUILESS_MAIN(TestConnectionKeeper)
#include "tst_connectionkeeper.moc"
