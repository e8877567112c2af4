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

private:
    /// Where the next `length` bytes go.
    char *room(size_t length)
    {
        if (m_capacity - m_size < length)
            grow(length);
        return m_bytes.get() + m_size;
    }
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
