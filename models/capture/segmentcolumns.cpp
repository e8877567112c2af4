// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/segmentcolumns.h"

#include "models/capture/capturelock.h"
#include "models/capture/linereader.h"
#include "models/capture/segment.h"
#include "models/event/counttext.h"

#include <QFileInfo>
#include <fcntl.h>
#include <limits>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr qsizetype maxSegmentRemarks = 10;
constexpr size_t linesBetweenLooks = 1024;

} // namespace

std::unique_ptr<const SegmentColumns> SegmentColumns::read(const QString &folder, quint32 segment,
                                                           bool sealed,
                                                           const std::atomic<bool> &stop)
{
    std::unique_ptr<SegmentColumns> columns(new SegmentColumns(folder, segment));
    FileHandle file;
    columns->m_openError = file.open(segmentPath(folder, segment), O_RDONLY);
    if (columns->m_openError == 0 && (!sealed || !columns->readIndex(file)))
        columns->readLines(sealed, stop);
    return columns;
}

void SegmentColumns::remark(const QString &sentence)
{
    if (m_remarks.size() < maxSegmentRemarks)
        m_remarks << sentence;
    else
        ++m_unsaid;
}

bool SegmentColumns::readIndex(const FileHandle &file)
{
    const QString path = indexPath(m_folder, m_segment);
    Result<SegmentIndex> found = SegmentIndex::load(path, file);
    if (!found) {
        if (QFileInfo::exists(path))
            remark(u"The index of %1 is made again (%2)"_s.arg(segmentName(m_segment),
                                                               found.error().section(u": "_s, 1)));
        return false;
    }
    m_index = std::make_unique<const SegmentIndex>(std::move(*found));
    if (m_index->size() > 0)
        m_runs.push_back({m_index->firstSequence(), 0, 0, m_index->size()});
    return true;
}

std::unique_ptr<const SegmentColumns> SegmentColumns::readOn(const QString &folder, quint32 segment,
                                                             quint64 offset, quint64 atMost)
{
    std::unique_ptr<SegmentColumns> columns(new SegmentColumns(folder, segment));
    LineReader reader;
    columns->m_end = offset;
    columns->m_openError = reader.open(segmentPath(folder, segment));
    if (columns->m_openError == 0) {
        reader.startAt(offset);
        columns->takeLines(reader, atMost, false);
    }
    return columns;
}

void SegmentColumns::readLines(bool sealed, const std::atomic<bool> &stop)
{
    LineReader reader;
    if ((m_openError = reader.open(segmentPath(m_folder, m_segment))) != 0)
        return;
    takeLines(reader, std::numeric_limits<quint64>::max(), stop);
    if (m_stopped)
        return; // what was read is no whole index
    const quint64 torn = reader.tornBytes();
    if (reader.error() != 0)
        remark(fileError("read on in"_L1, segmentPath(m_folder, m_segment), reader.error()));
    else if (torn > 0 && (sealed || !CaptureLock::isHeld(m_folder)))
        remark(u"%1 ends in an unfinished line of %2"_s.arg(segmentName(m_segment),
                                                            counted(torn, u"byte"_s)));
    m_wantsIndex =
        sealed && m_runs.size() == 1 && m_badLines == 0 && torn == 0 && reader.error() == 0;
}

void SegmentColumns::takeLines(LineReader &reader, quint64 atMost, const std::atomic<bool> &stop)
{
    m_builder = std::make_unique<IndexBuilder>();
    LineParser parser;
    LineEnvelope line;
    const quint64 start = m_end;
    quint64 end = m_end; // of the last good line, with its line break
    while (m_end - start < atMost && reader.next()) {
        m_end = reader.nextOffset();
        if (!parser.read(reader.line(), line)) {
            ++m_badLines;
            const std::string_view why = parser.problem();
            remark(u"Damaged line in %1 at byte %2: %3"_s.arg(segmentName(m_segment))
                       .arg(reader.offset())
                       .arg(QLatin1String(why.data(), qsizetype(why.size()))));
            continue;
        }
        if (m_runs.empty())
            m_builder->begin(line.sequence);
        add(line.sequence, reader.offset(), end);
        end = reader.offset() + line.length + 1;
        m_builder->add(line);
        if (m_builder->size() % linesBetweenLooks == 0 && stop) {
            m_stopped = true;
            return;
        }
    }
}

/// The record that is about to be added goes on with the last run, or begins another.
void SegmentColumns::add(quint64 sequence, quint64 offset, quint64 previousEnd)
{
    if (!m_runs.empty()) {
        Run &last = m_runs.back();
        if (sequence == last.firstSequence + last.count && offset == previousEnd) {
            ++last.count;
            return;
        }
    }
    m_runs.push_back({sequence, offset, m_builder->size(), 1});
}

SegmentColumns::Texts SegmentColumns::types() const
{
    return m_index ? m_index->types() : m_builder->types();
}

SegmentColumns::Texts SegmentColumns::topics() const
{
    return m_index ? m_index->topics() : m_builder->topics();
}

SegmentColumns::Texts SegmentColumns::connections() const
{
    return m_index ? m_index->connections() : m_builder->connections();
}

Result<void> SegmentColumns::saveIndex() const
{
    FileHandle file;
    const QString path = segmentPath(m_folder, m_segment);
    if (const int code = file.open(path, O_RDONLY))
        return Error{fileError("read"_L1, path, code)};
    return m_builder->save(indexPath(m_folder, m_segment), file);
}

} // namespace eventscope
