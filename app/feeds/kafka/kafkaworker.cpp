// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/kafka/kafkaworker.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace eventscope {

namespace {

/// Counts the threads of all workers. At the end of the program it waits for them: what they use
/// must not go before.
class Running
{
public:
    ~Running()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_count == 0; });
    }
    void add(int count)
    {
        const std::scoped_lock lock(m_mutex);
        m_count += count;
        m_changed.notify_all();
    }
    bool isAny()
    {
        const std::scoped_lock lock(m_mutex);
        return m_count > 0;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    int m_count = 0;
};

Running &running()
{
    static Running all;
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
    running().add(1);
    std::thread([queue = m_queue]() mutable {
        run(queue);
        queue.reset();
        running().add(-1);
    }).detach();
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
    return running().isAny();
}

} // namespace eventscope
