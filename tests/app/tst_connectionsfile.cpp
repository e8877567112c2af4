// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/connectionsfile.h"

#include <QDir>
#include <QFile>
#include <QLockFile>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>
#include <unistd.h>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

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

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void writeFile(const QByteArray &text)
{
    QVERIFY(QDir().mkpath(QFileInfo(ConnectionsFile::fileName()).path()));
    QFile file(ConnectionsFile::fileName());
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
}

QStringList savedNames()
{
    QString problem;
    QStringList names;
    for (const ConnectionProfile &profile : ConnectionsFile().read(&problem))
        names += profile.name;
    return problem.isEmpty() ? names : QStringList(problem);
}

/// root may read everything; for the life of this, nobody does who may not.
class OrdinaryUser
{
public:
    OrdinaryUser()
    {
        if (::geteuid() == 0)
            m_changed = ::seteuid(nobody) == 0;
    }
    ~OrdinaryUser()
    {
        if (m_changed && ::seteuid(0) != 0)
            qFatal("root is gone");
    }
    static constexpr uid_t nobody = 65'534;

private:
    bool m_changed = false;
};

} // namespace

class TestConnectionsFile : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_problem;

private Q_SLOTS:
    void initTestCase()
    {
        ::umask(077);
        QVERIFY(m_folder.isValid());
        qputenv("XDG_CONFIG_HOME", QFile::encodeName(m_folder.path()));
        QVERIFY(ConnectionsFile::fileName().startsWith(m_folder.path()));
    }
    void init()
    {
        QDir(QFileInfo(ConnectionsFile::fileName()).path()).removeRecursively();
        m_problem.clear();
    }

    void connectionsComeBackAsTheyWere()
    {
        ConnectionsFile file;
        QVERIFY(file.read(&m_problem).isEmpty());
        QVERIFY(m_problem.isEmpty());
        ConnectionProfile demo = profileNamed(u"demo"_s);
        demo.transient = true;
        const QVector<ConnectionProfile> some{profileNamed(u"a"_s), profileNamed(u"b \"ü\""_s)};
        QVERIFY(file.save(some + QVector<ConnectionProfile>{demo}));
        QCOMPARE(ConnectionsFile().read(&m_problem), some);
        QVERIFY2(m_problem.isEmpty(), qPrintable(m_problem));
    }

    void damagedConnectionsAreKeptAndSaid_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("readable");
        QTest::newRow("no JSON") << QByteArray("{\"connections\": [") << 0;
        QTest::newRow("empty") << QByteArray() << 0;
        QTest::newRow("an array") << QByteArray("[]") << 0;
        QTest::newRow("no list") << QByteArray("{\"connections\": 7}") << 0;
        QTest::newRow("bytes that are no text") << QByteArray("\xff\xfe{\x80") << 0;
        QTest::newRow("D10: deep") << QByteArray("[").repeated(100'000) << 0;
        QTest::newRow("D10: wrong types") << QByteArray("{\"connections\":[7,null,[],\"x\",{\"id\":[],"
                                                        "\"name\":{},\"options\":5}]}")
                                          << 0;
        QTest::newRow("one of two")
            << QByteArray("{\"connections\":[{\"id\":\"0badcafe\",\"name\":\"a\",\"dialect\":"
                          "\"fix\"},{\"name\":7}]}")
            << 1;
    }
    void damagedConnectionsAreKeptAndSaid()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, readable);
        writeFile(text);
        ConnectionsFile file;
        QCOMPARE(file.read(&m_problem).size(), readable);
        const QString kept = ConnectionsFile::fileName() + u".unreadable"_s;
        QVERIFY2(m_problem.contains(kept), qPrintable(m_problem));
        QCOMPARE(contentOf(kept), text);
    }

    void aHostileFileIsBounded()
    {
        // D10: what is wrong is counted, not listed without an end
        writeFile("{\"connections\":[" + QByteArray("{\"name\":7},").repeated(20'000) + "7]}");
        QCOMPARE(ConnectionsFile().read(&m_problem).size(), 0);
        QVERIFY2(m_problem.size() < 1'000 && m_problem.contains(u"and 19997 more"_s),
                 qPrintable(m_problem.left(2'000)));
        // D10: more than a memory should take
        const QByteArray huge = "{\"connections\":[]}" + QByteArray(33 << 20, ' ');
        writeFile(huge);
        m_problem.clear();
        QCOMPARE(ConnectionsFile().read(&m_problem).size(), 0);
        QVERIFY2(m_problem.contains(u"larger than 32 MiB"_s), qPrintable(m_problem));
        QCOMPARE(contentOf(ConnectionsFile::fileName()).size(), huge.size());
    }

    void whatIsKeptOfADamagedFileHoldsNoSecret_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("kept");
        QTest::newRow("in a URL") << QByteArray("{\"url\":\"wss://h/ws?token=hunter2&a=1\", ü")
                                  << QByteArray("{\"url\":\"wss://h/ws?token=&a=1\", ü");
        QTest::newRow("with escaped slashes") << QByteArray("{\"url\":\"ws:\\/\\/h?jwt=hunter2\"\"")
                                              << QByteArray("{\"url\":\"ws:\\/\\/h?jwt=\"\"");
        QTest::newRow("cut off") << QByteArray("{\"url\":\"ws://h?access_token=hunt")
                                 << QByteArray("{\"url\":\"ws://h?access_token=");
        QTest::newRow("a user's password") << QByteArray("[{\"url\":\"ws://me:hunter2@h/\"}]")
                                           << QByteArray("[{\"url\":\"ws://h/\"}]");
        QTest::newRow("a member of its own")
            << QByteArray("{\"password\" : \"hun\\\"ter2\", \"n\":1,}")
            << QByteArray("{\"password\" : \"\", \"n\":1,}");
        QTest::newRow("a member that is cut off")
            << QByteArray("{\"a\":1,\"token\":\"hunt") << QByteArray("{\"a\":1,\"token\":\"");
    }
    void whatIsKeptOfADamagedFileHoldsNoSecret()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, kept);
        writeFile(text);
        ConnectionsFile().read(&m_problem);
        const QString name = ConnectionsFile::fileName() + u".unreadable"_s;
        QCOMPARE(contentOf(name), kept);
        QVERIFY2(m_problem.contains(u"but for the secrets in it"_s), qPrintable(m_problem));
        struct stat status = {};
        QCOMPARE(::stat(QFile::encodeName(name).constData(), &status), 0);
        QCOMPARE(status.st_mode & 0777, mode_t(0600));
    }

    void aFileThatCannotBeReadIsNeverOverwritten()
    {
        QVERIFY(ConnectionsFile().save({profileNamed(u"precious"_s)}));
        const QByteArray path = QFile::encodeName(ConnectionsFile::fileName());
        const QByteArray before = contentOf(ConnectionsFile::fileName());
        QVERIFY(before.contains("precious"));
        const QByteArray folder = QFile::encodeName(QFileInfo(ConnectionsFile::fileName()).path());
        if (::geteuid() == 0) {
            for (const QByteArray &place : {QFile::encodeName(m_folder.path()), folder, path})
                QCOMPARE(::chown(place.constData(), OrdinaryUser::nobody, gid_t(-1)), 0);
        }
        QCOMPARE(::chmod(path.constData(), 0), 0);
        ConnectionsFile file;
        {
            const OrdinaryUser user;
            QVERIFY(file.read(&m_problem).isEmpty());
            QVERIFY2(m_problem.contains(u"connections.json"_s), qPrintable(m_problem));
            const Result<void> saved = file.save({profileNamed(u"new"_s)});
            QVERIFY(!saved);
            QVERIFY2(saved.error().contains(u"until they can be read"_s),
                     qPrintable(saved.error()));
        }
        QCOMPARE(::chmod(path.constData(), 0600), 0);
        QCOMPARE(contentOf(ConnectionsFile::fileName()), before);
        // As soon as it can be read nothing is in the way, and still nothing is lost.
        QVERIFY(file.save({profileNamed(u"new"_s)}));
        QCOMPARE(savedNames(), QStringList({u"precious"_s, u"new"_s}));
    }

    void aFolderThatCannotBeWrittenIsSaid()
    {
        // A file where the folder should be: so it also fails for root.
        const QString folder = QFileInfo(ConnectionsFile::fileName()).path();
        QVERIFY(QDir().mkpath(QFileInfo(folder).path()));
        QFile blocker(folder);
        QVERIFY(blocker.open(QIODevice::WriteOnly));
        const Result<void> saved = ConnectionsFile().save({profileNamed(u"a"_s)});
        QVERIFY(!saved);
        QVERIFY2(saved.error().contains(u"connections.json"_s), qPrintable(saved.error()));
        QVERIFY(blocker.remove());
    }

    void twoWindowsKeepEachOthersConnections()
    {
        const ConnectionProfile common = profileNamed(u"common"_s);
        QVERIFY(ConnectionsFile().save({common}));
        ConnectionsFile one;
        ConnectionsFile other;
        QVector<ConnectionProfile> inOne = one.read(&m_problem);
        QVector<ConnectionProfile> inOther = other.read(&m_problem);
        inOne.append(profileNamed(u"of one"_s));
        QVERIFY(one.save(inOne));
        inOther.append(profileNamed(u"of the other"_s));
        QVERIFY(other.save(inOther));
        QCOMPARE(savedNames(), QStringList({u"common"_s, u"of one"_s, u"of the other"_s}));

        // Who changes something decides about it, and about nothing else.
        inOther[0].name = u"renamed"_s;
        QVERIFY(other.save(inOther));
        inOne[1].name = u"changed"_s;
        QVERIFY(one.save(inOne));
        QCOMPARE(savedNames(), QStringList({u"renamed"_s, u"changed"_s, u"of the other"_s}));

        // What is removed in one is not brought back by the other.
        inOther.removeFirst();
        QVERIFY(other.save(inOther));
        QVERIFY(one.save(inOne));
        QCOMPARE(savedNames(), QStringList({u"changed"_s, u"of the other"_s}));
        inOne[0].name = u"needed after all"_s; // unless it is changed there
        QVERIFY(one.save(inOne));
        QCOMPARE(savedNames(),
                 QStringList({u"changed"_s, u"of the other"_s, u"needed after all"_s}));
    }

    void aFileThatWasRemovedComesBackWhole()
    {
        ConnectionsFile file;
        const QVector<ConnectionProfile> mine{profileNamed(u"a"_s), profileNamed(u"b"_s)};
        QVERIFY(file.save(mine));
        QVERIFY(QFile::remove(ConnectionsFile::fileName()));
        QVERIFY(file.save(mine));
        QCOMPARE(savedNames(), QStringList({u"a"_s, u"b"_s}));
    }

    void whoWritesAtTheMomentIsWaitedForAndThenNamed()
    {
        QVERIFY(ConnectionsFile().save({}));
        QLockFile lock(ConnectionsFile::fileName() + u".lock"_s);
        QVERIFY(lock.tryLock());
        const Result<void> saved = ConnectionsFile().save({profileNamed(u"a"_s)});
        QVERIFY(!saved);
        QVERIFY2(saved.error().contains(u"another Eventscope"_s), qPrintable(saved.error()));
        lock.unlock();
        QVERIFY(ConnectionsFile().save({profileNamed(u"a"_s)}));
        QCOMPARE(savedNames(), QStringList({u"a"_s}));
    }

    /// The secret has no other place yet.
    void whatIsHeldStaysInTheFileAsItIs()
    {
        ConnectionProfile profile = profileNamed(u"a"_s);
        writeFile("{\"connections\":[{\"id\":\"" + profile.id.toLatin1()
                  + "\",\"name\":\"a\",\"dialect\":\"voipbin\",\"options\":"
                    "{\"url\":\"ws://h/?token=hunter2\"}}]}");
        ConnectionsFile file;
        profile = file.read(&m_problem).value(0);
        QVERIFY(profile.options.value(u"url"_s).contains(u"hunter2"_s));
        QVERIFY(takeSecretsOut(profile, {}).hadSecrets());
        file.hold(profile);
        QVERIFY(file.save({profile, profileNamed(u"b"_s)}));
        QVERIFY(contentOf(ConnectionsFile::fileName()).contains("hunter2"));
        file.release(profile.id);
        QVERIFY(file.save({profile}));
        QVERIFY(!contentOf(ConnectionsFile::fileName()).contains("hunter2"));
    }
};

QTEST_GUILESS_MAIN(TestConnectionsFile)
#include "tst_connectionsfile.moc"
