// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/segmentwatch.h"

#include "models/capture/segment.h"

#include <QFile>
#include <algorithm>
#include <cerrno>
#include <sys/stat.h>

namespace eventscope {

namespace {

constexpr size_t atOnce = 64; ///< of segments that are looked at

} // namespace

void SegmentWatch::add(quint32 segment, quint64 length)
{
    if (!m_known.empty() && m_known.back().segment == segment)
        m_known.back().length = length;
    else
        m_known.push_back({segment, length});
}

void SegmentWatch::forgetUpTo(quint32 segment)
{
    if (m_known.empty() || m_known.front().segment > segment)
        return;
    std::erase_if(m_known, [segment](const Known &one) { return one.segment <= segment; });
    m_next = 0;
}

std::vector<SegmentWatch::Damage> SegmentWatch::look(const QString &folder, quint32 writtenOn)
{
    std::vector<Damage> found;
    for (size_t looks = std::min(atOnce, m_known.size()); looks > 0; --looks) {
        m_next = m_next < m_known.size() ? m_next : 0;
        const Known &one = m_known[m_next++];
        struct stat status = {};
        if (one.segment == writtenOn)
            continue;
        const bool there =
            ::stat(QFile::encodeName(segmentPath(folder, one.segment)), &status) == 0;
        if (there ? quint64(status.st_size) >= one.length : errno != ENOENT)
            continue;
        found.push_back({one.segment, !there});
        m_known.erase(m_known.begin() + qptrdiff(--m_next));
    }
    return found;
}

} // namespace eventscope
