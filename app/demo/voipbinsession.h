// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/demosession.h"
#include "app/demo/topicpattern.h"

#include <QStringList>
#include <deque>

namespace eventscope {

/// VoIPBIN as it is documented: acknowledgments, errors with their four codes, events with
/// `event_type` and topic.
class VoipbinSession final : public DemoSession
{
public:
    using DemoSession::DemoSession;

    void text(const QByteArray &frame, qint64 nowUs) override;
    void binary() override;
    void tellCall(const CallEvent &event) override;
    void restart() override;
    int pingSeconds() const override { return 10; }
    std::vector<std::string> loadFrames() const override;

private:
    bool withinBudget(qint64 nowUs);
    void subscribe(const QStringList &topics);
    void unsubscribe(const QStringList &topics);
    void ack(const QString &action, const QStringList &topics);
    void refuse(const QString &action, const QStringList &topics, const char *code,
                const char *message);
    void refuseMessage(const QString &action, const char *why);

    std::vector<TopicPattern> m_patterns;
    std::deque<qint64> m_requestTimes;
};

} // namespace eventscope
