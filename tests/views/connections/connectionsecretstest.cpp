// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/connections/connectionsecretstest.h"

#include "tests/support/dialogwidgets.h"
#include "views/connections/secretfield.h"
#include "views/connections/settingsfilebutton.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace eventscope;
using namespace Qt::StringLiterals;

void ConnectionSecretsTest::addingHandsSecretsOverApartFromTheProfile()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    QSignalSpy secrets(m_model.get(), &ConnectionModel::secretsGiven);
    QSignalSpy opened(m_model.get(), &ConnectionModel::openRequested);
    QSignalSpy saved(&dialog, &ConnectionDialog::connectionSaved);
    dialog.show();
    fill(dialog, u"wss://example.org/ws"_s, u"s3cret"_s);
    QTest::mouseClick(ok(dialog), Qt::LeftButton);
    QVERIFY(!dialog.isVisible());
    QCOMPARE(m_model->rowCount(), 1);
    QCOMPARE(secrets.size(), 1);
    QCOMPARE(secrets[0][1].value<OptionValues>().value(u"token"_s), u"s3cret"_s);
    QCOMPARE(secrets[0][2].toBool(), true);
    QCOMPARE(opened.size(), 1);
    const ConnectionProfile added = m_model->profiles().constFirst();
    QCOMPARE(saved[0][0].toString(), added.id);
    QCOMPARE(added.options.value(u"url"_s), u"wss://example.org/ws"_s);
    QVERIFY(!added.options.contains(u"token"_s));
    QVERIFY(added.connectOnStart);
}

void ConnectionSecretsTest::secretWithABlankNamesThePosition()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    field<SecretField>(dialog, u"token"_s)->edit()->setText(u"to ken"_s);
    QVERIFY(said(dialog, WrapLabel::Tone::Error).contains(u"position 3"_s));
    QVERIFY(!said(dialog, WrapLabel::Tone::Error).contains(u"to ken"_s));
}

void ConnectionSecretsTest::secretCanBeLookedAt()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    auto *token = field<SecretField>(dialog, u"token"_s);
    auto *reveal = token->findChild<QToolButton *>();
    QTest::mouseClick(reveal, Qt::LeftButton);
    QCOMPARE(token->edit()->echoMode(), QLineEdit::Normal);
    QTest::mouseClick(reveal, Qt::LeftButton);
    QCOMPARE(token->edit()->echoMode(), QLineEdit::Password);
}

void ConnectionSecretsTest::editingNeverShowsTheSecretAndKeepsIt()
{
    m_model->addConnection(
        samples::profile(u"0000000a"_s, u"prod"_s, u"voipbin"_s, {samples::topic(u"call"_s)}),
        {{u"token"_s, u"s3cret"_s}}, true, false);
    ConnectionDialog dialog(m_model.get(), m_tester.services(), *m_model->profile(u"0000000a"_s));
    dialog.show();
    auto *token = field<SecretField>(dialog, u"token"_s)->edit();
    QCOMPARE(token->text(), QString());
    QCOMPARE(token->placeholderText(), u"kept in the keychain"_s);
    QSignalSpy secrets(m_model.get(), &ConnectionModel::secretsGiven);
    field<QLineEdit>(dialog, u"url"_s)->setText(u"wss://example.org/other"_s);
    QTest::mouseClick(ok(dialog), Qt::LeftButton);
    QVERIFY(!dialog.isVisible());
    for (const auto &given : secrets)
        QVERIFY(given[1].value<OptionValues>().isEmpty());
    const ConnectionProfile *changed = m_model->profile(u"0000000a"_s);
    QCOMPARE(changed->options.value(u"url"_s), u"wss://example.org/other"_s);
    QCOMPARE(changed->subscriptions.size(), 1);
    QCOMPARE(m_model->rowCount(), 1);
}

void ConnectionSecretsTest::withoutKeychainOnlyTheSessionIsOffered()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services(false));
    dialog.show();
    const auto radios = dialog.findChildren<QRadioButton *>();
    QCOMPARE(radios.size(), 2);
    QVERIFY(!radios[0]->isEnabled());
    QVERIFY(radios[1]->isChecked());
    QVERIFY(said(dialog, WrapLabel::Tone::Dim).contains(u"keychain"_s));
    QSignalSpy secrets(m_model.get(), &ConnectionModel::secretsGiven);
    fill(dialog, u"wss://example.org/ws"_s, u"t"_s);
    dialog.accept();
    QCOMPARE(secrets.size(), 1);
    QCOMPARE(secrets[0][2].toBool(), false);
}

void ConnectionSecretsTest::settingsGoToAFileAndBackWithoutSecrets()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"mine.eventscope.json"_s);
    {
        ConnectionDialog dialog(m_model.get(), m_tester.services());
        dialog.show();
        fill(dialog, u"wss://example.org/ws"_s, u"s3cret"_s);
        field<QLineEdit>(dialog, u"ping"_s)->setText(u"7"_s);
        dialog.findChild<SettingsFileButton *>()->save(path);
        QVERIFY(said(dialog, WrapLabel::Tone::Success).contains(u"without secrets"_s));
    }
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.readAll().contains("s3cret"));

    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    field<QCheckBox>(dialog, u"merge"_s)
        ->setChecked(false); // must not stay: the file has the default
    field<SecretField>(dialog, u"token"_s)->edit()->setText(u"t0ken"_s);
    dialog.findChild<SettingsFileButton *>()->load(path);
    QCOMPARE(dialog.profile().options,
             OptionValues({{u"url"_s, u"wss://example.org/ws"_s}, {u"ping"_s, u"7"_s}}));
    QCOMPARE(field<SecretField>(dialog, u"token"_s)->secret(), u"t0ken"_s);
    QVERIFY(said(dialog, WrapLabel::Tone::Success).contains(u"mine.eventscope.json"_s));
}
