// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"
#include "app/feeds/eventlimit.h"

#include <QObject>
#include <memory>

namespace eventscope {

/// One live connection, whatever its bytes travel over: what FeedRoster knows of it. Lives on the
/// feed thread. Its signals carry values only, and never a secret.
class Feed : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// Connects, or connects anew where something but the name and the subscriptions changed.
    /// `values` has every option.
    virtual void open(const Dialect &dialect, const ConnectionProfile &profile,
                      const OptionValues &values) = 0;
    virtual void close() = 0;
    /// The network has changed, or the computer slept: an attempt that waits for its time is made
    /// now, and a connection is asked whether it is still there.
    virtual void retryNow() = 0;
    virtual void subscribe(const Subscription &subscription) = 0;
    virtual void unsubscribe(const QString &pattern) = 0;
    /// Answered once by answered(): at once where there is no connection to ask.
    virtual void request(const TopicRequest &request) = 0;
    virtual void setEventLimit(std::shared_ptr<EventLimit> limit) = 0;
    virtual void noteDropped(quint64 events) = 0;

    virtual const ConnectionStatus &status() const = 0;
    /// Hands in what is still in the batch first.
    virtual FeedCounters finalCounters() = 0;

Q_SIGNALS:
    void statusChanged(const eventscope::ConnectionStatus &status);
    void subscriptionsChanged(const QVector<eventscope::SubscriptionStatus> &subscriptions);
    void countersChanged(const eventscope::FeedCounters &counters);
    void limitReached();
    void opened(qint64 atUs);
    void answered(const eventscope::TopicRequest &request, const eventscope::TopicAnswer &answer);
    /// It is Idle, Stopped or without credentials now, with nothing left open: it may be deleted.
    void settled();
};

} // namespace eventscope
