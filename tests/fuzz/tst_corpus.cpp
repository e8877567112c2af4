// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzztarget.h"

#include <QDirIterator>
#include <QFile>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

QStringList filesUnder(const QString &folder)
{
    QStringList files;
    for (QDirIterator found(folder, QDir::Files, QDirIterator::Subdirectories); found.hasNext();)
        files += found.next();
    files.sort();
    return files;
}

} // namespace

/// Every input of the corpus (tests/fuzz/README.md) once, without a fuzzer: what was found stays
/// mended. A property that does not hold ends the program at the file that was named last.
class TestCorpus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("TZ", "Europe/Berlin"); }
    void everyTargetHasACorpusAndEveryCorpusATarget();
    void everyInputIsSurvivedAndEveryPropertyHolds_data();
    void everyInputIsSurvivedAndEveryPropertyHolds();
};

void TestCorpus::everyTargetHasACorpusAndEveryCorpusATarget()
{
    const QString corpus = QStringLiteral(TEST_SOURCE_DIR "/fuzz/corpus");
    const QStringList folders = QDir(corpus).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &folder : folders)
        QVERIFY2(fuzzTarget(folder.toStdString()), qPrintable(folder));
    for (const FuzzTarget &target : fuzzTargets())
        QVERIFY2(folders.contains(QLatin1String(target.name)), target.name);
}

void TestCorpus::everyInputIsSurvivedAndEveryPropertyHolds_data()
{
    QTest::addColumn<QString>("name");
    for (const FuzzTarget &target : fuzzTargets())
        QTest::newRow(target.name) << QString::fromLatin1(target.name);
}

void TestCorpus::everyInputIsSurvivedAndEveryPropertyHolds()
{
    QFETCH(QString, name);
    const QString tests = QStringLiteral(TEST_SOURCE_DIR);
    const FuzzTarget *target = fuzzTarget(name.toStdString());
    QStringList files = filesUnder(tests + u"/fuzz/corpus/"_s + name);
    QVERIFY2(files.size() > 3, "a corpus has something to begin with");
    if (target->fixtures)
        files += filesUnder(tests + u"/fixtures/dialects/"_s + QLatin1String(target->fixtures));
    for (const QString &path : std::as_const(files)) {
        QFile file(path);
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(path));
        const QByteArray bytes = file.readAll();
        // Seen only where the program ends before it says so itself.
        const QByteArray named = path.mid(tests.size() + 1).toUtf8();
        qputenv("EVENTSCOPE_FUZZ_INPUT", named);
        target->look({bytes.constData(), size_t(bytes.size())});
    }
}

QTEST_GUILESS_MAIN(TestCorpus)
#include "tst_corpus.moc"
