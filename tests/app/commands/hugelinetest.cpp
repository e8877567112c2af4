// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/commands/hugelinetest.h"

#include "tests/app/commands/programtesting.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <sys/resource.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MEMORY_IS_OF_THE_SANITIZER
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define MEMORY_IS_OF_THE_SANITIZER
#endif

using namespace programtesting;

namespace {

constexpr qint64 lineBytes = 50'000'000;
/// Of the program with a small file, and of this one: until it is another one it counts as that.
constexpr double usualMegabytes = 60;

/// Never as a whole in the memory of this process, which would count as the program's.
QString fileOf(const QTemporaryDir &folder, const QByteArray &piece)
{
    QFile file(folder.filePath(u"huge.jsonl"_s));
    if (!file.open(QIODevice::WriteOnly))
        return {};
    file.write(piece.startsWith('{') ? R"({"event":"a","list":[)" : R"({"event":"a","text":")");
    while (file.size() + piece.size() < lineBytes)
        file.write(piece);
    file.write(piece.startsWith('{') ? "0]}\n" : "\"}\n");
    file.write("{\"event\":\"b\"}\n");
    return file.flush() ? file.fileName() : QString();
}

/// The most that any child had that has ended.
double mostMegabytes()
{
    struct rusage usage = {};
    ::getrusage(RUSAGE_CHILDREN, &usage);
    return double(usage.ru_maxrss) / 1024;
}

} // namespace

void HugeLineTest::anExportTakesAFewTimesItsLine_data()
{
    QTest::addColumn<QByteArray>("piece");
    QTest::addColumn<QString>("format");
    QTest::addColumn<int>("times");
    const QByteArray record = R"({"id":17,"name":"some name","on":true,"at":[1.5,2]},)";
    // What takes least comes first: that of the others is counted from then on.
    QTest::newRow("text") << QByteArray("some words of a log, and ") << u"jsonl"_s << 5;
    QTest::newRow("records") << record << u"jsonl"_s << 7;
    QTest::newRow("records as a table") << record << u"csv"_s << 7;
    QTest::newRow("records as a database") << record << u"sqlite"_s << 8;
}

void HugeLineTest::anExportTakesAFewTimesItsLine()
{
#ifdef MEMORY_IS_OF_THE_SANITIZER
    QSKIP("this sanitizer keeps what is given back");
#endif
    QFETCH(const QByteArray, piece);
    QFETCH(const QString, format);
    QFETCH(const int, times);
    const QTemporaryDir home;
    const QString path = fileOf(home, piece);
    QVERIFY(!path.isEmpty());
    const QString out = home.filePath(u"out."_s + format);
    const Outcome outcome = runProgram({u"export"_s, path, u"--format"_s, format, u"-o"_s, out},
                                       environmentIn(home.path()));
    QVERIFY2(outcome.exitStatus == 0, outcome.err.constData());
    QVERIFY(QFile(out).size() > lineBytes - 100);
    const double most = usualMegabytes + times * double(lineBytes) / (1 << 20);
    const QString took = u"%1 MB of %2"_s.arg(mostMegabytes()).arg(most);
    QVERIFY2(mostMegabytes() < most, qPrintable(took));
}
