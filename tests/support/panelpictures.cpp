// SPDX-License-Identifier: GPL-3.0-or-later
// Paints the panels and dialogs, light and dark, into PNG files, for looking at: panelpictures
// FOLDER
#include "models/connection/messagelimit.h"
#include "models/connectionmodel.h"
#include "models/noticemodel.h"
#include "models/subscriptionmodel.h"
#include "models/workflowmodel.h"
#include "tests/support/gallery.h"
#include "tests/support/sampledialects.h"
#include "tests/views/logfixture.h"
#include "views/connections/connectiondialog.h"
#include "views/connections/secretfield.h"
#include "views/export/exportdialog.h"
#include "views/linkdialog.h"
#include "views/notices/noticebar.h"
#include "views/notices/noticepanel.h"
#include "views/subscriptions/subscriptiondialog.h"
#include "views/subscriptions/subscriptionpanel.h"
#include "views/workflows/workflowpanel.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QThread>
#include <QToolButton>
#include <QTreeView>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

const QString voip = u"0000000a"_s;

struct PanelPictures : Gallery
{
    void paint()
    {
        paintPanels();
        paintNotices();
        paintDialogs();
        paintExport();
        paintLinks();
    }
    ConnectionModel connections;
    SubscriptionModel subscriptions{&connections};
    WorkflowModel workflows;
    NoticeModel notices;
    LogFixture log;
    quint64 sequence = 0;

    void setPhase(const QString &id, ConnectionPhase phase, const QString &cause = {})
    {
        ConnectionStatus status;
        status.phase = phase;
        status.cause = cause;
        status.retryAtUs = nowUs() + 7'000'000;
        status.sinceUs = nowUs() - 60'000'000;
        connections.setStatus(id, status);
    }

    void fillConnections()
    {
        connections.setDialects({samples::telephony(), samples::plain(), samples::everything()});
        const QStringList topics{samples::topic(u"call"_s), samples::topic(u"activeflow"_s),
                                 u"agent_id:98765432-0000-4000-8000-000000003210:queue:*"_s,
                                 samples::topic(u"message"_s), samples::topic(u"recording"_s)};
        connections.addConnection(samples::profile(voip, u"voip-prod"_s, u"voipbin"_s, topics), {},
                                  false, false);
        connections.addConnection(
            samples::profile(u"0000000b"_s, u"fix · acme workspace"_s, u"fix"_s), {}, false, false);
        connections.addConnection(samples::profile(u"0000000c"_s, u"daptin"_s, u"json"_s,
                                                   {u"user_account · update"_s, u"timeline"_s}),
                                  {}, false, false);
        connections.addConnection(
            samples::profile(u"0000000d"_s, u"zaikio · sandbox"_s, u"json"_s, {u"jobs"_s}), {},
            false, false);
        connections.addConnection(samples::profile(u"0000000e"_s, u"staging"_s, u"fix"_s), {},
                                  false, false);
        setPhase(voip, ConnectionPhase::Live);
        setPhase(u"0000000b"_s, ConnectionPhase::Live);
        setPhase(u"0000000c"_s, ConnectionPhase::Backoff, u"Connection refused."_s);
        setPhase(u"0000000d"_s, ConnectionPhase::NeedsCredentials,
                 u"401: the server wants other credentials."_s);
        QVector<SubscriptionStatus> states;
        const SubscriptionState kinds[]{SubscriptionState::Delivering, SubscriptionState::Active,
                                        SubscriptionState::Refused, SubscriptionState::Unconfirmed,
                                        SubscriptionState::Paused};
        for (qsizetype i = 0; i < topics.size(); ++i) {
            SubscriptionStatus status;
            status.pattern = topics[i];
            status.state = kinds[i];
            status.events = quint64(i == 0 ? 9'812'004 : i == 2 || i == 1 ? 0 : 12);
            status.lastEventUs = status.events > 0 ? nowUs() - i * 63'000'000 : 0;
            if (status.state == SubscriptionState::Refused) {
                status.reason = u"only the owner of the agent may listen to its queues"_s;
                status.code = u"PERMISSION_DENIED"_s;
            }
            states.append(status);
        }
        connections.setSubscriptionPaused(voip, topics.last(), true);
        connections.setSubscriptionStatuses(voip, states);
        connections.tick(nowUs() - 1'000'000);
        states[0].events += 188;
        connections.setSubscriptionStatuses(voip, states);
        connections.tick(nowUs());
    }

    void feed(const std::string &type, const std::string &payload)
    {
        EventView event;
        event.sequence = ++sequence;
        event.connection = "0000000b";
        event.type = type;
        event.payload = payload;
        event.recordedUs = nowUs() - 40'000'000;
        workflows.consume(event);
        workflows.flush();
        QCoreApplication::processEvents();
    }

