// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/openabove.h"

#include <QApplication>
#include <QPointer>
#include <QTest>

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
