// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/urlsecrets.h"
#include "models/connectionmodel.h"
#include "tests/support/accessiblenames.h"
#include "tests/support/sampledialects.h"
#include "models/connection/plaintext.h"
#include "views/connections/certificatedialog.h"
#include "views/connections/connectiondialog.h"
#include "views/connections/detectbox.h"
#include "views/connections/optionform.h"
#include "views/connections/secretfield.h"
#include "views/connections/settingsfilebutton.h"
#include "views/wraplabel.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

/// A service that keeps the answer to be given until the test wants it.
struct Tester
{
    std::function<void(bool, const QString &)> answer;
    std::function<void(const DetectedDialect &)> detected;
    ConnectionProfile profile;
    OptionValues secrets;
    int asked = 0;
    int detections = 0;

    WindowServices services(bool keychain = true)
    {
        WindowServices made;
        made.testConnection = [this](const ConnectionProfile &tried, const OptionValues &given,
                                     std::function<void(bool, const QString &)> reply) {
            profile = tried;
            secrets = given;
            answer = std::move(reply);
            ++asked;
        };
        made.detectDialect = [this](const ConnectionProfile &tried, const OptionValues &given,
                                    std::function<void(const DetectedDialect &)> reply) {
            profile = tried;
            secrets = given;
            detected = std::move(reply);
            ++detections;
        };
        made.keychainAvailable = [keychain] { return keychain; };
        return made;
    }
};

template<typename W>
W *field(const QWidget &dialog, const QString &key)
{
    return dialog.findChild<W *>(key);
}

QPushButton *ok(const QWidget &dialog)
{
    return dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
}

QPushButton *button(const QWidget &dialog, const QString &text)
{
    for (auto *candidate : dialog.findChildren<QPushButton *>()) {
        if (candidate->text().remove(u'&') == text)
            return candidate;
    }
    return nullptr;
}

/// What the dialog says in a tone at the moment.
QString said(const QWidget &dialog, WrapLabel::Tone tone)
{
    QStringList all;
    for (const auto *label : dialog.findChildren<WrapLabel *>()) {
        if (label->isVisible() && label->tone() == tone)
            all += label->text();
    }
    return all.join(u'\n');
}

} // namespace

class TestConnectionDialog final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void fieldsAreMadeFromTheOptions();
    void newConnectionIsForTheUsualSystem();
    void advancedOptionsAreFoldedAway();
    void anotherSystemBringsItsOwnFieldsAndKeepsTheUrl();
    void missingValueIsSaidAtItsFieldAndNothingIsAdded();
    void missingNameIsWhereTheKeysGo();
    void dialogGrowsForWhatItHasToSay();
    void dialogFitsTheSystem();
    void addingHandsSecretsOverApartFromTheProfile();
    void defaultsAreNotSaved();
    void badUrlIsSaidAtItsField_data();
    void badUrlIsSaidAtItsField();
    void httpUrlIsChangedByOneButton();
    void unencryptedConnectionNeedsASwitch();
    void encryptedConnectionForgetsTheSwitch();
    void refusedCertificateIsTrustedOnlyOnRequest_data();
    void refusedCertificateIsTrustedOnlyOnRequest();
    void unencryptedUrlWarnsAndIsAccepted_data();
    void unencryptedUrlWarnsAndIsAccepted();
    void secretWithABlankNamesThePosition();
    void secretInAPastedUrlMovesToItsField();
    void secretWithoutAFieldIsKeptApartFromTheUrl();
    void secretInATypedUrlMovesWhenItIsUsed();
    void secretOfAUrlGoesAlongToAnotherSystem();
    void secretCanBeLookedAt();
    void editingNeverShowsTheSecretAndKeepsIt();
    void withoutKeychainOnlyTheSessionIsOffered();
    void nameIsSuggestedUntilTheUserWritesOne();
    void testShowsItsAnswerInPlace_data();
    void testShowsItsAnswerInPlace();
    void editForgetsTheRunningTest();
    void answerAfterTheDialogIsGoneIsHarmless();
    void markupInAnAnswerStaysText();
    void severalLinesAreEditedAsSuch();
    void detectNeedsNoMoreThanTheUrl();
    void detectedSystemIsOffered_data();
    void detectedSystemIsOffered();
    void switchingKeepsUrlAndSecretAndTakesOptions();
    void switchingAnEditedConnectionChangesItsSystem();
    void editTakesTheProposalBack();
    void lateDetectionsAreForNobody();
    void settingsGoToAFileAndBackWithoutSecrets();
    void settingsFileThatIsNoneChangesNothing();
    void tabGoesThroughTheFieldsInOrder();
    void everyControlHasAName();

