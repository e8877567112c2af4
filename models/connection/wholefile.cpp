// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/wholefile.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace eventscope {

namespace {

/// Nothing of what QSaveFile does for itself is told: that a full disk cut a file short, where it
/// was still in a buffer, and that a disk refused to sync it.
Result<void> writeSynced(QSaveFile &file, const QByteArray &bytes)
{
    if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
        return Error{file.errorString()};
    for (qsizetype done = 0; done < bytes.size();) {
        // A short write carries no error; going on with the rest brings out the cause.
        const qint64 written = file.write(bytes.constData() + done, bytes.size() - done);
        if (written <= 0 || file.error() != QFileDevice::NoError)
            return Error{file.errorString()};
        done += written;
    }
    if (::fsync(file.handle()) != 0)
        return Error{qt_error_string(errno)};
    return {};
}

} // namespace

Result<void> saveWholeFile(const QString &path, const QByteArray &bytes, Readers readers)
{
    QSaveFile file(path);
    Result<void> written = writeSynced(file, bytes);
    if (!written) {
        file.cancelWriting();
        return written;
    }
    if (readers == Readers::Owner)
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    if (!file.commit())
        return Error{file.errorString()};
    return syncNamesAround(path);
}

Result<void> syncNamesAround(const QString &path)
{
    const QString folder = QFileInfo(path).absolutePath();
    const int descriptor =
        ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0 && errno == EACCES)
        return {}; // a folder that may be written but not read: nothing more can be done
    if (descriptor < 0)
        return Error{qt_error_string(errno)};
    const bool synced = ::fsync(descriptor) == 0 || errno == EINVAL; // not every file system can
    const int error = errno;
    ::close(descriptor);
    if (!synced)
        return Error{qt_error_string(error)};
    return {};
}

} // namespace eventscope
