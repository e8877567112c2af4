// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/result.h"

#include <QObject>
#include <QString>
#include <QVector>
#include <memory>

namespace eventscope {

/// The embedded hub: a real WebSocket server on 127.0.0.1 that speaks the dialects as their servers
/// do and plays one seeded story; for ACM, librdkafka's mock cluster inside this process. First
/// use, trying things out, and the counterpart of the tests. It lives on a thread of its own, so
/// that a busy window never slows it. Nothing in the feeds knows about it.
class DemoHub final : public QObject
{
    Q_OBJECT
public:
    struct Settings
    {
        quint16 port = 0; ///< 0: a free one
        quint64 seed = 1;
        double rate = 0; ///< events a second for load (no Kafka then), 0: the story's own pace
        quint64 count = 0; ///< stop sending after so many events a connection, 0: never
        bool incidents = true; ///< a drop and a restart now and then; never under load
        int topics = 5000; ///< distinct resources under load, 0: a new one in every event
    };
    struct Endpoint
    {
        /// Of its connection, the same at each start: a filter that is on by default for it stays
        /// so.
        QString id() const { return QLatin1StringView("demo-") + dialect; }

        QString dialect; ///< of no other
        QString url;
        QString name; ///< "Demo · calls"
        /// Worth subscribing to first; empty where there is nothing to subscribe to.
        QStringList topics;
    };

    explicit DemoHub(const Settings &settings, QObject *parent = nullptr);
    ~DemoHub() override;

    Result<void> start();
    QVector<Endpoint> endpoints() const; ///< valid after start()

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace eventscope
