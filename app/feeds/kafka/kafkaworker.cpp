// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/kafka/kafkaworker.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <thread>
#include <utility>

namespace eventscope {

namespace {

/// librdkafka 2.0 can keep a reference to a broker for ever once a topic was deleted and made again
/// while it was read; rd_kafka_destroy() then never returns. Every other end takes less.
constexpr std::chrono::seconds longestEnd{15};

/// The threads of all workers. At the end of the program one waits until nothing is left of them,
/// not even what libraries keep for each thread: what they use must not go before. Only what
/// librdkafka does not let go of is left to the end of the process, so this itself is never
/// destroyed.
class Threads
{
public:
    void end()
    {
        std::unique_lock lock(m_mutex);
        m_done.wait_for(lock, longestEnd, [this] { return !isAnyRunning(); });
        for (Running &one : m_all) {
            if (one.isDone)
                one.thread.join();
            else
                one.thread.detach();
        }
    }

    template<typename Work>
    void start(Work work)
    {
        const std::scoped_lock lock(m_mutex);
        m_all.remove_if([](Running &one) {
            if (one.isDone)
                one.thread.join();
            return one.isDone;
        });
        Running &one = m_all.emplace_back();
        one.thread = std::thread([this, &one, work = std::move(work)]() mutable {
            work();
            const std::scoped_lock done(m_mutex);
            one.isDone = true; // from here on it only has to clean up
            m_done.notify_all();
        });
    }

    bool isAny()
    {
        const std::scoped_lock lock(m_mutex);
        return isAnyRunning();
    }

private:
    struct Running
    {
        std::thread thread;
        bool isDone = false;
    };

    bool isAnyRunning() const
    {
        return std::any_of(m_all.begin(), m_all.end(),
                           [](const Running &one) { return !one.isDone; });
    }

    std::mutex m_mutex; ///< for everything here
    std::condition_variable m_done;
    std::list<Running> m_all; ///< each stays where it is
};

Threads &threads()
{
    struct End
    {
        ~End() { all->end(); }
        Threads *const all = new Threads;
    };
    static const End end;
    return *end.all;
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
