// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventlogroles.h"
#include "tests/support/accessiblenames.h"
#include "tests/support/dialogwidgets.h"
#include "tests/support/filterof.h"
#include "tests/views/logfixture.h"
#include "views/export/exportdialog.h"
#include "views/export/exportrun.h"
#include "views/export/targetcheck.h"
#include "views/wraplabel.h"

#include <QApplication>
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFile>
#include <QLineEdit>
#include <QMessageBox>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>

#include <atomic>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

template<typename Button>
Button *button(const QWidget &dialog, const QString &start)
{
    for (auto *candidate : dialog.findChildren<Button *>()) {
        if (candidate->text().remove(u'&').startsWith(start))
            return candidate;
    }
    return nullptr;
}

QLineEdit *file(const QWidget &dialog)
{
    return dialog.findChild<QLineEdit *>();
}

WrapLabel *result(const QWidget &dialog)
{
    for (auto *label : dialog.findChildren<WrapLabel *>()) {
        if (label->accessibleName() == "Result"_L1)
            return label;
    }
    return nullptr;
}

QList<QByteArray> linesOf(const QString &name)
{
    QFile content(name);
    if (!content.open(QIODevice::ReadOnly))
        return {};
    QList<QByteArray> lines = content.readAll().split('\n');
    lines.removeAll(QByteArray());
    return lines;
}

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

class TestExportDialog final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void init();
    void everyEventIsWritten_data();
    void everyEventIsWritten();
    void secretsAreMaskedUnlessTheUserWantsThem_data();
    void secretsAreMaskedUnlessTheUserWantsThem();
    void onlyWhatIsShownIsWritten();
    void withoutAFilterThereIsOnlyAll();
    void enterExportsFromEveryField();
    void formatChangesTheSuffixOnly();
    void compressionStandsInTheName();
    void formulasAreKeptFromRunningUnlessTold();
    void csvHasTheColumnsOfTheTable_data();
    void csvHasTheColumnsOfTheTable();
    void everyFormatIsWritten_data();
    void everyFormatIsWritten();
    void badTargetIsSaidAtItsPlace_data();
    void badTargetIsSaidAtItsPlace();
    void existingFileIsReplacedOnlyAfterAsking();
    void cancelledExportLeavesNothing();
    void escapeWhileRunningStopsAndCloses();
    void dialogMayBeDestroyedWhileRunning();
    void eventsOfLaterAreNotInTheSnapshot();
    void lostLinesAreSaid();
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
    QString path(const QString &name) const { return m_folder->filePath(name); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<LogFixture> m_log;
};

void TestExportDialog::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_log = std::make_unique<LogFixture>();
    m_log->addMany(812);
}

void TestExportDialog::everyEventIsWritten_data()
{
    QTest::addColumn<bool>("csv");
    QTest::addColumn<int>("lines");
    QTest::newRow("jsonl") << false << 812;
    QTest::newRow("csv") << true << 813; // with its header
}

void TestExportDialog::everyEventIsWritten()
{
    QFETCH(const bool, csv);
    QFETCH(const int, lines);
    ExportDialog dialog(&m_log->model);
    dialog.open();
    if (csv)
        button<QRadioButton>(dialog, u"CSV"_s)->setChecked(true);
    file(dialog)->setText(path(u"out.txt"_s));
    QTest::mouseClick(button<QPushButton>(dialog, u"Export"_s), Qt::LeftButton);
    QTRY_COMPARE(result(dialog)->tone(), WrapLabel::Tone::Success);
    QVERIFY2(result(dialog)->text().contains(u"812 events written"_s),
             qPrintable(result(dialog)->text()));
    QVERIFY(result(dialog)->text().contains(u"out.txt"_s));
    QCOMPARE(linesOf(path(u"out.txt"_s)).size(), lines);
    m_log->addMany(1); // makes the dialog look at the file again
    QCOMPARE(said(dialog, WrapLabel::Tone::Warning), QString()); // it is the one just written
    QVERIFY(button<QPushButton>(dialog, u"Open Folder"_s)->isVisible());
    QVERIFY(!dialog.findChild<QProgressBar *>()->isVisible());
}

void TestExportDialog::secretsAreMaskedUnlessTheUserWantsThem_data()
{
    QTest::addColumn<bool>("masks");
    QTest::addColumn<bool>("wanted");
    QTest::addColumn<int>("masked");
    QTest::newRow("nothing to hide") << false << false << 0;
    QTest::newRow("masked") << true << false << 812;
    QTest::newRow("lifted") << true << true << 0;
}

