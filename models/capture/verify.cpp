// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/verify.h"

#include "models/capture/captureinfo.h"
#include "models/capture/capturelock.h"
#include "models/capture/lineenvelope.h"
#include "models/capture/linereader.h"
#include "models/capture/lossnote.h"
#include "models/capture/segment.h"
#include "models/capture/segmentindex.h"
#include "models/capture/spillstore.h"
#include "models/capture/sumcheck.h"
#include "models/event/counttext.h"
#include "models/event/displaytext.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <cerrno>
#include <optional>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int maxProblems = 100;

/// How many events a gap row says are missing.
quint64 droppedIn(std::string_view line)
{
    const QByteArray json = QByteArray::fromRawData(line.data(), qsizetype(line.size()));
    const double count = QJsonDocument::fromJson(json).object()[u"data"_s][u"dropped"_s].toDouble();
    return count > 0 && count < 9e15 ? quint64(count) : 0;
}

/// Goes through a capture once, front to back.
class Verifier
{
public:
    Verifier(const QString &folder, const QString &spillElsewhere, VerifyReport &report)
        : m_folder(folder), m_spillElsewhere(spillElsewhere), m_report(report)
    { }

    void run();

private:
    void checkInfo();
    void checkNumbering(const std::vector<quint32> &segments);
    bool wasRetired(quint32 segment);
    void checkSegment(quint32 segment, bool last);
    void checkLine(quint32 segment, const LineReader &reader);
    void checkSequence(quint32 segment, quint64 offset, quint64 sequence);
    void count(std::string_view text, const LineEnvelope &line);
    void compareWithIndex(const LineEnvelope &line);
    void loadIndex(quint32 segment, const FileHandle &file);
    void finishIndex(quint32 segment, quint64 lines);
    void checkOrphans(const std::vector<quint32> &segments);
    void checkLosses();
    void checkSpill();
    void compareSums();
    void problem(const QString &sentence);
    VerifyReport::Connection &connectionOf(const LineEnvelope &line);

    const QString m_folder;
    const QString m_spillElsewhere;
    QString m_id;
    VerifyReport &m_report;
    SumCheck m_sums{m_report, [this](const QString &sentence) { problem(sentence); }};
    LineParser m_parser;
    LineEnvelope m_line;
    std::optional<SegmentIndex> m_index;
    QString m_indexFault;
    size_t m_indexRow = 0;
    CaptureInfo::Retired m_retired;
    quint64 m_expected = 1;
    quint64 m_badBefore = 0; ///< damaged lines since the last good one
    int m_problems = 0;
    std::string m_source; ///< of the line before
    VerifyReport::Connection *m_connection = nullptr; ///< whose line that was
    std::string m_scratch;
};

void Verifier::problem(const QString &sentence)
{
    if (m_problems++ < maxProblems)
        m_report.problems << sentence;
}

void Verifier::checkInfo()
{
    const Result<CaptureInfo> info = CaptureInfo::read(m_folder);
    if (!info) {
        m_report.structureOk = false;
        problem(info.error());
        return;
    }
    m_id = info->id;
    m_retired = info->retired;
    m_report.retired = m_retired.events;
    m_expected = m_retired.lastSequence + 1;
    for (auto it = info->connections.cbegin(); it != info->connections.cend(); ++it)
        m_report.connections[it.key()].name = it->name;
    m_sums.read(m_folder, *info);
}

void Verifier::checkLosses()
{
    if (CaptureLock::isHeld(m_folder))
        return; // whoever writes it tells of them
    const LossNote::Counts losses = LossNote::read(m_folder);
    for (auto it = losses.cbegin(); it != losses.cend(); ++it) {
        m_report.untoldLosses += it.value();
        problem(u"%1 of connection %2 could not be stored at the end: the disk was full"_s.arg(
            counted(it.value(), u"event"_s), displayText(it.key(), 60)));
    }
    checkSpill();
    m_report.cutShort = LossNote::isRecording(m_folder);
    if (m_report.cutShort)
        problem(u"The recording was cut short: nothing ended it. Whoever goes on with the capture "
                "writes a gap row"_s);
}

void Verifier::checkSpill()
{
    SpillStore spill({m_folder, m_spillElsewhere, m_id});
    const Result<QMap<QString, Lanes::Amount>> found = spill.find(m_expected);
    if (!found)
        return problem(found.error());
    for (auto it = found->cbegin(); it != found->cend(); ++it) {
        m_report.spilled += it->events;
        m_report.connections[it.key()].spilled += it->events;
    }
    if (m_report.spilled > 0)
        problem(u"%1 in a file: the recording was cut short, or its disk took no more at the end. "
                "Whoever goes on with the capture stores them"_s.arg(
                    counted(m_report.spilled, u"event waits"_s, u"events wait"_s)));
}

