// SPDX-License-Identifier: GPL-3.0-or-later
#include "overloadtesting.h"

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstdarg>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

// A disk that stands still on command: these definitions stand before those of the C library.
namespace disk {

std::mutex mutex;
std::condition_variable changed;
bool frozen = false;
int waiting = 0;
std::atomic<bool> full = false; ///< as statvfs() tells it of a folder that is named so

void freeze(bool still)
{
    const std::lock_guard lock(mutex);
    frozen = still;
    changed.notify_all();
}

bool isWaitedFor()
{
    const std::lock_guard lock(mutex);
    return waiting > 0;
}

void setFull(bool isFull)
{
    full = isFull;
}

std::atomic<Reading> reading = Reading::Works;
std::atomic<int> refusals = 0; ///< to come, before it works; 0: for ever

void setReading(Reading how)
{
    reading = how;
}

/// Not for the test itself, which may copy files meanwhile.
void wait()
{
    std::unique_lock lock(mutex);
    ++waiting;
    changed.wait(lock, [] { return !frozen || ::syscall(SYS_gettid) == ::getpid(); });
    --waiting;
}

void refuseReads(int times)
{
    refusals = times;
    reading = Reading::Refused;
}

bool isSpill(const char *path)
{
    return std::strstr(path, "/.spill-0") != nullptr;
}

ssize_t read(int fd, void *to, size_t size, off_t offset)
{
    const Reading how = reading;
    if (how != Reading::Works) {
        char path[4096] = "";
        const std::string link = "/proc/self/fd/" + std::to_string(fd);
        if (::readlink(link.c_str(), path, sizeof path - 1) > 0 && isSpill(path)) {
            if (how == Reading::Refused && refusals > 0 && --refusals == 0)
                reading = Reading::Works;
            errno = EIO;
            return how == Reading::Cut ? 0 : -1;
        }
    }
    return ::syscall(SYS_pread64, fd, to, size, offset);
}

int open(const char *name, int flags, mode_t mode)
{
    if (reading == Reading::Closed && isSpill(name) && (flags & O_ACCMODE) == O_RDONLY) {
        errno = EMFILE;
        return -1;
    }
    return int(::syscall(SYS_openat, AT_FDCWD, name, flags, mode));
}

} // namespace disk

extern "C" ssize_t pread(int fd, void *to, size_t size, off_t offset)
{
    return disk::read(fd, to, size, offset);
}

extern "C" ssize_t pread64(int fd, void *to, size_t size, off64_t offset)
{
    return disk::read(fd, to, size, offset);
}

extern "C" int open(const char *name, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return disk::open(name, flags, mode);
}

extern "C" int open64(const char *name, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return disk::open(name, flags, mode);
}

extern "C" int fdatasync(int fd)
{
    disk::wait();
    return int(::syscall(SYS_fdatasync, fd));
}

extern "C" int fsync(int fd)
{
    disk::wait();
    return int(::syscall(SYS_fsync, fd));
}

extern "C" int statvfs(const char *path, struct statvfs *facts) noexcept
{
    const bool full = disk::full && QByteArray(path).endsWith("full");
    *facts = {};
    facts->f_frsize = 4096;
    facts->f_bavail = full ? 1 : 1 << 20;
    return 0;
}
