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
    /// becomes a file of mode 0600 that appears whole or not at all.
    static Result<std::unique_ptr<ExportTarget>> open(const QString &fileName);

    virtual Result<void> write(std::string_view bytes) = 0;
    /// Makes it durable and visible. Without it the destructor leaves what was there before.
    virtual Result<void> commit() = 0;
};

} // namespace eventscope
