// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/faults/powercuttest.h"

#include "app/commands/losses.h"
#include "models/capture/capturesums.h"
#include "models/capture/capturetail.h"
#include "models/capture/lineenvelope.h"
#include "models/capture/lossnote.h"
#include "models/capture/segment.h"
#include "models/capture/verify.h"
#include "tests/models/capture/capturetesting.h"

#include <array>

using namespace eventscope;
using namespace capturetesting;

namespace {

constexpr int recordings = 6;
const QString connectionId = u"voip-prod"_s;

/// A recording on a disk that writes down what it is asked, and what it said was stored, and when.
class Recorded
{
public:
    Recorded(const QString &root, quint32 seed);

    const DiskLog &disk() const { return m_log; }
    size_t calls() const { return m_calls; }
    /// The highest number that was told to be stored before so many calls were done.
    quint64 storedBy(size_t calls) const;
    /// What the line of this number says behind its number.
    std::string line(quint64 sequence) const
    {
        const auto found = m_lines.find(sequence);
        return found == m_lines.end() ? std::string() : found->second;
    }

private:
    void take(CaptureWriter &writer, Losses &losses);

    DiskLog m_log;
    std::map<size_t, quint64> m_stored;
    std::map<quint64, std::string> m_lines;
    size_t m_calls = 0;
};

Recorded::Recorded(const QString &root, quint32 seed) : m_log(root)
{
    std::mt19937 random(seed);
    CaptureWriter::Settings settings;
    settings.segmentBytes = 20'000 + random() % 20'000;
    settings.commitBytes = 1500 + random() % 6000;
    settings.commitMs = 2;
    settings.keepSums = true;
    settings.sumsMs = 5;
    if (seed % 3 == 0) // with retention: segments go while others come
        settings.limits.events = 900;
    const auto writer = openWriter(root + u"/c"_s, settings);
    Losses losses(*writer);
    losses.tellEarlier();
    for (int i = 0, batch = 0; i < 1500; ++batch) {
        const int count = 1 + int(random() % 12);
        writer->submit(makeBatch(*writer, i, count, connectionId.toStdString()));
        writer->setCounted(connectionId, {receivedIn(0, i + count), 0, 0});
        i += count;
        if (batch % 25 == 0)
            losses.subscribed(connectionId, {u"topic %1"_s.arg(batch)});
        if (batch % 40 == 20)
            (void)writer->nameConnection(connectionId, u"name %1"_s.arg(batch), u"json"_s);
        if (random() % 4 == 0)
            writer->flush();
        take(*writer, losses);
    }
    writer->flush();
    take(*writer, losses);
    m_calls = m_log.size();
    m_log.stop();
    losses.end();
}

void Recorded::take(CaptureWriter &writer, Losses &losses)
{
    for (StoredBatch &stored : writer.takeStored()) {
        quint64 sequence = stored.firstSequence;
        for (const BatchEntry &entry : stored.batch->entries())
            m_lines[sequence++] = std::string(stored.batch->body(entry));
        m_stored[m_log.size()] = sequence - 1;
        losses.stored(stored);
        writer.recycle(std::move(stored.batch));
    }
}

quint64 Recorded::storedBy(size_t calls) const
{
    const auto after = m_stored.upper_bound(calls);
    return after == m_stored.begin() ? 0 : std::prev(after)->second;
}

/// How many lines are shown; each of them must be one that came.
quint64 checkShown(const QString &folder, const Recorded &recorded)
{
    EventLog log;
    auto reader = CaptureReader::open(folder);
    if (!reader)
        return 0;
    (*reader)->load(log);
    quint64 shown = 0;
    std::string scratch;
    LineParser parser;
    LineEnvelope envelope;
    for (quint64 row = 0; row < log.size(); ++row) {
        if (log.at(row).lineLength == 0)
            continue; // it says that something is lost
        ++shown;
        const std::string_view line = (*reader)->line(log.at(row), scratch);
        if (!parser.read(line, envelope) || !line.ends_with(recorded.line(envelope.sequence)))
            QTest::qFail(("a damaged line is shown: " + std::string(line)).c_str(), __FILE__,
                         __LINE__);
    }
    return shown;
}

/// Where the sums are whole each segment has one; else at least the one that was gone on with.
void checkChecksums(const QString &folder, bool whole)
{
    const auto sums = CaptureSums::read(folder);
    QVERIFY(sums);
    const std::vector<quint32> segments = listSegments(folder);
    for (const quint32 segment : segments) {
        const auto bytes = quint64(QFileInfo(segmentPath(folder, segment)).size());
        if (bytes > 0 && (whole || segment == segments.back()))
            QCOMPARE(sums->segments.value(segment).bytes, bytes);
    }
}

void checkSound(const QString &folder, const Recorded &recorded, quint64 stored)
{
    const auto report = verifyCapture(folder);
    QVERIFY2(report, report ? "" : qPrintable(report.error()));
    QVERIFY2(!report->damaged(), qPrintable(report->problems.join(u"; "_s)));
    QVERIFY2(report->total().addsUp(), qPrintable(report->totalLine()));
    checkChecksums(folder, report->sums == VerifyReport::Sums::Whole);
    const auto info = CaptureInfo::read(folder);
    QVERIFY(info);
    quint64 next = info->retired.lastSequence + 1;
    LineParser parser;
    LineEnvelope envelope;
    const QList<QByteArray> lines = linesOf(folder);
    for (const QByteArray &line : lines) {
        if (next > stored)
            break;
        QVERIFY(parser.read({line.constData(), size_t(line.size())}, envelope));
        QCOMPARE(envelope.sequence, next);
        QVERIFY2(line.endsWith(recorded.line(next++).c_str()), line.constData());
    }
    QVERIFY2(next > stored, qPrintable(u"%1 of %2"_s.arg(next).arg(stored)));
}

void checkCut(const QString &folder, const Recorded &recorded, quint64 stored)
{
    if (QFileInfo::exists(folder)) {
        const auto info = CaptureInfo::read(folder);
        const quint64 retired = info ? info->retired.lastSequence : 0;
        QVERIFY(checkShown(folder, recorded) + retired >= stored);
    }
    if (stored > 0)
        QVERIFY2(LossNote::isRecording(folder), "nothing says that the recording was cut short");
    {
        CaptureWriter::Settings settings;
        settings.keepSums = true;
        const auto writer = openWriter(folder, settings);
        QVERIFY(writer && writer->firstFreeSequence() > stored);
        Losses losses(*writer);
        losses.tellEarlier();
        writer->flush();
        quint64 gaps = 0;
        for (const StoredBatch &one : writer->takeStored()) {
            losses.stored(one);
            for (const BatchEntry &entry : one.batch->entries())
                gaps += std::string_view(one.batch->body(entry)).find(cutShortCause)
                    != std::string_view::npos;
        }
        if (stored > 0)
            QCOMPARE(gaps, quint64(1));
        QCOMPARE(losses.end(), QString());
    }
    checkSound(folder, recorded, stored);
}

} // namespace

