// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessiblenames.h"
#include "tests/support/dialogwidgets.h"
#include "tests/support/testclasses.h"
#include "tests/views/connections/connectiondialogfixture.h"
#include "tests/views/connections/connectionsecretstest.h"
#include "tests/views/connections/connectionurltest.h"
#include "tests/views/connections/detectsystemtest.h"
#include "views/connections/optionform.h"
#include "views/connections/secretfield.h"
#include "views/connections/settingsfilebutton.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QScrollArea>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestConnectionDialog final : public ConnectionDialogFixture
{
    Q_OBJECT
private Q_SLOTS:
    void fieldsAreMadeFromTheOptions();
    void newConnectionIsForTheUsualSystem();
    void advancedOptionsAreFoldedAway();
    void anotherSystemBringsItsOwnFieldsAndKeepsTheUrl();
    void missingValueIsSaidAtItsFieldAndNothingIsAdded();
    void missingNameIsWhereTheKeysGo();
    void dialogGrowsForWhatItHasToSay();
    void dialogFitsTheSystem();
    void defaultsAreNotSaved();
    void nameIsSuggestedUntilTheUserWritesOne();
    void testShowsItsAnswerInPlace_data();
    void testShowsItsAnswerInPlace();
    void editForgetsTheRunningTest();
    void answerAfterTheDialogIsGoneIsHarmless();
    void markupInAnAnswerStaysText();
    void severalLinesAreEditedAsSuch();
    void settingsFileThatIsNoneChangesNothing();
    void tabGoesThroughTheFieldsInOrder();
    void everyControlHasAName();
};

void TestConnectionDialog::fieldsAreMadeFromTheOptions()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    QVERIFY(field<QLineEdit>(dialog, u"url"_s));
    QVERIFY(field<SecretField>(dialog, u"token"_s));
    QCOMPARE(field<QComboBox>(dialog, u"protocol"_s)->count(), 3);
    QCOMPARE(field<QLineEdit>(dialog, u"ping"_s)->text(), u"15"_s);
    QVERIFY(field<QCheckBox>(dialog, u"merge"_s)->isChecked());
    QCOMPARE(field<SecretField>(dialog, u"token"_s)->edit()->echoMode(), QLineEdit::Password);
}

void TestConnectionDialog::newConnectionIsForTheUsualSystem()
{
    ConnectionModel model;
    DialectInfo anything = samples::plain();
    anything.catchAll = true;
    model.setDialects({samples::everything(), anything, samples::telephony()});
    const auto system = [&model] {
        const ConnectionDialog dialog(&model, {});
        return dialog.findChild<QComboBox *>()->currentData().toString();
    };
    const ConnectionDialog dialog(&model, {});
    const auto *box = dialog.findChild<QComboBox *>();
    QCOMPARE(box->itemData(box->count() - 1).toString(), anything.id); // what takes anything
    QCOMPARE(system(), u"voipbin"_s);
    model.addConnection(samples::profile(u"1"_s, u"a"_s, u"fix"_s), {}, false, false);
    QCOMPARE(system(), u"fix"_s);
    model.addConnection(samples::profile(u"2"_s, u"b"_s, u"nobody knows"_s), {}, false, false);
    QCOMPARE(system(), u"voipbin"_s);
}

void TestConnectionDialog::advancedOptionsAreFoldedAway()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    auto *ping = field<QLineEdit>(dialog, u"ping"_s);
    QVERIFY(!ping->isVisible());
    auto *form = dialog.findChild<OptionForm *>();
    for (auto *more : form->findChildren<QToolButton *>(Qt::FindDirectChildrenOnly)) {
        if (more->isCheckable())
            QTest::mouseClick(more, Qt::LeftButton);
    }
    QVERIFY(ping->isVisible());
    ping->setText(u"soon"_s);
    QVERIFY(said(dialog, WrapLabel::Tone::Error).contains(u"whole number"_s));
}

void TestConnectionDialog::anotherSystemBringsItsOwnFieldsAndKeepsTheUrl()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    field<QLineEdit>(dialog, u"url"_s)->setText(u"wss://example.org/ws"_s);
    auto *system = dialog.findChildren<QComboBox *>().constFirst();
    system->setCurrentIndex(system->findData(u"json"_s));
    QVERIFY(!field<SecretField>(dialog, u"token"_s));
    QCOMPARE(field<QLineEdit>(dialog, u"url"_s)->text(), u"wss://example.org/ws"_s);
    QCOMPARE(dialog.profile().dialect, u"json"_s);
}

void TestConnectionDialog::missingValueIsSaidAtItsFieldAndNothingIsAdded()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    QCOMPARE(said(dialog, WrapLabel::Tone::Error), QString());
    QTest::mouseClick(ok(dialog), Qt::LeftButton);
    QVERIFY(dialog.isVisible());
    QVERIFY(said(dialog, WrapLabel::Tone::Error).contains(u"URL is missing"_s));
    QVERIFY(said(dialog, WrapLabel::Tone::Error).contains(u"Token is missing"_s));
    QCOMPARE(m_model->rowCount(), 0);
}

