// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/captureloader.h"

#include "models/capture/capturelock.h"
#include "models/capture/linereader.h"
#include "models/capture/segment.h"
#include "models/event/counttext.h"

#include <QFileInfo>
#include <cerrno>
#include <fcntl.h>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int maxRemarks = 10;
constexpr size_t rowsAtOnce = 8192;
/// Rows that may stand for lost lines: more than a few lost segments have, and few enough for the
/// memory whatever numbers a damaged file holds.
constexpr quint64 maxLostRows = 1'000'000;

CaptureInfo::Retired retiredOf(const QString &folder)
{
    const Result<CaptureInfo> info = CaptureInfo::read(folder);
    return info ? info->retired : CaptureInfo::Retired();
}

} // namespace

/// The numbers that an index gave to texts, in the numbers of the log.
struct CaptureLoader::Tables
{
    Tables(const SegmentIndex &index, EventLog &log)
        : types(numbersIn(log.types(), index.types())),
          topics(numbersIn(log.topics(), index.topics())),
          connections(numbersIn(log.connections(), index.connections()))
    { }
    static std::vector<quint32> numbersIn(StringTable &table,
                                          const std::vector<std::string_view> &texts)
    {
        std::vector<quint32> numbers;
        numbers.reserve(texts.size());
        for (const std::string_view text : texts)
            numbers.push_back(table.intern(text));
        return numbers;
    }
    static quint32 of(const std::vector<quint32> &numbers, quint32 number)
    {
        return number < numbers.size() ? numbers[number] : StringTable::overflow;
    }
    std::vector<quint32> types;
    std::vector<quint32> topics;
    std::vector<quint32> connections;
};

CaptureLoader::CaptureLoader(const QString &folder, EventLog &log, CaptureReader::Loaded &loaded)
    : m_folder(folder), m_log(log), m_loaded(loaded)
{
    m_rows.reserve(rowsAtOnce + 1);
}

void CaptureLoader::remark(const QString &sentence)
{
    if (m_remarks++ < maxRemarks)
        m_loaded.remarks << sentence;
}

void CaptureLoader::flushRows()
{
    m_log.append(m_rows.data(), m_rows.size());
    m_rows.clear();
}

void CaptureLoader::load(const std::function<bool(int)> &progress)
{
    // Of what limits remove meanwhile, capture.json speaks first.
    std::vector<quint32> segments = listSegments(m_folder);
    m_retired = retiredOf(m_folder);
    std::erase_if(segments, [this](quint32 one) { return one <= m_retired.lastSegment; });
    m_progress = progress;
    for (const quint32 segment : segments)
        m_total += quint64(QFileInfo(segmentPath(m_folder, segment)).size());
    if (segments.empty() || segments.front() == m_retired.lastSegment + 1)
        beginAt(m_retired.lastSequence + 1);
    m_loaded.retired = m_retired.events;

    quint32 previous = m_retired.lastSegment;
    for (const quint32 segment : segments) {
        if (goOn(0)) {
            remarkMissing(previous + 1, segment);
            m_done += loadSegment(segment, segment == segments.back());
        }
        if (m_stopped) {
            remark(u"Loading was stopped at %1"_s.arg(segmentName(segment)));
            break;
        }
        previous = segment;
    }
    finish();
    if (progress && !m_stopped)
        progress(1000);
}

void CaptureLoader::beginAt(quint64 sequence)
{
    m_expected = sequence;
    m_loaded.firstSequence = sequence;
    m_log.setFirstSequence(sequence);
}

/// True if the limits removed a segment that was there a moment ago; what follows it begins anew.
bool CaptureLoader::wasRetired(quint32 segment)
{
    const CaptureInfo::Retired now = retiredOf(m_folder);
    if (segment > now.lastSegment)
        return false;
    m_retired = now;
    m_loaded.retired = now.events;
    if (m_loaded.events == 0)
        beginAt(now.lastSequence + 1);
    return true;
}

bool CaptureLoader::goOn(quint64 offset)
{
    if (!m_stopped && m_progress)
        m_stopped = !m_progress(int((m_done + offset) * 1000 / m_total));
    return !m_stopped;
}