private:
    std::unique_ptr<ConnectionModel> m_model;
    Tester m_tester;
};

void TestConnectionDialog::init()
{
    m_model = std::make_unique<ConnectionModel>();
    m_model->setDialects({samples::telephony(), samples::plain(), samples::everything()});
    m_tester = {};
}

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
    field<QLineEdit>(dialog, u"url"_s)->setText(u"wss://example.org/ws"_s);
    field<SecretField>(dialog, u"token"_s)->edit()->setText(u"t0ken"_s);
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

void TestConnectionDialog::addingHandsSecretsOverApartFromTheProfile()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    QSignalSpy secrets(m_model.get(), &ConnectionModel::secretsGiven);
    QSignalSpy opened(m_model.get(), &ConnectionModel::openRequested);
    QSignalSpy saved(&dialog, &ConnectionDialog::connectionSaved);
    dialog.show();
    field<QLineEdit>(dialog, u"url"_s)->setText(u"wss://example.org/ws"_s);
    field<SecretField>(dialog, u"token"_s)->edit()->setText(u"s3cret"_s);
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

void TestConnectionDialog::badUrlIsSaidAtItsField_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("part");
    QTest::newRow("http") << u"https://example.org"_s << u"wss://"_s;
    QTest::newRow("user name") << u"wss://me:pass@example.org/"_s << u"user name"_s;
    QTest::newRow("fragment") << u"wss://example.org/#a"_s << u"#"_s;
    QTest::newRow("no host") << u"wss:///path"_s << u"host"_s;
    QTest::newRow("no URL") << u"example"_s << u"URL"_s;
}

void TestConnectionDialog::badUrlIsSaidAtItsField()
{
    QFETCH(const QString, url);
    QFETCH(const QString, part);
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    field<SecretField>(dialog, u"token"_s)->edit()->setText(u"t"_s);
    field<QLineEdit>(dialog, u"url"_s)->setText(url);
    QVERIFY2(said(dialog, WrapLabel::Tone::Error).contains(part),
             qPrintable(said(dialog, WrapLabel::Tone::Error)));
    dialog.accept();
    QCOMPARE(m_model->rowCount(), 0);
}

void TestConnectionDialog::httpUrlIsChangedByOneButton()
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
void TestConnectionDialog::unencryptedConnectionNeedsASwitch()
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
void TestConnectionDialog::encryptedConnectionForgetsTheSwitch()
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

void TestConnectionDialog::refusedCertificateIsTrustedOnlyOnRequest_data()
{
    QTest::addColumn<QString>("expected");
    QTest::newRow("refused") << QString();
    QTest::newRow("B9: changed") << QString(u"sha256:"_s + QString(64, u'b'));
}

void TestConnectionDialog::refusedCertificateIsTrustedOnlyOnRequest()
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

void TestConnectionDialog::unencryptedUrlWarnsAndIsAccepted_data()
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

