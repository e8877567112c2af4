// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/wholefile.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <sys/resource.h>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestWholeFile final : public QObject
{
    Q_OBJECT

private:
    static QByteArray contentOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void replacesWhatWasThere()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"a.json"_s);
        QVERIFY(saveWholeFile(path, "first, and longer", Readers::Usual));
        QVERIFY(saveWholeFile(path, "second", Readers::Usual));
        QCOMPARE(contentOf(path), QByteArray("second"));
    }

    void ofTheOwnerNobodyElseReadsIt()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"a.json"_s);
        QVERIFY(saveWholeFile(path, "mine", Readers::Owner));
        const auto others =
            QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(!(QFile::permissions(path) & others));
    }

    void fullDiskLeavesTheOldFileAndSaysWhy()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"a.json"_s);
        QVERIFY(saveWholeFile(path, "old", Readers::Usual));
        struct rlimit before = {};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
        struct rlimit tight = before;
        tight.rlim_cur = 1'000;
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &tight), 0);
        // Less than what a buffer takes without a word.
        const auto saved = saveWholeFile(path, QByteArray(2'000, 'x'), Readers::Usual);
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
        std::signal(SIGXFSZ, ignored);
        QVERIFY(!saved);
        QVERIFY(!saved.error().isEmpty());
        QCOMPARE(contentOf(path), QByteArray("old"));
    }

    void noFolderIsSaid()
    {
        QTemporaryDir dir;
        const auto saved = saveWholeFile(dir.filePath(u"gone/a.json"_s), "x", Readers::Usual);
        QVERIFY(!saved);
        QVERIFY(!saved.error().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestWholeFile)
#include "tst_wholefile.moc"
