// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/absence.h"
#include "app/feeds/feedsettings.h"
#include "models/connection/connectionprofile.h"
#include "models/connection/connectionstatus.h"
#include "models/connection/topicrequest.h"
#include "models/event/eventsink.h"

#include <QObject>
#include <functional>
#include <memory>

namespace eventscope {

class Dialect;

/// All live connections, on one thread of their own. This object lives on the GUI thread and is the
/// only door: commands go down by queued calls, states come up by queued signals, events go
/// straight to the sink.
class FeedHub final : public QObject
{
    Q_OBJECT
public:
    using Settings = FeedSettings;
    /// The dialect with this id, or null.
    using DialectResolver = std::function<const Dialect *(const QString &id)>;
    /// `sink` is not owned and outlives the hub. Without a resolver, dialectById() is asked.
    FeedHub(EventSink *sink, const Settings &settings, QObject *parent = nullptr,
            DialectResolver resolver = {});
    ~FeedHub() override; ///< shutDown()
    /// False: the system had no thread for it, and it is of no use.
    bool hasThread() const;
    /// Closes every connection, waits at most 3 s, and answers with the last counters of each. All
    /// events are with the sink by then. Nothing else may be asked of the hub after this.
    QMap<QString, FeedCounters> shutDown();
    /// True while threads of hubs that are gone are still busy with servers that do not answer. At
    /// its end the program waits for them, some seconds maybe, unless it leaves by _exit().
    static bool isAnyThreadLeft();

    /// Opens the connection, or opens it again if the profile changed; if only its name or
    /// subscriptions did, these change while it stays open. `secrets` are values by option key.
    /// What cannot be tried becomes Stopped, with its reason.
    void open(const ConnectionProfile &profile, const OptionValues &secrets);
    void close(const QString &id); ///< at once, no matter in which phase
    void remove(const QString &id);
    void subscribe(const QString &id, const Subscription &subscription);
    void unsubscribe(const QString &id, const QString &pattern);
    /// Something about topics, once: answered() says what became of it, at once where the
    /// connection is not open.
    void request(const QString &id, const TopicRequest &request);
    /// So many stored candidates (events that are not duplicates) and no more are taken from these
    /// connections together; the one that takes the last stops by itself and says limitReached().
    /// For `record --count`.
    void setEventLimit(const QStringList &ids, quint64 limit);
    /// Told by the application what the sink dropped (CaptureWriter::takeDropped), so that it is
    /// counted and becomes a gap row once there is room. `events` includes the batches that
    /// submit() refused; those are not counted twice.
    void noteDropped(const QString &id, quint64 events);
    /// The network has changed, or the computer slept: no connection waits for its next attempt,
    /// and each that is open has to show that it is.
    void retryNow(std::chrono::milliseconds slept = {}, Standstill of = Standstill::OfTheComputer);
    void closeAll();

Q_SIGNALS:
    void statusChanged(const QString &id, const eventscope::ConnectionStatus &status);
    void subscriptionsChanged(const QString &id,
                              const QVector<eventscope::SubscriptionStatus> &subscriptions);
    void countersChanged(const QString &id,
                         const eventscope::FeedCounters
                             &counters); ///< at most 10 times a second, and once when it is quiet
    void limitReached(const QString &id);
    void opened(const QString &id, qint64 atUs); ///< the handshake is done
    void answered(const QString &id, const eventscope::TopicRequest &request,
                  const eventscope::TopicAnswer &answer);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace eventscope