void TestConnectionDialog::unencryptedUrlWarnsAndIsAccepted()
{
    QFETCH(const QString, url);
    QFETCH(const QString, warning);
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    field<SecretField>(dialog, u"token"_s)->edit()->setText(u"t"_s);
    field<QLineEdit>(dialog, u"url"_s)->setText(url);
    const QString shown = said(dialog, WrapLabel::Tone::Warning);
    QCOMPARE(shown.isEmpty(), warning.isEmpty());
    QVERIFY2(shown.contains(warning), qPrintable(shown));
    dialog.accept();
    QCOMPARE(m_model->rowCount(), 1);
}

void TestConnectionDialog::secretWithABlankNamesThePosition()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    field<SecretField>(dialog, u"token"_s)->edit()->setText(u"to ken"_s);
    QVERIFY(said(dialog, WrapLabel::Tone::Error).contains(u"position 3"_s));
    QVERIFY(!said(dialog, WrapLabel::Tone::Error).contains(u"to ken"_s));
}

void TestConnectionDialog::secretInAPastedUrlMovesToItsField()
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

void TestConnectionDialog::secretWithoutAFieldIsKeptApartFromTheUrl()
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

void TestConnectionDialog::secretInATypedUrlMovesWhenItIsUsed()
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

void TestConnectionDialog::secretOfAUrlGoesAlongToAnotherSystem()
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

void TestConnectionDialog::secretCanBeLookedAt()
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

void TestConnectionDialog::editingNeverShowsTheSecretAndKeepsIt()
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

void TestConnectionDialog::withoutKeychainOnlyTheSessionIsOffered()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services(false));
    dialog.show();
    const auto radios = dialog.findChildren<QRadioButton *>();
    QCOMPARE(radios.size(), 2);
    QVERIFY(!radios[0]->isEnabled());
    QVERIFY(radios[1]->isChecked());
    QVERIFY(said(dialog, WrapLabel::Tone::Dim).contains(u"keychain"_s));
    QSignalSpy secrets(m_model.get(), &ConnectionModel::secretsGiven);
    field<QLineEdit>(dialog, u"url"_s)->setText(u"wss://example.org/ws"_s);
    field<SecretField>(dialog, u"token"_s)->edit()->setText(u"t"_s);
    dialog.accept();
    QCOMPARE(secrets.size(), 1);
    QCOMPARE(secrets[0][2].toBool(), false);
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
    field<QLineEdit>(dialog, u"url"_s)->setText(u"wss://example.org/ws"_s);
    field<SecretField>(dialog, u"token"_s)->edit()->setText(u"t0ken"_s);
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
    field<QLineEdit>(dialog, u"url"_s)->setText(u"wss://example.org/ws"_s);
    field<SecretField>(dialog, u"token"_s)->edit()->setText(u"t"_s);
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
    field<QLineEdit>(*dialog, u"url"_s)->setText(u"wss://example.org/ws"_s);
    field<SecretField>(*dialog, u"token"_s)->edit()->setText(u"t"_s);
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
    field<QLineEdit>(dialog, u"url"_s)->setText(u"wss://example.org/ws"_s);
    field<SecretField>(dialog, u"token"_s)->edit()->setText(u"t"_s);
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

void TestConnectionDialog::detectNeedsNoMoreThanTheUrl()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    QTest::mouseClick(button(dialog, u"Detect"_s), Qt::LeftButton);
    QCOMPARE(m_tester.detections, 0);
    QVERIFY(said(dialog, WrapLabel::Tone::Error).contains(u"URL is missing"_s));
    field<QLineEdit>(dialog, u"url"_s)->setText(u"kafka://localhost:9092"_s);
    QTest::mouseClick(button(dialog, u"Detect"_s), Qt::LeftButton);
    QCOMPARE(m_tester.detections, 0);
    QVERIFY(said(dialog, WrapLabel::Tone::Warning).contains(u"Only a WebSocket"_s));
    field<QLineEdit>(dialog, u"url"_s)
        ->setText(u"ws://localhost:1/x"_s); // no token, which is required
    QTest::mouseClick(button(dialog, u"Detect"_s), Qt::LeftButton);
    QCOMPARE(m_tester.detections, 1);
    QCOMPARE(m_tester.profile.options.value(u"url"_s), u"ws://localhost:1/x"_s);
    QVERIFY(dialog.findChild<DetectBox *>()->isRunning());
    QTest::mouseClick(button(dialog, u"Stop Detecting"_s), Qt::LeftButton);
    QVERIFY(!dialog.findChild<DetectBox *>()->isRunning());
    m_tester.detected({u"json"_s, 60, u"Too late."_s, {}});
    QVERIFY(!said(dialog, WrapLabel::Tone::Success).contains(u"Too late"_s));
}

