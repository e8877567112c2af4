// SPDX-License-Identifier: GPL-3.0-or-later
// Paints the dialogs with the options of the real systems, light and dark, into PNG files, for
// looking at: dialogpictures FOLDER
#include "app/feeds/dialectregistry.h"
#include "models/connection/plaintext.h"
#include "models/connectionmodel.h"
#include "models/subscriptionmodel.h"
#include "tests/support/gallery.h"
#include "tests/support/sampledialects.h"
#include "views/connections/certificatedialog.h"
#include "views/connections/connectiondialog.h"
#include "views/connections/settingsfilebutton.h"
#include "views/subscriptions/messagedialog.h"
#include "views/subscriptions/subscriptiondialog.h"
#include "views/subscriptions/subscriptionpanel.h"
#include "views/subscriptions/topicsdialog.h"

#include <QAbstractItemView>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QToolButton>
#include <QTreeView>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

const QString daptin = u"0000000d"_s;

struct DialogPictures : Gallery
{
    void paint()
    {
        paintSystems();
        paintDetect();
        paintFile();
        paintTopics();
        paintMessage();
        paintTrust();
    }
    ConnectionModel connections;

    DialogPictures()
    {
        QVector<DialectInfo> dialects;
        for (const Dialect *dialect : allDialects())
            dialects += dialect->info();
        connections.setDialects(dialects);
        connections.addConnection(
            samples::profile(daptin, u"daptin · intranet"_s, u"daptin"_s, {u"user_account"_s}), {},
            false, false);
        ConnectionStatus live;
        live.phase = ConnectionPhase::Live;
        connections.setStatus(daptin, live);
    }

    void paintSystems();
    void paintDetect();
    void paintFile();
    void paintTopics();
    void paintMessage();
    void paintTrust();
};

void choose(const QWidget &dialog, const QString &system)
{
    auto *box = dialog.findChild<QComboBox *>();
    box->setCurrentIndex(box->findData(system));
}

QPushButton *button(const QWidget &dialog, const QString &text)
{
    for (auto *candidate : dialog.findChildren<QPushButton *>()) {
        if (candidate->text().remove(u'&') == text)
            return candidate;
    }
    return nullptr;
}

void DialogPictures::paintSystems()
{
    for (const DialectInfo &dialect : connections.dialects()) {
        ConnectionDialog dialog(&connections, {});
        choose(dialog, dialect.id);
        save(dialog, u"connection-"_s + dialect.id);
        for (auto *more : dialog.findChildren<QToolButton *>()) {
            if (more->text() == "More"_L1)
                more->setChecked(true);
        }
        save(dialog, u"connection-%1-more"_s.arg(dialect.id));
        if (auto *presets = dialog.findChild<QComboBox *>(u"url"_s); presets) {
            presets->showPopup();
            save(*presets->view()->window(), u"presets-"_s + dialect.id);
            presets->hidePopup();
        }
    }
}

void DialogPictures::paintDetect()
{
    std::function<void(const DetectedDialect &)> answer;
    WindowServices services;
    services.keychainAvailable = [] { return true; };
    services.detectDialect = [&answer](const ConnectionProfile &, const OptionValues &,
                                       std::function<void(const DetectedDialect &)> reply) {
        answer = std::move(reply);
    };
    ConnectionDialog dialog(&connections, services);
    choose(dialog, u"voipbin"_s);
    save(dialog, u"detect-0"_s);
    if (auto *url = dialog.findChild<QLineEdit *>(u"url"_s))
        url->setText(u"wss://hub.example.org/api/v1/cable"_s);
    button(dialog, u"Detect"_s)->click();
    save(dialog, u"detect-1-listening"_s);
    DetectedDialect found;
    found.dialect = u"zaikio"_s;
    found.confidence = 95;
    found.why =
        u"It greeted with {\"type\":\"welcome\"} and pings every 3 s, as ActionCable does."_s;
    answer(found);
    save(dialog, u"detect-2-found"_s);
    button(dialog, u"Detect"_s)->click();
    answer({{}, 0, u"It sent nothing within 15 s."_s, {}});
    save(dialog, u"detect-3-unknown"_s);
}

