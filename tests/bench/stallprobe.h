// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>
#include <vector>

namespace eventscope {

/// How long the GUI thread is deaf: another thread posts it an event every two milliseconds and
/// measures how late each is served, in milliseconds.
class StallProbe
{
public:
    explicit StallProbe(QObject *target) : m_target(target)
    {
        m_thread = std::thread([this] {
            while (!m_stop) {
                const Clock::time_point posted = Clock::now();
                QMetaObject::invokeMethod(
                    m_target,
                    [this, posted] {
                        m_latencies.push_back(
                            std::chrono::duration<double, std::milli>(Clock::now() - posted)
                                .count());
                    },
                    Qt::QueuedConnection);
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
            }
        });
    }
    ~StallProbe() { stop(); }
    StallProbe(const StallProbe &) = delete;
    StallProbe &operator=(const StallProbe &) = delete;

    void stop()
    {
        m_stop = true;
        if (m_thread.joinable())
            m_thread.join();
    }
    void restart() { m_latencies.clear(); }
    /// Prints them; true if they are what the issue asks for.
    bool report() const
    {
        std::vector<double> sorted = m_latencies;
        if (sorted.empty())
            return false;
        std::sort(sorted.begin(), sorted.end());
        const auto at = [&sorted](double part) {
            return sorted[size_t(double(sorted.size() - 1) * part)];
        };
        std::printf(
            "GUI thread: median %.1f ms, 99 %% under %.1f ms, 99.9 %% under %.1f ms (wanted "
            "16), longest %.1f ms (wanted 50)\n",
            at(0.5), at(0.99), at(0.999), sorted.back());
        return at(0.999) < 16 && sorted.back() < 50;
    }

private:
    using Clock = std::chrono::steady_clock;

    QObject *m_target;
    std::vector<double> m_latencies; // GUI thread only
    std::atomic<bool> m_stop{false};
    std::thread m_thread;
};

} // namespace eventscope
