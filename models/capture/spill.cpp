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

} // namespace

Spill::Spill(WriteQueue &queue, const SpillStore::Places &places) : m_queue(queue), m_store(places)
{ }

Spill::~Spill()
{
    if (m_thread.joinable())
        m_thread.join();
}

QMap<QString, quint64> Spill::recover(quint64 nextSequence, QStringList &repairs)
{
    const QMap<QString, Lanes::Amount> found = m_store.find(nextSequence);
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

void Spill::bringBack(SpillStore::Batches &todo, quint64 nextSequence)
{
    if (m_awaiting || !m_queue.mayReadSpill([this] { m_store.mark(); }))
        return;
    m_used = true;
    for (const std::unique_ptr<EventBatch> &batch : todo)
        nextSequence += batch->size();
    SpillStore::Batches batches = m_store.read(readBytes, nextSequence);
    m_queue.cameBack(batches);
    if (batches.empty())
        m_queue.loseSpilledIf([this] { return m_store.isAtEnd(); });
    m_awaiting = !batches.empty();
    std::move(batches.begin(), batches.end(), std::back_inserter(todo));
}

void Spill::stored()
{
    m_awaiting = false;
    if (!m_used)
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
    m_awaiting = false;
    m_queue.giveUpAll(todo);
    m_store.clear();
    m_used = false;
    m_queue.endClearing();
}

} // namespace eventscope
