// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demohub.h"

#include "app/demo/demoidentity.h"
#include "app/demo/demoserver.h"
#include "app/threads/loopthread.h"

#include <future>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString text(std::string_view latin1)
{
    return QString::fromLatin1(latin1.data(), static_cast<qsizetype>(latin1.size()));
}

} // namespace

struct DemoHub::State
{
    Settings settings;
    LoopThread thread{u"demo hub"_s};
    DemoServer *server = nullptr; ///< belongs to the thread
    quint16 port = 0;
    QString kafkaUrl;

    void stop()
    {
        if (!thread.isRunning())
            return;
        // Deleted by the running loop, not by finished(): sockets delete their lower halves later,
        // and after the loop there is no later.
        QMetaObject::invokeMethod(
            server,
            [this] {
                delete server;
                thread.quit();
            },
            Qt::QueuedConnection);
        thread.wait();
        server = nullptr;
        port = 0;
        kafkaUrl.clear();
    }
};

DemoHub::DemoHub(const Settings &settings, QObject *parent)
    : QObject(parent), m_state(std::make_unique<State>())
{
    m_state->settings = settings;
}

DemoHub::~DemoHub()
{
    m_state->stop();
}

Result<void> DemoHub::start()
{
    if (m_state->thread.isRunning())
        return {};
    QThread *const thread = m_state->thread.start();
    if (!thread)
        return Error{u"Cannot start the demo: the system has no thread left for it"_s};
    DemoServer *const server = m_state->server = new DemoServer(m_state->settings);
    server->moveToThread(thread);

    // Who starts a hub needs its port; opening a socket on this machine takes no time worth a
    // signal.
    std::promise<Result<quint16>> promise;
    std::future<Result<quint16>> opened = promise.get_future();
    QMetaObject::invokeMethod(
        server,
        [this, server, &promise] {
            auto port = server->open();
            m_state->kafkaUrl = server->kafkaUrl();
            promise.set_value(std::move(port));
        },
        Qt::QueuedConnection);
    const Result<quint16> port = opened.get();
    if (!port) {
        m_state->stop();
        return Error{port.error()};
    }
    m_state->port = *port;
    return {};
}

QVector<DemoHub::Endpoint> DemoHub::endpoints() const
{
    if (m_state->port == 0)
        return {};
    const QString host = u"ws://127.0.0.1:%1"_s.arg(m_state->port);
    const QString customer = u"customer_id:"_s + text(demoCustomer);
    const QString agent = u"agent_id:"_s + text(demoAgent);
    QVector<Endpoint> all{
        {u"voipbin"_s,
         host + u"/v1.0/ws?token=demo"_s,
         tr("Demo · calls"),
         {agent + u":call:*"_s, agent + u":agent:*"_s, customer + u":queue:*"_s,
          customer + u":message:*"_s}},
        {u"fix"_s,
         host + u"/api/workspaces/"_s + text(demoWorkspace) + u"/events"_s,
         tr("Demo · cloud"),
         {}},
        {u"zaikio"_s,
         host + u"/websocket"_s,
         tr("Demo · jobs"),
         {u"mission_control.job_added,mission_control.job_updated,mission_control.job_finished,"
          u"mission_control.job_failed"_s,
          u"procurement.order_placed,procurement.order_confirmed"_s}},
        {u"daptin"_s,
         host + u"/live?token=demo"_s,
         tr("Demo · data"),
         {u"cluster"_s, u"user_account"_s, u"announcements"_s}},
        {u"json"_s, host + u"/sensors"_s, tr("Demo · sites"), {}}};
    if (!m_state->kafkaUrl.isEmpty())
        all.append({u"acm"_s, m_state->kafkaUrl, tr("Demo · hubs"), {u"^gh-status.*"_s}});
    return all;
}

} // namespace eventscope
