// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/linecopies.h"

#include <algorithm>
#include <fcntl.h>

namespace eventscope {

namespace {

constexpr size_t mostOpen = 32;

} // namespace

std::shared_ptr<const FileHandle> LineCopies::fileOf(quint32 number)
{
    const std::lock_guard lock(m_mutex);
    const auto known = std::find_if(m_open.begin(), m_open.end(),
                                    [number](const Open &one) { return one.number == number; });
    if (known != m_open.end()) {
        std::rotate(known, known + 1, m_open.end());
        return m_open.back().file;
    }
    FileHandle file;
    if (file.open(m_pathOf(number), O_RDONLY) != 0)
        return {};
    if (m_open.size() == mostOpen)
        m_open.erase(m_open.begin());
    m_open.push_back({number, std::make_shared<const FileHandle>(std::move(file))});
    return m_open.back().file;
}

bool LineCopies::read(quint32 number, quint64 offset, size_t length, std::string &to)
{
    const std::shared_ptr<const FileHandle> file = fileOf(number);
    size_t got = 0;
    to.resize(length);
    if (file && file->readAt(offset, to.data(), length, got) == 0 && got == length)
        return true;
    to.clear();
    return false;
}

} // namespace eventscope
