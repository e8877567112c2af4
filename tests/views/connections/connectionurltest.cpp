// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/connections/connectionurltest.h"

#include "models/connection/plaintext.h"
#include "models/connection/urlsecrets.h"
#include "tests/support/dialogwidgets.h"
#include "views/connections/certificatedialog.h"
#include "views/connections/secretfield.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLineEdit>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

void ConnectionUrlTest::badUrlIsSaidAtItsField_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("part");
    QTest::newRow("http") << u"https://example.org"_s << u"wss://"_s;
    QTest::newRow("user name") << u"wss://me:pass@example.org/"_s << u"user name"_s;
    QTest::newRow("fragment") << u"wss://example.org/#a"_s << u"#"_s;
    QTest::newRow("no host") << u"wss:///path"_s << u"host"_s;
    QTest::newRow("no URL") << u"example"_s << u"URL"_s;
}

void ConnectionUrlTest::badUrlIsSaidAtItsField()
{
    QFETCH(const QString, url);
    QFETCH(const QString, part);
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    fill(dialog, url, u"t"_s);
    QVERIFY2(said(dialog, WrapLabel::Tone::Error).contains(part),
             qPrintable(said(dialog, WrapLabel::Tone::Error)));
    dialog.accept();
    QCOMPARE(m_model->rowCount(), 0);
}

void ConnectionUrlTest::httpUrlIsChangedByOneButton()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    auto *url = field<QLineEdit>(dialog, u"url"_s);
    url->setText(u"https://example.org/ws"_s);
    QPushButton *remedy = button(dialog, u"Change to wss://"_s);
    QVERIFY(remedy && remedy->isVisible());
    QTest::mouseClick(remedy, Qt::LeftButton);
    QCOMPARE(url->text(), u"wss://example.org/ws"_s);
    QVERIFY(!remedy->isVisible());
}

/// Where nobody has allowed it there is a question at the URL, and nothing is added unanswered.
void ConnectionUrlTest::unencryptedConnectionNeedsASwitch()
{
    DialectInfo guarded = samples::telephony();
    guarded.options.insert(1, plaintextOption());
    m_model->setDialects({guarded});
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    field<SecretField>(dialog, u"token"_s)->edit()->setText(u"t"_s);
    auto *url = field<QLineEdit>(dialog, u"url"_s);
    auto *allowed = field<QCheckBox>(dialog, plaintextKey);
    url->setText(u"wss://hub.example.org/ws"_s);
    QVERIFY(!allowed->isVisible());
    url->setText(u"ws://127.0.0.1:1/ws"_s);
    QVERIFY(!allowed->isVisible());
    url->setText(u"ws://hub.example.org/ws"_s);
    QVERIFY(allowed->isVisible() && !allowed->isChecked());
    QVERIFY(said(dialog, WrapLabel::Tone::Error).contains(u"Allow this"_s));
    dialog.accept();
    QCOMPARE(m_model->rowCount(), 0);
    allowed->setFocus();
    QTest::keyClick(allowed, Qt::Key_Space);
    QVERIFY(said(dialog, WrapLabel::Tone::Error).isEmpty());
    dialog.accept();
    QCOMPARE(m_model->rowCount(), 1);
    const QModelIndex row = m_model->index(0);
    QCOMPARE(m_model->profiles().first().options.value(plaintextKey), u"true"_s);
    QCOMPARE(row.data(ConnectionRole::OpenHost).toString(), u"hub.example.org"_s);
    QVERIFY(row.data(Qt::ToolTipRole).toString().contains(u"Not encrypted"_s));
}

