// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the preloaded library has beyond faultshim.cpp: it is commanded by the environment, and
// moves the clocks. A test that is linked with the other file commands it by calls, and has clocks
// of its own.

#include "tests/faults/faultshim.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

namespace faults {

namespace {

const int64_t *clocks = nullptr;

__attribute__((constructor)) void readEnvironment()
{
    if (const char *folder = std::getenv("FAULTS_ROOT"))
        watch(folder);
    int call = 0;
    int error = 0;
    int how = 0;
    const char *fail = std::getenv("FAULTS_FAIL");
    if (fail && std::sscanf(fail, "%d:%d:%d", &call, &error, &how) == 3)
        arm(Kind(how), error, call);
    if (const char *name = std::getenv("FAULTS_CLOCK")) {
        const int fd = int(::syscall(SYS_openat, AT_FDCWD, name, O_RDONLY | O_CLOEXEC, 0));
        void *map = fd < 0 ? MAP_FAILED : ::mmap(nullptr, 24, PROT_READ, MAP_SHARED, fd, 0);
        if (map != MAP_FAILED)
            clocks = static_cast<const int64_t *>(map);
        if (fd >= 0)
            ::syscall(SYS_close, fd);
    }
}

int lookAt(clockid_t clock, struct timespec *time)
{
    constexpr int64_t second = 1'000'000'000;
    const int result = int(::syscall(SYS_clock_gettime, clock, time));
    const bool wall = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
    if (result != 0 || !clocks)
        return result;
    const volatile int64_t *shared = clocks;
    if ((clock == CLOCK_MONOTONIC || clock == CLOCK_MONOTONIC_COARSE) && shared[2] != 0) {
        time->tv_sec = time_t(shared[2] / second);
        time->tv_nsec = long(shared[2] % second);
        return 0;
    }
    if (!wall && clock != CLOCK_BOOTTIME)
        return result;
    const int64_t sum = time->tv_sec * second + time->tv_nsec + shared[wall ? 0 : 1];
    time->tv_sec = time_t(sum / second);
    time->tv_nsec = long(sum % second);
    return 0;
}

} // namespace

} // namespace faults

extern "C" {

int clock_gettime(clockid_t clock, struct timespec *time) noexcept
{
    return faults::lookAt(clock, time);
}

int gettimeofday(struct timeval *time, void *) noexcept
{
    struct timespec now = {};
    const int result = faults::lookAt(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return result;
}

time_t time(time_t *to) noexcept
{
    struct timespec now = {};
    faults::lookAt(CLOCK_REALTIME, &now);
    if (to)
        *to = now.tv_sec;
    return now.tv_sec;
}

} // extern "C"
