// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/openabove.h"

#include <QApplication>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace eventscope;

class TestOpenAbove final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void dialogBelowGetsTheKeysBackWhateverTheWindowManagerDoes()
    {
        QWidget window;
        window.show();
        QDialog below(&window);
        below.open();
        const QPointer<QDialog> above = new QDialog(&below);
        openAbove(&below, above);
        QVERIFY(QTest::qWaitForWindowActive(above));
        QVERIFY(above->isModal());
        window.activateWindow(); // as xfwm4 does when a dialog of a dialog is closed
        above->reject();
        QTRY_COMPARE(QApplication::activeWindow(), &below);
        QTRY_VERIFY(!above); // it is gone
    }

    void windowManagerThatTakesItsTimeIsToldAgain()
    {
        QWidget window;
        window.show();
        QDialog below(&window);
        below.open();
        QDialog *above = new QDialog(&below);
        openAbove(&below, above);
        QVERIFY(QTest::qWaitForWindowActive(above));
        connect(above, &QDialog::finished, &window, [&window] {
            QMetaObject::invokeMethod(&window, &QWidget::activateWindow, Qt::QueuedConnection);
        });
        above->reject();
        QTRY_COMPARE(QApplication::activeWindow(), &window);
        QTRY_COMPARE(QApplication::activeWindow(), &below);
    }

    void dialogOverAnotherOneKeepsTheKeys()
    {
        QDialog below;
        below.open();
        QDialog *first = new QDialog(&below);
        openAbove(&below, first);
        QVERIFY(QTest::qWaitForWindowActive(first));
        first->reject();
        const QPointer<QDialog> second = new QDialog(&below);
        openAbove(&below, second);
        QVERIFY(QTest::qWaitForWindowActive(second));
        QTimer afterwards; // the first one's word comes late
        QSignalSpy passed(&afterwards, &QTimer::timeout);
        afterwards.start(200);
        QVERIFY(passed.wait());
        QCOMPARE(QApplication::activeWindow(), second.data());
    }

    void dialogBelowThatIsClosedWithItStaysClosed()
    {
        QWidget window;
        window.show();
        QDialog below(&window);
        below.open();
        const QPointer<QDialog> above = new QDialog(&below);
        openAbove(&below, above);
        below.reject();
        above->reject();
        QTRY_VERIFY(!above);
        QVERIFY(!below.isVisible());
    }
};

QTEST_MAIN(TestOpenAbove)
#include "tst_openabove.moc"
