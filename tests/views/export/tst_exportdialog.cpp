// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessiblenames.h"
#include "tests/support/dialogwidgets.h"
#include "tests/support/testclasses.h"
#include "tests/views/export/exportdialogfixture.h"
#include "tests/views/export/exportedfilestest.h"
#include "tests/views/logfixture.h"
#include "views/export/exportdialog.h"
#include "views/export/exportrun.h"
#include "views/export/targetcheck.h"
#include "views/wraplabel.h"

#include <QApplication>
#include <QFile>
#include <QMessageBox>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QTest>
#include <QThreadPool>

#include <atomic>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

/// Lines that come only while the gate is open, so that an export can be caught in its middle.
class SlowLines final : public LineSource
{
public:
    explicit SlowLines(const LineSource &lines) : m_lines(lines) { }
    std::string_view line(const EventRecord &record, std::string &scratch) const override
    {
        ++read;
        m_open.wait(false);
        return m_lines.line(record, scratch);
    }
    void open()
    {
        m_open = true;
        m_open.notify_all();
    }
    mutable std::atomic<int> read{0};

private:
    const LineSource &m_lines;
    std::atomic<bool> m_open{false};
};

} // namespace

class TestExportDialog final : public ExportDialogFixture
{
    Q_OBJECT
private Q_SLOTS:
    void withoutAFilterThereIsOnlyAll();
    void enterExportsFromEveryField();
    void formatChangesTheSuffixOnly();
    void badTargetIsSaidAtItsPlace_data();
    void badTargetIsSaidAtItsPlace();
    void existingFileIsReplacedOnlyAfterAsking();
    void cancelledExportLeavesNothing();
    void escapeWhileRunningStopsAndCloses();
    void dialogMayBeDestroyedWhileRunning();
    void eventsOfLaterAreNotInTheSnapshot();
    void folderThatWentAwayIsSaidAtItsPlace();
    void failureIsSaidAtItsPlace();
    void suggestedFileNeverExists();
    void progressTextSaysWhatIsLeft_data();
    void progressTextSaysWhatIsLeft();
    void progressTellsOfIndexes();
    void emptyLogCannotBeExported();
    void everyControlHasAName();
    void noTwoControlsShareAKey();

private:
};

void TestExportDialog::withoutAFilterThereIsOnlyAll()
{
    ExportDialog dialog(&m_log->model);
    QVERIFY(button<QRadioButton>(dialog, u"All events"_s)->isChecked());
    QVERIFY(!button<QRadioButton>(dialog, u"Only what is shown"_s)->isEnabled());
}

void TestExportDialog::enterExportsFromEveryField()
{
    ExportDialog dialog(&m_log->model);
    dialog.show();
    QApplication::setActiveWindow(&dialog);
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    file(dialog)->setText(path(u"e.jsonl"_s));
    file(dialog)->setFocus();
    QTest::keyClick(file(dialog), Qt::Key_Return);
    QVERIFY(dialog.isVisible()); // it was no Cancel
    QTRY_VERIFY(QFile::exists(path(u"e.jsonl"_s)));
}

void TestExportDialog::formatChangesTheSuffixOnly()
{
    ExportDialog dialog(&m_log->model);
    file(dialog)->setText(u"/tmp/some.thing.jsonl"_s);
    button<QRadioButton>(dialog, u"CSV"_s)->setChecked(true);
    QCOMPARE(file(dialog)->text(), u"/tmp/some.thing.csv"_s);
    button<QRadioButton>(dialog, u"JSON Lines"_s)->setChecked(true);
    QCOMPARE(file(dialog)->text(), u"/tmp/some.thing.jsonl"_s);
    file(dialog)->setText(u"/tmp/mine.txt"_s);
    button<QRadioButton>(dialog, u"CSV"_s)->setChecked(true);
    QCOMPARE(file(dialog)->text(), u"/tmp/mine.txt"_s);
    file(dialog)->setText(u"/tmp/mine.csv"_s);
    button<QRadioButton>(dialog, u"SQLite"_s)->setChecked(true);
    QCOMPARE(file(dialog)->text(), u"/tmp/mine.sqlite"_s);
}

void TestExportDialog::badTargetIsSaidAtItsPlace_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("part");
    QTest::newRow("empty") << QString() << u"Choose a file"_s;
    QTest::newRow("folder") << u"."_s << u"folder"_s;
    QTest::newRow("missing folder") << u"nowhere/out.jsonl"_s << u"no folder"_s;
    QTest::newRow("in a capture") << u"c/out.jsonl"_s << u"inside the capture"_s;
}

