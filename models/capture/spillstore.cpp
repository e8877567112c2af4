// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/spillstore.h"

#include "models/capture/spillrecord.h"
#include "models/event/crc32c.h"

#include <QDir>
#include <QFile>
#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <optional>
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
constexpr quint64 readAhead = 1 << 20;
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

QString positionPath(const QString &folder)
{
    return folder + u'/' + spillPrefix + u"position"_s;
}

} // namespace

SpillStore::SpillStore(const Places &places) : m_places(places) { }

QString SpillStore::pathIn(const QString &folder, quint32 number) const
{
    const QString name = u"%1"_s.arg(number, 6, 10, QLatin1Char('0'));
    return folder == m_places.folder ? folder + u'/' + spillPrefix + name
                                     : folder + u'/' + m_places.captureId + u'-' + name;
}

std::vector<SpillStore::File> SpillStore::listFiles() const
{
    std::vector<File> files;
    for (const QString &folder : {m_places.folder, m_places.elsewhere}) {
        if (folder.isEmpty())
            continue;
        const QStringList names = QDir(folder).entryList(QDir::Files | QDir::Hidden);
        for (const QString &name : names) {
            const quint32 number = QStringView(name).sliced(name.lastIndexOf(u'-') + 1).toUInt();
            const QString path = folder + u'/' + name;
            if (number > 0 && path == pathIn(folder, number))
                files.push_back({number, path, quint64(QFileInfo(path).size())});
        }
    }
    std::sort(files.begin(), files.end(),
              [](const File &a, const File &b) { return a.number < b.number; });
    return files;
}

void SpillStore::readPosition(quint64 nextSequence)
{
    PositionRecord record;
    FileHandle file;
    size_t got = 0;
    if (file.open(positionPath(m_places.folder), O_RDONLY | O_NOFOLLOW) != 0
        || file.readAt(0, reinterpret_cast<char *>(&record), sizeof record, got) != 0
        || got != sizeof record || record.magic != positionMagic || record.crc != record.checksum())
        return;
    const Position &was = record.position;
    m_beginNumber = was.file;
    m_offset = was.offset;
    const quint64 since = nextSequence - std::min(nextSequence, was.firstSequence);
    m_skip = was.skip + std::min(since, was.events);
}

void SpillStore::writePosition(const Position &position)
{
    PositionRecord record;
    record.position = position;
    record.crc = record.checksum();
    if (!m_positionFile.isOpen()
        && m_positionFile.open(positionPath(m_places.folder), O_RDWR | O_CREAT | O_NOFOLLOW, 0600)
            != 0)
        return;
    // Synced, so that it is known after a power cut too. Where this fails some events may come
    // twice after a crash, and none is lost.
    if (m_positionFile.writeAt(0, {reinterpret_cast<const char *>(&record), sizeof record}) == 0)
        m_positionFile.syncData();
}

