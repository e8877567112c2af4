// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/spillstore.h"

#include "models/event/crc32c.h"

#include <QDir>
#include <QFile>
#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

/// A file is not longer than this and one append: it is given back to the disk as a whole.
constexpr quint64 fileBytes = 32 << 20;
/// A disk that has less room than this is left alone: the capture needs it.
constexpr quint64 leastFree = 3 * fileBytes;
constexpr quint32 positionMagic = 0x6f707345;

struct PositionRecord
{
    quint32 magic = positionMagic;
    quint32 crc = 0;
    SpillStore::Position position;

    quint32 checksum() const
    {
        return crc32c({reinterpret_cast<const char *>(&position), sizeof position});
    }
};

bool hasRoom(const QString &folder)
{
    struct statvfs facts = {};
    return ::statvfs(QFile::encodeName(folder), &facts) == 0
        && quint64(facts.f_bavail) * facts.f_frsize >= leastFree;
}

} // namespace

QString SpillStore::positionPath(const QString &folder)
{
    return folder + u'/' + spillPrefix + u"position"_s;
}

SpillStore::SpillStore(const Places &places)
    : m_places(places), m_place(places.elsewhere, places.folder, places.captureId)
{ }

QString SpillStore::pathIn(const QString &folder, quint32 number) const
{
    const QString name = u"%1"_s.arg(number, 6, 10, QLatin1Char('0'));
    return folder == m_places.folder ? folder + u'/' + spillPrefix + name : folder + u'/' + name;
}

bool SpillStore::isLeft(const QString &folder, const QString &elsewhere)
{
    QStringList names;
    namesIn(folder, names);
    const bool here = std::any_of(names.cbegin(), names.cend(), [](const QString &name) {
        return name.startsWith(spillPrefix + u"0"_s) && !name.contains(unreadableSuffix);
    });
    return here || SpillPlace::isThereFor(elsewhere, folder);
}

Result<void> SpillStore::listFilesIn(const QString &folder)
{
    QStringList names;
    if (const int code = namesIn(folder, names); code != 0 && code != ENOENT)
        return Error{fileError("read"_L1, folder, code)};
    for (const QString &name : std::as_const(names)) {
        const quint32 number = QStringView(name).sliced(name.lastIndexOf(u'-') + 1).toUInt();
        const QString path = folder + u'/' + name;
        if (number == 0 || path != pathIn(folder, number))
            continue;
        struct stat facts = {};
        if (::lstat(QFile::encodeName(path), &facts) != 0)
            return Error{fileError("read"_L1, path, errno)};
        // Where two have one number, the other's turn comes when this one is gone.
        const bool known = std::any_of(m_files.begin(), m_files.end(), [number](const File &file) {
            return file.number == number;
        });
        if (S_ISREG(facts.st_mode) && !known)
            m_files.push_back({number, path, quint64(facts.st_size)});
    }
    return {};
}

Result<void> SpillStore::listFiles()
{
    m_files.clear();
    if (const int code = m_place.take())
        return Error{fileError("read"_L1, m_places.elsewhere, code)};
    for (const QString &folder : {m_places.folder, m_place.path()}) {
        if (folder.isEmpty())
            continue;
        if (Result<void> listed = listFilesIn(folder); !listed)
            return listed;
    }
    std::sort(m_files.begin(), m_files.end(),
              [](const File &a, const File &b) { return a.number < b.number; });
    return {};
}

