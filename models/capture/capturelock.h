// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/filehandle.h"
#include "models/event/result.h"

namespace eventscope {

/// The right to write a capture, held as a lock on `.lock` in its folder. The system frees it when
/// the process ends, however it ends. It is an open-file-description lock: it also keeps a second
/// writer of the same process out, and unlike flock() it can be asked about without being taken.
class CaptureLock
{
public:
    Result<void> acquire(const QString &folder);
    void release() { m_file.close(); }

    /// True if somebody, this process included, is writing the capture.
    static bool isHeld(const QString &folder);

private:
    FileHandle m_file;
};

} // namespace eventscope
