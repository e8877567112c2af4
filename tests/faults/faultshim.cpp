// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/faults/faultshim.h"

#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

// Nothing here allocates, and every call goes to the kernel itself: whoever else stands between the
// program and the C library (a sanitizer) is not in the way.

namespace faults {

namespace {

pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
char root[PATH_MAX] = "";
size_t rootLength = 0;
Observer observer = nullptr;
Kind kind = Kind::None;
int code = EIO;
int callsLeft = 0;
int hitCount = 0;
int callCount = 0;
std::atomic<bool> readsCount = false;

class Locked
{
public:
    Locked() { ::pthread_mutex_lock(&mutex); }
    ~Locked() { ::pthread_mutex_unlock(&mutex); }
    Locked(const Locked &) = delete;
    Locked &operator=(const Locked &) = delete;
};

struct Path
{
    char text[PATH_MAX] = "";
};

bool counts(const Path &path)
{
    return rootLength > 0 && std::strncmp(path.text, root, rootLength) == 0
        && (path.text[rootLength] == '/' || path.text[rootLength] == '\0');
}

Path pathOf(int fd)
{
    Path path;
    char link[64];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    const long length = ::syscall(SYS_readlinkat, AT_FDCWD, link, path.text, sizeof path.text - 1);
    path.text[length > 0 ? length : 0] = '\0';
    return path;
}

Path absolute(int folder, const char *name)
{
    Path path;
    if (!name)
        return path;
    if (name[0] == '/') {
        std::snprintf(path.text, sizeof path.text, "%s", name);
        return path;
    }
    Path base;
    if (folder == AT_FDCWD) {
        if (::syscall(SYS_getcwd, base.text, sizeof base.text) < 0)
            return path;
    } else {
        base = pathOf(folder);
    }
    const size_t length = std::strlen(base.text);
    if (length + 1 + std::strlen(name) >= sizeof path.text)
        return path;
    std::memcpy(path.text, base.text, length);
    path.text[length] = '/';
    std::strcpy(path.text + length + 1, name);
    return path;
}

struct stat statusOf(int fd)
{
    struct stat status = {};
    ::fstat(fd, &status);
    return status;
}

/// True if this call is to fail. Locked.
bool strikes()
{
    ++callCount;
    if (kind == Kind::None)
        return false;
    const int left = --callsLeft;
    if (left > 0 || (left < 0 && kind != Kind::FromNowOn))
        return false;
#ifdef FAULTS_PRELOAD
    constexpr char word[] = "[fault]\n"; // for whoever started the program
    if (hitCount == 0)
        ::syscall(SYS_write, STDERR_FILENO, word, sizeof word - 1);
#endif
    ++hitCount;
    errno = code;
    return true;
}

void tell(const Call &call)
{
    if (observer)
        observer(call);
}

/// Of a write that is to fail, how much of it is done nevertheless; -1: it fails at once. Locked.
ssize_t allowed(size_t size)
{
    if (!strikes())
        return ssize_t(size);
    if (size < 2 || (kind != Kind::ShortOnce && kind != Kind::HalfOnly))
        return -1;
    if (kind == Kind::ShortOnce) {
        callsLeft = 1;
        kind = Kind::Once;
    } else {
        kind = Kind::None;
    }
    return ssize_t(size / 2);
}

ssize_t writeTo(int fd, const void *bytes, size_t size, const off_t *at)
{
    const auto ask = [&](size_t much) {
        return ssize_t(at ? ::syscall(SYS_pwrite64, fd, bytes, much, *at)
                          : ::syscall(SYS_write, fd, bytes, much));
    };
    if (rootLength == 0)
        return ask(size);
    const Path path = pathOf(fd);
    if (!counts(path))
        return ask(size);
    const Locked locked;
    const ssize_t much = allowed(size);
    if (much < 0)
        return -1;
    off_t offset = at ? *at : ::lseek(fd, 0, SEEK_CUR);
    if (!at && (::fcntl(fd, F_GETFL) & O_APPEND) != 0)
        offset = statusOf(fd).st_size;
    const ssize_t done = ask(size_t(much));
    if (done > 0)
        tell({Op::Write, statusOf(fd).st_ino, uint64_t(offset), bytes, size_t(done), path.text,
              nullptr});
    return done;
}

ssize_t readFrom(int fd, void *to, size_t size, off_t offset)
{
    if (readsCount && rootLength > 0 && counts(pathOf(fd))) {
        const Locked locked;
        if (strikes())
            return -1;
    }
    return ssize_t(::syscall(SYS_pread64, fd, to, size, offset));
}

int syncFile(int fd, long number)
{
    if (rootLength == 0)
        return int(::syscall(number, fd));
    const Path path = pathOf(fd);
    if (!counts(path))
        return int(::syscall(number, fd));
    const Locked locked;
    if (strikes())
        return -1;
    const int result = int(::syscall(number, fd));
    const struct stat status = statusOf(fd);
    if (result == 0)
        tell({S_ISDIR(status.st_mode) ? Op::SyncFolder : Op::Sync, status.st_ino, 0, nullptr, 0,
              path.text, nullptr});
    return result;
}

int truncateFile(int fd, off_t length)
{
    const Path path = pathOf(fd);
    const Locked locked;
    const bool ours = counts(path);
    if (ours && strikes())
        return -1;
    const int result = int(::syscall(SYS_ftruncate, fd, length));
    if (ours && result == 0)
        tell({Op::Truncate, statusOf(fd).st_ino, uint64_t(length), nullptr, 0, path.text, nullptr});
    return result;
}

int openFile(int folder, const char *name, int flags, mode_t mode)
{
    const Path path = absolute(folder, name);
    // Whoever only reads a file is mostly not in question; folders are opened to be synced.
    const bool changes = (flags & (O_WRONLY | O_RDWR | O_CREAT)) != 0 || readsCount;
    if (!counts(path) || (!changes && (flags & O_DIRECTORY) == 0))
        return int(::syscall(SYS_openat, folder, name, flags, mode));
    const Locked locked;
    if (strikes())
        return -1;
    const bool there = ::syscall(SYS_faccessat, folder, name, F_OK) == 0;
    const int fd = int(::syscall(SYS_openat, folder, name, flags, mode));
    if (fd < 0)
        return fd;
    if ((flags & O_TMPFILE) == O_TMPFILE)
        tell({Op::Create, statusOf(fd).st_ino, 0, nullptr, 0, nullptr, nullptr});
    else if (!there && (flags & O_CREAT) != 0)
        tell({Op::Create, statusOf(fd).st_ino, 0, nullptr, 0, path.text, nullptr});
    else if (there && (flags & O_TRUNC) != 0)
        tell({Op::Truncate, statusOf(fd).st_ino, 0, nullptr, 0, path.text, nullptr});
    return fd;
}

int renameFile(int fromFolder, const char *from, int toFolder, const char *to, unsigned flags)
{
    const Path source = absolute(fromFolder, from);
    const Path target = absolute(toFolder, to);
    const Locked locked;
    const bool ours = counts(source) || counts(target);
    if (ours && strikes())
        return -1;
    struct stat status = {};
    ::fstatat(fromFolder, from, &status, AT_SYMLINK_NOFOLLOW);
    const int result = int(::syscall(SYS_renameat2, fromFolder, from, toFolder, to, flags));
    if (ours && result == 0)
        tell({Op::Rename, status.st_ino, 0, nullptr, 0, source.text, target.text});
    return result;
}

int linkFile(int fromFolder, const char *from, int toFolder, const char *to, int flags)
{
    const Path target = absolute(toFolder, to);
    const Locked locked;
    const bool ours = counts(target);
    if (ours && strikes())
        return -1;
    const int result = int(::syscall(SYS_linkat, fromFolder, from, toFolder, to, flags));
    struct stat status = {};
    ::fstatat(toFolder, to, &status, AT_SYMLINK_NOFOLLOW);
    if (ours && result == 0)
        tell({Op::Link, status.st_ino, 0, nullptr, 0, target.text, nullptr});
    return result;
}

int unlinkFile(int folder, const char *name, int flags)
{
    const Path path = absolute(folder, name);
    const Locked locked;
    const bool ours = counts(path);
    if (ours && strikes())
        return -1;
    const int result = int(::syscall(SYS_unlinkat, folder, name, flags));
    if (ours && result == 0)
        tell({Op::Unlink, 0, 0, nullptr, 0, path.text, nullptr});
    return result;
}

} // namespace

void watch(const char *folder, Observer told)
{
    const Locked locked;
    std::snprintf(root, sizeof root, "%s", folder ? folder : "");
    rootLength = std::strlen(root);
    observer = told;
    callCount = 0;
}

void arm(Kind how, int error, int call)
{
    const Locked locked;
    code = error;
    callsLeft = call;
    hitCount = 0;
    callCount = 0;
    kind = how;
}

void countReads(bool count)
{
    readsCount = count;
}

void disarm()
{
    const Locked locked;
    kind = Kind::None;
}

int hits()
{
    const Locked locked;
    return hitCount;
}

int calls()
{
    const Locked locked;
    return callCount;
}

} // namespace faults

