// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/foreignrows.h"

#include "models/event/hiddentext.h"

namespace eventscope {

namespace {

constexpr size_t fullAtRows = 8192;
/// Of long lines fewer, so that it is told how far it is.
constexpr quint64 fullAtBytes = quint64(8) << 20;

/// A line may end in CR LF.
std::string_view withoutReturn(std::string_view line)
{
    return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

bool isBlank(std::string_view line)
{
    return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

} // namespace

ForeignRows::ForeignRows(EventLog &log, const ForeignShape &shape, bool ofCapture, qint64 lastUs)
    : m_log(log), m_shape(shape), m_ofCapture(ofCapture), m_lastUs(lastUs)
{
    m_rows.reserve(fullAtRows);
    tellSource();
}

void ForeignRows::tellSource()
{
    m_source = quint16(m_log.connections().intern(m_shape.source));
}

void ForeignRows::add(quint64 offset, std::string_view text)
{
    const std::string_view line = withoutReturn(text);
    if (isBlank(line))
        return;
    m_line.read(line, m_shape);
    const EventFields &fields = m_line.fields();
    EventRecord &row = m_rows.emplace_back();
    row.recordedUs = momentOfRow(fields);
    row.place = EventRecord::makePlace(segment, offset);
    row.timeUs = fields.timeUs;
    row.subjectHash = subjectHash(fields.subject);
    row.lineLength = quint32(line.size());
    row.topic = m_log.topics().intern(fields.topic);
    row.type = m_log.types().intern(fields.type);
    row.connection = m_source;
    row.severity = fields.severity;
    row.marks = fields.marks;
    if (m_line.isCloudEvent()) {
        row.dataOffset = m_line.dataOffset();
        row.flags = EventFlags(fields.flags | hiddenText(line, line));
        if (m_ofCapture)
            row.connection = connectionOf(line);
    } else {
        row.dataOffset = m_line.wrap(m_shape, row.recordedUs, offset, m_scratch);
        row.flags = EventFlags(fields.flags | MadeLine);
    }
    m_line.letGoOfLarge();
    if (m_scratch.size() > fullAtBytes)
        m_scratch = std::string();
    m_undecodable += row.flags & Undecodable ? 1 : 0;
    m_bytes += text.size();
    ++m_total;
}

bool ForeignRows::isFull() const
{
    return m_rows.size() >= fullAtRows || m_bytes >= fullAtBytes;
}

void ForeignRows::flush()
{
    m_log.append(m_rows.data(), m_rows.size());
    m_rows.clear();
    m_bytes = 0;
}

/// What says nothing of when came with what stands before it.
qint64 ForeignRows::momentOfRow(const EventFields &fields)
{
    qint64 us = m_line.recordedUs();
    if (us == noTime)
        us = fields.timeUs;
    if (us == noTime)
        us = m_lastUs;
    if (us == noTime)
        us = m_shape.fallbackUs;
    return m_lastUs = us;
}

quint16 ForeignRows::connectionOf(std::string_view line)
{
    LineEnvelope envelope;
    return m_parser.read(line, envelope)
        ? quint16(m_log.connections().intern(connectionOfSource(envelope.source, m_scratch)))
        : m_source;
}

} // namespace eventscope
