// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demoserver.h"

#include "app/demo/coresession.h"
#include "app/demo/daptinsession.h"
#include "app/demo/deployedsession.h"
#include "app/demo/fixsession.h"
#include "app/demo/olddaptinsession.h"
#include "app/demo/sensorsession.h"
#include "app/demo/voipbinsession.h"
#include "app/demo/zaikiosession.h"
#include "models/event/timestamp.h"

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int storyTickMs = 50;
// Who reads from Kafka is no client of ours, and waits for the story as well.
constexpr int idleTickMs = 250;
constexpr int loadTickMs = 5;
constexpr int reopenPauseMs = 500;
constexpr int maxPending = 1000;
constexpr qint64 prologueUs = 1000;
// A machine that slept must not be told its whole night at once.
constexpr qint64 maxCatchUpUs = 5'000'000;

} // namespace

DemoServer::DemoServer(const DemoHub::Settings &settings) : m_settings(settings) { }

DemoServer::~DemoServer()
{
    for (DemoClient *client : std::as_const(m_clients)) {
        client->disconnect(this);
        client->session().restart();
    }
    // Those whose handshake is under way, or that nobody has welcomed yet, belong to nobody.
    for (const Admission &admission : std::as_const(m_admitted)) {
        if (admission.socket) {
            admission.socket->disconnect(this);
            admission.socket->deleteLater();
        }
    }
}

Result<quint16> DemoServer::open()
{
    m_gate = new HandshakeGate(this);
    if (!m_gate->open(m_settings.port))
        return Error{u"The demo hub cannot listen on 127.0.0.1:%1: %2."_s.arg(m_settings.port)
                         .arg(m_gate->errorString())};
    m_port = m_gate->port();
    m_sockets = new QWebSocketServer(u"eventscope-demo"_s, QWebSocketServer::NonSecureMode, this);
    m_sockets->setMaxPendingConnections(maxPending);
    m_sockets->setSupportedSubprotocols({u"actioncable-v1-json"_s});
    connect(m_gate, &HandshakeGate::admitted, this, &DemoServer::admit);
    connect(m_sockets, &QWebSocketServer::newConnection, this, &DemoServer::welcomePending);

    const auto every = [this](int ms, auto slot) {
        auto *const timer = new QTimer(this);
        timer->setTimerType(Qt::PreciseTimer);
        connect(timer, &QTimer::timeout, this, slot);
        timer->start(ms);
        return timer;
    };
    every(1000, &DemoServer::tickClients);
    if (isLoad()) {
        every(loadTickMs, &DemoServer::sendLoad);
        return m_port;
    }
    m_clock.start();
    m_storyStartUs = nowUs();
    m_toldUntilUs = m_storyStartUs;
    m_story.emplace(m_settings.seed, m_storyStartUs);
    // Without a cluster there is one system less. With one, its topics are there before anybody
    // asks for them.
    if (m_kafka.start()) {
        StoryEvents prologue;
        m_toldUntilUs += prologueUs;
        m_story->advance(m_toldUntilUs, prologue);
        tell(prologue);
        m_kafka.flush();
    }
    if (m_settings.incidents)
        m_incidents.emplace(m_settings.seed, m_storyStartUs);
    m_storyTimer = every(idleTickMs, &DemoServer::playStory);
    return m_port;
}

void DemoServer::admit(QTcpSocket *socket, const RequestHead &request, const DemoRoute &route)
{
    const quint16 port = socket->peerPort();
    m_admitted.insert(port, {request, route, socket});
    connect(socket, &QObject::destroyed, this, [this, port] { m_admitted.remove(port); });
    m_sockets->handleConnection(socket);
}

void DemoServer::welcomePending()
{
    while (QWebSocket *socket = m_sockets->nextPendingConnection())
        welcome(socket, m_admitted.take(socket->peerPort()));
}

void DemoServer::welcome(QWebSocket *socket, const Admission &admission)
{
    if (!admission.socket) {
        socket->abort();
        socket->deleteLater();
        return;
    }
    const DemoClient::Pace pace{m_settings.rate, m_settings.count, m_settings.topics};
    auto *const client = new DemoClient(socket, admission.socket, pace, this);
    connect(client, &DemoClient::gone, this, &DemoServer::forget);
    // What is told to the others in the next tick is not told to this one again.
    if (m_story)
        playStory();
    m_clients.append(client);
    client->begin(makeSession(admission, *client),
                  m_story ? m_story->currentTrees(m_toldUntilUs) : std::vector<CollectEvent>());
    paceStory();
}

