// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/capturelock.h"
#include "models/captureshelf.h"
#include "tests/models/capture/capturetesting.h"
#include "tests/support/accessiblenames.h"
#include "tests/support/dialogwidgets.h"
#include "views/captures/capturesdialog.h"
#include "views/wraplabel.h"

#include <QAbstractItemModelTester>
#include <QInputDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace eventscope;
using namespace capturetesting;
using namespace Qt::StringLiterals;

class TestCapturesDialog : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<CapturesDialog> m_dialog;

    QString path(const QString &name) const { return m_home->filePath(name); }
    QTreeView *list() const { return m_dialog->findChild<QTreeView *>(u"captureList"_s); }
    QLineEdit *search() const { return m_dialog->findChild<QLineEdit *>(u"captureSearch"_s); }
    QString answer() const { return m_dialog->findChild<WrapLabel *>(u"capturesAnswer"_s)->text(); }
    QString cell(int row, CaptureListModel::Column column) const
    {
        return list()->model()->index(row, column).data().toString();
    }
    QStringList names() const
    {
        QStringList all;
        for (int row = 0; row < list()->model()->rowCount(); ++row)
            all += cell(row, CaptureListModel::Name);
        return all;
    }
    QPushButton *button(const QString &text) const
    {
        return eventscope::button(*m_dialog, text);
    }
    void choose(const QString &name) const
    {
        list()->setCurrentIndex(list()->model()->index(int(names().indexOf(name)), 0));
    }
    void make(const QString &name, int events, const QString &connection)
    {
        makeCapture(path(name), events);
        const auto writer = openWriter(path(name));
        QVERIFY(writer->nameConnection(u"voip-prod"_s, connection, u"voipbin"_s));
    }

