// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/capturelock.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

// One byte each of the file, which need not be there.
constexpr off_t writersByte = 0;
constexpr off_t readersByte = 1;

struct flock lockOf(off_t from, off_t count, short type)
{
    struct flock range = {};
    range.l_type = type;
    range.l_whence = SEEK_SET;
    range.l_start = from;
    range.l_len = count;
    return range;
}

QString lockPath(const QString &folder)
{
    return folder + u"/.lock"_s;
}

} // namespace

Result<void> CaptureLock::acquire(const QString &folder, Purpose purpose)
{
    const QString path = lockPath(folder);
    if (const int code = m_file.open(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600))
        return Error{fileError("open"_L1, path, code)};
    ::fchmod(m_file.fd(), 0600);
    struct flock range = lockOf(writersByte, 1, F_WRLCK);
    int code = ::fcntl(m_file.fd(), F_OFD_SETLK, &range) == 0 ? 0 : errno;
    const bool written = code == EAGAIN || code == EACCES;
    if (code == 0 && purpose == Purpose::Alone) {
        range = lockOf(readersByte, 1, F_WRLCK);
        code = ::fcntl(m_file.fd(), F_OFD_SETLK, &range) == 0 ? 0 : errno;
    }
    if (code == 0)
        return {};
    m_file.close();
    if (written)
        return Error{u"The capture %1 is being written by another Eventscope"_s.arg(folder)};
    if (code == EAGAIN || code == EACCES)
        return Error{u"The capture %1 is open in a window; close it first"_s.arg(folder)};
    return Error{fileError("lock"_L1, path, code)};
}

void CaptureLock::share(const QString &folder)
{
    if (m_file.open(lockPath(folder), O_RDONLY | O_NOFOLLOW) != 0)
        return;
    struct flock range = lockOf(readersByte, 1, F_RDLCK);
    if (::fcntl(m_file.fd(), F_OFD_SETLK, &range) != 0)
        m_file.close();
}

bool CaptureLock::isHeld(const QString &folder)
{
    FileHandle file;
    if (file.open(lockPath(folder), O_RDONLY) != 0)
        return false;
    // A lock for writing cannot be asked about on a file opened for reading on every system.
    struct flock range = lockOf(writersByte, 1, F_RDLCK);
    return ::fcntl(file.fd(), F_OFD_GETLK, &range) == 0 && range.l_type != F_UNLCK;
}

} // namespace eventscope
