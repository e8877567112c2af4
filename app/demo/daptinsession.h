// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/demosession.h"
#include "app/demo/topicboard.h"

#include <QJsonObject>
#include <QMap>
#include <memory>

namespace eventscope {

/// The `/live` of a Daptin of the newest generation: a session frame, an answer per topic, data in
/// base64, silence where the real one is silent, and the end of the connection for what is no JSON
/// or for five minutes without a request.
class DaptinSession final : public DemoSession, public BoardVisitor
{
public:
    DaptinSession(DemoOutlet &outlet, std::shared_ptr<TopicBoard> board, bool denied);
    ~DaptinSession() override;

    void opened(const std::vector<CollectEvent> &trees) override;
    void text(const QByteArray &frame, qint64 nowUs) override;
    void tick(qint64 nowUs) override;
    void tellRecord(const RecordEvent &event) override;
    void hear(const RecordEvent &event) override { tellRecord(event); }
    int pingSeconds() const override { return 0; }
    std::vector<std::string> loadFrames() const override;
    void forgetTopic(const QString &name) override { m_subscriptions.remove(name); }

private:
    struct Request
    {
        QString id;
        QString method;
        QJsonObject attributes;
        QString topic() const { return attributes.value(QLatin1String("topicName")).toString(); }
    };

    void subscribe(const Request &request);
    void unsubscribe(const Request &request);
    void createTopic(const Request &request);
    void destroyTopic(const Request &request);
    void newMessage(const Request &request);
    void setPermission(const Request &request);
    void getPermission(const Request &request);
    void succeed(const Request &request, const QJsonObject &answer);
    void fail(const Request &request, const QString &error);

    const std::shared_ptr<TopicBoard> m_board;
    const QString m_user;
    QMap<QString, QJsonObject> m_subscriptions; ///< filters by topic
    qint64 m_lastRequestUs = 0;
    bool m_denied;
};

} // namespace eventscope
