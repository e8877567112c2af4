// SPDX-License-Identifier: GPL-3.0-or-later
//
// How a SpillStore reads its files, and what it believes of them.

#include "models/capture/spillstore.h"

#include <QFile>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <utility>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr quint64 readAhead = 1 << 20;

/// The system has none left for now, whatever the file is like.
bool isWantOfTheSystem(int code)
{
    return code == EMFILE || code == ENFILE || code == ENOMEM || code == EINTR || code == EAGAIN;
}

} // namespace

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
    const std::lock_guard lock(m_mutex);
    const auto next = std::find_if(m_files.begin(), m_files.end(), [this](const File &file) {
        return file.number > m_beginNumber;
    });
    if (next == m_files.end())
        return;
    m_begin.close();
    m_window.clear();
    m_offset = 0;
    m_beginNumber = next->number;
}

std::string_view SpillStore::window() const
{
    return std::string_view(m_window).substr(size_t(m_offset - m_windowOffset));
}

/// Makes so many bytes from m_offset on readable in window(). False where the file does not have
/// them, or does not give them now: then there is a problem.
bool SpillStore::fillWindow(const File &file, quint64 wanted)
{
    if (wanted > file.length - m_offset)
        return false;
    if (!m_window.empty() && m_offset >= m_windowOffset
        && m_offset + wanted <= m_windowOffset + m_window.size())
        return true;
    if (!m_begin.isOpen()) {
        // One that was removed, or is none of ours, has nothing.
        const int code = m_begin.open(file.path, O_RDONLY | O_NOFOLLOW);
        if (code != 0)
            return code != ENOENT && code != ELOOP && cannotRead(file, code);
    }
    m_window.resize(size_t(std::min(std::max(wanted, readAhead), file.length - m_offset)));
    m_windowOffset = m_offset;
    size_t got = 0;
    const int code = m_begin.readAt(m_offset, m_window.data(), m_window.size(), got);
    m_window.resize(code == 0 ? got : 0);
    if (m_window.size() >= wanted)
        return true;
    // Less than there should be is the end only where the file is no longer.
    quint64 bytes = 0;
    const int failed = code != 0 ? code : m_begin.size(bytes);
    if (failed == 0 && bytes < m_offset + wanted)
        return false;
    m_window.clear();
    return cannotRead(file, failed != 0 ? failed : EIO);
}

bool SpillStore::cannotRead(const File &file, int code)
{
    m_begin.close();
    m_problem = fileError("read"_L1, file.path, code);
    m_problemFile = isWantOfTheSystem(code) ? 0 : file.number;
    return false;
}

Result<QString> SpillStore::setAside()
{
    const quint32 number = std::exchange(m_problemFile, 0);
    std::unique_lock lock(m_mutex);
    const auto bad = std::find_if(m_files.begin(), m_files.end(),
                                  [number](const File &file) { return file.number == number; });
    if (bad == m_files.end())
        return Error{m_problem};
    const File file = *bad;
    QString aside = file.path + unreadableSuffix;
    struct stat facts = {};
    for (int i = 2; ::lstat(QFile::encodeName(aside), &facts) == 0; ++i)
        aside = file.path + unreadableSuffix + u'-' + QString::number(i);
    // Nobody else gives names here: the capture is locked.
    if (::rename(QFile::encodeName(file.path), QFile::encodeName(aside)) != 0)
        return Error{fileError("rename"_L1, file.path, errno)};
    m_files.erase(bad);
    lock.unlock();
    m_begin.close();
    m_window.clear();
    m_beginNumber = number;
    m_offset = file.length; // behind it
    m_skip = 0;
    return u"%1. It is kept as %2, and not read again by itself: the events in it are missing"_s
        .arg(std::exchange(m_problem, {}), aside.section(u'/', -1));
}

SpillFrame SpillStore::frameAt(const File &file)
{
    const size_t length = fillWindow(file, spillHeaderBytes) ? spillFrameLength(window()) : 0;
    return length > 0 && fillWindow(file, length) ? spillFrameAt(window()) : SpillFrame();
}

/// Goes on with the next whole frame, or at the end of the file; a problem leaves all as it was.
void SpillStore::passDamage(const File &file)
{
    const quint64 damaged = m_offset;
    m_offset = findFrame(file);
    if (!m_problem.isEmpty())
        m_offset = damaged;
    m_damagedBytes += m_offset - damaged;
}

/// Where it is, behind m_offset; the end of the file if there is none. No length is believed: it
/// may be what is damaged.
quint64 SpillStore::findFrame(const File &file)
{
    ++m_offset;
    while (fillWindow(file, spillHeaderBytes)) {
        const std::string_view bytes = window();
        const size_t next = bytes.find(spillMagic);
        if (next == std::string_view::npos) {
            m_offset += bytes.size() - spillMagic.size() + 1; // it may begin at the end of these
            continue;
        }
        m_offset += next;
        if (frameAt(file).state == SpillFrame::State::Whole)
            return m_offset;
        if (!m_problem.isEmpty())
            break;
        ++m_offset;
    }
    return file.length;
}

/// The next batch; null where there is none to be had at this place, and it has moved on, or there
/// is a problem.
std::unique_ptr<EventBatch> SpillStore::readOne()
{
    m_problem.clear();
    m_problemFile = 0;
    const File file = current();
    if (file.number == 0 || m_offset >= file.length) {
        nextFile();
        return {};
    }
    const SpillFrame frame = frameAt(file);
    auto batch = std::make_unique<EventBatch>();
    if (m_problem.isEmpty() && frame.state == SpillFrame::State::Whole
        && readSpillRecord(frame.content, *batch)) {
        m_offset += frame.length;
        return withoutStored(std::move(batch));
    }
    if (m_problem.isEmpty())
        passDamage(file);
    return {};
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

void SpillStore::goTo(const Position &position)
{
    m_begin.close();
    m_window.clear();
    m_beginNumber = position.file;
    m_offset = position.offset;
    m_skip = position.skip;
}

SpillStore::Batches SpillStore::read(quint64 bytes, quint64 nextSequence)
{
    m_problem.clear();
    Batches batches;
    if (current().number == 0)
        nextFile(); // so that the position names it
    Position position{m_beginNumber, 0, m_offset, m_skip, 0, nextSequence};
    quint64 taken = 0;
    while (taken < bytes && !isBehind(m_markNumber, m_markLength)) {
        std::unique_ptr<EventBatch> batch = readOne();
        if (!m_problem.isEmpty())
            break;
        if (!batch)
            continue;
        taken += Lanes::costOf(*batch);
        position.events += batch->size();
        batches.push_back(std::move(batch));
    }
    if (batches.empty())
        return batches;
    if (const int code = writePosition(position)) {
        goTo(position);
        m_problem = fileError("write"_L1, positionPath(m_places.folder), code);
        return {};
    }
    m_lastRead = position;
    return batches;
}

} // namespace eventscope