Result<void> SpillStore::readPosition(quint64 nextSequence)
{
    PositionRecord record;
    FileHandle file;
    size_t got = 0;
    const QString path = positionPath(m_places.folder);
    int code = file.open(path, O_RDONLY | O_NOFOLLOW);
    if (code == ENOENT || code == ELOOP)
        return {};
    if (code == 0)
        code = file.readAt(0, reinterpret_cast<char *>(&record), sizeof record, got);
    if (code != 0)
        return Error{fileError("read"_L1, path, code)};
    if (got != sizeof record || record.magic != positionMagic || record.crc != record.checksum())
        return {};
    const Position &was = record.position;
    const bool there = was.file == 0
        || std::any_of(m_files.begin(), m_files.end(),
                       [&was](const File &one) { return one.number == was.file; });
    if (!there)
        return {}; // it was set aside, or stored: what is in the others is whole
    m_beginNumber = was.file;
    m_offset = was.offset;
    const quint64 since = nextSequence - std::min(nextSequence, was.firstSequence);
    m_skip = was.skip + std::min(since, was.events);
    return {};
}

/// 0 or an errno value. Synced, so that it is known after a power cut too.
int SpillStore::writePosition(const Position &position)
{
    PositionRecord record;
    record.position = position;
    record.crc = record.checksum();
    int code = 0;
    if (!m_positionFile.isOpen())
        code =
            m_positionFile.open(positionPath(m_places.folder), O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
    if (code == 0)
        code = m_positionFile.writeAt(0, {reinterpret_cast<const char *>(&record), sizeof record});
    if (code == 0)
        code = m_positionFile.syncData();
    if (code != 0)
        m_positionFile.close(); // nothing behind a sync that failed is believed
    return code;
}

/// Until then the position on the disk is right whatever of it a segment has that could not be
/// synced.
void SpillStore::goBack(quint64 events)
{
    if (!m_lastRead)
        return; // nobody has read anything: it is where it was
    m_unsettled = *m_lastRead;
    m_unsettled->skip += m_lastRead->events - std::min(m_lastRead->events, events);
    m_unsettled->events = 0;
}

void SpillStore::settlePosition()
{
    if (!m_unsettled)
        return;
    // What is stored next gets the numbers of what the old one speaks of: without any, some events
    // may come twice, and none is lost.
    if (writePosition(*m_unsettled) == 0
        || ::unlink(QFile::encodeName(positionPath(m_places.folder))) == 0)
        m_unsettled.reset();
}

Result<QMap<QString, Lanes::Amount>> SpillStore::find(quint64 nextSequence)
{
    QMap<QString, Lanes::Amount> found;
    m_begin.close();
    m_window.clear();
    m_beginNumber = 0;
    m_offset = 0;
    m_skip = 0;
    m_damagedBytes = 0;
    m_problemFile = 0;
    if (const Result<void> listed = listFiles(); !listed)
        return Error{listed.error()};
    if (m_files.empty())
        return found;
    m_endNumber = m_files.back().number;
    if (const Result<void> position = readPosition(nextSequence); !position)
        return Error{position.error()};
    const quint32 number = m_beginNumber;
    const quint64 offset = m_offset;
    const quint64 skip = m_skip;
    while (!isAtEnd()) {
        const std::unique_ptr<EventBatch> batch = readOne();
        if (!m_problem.isEmpty())
            return Error{m_problem};
        if (!batch)
            continue;
        const std::string_view id = batch->connection();
        Lanes::Amount &amount = found[QString::fromUtf8(id.data(), qsizetype(id.size()))];
        ++amount.batches;
        amount.events += batch->receivedCount();
        amount.bytes += Lanes::fileCostOf(*batch);
    }
    m_begin.close();
    m_window.clear();
    m_beginNumber = number;
    m_offset = offset;
    m_skip = skip;
    return found;
}

int SpillStore::beginFileIn(const QString &folder, const QString &path)
{
    if (!hasRoom(folder))
        return ENOSPC;
    const int code = m_end.open(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW, 0600);
    return code == 0 && ::fchmod(m_end.fd(), 0600) != 0 ? errno : code;
}

int SpillStore::beginFile()
{
    m_end.close();
    const quint32 number = m_endNumber + 1;
    QString path = pathIn(m_places.folder, number);
    int code = beginFileIn(m_places.folder, path);
    if (code != 0 && !m_places.elsewhere.isEmpty()) {
        code = m_place.make();
        path = pathIn(m_place.path(), number);
        if (code == 0)
            code = beginFileIn(m_place.path(), path);
    }
    if (code != 0) {
        m_end.close();
        return code;
    }
    m_endNumber = number;
    m_endLength = 0;
    m_endBroken = false;
    const std::lock_guard lock(m_mutex);
    m_files.push_back({number, path, 0});
    return 0;
}

int SpillStore::append(const Batches &batches)
{
    if (!m_end.isOpen() || m_endBroken || m_endLength >= fileBytes || isEndGone()) {
        if (const int code = beginFile())
            return code;
    }
    m_buffer.clear();
    for (const std::unique_ptr<EventBatch> &batch : batches)
        appendSpillRecord(m_buffer, *batch);
    quint64 written = 0;
    const int code = m_end.append(m_buffer, written);
    if (m_buffer.capacity() > fileBytes)
        m_buffer = {};
    if (code == 0)
        m_endLength += written;
    else
        m_endBroken = m_end.cut(m_endLength) != 0;
    return code;
}

void SpillStore::publish()
{
    const std::lock_guard lock(m_mutex);
    if (!m_files.empty() && m_files.back().number == m_endNumber)
        m_files.back().length = m_endLength;
}

/// It was set aside while it grew.
bool SpillStore::isEndGone() const
{
    const std::lock_guard lock(m_mutex);
    return m_files.empty() || m_files.back().number != m_endNumber;
}

bool SpillStore::isBehind(quint32 number, quint64 length) const
{
    return number < m_beginNumber || (number == m_beginNumber && m_offset >= length);
}

bool SpillStore::isAtEnd() const
{
    const std::lock_guard lock(m_mutex);
    return m_files.empty() || isBehind(m_files.back().number, m_files.back().length);
}

void SpillStore::mark()
{
    const std::lock_guard lock(m_mutex);
    m_markNumber = m_files.empty() ? 0 : m_files.back().number;
    m_markLength = m_files.empty() ? 0 : m_files.back().length;
}

/// The file that is read stays, even where it has been read to its end: it may still grow.
void SpillStore::release()
{
    const Position here{m_beginNumber, 0, m_offset, m_skip, 0, 0};
    m_lastRead = here;
    std::vector<File> gone;
    {
        const std::lock_guard lock(m_mutex);
        if (m_files.empty() || m_files.front().number >= m_beginNumber)
            return;
    }
    // Else whoever goes on after a crash would count what is stored from a place that is gone.
    if (writePosition(here) != 0)
        return;
    {
        const std::lock_guard lock(m_mutex);
        while (!m_files.empty() && m_files.front().number < m_beginNumber) {
            gone.push_back(m_files.front());
            m_files.erase(m_files.begin());
        }
    }
    remove(gone);
}

void SpillStore::remove(const std::vector<File> &files)
{
    for (const File &file : files) {
        if (::unlink(QFile::encodeName(file.path)) != 0 && errno != ENOENT)
            m_stuck.push_back(file);
    }
}

void SpillStore::clear()
{
    m_begin.close();
    m_end.close();
    m_lastRead.reset();
    m_unsettled.reset();
    m_beginNumber = m_endNumber;
    m_offset = 0;
    m_skip = 0;
    std::vector<File> gone;
    {
        const std::lock_guard lock(m_mutex);
        gone.swap(m_files);
    }
    gone.insert(gone.begin(), m_stuck.begin(), m_stuck.end());
    m_stuck.clear();
    remove(gone);
    if (!m_stuck.empty()) { // else the next start would store what is in them once more
        const File &last = m_stuck.back();
        writePosition({last.number, 0, last.length, 0, 0, 0});
        return m_positionFile.close();
    }
    m_positionFile.close();
    ::unlink(QFile::encodeName(positionPath(m_places.folder)));
    m_place.leave();
}

} // namespace eventscope
