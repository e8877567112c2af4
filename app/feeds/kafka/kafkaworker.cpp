// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/kafka/kafkaworker.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <thread>
#include <utility>

namespace eventscope {

namespace {

/// The threads of all workers. At the end of the program it waits until nothing is left of them,
/// not even what libraries keep for each thread: what they use must not go before.
class Threads
{
public:
    ~Threads()
    {
        for (Running &one : m_all)
            one.thread.join();
    }

    template<typename Work>
    void start(Work work)
    {
        const std::scoped_lock lock(m_mutex);
        m_all.remove_if([](Running &one) {
            if (one.isDone)
                one.thread.join(); // it only has to clean up
            return one.isDone.load();
        });
        Running &one = m_all.emplace_back();
        one.thread = std::thread([&one, work = std::move(work)]() mutable {
            work();
            one.isDone = true;
        });
    }

    bool isAny()
    {
        const std::scoped_lock lock(m_mutex);
        return std::any_of(m_all.begin(), m_all.end(),
                           [](const Running &one) { return !one.isDone; });
    }

private:
    struct Running
    {
        std::thread thread;
        std::atomic_bool isDone = false;
    };
    std::mutex m_mutex;
    std::list<Running> m_all; ///< each stays where it is
};

Threads &threads()
{
    static Threads all;
    return all;
}

} // namespace

struct KafkaWorker::Queue
{
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::function<Reply()>> work;
    QObject *owner = nullptr; ///< null: it has gone, and so is the worker
    bool started = false;
};

KafkaWorker::KafkaWorker(QObject *owner) : m_queue(std::make_shared<Queue>())
{
    m_queue->owner = owner;
}

KafkaWorker::~KafkaWorker()
{
    const std::scoped_lock lock(m_queue->mutex);
    m_queue->owner = nullptr;
    m_queue->changed.notify_all();
}

void KafkaWorker::post(std::function<Reply()> work)
{
    const std::scoped_lock lock(m_queue->mutex);
    m_queue->work.push_back(std::move(work));
    m_queue->changed.notify_all();
    if (std::exchange(m_queue->started, true))
        return;
    threads().start([queue = m_queue]() mutable {
        run(queue);
        queue.reset();
    });
}

void KafkaWorker::run(const std::shared_ptr<Queue> &queue)
{
    std::unique_lock lock(queue->mutex);
    for (;;) {
        queue->changed.wait(lock, [&queue] { return !queue->work.empty() || !queue->owner; });
        if (!queue->owner)
            break;
        std::function<Reply()> work = std::move(queue->work.front());
        queue->work.pop_front();
        lock.unlock();
        const Reply reply = work();
        work = {}; // what it holds is freed here
        lock.lock();
        // Under the lock, so that the owner stays while it is told.
        if (reply && queue->owner)
            QMetaObject::invokeMethod(queue->owner, reply, Qt::QueuedConnection);
    }
    const auto rest = std::exchange(queue->work, {});
    lock.unlock();
}

bool KafkaWorker::isAnyLeft()
{
    return threads().isAny();
}

} // namespace eventscope
