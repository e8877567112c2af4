// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/linereader.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>

namespace eventscope {

namespace {

constexpr size_t firstCapacity = size_t(1) << 20;
constexpr size_t littleCapacity = 4096;

} // namespace

int LineReader::open(const QString &path, Amount amount)
{
    if (const int code = m_file.open(path, O_RDONLY))
        return code;
    if (const int code = m_file.size(m_length))
        return code;
    m_capacity = size_t(std::clamp<quint64>(
        m_length, littleCapacity, amount == Amount::Little ? littleCapacity : firstCapacity));
    m_buffer.reset(new char[m_capacity]);
    m_begin = m_end = m_scanned = 0;
    m_offset = m_nextOffset = m_readTo = 0;
    m_error = 0;
    return 0;
}

/// Reads on behind what is there; makes room for it. False at the end of the file or on an error.
bool LineReader::fill()
{
    if (m_readTo >= m_length)
        return false;
    if (m_begin > 0) {
        std::memmove(m_buffer.get(), m_buffer.get() + m_begin, m_end - m_begin);
        m_end -= m_begin;
        m_scanned -= m_begin;
        m_begin = 0;
    } else if (m_end == m_capacity) {
        std::unique_ptr<char[]> larger(new char[m_capacity * 2]);
        std::memcpy(larger.get(), m_buffer.get(), m_end);
        m_buffer = std::move(larger);
        m_capacity *= 2;
    }
    const auto wanted = size_t(std::min<quint64>(m_capacity - m_end, m_length - m_readTo));
    size_t got = 0;
    m_error = m_file.readAt(m_readTo, m_buffer.get() + m_end, wanted, got);
    if (m_error == 0 && got == 0)
        m_length = m_readTo; // cut short underneath us
    m_end += got;
    m_readTo += got;
    return got > 0;
}

bool LineReader::next()
{
    m_offset = m_nextOffset;
    for (;;) {
        const char *from = m_buffer.get() + m_scanned;
        const auto *found = m_end > m_scanned
            ? static_cast<const char *>(std::memchr(from, '\n', m_end - m_scanned))
            : nullptr;
        const bool piece = !found && m_end - m_begin >= m_longest;
        if (found || piece) {
            const char *start = m_buffer.get() + m_begin;
            const size_t size = found ? size_t(found - start) : m_end - m_begin;
            m_line = {start, size};
            m_begin += size + (found ? 1 : 0);
            m_scanned = m_begin;
            m_nextOffset += size + (found ? 1 : 0);
            return true;
        }
        m_scanned = m_end;
        if (!fill())
            return false;
    }
}

} // namespace eventscope
