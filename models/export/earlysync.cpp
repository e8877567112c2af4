// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/earlysync.h"

#include <algorithm>
#include <chrono>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>

namespace eventscope {

namespace {

#ifdef SYNC_FILE_RANGE_WRITE
constexpr quint64 leastAtOnce = 8U << 20;
constexpr quint64 mostAtOnce = 64U << 20; ///< whoever cancels waits for it
#endif

} // namespace

void EarlySync::goOn(int descriptor)
{
#ifdef SYNC_FILE_RANGE_WRITE
    if (m_running.valid()
        && m_running.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
        return;
    struct stat status = {};
    if (::fstat(descriptor, &status) != 0)
        return;
    const auto length = quint64(status.st_size);
    if (length < m_begun + leastAtOnce)
        return;
    const quint64 begin = m_begun;
    const quint64 bytes = std::min(length - begin, mostAtOnce);
    m_begun += bytes;
    try {
        m_running = std::async(std::launch::async, [descriptor, begin, bytes] {
            ::sync_file_range(descriptor, off_t(begin), off_t(bytes), SYNC_FILE_RANGE_WRITE);
        });
    } catch (const std::system_error &) {
        // No thread is to be had: it is all written at the end then.
    }
#else
    Q_UNUSED(descriptor)
#endif
}

} // namespace eventscope
