// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/export/exportedfilestest.h"

#include "models/event/maskedlines.h"
#include "models/eventlogroles.h"
#include "tests/support/dialogwidgets.h"
#include "tests/support/filterof.h"
#include "tests/views/logfixture.h"
#include "views/export/exportdialog.h"
#include "views/wraplabel.h"

#include <QCheckBox>
#include <QFile>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

void ExportedFilesTest::everyEventIsWritten_data()
{
    QTest::addColumn<bool>("csv");
    QTest::addColumn<int>("lines");
    QTest::newRow("jsonl") << false << 812;
    QTest::newRow("csv") << true << 813; // with its header
}

void ExportedFilesTest::everyEventIsWritten()
{
    QFETCH(const bool, csv);
    QFETCH(const int, lines);
    ExportDialog dialog(&m_log->model);
    dialog.open();
    if (csv)
        button<QRadioButton>(dialog, u"CSV"_s)->setChecked(true);
    exportTo(dialog, path(u"out.txt"_s));
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

void ExportedFilesTest::secretsAreMaskedUnlessTheUserWantsThem_data()
{
    QTest::addColumn<bool>("masks");
    QTest::addColumn<bool>("wanted");
    QTest::addColumn<int>("masked");
    QTest::newRow("nothing to hide") << false << false << 0;
    QTest::newRow("masked") << true << false << 812;
    QTest::newRow("lifted") << true << true << 0;
}

void ExportedFilesTest::masksOfConnectionsThatNothingIsKnownOfAreSaidTruly()
{
    const FieldMask usual({u"password"_s});
    m_log->model.setMasks({{otherConnections, usual}});
    ExportDialog every(&m_log->model);
    every.open();
    QVERIFY2(said(every, WrapLabel::Tone::Dim).contains(u"in the events of all connections"_s),
             qPrintable(said(every, WrapLabel::Tone::Dim)));
    m_log->model.setMasks({{otherConnections, usual}, {u"0a1b2c3d"_s, FieldMask()}});
    ExportDialog some(&m_log->model);
    some.open();
    QVERIFY(said(some, WrapLabel::Tone::Dim)
                .contains(u"connections that the capture says nothing of"_s));
}

void ExportedFilesTest::secretsAreMaskedUnlessTheUserWantsThem()
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
    QCOMPARE(said(dialog, WrapLabel::Tone::Warning), QString());
    if (wanted)
        box->setChecked(false);
    QCOMPARE(said(dialog, WrapLabel::Tone::Dim).contains(u"[masked]"_s), masks && !wanted);
    QCOMPARE(said(dialog, WrapLabel::Tone::Warning).contains(u"as they are"_s), wanted);
    exportTo(dialog, path(u"out.jsonl"_s));
    QTRY_COMPARE(result(dialog)->tone(), WrapLabel::Tone::Success);
    int found = 0;
    for (const QByteArray &line : linesOf(path(u"out.jsonl"_s)))
        found += line.contains("[masked]") ? 1 : 0;
    QCOMPARE(found, masked);
}

void ExportedFilesTest::onlyWhatIsShownIsWritten()
{
    m_log->model.setFilter(filterOf(u"\"call 81\""_s, m_log->log));
    QTRY_VERIFY(!m_log->model.isScanning());
    const int shown = m_log->model.rowCount();
    QVERIFY(shown > 0 && shown < 812);
    ExportDialog dialog(&m_log->model);
    dialog.open();
    QVERIFY(button<QRadioButton>(dialog, u"Only what is shown"_s)->isChecked());
    exportTo(dialog, path(u"out.jsonl"_s));
    QTRY_COMPARE(result(dialog)->tone(), WrapLabel::Tone::Success);
    const auto lines = linesOf(path(u"out.jsonl"_s));
    QCOMPARE(lines.size(), shown);
    for (const QByteArray &line : lines)
        QVERIFY(line.contains("call 81"));
}

void ExportedFilesTest::compressionStandsInTheName()
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

void ExportedFilesTest::formulasAreKeptFromRunningUnlessTold()
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

void ExportedFilesTest::csvHasTheColumnsOfTheTable_data()
{
    QTest::addColumn<bool>("asShown");
    QTest::newRow("as shown") << true;
    QTest::newRow("everything") << false;
}

void ExportedFilesTest::csvHasTheColumnsOfTheTable()
{
    QFETCH(const bool, asShown);
    m_log->addMany(3);
    QVERIFY(m_log->model.addPathColumn({u"data.n"_s, u"Number"_s}));
    ExportDialog dialog(
        &m_log->model, nullptr,
        {EventLogColumn::Count, EventLogColumn::SeverityGlyph, EventLogColumn::Type});
    auto *box = button<QCheckBox>(dialog, u"Only the columns"_s);
    QVERIFY(!box->isEnabled());
    button<QRadioButton>(dialog, u"CSV"_s)->setChecked(true);
    QVERIFY(box->isEnabled() && box->isChecked());
    QVERIFY(box->accessibleDescription().contains(u"Number"_s));
    box->setChecked(asShown);
    exportTo(dialog, path(u"e.csv"_s));
    QTRY_COMPARE(result(dialog)->tone(), WrapLabel::Tone::Success);
    const QList<QByteArray> rows = linesOf(path(u"e.csv"_s));
    QVERIFY(rows.size() > 3);
    QCOMPARE(rows[0].startsWith("Number,"), asShown);
    QCOMPARE(rows[0].count(','), asShown ? 2 : 12);
    ExportDialog without(&m_log->model);
    QVERIFY(button<QCheckBox>(without, u"Only the columns"_s)->isHidden());
}

void ExportedFilesTest::columnsWithoutRoomAreNamed()
{
    const auto note = [this](const QStringList &withoutRoom, const QString &format = u"CSV"_s,
                             bool asShown = true) {
        ExportDialog dialog(&m_log->model, nullptr,
                                  {EventLogColumn::Topic, EventLogColumn::Type}, withoutRoom);
        button<QRadioButton>(dialog, format)->setChecked(true);
        button<QCheckBox>(dialog, u"Only the columns"_s)->setChecked(asShown);
        QStringList said;
        for (const auto *label : dialog.findChildren<WrapLabel *>()) {
            if (label->text().contains(u"no room"_s) && !label->isHidden())
                said += label->text();
        }
        return said.join(u'|');
    };
    QCOMPARE(note({}), QString());
    QCOMPARE(note({u"Topic"_s, u"Subject"_s}),
             u"With Topic, Subject, which the table has no room to show."_s);
    QCOMPARE(note({u"Topic"_s}, u"JSON Lines"_s), QString()); // has no columns
    QCOMPARE(note({u"Topic"_s}, u"CSV"_s, false), QString());
}

void ExportedFilesTest::everyFormatIsWritten_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<bool>("compressed");
    QTest::addColumn<QByteArray>("start");
    QTest::newRow("database") << u"SQLite"_s << false << QByteArray("SQLite format 3");
    QTest::newRow("compressed") << u"JSON Lines"_s << true << QByteArray::fromHex("28b52ffd");
}

void ExportedFilesTest::everyFormatIsWritten()
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

void ExportedFilesTest::lostLinesAreSaid()
{
    m_log->addMany(3);
    m_log->lines.lose(1);
    ExportDialog dialog(&m_log->model);
    dialog.open();
    exportTo(dialog, path(u"out.jsonl"_s));
    QTRY_COMPARE(result(dialog)->tone(), WrapLabel::Tone::Warning);
    QVERIFY2(result(dialog)->text().contains(u"3 could not be read"_s),
             qPrintable(result(dialog)->text()));
}
