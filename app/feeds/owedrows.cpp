// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/owedrows.h"

namespace eventscope {

namespace {

constexpr int retryMs = 250;

} // namespace

OwedRows::OwedRows(EventSink &sink, QObject *parent) : QObject(parent), m_sink(sink), m_timer(this)
{
    m_timer.setInterval(retryMs);
    connect(&m_timer, &QTimer::timeout, this, &OwedRows::settle);
}

EventOutlet &OwedRows::outletOf(const QString &id)
{
    std::unique_ptr<EventOutlet> &outlet = m_outlets[id];
    if (!outlet) {
        outlet = std::make_unique<EventOutlet>(m_sink, id);
        const Gone gone = m_gone.value(id, {id, {}, {}, {}});
        outlet->setName(gone.name);
        outlet->setMask(gone.mask);
        outlet->setDropCause(gone.dropCause);
        outlet->setTopics([topics = gone.topics] { return topics; });
    }
    if (!m_timer.isActive())
        m_timer.start();
    return *outlet;
}

void OwedRows::take(const QString &id, EventOutlet &gone)
{
    m_gone.insert(id, {gone.name(), gone.topics(), gone.mask(), gone.dropCause()});
    if (!gone.owesRows())
        return;
    outletOf(id).takeOver(gone);
}

void OwedRows::tell(const QString &id, const std::shared_ptr<DropAccount> &drops)
{
    if (drops->isOwed())
        outletOf(id).setDropAccount(drops);
}

std::unique_ptr<EventOutlet> OwedRows::giveBack(const QString &id)
{
    const auto known = m_outlets.find(id);
    if (known == m_outlets.end())
        return nullptr;
    std::unique_ptr<EventOutlet> outlet = std::move(known->second);
    m_outlets.erase(known);
    outlet->finish();
    m_counters[id] += outlet->counters();
    return outlet;
}

void OwedRows::settle()
{
    for (auto at = m_outlets.begin(); at != m_outlets.end();) {
        at->second->settle();
        if (at->second->owesRows()) {
            ++at;
            continue;
        }
        m_counters[at->first] += at->second->counters();
        at = m_outlets.erase(at);
    }
    if (m_outlets.empty())
        m_timer.stop();
}

void OwedRows::finish()
{
    settle();
    m_timer.stop();
    m_counters = counters();
    m_outlets.clear();
}

QMap<QString, FeedCounters> OwedRows::counters() const
{
    QMap<QString, FeedCounters> all = m_counters;
    for (const auto &[id, outlet] : m_outlets)
        all[id] += outlet->counters();
    return all;
}

} // namespace eventscope
