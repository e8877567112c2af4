// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/streamsink.h"

namespace eventscope {

namespace {

constexpr qsizetype bufferBytes = 1 << 20;
constexpr qsizetype usualBytes = bufferBytes + bufferBytes / 8;
constexpr qsizetype mostKept = 8 * bufferBytes;

/// What is cut away from a file while it is mapped reads as zeros from there on, so the last byte
/// of a line tells for all of it.
bool areWhole(const char *text, std::span<const EventRecord> records)
{
    size_t at = 0;
    for (const EventRecord &record : records) {
        at += record.lineLength;
        if (text[at - 1] == '\0' || text[at] != '\n')
            return false;
        ++at;
    }
    return true;
}

} // namespace

StreamSink::StreamSink(std::unique_ptr<ExportFormat> format, std::unique_ptr<ExportTarget> target)
    : m_format(std::move(format)), m_target(std::move(target))
{
    m_buffer.reserve(usualBytes);
}

Result<void> StreamSink::begin()
{
    m_format->begin(m_buffer);
    return {};
}

Result<void> StreamSink::event(const ExportRow &row)
{
    m_format->event(row, m_buffer);
    return flushIfFull();
}

Result<bool> StreamSink::lines(std::string_view text, std::span<const EventRecord> records)
{
    const qsizetype before = m_buffer.size();
    m_buffer.append(text.data(), qsizetype(text.size()));
    m_buffer.append('\n');
    // Of the copy: what is whole in it stays so.
    if (!areWhole(m_buffer.constData() + before, records)) {
        m_buffer.resize(before);
        return false;
    }
    if (const Result<void> flushed = flushIfFull(); !flushed)
        return Error{flushed.error()};
    return true;
}

Result<bool> StreamSink::commit()
{
    if (const Result<void> flushed = flush(); !flushed)
        return Error{flushed.error()};
    if (const Result<void> committed = m_target->commit(); !committed)
        return Error{committed.error()};
    return true;
}

Result<void> StreamSink::flushIfFull()
{
    return m_buffer.size() >= bufferBytes ? flush() : Result<void>();
}

Result<void> StreamSink::flush()
{
    Result<void> written = m_target->write({m_buffer.constData(), size_t(m_buffer.size())});
    m_buffer.resize(0); // keeps its memory, but what a huge event took
    if (m_buffer.capacity() > mostKept) {
        m_buffer = QByteArray();
        m_buffer.reserve(usualBytes);
    }
    return written;
}

} // namespace eventscope
