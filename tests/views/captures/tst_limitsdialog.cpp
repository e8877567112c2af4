// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessiblenames.h"
#include "views/captures/limitsdialog.h"
#include "views/wraplabel.h"

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

QTEST_MAIN(TestLimitsDialog)
#include "tst_limitsdialog.moc"
