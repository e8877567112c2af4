// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <future>

namespace eventscope {

/// Sends what a growing file has more to the disk while the rest is still made, so that little is
/// left for the sync at the end: the kernel begins by itself only when a tenth of the memory waits
/// to be written. On a thread of its own, for the call waits where the disk is slow. Only a hint:
/// fsync() tells of errors. Used by one thread; the file has to stay open until this is gone.
class EarlySync
{
public:
    /// To be called again and again. Never waits.
    void goOn(int descriptor);

private:
    quint64 m_begun = 0; ///< bytes that are on their way
    std::future<void> m_running; ///< waited for at the end
};

} // namespace eventscope
