// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/captures/quantityboxtest.h"

#include "tests/support/accessiblenames.h"
#include "tests/support/testclasses.h"
#include "views/captures/limitsdialog.h"
#include "views/captures/quantitybox.h"
#include "views/wraplabel.h"

#include <QApplication>
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestLimitsDialog : public QObject
{
    Q_OBJECT

    static QString words(const LimitsDialog &dialog)
    {
        return dialog.findChild<WrapLabel *>(u"limitsInWords"_s)->text();
    }
    /// The box of the size of each capture, with the focus and all of it selected.
    static QDoubleSpinBox *sizeBox(LimitsDialog &dialog)
    {
        dialog.show();
        dialog.findChild<QCheckBox *>()->setChecked(true);
        auto *box = dialog.findChild<QDoubleSpinBox *>();
        box->setFocus();
        box->selectAll();
        return box;
    }

private Q_SLOTS:
    void initTestCase() { qRegisterMetaType<RetentionSettings>(); }

    void withoutLimitsItSaysThatNothingIsRemoved()
    {
        LimitsDialog dialog({});
        QVERIFY(!dialog.limits().each.any() && !dialog.limits().all.any());
        QCOMPARE(words(dialog), u"Nothing is ever removed."_s);
        for (const QDoubleSpinBox *box : dialog.findChildren<QDoubleSpinBox *>())
            QVERIFY(!box->isEnabled());
    }

    void whatWasSetIsShownAndComesBack()
    {
        const RetentionSettings set{{5'000'000, 20'000'000'000, 0},
                                    {0, 0, qint64(30) * 86'400 * 1'000'000}};
        LimitsDialog dialog(set);
        QVERIFY(dialog.limits() == set);
        QVERIFY2(words(dialog).contains(u"20.0"), qPrintable(words(dialog)));
        QVERIFY2(words(dialog).contains(u"the last 30 day"), qPrintable(words(dialog)));
    }

    void anAgeIsSaidAsOneSaysIt_data()
    {
        QTest::addColumn<double>("days");
        QTest::addColumn<QString>("said");
        QTest::newRow("minutes") << 0.01
                                 << u"the last %1\u00a0min."_s.arg(QLocale().toString(14.4));
        QTest::newRow("hours") << 0.25 << u"the last 6\u00a0h."_s;
        QTest::newRow("one day") << 1.0 << u"the last day."_s;
        QTest::newRow("days") << 1.5 << u"the last %1 days."_s.arg(QLocale().toString(1.5));
    }

    void anAgeIsSaidAsOneSaysIt()
    {
        QFETCH(const double, days);
        QFETCH(const QString, said);
        RetentionSettings limits;
        limits.each.ageUs = qint64(days * 86'400e6);
        LimitsDialog dialog(limits);
        QVERIFY2(words(dialog).endsWith(said), qPrintable(words(dialog)));
    }

    void keysAloneSetALimit()
    {
        LimitsDialog dialog({});
        dialog.show();
        QSignalSpy chosen(&dialog, &LimitsDialog::chosen);
        auto *check = dialog.findChild<QCheckBox *>();
        check->setFocus();
        QTest::keyClick(check, Qt::Key_Space);
        QVERIFY(words(dialog).startsWith(u"Of each capture is kept:"));
        auto *box = dialog.findChild<QDoubleSpinBox *>();
        QVERIFY(box->isEnabled());
        box->setFocus();
        box->selectAll();
        QTest::keyClicks(box, QLocale().toString(1.5));
        QTest::keyClick(&dialog, Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(dialog.limits().each.bytes, 1'500'000'000ULL);
    }

    void aSizeIsSavedInTheUnitThatIsTyped()
    {
        LimitsDialog dialog({});
        QSignalSpy chosen(&dialog, &LimitsDialog::chosen);
        QDoubleSpinBox *box = sizeBox(dialog);
        QTest::keyClicks(box, u"500 MB"_s);
        QVERIFY2(words(dialog).contains(u"500"), qPrintable(words(dialog)));
        QTest::keyClick(box, Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(dialog.limits().each.bytes, 500'000'000ULL);
    }

    void whatCannotBeReadIsToldAndNotSaved()
    {
        LimitsDialog dialog({});
        QSignalSpy chosen(&dialog, &LimitsDialog::chosen);
        QDoubleSpinBox *box = sizeBox(dialog);
        const QPushButton *save =
            dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save);
        QTest::keyClicks(box, u"500 miles"_s);
        QVERIFY2(words(dialog).startsWith(u"“500 miles” is no size"), qPrintable(words(dialog)));
        QVERIFY(!save->isEnabled());
        QTest::keyClick(box, Qt::Key_Return);
        QCOMPARE(chosen.size(), 0);
        QCOMPARE(box->text(), u"500 miles"_s);
        box->selectAll();
        QTest::keyClicks(box, u"10 kB"_s);
        QVERIFY2(words(dialog).startsWith(u"“10 kB” is too little"), qPrintable(words(dialog)));
        QTest::keyClick(box, Qt::Key_Return);
        QCOMPARE(chosen.size(), 0);
        QTest::keyClick(box, Qt::Key_Backspace);
        QTest::keyClick(box, Qt::Key_Backspace);
        QTest::keyClicks(box, u"MB"_s);
        QVERIFY(save->isEnabled());
        QTest::keyClick(box, Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(dialog.limits().each.bytes, 10'000'000ULL);
    }

    void aBoxThatIsLeftWithoutASizeHasTheOneBefore()
    {
        LimitsDialog dialog({});
        QDoubleSpinBox *box = sizeBox(dialog);
        const QString before = words(dialog);
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        QTest::keyClicks(box, u"many"_s);
        QVERIFY(words(dialog) != before);
        QTest::keyClick(box, Qt::Key_Tab);
        QCOMPARE(words(dialog), before);
        QVERIFY(
            dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save)->isEnabled());
    }

    void aLimitThatIsOffHasNoProblem()
    {
        LimitsDialog dialog({});
        QDoubleSpinBox *box = sizeBox(dialog);
        QTest::keyClicks(box, u"many"_s);
        dialog.findChild<QCheckBox *>()->setChecked(false);
        QCOMPARE(words(dialog), u"Nothing is ever removed."_s);
        QVERIFY(
            dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save)->isEnabled());
    }

    void cancelSetsNothing()
    {
        LimitsDialog dialog({});
        QSignalSpy chosen(&dialog, &LimitsDialog::chosen);
        dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Cancel)->click();
        QCOMPARE(chosen.size(), 0);
    }

    void everythingHasAName()
    {
        LimitsDialog dialog({});
        QCOMPARE(unnamedControls(&dialog), QStringList());
    }
};

int main(int argc, char **argv)
{
    return testMain<QApplication, TestLimitsDialog, QuantityBoxTest>(argc, argv);
}

#include "tst_limitsdialog.moc"