/// What was allowed for one address is not kept for a connection that is encrypted now.
void ConnectionUrlTest::encryptedConnectionForgetsTheSwitch()
{
    DialectInfo guarded = samples::telephony();
    guarded.options.insert(1, plaintextOption());
    m_model->setDialects({guarded});
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    field<SecretField>(dialog, u"token"_s)->edit()->setText(u"t"_s);
    auto *url = field<QLineEdit>(dialog, u"url"_s);
    url->setText(u"ws://hub.example.org/ws"_s);
    field<QCheckBox>(dialog, plaintextKey)->setChecked(true);
    url->setText(u"wss://hub.example.org/ws"_s);
    dialog.accept();
    QCOMPARE(m_model->rowCount(), 1);
    QVERIFY(!m_model->profiles().first().options.contains(plaintextKey));
    QVERIFY(m_model->index(0).data(ConnectionRole::OpenHost).toString().isEmpty());
}

void ConnectionUrlTest::refusedCertificateIsTrustedOnlyOnRequest_data()
{
    QTest::addColumn<QString>("expected");
    QTest::newRow("refused") << QString();
    QTest::newRow("B9: changed") << QString(u"sha256:"_s + QString(64, u'b'));
}

void ConnectionUrlTest::refusedCertificateIsTrustedOnlyOnRequest()
{
    QFETCH(const QString, expected);
    ConnectionProfile profile;
    profile.id = u"0badcafe"_s;
    profile.name = u"hub"_s;
    profile.dialect = samples::telephony().id;
    profile.options = {{u"url"_s, u"wss://hub.example.org/"_s}};
    m_model->addConnection(profile, {}, false, false);
    ConnectionStatus refused;
    refused.phase = ConnectionPhase::Backoff;
    refused.cause = u"the TLS certificate of hub.example.org is self-signed"_s;
    refused.certificate = RefusedCertificate();
    refused.certificate->subject = u"hub <b>x</b>"_s;
    refused.certificate->issuer = u"nobody"_s;
    refused.certificate->pin = u"sha256:"_s + QString(64, u'a');
    refused.certificate->expectedPin = expected;
    m_model->setStatus(profile.id, refused);
    QVERIFY(hasRefusedCertificate(*m_model, profile.id));
    QSignalSpy opened(m_model.get(), &ConnectionModel::openRequested);

    CertificateDialog first(m_model.get(), profile.id, nullptr);
    first.show();
    QStringList shown;
    const auto labels = first.findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        QVERIFY(label->textFormat() == Qt::PlainText);
        shown += label->text().remove(u'\n').remove(u' ');
    }
    QVERIFY(shown.contains(QString(64, u'A')));
    QCOMPARE(shown.contains(QString(64, u'B')), !expected.isEmpty());
    QVERIFY(shown.contains(u"hub<b>x</b>"_s) && shown.contains(u"nobody"_s));
    QTest::keyClick(&first, Qt::Key_Return); // what is easiest changes nothing
    QVERIFY(!first.isVisible());
    QVERIFY(!m_model->profile(profile.id)->options.contains(pinKey));

    CertificateDialog second(m_model.get(), profile.id, nullptr);
    second.show();
    QTest::mouseClick(button(second, u"Trust This Certificate"_s), Qt::LeftButton);
    QCOMPARE(m_model->profile(profile.id)->options.value(pinKey), refused.certificate->pin);
    QCOMPARE(opened.size(), 1);
}

void ConnectionUrlTest::unencryptedUrlWarnsAndIsAccepted_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("warning");
    QTest::newRow("other host") << u"ws://hub.example.org/ws"_s << u"hub.example.org"_s;
    QTest::newRow("localhost") << u"ws://localhost:9400/ws"_s << QString();
    QTest::newRow("loopback") << u"ws://127.0.0.1:9400/ws"_s << QString();
    QTest::newRow("loopback 6") << u"ws://[::1]:9400/ws"_s << QString();
    QTest::newRow("looks like loopback") << u"ws://127.0.0.1.example.org/"_s << u"not encrypted"_s;
    QTest::newRow("encrypted") << u"wss://hub.example.org/ws"_s << QString();
    QTest::newRow("other letters") << u"wss://xn--e1awd7f.com/ws"_s << u"xn--e1awd7f.com"_s;
}

