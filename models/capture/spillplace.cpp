// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/spillplace.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr qint64 missedForUs = 7LL * 24 * 3600 * 1'000'000;
constexpr size_t maxOwnerBytes = 64 << 10;
constexpr qsizetype idLength = 8;

/// Which folder this is, whatever its name, and after a restart of the computer too, when devices
/// may have other numbers. Empty where that cannot be told.
QString markOf(const QString &folder)
{
    const QByteArray name = QFile::encodeName(folder);
    struct statx facts = {};
    struct statvfs disk = {};
    if (::statx(AT_FDCWD, name, 0, STATX_INO | STATX_BTIME, &facts) != 0
        || ::statvfs(name, &disk) != 0)
        return {};
    const bool knowsBirth = facts.stx_mask & STATX_BTIME;
    return u"%1-%2-%3.%4"_s.arg(facts.stx_ino, 0, 16)
        .arg(quint64(disk.f_fsid), 0, 16)
        .arg(knowsBirth ? qint64(facts.stx_btime.tv_sec) : 0)
        .arg(knowsBirth ? facts.stx_btime.tv_nsec : 0);
}

QString parentOf(const QString &folder)
{
    return folder.left(std::max<qsizetype>(folder.lastIndexOf(u'/'), 1));
}

QString canonical(const QString &folder)
{
    const QString path = QDir(folder).canonicalPath();
    return path.isEmpty() ? QDir::cleanPath(QDir(folder).absolutePath()) : path;
}

/// Whose a place is.
struct Owner
{
    QString capture; ///< its path
    QString mark; ///< of its folder
    QString home; ///< the mark of the folder that it is in

    static Owner of(const QString &capture)
    {
        return {capture, markOf(capture), markOf(parentOf(capture))};
    }
    bool operator==(const Owner &) const = default;
    /// Nothing has the name of the capture any more in the folder that had it.
    bool isGone() const;
    QByteArray text() const;
};

bool Owner::isGone() const
{
    struct stat facts = {};
    return capture.startsWith(u'/') && !home.isEmpty() && markOf(parentOf(capture)) == home
        && ::lstat(QFile::encodeName(capture), &facts) != 0 && errno == ENOENT;
}

