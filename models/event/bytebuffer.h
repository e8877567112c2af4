// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

namespace eventscope {

/// Bytes that only grow at the end and keep their memory when they are cleared. std::string calls
/// out for every piece that is appended; a line is put together from fifteen, half a million times
/// a second.
class ByteBuffer
{
public:
    void clear() { m_size = 0; }
    size_t size() const { return m_size; }
    size_t capacity() const { return m_capacity; }
    std::string_view view() const { return {m_bytes.get(), m_size}; }

    void append(std::string_view piece)
    {
        if (piece.empty())
            return;
        std::memcpy(room(piece.size()), piece.data(), piece.size());
        m_size += piece.size();
    }
    void append(char c)
    {
        *room(1) = c;
        ++m_size;
    }

    /// Where the next `length` bytes go; take() counts those that were written there.
    char *room(size_t length)
    {
        if (m_capacity - m_size < length)
            grow(length);
        return m_bytes.get() + m_size;
    }
    void take(size_t length) { m_size += length; }
    /// Fetches the memory of the next `length` bytes while the caller still has other things to do:
    /// used again, it was last in the cache of another core.
    void prefetch([[maybe_unused]] size_t length) const
    {
#ifdef __GNUC__
        constexpr size_t cacheLine = 64;
        const char *const end = m_bytes.get() + std::min(m_size + length, m_capacity);
        for (const char *at = m_bytes.get() + m_size; at < end; at += cacheLine)
            __builtin_prefetch(at, 1);
#endif
    }

private:
    void grow(size_t length)
    {
        // Small at first, for quiet feeds; a busy one is soon given what a full batch needs, and
        // keeps it.
        const size_t step = m_capacity < 64 * 1024 ? m_capacity * 4 : m_capacity * 2;
        const size_t capacity = std::max({step, m_size + length, size_t(4096)});
        std::unique_ptr<char[]> bytes(new char[capacity]);
        if (m_size > 0)
            std::memcpy(bytes.get(), m_bytes.get(), m_size);
        m_bytes = std::move(bytes);
        m_capacity = capacity;
    }

    std::unique_ptr<char[]> m_bytes;
    size_t m_size = 0;
    size_t m_capacity = 0;
};

} // namespace eventscope