void TestConnectionDialog::detectedSystemIsOffered_data()
{
    QTest::addColumn<QString>("dialect");
    QTest::addColumn<int>("confidence");
    QTest::addColumn<OptionValues>("options");
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("offer"); // empty: none
    const OptionValues none;
    QTest::newRow("another") << u"json"_s << 90 << none
                             << u"This looks like JSON over WebSocket, not VoIPBIN. It said so."_s
                             << u"Switch to JSON over WebSocket"_s;
    QTest::newRow("another, perhaps")
        << u"json"_s << 35 << none << u"This may be JSON over WebSocket rather than VoIPBIN."_s
        << u"Switch to JSON over WebSocket"_s;
    QTest::newRow("as chosen") << u"voipbin"_s << 90 << none << u"This is VoIPBIN, as chosen."_s
                               << QString();
    QTest::newRow("as chosen, with news")
        << u"voipbin"_s << 90 << OptionValues{{u"protocol"_s, u"deployed"_s}}
        << u"This is VoIPBIN, as chosen."_s << u"Use What Was Found"_s;
    QTest::newRow("nothing") << QString() << 0 << none << u"There is no telling"_s << QString();
    QTest::newRow("not built in") << u"mqtt"_s << 90 << none << u"does not know"_s << QString();
}

void TestConnectionDialog::detectedSystemIsOffered()
{
    QFETCH(QString, dialect);
    QFETCH(int, confidence);
    QFETCH(OptionValues, options);
    QFETCH(QString, words);
    QFETCH(QString, offer);
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    field<QLineEdit>(dialog, u"url"_s)->setText(u"ws://localhost:1/x"_s);
    QTest::mouseClick(button(dialog, u"Detect"_s), Qt::LeftButton);
    m_tester.detected({dialect, confidence, u"It said so."_s, options});
    const QString all =
        said(dialog, WrapLabel::Tone::Success) + said(dialog, WrapLabel::Tone::Warning);
    QVERIFY2(all.contains(words) && all.contains(u"It said so."_s), qPrintable(all));
    auto *takeOver = dialog.findChild<DetectBox *>()->takeOver();
    QCOMPARE(takeOver->isVisible(), !offer.isEmpty());
    if (!offer.isEmpty())
        QCOMPARE(takeOver->text().remove(u'&'), offer);
    QVERIFY(button(dialog, u"Detect"_s)); // it can be done again
}

void TestConnectionDialog::switchingKeepsUrlAndSecretAndTakesOptions()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    auto *system = dialog.findChildren<QComboBox *>().constFirst();
    system->setCurrentIndex(system->findData(u"json"_s));
    field<QLineEdit>(dialog, u"url"_s)->setText(u"ws://localhost:1/x"_s);
    QTest::mouseClick(button(dialog, u"Detect"_s), Qt::LeftButton);
    m_tester.detected({u"voipbin"_s, 90, u"It said so."_s, {{u"protocol"_s, u"deployed"_s}}});
    QTest::mouseClick(dialog.findChild<DetectBox *>()->takeOver(), Qt::LeftButton);
    QCOMPARE(dialog.profile().dialect, u"voipbin"_s);
    QCOMPARE(dialog.profile().options,
             OptionValues({{u"url"_s, u"ws://localhost:1/x"_s}, {u"protocol"_s, u"deployed"_s}}));
    QVERIFY(!dialog.findChild<DetectBox *>()->isVisible());

    field<SecretField>(dialog, u"token"_s)->edit()->setText(u"s3cret"_s);
    QTest::mouseClick(button(dialog, u"Detect"_s), Qt::LeftButton);
    QCOMPARE(m_tester.secrets.value(u"token"_s), u"s3cret"_s);
    m_tester.detected({u"voipbin"_s, 90, u"It said so."_s, {{u"protocol"_s, u"documented"_s}}});
    QTest::mouseClick(dialog.findChild<DetectBox *>()->takeOver(), Qt::LeftButton);
    QCOMPARE(field<SecretField>(dialog, u"token"_s)->secret(), u"s3cret"_s);
    QCOMPARE(dialog.profile().options.value(u"protocol"_s), u"documented"_s);
}