void TestExportDialog::secretsAreMaskedUnlessTheUserWantsThem()
{
    QFETCH(const bool, masks);
    QFETCH(const bool, wanted);
    QFETCH(const int, masked);
    const QByteArray source = m_log->model.lineAt(0).split('"').value(
        m_log->model.lineAt(0).split('"').indexOf("source") + 2);
    if (masks)
        m_log->model.setMasks({{QString::fromLatin1(source.mid(1)), FieldMask({u"*"_s})}});
    ExportDialog dialog(&m_log->model);
    dialog.open();
    auto *box = button<QCheckBox>(dialog, u"Mask secrets"_s);
    QCOMPARE(box->isVisible(), masks);
    QCOMPARE(said(dialog, WrapLabel::Tone::Dim).contains(u"[masked]"_s), masks);
    if (wanted)
        box->setChecked(false);
    file(dialog)->setText(path(u"out.jsonl"_s));
    QTest::mouseClick(button<QPushButton>(dialog, u"Export"_s), Qt::LeftButton);
    QTRY_COMPARE(result(dialog)->tone(), WrapLabel::Tone::Success);
    int found = 0;
    for (const QByteArray &line : linesOf(path(u"out.jsonl"_s)))
        found += line.contains("[masked]") ? 1 : 0;
    QCOMPARE(found, masked);
}

void TestExportDialog::onlyWhatIsShownIsWritten()
{
    m_log->model.setFilter(filterOf(u"\"call 81\""_s, m_log->log));
    QTRY_VERIFY(!m_log->model.isScanning());
    const int shown = m_log->model.rowCount();
    QVERIFY(shown > 0 && shown < 812);
    ExportDialog dialog(&m_log->model);
    dialog.open();
    QVERIFY(button<QRadioButton>(dialog, u"Only what is shown"_s)->isChecked());
    file(dialog)->setText(path(u"out.jsonl"_s));
    button<QPushButton>(dialog, u"Export"_s)->click();
    QTRY_COMPARE(result(dialog)->tone(), WrapLabel::Tone::Success);
    const auto lines = linesOf(path(u"out.jsonl"_s));
    QCOMPARE(lines.size(), shown);
    for (const QByteArray &line : lines)
        QVERIFY(line.contains("call 81"));
}

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

void TestExportDialog::compressionStandsInTheName()
{
    ExportDialog dialog(&m_log->model);
    auto *compress = button<QCheckBox>(dialog, u"Compress"_s);
    file(dialog)->setText(u"/tmp/mine.jsonl"_s);
    compress->setChecked(true);
    QCOMPARE(file(dialog)->text(), u"/tmp/mine.jsonl.zst"_s);
    button<QRadioButton>(dialog, u"CSV"_s)->setChecked(true);
    QCOMPARE(file(dialog)->text(), u"/tmp/mine.csv.zst"_s);
    button<QRadioButton>(dialog, u"SQLite"_s)->setChecked(true); // is never compressed
    QCOMPARE(file(dialog)->text(), u"/tmp/mine.sqlite"_s);
    QVERIFY(!compress->isEnabled());
    button<QRadioButton>(dialog, u"JSON Lines"_s)->setChecked(true);
    QCOMPARE(file(dialog)->text(), u"/tmp/mine.jsonl.zst"_s);
    compress->setChecked(false);
    QCOMPARE(file(dialog)->text(), u"/tmp/mine.jsonl"_s);
    // What is typed counts, too.
    dialog.show();
    file(dialog)->setFocus();
    file(dialog)->end(false);
    QTest::keyClicks(file(dialog), u".zst"_s);
    QVERIFY(compress->isChecked());
    QCOMPARE(file(dialog)->text(), u"/tmp/mine.jsonl.zst"_s);
    QTest::keyClick(file(dialog), Qt::Key_Backspace);
    QVERIFY(!compress->isChecked());
    QCOMPARE(file(dialog)->text(), u"/tmp/mine.jsonl.zs"_s);
}

void TestExportDialog::formulasAreKeptFromRunningUnlessTold()
{
    // D6
    m_log->add({{.type = "=1+1"}});
    ExportDialog dialog(&m_log->model, nullptr, {EventLogColumn::Type});
    auto *guard = button<QCheckBox>(dialog, u"Keep formulas"_s);
    QVERIFY(guard->isChecked() && !guard->isEnabled());
    button<QRadioButton>(dialog, u"CSV"_s)->setChecked(true);
    QVERIFY(guard->isEnabled());
    for (const bool guarded : {true, false}) {
        guard->setChecked(guarded);
        const QString name = path(guarded ? u"guarded.csv"_s : u"plain.csv"_s);
        file(dialog)->setText(name);
        button<QPushButton>(dialog, u"Export"_s)->click();
        QTRY_VERIFY(QFile::exists(name) && result(dialog)->tone() == WrapLabel::Tone::Success);
const QByteArray cell = guarded ? "\"'=1+1\"" : "=1+1";
        const QByteArray last = linesOf(name).join('\n').trimmed().split('\n').last();
        QCOMPARE(last.trimmed(), cell);
    }
}