/// What is not encrypted, and whom to believe.
void DialogPictures::paintTrust()
{
    ConnectionDialog dialog(&connections, {});
    choose(dialog, u"fix"_s);
    dialog.findChild<QLineEdit *>(u"url"_s)->setText(u"ws://hub.example.org:9400/events"_s);
    save(dialog, u"unencrypted-asked"_s);
    dialog.findChild<QCheckBox *>(plaintextKey)->setChecked(true);
    save(dialog, u"unencrypted-allowed"_s);

    ConnectionStatus refused;
    refused.phase = ConnectionPhase::Backoff;
    refused.cause = u"the TLS certificate of daptin.example.org is self-signed, so nobody vouches "
                     "for it; it was issued to “daptin.example.org” by “daptin.example.org”; its "
                     "fingerprint is sha256:"_s
        + QString(u"3fa90c"_s).repeated(11).left(64);
    refused.certificate = RefusedCertificate();
    refused.certificate->subject = u"daptin.example.org"_s;
    refused.certificate->issuer = u"daptin.example.org"_s;
    refused.certificate->validFrom = QDateTime({2026, 1, 31}, {8, 0}, Qt::UTC);
    refused.certificate->validUntil = QDateTime({2028, 1, 31}, {8, 0}, Qt::UTC);
    refused.certificate->pin = u"sha256:"_s + QString(u"3fa90c"_s).repeated(11).left(64);
    connections.setStatus(daptin, refused);
    CertificateDialog first(&connections, daptin, nullptr);
    save(first, u"certificate"_s);
    refused.certificate->expectedPin = u"sha256:"_s + QString(u"d07e15"_s).repeated(11).left(64);
    connections.setStatus(daptin, refused);
    CertificateDialog changed(&connections, daptin, nullptr);
    save(changed, u"certificate-changed"_s);
    refused.certificate->expectedPin.clear();
    ConnectionProfile open = *connections.profile(daptin);
    open.options.insert(u"url"_s, u"ws://daptin.example.org/live"_s);
    connections.editConnection(open, {}, false);
    connections.setStatus(daptin, refused);
    SubscriptionModel rows(&connections);
    SubscriptionPanel panel(&connections, &rows, {});
    panel.resize(300, 260);
    save(panel, u"unencrypted-row"_s);
}

void DialogPictures::paintFile()
{
    const QTemporaryDir files;
    ConnectionDialog dialog(&connections, {});
    choose(dialog, u"json"_s);
    auto *file = dialog.findChild<SettingsFileButton *>();
    file->save(files.filePath(u"orders.eventscope.json"_s));
    save(dialog, u"settings-saved"_s);
    file->load(files.filePath(u"missing.json"_s));
    save(dialog, u"settings-missing"_s);
    if (file->menu()) {
        file->menu()->popup({0, 0});
        save(*file->menu(), u"settings-menu"_s);
        file->menu()->close();
    }
}

void DialogPictures::paintTopics()
{
    TopicRequest asked;
    QObject::connect(&connections, &ConnectionModel::requestMade, &connections,
                     [&asked](const QString &, const TopicRequest &request) { asked = request; });
    TopicsDialog dialog(&connections, daptin);
    save(dialog, u"topics-asking"_s);
    TopicAnswer answer;
    connections.setAnswer(daptin, asked, answer);
    save(dialog, u"topics-none"_s);
    answer.topics = {u"user_account"_s, u"usergroup"_s, u"document"_s,
                     u"site"_s,         u"timeline"_s,  u"chat:support"_s};
    for (const auto *one : {"user_account", "document", "site", "mail_server"}) {
        for (const auto *other : {"usergroup", "tag"})
            answer.topics +=
                u"%1_%1_id_has_%2_%2_id"_s.arg(QLatin1String(one), QLatin1String(other));
    }
    dialog.reload();
    connections.setAnswer(daptin, asked, answer);
    auto *view = dialog.findChild<QTreeView *>();
    view->setCurrentIndex(view->model()->index(1, 0));
    save(dialog, u"topics"_s);
    view->expandAll();
    dialog.findChild<QLineEdit *>()->setText(u"user"_s);
    save(dialog, u"topics-search"_s);
    dialog.findChild<QLineEdit *>()->setText(u"nothing like this"_s);
    save(dialog, u"topics-nomatch"_s);
    TopicRequest create;
    create.kind = TopicRequest::Kind::Create;
    create.topic = u"chat:sales"_s;
    answer = {};
    answer.outcome = TopicAnswer::Outcome::Refused;
    answer.reason = u"the topic exists already"_s;
    dialog.findChild<QLineEdit *>()->clear();
    connections.setAnswer(daptin, create, answer);
    save(dialog, u"topics-refused"_s);
}

void DialogPictures::paintMessage()
{
    MessageDialog dialog(u"chat:support"_s);
    save(dialog, u"message"_s);
    dialog.findChild<QPlainTextEdit *>()->setPlainText(u"{\"text\": \"hello\""_s);
    save(dialog, u"message-problem"_s);
    dialog.findChild<QPlainTextEdit *>()->setPlainText(u"{\"text\": \"hello\"}"_s);
    save(dialog, u"message-good"_s);
    SubscriptionDialog add(&connections, daptin);
    save(add, u"subscription-filters"_s);
}

} // namespace

int main(int argc, char **argv)
{
    return paintLightAndDark<DialogPictures>(argc, argv);
}
