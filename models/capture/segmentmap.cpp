// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/segmentmap.h"

#include "models/capture/filehandle.h"
#include "models/capture/segment.h"

#include <QFile>
#include <algorithm>
#include <bit>
#include <ctime>
#include <fcntl.h>
#include <sys/stat.h>

namespace eventscope {

namespace {

constexpr quint64 smallestMap = quint64(1) << 20;
constexpr qint64 lookEveryMs = 8;

qint64 coarseMs()
{
    timespec now = {};
    ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return qint64(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

} // namespace

std::string_view SegmentMap::bytes(quint64 offset, quint64 length)
{
    const quint64 end = offset + length;
    const qint64 now = coarseMs();
    const GuardedMap *mapping = m_current.load(std::memory_order_acquire);
    if (now - m_lookedAt.load(std::memory_order_acquire) >= lookEveryMs
        || end > m_length.load(std::memory_order_acquire) || (mapping && mapping->isSpoiled()))
        look(end);
    if (end > m_length.load(std::memory_order_acquire))
        return {};
    mapping = m_current.load(std::memory_order_acquire);
    if (!mapping || end > mapping->size())
        return {};
    return {mapping->data() + offset, size_t(length)};
}

/// What has to be opened and mapped first is not.
bool SegmentMap::isAtHand(quint64 offset, quint64 length) const
{
    const GuardedMap *mapping = m_current.load(std::memory_order_acquire);
    return mapping && offset + length <= mapping->size()
        && mapping->isInMemory(size_t(offset), size_t(length));
}

/// Sees how long the file is now, and that it still is the same file.
void SegmentMap::look(quint64 wanted)
{
    const std::lock_guard lock(m_mutex);
    struct stat status = {};
    const bool there = ::stat(QFile::encodeName(m_path), &status) == 0 && S_ISREG(status.st_mode)
        && (m_inode == 0 || (status.st_dev == m_device && status.st_ino == m_inode));
    const quint64 length = there ? quint64(status.st_size) : 0;
    const GuardedMap *mapping = m_current.load(std::memory_order_relaxed);
    if (length >= wanted && (!mapping || length > mapping->size() || mapping->isSpoiled())) {
        FileHandle file;
        if (file.open(m_path, O_RDONLY) == 0 && ::fstat(file.fd(), &status) == 0) {
            m_device = status.st_dev;
            m_inode = status.st_ino;
            map(file.fd(), quint64(status.st_size));
        }
    }
    m_length.store(length, std::memory_order_release);
    m_lookedAt.store(coarseMs(), std::memory_order_release);
}

/// Maps more than there is: the pages behind the end can be read as soon as the file has grown over
/// them.
void SegmentMap::map(int fd, quint64 length)
{
    auto mapping = GuardedMap::map(fd, size_t(std::max(smallestMap, std::bit_ceil(length + 1))));
    if (!mapping)
        return;
    m_mappings.push_back(std::move(mapping));
    m_current.store(m_mappings.back().get(), std::memory_order_release);
}

void SegmentMap::letGo()
{
    const std::lock_guard lock(m_mutex);
    for (const auto &mapping : m_mappings)
        mapping->letGo();
}

void SegmentMap::unmap()
{
    const std::lock_guard lock(m_mutex);
    m_current.store(nullptr, std::memory_order_release);
    m_mappings.clear();
    m_length.store(0, std::memory_order_release);
    m_lookedAt.store(-1, std::memory_order_release);
}

SegmentMaps::~SegmentMaps()
{
    for (const auto &slot : m_blocks) {
        const std::unique_ptr<Block> block(slot.load());
        for (size_t i = 0; block && i < block->maps.size(); ++i)
            delete block->maps[i].load();
    }
}

SegmentMap *SegmentMaps::at(quint32 segment)
{
    if (segment > maxSegment)
        return nullptr;
    if (Block *block = m_blocks[segment / perBlock].load(std::memory_order_acquire)) {
        if (SegmentMap *map = block->maps[segment % perBlock].load(std::memory_order_acquire))
            return map;
    }
    return make(segment);
}

/// Of those that were ever read.
template<typename Visit>
void SegmentMaps::forEach(quint32 lastSegment, Visit visit)
{
    const quint32 last = std::min(lastSegment, maxSegment);
    for (quint32 segment = 1; segment <= last; ++segment) {
        const Block *block = m_blocks[segment / perBlock].load(std::memory_order_acquire);
        if (!block) {
            segment |= perBlock - 1;
            continue;
        }
        if (SegmentMap *map = block->maps[segment % perBlock].load(std::memory_order_acquire))
            visit(*map);
    }
}

void SegmentMaps::letGo(quint32 lastSegment)
{
    forEach(lastSegment, [](SegmentMap &map) { map.letGo(); });
}

void SegmentMaps::unmap()
{
    forEach(maxSegment, [](SegmentMap &map) { map.unmap(); });
}

SegmentMap *SegmentMaps::make(quint32 segment)
{
    const std::lock_guard lock(m_mutex);
    std::atomic<Block *> &slot = m_blocks[segment / perBlock];
    Block *block = slot.load();
    if (!block) {
        block = std::make_unique<Block>().release();
        slot.store(block, std::memory_order_release);
    }
    std::atomic<SegmentMap *> &place = block->maps[segment % perBlock];
    SegmentMap *map = place.load();
    if (!map) {
        map = std::make_unique<SegmentMap>(segmentPath(m_folder, segment)).release();
        place.store(map, std::memory_order_release);
    }
    return map;
}

} // namespace eventscope