    static std::string tree(const std::string &workflow, const std::string &task,
                            const std::string &parts)
    {
        return R"({"kind":"collect-progress","data":{"workflow":")" + workflow + R"(","task":")"
            + task + R"(","message":{"kind":"tree","parts":[)" + parts + "]}}}";
    }

    static std::string leaf(const std::string &path, const std::string &name, int current,
                            int total)
    {
        return R"({"kind":"progress","name":")" + name + R"(","path":[)" + path + R"(],"current":)"
            + std::to_string(current) + R"(,"total":)" + std::to_string(total) + "}";
    }

    void fillWorkflows()
    {
        const std::string aws = R"("collect","aws")";
        const std::string dev = R"("collect","aws","development")";
        feed("collect-progress",
             tree("collect_and_cleanup", "75aa05da-3b2e-4d53-9a39-6f5c5f7d2d11",
                  leaf(dev, "eu-central-1", 50, 100) + "," + leaf(dev, "us-east-1", 100, 100) + ","
                      + leaf(aws, "production", 100, 100)));
        feed("collect-progress", tree("collect", "9e11ad29", leaf(aws, "d2iq", 34, 100)));
        feed(
            "collect-error",
            R"({"kind":"collect-error","data":{"workflow":"collect","task":"9e11ad29","message":"[aws] Access denied for profile d2iq"}})");
        feed("collect-progress", tree("cleanup", "kind-hub1", leaf(R"("cleanup")", "eu", 60, 100)));
        feed("collect-progress", tree("collect", "0badc0de", leaf(aws, "done", 100, 100)));
    }

    void addNotice(Notice::Kind kind, Severity severity, const QString &title, const QString &text,
                   bool answer, const QString &topic = {}, const QString &code = {})
    {
        Notice notice;
        notice.kind = kind;
        notice.severity = severity;
        notice.title = title;
        notice.text = text;
        notice.connectionId = voip;
        notice.topic = topic;
        notice.code = code;
        notice.sequence = 7;
        notice.atUs = nowUs();
        notice.needsAnswer = answer;
        notices.add(notice);
    }

    void paintPanels();
    void paintLargerMessages(NoticeBar &bar);
    void paintNotices();
    void paintDialogs();
    void paintExport();
    void paintLinks();
};

void PanelPictures::paintPanels()
{
    SubscriptionPanel empty(&connections, &subscriptions, {});
    empty.resize(292, 300);
    save(empty, u"subscriptions-empty"_s);
    WorkflowPanel idle(&workflows);
    idle.resize(336, 200);
    save(idle, u"workflows-empty"_s);

    fillConnections();
    SubscriptionPanel panel(&connections, &subscriptions, {});
    panel.resize(292, 420);
    panel.select(voip, samples::topic(u"activeflow"_s));
    save(panel, u"subscriptions"_s);
    panel.resize(190, 420);
    save(panel, u"subscriptions-narrow"_s);
    panel.resize(292, 420);
    panel.findChild<QTreeView *>()->collapse(subscriptions.index(0, 0));
    panel.removeSubscription(u"0000000c"_s, u"timeline"_s);
    save(panel, u"subscriptions-folded"_s);

    fillWorkflows();
    WorkflowPanel runs(&workflows);
    runs.resize(336, 420);
    save(runs, u"workflows"_s);
    workflows.tick(nowUs() + 300'000'000);
    save(runs, u"workflows-stalled"_s);
}

