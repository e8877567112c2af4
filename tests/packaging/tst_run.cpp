// SPDX-License-Identifier: GPL-3.0-or-later
//
// packaging/run and tests/run in a tree where everything that they call says what it was called
// with.

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

class TestRun : public QObject
{
    Q_OBJECT

    QTemporaryDir m_tree;
    int m_status = 0;
    QByteArray m_errors;

    void writeScript(const QString &name, const QByteArray &body)
    {
        const QString path = m_tree.filePath(name);
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("#!/bin/sh\n" + body + '\n');
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    QByteArray run(const QStringList &arguments, const QString &script = u"packaging/run"_s)
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"PATH"_s,
                           m_tree.filePath(u"bin"_s) + u':' + environment.value(u"PATH"_s));
        process.setProcessEnvironment(environment);
        process.start(m_tree.filePath(script), arguments);
        if (!process.waitForFinished(30'000))
            return {};
        m_status = process.exitCode();
        m_errors = process.readAllStandardError();
        return process.readAllStandardOutput().trimmed();
    }

private Q_SLOTS:
    void init()
    {
        for (const QString &script : {u"packaging/run"_s, u"tests/run"_s}) {
            QVERIFY(QDir().mkpath(QFileInfo(m_tree.filePath(script)).path()));
            QFile::copy(QStringLiteral(TEST_SOURCE_DIR "/../") + script, m_tree.filePath(script));
        }
        writeScript(u"packaging/install"_s, "exit 0");
        writeScript(u"packaging/without-display"_s, "echo without \"${1##*/}\"");
        writeScript(u"bin/cmake"_s, "exit 0");
        writeScript(u"build/release/build.ninja"_s, {});
    }

    void theWindowIsOpenedOnlyWhereItCanBeSeen_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QByteArray>("started");
        QTest::newRow("a display") << QByteArray("exit 0") << QByteArray("program --demo");
        QTest::newRow("none") << QByteArray("exit 1") << QByteArray("without eventscope");
        QTest::newRow("killed") << QByteArray("exit 134") << QByteArray("without eventscope");
    }
    void theWindowIsOpenedOnlyWhereItCanBeSeen()
    {
        QFETCH(const QByteArray, answer);
        QFETCH(const QByteArray, started);
        writeScript(u"build/release/app/eventscope"_s,
                    "case $1 in --check-display) " + answer + ";; *) echo program \"$@\";; esac");
        QCOMPARE(run({}), started);
        QCOMPARE(m_status, 0);
    }

    void argumentsGoThroughAsTheyAre()
    {
        writeScript(u"build/release/app/eventscope"_s, R"(printf '<%s>' "$@"; exit 7)");
        QCOMPARE(run({u"record"_s, u"--header"_s, u"Name: a  b"_s, QString()}),
                 QByteArray("<record><--header><Name: a  b><>"));
        QCOMPARE(m_status, 7);
    }

    void aBuildThatFailsIsShownAndNothingStarts()
    {
        writeScript(u"build/release/app/eventscope"_s, "echo program");
        writeScript(u"bin/cmake"_s, "echo no compiler; exit 1");
        QCOMPARE(run({}), QByteArray());
        QVERIFY(m_status != 0);
        QVERIFY2(m_errors.contains("no compiler"), m_errors.constData());
    }

    void testsThatWereSkippedAreNamedBeforeTheSummary_data()
    {
        QTest::addColumn<QByteArray>("log");
        QTest::addColumn<QByteArray>("named");
        QTest::addColumn<int>("status");
        QTest::newRow("two") << QByteArray("1/2 Test: a\nSKIP   : A::b(c) no network\n   Loc: [x]\n"
                                           "PASS   : A::d()\nSKIP   : E::f() no disk\n")
                             << QByteArray("Skipped here:\n  A::b(c) no network\n"
                                           "  E::f() no disk\n\n")
                             << 0;
        QTest::newRow("none, and one that failed")
            << QByteArray("1/2 Test: a\nPASS   : A::d()\n") << QByteArray("\n") << 8;
    }
    void testsThatWereSkippedAreNamedBeforeTheSummary()
    {
        QFETCH(const QByteArray, log);
        QFETCH(const QByteArray, named);
        QFETCH(const int, status);
        writeScript(u"build/asan/build.ninja"_s, {});
        writeScript(u"log"_s, log);
        const QByteArray summary = "100% tests passed, 0 tests failed\n\n  Total:  1 s";
        writeScript(u"bin/ctest"_s,
                    "mkdir -p build/asan/Testing/Temporary\n"
                    "cp log build/asan/Testing/Temporary/LastTest.log\n"
                    "echo \"$@\"\nprintf '"
                        + QByteArray(summary).replace("%", "%%") + "\n'\nexit "
                        + QByteArray::number(status));
        QCOMPARE(run({u"asan"_s, u"-R"_s, u"a  b"_s}, u"tests/run"_s),
                 "--preset asan -R a  b\n" + named + summary);
        QCOMPARE(m_status, status);
    }
};

QTEST_GUILESS_MAIN(TestRun)
#include "tst_run.moc"