void TestConnectionDialog::missingNameIsWhereTheKeysGo()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    fill(dialog, u"wss://example.org/ws"_s, u"t0ken"_s);
    QLineEdit *name = nullptr;
    for (auto *edit : dialog.findChildren<QLineEdit *>())
        name = edit->accessibleName() == u"Name" ? edit : name;
    name->selectAll();
    QTest::keyClicks(name, u" "_s); // where it is empty, the suggestion comes back
    QTest::mouseClick(ok(dialog), Qt::LeftButton);
    QVERIFY(dialog.isVisible());
    QCOMPARE(dialog.focusWidget(), name);
    QVERIFY(said(dialog, WrapLabel::Tone::Error).contains(u"Give it a name."_s));
}

void TestConnectionDialog::dialogGrowsForWhatItHasToSay()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services(false));
    dialog.show();
    auto *bar = dialog.findChild<QScrollArea *>()->verticalScrollBar();
    QTRY_COMPARE(bar->maximum(), 0);
    const int height = dialog.height();
    field<QLineEdit>(dialog, u"url"_s)->setText(u"http://example.org/ws"_s);
    QTRY_VERIFY(dialog.height() > height);
    QTRY_COMPARE(bar->maximum(), 0);
    QTest::mouseClick(ok(dialog), Qt::LeftButton);
    QTRY_COMPARE(bar->maximum(), 0);
}

void TestConnectionDialog::dialogFitsTheSystem()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services(false));
    dialog.show();
    const int height = dialog.height();
    auto *system = dialog.findChildren<QComboBox *>().constFirst();
    system->setCurrentIndex(system->findData(u"json"_s)); // has fewer fields
    QTRY_VERIFY(dialog.height() < height);
    QTRY_COMPARE(dialog.findChild<QScrollArea *>()->verticalScrollBar()->maximum(), 0);
}

void TestConnectionDialog::defaultsAreNotSaved()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    QVERIFY(dialog.profile().options.isEmpty());
    field<QCheckBox>(dialog, u"merge"_s)->setChecked(false);
    auto *protocol = field<QComboBox>(dialog, u"protocol"_s);
    protocol->setCurrentIndex(protocol->findData(u"deployed"_s));
    const OptionValues expected{{u"merge"_s, u"false"_s}, {u"protocol"_s, u"deployed"_s}};
    QCOMPARE(dialog.profile().options, expected);
}

void TestConnectionDialog::nameIsSuggestedUntilTheUserWritesOne()
{
    m_model->addConnection(
        samples::profile(u"0000000a"_s, u"VoIPBIN · example.org"_s, u"voipbin"_s), {}, false,
        false);
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    QCOMPARE(dialog.profile().name, u"VoIPBIN"_s);
    field<QLineEdit>(dialog, u"url"_s)->setText(u"wss://example.org/ws"_s);
    QCOMPARE(dialog.profile().name, u"VoIPBIN · example.org 2"_s);
    QLineEdit *name = nullptr;
    for (auto *line : dialog.findChildren<QLineEdit *>()) {
        if (line->accessibleName() == "Name"_L1)
            name = line;
    }
    QVERIFY(name);
    name->selectAll();
    QTest::keyClicks(name, u"mine"_s);
    field<QLineEdit>(dialog, u"url"_s)->setText(u"wss://other.org/ws"_s);
    QCOMPARE(dialog.profile().name, u"mine"_s);
}

void TestConnectionDialog::testShowsItsAnswerInPlace_data()
{
    QTest::addColumn<bool>("works");
    QTest::newRow("works") << true;
    QTest::newRow("does not") << false;
}

void TestConnectionDialog::testShowsItsAnswerInPlace()
{
    QFETCH(const bool, works);
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    fill(dialog, u"wss://example.org/ws"_s, u"t0ken"_s);
    QTest::mouseClick(button(dialog, u"Test"_s), Qt::LeftButton);
    QCOMPARE(m_tester.asked, 1);
    QCOMPARE(m_tester.secrets.value(u"token"_s), u"t0ken"_s);
    QVERIFY(dialog.findChild<QProgressBar *>()->isVisible());
    m_tester.answer(works, u"It said so."_s);
    QVERIFY(!dialog.findChild<QProgressBar *>()->isVisible());
    const auto tone = works ? WrapLabel::Tone::Success : WrapLabel::Tone::Error;
    QVERIFY(said(dialog, tone).contains(u"It said so."_s));
    QCOMPARE(said(dialog, tone).contains(u"It does not work: "_s), !works);
    QCOMPARE(m_model->rowCount(), 0);
}

void TestConnectionDialog::editForgetsTheRunningTest()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    fill(dialog, u"wss://example.org/ws"_s, u"t"_s);
    QTest::mouseClick(button(dialog, u"Test"_s), Qt::LeftButton);
    field<QLineEdit>(dialog, u"url"_s)->setText(u"wss://example.org/other"_s);
    m_tester.answer(true, u"Works."_s);
    QCOMPARE(said(dialog, WrapLabel::Tone::Success), QString());
    QVERIFY(button(dialog, u"Test"_s));
}