/// Says which segments are not there between the one expected and the one found.
void CaptureLoader::remarkMissing(quint32 expected, quint32 found)
{
    if (found == expected)
        return;
    if (expected == 1)
        remark(u"The capture begins with %1; what came before is gone"_s.arg(segmentName(found)));
    else if (found == expected + 1)
        remark(u"%1 is missing"_s.arg(segmentName(expected)));
    else
        remark(u"%1 to %2 are missing"_s.arg(segmentName(expected), segmentName(found - 1)));
}

/// Answers the length of the segment.
quint64 CaptureLoader::loadSegment(quint32 segment, bool last)
{
    const QString path = segmentPath(m_folder, segment);
    FileHandle file;
    quint64 length = 0;
    int code = file.open(path, O_RDONLY);
    if (code == 0)
        code = file.size(length);
    if (code != 0) {
        if (code != ENOENT || !wasRetired(segment))
            remark(fileError("read"_L1, path, code));
        return 0;
    }
    // The last one may have become full just before the end; else somebody may go on with it.
    const bool sealed = !last || QFileInfo::exists(indexPath(m_folder, segment));
    if (!sealed || !loadIndex(segment, file))
        loadLines(segment, sealed);
    return length;
}

void CaptureLoader::finish()
{
    flushRows();
    if (m_remarks > maxRemarks)
        m_loaded.remarks << u"… and %1 more like these"_s.arg(m_remarks - maxRemarks);
    if (m_unaligned > 0) {
        m_loaded.remarks
            << u"Numbers jump or go back at %1; the rows behind are numbered by their place"_s.arg(
                   counted(m_unaligned, u"place"_s));
    }
    remarkLosses();
}

/// The last remark is what the window's bar says: what it comes to.
void CaptureLoader::remarkLosses()
{
    const QString lost = counted(m_lost, u"event is"_s, u"events are"_s);
    const QString skipped =
        counted(m_loaded.badLines, u"damaged line was"_s, u"damaged lines were"_s);
    if (m_lost > 0 && m_loaded.badLines > 0)
        m_loaded.remarks << u"%1 missing; %2 skipped"_s.arg(lost, skipped);
    else if (m_lost > 0)
        m_loaded.remarks << u"%1 missing"_s.arg(lost);
    else if (m_loaded.badLines > 0)
        m_loaded.remarks << u"%1 skipped"_s.arg(skipped);
}

bool CaptureLoader::loadIndex(quint32 segment, const FileHandle &file)
{
    const QString path = indexPath(m_folder, segment);
    const Result<SegmentIndex> found = SegmentIndex::load(path, file);
    if (!found) {
        if (QFileInfo::exists(path))
            remark(u"The index of %1 is made again (%2)"_s.arg(segmentName(segment),
                                                               found.error().section(u": "_s, 1)));
        return false;
    }
    const SegmentIndex &index = *found;
    if (index.size() == 0)
        return true;
    const Tables tables(index, m_log);
    quint64 offset = 0;
    alignTo(index.firstSequence(), segment, 0);
    for (size_t i = 0; i < index.size(); ++i) {
        const IndexRecord &from = index.at(i);
        EventRecord &to = m_rows.emplace_back();
        to.place = EventRecord::makePlace(segment, offset);
        to.recordedUs = from.recordedUs;
        to.timeUs = from.timeUs;
        to.subjectHash = from.subjectHash;
        to.lineLength = from.lineLength;
        to.topic = Tables::of(tables.topics, from.topic);
        to.type = Tables::of(tables.types, from.type);
        to.connection = quint16(Tables::of(tables.connections, from.connection));
        to.dataOffset = from.dataOffset;
        to.severity = Severity(from.severity);
        to.flags = from.flags;
        offset += quint64(from.lineLength) + 1;
        if (m_rows.size() >= rowsAtOnce) {
            flushRows();
            if (!goOn(offset)) {
                m_loaded.events += i + 1;
                return true;
            }
        }
    }
    m_lastRecordedUs = index.at(index.size() - 1).recordedUs;
    m_expected = index.firstSequence() + index.size();
    m_loaded.events += index.size();
    return true;
}