void TestExportDialog::csvHasTheColumnsOfTheTable_data()
{
    QTest::addColumn<bool>("asShown");
    QTest::newRow("as shown") << true;
    QTest::newRow("everything") << false;
}

void TestExportDialog::csvHasTheColumnsOfTheTable()
{
    QFETCH(const bool, asShown);
    m_log->addMany(3);
    QVERIFY(m_log->model.addPathColumn({u"data.n"_s, u"Number"_s}));
    ExportDialog dialog(&m_log->model, nullptr,
                        {EventLogColumn::Count, EventLogColumn::SeverityGlyph, EventLogColumn::Type});
    auto *box = button<QCheckBox>(dialog, u"Only the columns"_s);
    QVERIFY(!box->isEnabled());
    button<QRadioButton>(dialog, u"CSV"_s)->setChecked(true);
    QVERIFY(box->isEnabled() && box->isChecked());
    QVERIFY(box->accessibleDescription().contains(u"Number"_s));
    box->setChecked(asShown);
    file(dialog)->setText(path(u"e.csv"_s));
    button<QPushButton>(dialog, u"Export"_s)->click();
    QTRY_COMPARE(result(dialog)->tone(), WrapLabel::Tone::Success);
    const QList<QByteArray> rows = linesOf(path(u"e.csv"_s));
    QVERIFY(rows.size() > 3);
    QCOMPARE(rows[0].startsWith("Number,"), asShown);
    QCOMPARE(rows[0].count(','), asShown ? 2 : 12);
    ExportDialog without(&m_log->model);
    QVERIFY(button<QCheckBox>(without, u"Only the columns"_s)->isHidden());
}

void TestExportDialog::everyFormatIsWritten_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<bool>("compressed");
    QTest::addColumn<QByteArray>("start");
    QTest::newRow("database") << u"SQLite"_s << false << QByteArray("SQLite format 3");
    QTest::newRow("compressed") << u"JSON Lines"_s << true << QByteArray::fromHex("28b52ffd");
}

void TestExportDialog::everyFormatIsWritten()
{
    QFETCH(const QString, format);
    QFETCH(const bool, compressed);
    QFETCH(const QByteArray, start);
    m_log->addMany(100);
    ExportDialog dialog(&m_log->model);
    dialog.show();
    file(dialog)->setText(path(u"e"_s));
    button<QRadioButton>(dialog, format)->setChecked(true);
    button<QCheckBox>(dialog, u"Compress"_s)->setChecked(compressed);
    button<QPushButton>(dialog, u"Export"_s)->click();
    QTRY_COMPARE(result(dialog)->tone(), WrapLabel::Tone::Success);
    QFile written(path(compressed ? u"e.zst"_s : u"e"_s));
    QVERIFY(written.open(QIODevice::ReadOnly));
    QCOMPARE(written.read(start.size()), start);
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
    file(dialog)->setText(path(u"out.jsonl"_s));
    button<QPushButton>(dialog, u"Export"_s)->click();
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
    file(dialog)->setText(path(u"out.jsonl"_s));
    button<QPushButton>(dialog, u"Export"_s)->click();
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
    file(*dialog)->setText(path(u"out.jsonl"_s));
    button<QPushButton>(*dialog, u"Export"_s)->click();
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
    file(dialog)->setText(path(u"out.jsonl"_s));
    button<QPushButton>(dialog, u"Export"_s)->click();
    QTRY_VERIFY(slow.read > 0);
    m_log->addMany(100);
    slow.open();
    QTRY_COMPARE(result(dialog)->tone(), WrapLabel::Tone::Success);
    QCOMPARE(linesOf(path(u"out.jsonl"_s)).size(), 812);
}

void TestExportDialog::lostLinesAreSaid()
{
    m_log->addMany(3);
    m_log->lines.lose(1);
    ExportDialog dialog(&m_log->model);
    dialog.open();
    file(dialog)->setText(path(u"out.jsonl"_s));
    button<QPushButton>(dialog, u"Export"_s)->click();
    QTRY_COMPARE(result(dialog)->tone(), WrapLabel::Tone::Warning);
    QVERIFY2(result(dialog)->text().contains(u"3 could not be read"_s),
             qPrintable(result(dialog)->text()));
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
    file(dialog)->setText(path(QString(300, u'n') + u".jsonl"_s)); // longer than a name may be
    button<QPushButton>(dialog, u"Export"_s)->click();
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
    QCOMPARE(exportProgressText(100, 100, 10'000, 0.75),
             u"Making the indexes, about 3 s left"_s);
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

QTEST_MAIN(TestExportDialog)
#include "tst_exportdialog.moc"