void ConnectionUrlTest::unencryptedUrlWarnsAndIsAccepted()
{
    QFETCH(const QString, url);
    QFETCH(const QString, warning);
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    fill(dialog, url, u"t"_s);
    const QString shown = said(dialog, WrapLabel::Tone::Warning);
    QCOMPARE(shown.isEmpty(), warning.isEmpty());
    QVERIFY2(shown.contains(warning), qPrintable(shown));
    dialog.accept();
    QCOMPARE(m_model->rowCount(), 1);
}

void ConnectionUrlTest::secretInAPastedUrlMovesToItsField()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    auto *url = field<QLineEdit>(dialog, u"url"_s);
    QGuiApplication::clipboard()->setText(u"wss://voip.example.com/ws?token=hunter2&a=1"_s);
    url->paste();
    QCOMPARE(url->text(), u"wss://voip.example.com/ws?a=1"_s);
    QCOMPARE(field<SecretField>(dialog, u"token"_s)->secret(), u"hunter2"_s);
    QCOMPARE(field<QComboBox>(dialog, u"protocol"_s)->currentData().toString(), u"documented"_s);
    QVERIFY(said(dialog, WrapLabel::Tone::Success).contains(u"moved to “Token”"_s));
    QSignalSpy secrets(m_model.get(), &ConnectionModel::secretsGiven);
    dialog.accept();
    QCOMPARE(secrets.size(), 1);
    QCOMPARE(secrets[0][1].value<OptionValues>(), (OptionValues{{u"token"_s, u"hunter2"_s}}));
    QCOMPARE(m_model->profiles().constFirst().options.value(u"url"_s),
             u"wss://voip.example.com/ws?a=1"_s);
}

void ConnectionUrlTest::secretWithoutAFieldIsKeptApartFromTheUrl()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    dialog.findChild<QComboBox *>()->setCurrentIndex(1);
    QVERIFY(!dialog.findChildren<QRadioButton *>().constFirst()->isVisible());
    auto *url = field<QLineEdit>(dialog, u"url"_s);
    QGuiApplication::clipboard()->setText(u"wss://h.example.com/ws?access_token=hunter2"_s);
    url->paste();
    QCOMPARE(url->text(), u"wss://h.example.com/ws?access_token="_s);
    QTRY_VERIFY(said(dialog, WrapLabel::Tone::Success).contains(u"kept apart"_s));
    QVERIFY(dialog.findChildren<QRadioButton *>().constFirst()->isVisible());
    QSignalSpy secrets(m_model.get(), &ConnectionModel::secretsGiven);
    dialog.accept();
    QCOMPARE(secrets.size(), 1);
    QCOMPARE(secrets[0][1].value<OptionValues>().value(urlQueryKey), u"access_token=hunter2"_s);
    QVERIFY(!m_model->profiles().constFirst().options.value(u"url"_s).contains(u"hunter2"_s));
}

void ConnectionUrlTest::secretInATypedUrlMovesWhenItIsUsed()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    auto *url = field<QLineEdit>(dialog, u"url"_s);
    url->setFocus();
    QTest::keyClicks(url, u"wss://h.example.com/ws?token=hunter2"_s);
    QVERIFY(url->text().endsWith(u"hunter2"_s)); // nothing moves while somebody types
    button(dialog, u"Test"_s)->click();
    QCOMPARE(m_tester.profile.options.value(u"url"_s), u"wss://h.example.com/ws"_s);
    QCOMPARE(m_tester.secrets.value(u"token"_s), u"hunter2"_s);
}

void ConnectionUrlTest::secretOfAUrlGoesAlongToAnotherSystem()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    auto *url = field<QLineEdit>(dialog, u"url"_s);
    QGuiApplication::clipboard()->setText(u"wss://h.example.com/ws?apikey=hunter2"_s);
    url->paste();
    dialog.findChild<QComboBox *>()->setCurrentIndex(1);
    QSignalSpy secrets(m_model.get(), &ConnectionModel::secretsGiven);
    dialog.accept();
    QCOMPARE(secrets.size(), 1);
    QCOMPARE(secrets[0][1].value<OptionValues>().value(urlQueryKey), u"apikey=hunter2"_s);
}
