// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/filehandle.h"

#include <array>

namespace eventscope {

/// What the first bytes say of a file that anybody may have written: whether it is text at all,
/// where that begins, and whether it is made of lines. A value.
class TextBeginning
{
public:
    /// The bytes from there on; 0 or an errno value.
    int read(const FileHandle &file, quint64 from = 0);

    /// Empty for text; else what the file is, and what to do with it.
    QString problem() const;
    /// The length of the byte order mark in front of the text; 0: there is none.
    quint64 markBytes() const;
    /// As people and `jq` indent it: the first line opens something, and goes on on the next one.
    bool isOverSeveralLines() const;

    /// Somebody is about to write a byte order mark, and these are all the bytes that there are.
    static bool isPartOfMark(std::string_view bytes);

private:
    std::string_view bytes() const { return {m_bytes.data(), m_size}; }

    std::array<char, 4096> m_bytes{};
    size_t m_size = 0;
};

} // namespace eventscope
