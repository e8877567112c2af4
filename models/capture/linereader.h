// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/filehandle.h"

#include <memory>

namespace eventscope {

/// Reads a segment line by line with read(), not by memory map: where the file is cut short or the
/// disk fails underneath, this ends with an error, and a map with SIGBUS. One thread.
class LineReader
{
public:
    /// Opens the file and takes its length; what is appended later is not read. Answers 0 or errno.
    /// Little: who only wants the first lines reads no more than a few pages.
    enum class Amount : quint8 { All, Little };
    int open(const QString &path, Amount amount = Amount::All);

    /// Begins there instead of at the start; before the first next().
    void startAt(quint64 offset) { m_offset = m_nextOffset = m_readTo = offset; }
    /// A longer line comes in pieces of at least this many bytes, so that memory stays bounded.
    void setLongest(size_t bytes) { m_longest = bytes; }

    /// The next whole line, without its line break, valid until the next call. False at the end, or
    /// after an error.
    bool next();
    std::string_view line() const { return m_line; }
    /// Where the line starts in the file; after the end: where the bytes start that have no line
    /// break.
    quint64 offset() const { return m_offset; }
    /// Where the next one starts.
    quint64 nextOffset() const { return m_nextOffset; }
    /// After the end: how many bytes stand behind the last line break.
    quint64 tornBytes() const { return m_length - m_offset; }
    /// These bytes, until the reader goes.
    std::string_view tornText() const { return {m_buffer.get() + m_begin, m_end - m_begin}; }
    /// Frees its memory, which has the length of the longest line, once nobody reads on.
    void letGo() { m_buffer.reset(); }
    quint64 length() const { return m_length; }
    int error() const { return m_error; }
    const FileHandle &file() const { return m_file; }

private:
    bool fill();

    FileHandle m_file;
    std::unique_ptr<char[]> m_buffer;
    size_t m_capacity = 0;
    size_t m_begin = 0; // of what is not consumed yet
    size_t m_end = 0;
    size_t m_scanned = 0; // no line break before here
    size_t m_longest = size_t(1) << 30; ///< a longer line is no line of ours
    std::string_view m_line;
    quint64 m_offset = 0;
    quint64 m_nextOffset = 0;
    quint64 m_readTo = 0;
    quint64 m_length = 0;
    int m_error = 0;
};

} // namespace eventscope