void TestConnectionDialog::switchingAnEditedConnectionChangesItsSystem()
{
    ConnectionProfile edited;
    edited.id = u"0badcafe"_s;
    edited.name = u"mine"_s;
    edited.dialect = u"voipbin"_s;
    edited.options = {{u"url"_s, u"ws://localhost:1/old"_s}};
    m_model->addConnection(edited, {}, false, false);
    ConnectionDialog dialog(m_model.get(), m_tester.services(), edited);
    dialog.show();
    field<QLineEdit>(dialog, u"url"_s)->setText(u"ws://localhost:1/new"_s);
    QTest::mouseClick(button(dialog, u"Detect"_s), Qt::LeftButton);
    m_tester.detected({u"json"_s, 90, u"It said so."_s, {}});
    QTest::mouseClick(dialog.findChild<DetectBox *>()->takeOver(), Qt::LeftButton);
    QTest::mouseClick(ok(dialog), Qt::LeftButton);
    const ConnectionProfile saved = m_model->profiles().constFirst();
    QCOMPARE(saved.dialect, u"json"_s);
    QCOMPARE(saved.name, u"mine"_s);
    QCOMPARE(saved.options.value(u"url"_s), u"ws://localhost:1/new"_s);
}

void TestConnectionDialog::editTakesTheProposalBack()
{
    ConnectionDialog dialog(m_model.get(), m_tester.services());
    dialog.show();
    field<QLineEdit>(dialog, u"url"_s)->setText(u"ws://localhost:1/x"_s);
    QTest::mouseClick(button(dialog, u"Detect"_s), Qt::LeftButton);
    m_tester.detected({u"json"_s, 90, u"It said so."_s, {}});
    QVERIFY(dialog.findChild<DetectBox *>()->isVisible());
    field<QLineEdit>(dialog, u"url"_s)->setText(u"ws://localhost:1/y"_s);
    QVERIFY(!dialog.findChild<DetectBox *>()->isVisible());
}

void TestConnectionDialog::lateDetectionsAreForNobody()
{
    {
        ConnectionDialog dialog(m_model.get(), m_tester.services());
        dialog.show();
        field<QLineEdit>(dialog, u"url"_s)->setText(u"ws://localhost:1/x"_s);
        QTest::mouseClick(button(dialog, u"Detect"_s), Qt::LeftButton);
        dialog.reject();
        m_tester.detected({u"json"_s, 90, u"<b>Late</b>."_s, {}});
        QVERIFY(!dialog.findChild<DetectBox *>()->isVisibleTo(&dialog));
    }
    m_tester.detected({u"json"_s, 90, u"Later."_s, {}});
}

void TestConnectionDialog::settingsGoToAFileAndBackWithoutSecrets()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"mine.eventscope.json"_s);
    {
        ConnectionDialog dialog(m_model.get(), m_tester.services());
        dialog.show();
        field<QLineEdit>(dialog, u"url"_s)->setText(u"wss://example.org/ws"_s);
        field<SecretField>(dialog, u"token"_s)->edit()->setText(u"s3cret"_s);
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

QTEST_MAIN(TestConnectionDialog)
#include "tst_connectiondialog.moc"
