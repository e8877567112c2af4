// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/foreignfile.h"

#include "models/capture/foreignrows.h"
#include "models/capture/linereader.h"
#include "models/capture/segment.h"
#include "models/capture/textbeginning.h"
#include "models/event/counttext.h"
#include "models/event/fieldmask.h"
#include "models/event/secretnames.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <algorithm>
#include <fcntl.h>
#include <limits>
#include <sys/stat.h>
#include <utility>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

/// The shape of the lines is guessed from so many of them, as far as they are in so many bytes.
constexpr int sampleLines = 400;
constexpr quint64 sampleBytes = quint64(16) << 20;

} // namespace

/// The file while it is read for the first time, and the rows that are made of it.
class ForeignFile::Reading
{
public:
    Reading(ForeignFile &file, EventLog &log) : rows(file.rowsFor(log)) { }

    LineReader lines;
    ForeignRows rows;
    bool isOver = false;
};

ForeignFile::ForeignFile(const QString &path)
    : m_path(path), m_map(path), m_copies([path](quint32) { return path; })
{ }

ForeignFile::~ForeignFile() = default;

Result<std::unique_ptr<ForeignFile>> ForeignFile::open(const QString &path)
{
    std::unique_ptr<ForeignFile> file(
        new ForeignFile(QDir::cleanPath(QFileInfo(path).absoluteFilePath())));
    if (const Result<void> seen = file->look(); !seen)
        return Error{seen.error()};
    file->nameConnections();
    file->learnShape();
    return file;
}

Result<void> ForeignFile::look()
{
    FileHandle handle;
    if (const int code = handle.open(m_path, O_RDONLY | O_NONBLOCK))
        return Error{fileError("open"_L1, m_path, code)};
    struct stat status = {};
    ::fstat(handle.fd(), &status);
    if (!S_ISREG(status.st_mode))
        return Error{u"Cannot open %1: it is no file"_s.arg(m_path)};
    m_device = status.st_dev;
    m_inode = status.st_ino;
    m_shape.fallbackUs = qint64(status.st_mtim.tv_sec) * 1'000'000 + status.st_mtim.tv_nsec / 1000;
    TextBeginning beginning;
    if (const int code = beginning.read(handle))
        return Error{fileError("read"_L1, m_path, code)};
    if (const QString problem = beginning.problem(); !problem.isEmpty())
        return Error{u"Cannot open %1: %2"_s.arg(m_path, problem)};
    m_begin = m_readTo = beginning.markBytes();
    return {};
}

/// There was nothing to see when the file was opened.
void ForeignFile::lookAgain()
{
    FileHandle handle;
    TextBeginning beginning;
    if (handle.open(m_path, O_RDONLY) == 0 && beginning.read(handle) == 0)
        m_begin = m_readTo = beginning.markBytes();
    learnShape();
}

/// A segment is opened with what its capture knows of the connections.
void ForeignFile::nameConnections()
{
    const QFileInfo info(m_path);
    m_shape.source = info.fileName().toStdString();
    if (segmentOfName(info.fileName())) {
        if (const Result<CaptureInfo> capture = CaptureInfo::read(info.path())) {
            m_connections = capture->connections;
            m_ofCapture = true;
        }
    }
    m_connections.insert(info.fileName(), {info.fileName(), {}, fieldNames(usualSecretFields)});
}

void ForeignFile::learnShape()
{
    LineReader reader;
    if (reader.open(m_path) != 0)
        return;
    reader.startAt(m_begin);
    reader.setLongest(sampleBytes);
    ShapeGuess guess;
    JsonTape tape(JsonTape::maxLineDepth);
    const auto look = [&guess, &tape](std::string_view line) {
        if (tape.parse(line) && !CloudEventFrame::recognises(JsonRef(tape)))
            guess.look(JsonRef(tape));
    };
    int lines = 0;
    while (lines++ < sampleLines && !guess.isComplete() && reader.offset() < sampleBytes) {
        if (!reader.next()) {
            look(reader.tornText()); // a line all the same, and it may be the only one
            break;
        }
        look(reader.line());
    }
    m_shape.use(guess.places());
}

ForeignRows ForeignFile::rowsFor(EventLog &log) const
{
    return {log, m_shape, m_ofCapture, m_lastUs};
}

void ForeignFile::load(EventLog &log, const std::function<bool(int)> &progress)
{
    constexpr quint64 everything = std::numeric_limits<quint64>::max();
    begin({everything, everything}, progress);
    more(log);
    m_reading.reset();
}

void ForeignFile::begin(const PartSize &size, const std::function<bool(int)> &progress)
{
    m_part = size;
    m_progress = progress;
}

bool ForeignFile::more(EventLog &log)
{
    if (!m_reading) {
        m_reading = std::make_unique<Reading>(*this, log);
        beginReading(*m_reading);
    } else {
        log.forgetTexts();
        m_reading->rows.tellSource();
    }
    LineReader &lines = m_reading->lines;
    ForeignRows &rows = m_reading->rows;
    quint64 bytes = 0;
    for (bool enough = false; !m_reading->isOver && !(enough && log.size() > 0);) {
        if (!lines.next()) {
            endReading(*m_reading);
            break;
        }
        rows.add(lines.offset(), lines.line());
        bytes += lines.line().size();
        enough = bytes >= m_part.bytes || log.size() + rows.waiting() >= m_part.rows;
        if (!enough && !rows.isFull())
            continue;
        rows.flush();
        m_lastUs = rows.lastUs();
        if (m_progress && !m_progress(passed())) {
            m_reading->isOver = true;
            return false;
        }
    }
    rows.flush();
    m_lastUs = rows.lastUs();
    return log.size() > 0;
}

