// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <memory>
#include <string_view>
#include <vector>

namespace eventscope {

/// Gives each distinct text a small number, for good. Texts are copied into blocks that never move,
/// so views stay valid. Bounded: after `capacity` different texts intern() answers `overflow`, and
/// whoever shows the event reads its line instead (a feed with a new topic in every event must not
/// eat the memory). Number 0 is the empty text. One writer; readers on other threads may use
/// numbers that they learnt through a snapshot of the log.
class StringTable
{
public:
    static constexpr quint32 overflow = 0xffffffffU;

    explicit StringTable(quint32 capacity = 1U << 16);
    ~StringTable();
    StringTable(const StringTable &) = delete;
    StringTable &operator=(const StringTable &) = delete;

    quint32 intern(std::string_view text);
    /// The number of `text`, or overflow if it was never interned.
    quint32 find(std::string_view text) const;
    /// Empty for `overflow` and for unknown numbers.
    std::string_view text(quint32 id) const;
    quint32 size() const;
    /// Forgets all texts but the empty one. Nobody may know a number any more.
    void clear();
    size_t memoryBytes() const;

private:
    struct Slots;
    std::unique_ptr<Slots> m_slots;
};

} // namespace eventscope
