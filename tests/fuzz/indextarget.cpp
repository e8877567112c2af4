// SPDX-License-Identifier: GPL-3.0-or-later
//
// The index of a sound segment is anything: it is refused, or it says what the lines say.
#include "models/capture/capturereader.h"
#include "models/capture/indexformat.h"
#include "models/capture/segment.h"
#include "models/capture/segmentindex.h"
#include "models/capture/verify.h"
#include "tests/fuzz/fuzzfolder.h"
#include "tests/fuzz/fuzztarget.h"
#include "tests/models/capture/logtext.h"

#include <cstring>
#include <fcntl.h>

namespace eventscope::fuzz {

using namespace Qt::StringLiterals;

namespace {

using indexformat::Header;

constexpr quint64 maxRows = 500;

std::string line(int number)
{
    return R"({"specversion":"1.0","sequence":")" + std::to_string(number) + R"(","id":"i)"
        + std::to_string(number) + R"(","source":"/0a1b2c3d","type":"t)"
        + std::to_string(number % 3)
        + R"(","recordedtime":"2026-11-21T10:00:00.000000Z","topic":"a","subject":"s","severitytext":"error","data":{"n":)"
        + std::to_string(number) + "}}\n";
}

QStringList rows(const FuzzFolder &folder)
{
    EventLog log;
    const auto reader = CaptureReader::open(folder.path());
    demand(bool(reader), "a capture opens");
    (*reader)->load(log);
    QStringList rows;
    std::string scratch;
    // A forged one may leave out a million numbers, each of which is a row then.
    for (quint64 row = 0; row < std::min(log.size(), maxRows); ++row) {
        (*reader)->line(log.at(row), scratch);
        rows << describeRow(log, row);
    }
    return rows;
}

/// As it was written when an offset had sixteen bits: still read, as nothing in it is wrong.
std::string withNarrowOffsets(std::string index)
{
    Header header;
    std::memcpy(&header, index.data(), sizeof header);
    char *const block = index.data() + sizeof header + header.tableBytes;
    for (quint64 i = 0; i < header.lines; ++i)
        block[i * sizeof(IndexRecord) + offsetof(IndexRecord, wideOffset)] = 0;
    const size_t length = size_t(header.lines) * sizeof(IndexRecord);
    const quint32 crc = crc32c({block, length});
    std::memcpy(block + length, &crc, sizeof crc);
    return index;
}

/// Two segments, because only a sealed one has an index.
struct Sound
{
    FuzzFolder folder;
    std::string index;
    std::string narrow;
    QStringList rows;
    quint64 length = 0;

    Sound()
    {
        folder.describe();
        std::string lines;
        for (int number = 1; number <= 6; ++number)
            lines += line(number);
        length = lines.size();
        folder.write(segmentName(1), lines);
        folder.write(segmentName(2), line(7));
        rows = fuzz::rows(folder);
        const QByteArray made = folder.read(u"000001.idx"_s);
        index.assign(made.constData(), size_t(made.size()));
        demand(index.size() > sizeof(Header) && rows.size() == 7, "an index is made");
        narrow = withNarrowOffsets(index);
    }
};

/// Checksums keep a fuzzer out, and nobody who means ill: they are put right for it.
std::string withChecksums(std::string_view bytes, const std::string &sound)
{
    std::string out(bytes);
    Header header;
    if (out.size() < sizeof header)
        return out;
    std::memcpy(&header, out.data(), sizeof header);
    Header real;
    std::memcpy(&real, sound.data(), sizeof real);
    header.magic = real.magic;
    header.byteOrder = real.byteOrder;
    header.version = real.version;
    header.segmentLength = real.segmentLength;
    header.edgeCrc = real.edgeCrc;
    const quint64 body = out.size() - sizeof header;
    if (header.tableBytes <= body) {
        header.tableCrc = crc32c(std::string_view(out).substr(sizeof header, header.tableBytes));
        size_t at = sizeof header + size_t(header.tableBytes);
        const size_t records = (out.size() - at) / sizeof(IndexRecord);
        const size_t block = std::min(records, indexformat::blockRecords) * sizeof(IndexRecord);
        if (out.size() >= at + block + indexformat::blockTrailer) {
            const quint32 trailer[2] = {crc32c(std::string_view(out).substr(at, block)), 0};
            std::memcpy(out.data() + at + block, trailer, sizeof trailer);
        }
    }
    header.headerCrc = indexformat::headerCrc(header);
    std::memcpy(out.data(), &header, sizeof header);
    return out;
}

} // namespace

void index(std::string_view bytes)
{
    static const Sound sound;
    const QString path = sound.folder.file(u"000001.idx"_s);
    FileHandle segment;
    demand(segment.open(segmentPath(sound.folder.path(), 1), O_RDONLY) == 0,
           "the segment is there");
    // As it is: nobody has put the checksums right, so only the real one is believed.
    sound.folder.write(u"000001.idx"_s, bytes);
    const bool real = bytes == sound.index || bytes == sound.narrow;
    demand(bool(SegmentIndex::load(path, segment)) == real,
           "an index with good checksums is the real one, and that is taken");
    demand(!real || rows(sound.folder) == sound.rows, "the real one says what the lines say");

    const std::string forged = withChecksums(bytes, sound.index);
    sound.folder.write(u"000001.idx"_s, forged);
    const Result<SegmentIndex> loaded = SegmentIndex::load(path, segment);
    const Result<VerifyReport> report = verifyCapture(sound.folder.path());
    demand(report && !report->damaged() && report->events == 7,
           "an index cannot make sound lines look damaged, nor hide one");
    demand(report->indexesGood + report->indexesBad == 1, "an index is good or bad");
    if (!loaded)
        return;
    quint64 length = 0;
    for (size_t i = 0; i < loaded->size(); ++i)
        length += quint64(loaded->at(i).lineLength) + 1;
    demand(length == sound.length, "the lines of an index add up");
    rows(sound.folder); // whatever a forged one says: no crash, no read beyond the segment
}

} // namespace eventscope::fuzz
