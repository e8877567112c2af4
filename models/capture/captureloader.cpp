// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/captureloader.h"

#include "models/capture/filehandle.h"
#include "models/capture/segment.h"
#include "models/event/counttext.h"

#include <QFileInfo>
#include <cerrno>
#include <fcntl.h>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int maxRemarks = 10;
/// How long a segment is waited for before somebody is asked whether to go on.
constexpr std::chrono::milliseconds waitMs{250};
constexpr size_t rowsAtOnce = 8192;
constexpr quint64 everything = std::numeric_limits<quint64>::max();

CaptureInfo::Retired retiredOf(const QString &folder)
{
    const Result<CaptureInfo> info = CaptureInfo::read(folder);
    return info ? info->retired : CaptureInfo::Retired();
}

} // namespace

/// The numbers that a segment gave to texts, in the numbers of the log.
struct CaptureLoader::Tables
{
    Tables(const SegmentColumns &columns, EventLog &log)
        : types(numbersIn(log.types(), columns.types())),
          topics(numbersIn(log.topics(), columns.topics())),
          connections(numbersIn(log.connections(), columns.connections()))
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
    m_pool.setMaxThreadCount(std::max(2, QThread::idealThreadCount()));
    m_savePool.setMaxThreadCount(1);
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

CaptureLoader::~CaptureLoader()
{
    m_stop = true; // whoever reads ahead for nobody
}

void CaptureLoader::load(const std::function<bool(int)> &progress)
{
    beginLoading(size_t(m_pool.maxThreadCount()) + 1, progress);
    while (takeNext()) { }
    endLoading();
    if (progress && !m_stopped)
        progress(1000);
}

void CaptureLoader::beginLoading(size_t ahead, const std::function<bool(int)> &progress)
{
    m_progress = progress;
    list();
    m_ahead = ahead;
}

bool CaptureLoader::loadOn()
{
    while (!m_finished && m_log.size() == 0) {
        if (takeNext())
            flushRows();
        else
            endLoading();
    }
    return m_log.size() > 0;
}

void CaptureLoader::endLoading()
{
    if (std::exchange(m_finished, true))
        return;
    finish();
    m_progress = {};
}

void CaptureLoader::list()
{
    // Of what limits remove meanwhile, capture.json speaks first.
    m_segments = listSegments(m_folder);
    m_retired = retiredOf(m_folder);
    std::erase_if(m_segments, [this](quint32 one) { return one <= m_retired.lastSegment; });
    for (const quint32 segment : m_segments)
        m_total += quint64(QFileInfo(segmentPath(m_folder, segment)).size());
    if (m_segments.empty() || m_segments.front() == m_retired.lastSegment + 1)
        beginAt(m_retired.lastSequence + 1);
    m_loaded.retired = m_retired.events;
    m_previousSegment = m_retired.lastSegment;
}

/// Puts rows of the next segment into the log, or of the one that it stopped in; false at the end.
bool CaptureLoader::takeNext()
{
    if (m_taking.columns) {
        takeRest();
        return !m_stopped;
    }
    for (; m_nextSegment < m_segments.size() && m_reading.size() < m_ahead; ++m_nextSegment)
        readAhead(m_segments[m_nextSegment], m_nextSegment + 1 == m_segments.size());
    if (m_reading.empty())
        return false;
    Reading reading = std::move(m_reading.front());
    m_reading.pop_front();
    if (goOn(0)) {
        remarkMissing(m_previousSegment + 1, reading.segment);
        take(reading);
    }
    m_previousSegment = reading.segment;
    if (m_stopped)
        remark(u"Loading was stopped at %1"_s.arg(segmentName(reading.segment)));
    return !m_stopped;
}

/// Lets a thread of the pool read a segment that is soon to be taken.
void CaptureLoader::readAhead(quint32 segment, bool last)
{
    // The last one may have become full just before the end; else somebody may go on with it.
    const bool sealed = !last || QFileInfo::exists(indexPath(m_folder, segment));
    const auto length = quint64(QFileInfo(segmentPath(m_folder, segment)).size());
    const bool inPieces = m_inParts && length > m_part.segment;
    const auto task =
        std::make_shared<std::packaged_task<Columns()>>([this, segment, sealed, inPieces] {
            return inPieces ? SegmentColumns::readOn(m_folder, segment, 0, m_part.bytes)
                            : SegmentColumns::read(m_folder, segment, sealed, m_stop);
        });
    m_reading.push_back({segment, length, inPieces, task->get_future()});
    m_pool.start([task] { (*task)(); });
}

void CaptureLoader::take(Reading &reading)
{
    while (reading.columns.wait_for(waitMs) != std::future_status::ready) {
        if (!goOn(0))
            return;
    }
    const Columns columns = reading.columns.get();
    const quint32 segment = reading.segment;
    if (const int code = columns->openError()) {
        if (!takeGone(reading, code))
            remark(fileError("read"_L1, segmentPath(m_folder, segment), code));
        return;
    }
    // Read ahead, and removed since by the limits: its rows could be shown, but not read.
    if (m_loaded.events == 0 && wasRetired(segment))
        return;
    noteRemarks(*columns);
    m_segment = segment;
    m_segmentEnd = 0;
    m_taking = {segment, reading.length, reading.inPieces, columns, {}};
    takeRest();
}

void CaptureLoader::noteRemarks(const SegmentColumns &columns)
{
    m_loaded.badLines += columns.badLines();
    for (const QString &sentence : columns.remarks())
        remark(sentence);
    m_remarks += int(std::min<quint64>(columns.unsaid(), INT_MAX / 2));
}

/// What is left of the segment that is being taken, as far as there is room.
void CaptureLoader::takeRest()
{
    if (!takeRows(m_taking))
        return;
    const Columns columns = m_taking.columns;
    m_segmentEnd = std::max(m_segmentEnd, columns->end());
    if (m_taking.inPieces && takePiece())
        return;
    if (!m_inParts)
        m_watch.add(m_taking.segment, m_segmentEnd);
    m_done += m_taking.length;
    m_taking = {};
    if (!m_stopped && columns->wantsIndex())
        saveIndex(columns);
}

/// It is written once its rows are taken: half an index would hide the rest for ever.
void CaptureLoader::saveIndex(const Columns &columns)
{
    ++m_loaded.indexesRebuilt;
    const auto task = std::make_shared<std::packaged_task<Result<void>()>>(
        [this, columns] { return m_stop ? Result<void>() : columns->saveIndex(); });
    m_saving.push_back(task->get_future());
    m_savePool.start([task] { (*task)(); });
    if (m_inParts)
        settleSaved(1); // a slow disk must not pile them up
}

/// Waits until no more than so many indexes are being written.
void CaptureLoader::settleSaved(size_t most)
{
    for (; m_saving.size() > most; m_saving.pop_front()) {
        if (const Result<void> saved = m_saving.front().get(); !saved)
            m_loaded.indexProblem = saved.error();
    }
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
    m_stop = m_stopped;
    return !m_stopped;
}

void CaptureLoader::finish()
{
    if (!m_begun && !m_stopped)
        addCut(std::max<qint64>(0, parseTimestamp(m_retired.until.toStdString())));
    flushRows();
    settleSaved(0);
    if (m_remarks > maxRemarks)
        m_loaded.remarks << u"… and %1 more like these"_s.arg(m_remarks - maxRemarks);
    if (m_unaligned > 0) {
        m_loaded.remarks
            << u"Numbers jump or go back at %1; the rows behind are numbered by their place"_s.arg(
                   counted(m_unaligned, u"place"_s));
    }
    remarkLosses();
}

bool CaptureLoader::takeRows(Taking &taking)
{
    const std::vector<SegmentColumns::Run> &runs = taking.columns->runs();
    if (!taking.tables && !runs.empty())
        taking.tables = std::make_shared<const Tables>(*taking.columns, m_log);
    for (; taking.run < runs.size(); ++taking.run, taking.row = 0) {
        if (!takeRun(taking, runs[taking.run]))
            return false;
    }
    return true;
}

/// False if it was not the time for all of it.
bool CaptureLoader::takeRun(Taking &taking, const SegmentColumns::Run &run)
{
    const SegmentColumns &columns = *taking.columns;
    const quint64 until = taking.segment == m_untilSegment ? m_untilOffset : everything;
    if (taking.row == 0) {
        if (run.offset >= until)
            return true;
        if (!m_begun)
            addBeginning(columns.at(run.first).recordedUs, run.firstSequence, taking.segment);
        if (!passVanished(run.firstSequence))
            return false;
        if (m_lastRecordedUs == 0) // what is lost at the beginning was recorded before this
            m_lastRecordedUs = columns.at(run.first).recordedUs;
        alignTo(run.firstSequence, taking.segment, run.offset);
        taking.offset = run.offset;
    }
    const size_t before = taking.row;
    bool goes = true;
    while (goes && taking.row < run.count && taking.offset < until) {
        const IndexRecord &from = columns.at(run.first + taking.row++);
        addRow(taking, from);
        taking.offset += quint64(from.lineLength) + 1;
        if (m_rows.size() >= rowsAtOnce || isFull()) {
            flushRows();
            goes = goOn(taking.offset) && !isFull();
        }
    }
    m_loaded.events += taking.row - before;
    if (taking.row > 0)
        m_lastRecordedUs = columns.at(run.first + taking.row - 1).recordedUs;
    m_expected = run.firstSequence + taking.row;
    m_segmentEnd = taking.offset;
    return goes;
}

void CaptureLoader::addRow(const Taking &taking, const IndexRecord &from)
{
    const Tables &tables = *taking.tables;
    EventRecord &to = m_rows.emplace_back();
    to.place = EventRecord::makePlace(taking.segment, taking.offset);
    to.recordedUs = from.recordedUs;
    to.timeUs = from.timeUs;
    to.subjectHash = from.subjectHash;
    to.lineLength = from.lineLength;
    to.topic = Tables::of(tables.topics, from.topic);
    to.type = Tables::of(tables.types, from.type);
    to.connection = quint16(Tables::of(tables.connections, from.connection));
    to.dataOffset = from.dataOffset();
    to.severity = Severity(from.severity);
    to.flags = from.flags;
    to.marks = from.marks;
    m_partBytes += from.lineLength;
}

bool CaptureLoader::isFull() const
{
    return m_partBytes >= m_part.bytes || m_log.size() + m_rows.size() >= m_part.rows;
}

} // namespace eventscope
