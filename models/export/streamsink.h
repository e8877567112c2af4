// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/export/exportsink.h"
#include "models/export/exporttarget.h"

namespace eventscope {

/// A format whose file is a stream of bytes, with one buffer between it and the target.
class StreamSink final : public ExportSink
{
public:
    StreamSink(std::unique_ptr<ExportFormat> format, std::unique_ptr<ExportTarget> target);

    Result<void> begin() override;
    Result<void> event(const ExportRow &row) override;
    bool takesLines() const override { return m_format->isLines(); }
    Result<bool> lines(std::string_view text, std::span<const EventRecord> records) override;
    Result<bool> commit() override;
    quint64 bytes() const override { return m_target->bytes(); }

private:
    Result<void> flush();
    Result<void> flushIfFull();

    std::unique_ptr<ExportFormat> m_format;
    std::unique_ptr<ExportTarget> m_target;
    QByteArray m_buffer;
};

} // namespace eventscope
