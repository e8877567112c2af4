// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/unfinishedfile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

const QString mark = u".unfinished-"_s;
constexpr qsizetype randomLetters = 6;
constexpr qsizetype longestName = 255; ///< bytes, of every file system
/// Far behind all that is written and what a database locks; locks need no bytes.
constexpr off_t lockedByte = off_t(1) << 62;
constexpr int mostTries = 100;

/// The beginning of all names that are made beside a target, without the folder.
QString beginningFor(const QString &target)
{
    QString name = QFileInfo(target).fileName();
    while (QFile::encodeName(name).size() + mark.size() + randomLetters > longestName)
        name.chop(1);
    return name + mark;
}

QString randomName()
{
    constexpr QLatin1String letters("abcdefghijklmnopqrstuvwxyz0123456789");
    QString name;
    while (name.size() < randomLetters)
        name += letters[QRandomGenerator::global()->bounded(int(letters.size()))];
    return name;
}

/// Of this open file and not of the process: another export of the same program sees it, and nobody
/// loses it by closing the same file elsewhere.
bool lockFile(int descriptor)
{
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = lockedByte;
    lock.l_len = 1;
    return ::fcntl(descriptor, F_OFD_SETLK, &lock) == 0;
}

/// Nobody has it: locked while it is removed, so that one who is about to lock it sees that it
/// went.
void removeIfLeftBehind(const QByteArray &name)
{
    const int descriptor = ::open(name.constData(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0)
        return;
    struct stat found = {};
    const bool isFile = ::fstat(descriptor, &found) == 0 && S_ISREG(found.st_mode);
    if (isFile && lockFile(descriptor))
        ::unlink(name.constData());
    ::close(descriptor);
}

} // namespace

UnfinishedFile::UnfinishedFile(QString target) : m_target(std::move(target)) { }

UnfinishedFile::~UnfinishedFile()
{
    if (!m_name.isEmpty())
        ::unlink(QFile::encodeName(m_name).constData());
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

Result<void> UnfinishedFile::make()
{
    removeLeftovers();
    const QString beginning = QFileInfo(m_target).absolutePath() + u'/' + beginningFor(m_target);
    for (int i = 0; i < mostTries; ++i) {
        const QString name = beginning + randomName();
        m_descriptor = ::open(QFile::encodeName(name).constData(),
                              O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
        if (m_descriptor < 0 && errno == EEXIST)
            continue;
        if (m_descriptor < 0)
            return Error{qt_error_string(errno)};
        m_name = name;
        if (lock())
            return {};
        ::close(m_descriptor); // somebody took it for left behind in this moment
        m_descriptor = -1;
        m_name.clear();
    }
    return Error{qt_error_string(EAGAIN)};
}

/// A file system that knows no such locks has nobody who finds the lock missing, either.
bool UnfinishedFile::lock() const
{
    if (!lockFile(m_descriptor))
        return errno != EAGAIN && errno != EACCES;
    struct stat found = {};
    return ::fstat(m_descriptor, &found) == 0 && found.st_nlink > 0;
}

void UnfinishedFile::removeLeftovers() const
{
    const QString beginning = beginningFor(m_target);
    const QDir folder = QFileInfo(m_target).absoluteDir();
    const QStringList names = folder.entryList(QDir::Files | QDir::Hidden);
    for (const QString &name : names) {
        if (name.startsWith(beginning) && name.size() == beginning.size() + randomLetters)
            removeIfLeftBehind(QFile::encodeName(folder.filePath(name)));
    }
}

Result<void> UnfinishedFile::putInPlace()
{
    if (std::rename(QFile::encodeName(m_name).constData(), QFile::encodeName(m_target).constData())
        != 0)
        return Error{qt_error_string(errno)};
    m_name.clear();
    return {};
}

} // namespace eventscope
