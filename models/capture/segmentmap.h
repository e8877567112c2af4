// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/guardedmap.h"

#include <QString>
#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

namespace eventscope {

/// One segment file in memory, mapped when first asked for and again when it has outgrown its map.
/// Older maps stay until the end, so that what was handed out stays good. Any thread; the way of a
/// line that is already mapped has no lock.
///
/// The file is looked at before, at most once in a few milliseconds: what was cut, removed or
/// replaced since then gives nothing. What goes away between that look and the reading reads as
/// zeros (see GuardedMap).
class SegmentMap
{
public:
    explicit SegmentMap(const QString &path) : m_path(path) { }
    SegmentMap(const SegmentMap &) = delete;
    SegmentMap &operator=(const SegmentMap &) = delete;

    /// `length` bytes from `offset`; nothing if they are not (any more) in the file.
    std::string_view bytes(quint64 offset, quint64 length);
    /// Whether bytes() would answer without waiting for a disk.
    bool isAtHand(quint64 offset, quint64 length) const;
    /// Of a segment that was removed for good: its room on the disk is free once nobody maps it.
    /// What was handed out can still be read, but is zeros.
    void letGo();
    /// Forgets its maps, with what of the file they keep in memory; it is mapped again when asked.
    /// Nobody may be reading, nor have anything that was handed out.
    void unmap();

private:
    void look(quint64 wanted);
    void map(int fd, quint64 length);

    const QString m_path;
    std::atomic<const GuardedMap *> m_current = nullptr;
    std::atomic<quint64> m_length = 0; ///< of the file, when last looked at
    std::atomic<qint64> m_lookedAt = -1; ///< milliseconds of a coarse monotonic clock
    std::mutex m_mutex; ///< for everything below
    std::vector<std::unique_ptr<GuardedMap>> m_mappings;
    quint64 m_device = 0;
    quint64 m_inode = 0;
};

/// All segments of a capture by number, those that are made later included. Any thread, without a
/// lock on the way of a segment that is known.
class SegmentMaps
{
public:
    explicit SegmentMaps(const QString &folder) : m_folder(folder) { }
    ~SegmentMaps();
    SegmentMaps(const SegmentMaps &) = delete;
    SegmentMaps &operator=(const SegmentMaps &) = delete;

    SegmentMap *at(quint32 segment);
    /// letGo() of those up to this one that were ever read.
    void letGo(quint32 lastSegment);
    /// unmap() of all of them.
    void unmap();

private:
    static constexpr quint32 perBlock = 1U << 12;
    struct Block
    {
        std::array<std::atomic<SegmentMap *>, perBlock> maps{};
    };
    SegmentMap *make(quint32 segment);
    template<typename Visit>
    void forEach(quint32 lastSegment, Visit visit);

    const QString m_folder;
    std::array<std::atomic<Block *>, (1U << 24) / perBlock> m_blocks{};
    std::mutex m_mutex;
};

} // namespace eventscope
