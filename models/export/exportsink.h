// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/export/exportjob.h"

#include <memory>
#include <span>

namespace eventscope {

/// Where the events of an export go, one by one: into a stream of bytes, or into a database. What
/// it makes is all or nothing: without commit() its destructor leaves what was there before. One
/// thread.
class ExportSink
{
public:
    virtual ~ExportSink() = default;

    /// The sink for a request, with its file open; the error says what cannot be written and why.
    static Result<std::unique_ptr<ExportSink>> open(const ExportRequest &request,
                                                    ExportProgress &progress);

    virtual Result<void> begin() = 0;
    virtual Result<void> event(const ExportRow &row) = 0;
    /// True if lines() may be called.
    virtual bool takesLines() const { return false; }
    /// The lines of these records, one behind the other with a line break between, as they stand.
    /// False, and nothing is written, if they were cut away while they were read.
    virtual Result<bool> lines([[maybe_unused]] std::string_view text,
                               [[maybe_unused]] std::span<const EventRecord> records)
    {
        return false;
    }
    /// Makes it whole, durable and visible. Answers false if it was cancelled meanwhile.
    virtual Result<bool> commit() = 0;
    /// What the file has now.
    virtual quint64 bytes() const = 0;
};

} // namespace eventscope
