// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/acmcluster.h"
#include "app/demo/democlient.h"
#include "app/demo/demohub.h"
#include "app/demo/demostory.h"
#include "app/demo/handshakegate.h"
#include "app/demo/incidentplan.h"
#include "app/demo/topicboard.h"

#include <QElapsedTimer>
#include <QHash>
#include <QPointer>
#include <QTimer>
#include <QWebSocketServer>
#include <memory>
#include <optional>

namespace eventscope {

/// The hub itself: lets connections in, plays the story to them or floods them, and lets things go
/// wrong. Everything but the constructor happens on the hub's thread.
class DemoServer final : public QObject
{
    Q_OBJECT
public:
    explicit DemoServer(const DemoHub::Settings &settings);
    ~DemoServer() override;

    /// Listens and begins the story; gives the port.
    Result<quint16> open();
    /// Where the Kafka cluster is; empty where there is none: under load, and without librdkafka.
    QString kafkaUrl() const { return m_kafka.url(); }
    /// Ends every connection as its server would and answers nobody for so long.
    void restart(qint64 pauseUs);
    /// Cuts one connection, `pick` modulo how many there are.
    void dropOne(quint64 pick);

private:
    struct Admission
    {
        RequestHead request;
        DemoRoute route;
        QPointer<QTcpSocket> socket;
    };

    void admit(QTcpSocket *socket, const RequestHead &request, const DemoRoute &route);
    void welcomePending();
    void welcome(QWebSocket *socket, const Admission &admission);
    std::unique_ptr<DemoSession> makeSession(const Admission &admission, DemoOutlet &outlet) const;
    void forget(DemoClient *client);

    void playStory();
    void tell(const StoryEvents &events);
    void sendLoad();
    void tickClients();
    void strike();
    void reopen();

    bool isLoad() const { return m_settings.rate > 0; }
    qint64 storyNow() const { return m_storyStartUs + m_clock.nsecsElapsed() / 1000; }
    void paceStory();

    const DemoHub::Settings m_settings;
    quint16 m_port = 0;
    HandshakeGate *m_gate = nullptr;
    QWebSocketServer *m_sockets = nullptr;
    QHash<quint16, Admission> m_admitted; ///< by the peer's port, until the handshake is done
    QVector<DemoClient *> m_clients;

    AcmCluster m_kafka;
    const std::shared_ptr<TopicBoard> m_board = std::make_shared<TopicBoard>();
    std::optional<DemoStory> m_story;
    std::optional<IncidentPlan> m_incidents;
    QElapsedTimer m_clock;
    qint64 m_storyStartUs = 0;
    qint64 m_toldUntilUs = 0;
    QTimer *m_storyTimer = nullptr;
};

} // namespace eventscope
