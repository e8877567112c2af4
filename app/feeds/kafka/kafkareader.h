// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/kafkarecord.h"

#include <QtGlobal>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

struct rd_kafka_queue_s;
struct rd_kafka_message_s;
struct rd_kafka_headers_s;

namespace eventscope {

/// Takes records out of librdkafka's queue on a thread of its own, and makes it parse their headers
/// there: that costs more than all that becomes of an event afterwards, and would hold up every
/// other feed. It takes no more than a little ahead of its owner; the rest waits in librdkafka and
/// at the broker. Made and used on the feed thread, ended on the thread of KafkaWorker.
class KafkaReader
{
public:
    /// What there was at once, in order. A message that is forgotten keeps librdkafka from ending.
    struct Haul
    {
        Haul() = default;
        ~Haul() { clear(); }
        Haul(const Haul &) = delete;
        Haul &operator=(const Haul &) = delete;
        void clear();

        std::vector<rd_kafka_message_s *> messages;
        std::vector<KafkaHeader> headers; ///< of all of them
        std::string headerTexts;
        struct HeadersOf
        {
            size_t end = 0; ///< in `headers`
            size_t left = 0; ///< that are not in `headers`
            bool damaged = false;
        };
        std::vector<HeadersOf> headersOf; ///< for each message
        quint64 assignment = 0; ///< as counted by whileReassigning()
        size_t bytes = 0;
    };

    /// Neither is owned. `wakeFd`, an eventfd, is written to when take() has something.
    KafkaReader(rd_kafka_queue_s *queue, int wakeFd);
    ~KafkaReader();
    KafkaReader(const KafkaReader &) = delete;
    KafkaReader &operator=(const KafkaReader &) = delete;

    /// False: there is no thread, or no file descriptor, to be had.
    bool start();
    /// The oldest; null: none waits. To be given back, when nobody needs its messages any more.
    std::unique_ptr<Haul> take();
    void giveBack(std::unique_ptr<Haul> haul);

    /// Nothing is taken out of the queue while `change` runs. Answers how many changes there were:
    /// a haul that has seen fewer may hold records of partitions that are not assigned any more.
    template<typename Change>
    quint64 whileReassigning(Change change)
    {
        const std::scoped_lock lock(m_queueMutex);
        change();
        return ++m_assignment;
    }
    quint64 assignment() const { return m_assignment; } ///< on the feed thread, which changes it

private:
    void run();
    void sleep() const;
    void wakeUp() const;
    bool waitForRoom(std::vector<std::unique_ptr<Haul>> &used);
    bool fill(Haul &haul);
    static void readHeaders(Haul &haul);
    static size_t copyHeaders(const rd_kafka_headers_s &headers, Haul &haul);

    rd_kafka_queue_s *m_queue;
    const int m_wakeFd;
    int m_dataFd = -1; ///< librdkafka writes to it when there is something
    std::mutex m_queueMutex; ///< held while the queue is read, and while partitions are assigned
    quint64 m_assignment = 0;

    std::mutex m_mutex; ///< of what follows
    std::condition_variable m_room;
    std::deque<std::unique_ptr<Haul>> m_waiting;
    std::vector<std::unique_ptr<Haul>> m_used; ///< to be cleared by the thread
    size_t m_bytes = 0; ///< of all that were handed out or wait
    bool m_idle = false; ///< the thread waits for librdkafka
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace eventscope
