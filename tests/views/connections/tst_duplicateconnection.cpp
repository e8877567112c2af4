// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connectionmodel.h"
#include "models/subscriptionmodel.h"
#include "tests/support/accessiblenames.h"
#include "tests/support/sampledialects.h"
#include "views/connections/connectiondialog.h"
#include "views/connections/connectionname.h"
#include "views/subscriptions/subscriptionpanel.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

const QString acme = u"0000000a"_s;

/// Asked for by the dialog; answered by the test.
struct Secrets
{
    struct Copy
    {
        QString from;
        QString to;
        QStringList but;
        bool keep = false;
        std::function<void()> done;
    };
    QVector<Copy> copies;
    QVector<ConnectionProfile> tried;

    WindowServices services()
    {
        WindowServices given;
        given.keychainAvailable = [] { return true; };
        given.copySecrets = [this](const ConnectionProfile &from, const QString &to,
                                   const QStringList &but, bool keep,
                                   const std::function<void()> &done) {
            copies.append({from.id, to, but, keep, done});
        };
        given.testConnection = [this](const ConnectionProfile &profile, const OptionValues &,
                                      const std::function<void(bool, const QString &)> &) {
            tried.append(profile);
        };
        return given;
    }
};

QLineEdit *secretField(const QWidget &dialog)
{
    for (auto *edit : dialog.findChildren<QLineEdit *>()) {
        if (edit->echoMode() == QLineEdit::Password)
            return edit;
    }
    return nullptr;
}

QLineEdit *nameField(const QWidget &dialog)
{
    for (auto *edit : dialog.findChildren<QLineEdit *>()) {
        if (edit->accessibleName() == u"Name")
            return edit;
    }
    return nullptr;
}

QCheckBox *sameSecrets(const QWidget &dialog)
{
    for (auto *box : dialog.findChildren<QCheckBox *>()) {
        if (box->text().startsWith(u"Use the same secrets"))
            return box;
    }
    return nullptr;
}

} // namespace

