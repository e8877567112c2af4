// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/windowstory.h"
#include "views/firststartpage.h"
#include "views/theme.h"

#include <QDialog>
#include <QMenu>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

using namespace eventscope;
using namespace Qt::StringLiterals;

/// Return presses the button that has the focus, in a window as in a dialog.
class ReturnKeyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(false); }

    void everyWayOfTheFirstStartIsTaken_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<Qt::Key>("key");
        for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Enter, Qt::Key_Space}) {
            for (const char *name : {"wayDemo", "wayAddConnection", "wayOpenCapture"})
                QTest::addRow("%s %d", name, int(key)) << QString::fromLatin1(name) << key;
        }
    }
    void everyWayOfTheFirstStartIsTaken()
    {
        QFETCH(QString, name);
        QFETCH(Qt::Key, key);
        FirstStartPage page;
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        QSignalSpy demo(&page, &FirstStartPage::demoWanted);
        QSignalSpy add(&page, &FirstStartPage::addConnectionWanted);
        QSignalSpy open(&page, &FirstStartPage::openCaptureWanted);
        auto *way = page.findChild<QWidget *>(name);
        way->setFocus();
        QTest::keyClick(way, key, key == Qt::Key_Enter ? Qt::KeypadModifier : Qt::NoModifier);
        QCOMPARE(demo.size(), name == "wayDemo"_L1 ? 1 : 0);
        QCOMPARE(add.size(), name == "wayAddConnection"_L1 ? 1 : 0);
        QCOMPARE(open.size(), name == "wayOpenCapture"_L1 ? 1 : 0);
    }

    void everyButtonOfTheWindowIsPressed()
    {
        WindowStory story;
        story.tell();
        MainWindow window(story.models(), story.services());
        window.resize(1280, 800);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        int pressed = 0;
        bool answers = false;
        for (auto *button : window.findChildren<QAbstractButton *>()) {
            const auto *tool = qobject_cast<QToolButton *>(button);
            if (!button->isVisible() || !button->isEnabled()
                || !(button->focusPolicy() & Qt::TabFocus) || (tool && tool->menu()))
                continue;
            // Only that it is pressed counts: what it does would change the window under the loop.
            QObject::disconnect(button, &QAbstractButton::clicked, nullptr, nullptr);
            QSignalSpy clicked(button, &QAbstractButton::clicked);
            button->setFocus(Qt::TabFocusReason);
            QTest::keyClick(button, Qt::Key_Return);
            QVERIFY2(clicked.size() == 1,
                     qPrintable(button->text() + u' ' + button->accessibleName()));
            ++pressed;
            answers |= button->text() == "&Edit Topic"_L1;
        }
        QVERIFY2(pressed > 3, qPrintable(QString::number(pressed)));
        QVERIFY(answers);
    }

    void aDialogKeepsItsDefaultButton()
    {
        QDialog dialog;
        auto *layout = new QVBoxLayout(&dialog);
        auto *other = new QPushButton(u"other"_s);
        other->setAutoDefault(false);
        auto *usual = new QPushButton(u"usual"_s);
        usual->setDefault(true);
        layout->addWidget(other);
        layout->addWidget(usual);
        QSignalSpy pressedOther(other, &QPushButton::clicked);
        QSignalSpy pressedUsual(usual, &QPushButton::clicked);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        other->setFocus();
        QTest::keyClick(other, Qt::Key_Return);
        QCOMPARE(pressedOther.size(), 0);
        QCOMPARE(pressedUsual.size(), 1);
    }
};

QTEST_MAIN(ReturnKeyTest)
#include "tst_returnkey.moc"