void Verifier::checkNumbering(const std::vector<quint32> &segments)
{
    quint32 expected = m_retired.lastSegment + 1;
    for (const quint32 segment : segments) {
        if (segment != expected) {
            m_report.structureOk = false;
            problem(segment == expected + 1 ? u"%1 is missing"_s.arg(segmentName(expected))
                                            : u"%1 to %2 are missing"_s.arg(
                                                segmentName(expected), segmentName(segment - 1)));
        }
        expected = segment + 1;
    }
}

/// An index without a segment stands in nobody's way, but somebody took the segment.
void Verifier::checkOrphans(const std::vector<quint32> &segments)
{
    const QStringList names = QDir(m_folder).entryList({u"*.idx"_s}, QDir::Files);
    for (const QString &name : names) {
        const auto number = segmentOfName(name.chopped(4) + u".ndjson"_s);
        if (number && *number > m_retired.lastSegment
            && !std::binary_search(segments.begin(), segments.end(), *number)) {
            ++m_report.indexesBad;
            problem(u"%1 has no segment"_s.arg(name));
        }
    }
}

void Verifier::checkSequence(quint32 segment, quint64 offset, quint64 sequence)
{
    if (sequence > m_expected) {
        const quint64 missing = sequence - m_expected;
        const QString which = missing == 1
            ? u"event %1 is missing"_s.arg(m_expected)
            : u"events %1 to %2 are missing"_s.arg(m_expected).arg(sequence - 1);
        // A damaged line is an event that is lost; it is not lost twice.
        m_report.missingSequences += missing - std::min(missing, m_badBefore);
        if (missing == 1 && m_badBefore == 1 && m_problems <= maxProblems)
            m_report.problems.last() += u"; "_s + which;
        else
            problem(u"%1, byte %2: %3"_s.arg(segmentName(segment), QString::number(offset), which));
    } else if (sequence < m_expected) {
        m_report.structureOk = false;
        problem(u"%1, byte %2: number %3 again or out of order, %4 should be here"_s
                    .arg(segmentName(segment))
                    .arg(offset)
                    .arg(sequence)
                    .arg(m_expected));
    }
    m_expected = std::max(m_expected, sequence + 1);
    m_badBefore = 0;
}

/// Most lines are of the same connection as the line before.
VerifyReport::Connection &Verifier::connectionOf(const LineEnvelope &line)
{
    if (!m_connection || line.source != m_source) {
        m_source = line.source;
        const std::string_view id = connectionOfSource(line.source, m_scratch);
        m_connection = &m_report.connections[QString::fromUtf8(id.data(), qsizetype(id.size()))];
    }
    return *m_connection;
}

void Verifier::count(std::string_view text, const LineEnvelope &line)
{
    VerifyReport::Connection &connection = connectionOf(line);
    if (line.flags & GapEvent) {
        const quint64 dropped = droppedIn(text);
        ++m_report.gaps;
        ++connection.gaps;
        m_report.toldLosses += dropped;
        connection.dropped += dropped;
    }
    if (line.flags & OwnEvent) {
        ++m_report.ownEvents;
        return;
    }
    ++m_report.events;
    ++connection.events;
    connection.covered += m_sums.covers(line.sequence);
    if (line.flags & Undecodable)
        ++m_report.undecodable;
}

/// Times and flags are left out: a dialect knows more about them than a line tells.
void Verifier::compareWithIndex(const LineEnvelope &line)
{
    if (!m_index || !m_indexFault.isEmpty())
        return;
    if (m_indexRow >= m_index->size()) {
        m_indexFault = u"it has fewer lines than its segment"_s;
        return;
    }
    const auto same = [](const std::vector<std::string_view> &texts, quint32 number,
                         std::string_view text) {
        return number >= texts.size() || texts[number] == text;
    };
    const IndexRecord &row = m_index->at(m_indexRow++);
    const bool ok = row.lineLength == line.length && row.recordedUs == line.recordedUs
        && row.dataOffset() == line.dataOffset && row.severity == quint8(line.severity)
        && row.subjectHash == subjectHash(plainText(line.subject, m_scratch))
        && m_index->firstSequence() + m_indexRow - 1 == line.sequence
        && same(m_index->types(), row.type, plainText(line.type, m_scratch))
        && same(m_index->topics(), row.topic, plainText(line.topic, m_scratch))
        && same(m_index->connections(), row.connection, connectionOfSource(line.source, m_scratch));
    if (!ok)
        m_indexFault = u"it differs from line %1"_s.arg(m_indexRow);
}

void Verifier::loadIndex(quint32 segment, const FileHandle &file)
{
    m_index.reset();
    m_indexFault.clear();
    m_indexRow = 0;
    const QString path = indexPath(m_folder, segment);
    if (!QFileInfo::exists(path))
        return;
    Result<SegmentIndex> index = SegmentIndex::load(path, file);
    if (index)
        m_index = std::move(*index);
    else
        m_indexFault = index.error().section(u": "_s, 1);
}

