// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

namespace eventscope {

/// A file mapped to be read, whose bytes may go away underneath: somebody truncates it, its disk
/// fails or is pulled out. Reading such a page is SIGBUS, which nothing can rule out beforehand
/// (the file may be cut between looking at it and reading it). So the first map installs a handler
/// that puts a page of zeros where a page of one of these maps is gone, and the read goes on; what
/// is no map of ours goes to the handler that was there before, as ever. Made and destroyed on any
/// thread.
class GuardedMap
{
public:
    /// Null where the system refuses; `length` may reach behind the end of the file.
    static std::unique_ptr<GuardedMap> map(int fd, size_t length);
    ~GuardedMap();
    GuardedMap(const GuardedMap &) = delete;
    GuardedMap &operator=(const GuardedMap &) = delete;

    const char *data() const { return m_data; }
    size_t size() const { return m_size; }
    /// Whether reading these bytes would wait for no disk. The system does not tell everybody: who
    /// neither owns the file nor may write to it is always told so.
    bool isInMemory(size_t offset, size_t length) const;
    /// Zeros stand where bytes of the file stood, because they were read after they had gone. A
    /// fresh map of the file shows it as it is now.
    bool isSpoiled() const;
    /// Gives the file up, so that a file without a name leaves the disk: from now on it is all
    /// zeros, which who still reads it survives.
    void letGo();

    struct Slot; ///< where the handler finds it
private:
    GuardedMap(const char *data, size_t size, Slot *slot);

    const char *m_data;
    size_t m_size;
    Slot *m_slot;
};

} // namespace eventscope
