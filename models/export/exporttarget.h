// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/result.h"

#include <QString>
#include <memory>
#include <string_view>

namespace eventscope {

/// Where an export goes. Everything that can fail says so before it is too late: a partial write is
/// an error, never a shorter file. Used by one thread.
class ExportTarget
{
public:
    virtual ~ExportTarget() = default;

    /// "-" is standard output; a pipe or device that exists is written as it is; everything else
    /// becomes a file of mode 0600 that appears whole or not at all, and in no capture.
    static Result<std::unique_ptr<ExportTarget>> open(const QString &fileName);

    virtual Result<void> write(std::string_view bytes) = 0;
    /// Makes it durable and visible. Without it the destructor leaves what was there before.
    virtual Result<void> commit() = 0;
    virtual quint64 bytes() const = 0; ///< what stands in the file, as far as it is written
};

/// The file that is written if this name is opened: links are followed, also one that leads to
/// nothing yet.
QString followedLinks(const QString &fileName);
/// True for what exists and is neither a file nor a folder: a pipe, a device.
bool isStream(const QString &fileName);
/// Makes a rename within the folder of a file durable.
Result<void> syncFolderOf(const QString &fileName);
/// "Cannot write NAME: WHY"
Error cannotWrite(const QString &name, const QString &why);

/// The folder of the capture that a file of this name would be written into, links followed, also
/// one that leads to nothing yet; empty if there is none. An export there could replace what it
/// reads.
QString captureAround(const QString &fileName);

} // namespace eventscope