int ForeignFile::passed() const
{
    if (!m_reading)
        return m_readTo > m_begin ? 1000 : 0;
    const LineReader &lines = m_reading->lines;
    return m_reading->isOver ? 1000
                             : int(lines.offset() * 1000 / std::max<quint64>(1, lines.length()));
}

void ForeignFile::beginReading(Reading &reading)
{
    if (const int code = reading.lines.open(m_path)) {
        m_remarks << fileError("read"_L1, m_path, code);
        reading.isOver = true;
        return;
    }
    reading.lines.startAt(m_begin);
    reading.lines.setLongest(ForeignLine::longest);
}

void ForeignFile::endReading(Reading &reading)
{
    LineReader &lines = reading.lines;
    // Of half a byte order mark there is no row; it is read again when the rest is there.
    const bool isBegun = lines.offset() > 0 || !TextBeginning::isPartOfMark(lines.tornText());
    m_torn = isBegun ? lines.tornBytes() : 0;
    m_readTo = isBegun ? lines.length() : 0;
    if (lines.error() != 0)
        m_remarks << fileError("read on in"_L1, m_path, lines.error());
    else if (m_torn > 0)
        reading.rows.add(lines.offset(), lines.tornText());
    lines.letGo();
    reading.isOver = true;
    remarkOnWhole(reading.rows.total(), reading.rows.undecodable());
}

void ForeignFile::remarkOnWhole(quint64 rows, quint64 undecodable)
{
    if (undecodable == 0)
        return;
    m_remarks << u"%1 of %2 %3 no JSON; each says why"_s.arg(QString::number(undecodable),
                                                             counted(rows, u"line"_s),
                                                             undecodable == 1 ? u"is"_s : u"are"_s);
    TextBeginning beginning;
    FileHandle handle;
    if (handle.open(m_path, O_RDONLY) != 0 || beginning.read(handle, m_begin) != 0)
        return;
    if (undecodable > rows / 2 && beginning.isOverSeveralLines())
        m_remarks
            << u"It looks like JSON over several lines; one value a line is wanted, as \"jq -c "
               "'.[]'\" writes them"_s;
}

quint64 ForeignFile::follow(EventLog &log, quint64 atMost)
{
    struct stat status = {};
    if (!m_ended.isEmpty())
        return 0;
    const bool there = ::stat(QFile::encodeName(m_path), &status) == 0 && status.st_dev == m_device
        && status.st_ino == m_inode;
    if (!there || quint64(status.st_size) < m_readTo) {
        m_ended = there
            ? u"%1 was cut short; what is appended to it now is not read"_s.arg(m_path)
            : u"%1 was removed or replaced; what is written now is not read"_s.arg(m_path);
        return 0;
    }
    // Of a line that has no end yet nothing is read again before it has grown.
    if (quint64(status.st_size) == m_readTo
        || std::exchange(m_lookedTo, quint64(status.st_size)) == quint64(status.st_size))
        return 0;
    if (m_readTo == m_begin)
        lookAgain();
    LineReader reader;
    char next = 0;
    size_t got = 0;
    if (reader.open(m_path) != 0 || reader.file().readAt(m_readTo, &next, 1, got) != 0)
        return 0;
    // What was a row without a line break is done with if that is all that was missing.
    const quint64 start = next == '\n' || next == '\r' ? m_readTo : m_readTo - m_torn;
    m_torn = 0;
    reader.startAt(start);
    reader.setLongest(ForeignLine::longest);
    ForeignRows rows = rowsFor(log);
    while (reader.offset() - start < atMost && reader.next())
        rows.add(reader.offset(), reader.line());
    rows.flush();
    m_lastUs = rows.lastUs();
    m_readTo = reader.nextOffset();
    if (reader.offset() - start >= atMost)
        m_lookedTo = 0; // there is more
    return rows.total();
}

std::string_view ForeignFile::line(const EventRecord &record, std::string &scratch) const
{
    return shown(m_map.bytes(record.offset(), record.lineLength), record, scratch);
}

std::string_view ForeignFile::copyOf(const EventRecord &record, std::string &scratch) const
{
    thread_local std::string bytes;
    m_copies.read(ForeignRows::segment, record.offset(), record.lineLength, bytes);
    const std::string_view line = shown(bytes, record, scratch);
    if (!line.empty() && line.data() == bytes.data())
        scratch.swap(bytes);
    return line.empty() ? line : std::string_view(scratch);
}

/// The line as what everything else reads.
std::string_view ForeignFile::shown(std::string_view bytes, const EventRecord &record,
                                    std::string &scratch) const
{
    if (bytes.empty())
        return {};
    thread_local ForeignLine line;
    line.readAgain(bytes, m_shape, record.marks);
    const bool asItIs = line.isCloudEvent();
    if (!asItIs)
        line.wrap(m_shape, record.recordedUs, record.offset(), scratch);
    line.letGoOfLarge();
    return asItIs ? bytes : std::string_view(scratch);
}

} // namespace eventscope
