// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <functional>
#include <memory>

namespace eventscope {

/// A thread for what librdkafka does only by waiting: questions to the cluster, and its own end.
/// One thing after the other. Whoever owns it does not wait for the last of them, which may take
/// seconds: the thread goes on until it is done, and then nobody hears of it.
class KafkaWorker
{
public:
    /// What is to be done with a result, on the thread of the owner. Not called if the owner has
    /// gone.
    using Reply = std::function<void()>;

    /// `owner` outlives it.
    explicit KafkaWorker(QObject *owner);
    ~KafkaWorker();
    KafkaWorker(const KafkaWorker &) = delete;
    KafkaWorker &operator=(const KafkaWorker &) = delete;

    /// What has not begun when the worker goes is not done, but what it holds is freed there.
    void post(std::function<Reply()> work);

    /// True while threads whose owners have gone are still busy. The program waits for them at its
    /// end, unless it leaves by _exit().
    static bool isAnyLeft();

private:
    struct Queue;
    static void run(const std::shared_ptr<Queue> &queue);

    std::shared_ptr<Queue> m_queue;
};

} // namespace eventscope
