// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/spill.h"

#include "models/capture/writequeue.h"
#include "models/event/counttext.h"

#include <pthread.h>
#include <system_error>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

/// What is read back in one go; the writer syncs after each.
constexpr quint64 readBytes = 4 << 20;
/// How soon a file that could not be read is tried again.
constexpr std::chrono::milliseconds spillRetryPause{500};
/// At the start, where nothing is being recorded yet.
constexpr std::chrono::milliseconds startPause{100};
constexpr std::chrono::milliseconds startPatience{2'000};

} // namespace

Spill::Spill(WriteQueue &queue, const SpillStore::Places &places,
             std::chrono::milliseconds patience)
    : m_queue(queue), m_patience(patience), m_store(places)
{ }

Spill::~Spill()
{
    if (m_thread.joinable())
        m_thread.join();
}

Result<QMap<QString, quint64>> Spill::recover(quint64 nextSequence, QStringList &repairs)
{
    Result<QMap<QString, Lanes::Amount>> read = m_store.find(nextSequence);
    // What fails once may be over. The window makes its captures anew: it never waits here.
    const auto giveUpAt = WriteQueue::Clock::now() + std::min(m_patience, startPatience);
    for (int tries = 1; !read && (tries < 2 || WriteQueue::Clock::now() < giveUpAt)
         && (tries < 2 || m_store.isProblemOfFile());
         ++tries) {
        if (tries > 1)
            std::this_thread::sleep_for(startPause);
        read = m_store.find(nextSequence);
    }
    while (!read && m_store.isProblemOfFile()) {
        const Result<QString> aside = m_store.setAside();
        if (!aside)
            return Error{aside.error()};
        repairs << *aside;
        m_aside << *aside;
        read = m_store.find(nextSequence);
    }
    if (!read)
        return Error{read.error()};
    const QMap<QString, Lanes::Amount> &found = *read;
    m_used = true;
    if (found.isEmpty()) {
        m_store.clear();
        m_used = false;
    }
    QMap<QString, quint64> events;
    quint64 sum = 0;
    for (auto it = found.cbegin(); it != found.cend(); ++it) {
        m_queue.addFound(it.key(), it.value());
        if (it->events > 0)
            events.insert(it.key(), it->events);
        sum += it->events;
    }
    if (sum > 0)
        repairs << u"%1 that waited in a file when the recording was cut short"_s.arg(
            counted(sum, u"event is stored"_s, u"events are stored"_s));
    if (const quint64 bytes = m_store.damagedBytes(); bytes > 0)
        repairs << u"%1 damaged or cut short in a file that waited: the events in them are lost"_s
                       .arg(counted(bytes, u"byte is"_s, u"bytes are"_s));
    return events;
}

void Spill::start(QStringList &repairs)
{
    try {
        m_thread = std::thread(&Spill::run, this);
    } catch (const std::system_error &) {
        m_queue.setSpill(0);
        repairs
            << u"the system has no thread for the spill: what comes faster than it can be stored "
               "is dropped sooner"_s;
    }
}

void Spill::run()
{
    ::pthread_setname_np(::pthread_self(), "spill");
    SpillStore::Batches batches;
    while (m_queue.takeToSpill(batches)) {
        const bool written = m_store.append(batches) == 0;
        m_queue.spilled(batches, written, [this] { m_store.publish(); });
    }
}

std::chrono::steady_clock::time_point Spill::retryAt() const
{
    return m_problem.isEmpty() || m_left ? WriteQueue::Clock::time_point::max() : m_retryAt;
}

void Spill::bringBack(SpillStore::Batches &todo, quint64 nextSequence)
{
    const auto now = WriteQueue::Clock::now();
    const bool failed = !m_problem.isEmpty();
    if (m_left && !todo.empty())
        m_store.settlePosition();
    if (m_left)
        return;
    if (m_awaiting || (failed && now < m_retryAt && !m_queue.isFlushing()))
        return;
    m_retryAt = now + spillRetryPause;
    if (!m_queue.mayReadSpill([this] { m_store.mark(); }))
        return;
    m_used = true;
    for (const std::unique_ptr<EventBatch> &batch : todo)
        nextSequence += batch->size();
    SpillStore::Batches batches = m_store.read(readBytes, nextSequence);
    if (batches.empty() && !m_store.problem().isEmpty())
        return cannotRead();
    m_problem.clear();
    m_queue.setFilesReadable(true);
    m_queue.cameBack(batches);
    if (batches.empty())
        m_queue.loseSpilledIf([this] { return m_store.isAtEnd(); });
    m_awaiting = !batches.empty();
    m_brought = batches.size();
    std::move(batches.begin(), batches.end(), std::back_inserter(todo));
}

void Spill::cannotRead()
{
    const bool again = !m_problem.isEmpty();
    m_problem = m_store.problem();
    m_queue.setFilesReadable(false);
    const auto now = WriteQueue::Clock::now();
    if (!again)
        m_failingSince = now;
    else if (m_queue.isFlushing()) {
        m_left = true;
        m_queue.leaveFiles();
    } else if (now - m_failingSince >= m_patience && m_store.isProblemOfFile()) {
        setAside();
    }
}

/// What was in it is missed, and so counted, when all other files are read.
void Spill::setAside()
{
    const Result<QString> aside = m_store.setAside();
    if (!aside)
        return; // its disk takes no name either: it may come back as a whole
    m_aside << *aside;
    m_problem.clear();
    m_queue.setFilesReadable(true);
}

void Spill::stored()
{
    m_awaiting = false;
    if (!m_used || m_left)
        return;
    m_store.release();
    if (!m_queue.beginClearing())
        return;
    m_store.clear();
    m_used = false;
    m_queue.endClearing();
}

void Spill::giveUp(SpillStore::Batches &todo)
{
    const size_t brought = m_awaiting ? std::min(m_brought, todo.size()) : 0;
    quint64 events = 0;
    for (size_t i = todo.size() - brought; i < todo.size(); ++i)
        events += todo[i]->size();
    m_awaiting = false;
    const bool stays = m_queue.giveUpAll(todo, brought);
    if (stays && !m_left)
        m_store.goBack(events);
    m_left = m_left || stays;
    if (m_left)
        return;
    m_store.clear();
    m_used = false;
    m_queue.endClearing();
}

} // namespace eventscope