class TestDuplicateConnection final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_secrets = Secrets();
        m_model = std::make_unique<ConnectionModel>();
        m_model->setDialects({samples::telephony(), samples::everything(), samples::plain()});
        ConnectionProfile profile = samples::profile(acme, u"acme"_s, u"voipbin"_s);
        profile.options.insert(u"protocol"_s, u"deployed"_s);
        profile.subscriptions = {{samples::topic(u"call"_s), {{u"a"_s, u"b"_s}}, false},
                                 {samples::topic(u"queue"_s), {}, true}};
        profile.connectOnStart = false;
        m_model->addConnection(profile, {}, false, false);
    }

    void copyHasTheSettingsAndSubscriptionsButNoSecrets()
    {
        ConnectionDialog dialog(m_model.get(), m_secrets.services(), *m_model->profile(acme),
                                nullptr, ConnectionDialog::Purpose::Duplicate);
        dialog.show();
        QCOMPARE(dialog.windowTitle(), u"Duplicate Connection"_s);
        QCOMPARE(nameField(dialog)->text(), u"acme 2"_s);
        QVERIFY(secretField(dialog)->placeholderText().isEmpty());
        dialog.accept();
        QCOMPARE(m_model->rowCount(), 1); // the token is missing, and it is said
        QVERIFY(dialog.isVisible());
        secretField(dialog)->setText(u"another-token"_s);
        QSignalSpy given(m_model.get(), &ConnectionModel::secretsGiven);
        QSignalSpy opened(m_model.get(), &ConnectionModel::openRequested);
        dialog.accept();
        QCOMPARE(m_model->rowCount(), 2);
        const ConnectionProfile copy = m_model->profiles().last();
        ConnectionProfile expected = *m_model->profile(acme);
        QVERIFY(copy.id != acme);
        expected.id = copy.id;
        expected.name = u"acme 2"_s;
        QVERIFY(expected.givenSecrets.isEmpty());
        expected.givenSecrets = QStringList{u"token"_s}; // its own, by name
        QCOMPARE(copy, expected);
        QCOMPARE(given.size(), 1);
        QCOMPARE(given[0][0].toString(), copy.id);
        QCOMPARE(given[0][1].value<OptionValues>(),
                 (OptionValues{{u"token"_s, u"another-token"_s}}));
        QCOMPARE(opened.size(), 1);
        QVERIFY(m_secrets.copies.isEmpty());
    }

    void secretsAreCopiedWhereTheUserSaysSo()
    {
        ConnectionDialog dialog(m_model.get(), m_secrets.services(), *m_model->profile(acme),
                                nullptr, ConnectionDialog::Purpose::Duplicate);
        dialog.show();
        QVERIFY(sameSecrets(dialog)->isVisible());
        QVERIFY(!sameSecrets(dialog)->isChecked());
        sameSecrets(dialog)->click();
        QVERIFY(secretField(dialog)->placeholderText().contains(u"acme"_s));
        QSignalSpy opened(m_model.get(), &ConnectionModel::openRequested);
        dialog.accept();
        QCOMPARE(m_model->rowCount(), 2);
        const QString copy = m_model->profiles().last().id;
        QCOMPARE(m_secrets.copies.size(), 1);
        QCOMPARE(m_secrets.copies[0].from, acme);
        QCOMPARE(m_secrets.copies[0].to, copy);
        QVERIFY(m_secrets.copies[0].but.isEmpty());
        QVERIFY(m_secrets.copies[0].keep);
        QCOMPARE(opened.size(), 0); // not before it has them
        m_secrets.copies[0].done();
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened[0][0].value<ConnectionProfile>().id, copy);
    }

    void secretThatIsTypedIsNotTakenFromTheOriginal()
    {
        ConnectionDialog dialog(m_model.get(), m_secrets.services(), *m_model->profile(acme),
                                nullptr, ConnectionDialog::Purpose::Duplicate);
        sameSecrets(dialog)->click();
        secretField(dialog)->setText(u"typed"_s);
        dialog.accept();
        QCOMPARE(m_secrets.copies[0].but, QStringList{u"token"_s});
        m_model->removeConnection(m_model->profiles().last().id);
        m_secrets.copies[0].done(); // it is gone by now
        QCOMPARE(m_model->rowCount(), 1);
    }

    void testUsesTheSecretsThatWillBeCopied()
    {
        ConnectionDialog dialog(m_model.get(), m_secrets.services(), *m_model->profile(acme),
                                nullptr, ConnectionDialog::Purpose::Duplicate);
        dialog.show();
        QPushButton *test = nullptr;
        for (auto *button : dialog.findChildren<QPushButton *>()) {
            if (button->text().remove(u'&') == u"Test")
                test = button;
        }
        QVERIFY(test);
        sameSecrets(dialog)->click();
        test->click();
        QCOMPARE(m_secrets.tried.size(), 1);
        QCOMPARE(m_secrets.tried[0].id, acme);
        sameSecrets(dialog)->click(); // whatever comes of it is of no interest now
        QCOMPARE(test->text().remove(u'&'), u"Test"_s);
        secretField(dialog)->setText(u"typed"_s);
        test->click();
        QVERIFY(m_secrets.tried[1].id != acme);
    }

    void editingAndAddingOfferNoOthersSecrets()
    {
        ConnectionDialog adding(m_model.get(), m_secrets.services());
        QVERIFY(!sameSecrets(adding));
        ConnectionDialog editing(m_model.get(), m_secrets.services(), *m_model->profile(acme));
        QVERIFY(!sameSecrets(editing));
        ConnectionDialog reading(m_model.get(), {}, *m_model->profile(acme), nullptr,
                                 ConnectionDialog::Purpose::Duplicate);
        QVERIFY(!sameSecrets(reading)); // nobody could copy them
    }

    void namesAreNumbered_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QStringList>("others");
        QTest::addColumn<QString>("numbered");
        QTest::newRow("free") << u"acme"_s << QStringList{u"other"_s} << u"acme"_s;
        QTest::newRow("second") << u"acme"_s << QStringList{u"acme"_s} << u"acme 2"_s;
        QTest::newRow("of a copy")
            << u"acme 2"_s << QStringList{u"acme"_s, u"acme 2"_s} << u"acme 3"_s;
        QTest::newRow("a name with a place in it")
            << u"100%1"_s << QStringList{u"100%1"_s} << u"100%1 2"_s;
        QTest::newRow("long") << QString(80, u'x') << QStringList{QString(80, u'x')}
                              << QString(75, u'x') + u" 2"_s;
    }
    void namesAreNumbered()
    {
        QFETCH(QString, name);
        QFETCH(QStringList, others);
        QVector<ConnectionProfile> profiles;
        for (const QString &other : others) {
            ConnectionProfile profile;
            profile.name = other;
            profiles.append(profile);
        }
        QTEST(numberedName(name, profiles), "numbered");
        QVERIFY(numberedName(name, profiles).size() <= maxConnectionName);
    }

    void panelDuplicatesTheCurrentConnection()
    {
        SubscriptionModel tree(m_model.get());
        SubscriptionPanel panel(m_model.get(), &tree, m_secrets.services());
        panel.show();
        panel.select(acme);
        panel.duplicateCurrent();
        auto *dialog = panel.findChild<ConnectionDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        QCOMPARE(dialog->focusWidget(), nameField(*dialog));
        QTest::keyClicks(dialog->focusWidget(), u"globex"_s); // takes the place of the suggestion
        secretField(*dialog)->setText(u"t"_s);
        dialog->accept();
        QCOMPARE(m_model->profiles().last().name, u"globex"_s);
        QCOMPARE(panel.currentConnection(), m_model->profiles().last().id);
    }

    void everyControlHasAName()
    {
        ConnectionDialog dialog(m_model.get(), m_secrets.services(), *m_model->profile(acme),
                                nullptr, ConnectionDialog::Purpose::Duplicate);
        dialog.show();
        QCOMPARE(unnamedControls(&dialog), QStringList());
    }

private:
    Secrets m_secrets;
    std::unique_ptr<ConnectionModel> m_model;
};

QTEST_MAIN(TestDuplicateConnection)
#include "tst_duplicateconnection.moc"
