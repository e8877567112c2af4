// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connectionmodel.h"
#include "tests/support/sampledialects.h"
#include "views/connections/connectiondialog.h"
#include "views/connections/connectionname.h"
#include "views/connections/namefield.h"
#include "views/connections/secretfield.h"
#include "views/connections/systembox.h"
#include "views/wraplabel.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

const QString prod = u"0000000a"_s;

ConnectionStatus status(ConnectionPhase phase)
{
    ConnectionStatus made;
    made.phase = phase;
    return made;
}

} // namespace

/// Mending a connection: giving it the secret that it lacks, telling it what it speaks to.
class TestEditConnection final : public QObject
{
    Q_OBJECT

private:
    WindowServices services()
    {
        WindowServices made;
        made.keychainAvailable = [] { return false; };
        made.knownSecrets = [this](const ConnectionProfile &profile,
                                   const std::function<void(const QStringList &)> &answer) {
            m_asked = profile.dialect;
            m_answer = answer;
        };
        return made;
    }
    std::unique_ptr<ConnectionDialog> open()
    {
        auto dialog =
            std::make_unique<ConnectionDialog>(m_model.get(), services(), *m_model->profile(prod));
        dialog->show();
        return dialog;
    }
    static QLineEdit *token(const ConnectionDialog &dialog)
    {
        return dialog.findChild<SecretField *>(u"token"_s)->edit();
    }
    static void choose(const ConnectionDialog &dialog, const QString &system)
    {
        auto *box = dialog.findChild<QComboBox *>();
        QCOMPARE(box->accessibleName(), u"System"_s);
        QVERIFY(box->isEnabled());
        box->setCurrentIndex(box->findData(system));
    }

    std::unique_ptr<ConnectionModel> m_model;
    QString m_asked;
    std::function<void(const QStringList &)> m_answer;

private Q_SLOTS:
    void init()
    {
        m_model = std::make_unique<ConnectionModel>();
        DialectInfo fix = samples::everything();
        fix.options.append(tokenOption({}));
        m_model->setDialects({samples::telephony(), fix, samples::plain()});
        ConnectionProfile profile =
            samples::profile(prod, u"prod"_s, u"voipbin"_s, {samples::topic(u"call"_s)});
        profile.options.insert(u"protocol"_s, u"deployed"_s);
        m_model->addConnection(profile, {}, false, false);
    }

    void anotherSystemKeepsWhatBothKnow()
    {
        ConnectionProfile named = *m_model->profile(prod);
        named.name = suggestedConnectionName(u"VoIPBIN"_s, named.options[u"url"_s], {});
        m_model->editConnection(named, {{u"token"_s, u"t0ken"_s}}, false);
        QSignalSpy given(m_model.get(), &ConnectionModel::secretsGiven);
        QVERIFY(speakTo(u"fix"_s, prod, m_model.get()));
        const ConnectionProfile fix = *m_model->profile(prod);
        QCOMPARE(fix.dialect, u"fix"_s);
        QCOMPARE(fix.options, (OptionValues{{u"url"_s, u"wss://example.org/ws"_s}}));
        QCOMPARE(fix.name,
                 suggestedConnectionName(u"Fix"_s, u"wss://example.org/ws"_s, {})); // it follows
        QCOMPARE(fix.givenSecrets, QStringList{u"token"_s});
        QVERIFY(fix.subscriptions.isEmpty()); // it sends everything
        QVERIFY(given.isEmpty());
        named = fix;
        named.name = u"mine"_s;
        m_model->editConnection(named, {}, false);
        QVERIFY(speakTo(u"voipbin"_s, prod, m_model.get()));
        QCOMPARE(m_model->profile(prod)->dialect, u"voipbin"_s);
        QCOMPARE(m_model->profile(prod)->name, u"mine"_s);
    }

    void anotherSystemThatWantsMoreChangesNothing()
    {
        QVERIFY(speakTo(u"json"_s, prod, m_model.get()));
        const ConnectionProfile json = *m_model->profile(prod);
        QCOMPARE(json.subscriptions.size(), 1); // as they are written
        QVERIFY(!speakTo(u"voipbin"_s, prod, m_model.get())); // it must have a token
        QVERIFY(!speakTo(u"nonesuch"_s, prod, m_model.get()));
        QVERIFY(!speakTo(u"json"_s, prod, m_model.get()));
        QCOMPARE(*m_model->profile(prod), json);
    }