void TestExportDialog::badTargetIsSaidAtItsPlace()
{
    QFETCH(const QString, name);
    QFETCH(const QString, part);
    QVERIFY(QDir().mkdir(path(u"c"_s)));
    QVERIFY(QFile(path(u"c/capture.json"_s)).open(QIODevice::WriteOnly));
    ExportDialog dialog(&m_log->model);
    dialog.open();
    file(dialog)->setText(name.isEmpty() ? name : path(name));
    QVERIFY2(said(dialog, WrapLabel::Tone::Error).contains(part),
             qPrintable(said(dialog, WrapLabel::Tone::Error)));
    QVERIFY(!button<QPushButton>(dialog, u"Export"_s)->isEnabled());
}

void TestExportDialog::existingFileIsReplacedOnlyAfterAsking()
{
    QFile old(path(u"out.jsonl"_s));
    QVERIFY(old.open(QIODevice::WriteOnly));
    old.write("precious\n");
    old.close();
    ExportDialog dialog(&m_log->model);
    dialog.open();
    file(dialog)->setText(path(u"out.jsonl"_s));
    for (const bool replace : {false, true}) {
        button<QPushButton>(dialog, u"Export"_s)->click();
        auto *box = dialog.findChild<QMessageBox *>();
        QVERIFY(box && box->isVisible());
        QCOMPARE(linesOf(path(u"out.jsonl"_s)).constFirst(), QByteArray("precious"));
        QPointer<QMessageBox> gone = box;
        button<QPushButton>(*box, replace ? u"Replace"_s : u"Cancel"_s)->click();
        QTRY_VERIFY(!gone);
    }
    QTRY_COMPARE(result(dialog)->tone(), WrapLabel::Tone::Success);
    QCOMPARE(linesOf(path(u"out.jsonl"_s)).size(), 812);
}

void TestExportDialog::cancelledExportLeavesNothing()
{
    SlowLines slow(m_log->lines);
    m_log->model.setLog(&m_log->log, &slow);
    ExportDialog dialog(&m_log->model);
    dialog.open();
    exportTo(dialog, path(u"out.jsonl"_s));
    QTRY_VERIFY(slow.read > 0);
    QVERIFY(dialog.findChild<QProgressBar *>()->isVisible());
    QVERIFY(!file(dialog)->isEnabled());
    button<QPushButton>(dialog, u"Cancel"_s)->click();
    slow.open();
    QTRY_VERIFY2(result(dialog)->text().startsWith(u"Cancelled"_s),
                 qPrintable(result(dialog)->text()));
    QVERIFY(dialog.isVisible());
    QVERIFY(QDir(m_folder->path()).isEmpty());
    QVERIFY(button<QPushButton>(dialog, u"Export"_s)->isEnabled());
}

void TestExportDialog::escapeWhileRunningStopsAndCloses()
{
    SlowLines slow(m_log->lines);
    m_log->model.setLog(&m_log->log, &slow);
    ExportDialog dialog(&m_log->model);
    dialog.open();
    exportTo(dialog, path(u"out.jsonl"_s));
    QTRY_VERIFY(slow.read > 0);
    QTest::keyClick(&dialog, Qt::Key_Escape);
    QVERIFY(dialog.isVisible()); // it waits without blocking
    slow.open();
    QTRY_VERIFY(!dialog.isVisible());
    QVERIFY(QDir(m_folder->path()).isEmpty());
}

