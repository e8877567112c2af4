// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/demosession.h"

#include <QStringList>
#include <vector>

namespace eventscope {

/// Zaikio's Loom, as Rails' ActionCable behaves: a welcome, a ping every three seconds,
/// subscriptions confirmed or rejected under the very text by which they were asked for, and
/// silence for all it does not understand. The WebSocket itself is never pinged.
class ZaikioSession final : public DemoSession
{
public:
    ZaikioSession(DemoOutlet &outlet, bool denied);

    void opened(const std::vector<CollectEvent> &trees) override;
    void text(const QByteArray &frame, qint64 nowUs) override;
    void tick(qint64 nowUs) override;
    void tellJob(const JobEvent &event) override;
    void restart() override;
    void cutOff() override;
    int pingSeconds() const override { return 0; }
    std::vector<std::string> loadFrames() const override;

    /// The events that the app is configured for; a list with another is rejected.
    static const QStringList &configuredEvents();

private:
    struct Channel
    {
        std::string identifier; ///< as a JSON string
        QStringList events;
    };

    void subscribe(const QString &identifier);
    void answer(const std::string &quotedIdentifier, const char *type);
    void disconnect(const char *reason, bool reconnect);

    std::vector<Channel> m_channels;
    qint64 m_ticks = 0;
    bool m_denied;
};

} // namespace eventscope
