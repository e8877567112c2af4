// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/capturelock.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

struct flock wholeFile()
{
    struct flock range = {};
    range.l_type = F_WRLCK;
    range.l_whence = SEEK_SET;
    return range;
}

QString lockPath(const QString &folder)
{
    return folder + u"/.lock"_s;
}

} // namespace

Result<void> CaptureLock::acquire(const QString &folder)
{
    const QString path = lockPath(folder);
    if (const int code = m_file.open(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600))
        return Error{fileError("open"_L1, path, code)};
    ::fchmod(m_file.fd(), 0600);
    struct flock range = wholeFile();
    if (::fcntl(m_file.fd(), F_OFD_SETLK, &range) == 0)
        return {};
    const int code = errno;
    m_file.close();
    if (code == EAGAIN || code == EACCES)
        return Error{u"The capture %1 is being written by another Eventscope"_s.arg(folder)};
    return Error{fileError("lock"_L1, path, code)};
}

bool CaptureLock::isHeld(const QString &folder)
{
    FileHandle file;
    if (file.open(lockPath(folder), O_RDONLY) != 0)
        return false;
    struct flock range = wholeFile();
    range.l_type = F_RDLCK; // a lock for writing cannot be asked about on a file opened for reading
                            // on every system
    return ::fcntl(file.fd(), F_OFD_GETLK, &range) == 0 && range.l_type != F_UNLCK;
}

} // namespace eventscope
