// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/demosession.h"
#include "app/demo/topicboard.h"

#include <QJsonObject>
#include <QMap>
#include <memory>

namespace eventscope {

/// The `/live` of a Daptin of before v0.11.4: a list of topics is all that is ever answered. The
/// generations differ in their words (`topic`, `topicName`) and in whether rows are base64; and
/// where A hangs up on a topic that it does not know, B forgets a subscription at the first event
/// that is not of the wanted kind.
class OldDaptinSession final : public DemoSession, public BoardVisitor
{
public:
    enum class Generation : quint8 {
        A, ///< until April 2024
        B ///< until v0.11.3
    };

    OldDaptinSession(DemoOutlet &outlet, std::shared_ptr<TopicBoard> board, Generation generation,
                     bool denied);
    ~OldDaptinSession() override;

    void opened(const std::vector<CollectEvent> &trees) override;
    void text(const QByteArray &frame, qint64 nowUs) override;
    void tellRecord(const RecordEvent &event) override;
    void hear(const RecordEvent &event) override { tellRecord(event); }
    void forgetTopic(const QString &name) override { m_subscriptions.remove(name); }
    int pingSeconds() const override { return 0; }
    std::vector<std::string> loadFrames() const override;

private:
    bool isA() const { return m_generation == Generation::A; }
    void listTopics();
    void subscribe(const QJsonObject &attributes);
    void newMessage(const QJsonObject &attributes);
    QString topicOf(const QJsonObject &attributes) const;
    std::string frame(const std::string &quotedSource, const std::string &event,
                      const std::string &object, const QByteArray &json) const;

    const std::shared_ptr<TopicBoard> m_board;
    const QString m_user;
    const Generation m_generation;
    const bool m_denied;
    QMap<QString, QJsonObject> m_subscriptions; ///< filters by topic
};

} // namespace eventscope