void Verifier::finishIndex(quint32 segment, quint64 lines)
{
    if (m_index && m_indexFault.isEmpty() && m_index->size() != lines)
        m_indexFault = u"it has more lines than its segment"_s;
    if (!m_indexFault.isEmpty()) {
        ++m_report.indexesBad;
        problem(
            u"The index of %1 is of no use (%2); it is made again when the capture is opened"_s.arg(
                segmentName(segment), m_indexFault));
    } else if (m_index) {
        ++m_report.indexesGood;
    }
}

void Verifier::checkLine(quint32 segment, const LineReader &reader)
{
    ++m_report.lines;
    m_sums.addLine(reader.line(), reader.nextOffset());
    if (!m_parser.check(reader.line(), m_line)) {
        ++m_report.badLines;
        ++m_badBefore;
        const std::string_view why = m_parser.problem();
        problem(u"%1, byte %2: damaged line (%3)"_s.arg(segmentName(segment))
                    .arg(reader.offset())
                    .arg(QLatin1String(why.data(), qsizetype(why.size()))));
        return;
    }
    checkSequence(segment, reader.offset(), m_line.sequence);
    count(reader.line(), m_line);
    compareWithIndex(m_line);
}

/// True if the limits removed a segment that was there a moment ago.
bool Verifier::wasRetired(quint32 segment)
{
    const Result<CaptureInfo> info = CaptureInfo::read(m_folder);
    if (!info || segment > info->retired.lastSegment)
        return false;
    m_retired = info->retired;
    m_report.retired = m_retired.events;
    m_expected = std::max(m_expected, m_retired.lastSequence + 1);
    return true;
}

void Verifier::checkSegment(quint32 segment, bool last)
{
    const QString path = segmentPath(m_folder, segment);
    LineReader reader;
    if (const int code = reader.open(path)) {
        if (code == ENOENT && wasRetired(segment))
            return;
        m_report.structureOk = false;
        problem(fileError("read"_L1, path, code));
        return;
    }
    loadIndex(segment, reader.file());
    const quint64 before = m_report.lines;
    m_sums.beginSegment(segment);
    while (reader.next())
        checkLine(segment, reader);
    finishIndex(segment, m_report.lines - before);
    if (reader.error() == 0)
        m_sums.endSegment();
    if (reader.error() != 0) {
        m_report.structureOk = false;
        problem(fileError("read on in"_L1, path, reader.error()));
    } else if (reader.tornBytes() > 0 && last && CaptureLock::isHeld(m_folder)) {
        problem(
            u"%1 is being written; its last line was not finished yet"_s.arg(segmentName(segment)));
    } else if (reader.tornBytes() > 0) {
        m_report.tornBytes += reader.tornBytes();
        problem(u"%1, byte %2: %3 of an unfinished line"_s.arg(
            segmentName(segment), QString::number(reader.offset()),
            counted(reader.tornBytes(), u"byte"_s)));
    }
}

void Verifier::compareSums()
{
    m_sums.finish({m_retired, m_expected - 1, m_badBefore, CaptureLock::isHeld(m_folder),
                   !m_spillElsewhere.isEmpty()});
}

void Verifier::run()
{
    std::vector<quint32> segments = listSegments(m_folder); // first: see CaptureLoader
    checkInfo();
    if (std::erase_if(segments, [this](quint32 one) { return one <= m_retired.lastSegment; }) > 0)
        problem(u"Segments up to %1 were retired, and are still there; whoever goes on with the "
                "capture removes them"_s.arg(segmentName(m_retired.lastSegment)));
    m_report.segments = segments.size();
    checkNumbering(segments);
    for (const quint32 segment : segments)
        checkSegment(segment, segment == segments.back());
    checkOrphans(segments);
    checkLosses();
    compareSums();
    if (m_problems > maxProblems)
        m_report.problems << u"… and %1"_s.arg(
            counted(quint64(m_problems - maxProblems), u"more problem"_s));
}

} // namespace

Result<VerifyReport> verifyCapture(const QString &folder, const QString &spillElsewhere)
{
    const QString path = QDir::cleanPath(QDir(folder).absolutePath());
    const QFileInfo info(path);
    if (folder.isEmpty() || !info.isDir())
        return Error{u"Cannot verify %1: there is no such folder"_s.arg(path)};
    if (!info.isReadable() || !info.isExecutable())
        return Error{u"Cannot verify %1: permission denied"_s.arg(path)};
    const FolderContent content = folderContent(path);
    if (content != FolderContent::Capture && content != FolderContent::Segments)
        return Error{u"Cannot verify %1: it is no capture (no capture.json)"_s.arg(path)};
    VerifyReport report;
    Verifier(path, spillElsewhere, report).run();
    return report;
}

} // namespace eventscope