extern "C" {

ssize_t write(int fd, const void *bytes, size_t size)
{
    return faults::writeTo(fd, bytes, size, nullptr);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset)
{
    return faults::writeTo(fd, bytes, size, &offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t offset)
{
    const off_t at = offset;
    return faults::writeTo(fd, bytes, size, &at);
}

ssize_t pread(int fd, void *to, size_t size, off_t offset)
{
    return faults::readFrom(fd, to, size, offset);
}

ssize_t pread64(int fd, void *to, size_t size, off64_t offset)
{
    return faults::readFrom(fd, to, size, offset);
}

int fdatasync(int fd)
{
    return faults::syncFile(fd, SYS_fdatasync);
}

int fsync(int fd)
{
    return faults::syncFile(fd, SYS_fsync);
}

int ftruncate(int fd, off_t length) noexcept
{
    return faults::truncateFile(fd, length);
}

int ftruncate64(int fd, off64_t length) noexcept
{
    return faults::truncateFile(fd, length);
}

#define FAULTS_MODE(last)                                                                          \
    va_list arguments;                                                                             \
    va_start(arguments, last);                                                                     \
    const mode_t mode = (last & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;       \
    va_end(arguments)

int open(const char *name, int flags, ...)
{
    FAULTS_MODE(flags);
    return faults::openFile(AT_FDCWD, name, flags, mode);
}

int open64(const char *name, int flags, ...)
{
    FAULTS_MODE(flags);
    return faults::openFile(AT_FDCWD, name, flags, mode);
}

int openat(int folder, const char *name, int flags, ...)
{
    FAULTS_MODE(flags);
    return faults::openFile(folder, name, flags, mode);
}

int openat64(int folder, const char *name, int flags, ...)
{
    FAULTS_MODE(flags);
    return faults::openFile(folder, name, flags, mode);
}

int rename(const char *from, const char *to) noexcept
{
    return faults::renameFile(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int renameat(int fromFolder, const char *from, int toFolder, const char *to) noexcept
{
    return faults::renameFile(fromFolder, from, toFolder, to, 0);
}

int renameat2(int fromFolder, const char *from, int toFolder, const char *to,
              unsigned flags) noexcept
{
    return faults::renameFile(fromFolder, from, toFolder, to, flags);
}

int link(const char *from, const char *to) noexcept
{
    return faults::linkFile(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int linkat(int fromFolder, const char *from, int toFolder, const char *to, int flags) noexcept
{
    return faults::linkFile(fromFolder, from, toFolder, to, flags);
}

int unlink(const char *name) noexcept
{
    return faults::unlinkFile(AT_FDCWD, name, 0);
}

int remove(const char *name) noexcept
{
    struct stat status = {};
    ::fstatat(AT_FDCWD, name, &status, AT_SYMLINK_NOFOLLOW);
    return faults::unlinkFile(AT_FDCWD, name, S_ISDIR(status.st_mode) ? AT_REMOVEDIR : 0);
}

} // extern "C"