QMap<QString, Lanes::Amount> SpillStore::find(quint64 nextSequence)
{
    QMap<QString, Lanes::Amount> found;
    m_files = listFiles();
    if (m_files.empty())
        return found;
    m_endNumber = m_files.back().number;
    readPosition(nextSequence);
    const quint32 number = m_beginNumber;
    const quint64 offset = m_offset;
    const quint64 skip = m_skip;
    while (!isAtEnd()) {
        const std::unique_ptr<EventBatch> batch = readOne();
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
        QDir().mkpath(m_places.elsewhere);
        ::chmod(QFile::encodeName(m_places.elsewhere), 0700);
        path = pathIn(m_places.elsewhere, number);
        code = beginFileIn(m_places.elsewhere, path);
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
    if (!m_end.isOpen() || m_endBroken || m_endLength >= fileBytes) {
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
    m_files.back().length = m_endLength;
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

SpillStore::File SpillStore::current() const
{
    const std::lock_guard lock(m_mutex);
    const auto known = std::find_if(m_files.begin(), m_files.end(), [this](const File &file) {
        return file.number == m_beginNumber;
    });
    return known == m_files.end() ? File() : *known;
}

/// Goes on with the file after the one that was read, or begins with the oldest.
void SpillStore::nextFile()
{
    m_begin.close();
    m_window.clear();
    m_offset = 0;
    const std::lock_guard lock(m_mutex);
    const auto next = std::find_if(m_files.begin(), m_files.end(), [this](const File &file) {
        return file.number > m_beginNumber;
    });
    if (next != m_files.end())
        m_beginNumber = next->number;
}

std::string_view SpillStore::window() const
{
    return std::string_view(m_window).substr(size_t(m_offset - m_windowOffset));
}

/// Makes so many bytes from m_offset on readable in window().
bool SpillStore::fillWindow(const File &file, quint64 wanted)
{
    if (wanted > file.length - m_offset)
        return false;
    if (!m_window.empty() && m_offset >= m_windowOffset
        && m_offset + wanted <= m_windowOffset + m_window.size())
        return true;
    if (!m_begin.isOpen() && m_begin.open(file.path, O_RDONLY | O_NOFOLLOW) != 0)
        return false;
    m_window.resize(size_t(std::min(std::max(wanted, readAhead), file.length - m_offset)));
    m_windowOffset = m_offset;
    size_t got = 0;
    const int code = m_begin.readAt(m_offset, m_window.data(), m_window.size(), got);
    m_window.resize(code == 0 ? got : 0);
    return m_window.size() >= wanted;
}

/// The next batch; null where there is none to be had at this place, and it has moved on.
std::unique_ptr<EventBatch> SpillStore::readOne()
{
    const File file = current();
    if (file.number == 0 || m_offset >= file.length) {
        nextFile();
        return {};
    }
    const size_t length = fillWindow(file, spillHeaderBytes) ? spillFrameLength(window()) : 0;
    if (length == 0 || !fillWindow(file, length)) {
        m_offset = file.length; // torn: the end of an earlier run
        return {};
    }
    const SpillFrame frame = spillFrameAt(window());
    m_offset += length;
    auto batch = std::make_unique<EventBatch>();
    if (frame.state != SpillFrame::State::Whole || !readSpillRecord(frame.content, *batch))
        return {};
    return withoutStored(std::move(batch));
}

std::unique_ptr<EventBatch> SpillStore::withoutStored(std::unique_ptr<EventBatch> batch)
{
    const size_t stored = size_t(std::min<quint64>(m_skip, batch->size()));
    m_skip -= stored;
    if (stored == 0)
        return batch;
    if (stored == batch->size())
        return {};
    auto rest = std::make_unique<EventBatch>();
    rest->setConnection(batch->connection());
    for (size_t i = stored; i < batch->size(); ++i)
        rest->restore(batch->entries()[i], batch->body(batch->entries()[i]));
    return rest;
}

SpillStore::Batches SpillStore::read(quint64 bytes, quint64 nextSequence)
{
    Batches batches;
    Position position{m_beginNumber, 0, m_offset, m_skip, 0, nextSequence};
    quint64 taken = 0;
    while (taken < bytes && !isBehind(m_markNumber, m_markLength)) {
        std::unique_ptr<EventBatch> batch = readOne();
        if (!batch)
            continue;
        taken += Lanes::costOf(*batch);
        position.events += batch->size();
        batches.push_back(std::move(batch));
    }
    if (!batches.empty())
        writePosition(position);
    return batches;
}

/// The file that is read stays, even where it has been read to its end: it may still grow.
void SpillStore::release()
{
    QStringList gone;
    {
        const std::lock_guard lock(m_mutex);
        while (!m_files.empty() && m_files.front().number < m_beginNumber) {
            gone << m_files.front().path;
            m_files.erase(m_files.begin());
        }
    }
    for (const QString &path : std::as_const(gone))
        ::unlink(QFile::encodeName(path));
}

void SpillStore::clear()
{
    m_begin.close();
    m_end.close();
    m_positionFile.close();
    m_beginNumber = m_endNumber;
    m_offset = 0;
    m_skip = 0;
    std::vector<File> gone;
    {
        const std::lock_guard lock(m_mutex);
        gone.swap(m_files);
    }
    for (const File &file : gone)
        ::unlink(QFile::encodeName(file.path));
    ::unlink(QFile::encodeName(positionPath(m_places.folder)));
}

} // namespace eventscope
