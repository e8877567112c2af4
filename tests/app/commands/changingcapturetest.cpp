// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/commands/changingcapturetest.h"

#include "app/commands/captureset.h"
#include "tests/models/capture/capturetesting.h"

using namespace eventscope;
using namespace capturetesting;
using namespace Qt::StringLiterals;

namespace {

constexpr quint64 shortSegment = 16 * 1024;

std::string numberIn(std::string_view line)
{
    constexpr std::string_view name = "\"sequence\":\"";
    const size_t begin = line.find(name);
    return begin == std::string_view::npos
        ? std::string()
        : std::string(line.substr(begin + name.size(),
                                  line.find('"', begin + name.size()) - begin - name.size()));
}

} // namespace

/// Whoever exports what is recorded gets what is there when it begins, and knows its connections.
void ChangingCaptureTest::whatIsRecordedMeanwhileIsNotInIt()
{
    QTemporaryDir home;
    CaptureWriter::Settings settings;
    settings.segmentBytes = shortSegment;
    const auto writer = openWriter(home.filePath(u"live"_s), settings);
    const auto set = CaptureSet::open({home.filePath(u"live"_s)});
    QVERIFY(writer->nameConnection(u"later"_s, u"Later"_s, u"voipbin"_s, {u"secret"_s}));
    QVERIFY(writer->submit(makeBatch(*writer, 0, 505, "later")));
    writer->flush();
    (*set)->begin({.rows = 100});
    QCOMPARE((*set)->masks().value(u"later"_s), FieldMask({u"secret"_s}));
    quint64 all = 0;
    while ((*set)->more()) {
        all += (*set)->log().size();
        QVERIFY(writer->submit(makeBatch(*writer, 1'000, 300, "later")));
        writer->flush();
        QVERIFY(all <= 505);
    }
    QCOMPARE(all, 505ULL);
    QCOMPARE((*set)->remarks(), QStringList());
}

void ChangingCaptureTest::aSegmentThatGoesAwayMeanwhileIsTold_data()
{
    QTest::addColumn<bool>("last");
    QTest::newRow("in the middle") << false;
    QTest::newRow("the last one") << true;
}

void ChangingCaptureTest::aSegmentThatGoesAwayMeanwhileIsTold()
{
    QFETCH(const bool, last);
    QTemporaryDir home;
    const QString folder = home.filePath(u"gone"_s);
    makeCapture(folder, 1'000, shortSegment / 2);
    const std::vector<quint32> segments = listSegments(folder);
    QVERIFY(segments.size() > 8);
    const quint32 gone = segments[segments.size() - (last ? 1 : 3)];
    const auto linesIn = quint64(readFile(segmentPath(folder, gone)).count('\n'));
    const quint64 lines = quint64(linesOf(folder).size());
    const auto set = CaptureSet::open({folder});
    (*set)->begin({.rows = 64, .ahead = 1});
    quint64 all = 0;
    std::string scratch;
    while ((*set)->more()) {
        QFile::remove(segmentPath(folder, gone));
        const EventLog &log = (*set)->log();
        all += log.size();
        for (quint64 row = 0; row < log.size(); ++row)
            QCOMPARE(numberIn((*set)->line(log.at(row), scratch)),
                     std::to_string(log.firstSequence() + row));
    }
    QCOMPARE(all, lines - linesIn);
    QCOMPARE((*set)->vanishedSegments(), 1);
    QCOMPARE((*set)->vanishedEvents(), last ? 0 : linesIn);
    const QStringList remarks = (*set)->remarks();
    QVERIFY2(!remarks.isEmpty() && remarks[0].contains(segmentName(gone)),
             qPrintable(remarks.join(u'\n')));
}
