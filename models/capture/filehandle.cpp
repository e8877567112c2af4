// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/filehandle.h"

#include <QFile>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace eventscope {

FileHandle &FileHandle::operator=(FileHandle &&other) noexcept
{
    if (this != &other) {
        close();
        m_fd = std::exchange(other.m_fd, -1);
    }
    return *this;
}

int FileHandle::open(const QString &path, int flags, int mode)
{
    close();
    const QByteArray name = QFile::encodeName(path);
    do {
        m_fd = ::open(name.constData(), flags | O_CLOEXEC, mode);
    } while (m_fd < 0 && errno == EINTR);
    return m_fd < 0 ? errno : 0;
}

void FileHandle::close()
{
    if (m_fd >= 0)
        ::close(std::exchange(m_fd, -1));
}

int FileHandle::append(std::string_view bytes, quint64 &written)
{
    written = 0;
    while (written < bytes.size()) {
        const ssize_t count = ::write(m_fd, bytes.data() + written, bytes.size() - written);
        if (count > 0)
            written += quint64(count);
        else if (count == 0)
            return ENOSPC;
        else if (errno != EINTR)
            return errno;
    }
    return 0;
}

int FileHandle::readAt(quint64 offset, char *to, size_t size, size_t &got) const
{
    got = 0;
    while (got < size) {
        const ssize_t count = ::pread(m_fd, to + got, size - got, off_t(offset + got));
        if (count > 0)
            got += size_t(count);
        else if (count == 0)
            return 0;
        else if (errno != EINTR)
            return errno;
    }
    return 0;
}

int FileHandle::writeAt(quint64 offset, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::pwrite(m_fd, bytes.data(), bytes.size(), off_t(offset));
        if (count > 0) {
            bytes.remove_prefix(size_t(count));
            offset += quint64(count);
        } else if (count == 0) {
            return ENOSPC;
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

int FileHandle::syncData()
{
    // Not tried again after an error, EINTR apart: Linux reports a failed write-back once, and the
    // next call would call lost data synced.
    int result = 0;
    do {
        result = ::fdatasync(m_fd);
    } while (result != 0 && errno == EINTR);
    return result == 0 ? 0 : errno;
}

int FileHandle::cut(quint64 length)
{
    int result = 0;
    do {
        result = ::ftruncate(m_fd, off_t(length));
    } while (result != 0 && errno == EINTR);
    return result == 0 ? 0 : errno;
}

int FileHandle::size(quint64 &bytes) const
{
    struct stat status = {};
    if (::fstat(m_fd, &status) != 0)
        return errno;
    bytes = quint64(status.st_size);
    return 0;
}

FileHandle::Identity FileHandle::identity() const
{
    struct stat status = {};
    if (::fstat(m_fd, &status) != 0)
        return {};
    return {quint64(status.st_dev), quint64(status.st_ino)};
}

int FileHandle::identityAt(const QString &path, Identity &identity)
{
    struct stat status = {};
    identity = {};
    if (::lstat(QFile::encodeName(path), &status) != 0)
        return errno == ENOENT ? 0 : errno;
    identity = {quint64(status.st_dev), quint64(status.st_ino)};
    return 0;
}

QString systemError(int code)
{
    return qt_error_string(code);
}

QString fileError(QLatin1String what, const QString &path, int code)
{
    return QStringLiteral("Cannot %1 %2: %3").arg(what, path, systemError(code));
}

QString freeRoom(const QString &folder, int code)
{
    struct statvfs room = {};
    if (code != ENOSPC || ::statvfs(QFile::encodeName(folder), &room) != 0)
        return {};
    return QStringLiteral("%1 KiB free").arg(quint64(room.f_bavail) * room.f_frsize / 1024);
}

int syncFolder(const QString &folder)
{
    FileHandle handle;
    if (const int code = handle.open(folder, O_RDONLY | O_DIRECTORY))
        return code;
    const int code = ::fsync(handle.fd()) == 0 ? 0 : errno;
    return code == EINVAL ? 0 : code; // some file systems cannot sync a folder, and need not
}

} // namespace eventscope