void PowerCutTest::nothingStoredIsLost_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= recordings; ++seed)
        QTest::newRow(qPrintable(u"E2: recording %1"_s.arg(seed))) << seed;
}

void PowerCutTest::nothingStoredIsLost()
{
    QFETCH(quint32, seed);
    using Disk = DiskLog::Disk;
    QTemporaryDir root;
    const Recorded recorded(root.path(), seed);
    QVERIFY(recorded.calls() > 200);
    QVERIFY(recorded.storedBy(recorded.calls()) >= 1500);
    std::mt19937 random(seed);
    for (int cut = 0; cut < (m_cuts + recordings - 1) / recordings; ++cut) {
        const size_t calls = random() % (recorded.calls() + 1);
        const Disk disk = std::array{Disk::Nothing, Disk::InOrder, Disk::Scattered,
                                     Disk::Scattered}[random() % 4];
        QTemporaryDir image;
        recorded.disk().restore(calls, disk, random, image.path());
        checkCut(image.filePath(u"c"_s), recorded, recorded.storedBy(calls));
        if (QTest::currentTestFailed()) {
            qWarning("cut %d: after %zu of %zu calls, disk %d", cut, calls, recorded.calls(),
                     int(disk));
            image.setAutoRemove(false);
            qWarning("%s", qPrintable(image.path()));
            return;
        }
    }
}