    void refusedOneWantsItsSecretFirst()
    {
        m_model->setStatus(prod, status(ConnectionPhase::NeedsCredentials));
        const auto dialog = open();
        QVERIFY(QTest::qWaitForWindowExposed(dialog.get()));
        QCOMPARE(dialog->focusWidget(), token(*dialog));
        QTest::keyClicks(dialog->focusWidget(), u"t0ken"_s);
        QSignalSpy given(m_model.get(), &ConnectionModel::secretsGiven);
        QTest::keyClick(dialog->focusWidget(), Qt::Key_Return);
        QVERIFY(!dialog->isVisible());
        QCOMPARE(m_model->profile(prod)->name, u"prod"_s);
        QCOMPARE(given.size(), 1);
        QCOMPARE(given[0][1].value<OptionValues>().value(u"token"_s), u"t0ken"_s);
    }

    void nameIsNotReplacedByTheNextKey()
    {
        m_model->setStatus(prod, status(ConnectionPhase::Live));
        const auto dialog = open();
        QVERIFY(QTest::qWaitForWindowActive(dialog.get()));
        auto *name = dialog->findChild<NameField *>();
        QTRY_VERIFY(name->hasFocus());
        QTRY_VERIFY(!name->hasSelectedText());
        QTest::keyClicks(name, u"x"_s);
        QCOMPARE(name->text(), u"prodx"_s);
    }

    void onlyASecretThatIsThereStaysUnchanged()
    {
        const auto dialog = open();
        m_answer({});
        QCOMPARE(token(*dialog)->placeholderText(), u"none yet"_s);
        const auto again = open();
        m_answer({u"token"_s});
        QCOMPARE(token(*again)->placeholderText(), u"unchanged if left empty"_s);
    }

    void answerAfterTheDialogIsGoneIsHarmless()
    {
        open().reset();
        m_answer({u"token"_s});
    }

    void otherSystemKeepsNameUrlAndSecrets()
    {
        const auto dialog = open();
        dialog->findChild<QLineEdit *>(u"url"_s)->setText(u"wss://example.org/new"_s);
        token(*dialog)->setText(u"t0ken"_s);
        choose(*dialog, u"fix"_s);
        QCOMPARE(m_asked, u"fix"_s); // whose secrets may have other names
        QCOMPARE(dialog->findChild<QLineEdit *>(u"url"_s)->text(), u"wss://example.org/new"_s);
        QCOMPARE(token(*dialog)->text(), u"t0ken"_s);
        QString said;
        for (const auto *label : dialog->findChildren<WrapLabel *>())
            said += label->tone() == WrapLabel::Tone::Warning ? label->text() : QString();
        QVERIFY2(said.contains(u"the subscriptions are removed"_s), qPrintable(said));
        dialog->accept();
        const ConnectionProfile saved = *m_model->profile(prod);
        QCOMPARE(saved.dialect, u"fix"_s);
        QCOMPARE(saved.name, u"prod"_s);
        QCOMPARE(saved.options, (OptionValues{{u"url"_s, u"wss://example.org/new"_s}}));
        QVERIFY(saved.subscriptions.isEmpty());
        QCOMPARE(m_model->profiles().size(), 1);
    }

    void nameThatWasSuggestedFollowsTheSystem()
    {
        ConnectionProfile profile = *m_model->profile(prod);
        profile.name = u"VoIPBIN · example.org 2"_s;
        m_model->editConnection(profile, {}, false);
        const auto dialog = open();
        const auto *name = dialog->findChild<NameField *>();
        QCOMPARE(name->text(), profile.name); // not by being looked at
        choose(*dialog, u"fix"_s);
        QCOMPARE(name->text(), u"Fix · example.org"_s);
        choose(*dialog, u"voipbin"_s);
        QCOMPARE(name->text(), u"VoIPBIN · example.org"_s);
    }

    void backAtItsOwnSystemNothingIsLost()
    {
        const auto dialog = open();
        choose(*dialog, u"fix"_s);
        choose(*dialog, u"voipbin"_s);
        dialog->accept();
        const ConnectionProfile saved = *m_model->profile(prod);
        QCOMPARE(saved.dialect, u"voipbin"_s);
        QCOMPARE(saved.options.value(u"protocol"_s), u"deployed"_s);
        QCOMPARE(saved.subscriptions.size(), 1);
    }

    void openConnectionIsOpenedAgainWithItsNewSystem()
    {
        m_model->setStatus(prod, status(ConnectionPhase::Live));
        m_model->connectFeed(prod);
        const auto dialog = open();
        QSignalSpy opened(m_model.get(), &ConnectionModel::openRequested);
        choose(*dialog, u"json"_s);
        dialog->accept();
        QCOMPARE(opened.size(), 1);
        QCOMPARE(m_model->profile(prod)->subscriptions.size(), 1);
    }
};

QTEST_MAIN(TestEditConnection)
#include "tst_editconnection.moc"
