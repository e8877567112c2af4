// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/networkwatch.h"

#include <atomic>
#include <csignal>
#include <ctime>
#include <system_error>
#include <thread>
#include <utility>

namespace eventscope {

namespace {

constexpr std::chrono::milliseconds lookEvery{500};
/// What the socket's buffers bridge is not told.
constexpr std::chrono::milliseconds longStop{2'000};
/// The two clocks are read one after the other; what is shorter was no sleep.
constexpr std::chrono::milliseconds shortestSleep{500};
/// What is longer is told, because servers have given up by then.
constexpr std::chrono::milliseconds longSleep{5'000};

std::chrono::nanoseconds clockTime(clockid_t clock)
{
    struct timespec time = {};
    ::clock_gettime(clock, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

/// CLOCK_BOOTTIME goes on while the computer is suspended, CLOCK_MONOTONIC does not.
std::chrono::nanoseconds systemSleptFor()
{
    return clockTime(CLOCK_BOOTTIME) - clockTime(CLOCK_MONOTONIC);
}

std::atomic<unsigned> continues{0};
static_assert(std::atomic<unsigned>::is_always_lock_free); // a signal handler may touch it

/// SIGSTOP tells nobody, but what ends it does.
unsigned countContinues()
{
    static const bool listening = [] {
        struct sigaction action = {};
        action.sa_handler = [](int) { continues.fetch_add(1, std::memory_order_relaxed); };
        action.sa_flags = SA_RESTART;
        sigemptyset(&action.sa_mask);
        return ::sigaction(SIGCONT, &action, nullptr) == 0;
    }();
    Q_UNUSED(listening)
    return continues.load(std::memory_order_relaxed);
}

bool isThreadToBeHad()
{
    try {
        std::thread([] {}).join();
        return true;
    } catch (const std::system_error &) {
        return false;
    }
}

} // namespace

NetworkWatch::NetworkWatch(QObject *parent, SleptFor sleptFor)
    : QObject(parent), m_sleptFor(sleptFor ? std::move(sleptFor) : SleptFor(systemSleptFor)),
      m_slept(m_sleptFor()), m_lookedAt(clockTime(CLOCK_MONOTONIC)), m_continues(countContinues()),
      m_addresses(this)
{
    connect(&m_addresses, &AddressWatch::changed, this, &NetworkWatch::back);
    m_timer.setTimerType(Qt::CoarseTimer);
    connect(&m_timer, &QTimer::timeout, this, &NetworkWatch::look);
    m_timer.start(lookEvery);
    listenToTheSystem();
}

void NetworkWatch::listenToTheSystem()
{
    // Qt begins a thread to ask the system, and would wait for ever for one that cannot begin.
    if (!isThreadToBeHad())
        return;
    // Not every system has somebody to ask; then attempts come by the clock, as before.
    if (!QNetworkInformation::loadBackendByFeatures(QNetworkInformation::Feature::Reachability))
        return;
    auto *information = QNetworkInformation::instance();
    m_reachability = information->reachability();
    connect(information, &QNetworkInformation::reachabilityChanged, this,
            &NetworkWatch::setReachability);
}

/// Without the signal it was only this thread that stood still, and no connection is served by it.
void NetworkWatch::lookForContinues()
{
    const std::chrono::nanoseconds now = clockTime(CLOCK_MONOTONIC);
    const auto still =
        std::chrono::duration_cast<std::chrono::milliseconds>(now - std::exchange(m_lookedAt, now));
    const unsigned known = std::exchange(m_continues, countContinues());
    if (known != m_continues && still >= longStop)
        Q_EMIT continued(still);
}

void NetworkWatch::look()
{
    lookForContinues();
    const std::chrono::nanoseconds slept = m_sleptFor();
    const auto duration = std::chrono::duration_cast<std::chrono::milliseconds>(slept - m_slept);
    if (duration < shortestSleep)
        return;
    m_slept = slept;
    if (duration >= longSleep)
        Q_EMIT woke(duration);
    else
        Q_EMIT back();
}

void NetworkWatch::setReachability(Reachability reachability)
{
    // A server may be on this computer or in this house: more of the network than before is enough.
    const bool more = reachability != Reachability::Unknown
        && m_reachability != Reachability::Unknown && reachability > m_reachability;
    m_reachability = reachability;
    if (more)
        Q_EMIT back();
}

} // namespace eventscope
