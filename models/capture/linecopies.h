// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/filehandle.h"

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace eventscope {

/// Reads lines here and there in many files by read(), a few of which are kept open: a map would
/// keep a piece of each in memory. Any thread.
class LineCopies
{
public:
    /// The file of a number, as it is asked for.
    using PathOf = std::function<QString(quint32 number)>;
    explicit LineCopies(PathOf pathOf) : m_pathOf(std::move(pathOf)) { }

    /// `length` bytes from `offset`; empty, and false, where they cannot be had.
    bool read(quint32 number, quint64 offset, size_t length, std::string &to);

private:
    struct Open
    {
        quint32 number = 0;
        std::shared_ptr<const FileHandle> file;
    };
    std::shared_ptr<const FileHandle> fileOf(quint32 number);

    const PathOf m_pathOf;
    std::mutex m_mutex;
    std::vector<Open> m_open; ///< the one that was asked for last is the last
};

} // namespace eventscope