QByteArray Owner::text() const
{
    const QJsonObject object{{u"capture"_s, capture}, {u"folder"_s, mark}, {u"home"_s, home}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

QString ownerPath(const QString &place)
{
    return place + u"/capture"_s;
}

/// 0 or an errno value; what is damaged is of nobody.
int readOwner(const QString &place, Owner &owner)
{
    FileHandle file;
    if (const int code = file.open(ownerPath(place), O_RDONLY | O_NOFOLLOW))
        return code;
    QByteArray text(maxOwnerBytes, Qt::Uninitialized);
    size_t got = 0;
    if (const int code = file.readAt(0, text.data(), size_t(text.size()), got))
        return code;
    text.truncate(qsizetype(got));
    const QJsonObject object = QJsonDocument::fromJson(text).object();
    owner = {object[u"capture"_s].toString(), object[u"folder"_s].toString(),
             object[u"home"_s].toString()};
    return 0;
}

/// What cannot be looked at can have nothing that we wrote.
bool isNothing(int code)
{
    return code == ENOENT || code == ENOTDIR || code == EACCES || code == EPERM || code == ELOOP;
}

bool isNumber(const QString &name)
{
    return !name.isEmpty()
        && std::all_of(name.begin(), name.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

/// One that was set aside too.
bool isEvents(const QString &name)
{
    return isNumber(name.section(u'.', 0, 0));
}

bool isPlaceName(const QString &name)
{
    return name.size() > idLength && name.at(idLength) == u'.';
}

QString placeName(const QString &captureId, const QString &mark)
{
    const QByteArray hash = QCryptographicHash::hash(mark.toUtf8(), QCryptographicHash::Sha256);
    return captureId + u'.' + QString::fromLatin1(hash.toHex().left(16));
}

/// How sure it is that a place is of this capture; 0: it is not.
int likeness(const Owner &found, const Owner &own, bool sameId)
{
    if (!own.mark.isEmpty() && found.mark == own.mark)
        return 3;
    // Its folder was made anew: from a backup, on another disk. Another recording that was given
    // the place of one that is gone has nothing of it.
    if (sameId && found.capture == own.capture)
        return 2;
    return sameId && found.isGone() ? 1 : 0; // it was moved
}

} // namespace

int namesIn(const QString &folder, QStringList &names)
{
    std::error_code error;
    std::filesystem::directory_iterator it(QFile::encodeName(folder).toStdString(), error);
    for (; !error && it != std::filesystem::directory_iterator(); it.increment(error))
        names << QFile::decodeName(QByteArray::fromStdString(it->path().filename().string()));
    names.sort();
    return error.value();
}

SpillPlace::SpillPlace(const QString &shared, const QString &capture, const QString &captureId)
    : m_shared(shared), m_capture(capture), m_captureId(captureId)
{ }

/// Nobody else has it, and it is still the one that has this name.
int SpillPlace::lock(const QString &path, bool mayMake)
{
    const QString owner = ownerPath(path);
    const int flags = O_RDWR | O_NOFOLLOW | (mayMake ? O_CREAT : 0);
    if (const int code = m_lock.open(owner, flags, 0600))
        return code;
    FileHandle::Identity named;
    int code = ::flock(m_lock.fd(), LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
    if (code == 0)
        code = FileHandle::identityAt(owner, named);
    if (code == 0 && !(named == m_lock.identity()))
        code = EBUSY; // somebody removed it meanwhile
    if (code != 0)
        m_lock.close();
    return code;
}

int SpillPlace::take()
{
    if (m_shared.isEmpty() || !m_path.isEmpty())
        return 0;
    QStringList names;
    if (const int code = namesIn(m_shared, names))
        return isNothing(code) ? 0 : code;
    const Owner own = Owner::of(canonical(m_capture));
    const QString ownName = placeName(m_captureId, own.mark);
    QString best;
    int bestLikeness = 0;
    for (const QString &name : std::as_const(names)) {
        if (!isPlaceName(name))
            continue;
        Owner owner;
        const int code = readOwner(m_shared + u'/' + name, owner);
        if (code != 0 && !isNothing(code))
            return code;
        // One that has lost who owns it has its name yet.
        const int like = name == ownName
            ? 3
            : (code == 0 ? likeness(owner, own, name.startsWith(m_captureId + u'.')) : 0);
        if (like > bestLikeness) {
            best = name;
            bestLikeness = like;
        }
    }
    if (!best.isEmpty()) {
        const int code = claim(m_shared + u'/' + best, own.text());
        if (code != 0 && code != EWOULDBLOCK && code != EBUSY && !isNothing(code))
            return code;
    }
    return adoptOlder(names);
}

/// Before places were made, they stood in the shared folder itself.
int SpillPlace::adoptOlder(const QStringList &names)
{
    for (const QString &name : names) {
        const QString number = name.mid(idLength + 1);
        if (name != m_captureId + u'-' + number || !isNumber(number))
            continue;
        if (const int code = make())
            return code;
        const QByteArray from = QFile::encodeName(m_shared + u'/' + name);
        const QByteArray to = QFile::encodeName(m_path + u'/' + number);
        if (::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) != 0 && errno != ENOENT)
            return errno;
    }
    return 0;
}

int SpillPlace::make()
{
    if (!m_path.isEmpty())
        return 0;
    if (m_shared.isEmpty())
        return ENOENT;
    const Owner own = Owner::of(canonical(m_capture));
    const QString path = m_shared + u'/' + placeName(m_captureId, own.mark);
    QDir().mkpath(m_shared);
    ::chmod(QFile::encodeName(m_shared), 0700);
    if (::mkdir(QFile::encodeName(path), 0700) != 0 && errno != EEXIST)
        return errno;
    return claim(path, own.text());
}

/// Says in it whose it is, unless that stands there. Where it cannot be said, its name tells it.
int SpillPlace::claim(const QString &path, const QByteArray &text)
{
    if (const int code = lock(path, true))
        return code;
    m_path = path;
    QByteArray found(text.size() + 1, Qt::Uninitialized);
    size_t got = 0;
    if (m_lock.readAt(0, found.data(), size_t(found.size()), got) == 0
        && QByteArrayView(found).first(qsizetype(got)) == text)
        return 0;
    if (m_lock.writeAt(0, {text.constData(), size_t(text.size())}) == 0)
        m_lock.cut(
            quint64(text.size())); // and no sync: disks that stand still are what this is for
    return 0;
}

void SpillPlace::leave()
{
    QStringList names;
    if (!m_path.isEmpty() && namesIn(m_path, names) == 0 && names == QStringList{u"capture"_s}) {
        ::unlink(QFile::encodeName(ownerPath(m_path)));
        ::rmdir(QFile::encodeName(m_path));
    }
    m_lock.close();
    m_path.clear();
}

bool SpillPlace::isThereFor(const QString &shared, const QString &capture)
{
    QStringList names;
    if (shared.isEmpty() || namesIn(shared, names) != 0)
        return false;
    const Owner own = Owner::of(canonical(capture));
    return std::any_of(names.cbegin(), names.cend(), [&](const QString &name) {
        Owner owner;
        QStringList files;
        return isPlaceName(name) && readOwner(shared + u'/' + name, owner) == 0
            && likeness(owner, own, owner.capture == own.capture) > 0 // its id may be the same
            && namesIn(shared + u'/' + name, files) == 0
            && std::any_of(files.cbegin(), files.cend(), isNumber);
    });
}

quint64 SpillPlace::sweep(const QString &shared, qint64 nowUs)
{
    QStringList places;
    quint64 bytes = 0;
    if (shared.isEmpty() || namesIn(shared, places) != 0)
        return 0;
    for (const QString &name : std::as_const(places)) {
        const QString path = shared + u'/' + name;
        Owner owner;
        QStringList names;
        SpillPlace place(shared, {}, name.left(idLength));
        if (!isPlaceName(name) || readOwner(path, owner) != 0 || !owner.isGone()
            || place.lock(path, false) != 0 || namesIn(path, names) != 0)
            continue;
        place.m_path = path;
        qint64 touchedUs = 0;
        quint64 held = 0;
        for (const QString &file : std::as_const(names)) {
            struct stat facts = {};
            if (::lstat(QFile::encodeName(path + u'/' + file), &facts) != 0)
                touchedUs = nowUs;
            touchedUs = std::max(touchedUs, qint64(facts.st_mtim.tv_sec) * 1'000'000);
            held += isEvents(file) ? quint64(facts.st_size) : 0;
        }
        if (nowUs - touchedUs < missedForUs || !owner.isGone())
            continue;
        for (const QString &file : std::as_const(names)) {
            if (isEvents(file))
                ::unlink(QFile::encodeName(path + u'/' + file));
        }
        bytes += held;
        place.leave();
    }
    return bytes;
}

} // namespace eventscope