std::unique_ptr<DemoSession> DemoServer::makeSession(const Admission &admission,
                                                     DemoOutlet &outlet) const
{
    const RequestHead &request = admission.request;
    const DemoRoute &route = admission.route;
    switch (route.voice) {
    case DemoRoute::Voice::VoipbinDocumented:
        break;
    case DemoRoute::Voice::VoipbinDeployed: {
        const QString shape = request.query.queryItemValue(u"shape"_s);
        return std::make_unique<DeployedSession>(
            outlet,
            shape == u"wrapped"     ? DeployedSession::Shape::Wrapped
                : shape == u"mixed" ? DeployedSession::Shape::Mixed
                                    : DeployedSession::Shape::Bare);
    }
    case DemoRoute::Voice::FixBackend:
        return std::make_unique<FixSession>(outlet, route.denied);
    case DemoRoute::Voice::FixCore: {
        CoreSession::Access access;
        access.needsKey = request.query.queryItemValue(u"psk"_s) == u"1";
        access.authorized = !request.credentials().isEmpty();
        access.denied = route.denied;
        return std::make_unique<CoreSession>(
            outlet, request.query.queryItemValue(u"show"_s, QUrl::FullyDecoded), access);
    }
    case DemoRoute::Voice::Zaikio:
        return std::make_unique<ZaikioSession>(outlet, route.denied);
    case DemoRoute::Voice::Daptin:
        return std::make_unique<DaptinSession>(outlet, m_board, route.denied);
    case DemoRoute::Voice::OldDaptin: {
        using Generation = OldDaptinSession::Generation;
        const bool isA = request.query.queryItemValue(u"generation"_s) == u"A";
        return std::make_unique<OldDaptinSession>(
            outlet, m_board, isA ? Generation::A : Generation::B, route.denied);
    }
    case DemoRoute::Voice::Sensors:
        return std::make_unique<SensorSession>(outlet);
    }
    return std::make_unique<VoipbinSession>(outlet);
}

void DemoServer::forget(DemoClient *client)
{
    m_clients.removeOne(client);
    client->deleteLater();
    paceStory();
}

void DemoServer::paceStory()
{
    const int ms = m_clients.isEmpty() ? idleTickMs : storyTickMs;
    if (m_storyTimer && m_storyTimer->interval() != ms)
        m_storyTimer->setInterval(ms);
}

void DemoServer::playStory()
{
    const qint64 now = storyNow();
    if (now - m_toldUntilUs > maxCatchUpUs) {
        StoryEvents missed;
        m_story->advance(now - maxCatchUpUs, missed);
    }
    StoryEvents events;
    m_story->advance(now, events);
    m_toldUntilUs = now;
    tell(events);
    strike();
}

void DemoServer::tell(const StoryEvents &events)
{
    for (const HubRecord &record : events.hubRecords)
        m_kafka.write(record);
    const QVector<DemoClient *> clients = m_clients;
    for (DemoClient *client : clients) {
        DemoSession &session = client->session();
        for (const CallEvent &event : events.calls)
            session.tellCall(event);
        for (const CollectEvent &event : events.collects)
            session.tellCollect(event);
        for (const RecordEvent &event : events.records)
            session.tellRecord(event);
        for (const JobEvent &event : events.jobs)
            session.tellJob(event);
        for (const Reading &event : events.readings)
            session.tellReading(event);
    }
}

void DemoServer::sendLoad()
{
    const qint64 now = nowUs();
    for (DemoClient *client : std::as_const(m_clients))
        client->sendLoad(now);
}

void DemoServer::tickClients()
{
    const qint64 now = nowUs();
    const QVector<DemoClient *> clients = m_clients;
    for (DemoClient *client : clients)
        client->tick(now);
}

void DemoServer::strike()
{
    const auto incident = m_incidents ? m_incidents->due(storyNow()) : std::nullopt;
    if (!incident)
        return;
    if (incident->restart)
        restart(incident->pauseUs);
    else
        dropOne(incident->pick);
}

void DemoServer::dropOne(quint64 pick)
{
    if (!m_clients.isEmpty())
        m_clients.at(static_cast<qsizetype>(pick % static_cast<quint64>(m_clients.size())))
            ->session()
            .cutOff();
}

void DemoServer::restart(qint64 pauseUs)
{
    m_gate->shut();
    m_kafka.setUp(false);
    const QVector<DemoClient *> clients = m_clients;
    for (DemoClient *client : clients)
        client->session().restart();
    QTimer::singleShot(static_cast<int>(pauseUs / 1000), this, &DemoServer::reopen);
}

void DemoServer::reopen()
{
    m_kafka.setUp(true);
    if (!m_gate->open(m_port))
        QTimer::singleShot(reopenPauseMs, this, &DemoServer::reopen);
}

} // namespace eventscope
