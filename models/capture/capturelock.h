// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/filehandle.h"
#include "models/event/result.h"

namespace eventscope {

/// The right to write a capture, held as a lock on `.lock` in its folder. The system frees it when
/// the process ends, however it ends. It is an open-file-description lock: it also keeps a second
/// writer of the same process out, and unlike flock() it can be asked about without being taken.
///
/// Who reads a capture shares another lock on the same file, which keeps no writer out: only who
/// wants the capture for himself, to delete or rename it or to take segments out of it.
class CaptureLock
{
public:
    /// Alone: nobody may be reading it either.
    enum class Purpose : quint8 { Write, Alone };
    Result<void> acquire(const QString &folder, Purpose purpose = Purpose::Write);
    /// For a reader. Where there is no lock file to share (a disk that cannot be written, a capture
    /// that was copied) there is nothing to hold, and the capture can be read all the same.
    void share(const QString &folder);
    void release() { m_file.close(); }

    /// True if somebody, this process included, is writing the capture.
    static bool isHeld(const QString &folder);

private:
    FileHandle m_file;
};

} // namespace eventscope
