// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/kafka/kafkareader.h"

#include <algorithm>
#include <cerrno>
#include <librdkafka/rdkafka.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace eventscope {

namespace {

constexpr size_t mostMessages = 512;
/// How far it goes ahead of its owner. Records can have megabytes each.
constexpr size_t mostWaiting = 4;
constexpr size_t mostBytes = size_t(16) << 20;
/// More than an event has room for. A record of megabytes can be headers of two bytes each.
constexpr size_t mostHeaders = 1'000;

} // namespace

KafkaReader::KafkaReader(rd_kafka_queue_s *queue, int wakeFd) : m_queue(queue), m_wakeFd(wakeFd) { }

KafkaReader::~KafkaReader()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    if (m_thread.joinable()) {
        m_room.notify_one();
        wakeUp();
        m_thread.join();
    }
    if (m_dataFd < 0)
        return;
    rd_kafka_queue_io_event_enable(m_queue, -1, nullptr, 0);
    ::close(m_dataFd);
}

bool KafkaReader::start()
{
    m_dataFd = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (m_dataFd < 0)
        return false;
    const quint64 one = 1;
    rd_kafka_queue_io_event_enable(m_queue, m_dataFd, &one, sizeof one);
    try {
        m_thread = std::thread(&KafkaReader::run, this);
    } catch (const std::system_error &) {
        return false;
    }
    return true;
}

std::unique_ptr<KafkaReader::Haul> KafkaReader::take()
{
    const std::scoped_lock lock(m_mutex);
    if (m_waiting.empty())
        return {};
    std::unique_ptr<Haul> haul = std::move(m_waiting.front());
    m_waiting.pop_front();
    m_room.notify_one();
    return haul;
}

void KafkaReader::giveBack(std::unique_ptr<Haul> haul)
{
    bool idle = false;
    {
        const std::scoped_lock lock(m_mutex);
        m_bytes -= haul->bytes;
        m_used.push_back(std::move(haul));
        idle = m_idle;
    }
    if (idle)
        wakeUp();
    else
        m_room.notify_one();
}

void KafkaReader::wakeUp() const
{
    const quint64 one = 1;
    while (::write(m_dataFd, &one, sizeof one) < 0 && errno == EINTR) { }
}

/// Until librdkafka has something, or wakeUp().
void KafkaReader::sleep() const
{
    pollfd data{m_dataFd, POLLIN, 0};
    while (::poll(&data, 1, -1) < 0 && errno == EINTR) { }
    quint64 count = 0;
    while (::read(m_dataFd, &count, sizeof count) > 0) { }
}

void KafkaReader::run()
{
    ::pthread_setname_np(::pthread_self(), "kafka");
    std::vector<std::unique_ptr<Haul>> used;
    std::unique_ptr<Haul> haul;
    while (waitForRoom(used)) {
        for (const auto &one : used)
            one->clear();
        if (!haul)
            haul = used.empty() ? std::make_unique<Haul>() : std::move(used.back());
        used.clear();
        if (!fill(*haul)) {
            {
                const std::scoped_lock lock(m_mutex);
                m_idle = m_used.empty() && !m_stopping;
                if (!m_idle)
                    continue;
            }
            sleep();
            const std::scoped_lock lock(m_mutex);
            m_idle = false;
            continue;
        }
        readHeaders(*haul);
        bool first = false;
        {
            const std::scoped_lock lock(m_mutex);
            first = m_waiting.empty();
            m_bytes += haul->bytes;
            m_waiting.push_back(std::move(haul));
        }
        const quint64 one = 1;
        if (first)
            while (::write(m_wakeFd, &one, sizeof one) < 0 && errno == EINTR) { }
    }
}

/// False: it is to end. `used` are those that were given back.
bool KafkaReader::waitForRoom(std::vector<std::unique_ptr<Haul>> &used)
{
    std::unique_lock lock(m_mutex);
    m_room.wait(lock, [this] {
        // What its owner holds counts too: he may hold it for as long as the disk has no room.
        return m_stopping || (m_waiting.size() < mostWaiting && m_bytes < mostBytes);
    });
    used.swap(m_used);
    return !m_stopping;
}

bool KafkaReader::fill(Haul &haul)
{
    haul.messages.resize(mostMessages);
    ssize_t got = 0;
    {
        const std::scoped_lock lock(m_queueMutex);
        haul.assignment = m_assignment;
        got = rd_kafka_consume_batch_queue(m_queue, 0, haul.messages.data(), mostMessages);
    }
    haul.messages.resize(got > 0 ? size_t(got) : 0);
    return got > 0;
}

/// librdkafka makes a list with a dozen pieces of memory of the headers of each record. Copied and
/// freed at once, the pieces are the same ones each time; kept until the haul is used up, they are
/// thousands, and twice as slow.
void KafkaReader::readHeaders(Haul &haul)
{
    haul.bytes = 0;
    for (rd_kafka_message_t *message : haul.messages) {
        haul.bytes += message->len + message->key_len;
        rd_kafka_headers_t *headers = nullptr;
        Haul::HeadersOf of;
        const rd_kafka_resp_err_t error = message->err
            ? RD_KAFKA_RESP_ERR__NOENT
            : rd_kafka_message_detach_headers(message, &headers);
        if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
            of.left = copyHeaders(*headers, haul);
            rd_kafka_headers_destroy(headers);
        }
        of.damaged = error && error != RD_KAFKA_RESP_ERR__NOENT;
        of.end = haul.headers.size();
        haul.headersOf.push_back(of);
    }
    // The memory of the texts has its last place now.
    const char *text = haul.headerTexts.data();
    for (KafkaHeader &header : haul.headers) {
        header.name = {text, header.name.size()};
        text += header.name.size();
        header.value = {text, header.value.size()};
        text += header.value.size();
    }
}

/// Returns how many it left.
size_t KafkaReader::copyHeaders(const rd_kafka_headers_s &headers, Haul &haul)
{
    const char *name = nullptr;
    const void *value = nullptr;
    size_t size = 0;
    for (size_t i = 0;
         i < mostHeaders && !rd_kafka_header_get_all(&headers, i, &name, &value, &size); ++i) {
        const std::string_view nameText(name);
        const std::string_view valueText(static_cast<const char *>(value), value ? size : 0);
        haul.headerTexts.append(nameText);
        haul.headerTexts.append(valueText);
        haul.headers.push_back({nameText, valueText, value != nullptr});
        haul.bytes += nameText.size() + valueText.size();
    }
    const size_t count = rd_kafka_header_cnt(&headers);
    return count - std::min(count, mostHeaders);
}

void KafkaReader::Haul::clear()
{
    for (rd_kafka_message_t *message : messages)
        rd_kafka_message_destroy(message);
    messages.clear();
    headers.clear();
    headerTexts.clear();
    headersOf.clear();
}

} // namespace eventscope
