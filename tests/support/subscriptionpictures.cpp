// SPDX-License-Identifier: GPL-3.0-or-later
// Paints what has to do with subscriptions, light and dark, into PNG files, for looking at:
// subscriptionpictures FOLDER
#include "models/connectionmodel.h"
#include "models/event/timestamp.h"
#include "models/subscriptionmodel.h"
#include "tests/support/gallery.h"
#include "tests/support/sampledialects.h"
#include "views/connections/connectiondialog.h"
#include "views/subscriptions/permissiondialog.h"
#include "views/subscriptions/removaloffer.h"
#include "views/subscriptions/subscriptiondialog.h"
#include "views/subscriptions/subscriptionpanel.h"
#include "views/subscriptions/subscriptionsetsdialog.h"
#include "views/subscriptions/topicsdialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTreeView>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

const QString daptin = u"0000000d"_s;
const QString kafka = u"0000000e"_s;

struct SubscriptionPictures : Gallery
{
    void paint()
    {
        fill();
        paintPanel();
        paintDialogs();
        paintDuplicate();
    }
    ConnectionModel connections;
    SubscriptionModel subscriptions{&connections};
    QVector<TopicRequest> asked;

    void fill()
    {
        DialectInfo acm = samples::plain();
        acm.id = u"acm"_s;
        connections.setDialects({samples::records(), acm, samples::telephony(), samples::lists()});
        ConnectionProfile records = samples::profile(daptin, u"daptin · shop"_s, u"daptin"_s);
        records.subscriptions = {
            {u"order"_s, {{u"EventType"_s, u"update"_s}, {u"status"_s, u"open"_s}}, false},
            {u"user_account"_s, {}, false},
            {u"user_account,document"_s, {}, false},
            {u"invoice"_s, {}, false}};
        connections.addConnection(records, {}, false, false);
        connections.addConnection(
            samples::profile(kafka, u"hub · kafka"_s, u"acm"_s, {u"^gh-status.*"_s, u"gh-spec"_s}),
            {}, false, false);
        QObject::connect(
            &connections, &ConnectionModel::requestMade, &connections,
            [this](const QString &, const TopicRequest &request) { asked.append(request); });
        ConnectionStatus live;
        live.phase = ConnectionPhase::Live;
        for (const QString &id : {daptin, kafka})
            connections.setStatus(id, live);
        tell();
    }
    static SubscriptionStatus of(const QString &pattern, SubscriptionState state, quint64 events)
    {
        SubscriptionStatus status;
        status.pattern = pattern;
        status.state = state;
        status.events = events;
        status.lastEventUs = events > 0 ? nowUs() - 20'000'000 : 0;
        return status;
    }
    void tell()
    {
        SubscriptionStatus limited = of(u"invoice"_s, SubscriptionState::Refused, 0);
        limited.code = u"RATE_LIMITED"_s;
        limited.reason = u"Too many subscription requests: wait"_s;
        limited.retryAtUs = nowUs() + 12'000'000;
        connections.setSubscriptionStatuses(
            daptin,
            {of(u"order"_s, SubscriptionState::Delivering, 1204),
             of(u"user_account"_s, SubscriptionState::Active, 0),
             of(u"user_account,document"_s, SubscriptionState::Delivering, 88), limited});
        SubscriptionStatus wide = of(u"^gh-status.*"_s, SubscriptionState::Delivering, 91'220);
        wide.partitions = 6;
        wide.lag = 12'034;
        SubscriptionStatus spec = of(u"gh-spec"_s, SubscriptionState::Active, 0);
        spec.partitions = 1;
        spec.lag = 0;
        connections.setSubscriptionStatuses(kafka, {wide, spec});
        connections.tick(nowUs());
    }
    void paintPanel()
    {
        SubscriptionPanel panel(&connections, &subscriptions, {});
        panel.resize(292, 520);
        panel.select(daptin, u"order"_s);
        save(panel, u"panel"_s);
        paintTroubles(panel);
        panel.editFilters();
        auto *dialog = panel.findChild<SubscriptionDialog *>();
        save(*dialog, u"filters-edit"_s);
        for (auto *combo : dialog->findChildren<QComboBox *>()) {
            if (combo->accessibleName() == u"Event type")
                combo->setCurrentText(u"delete"_s);
        }
        dialog->accept();
        save(panel, u"panel-undo"_s);
        panel.undoRemoval();
    }
    void paintTroubles(SubscriptionPanel &panel)
    {
        const auto tell = [this](const QString &id, const QString &name, ConnectionPhase phase,
                                 const QString &cause) {
            connections.addConnection(
                samples::profile(id, name, u"voipbin"_s,
                                 {samples::topic(u"call"_s), samples::topic(u"activeflow"_s)}),
                {}, false, false);
            ConnectionStatus status;
            status.phase = phase;
            status.cause = cause;
            status.retryAtUs = nowUs() + 7'000'000;
            connections.setStatus(id, status);
        };
        tell(u"00000011"_s, u"voip-edge"_s, ConnectionPhase::Backoff,
             u"127.0.0.1 cannot be reached: Connection refused"_s);
        tell(u"00000012"_s, u"voip-prod"_s, ConnectionPhase::NeedsCredentials,
             u"401: the server wants other credentials"_s);
        SubscriptionStatus refused = of(samples::topic(u"call"_s), SubscriptionState::Refused, 0);
        refused.code = u"INVALID_PATTERN"_s;
        refused.reason = u"This is no valid regular expression: missing closing parenthesis at "
                         "position 6. Correct it, or leave the “^” out to name one topic"_s;
        connections.setSubscriptionStatuses(u"00000012"_s, {refused});
        connections.tick(nowUs());
        const QSize before = panel.size();
        panel.resize(292, 700);
        save(panel, u"panel-troubles"_s);
        panel.resize(165, 900);
        save(panel, u"panel-narrow"_s);
        panel.resize(before);
        connections.removeConnection(u"00000011"_s);
        connections.removeConnection(u"00000012"_s);
    }
    void paintDialogs()
    {
        connections.addConnection(samples::profile(u"0000000f"_s, u"zaikio"_s, u"zaikio"_s,
                                                   {u"mission_control.job_added,procurement."
                                                    "order_confirmed"_s}),
                                  {}, false, false);
        SubscriptionDialog events(&connections, u"0000000f"_s);
        save(events, u"list-add"_s);
        SubscriptionDialog event(&connections, u"0000000f"_s,
                                 connections.profile(u"0000000f"_s)->subscriptions.first().pattern);
        save(event, u"list-edit"_s);
        SubscriptionDialog add(&connections, daptin);
        save(add, u"filters-add"_s);
        PermissionDialog permissions(&connections, daptin, u"chat-room-1"_s);
        save(permissions, u"permissions-asking"_s);
        TopicAnswer answer;
        answer.permission = 16256;
        answer.owner = u"018f3c1e-6a50-7c1c-9f7e-3a3a5a4c8d10"_s;
        connections.setAnswer(daptin, asked.last(), answer);
        save(permissions, u"permissions"_s);
        permissions.findChildren<QCheckBox *>().at(3)->click();
        save(permissions, u"permissions-changed"_s);
        permissions.askToSet();
        save(*permissions.findChild<QMessageBox *>(), u"permissions-question"_s);
        const QTemporaryDir sets;
        SubscriptionSetsDialog dialog(&connections, daptin, sets.path());
        save(dialog, u"sets-empty"_s);
        dialog.findChild<QLineEdit *>()->setText(u"Shop, everything"_s);
        dialog.save();
        connections.unsubscribe(daptin, u"invoice"_s);
        dialog.addChosen();
        save(dialog, u"sets"_s);
        TopicsDialog topics(&connections, daptin);
        TopicAnswer listed;
        listed.topics = {u"order"_s, u"user_account"_s, u"chat-room-1"_s};
        connections.setAnswer(daptin, asked.last(), listed);
        topics.findChild<QTreeView *>()->setCurrentIndex(
            topics.findChild<QTreeView *>()->model()->index(0, 0));
        save(topics, u"topics"_s);
    }
    void paintDuplicate()
    {
        ConnectionProfile acme = samples::profile(u"0000000a"_s, u"acme"_s, u"voipbin"_s);
        connections.addConnection(acme, {}, false, false);
        WindowServices services;
        services.keychainAvailable = [] { return true; };
        services.copySecrets = [](const ConnectionProfile &, const QString &, const QStringList &,
                                  bool, const std::function<void()> &) {};
        ConnectionDialog dialog(&connections, services, acme, nullptr,
                                ConnectionDialog::Purpose::Duplicate);
        save(dialog, u"duplicate"_s);
        for (auto *box : dialog.findChildren<QCheckBox *>()) {
            if (box->text().startsWith(u"Use the same"))
                box->click();
        }
        save(dialog, u"duplicate-same"_s);
    }
};

} // namespace

int main(int argc, char **argv)
{
    return paintLightAndDark<SubscriptionPictures>(argc, argv);
}
