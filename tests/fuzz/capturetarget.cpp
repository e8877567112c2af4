// SPDX-License-Identifier: GPL-3.0-or-later
//
// Segments of a capture that are anything: what verify, the reader, the index and recovery make of
// them. A byte 0x1e begins the next segment.
#include "models/capture/capturereader.h"
#include "models/capture/capturesummary.h"
#include "models/capture/capturetail.h"
#include "models/capture/lineenvelope.h"
#include "models/capture/recovery.h"
#include "models/capture/segment.h"
#include "models/capture/segmentcolumns.h"
#include "models/capture/verify.h"
#include "tests/fuzz/fuzzfolder.h"
#include "tests/fuzz/fuzztarget.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <cstring>

namespace eventscope::fuzz {

using namespace Qt::StringLiterals;

namespace {

constexpr char nextSegment = '\x1e';
constexpr size_t maxSegments = 4;
constexpr quint64 maxRows = 500;

std::vector<std::string_view> segmentsIn(std::string_view bytes)
{
    std::vector<std::string_view> segments;
    while (segments.size() + 1 < maxSegments) {
        const size_t end = bytes.find(nextSegment);
        if (end == std::string_view::npos)
            break;
        segments.push_back(bytes.substr(0, end));
        bytes.remove_prefix(end + 1);
    }
    segments.push_back(bytes);
    return segments;
}

/// A line that is good by another reader's measure: one JSON object with what a CloudEvent needs.
bool isGood(std::string_view line)
{
    const QJsonObject event =
        QJsonDocument::fromJson(QByteArray(line.data(), qsizetype(line.size()))).object();
    return event[u"specversion"_s].toString() == u"1.0" && event[u"sequence"_s].isString()
        && !event[u"id"_s].toString().isEmpty() && !event[u"source"_s].toString().isEmpty()
        && !event[u"type"_s].toString().isEmpty() && event[u"recordedtime"_s].isString();
}

/// What Qt cannot read, although it is JSON.
bool isBeyondQt(std::string_view line)
{
    return line.find_first_of("eE") != std::string_view::npos
        && line.find_first_of("0123456789") != std::string_view::npos;
}

/// Verify against the other reader: no damaged line is called good.
quint64 demandHonestVerify(const FuzzFolder &folder, const std::vector<std::string_view> &segments)
{
    const Result<VerifyReport> report = verifyCapture(folder.path());
    demand(bool(report), "a capture can be verified");
    quint64 lines = 0;
    quint64 good = 0;
    quint64 doubtful = 0;
    for (std::string_view rest : segments) {
        for (size_t end = 0; (end = rest.find('\n')) != std::string_view::npos;) {
            const std::string_view line = rest.substr(0, end);
            rest.remove_prefix(end + 1);
            ++lines;
            good += isGood(line) ? 1 : 0;
            doubtful += !isGood(line) && isBeyondQt(line) ? 1 : 0;
        }
    }
    demand(report->lines == lines, "verify reads every line");
    demand(report->lines - report->badLines <= good + doubtful,
           "verify calls no damaged line good");
    demand(report->lines == report->badLines + report->events + report->ownEvents,
           "every line is an event, one of our own, or damaged");
    return report->lines - report->badLines;
}

/// Every row can be read and says what the log says.
void loadAll(const FuzzFolder &folder)
{
    EventLog log;
    auto reader = CaptureReader::open(folder.path());
    demand(bool(reader), "a capture opens");
    const CaptureReader::Loaded loaded = (*reader)->load(log);
    std::string scratch;
    LineParser parser;
    LineEnvelope envelope;
    // A gap of a million numbers is a million rows, which differ in their numbers only.
    for (quint64 row = 0; row < std::min(log.size(), maxRows); ++row) {
        const EventRecord &record = log.at(row);
        const std::string_view line = (*reader)->line(record, scratch);
        demand(!line.empty(), "every row has a line");
        if (record.lineLength > 0) {
            demand(line.size() == record.lineLength, "a line is as long as its row says");
            demand(parser.read(line, envelope), "a row's line is read", line);
            demand(envelope.sequence == log.firstSequence() + row || !loaded.remarks.isEmpty(),
                   "rows and numbers go together, or it is said", line);
        }
        LineAttributes attributes;
        demand(readLineAttributes(line, attributes) || !parser.check(line, envelope),
               "every row is an event, or damaged inside", line);
    }
}

/// What loading has written says what the lines say.
void demandTrueIndex(const FuzzFolder &folder, quint32 segment)
{
    const std::atomic<bool> stop = false;
    const auto byIndex = SegmentColumns::read(folder.path(), segment, true, stop);
    const auto byLines = SegmentColumns::read(folder.path(), segment, false, stop);
    demand(!byIndex->wantsIndex(), "an index that was made is good");
    demand(byIndex->size() == byLines->size() && byIndex->types() == byLines->types()
               && byIndex->topics() == byLines->topics()
               && byIndex->connections() == byLines->connections(),
           "an index has the rows and texts of its lines");
    for (size_t i = 0; i < byIndex->size(); ++i)
        demand(std::memcmp(&byIndex->at(i), &byLines->at(i), sizeof(IndexRecord)) == 0,
               "an index says what its lines say");
}

/// Whoever goes on with the capture keeps every good line.
/// (behind zeros nothing is known to have been stored, if the recording did not end: that goes).
void demandRecovery(const FuzzFolder &folder, std::string_view lastSegment, quint64 goodBefore)
{
    QStringList repairs;
    const Result<CaptureInfo> info = prepareInfo(folder.path(), repairs);
    demand(bool(info), "the description is read");
    const auto end = prepareEnd(folder.path(), info->retired, quint64(1) << 20, repairs);
    if (!end)
        return demand(end.error().contains(u"numbered"_s), "the end of a capture is found",
                      end.error().toStdString());
    SegmentAppender appender(folder.path(), "0123abcd", quint64(1) << 20, *end);
    auto batch = std::make_unique<EventBatch>();
    batch->setConnection("0a1b2c3d");
    EventFields fields;
    fields.type = "recovered";
    fields.payload = "{}";
    batch->append(fields, 1'700'000'000'000'000);
    SegmentAppender::Batches todo;
    todo.push_back(std::move(batch));
    std::vector<StoredBatch> stored;
    demand(appender.write(todo) && appender.sync(stored) && stored.size() == 1,
           "a capture goes on");
    const Result<VerifyReport> after = verifyCapture(folder.path());
    const bool hasZeros = lastSegment.find('\0') != std::string_view::npos;
    demand(after && after->lines - after->badLines >= (hasZeros ? 1 : goodBefore + 1)
               && after->lines - after->badLines <= goodBefore + 1,
           "recovery keeps every good line, and the new one is good",
           (repairs + after->problems).join(u'\n').toStdString());
}

} // namespace

void capture(std::string_view bytes)
{
    static const FuzzFolder folder;
    folder.clear();
    folder.describe();
    const std::vector<std::string_view> segments = segmentsIn(bytes);
    for (size_t i = 0; i < segments.size(); ++i)
        folder.write(segmentName(quint32(i + 1)), segments[i]);

    const quint64 good = demandHonestVerify(folder, segments);
    CaptureTail::read(folder.path());
    CaptureSummary::read(folder.path());
    loadAll(folder);
    for (size_t i = 0; i + 1 < segments.size(); ++i)
        demandTrueIndex(folder, quint32(i + 1));
    demandRecovery(folder, segments.back(), good);
}

} // namespace eventscope::fuzz