void TestExportDialog::dialogMayBeDestroyedWhileRunning()
{
    SlowLines slow(m_log->lines);
    m_log->model.setLog(&m_log->log, &slow);
    auto dialog = std::make_unique<ExportDialog>(&m_log->model);
    dialog->open();
    exportTo(*dialog, path(u"out.jsonl"_s));
    QTRY_VERIFY(slow.read > 0);
    slow.open();
    dialog.reset(); // waits for the worker, which reads `slow`
    const int read = slow.read;
    QVERIFY(QThreadPool::globalInstance()->waitForDone(20'000));
    QCOMPARE(slow.read.load(), read);
}

void TestExportDialog::eventsOfLaterAreNotInTheSnapshot()
{
    SlowLines slow(m_log->lines);
    m_log->model.setLog(&m_log->log, &slow);
    ExportDialog dialog(&m_log->model);
    dialog.open();
    exportTo(dialog, path(u"out.jsonl"_s));
    QTRY_VERIFY(slow.read > 0);
    m_log->addMany(100);
    slow.open();
    QTRY_COMPARE(result(dialog)->tone(), WrapLabel::Tone::Success);
    QCOMPARE(linesOf(path(u"out.jsonl"_s)).size(), 812);
}

void TestExportDialog::folderThatWentAwayIsSaidAtItsPlace()
{
    ExportDialog dialog(&m_log->model);
    dialog.open();
    const QString folder = path(u"sub"_s);
    QVERIFY(QDir().mkdir(folder));
    file(dialog)->setText(folder + u"/out.jsonl"_s);
    QVERIFY(QDir(folder).removeRecursively()); // after it was checked
    QVERIFY(button<QPushButton>(dialog, u"Export"_s)->isEnabled());
    button<QPushButton>(dialog, u"Export"_s)->click();
    QVERIFY2(said(dialog, WrapLabel::Tone::Error).contains(u"There is no folder"_s),
             qPrintable(said(dialog, WrapLabel::Tone::Error)));
    QVERIFY(!QFile::exists(folder));
}

void TestExportDialog::failureIsSaidAtItsPlace()
{
    ExportDialog dialog(&m_log->model);
    dialog.open();
    exportTo(dialog, path(QString(300, u'n') + u".jsonl"_s)); // longer than a name may be
    QTRY_COMPARE(result(dialog)->tone(), WrapLabel::Tone::Error);
    QVERIFY(result(dialog)->isVisible());
    QVERIFY(!button<QPushButton>(dialog, u"Open Folder"_s)->isVisible());
    QVERIFY(QDir(m_folder->path()).isEmpty());
    file(dialog)->setText(path(u"another.jsonl"_s)); // of which nothing is known yet
    QVERIFY(!result(dialog)->isVisible() || result(dialog)->text().isEmpty());
}

void TestExportDialog::suggestedFileNeverExists()
{
    const QDateTime now(QDate(2026, 11, 21), QTime(10, 30));
    const QString first = suggestedTarget(now, u"jsonl"_s);
    QVERIFY2(first.endsWith(u"/eventscope-2026-11-21-1030.jsonl"_s), qPrintable(first));
    QFile existing(first);
    QVERIFY(existing.open(QIODevice::WriteOnly));
    const QString second = suggestedTarget(now, u"jsonl"_s);
    existing.remove();
    QVERIFY2(second.endsWith(u"/eventscope-2026-11-21-1030-2.jsonl"_s), qPrintable(second));
}

void TestExportDialog::progressTextSaysWhatIsLeft_data()
{
    QTest::addColumn<quint64>("done");
    QTest::addColumn<quint64>("total");
    QTest::addColumn<qint64>("elapsed");
    QTest::addColumn<QString>("end");
    QTest::newRow("not begun") << quint64(0) << quint64(0) << qint64(0) << u"Preparing…"_s;
    QTest::newRow("too early") << quint64(1) << quint64(100) << qint64(100) << u"of 100 events"_s;
    QTest::newRow("seconds") << quint64(25) << quint64(100) << qint64(1'000) << u"about 3 s left"_s;
    QTest::newRow("minutes") << quint64(1) << quint64(121) << qint64(1'000)
                             << u"about 2 min left"_s;
    QTest::newRow("done") << quint64(100) << quint64(100) << qint64(1'000)
                          << u"100 of 100 events"_s;
}

void TestExportDialog::progressTextSaysWhatIsLeft()
{
    QFETCH(const quint64, done);
    QFETCH(const quint64, total);
    QFETCH(const qint64, elapsed);
    QFETCH(const QString, end);
    const QString text = exportProgressText(done, total, elapsed);
    QVERIFY2(text.endsWith(end), qPrintable(text));
}

void TestExportDialog::progressTellsOfIndexes()
{
    QCOMPARE(exportProgressText(50, 100, 10'000, 0.25), u"50 of 100 events, about 30 s left"_s);
    QCOMPARE(exportProgressText(100, 100, 10'000, 0.75), u"Making the indexes, about 3 s left"_s);
    QCOMPARE(exportProgressText(100, 100, 10'000, 1), u"100 of 100 events"_s);
}

void TestExportDialog::emptyLogCannotBeExported()
{
    LogFixture empty;
    ExportDialog dialog(&empty.model);
    QVERIFY(!button<QPushButton>(dialog, u"Export"_s)->isEnabled());
    empty.addMany(1);
    QVERIFY(button<QPushButton>(dialog, u"Export"_s)->isEnabled());
}

void TestExportDialog::noTwoControlsShareAKey()
{
    ExportDialog dialog(&m_log->model);
    dialog.show();
    QHash<QKeySequence, QString> used;
    const auto buttons = dialog.findChildren<QAbstractButton *>();
    for (const QAbstractButton *one : buttons) {
        const QKeySequence key = QKeySequence::mnemonic(one->text());
        if (key.isEmpty())
            continue;
        QVERIFY2(!used.contains(key), qPrintable(one->text() + u" and "_s + used.value(key)));
        used.insert(key, one->text());
    }
    QVERIFY(used.size() >= 6);
}

void TestExportDialog::everyControlHasAName()
{
    ExportDialog dialog(&m_log->model);
    dialog.open();
    QCOMPARE(unnamedControls(&dialog), QStringList());
}

int main(int argc, char **argv)
{
    return testMain<QApplication, TestExportDialog, ExportedFilesTest>(argc, argv);
}

#include "tst_exportdialog.moc"