private Q_SLOTS:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        make(u"alpha"_s, 10, u"Calls"_s);
        make(u"beta"_s, 300, u"Orders"_s);
        make(u"gamma"_s, 100, u"Calls"_s);
        m_dialog = std::make_unique<CapturesDialog>(m_home->path());
        m_dialog->show();
        QTRY_COMPARE(list()->model()->rowCount(), 3);
    }
    void cleanup() { m_dialog.reset(); }

    void capturesAreListedWithWhatCanBeSaidOfThem()
    {
        list()->sortByColumn(CaptureListModel::Events, Qt::DescendingOrder);
        QCOMPARE(names(), (QStringList{u"beta"_s, u"gamma"_s, u"alpha"_s}));
        QCOMPARE(cell(0, CaptureListModel::Events), u"300"_s);
        QCOMPARE(cell(0, CaptureListModel::Connections), u"Orders"_s);
        QCOMPARE(cell(0, CaptureListModel::State), u"complete"_s);
        QVERIFY(cell(0, CaptureListModel::Began).startsWith(u"2023-11-1"));
        QVERIFY(!cell(0, CaptureListModel::Size).isEmpty());
        QCOMPARE(unnamedControls(m_dialog.get()), QStringList());
    }

    void typingSearchesAndTheArrowGoesToTheList()
    {
        QTest::keyClicks(search(), u"calls"_s);
        QCOMPARE(list()->model()->rowCount(), 2);
        QTest::keyClicks(search(), u"nobody"_s);
        QCOMPARE(list()->model()->rowCount(), 0);
        search()->clear();
        QTest::keyClicks(search(), u"beta"_s);
        QTest::keyClick(search(), Qt::Key_Down);
        QSignalSpy opened(m_dialog.get(), &CapturesDialog::openRequested);
        QTest::keyClick(list(), Qt::Key_Return);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened[0][0].toStringList(), QStringList{path(u"beta"_s)});
    }

    void severalAreOpenedAsOne()
    {
        list()->selectAll();
        QVERIFY(button(u"Open 3 as One Log"_s));
        QSignalSpy opened(m_dialog.get(), &CapturesDialog::openRequested);
        button(u"Open 3 as One Log"_s)->click();
        QCOMPARE(opened.value(0).value(0).toStringList().size(), 3);
    }

    void oneIsRenamedByKeys()
    {
        choose(u"alpha"_s);
        QTest::keyClick(list(), Qt::Key_F2);
        auto *dialog = m_dialog->findChild<QInputDialog *>(u"renameCapture"_s);
        QVERIFY(dialog);
        dialog->setTextValue(u"a better name"_s);
        dialog->accept();
        QTRY_VERIFY(names().contains(u"a better name"_s));
        QVERIFY(QFileInfo::exists(path(u"a better name/capture.json"_s)));
        QTRY_COMPARE(list()->currentIndex().siblingAtColumn(0).data().toString(),
                     u"a better name"_s);
        QCOMPARE(answer(), QString());
    }

    void whatCannotBeDoneIsSaid()
    {
        const auto reader = CaptureReader::open(path(u"alpha"_s));
        choose(u"alpha"_s);
        QTest::keyClick(list(), Qt::Key_F2);
        auto *dialog = m_dialog->findChild<QInputDialog *>(u"renameCapture"_s);
        dialog->setTextValue(u"other"_s);
        dialog->accept();
        QTRY_VERIFY2(answer().contains(u"is open in a window"), qPrintable(answer()));
        QVERIFY(QFileInfo::exists(path(u"alpha"_s)));
    }

    void deletingAsksFirst()
    {
        choose(u"beta"_s);
        QTest::keyClick(list(), Qt::Key_Delete);
        auto *box = m_dialog->findChild<QMessageBox *>(u"deleteCaptures"_s);
        QVERIFY(box);
        QVERIFY(box->text().contains(u"beta"));
        QVERIFY(box->informativeText().contains(u"300 events"));
        QTest::keyClick(box, Qt::Key_Return); // what is safe is the default
        QTRY_VERIFY(!m_dialog->shelf()->isBusy());
        QVERIFY(QFileInfo::exists(path(u"beta"_s)));
        QTRY_VERIFY(!m_dialog->findChild<QMessageBox *>(u"deleteCaptures"_s));
        choose(u"beta"_s);
        QTest::keyClick(list(), Qt::Key_Delete);
        box = m_dialog->findChild<QMessageBox *>(u"deleteCaptures"_s);
        for (QAbstractButton *one : box->buttons()) {
            if (box->buttonRole(one) == QMessageBox::DestructiveRole)
                one->click();
        }
        QTRY_COMPARE(list()->model()->rowCount(), 2);
        QVERIFY(!QFileInfo::exists(path(u"beta"_s)));
    }

    void keepingIsToggled()
    {
        choose(u"alpha"_s);
        button(u"Keep"_s)->click();
        QTRY_VERIFY(button(u"Do Not Keep"_s));
        QVERIFY(isKept(path(u"alpha"_s)));
        QVERIFY(
            cell(int(names().indexOf(u"alpha"_s)), CaptureListModel::State).endsWith(u", kept"));
        button(u"Do Not Keep"_s)->click();
        QTRY_VERIFY(button(u"Keep"_s));
        QVERIFY(!isKept(path(u"alpha"_s)));
    }

    void verifyingSaysWhatItFound()
    {
        choose(u"gamma"_s);
        button(u"Verify"_s)->click();
        QTRY_VERIFY2(answer().startsWith(u"gamma: Sound: "), qPrintable(answer()));
        QCOMPARE(cell(int(names().indexOf(u"gamma"_s)), CaptureListModel::State), u"sound"_s);
        QFile segment(segmentPath(path(u"alpha"_s), 1));
        QVERIFY(segment.open(QIODevice::ReadWrite) && segment.seek(50)
                && segment.write("\n{") == 2);
        segment.close();
        choose(u"alpha"_s);
        button(u"Verify"_s)->click();
        QTRY_VERIFY2(answer().startsWith(u"alpha: Damaged"), qPrintable(answer()));
    }

    void aRecordingOneSaysSo()
    {
        const auto writer = openWriter(path(u"beta"_s));
        m_dialog->shelf()->refresh();
        QTRY_COMPARE(cell(int(names().indexOf(u"beta"_s)), CaptureListModel::State),
                     u"recording"_s);
    }

    void anEmptyFolderSaysWhatToDo()
    {
        const QTemporaryDir empty;
        CapturesDialog dialog(empty.path());
        dialog.show();
        const auto says = [&dialog] {
            for (const WrapLabel *label : dialog.findChildren<WrapLabel *>()) {
                if (label->text().contains(u"Nothing has been recorded yet"))
                    return true;
            }
            return false;
        };
        QTRY_VERIFY(says());
    }

    void theModelIsSoundUnderAnyChanges()
    {
        CaptureListModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QRandomGenerator random(7);
        for (int round = 0; round < 300; ++round) {
            QVector<CaptureSummary> captures;
            for (int i = 0; i < 12; ++i) {
                if (random.bounded(3) == 0)
                    continue;
                CaptureSummary one;
                one.folder = u"/captures/%1"_s.arg(i);
                one.name = QString::number(i);
                one.events = random.bounded(5);
                one.kept = random.bounded(2) == 1;
                captures.append(one);
            }
            model.setCaptures(captures);
            model.setVerdict(u"/captures/%1"_s.arg(random.bounded(14)), u"Sound: all"_s, true);
            model.setProgress(u"/captures/%1"_s.arg(random.bounded(14)),
                              random.bounded(2) ? u"…"_s : QString());
            QCOMPARE(model.rowCount(), int(captures.size()));
            for (const CaptureSummary &one : captures)
                QCOMPARE(model.at(model.rowOf(one.folder)).events, one.events);
        }
    }
};

QTEST_MAIN(TestCapturesDialog)
#include "tst_capturesdialog.moc"
