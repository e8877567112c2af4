// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

namespace eventscope {

/// How long the frames of one thread took: by the clock on the wall, which is what an eye sees, and
/// by the processor that they used, which is what the program can do about it. Between the two are
/// waits for the disk (major faults) and other programs that had the processor meanwhile. In a
/// virtual machine the host takes the processor too, which counts as used: see proc(5), "steal".
class FrameWatch
{
public:
    struct Frame
    {
        double wallMs = 0;
        double cpuMs = 0;
        long diskFaults = 0; ///< pages that were not in memory
        long mapFaults = 0; ///< pages that were, but not mapped
        long preempted = 0; ///< times that the processor was taken away
        long stolenMs = 0; ///< by the host, from all processors of this machine; steps of 10
    };

    template<typename Draw>
    void frame(const Draw &draw)
    {
        const long stolen = stolenMs();
        const rusage before = usage();
        const double cpu = cpuMs();
        const auto wall = std::chrono::steady_clock::now();
        draw();
        Frame one;
        one.wallMs =
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - wall)
                .count();
        one.cpuMs = cpuMs() - cpu;
        const rusage after = usage();
        one.diskFaults = after.ru_majflt - before.ru_majflt;
        one.mapFaults = after.ru_minflt - before.ru_minflt;
        one.preempted = after.ru_nivcsw - before.ru_nivcsw;
        one.stolenMs = stolenMs() - stolen;
        m_frames.push_back(one);
    }

    /// Prints a line; the longest frame by the wall and by the processor.
    void report(const char *what) const
    {
        const Frame &wall =
            *std::max_element(m_frames.begin(), m_frames.end(),
                              [](const Frame &a, const Frame &b) { return a.wallMs < b.wallMs; });
        std::printf(
            "%-36s median %5.2f, 99 %% %5.2f, 99.9 %% %6.2f, longest %6.2f ms (the %td., of that "
            "%5.2f of processor, %ld disk and %ld map faults, %ld times preempted, %ld ms stolen "
            "by "
            "the host); "
            "processor: median %5.2f, longest %5.2f ms\n",
            what, at(0.5, &Frame::wallMs), at(0.99, &Frame::wallMs), at(0.999, &Frame::wallMs),
            wall.wallMs, &wall - m_frames.data() + 1, wall.cpuMs, wall.diskFaults, wall.mapFaults,
            wall.preempted, wall.stolenMs, at(0.5, &Frame::cpuMs), longestCpu());
    }
    double longest() const { return at(1, &Frame::wallMs); }
    double longestCpu() const { return at(1, &Frame::cpuMs); }

private:
    static rusage usage()
    {
        rusage use = {};
        ::getrusage(RUSAGE_THREAD, &use);
        return use;
    }
    /// 0 where the kernel does not say it.
    static long stolenMs()
    {
        std::ifstream stat("/proc/stat");
        std::string name;
        long ticks = 0;
        stat >> name;
        for (int column = 0; column < 8; ++column)
            stat >> ticks;
        return stat ? ticks * 1000 / ::sysconf(_SC_CLK_TCK) : 0;
    }
    static double cpuMs()
    {
        timespec time = {};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
    }
    double at(double part, double Frame::*of) const
    {
        std::vector<double> sorted;
        for (const Frame &frame : m_frames)
            sorted.push_back(frame.*of);
        std::sort(sorted.begin(), sorted.end());
        return sorted.empty() ? 0 : sorted[size_t(double(sorted.size() - 1) * part)];
    }

    std::vector<Frame> m_frames;
};

} // namespace eventscope
