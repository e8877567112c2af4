// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/export/exportjob.h"

#include <csignal>
#include <sys/resource.h>

namespace eventscope {

/// Limits the size of files that this process writes, which is what a full disk looks like to a
/// writer.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &m_before); }
    Q_DISABLE_COPY_MOVE(FileSizeLimit)

private:
    rlimit m_before{};
};

/// Asks for a cancel when the n-th line is read.
class CancellingLines final : public LineSource
{
public:
    CancellingLines(const LineSource &lines, ExportProgress &progress, int after)
        : m_lines(lines), m_progress(progress), m_left(after)
    { }
    std::string_view line(const EventRecord &record, std::string &scratch) const override
    {
        if (m_left-- == 0)
            m_progress.cancel = true;
        return m_lines.line(record, scratch);
    }

private:
    const LineSource &m_lines;
    ExportProgress &m_progress;
    mutable int m_left;
};

} // namespace eventscope