void CaptureLoader::loadLines(quint32 segment, bool sealed)
{
    LineReader reader;
    if (const int code = reader.open(segmentPath(m_folder, segment))) {
        remark(fileError("read"_L1, segmentPath(m_folder, segment), code));
        return;
    }
    LineEnvelope line;
    quint64 next = 0; // what the index expects; 0 before its first line
    bool sound = sealed;
    while (reader.next()) {
        if (!m_parser.read(reader.line(), line)) {
            ++m_loaded.badLines;
            sound = false;
            const std::string_view why = m_parser.problem();
            remark(u"Damaged line in %1 at byte %2: %3"_s.arg(segmentName(segment))
                       .arg(reader.offset())
                       .arg(QLatin1String(why.data(), qsizetype(why.size()))));
            continue;
        }
        add(segment, reader.offset(), line);
        if (sound && next == 0)
            m_builder.begin(line.sequence);
        sound = sound && (next == 0 || line.sequence == next);
        next = line.sequence + 1;
        if (sound)
            m_builder.add(line);
        if (m_rows.empty() && !goOn(reader.offset()))
            return; // what was read is no whole index
    }
    const quint64 torn = reader.tornBytes();
    if (reader.error() != 0)
        remark(fileError("read on in"_L1, segmentPath(m_folder, segment), reader.error()));
    else if (torn > 0 && (sealed || !CaptureLock::isHeld(m_folder)))
        remark(u"%1 ends in an unfinished line of %2"_s.arg(segmentName(segment),
                                                            counted(torn, u"byte"_s)));
    if (!sound || next == 0 || torn > 0 || reader.error() != 0)
        return;
    ++m_loaded.indexesRebuilt;
    if (const Result<void> saved = m_builder.save(indexPath(m_folder, segment), reader.file());
        !saved)
        remark(saved.error());
}

void CaptureLoader::add(quint32 segment, quint64 offset, const LineEnvelope &line)
{
    alignTo(line.sequence, segment, offset);
    EventRecord &row = m_rows.emplace_back();
    row.place = EventRecord::makePlace(segment, offset);
    row.recordedUs = line.recordedUs;
    row.timeUs = line.timeUs;
    row.subjectHash = subjectHash(plainText(line.subject, m_scratch));
    row.lineLength = line.length;
    row.topic = m_log.topics().intern(plainText(line.topic, m_scratch));
    row.type = m_log.types().intern(plainText(line.type, m_scratch));
    row.connection =
        quint16(m_log.connections().intern(connectionOfSource(line.source, m_scratch)));
    row.dataOffset = line.dataOffset;
    row.severity = line.severity;
    row.flags = line.flags;
    m_lastRecordedUs = line.recordedUs;
    m_expected = line.sequence + 1;
    ++m_loaded.events;
    if (m_rows.size() >= rowsAtOnce)
        flushRows();
}

void CaptureLoader::alignTo(quint64 sequence, quint32 segment, quint64 offset)
{
    if (m_expected == 0) {
        beginAt(sequence);
    } else if (sequence > m_expected && sequence - m_expected <= maxLostRows - m_lost) {
        addLost(sequence - m_expected, segment, offset);
    } else if (sequence != m_expected) {
        ++m_unaligned;
        remark(u"Number %1 in %2 at byte %3 where %4 should be"_s.arg(sequence)
                   .arg(segmentName(segment))
                   .arg(offset)
                   .arg(m_expected));
    }
}

void CaptureLoader::addLost(quint64 count, quint32 segment, quint64 offset)
{
    EventRecord lost;
    lost.place = EventRecord::makePlace(segment, offset);
    lost.recordedUs = m_lastRecordedUs;
    lost.type = m_log.types().intern(owntype::gap);
    lost.severity = Severity::Error;
    lost.flags = OwnEvent | GapEvent;
    lost.dataOffset = CaptureReader::lostDataOffset;
    for (quint64 i = 0; i < count; ++i) {
        m_rows.push_back(lost);
        if (m_rows.size() >= rowsAtOnce)
            flushRows();
    }
    m_lost += count;
}

} // namespace eventscope