void PanelPictures::paintLargerMessages(NoticeBar &bar)
{
    DialectInfo info = samples::telephony();
    Option largest;
    largest.key = maxMessageKey;
    largest.kind = Option::Kind::Choice;
    largest.defaultValue = u"16"_s;
    largest.choices = {{u"16"_s, u"16 MiB"_s}, {u"64"_s, u"64 MiB"_s}};
    info.options.append(largest);
    connections.setDialects({info, samples::plain(), samples::everything()});
    addNotice(Notice::Kind::Trouble, Severity::Warning, u"Messages too large"_s,
              u"voip-prod: messages larger than 16 MiB have ended the connection 3 "
              "times: shall they be taken?"_s,
              true, {}, tooLargeCode);
    save(bar, u"noticebar-larger"_s);
    bar.resize(620, bar.heightForWidth(620));
    save(bar, u"noticebar-larger-narrow"_s);
    bar.resize(1'440, 38);
    notices.dismiss(notices.current()->id);
}

void PanelPictures::paintNotices()
{
    NoticePanel list(&notices);
    list.resize(292, 110);
    save(list, u"notices-empty"_s);
    NoticeBar bar(&notices, &connections);
    bar.resize(1'440, 38);
    paintLargerMessages(bar);
    addNotice(Notice::Kind::WorkflowFinished, Severity::Success, u"Finished"_s,
              u"collect 0badc0de is done"_s, false);
    addNotice(Notice::Kind::Disconnected, Severity::Warning, u"Away"_s,
              u"daptin: the connection was reset, retrying; what is sent meanwhile is lost"_s,
              true);
    save(bar, u"noticebar-warning"_s);
    addNotice(Notice::Kind::Refused, Severity::Error, u"Refused"_s,
              u"voip-prod may not subscribe to "
              u"agent_id:98765432-0000-4000-8000-000000003210:queue:* — only the owner "
              u"of the agent may (PERMISSION_DENIED)"_s,
              true, u"agent_id:98765432-0000-4000-8000-000000003210:queue:*"_s);
    save(bar, u"noticebar"_s);
    bar.resize(620, bar.heightForWidth(620));
    save(bar, u"noticebar-narrow"_s);
    save(list, u"notices"_s);
}

void PanelPictures::paintDialogs()
{
    WindowServices services;
    services.keychainAvailable = [] { return true; };
    std::function<void(bool, const QString &)> answer;
    services.testConnection = [&](const ConnectionProfile &, const OptionValues &,
                                  std::function<void(bool, const QString &)> reply) {
        answer = std::move(reply);
    };
    ConnectionDialog fresh(&connections, services);
    auto *system = fresh.findChild<QComboBox *>();
    system->setCurrentIndex(system->findData(u"voipbin"_s));
    save(fresh, u"connection-add"_s);
    fresh.accept();
    save(fresh, u"connection-missing"_s);
    fresh.findChild<QLineEdit *>(u"url"_s)->setText(u"ws://hub.example.org:9400/v1.0/ws"_s);
    fresh.findChild<SecretField *>(u"token"_s)->edit()->setText(u"abcdefghijkl"_s);
    for (auto *more : fresh.findChildren<QToolButton *>()) {
        if (more->text() == "More"_L1)
            more->setChecked(true);
    }
    for (auto *button : fresh.findChildren<QPushButton *>()) {
        if (button->text() == "&Test"_L1)
            button->click();
    }
    save(fresh, u"connection-testing"_s);
    answer(false,
           u"401: the server wants other credentials. It said: token expired on 2026-11-20."_s);
    save(fresh, u"connection-answer"_s);

    services.keychainAvailable = [] { return false; };
    ConnectionDialog edit(&connections, services, *connections.profile(voip));
    save(edit, u"connection-edit"_s);

    SubscriptionDialog add(&connections, voip);
    save(add, u"subscription-add"_s);
    add.findChild<QPlainTextEdit *>()->setPlainText(
        samples::topic(u"queue"_s) + u'\n' + samples::topic(u"call"_s) + u"\ntenant_id:x:call:*"_s);
    save(add, u"subscription-problems"_s);
    SubscriptionDialog change(&connections, voip, samples::topic(u"call"_s));
    save(change, u"subscription-edit"_s);
    SubscriptionDialog text(&connections, u"0000000d"_s);
    save(text, u"subscription-text"_s);
}

void PanelPictures::paintLinks()
{
    LinkDialog plain(*webLink(u"https://example.org/calls/77d0f2c1?at=2026-01-15T10:30:04"_s));
    save(plain, u"link"_s);
    LinkDialog trick(*webLink(u"http://accounts.example.org@\u0430pple.com:8080/login"_s));
    save(trick, u"link-trick"_s);
}

void PanelPictures::paintExport()
{
    log.addMany(30'000);
    ExportDialog dialog(&log.model, nullptr, {0, 1, 2, 3, 4, 5, 6});
    save(dialog, u"export"_s);
    const auto choose = [&dialog](QLatin1StringView format) {
        for (auto *button : dialog.findChildren<QRadioButton *>()) {
            if (button->text() == format)
                button->setChecked(true);
        }
    };
    choose("CS&V (.csv)"_L1);
    save(dialog, u"export-csv"_s);
    choose("&JSON Lines (.jsonl)"_L1);
    auto *file = dialog.findChild<QLineEdit *>();
    file->setText(folder + u"/eventscope-2026-11-21-1030.jsonl"_s);
    QFile::remove(file->text());
    for (auto *button : dialog.findChildren<QPushButton *>()) {
        if (button->text() == "&Export"_L1)
            button->click();
    }
    save(dialog, u"export-running"_s);
    for (int i = 0; i < 200 && dialog.findChild<QWidget *>()->isEnabled() == false; ++i) {
        QThread::msleep(10);
        QCoreApplication::processEvents();
    }
    QThread::msleep(300);
    QCoreApplication::processEvents();
    save(dialog, u"export-done"_s);
    QFile::remove(file->text());
}

} // namespace

int main(int argc, char **argv)
{
    return paintLightAndDark<PanelPictures>(argc, argv);
}