void TestConnectionDialog::answerAfterTheDialogIsGoneIsHarmless()
{
    auto dialog = std::make_unique<ConnectionDialog>(m_model.get(), m_tester.services());
    dialog->show();
    fill(*dialog, u"wss://example.org/ws"_s, u"t"_s);
    QTest::mouseClick(button(*dialog, u"Test"_s), Qt::LeftButton);
    dialog->reject();
    m_tester.answer(false, u"Too late."_s);
    dialog.reset();
    m_tester.answer(false, u"Much too late."_s);
    QCOMPARE(m_tester.asked, 1);
}

void TestConnectionDialog::markupInAnAnswerStaysText()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    fill(dialog, u"wss://example.org/ws"_s, u"t"_s);
    QTest::mouseClick(button(dialog, u"Test"_s), Qt::LeftButton);
    m_tester.answer(false, u"<img src='/nowhere'>\u202egnp"_s);
    const QString shown = said(dialog, WrapLabel::Tone::Error);
    QVERIFY(shown.contains(u"<img src='/nowhere'>"_s));
    QVERIFY(!shown.contains(QChar(0x202e)));
    for (const auto *label : dialog.findChildren<QLabel *>())
        QCOMPARE(label->textFormat(), Qt::PlainText);
}

void TestConnectionDialog::severalLinesAreEditedAsSuch()
{
    DialectInfo info = samples::plain();
    Option open;
    open.key = u"open"_s;
    open.label = u"Send at the start"_s;
    open.lines = true;
    info.options += open;
    m_model->setDialects({info});
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    auto *lines = field<QPlainTextEdit>(dialog, u"open"_s);
    QVERIFY(lines);
    lines->setPlainText(u"{\"a\":1}\nHELLO\n"_s);
    QCOMPARE(dialog.profile().options.value(u"open"_s), u"{\"a\":1}\nHELLO"_s);
    QTest::keyClick(lines, Qt::Key_Tab); // goes on, and leaves no tab in the text
    QCOMPARE(dialog.profile().options.value(u"open"_s), u"{\"a\":1}\nHELLO"_s);

    ConnectionProfile profile = dialog.profile();
    profile.options[u"open"_s] = u"one\ntwo"_s;
    ConnectionDialog again(m_model.get(), m_tester.services(), profile);
    QCOMPARE(field<QPlainTextEdit>(again, u"open"_s)->toPlainText(), u"one\ntwo"_s);
    QCOMPARE(unnamedControls(&again), QStringList());
}

void TestConnectionDialog::settingsFileThatIsNoneChangesNothing()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"other.json"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"type\":\"FeatureCollection\"}");
    file.close();
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    field<QLineEdit>(dialog, u"url"_s)->setText(u"wss://example.org/ws"_s);
    const ConnectionProfile before = dialog.profile();
    for (const QString &bad : {path, folder.filePath(u"missing.json"_s)}) {
        dialog.findChild<SettingsFileButton *>()->load(bad);
        const QString error = said(dialog, WrapLabel::Tone::Error);
        QVERIFY2(error.contains(u"cannot be loaded"_s), qPrintable(error));
        QVERIFY(dialog.profile() == before);
    }
    dialog.findChild<SettingsFileButton *>()->save(folder.filePath(u"no/such/folder.json"_s));
    QVERIFY(said(dialog, WrapLabel::Tone::Error).contains(u"cannot be saved"_s));
}

void TestConnectionDialog::tabGoesThroughTheFieldsInOrder()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    auto *system = dialog.findChildren<QComboBox *>().constFirst();
    system->setCurrentIndex(1); // fields that are made later must not go to the end
    system->setCurrentIndex(0);
    dialog.show();
    dialog.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    system->setFocus();
    QStringList names;
    for (int i = 0; i < 9; ++i) {
        QTest::keyClick(dialog.focusWidget(), Qt::Key_Tab);
        names +=
            QAccessible::queryAccessibleInterface(dialog.focusWidget())->text(QAccessible::Name);
    }
    const QStringList expected{u"Detect"_s,
                               u"Name"_s,
                               u"URL"_s,
                               u"Token"_s,
                               u"Show Token"_s,
                               u"Find out"_s,
                               u"More settings"_s,
                               u"Keep secrets in the keychain"_s,
                               u"Connect when Eventscope starts"_s};
    QCOMPARE(names, expected);
}

void TestConnectionDialog::everyControlHasAName()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    QCOMPARE(unnamedControls(&dialog), QStringList());
}

int main(int argc, char **argv)
{
    return testMain<QApplication, TestConnectionDialog, ConnectionUrlTest, DetectSystemTest,
                    ConnectionSecretsTest>(argc, argv);
}

#include "tst_connectiondialog.moc"
