// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/exporttarget.h"

#include "models/capture/segment.h"
#include "models/connection/wholefile.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// The links that QSaveFile follows.
constexpr int maxLinks = 128;
constexpr quint64 syncedAtOnce = 8U << 20;

/// Turns SIGPIPE into EPIPE for one call on this thread: a reader that has seen enough (`| head`)
/// ends the export with a sentence, not with a signal, and no other thread's handling is touched.
class PipeSignalBlocked
{
public:
    PipeSignalBlocked()
    {
        sigemptyset(&m_pipe);
        sigaddset(&m_pipe, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &m_pipe, &m_before);
    }
    ~PipeSignalBlocked()
    {
        const int error = errno;
        if (!sigismember(&m_before, SIGPIPE)) {
            const timespec now{};
            while (sigtimedwait(&m_pipe, nullptr, &now) == -1 && errno == EINTR) { }
        }
        pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
        errno = error;
    }
    Q_DISABLE_COPY_MOVE(PipeSignalBlocked)

private:
    sigset_t m_pipe{};
    sigset_t m_before{};
};

/// Standard output, a pipe or a device: what was written cannot be taken back.
class StreamTarget final : public ExportTarget
{
public:
    StreamTarget(QString name, int descriptor, bool owned)
        : m_name(std::move(name)), m_descriptor(descriptor), m_owned(owned)
    { }
    ~StreamTarget() override
    {
        if (m_owned)
            ::close(m_descriptor);
    }
    Q_DISABLE_COPY_MOVE(StreamTarget)

    Result<void> write(std::string_view bytes) override
    {
        const PipeSignalBlocked blocked;
        while (!bytes.empty()) {
            const ssize_t written = ::write(m_descriptor, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR)
                continue;
            if (written <= 0)
                return cannotWrite(m_name,
                                   written < 0 && errno == EPIPE ? u"its reader has gone"_s
                                                                 : qt_error_string(errno));
            bytes.remove_prefix(size_t(written));
            m_bytes += quint64(written);
        }
        return {};
    }
    Result<void> commit() override { return {}; }
    quint64 bytes() const override { return m_bytes; }

private:
    QString m_name;
    int m_descriptor;
    bool m_owned;
    quint64 m_bytes = 0;
};

/// A file that replaces the old one at the end.
class FileTarget final : public ExportTarget
{
public:
    explicit FileTarget(const QString &name) : m_file(name) { }

    Result<void> open()
    {
        // Unbuffered, so that write() itself meets the full disk: QSaveFile renames a short file
        // happily.
        if (!m_file.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
            return cannotWrite(m_file.fileName(), m_file.errorString());
        if (!m_file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner))
            return cannotWrite(m_file.fileName(), m_file.errorString());
        return {};
    }

    Result<void> write(std::string_view bytes) override
    {
        while (!bytes.empty()) {
            // A short write carries no error; going on with the rest brings out the cause.
            const qint64 written = m_file.write(bytes.data(), qint64(bytes.size()));
            if (written <= 0 || m_file.error() != QFileDevice::NoError)
                return cannotWrite(m_file.fileName(), m_file.errorString());
            bytes.remove_prefix(size_t(written));
            m_bytes += quint64(written);
        }
        beginToSync();
        return {};
    }

    Result<void> commit() override
    {
        if (!m_file.flush() || m_file.error() != QFileDevice::NoError)
            return cannotWrite(m_file.fileName(), m_file.errorString());
        if (::fsync(m_file.handle()) != 0)
            return cannotWrite(m_file.fileName(), qt_error_string(errno));
        if (!m_file.commit())
            return cannotWrite(m_file.fileName(), m_file.errorString());
        return syncFolderOf(m_file.fileName());
    }
    quint64 bytes() const override { return m_bytes; }

private:
    /// The disk works while the rest is still made, and little is left for the sync at the end.
    void beginToSync()
    {
#ifdef SYNC_FILE_RANGE_WRITE
        if (m_bytes - m_syncing < syncedAtOnce)
            return;
        ::sync_file_range(m_file.handle(), off_t(m_syncing), off_t(m_bytes - m_syncing),
                          SYNC_FILE_RANGE_WRITE); // only a hint: fsync() tells of errors
        m_syncing = m_bytes;
#endif
    }

    QSaveFile m_file;
    quint64 m_bytes = 0;
    quint64 m_syncing = 0; ///< bytes that are on their way to the disk
};

} // namespace

Error cannotWrite(const QString &name, const QString &why)
{
    return {u"Cannot write %1: %2"_s.arg(name, why)};
}

Result<void> syncFolderOf(const QString &fileName)
{
    if (const Result<void> synced = syncNamesAround(fileName); !synced)
        return cannotWrite(QFileInfo(fileName).absolutePath(), synced.error());
    return {};
}

bool isStream(const QString &fileName)
{
    struct stat status
    { };
    return ::stat(QFile::encodeName(fileName).constData(), &status) == 0 && !S_ISREG(status.st_mode)
        && !S_ISDIR(status.st_mode);
}

QString followedLinks(const QString &fileName)
{
    QFileInfo file(fileName);
    // As QSaveFile does it: the last of the links may lead to a file that is still to be made.
    for (int links = 0; links < maxLinks && file.isSymLink(); ++links)
        file.setFile(file.symLinkTarget());
    return file.filePath();
}

Result<std::unique_ptr<ExportTarget>> ExportTarget::open(const QString &fileName)
{
    if (fileName == u"-"_s)
        return std::unique_ptr<ExportTarget>(
            std::make_unique<StreamTarget>(u"to standard output"_s, STDOUT_FILENO, false));
    if (fileName.isEmpty())
        return Error{u"Cannot export: no file name was given"_s};
    if (isStream(fileName)) {
        const int descriptor =
            ::open(QFile::encodeName(fileName).constData(), O_WRONLY | O_CLOEXEC);
        if (descriptor < 0)
            return cannotWrite(fileName, qt_error_string(errno));
        return std::unique_ptr<ExportTarget>(
            std::make_unique<StreamTarget>(fileName, descriptor, true));
    }
    if (const QString capture = captureAround(fileName); !capture.isEmpty())
        return cannotWrite(
            fileName, u"it is inside the capture %1: choose a place outside of it"_s.arg(capture));
    auto file = std::make_unique<FileTarget>(fileName);
    if (const Result<void> opened = file->open(); !opened)
        return Error{opened.error()};
    return std::unique_ptr<ExportTarget>(std::move(file));
}

QString captureAround(const QString &fileName)
{
    const QFileInfo file(followedLinks(fileName));
    QString folder = QFileInfo(file.path()).canonicalFilePath();
    if (folder.isEmpty())
        return {};
    switch (folderContent(folder)) {
    case FolderContent::Capture:
    case FolderContent::Segments:
        return folder;
    case FolderContent::Other: // is read as a capture nevertheless if it has segments
        return segmentOfName(file.fileName()) && !listSegments(folder).empty() ? folder : QString();
    case FolderContent::Empty:
        break;
    }
    return {};
}

} // namespace eventscope
