// SPDX-License-Identifier: GPL-3.0-or-later
//
// How long filters take over a whole capture, beside ripgrep counting the same word in the same
// segments, in turns and in one run. Compare the ratios.
//
// usage: bench_search CAPTURE (made by tests/bench/make-capture)
#include "models/capture/capturereader.h"
#include "models/query/compiledfilter.h"
#include "models/query/filterparser.h"
#include "models/query/scan.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QThreadPool>
#include <algorithm>
#include <cstdio>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int rounds = 5;
constexpr int shortRounds = 30; ///< of what takes some milliseconds

struct Question
{
    QString filter;
    QString word; ///< for ripgrep; empty: the bound is in milliseconds
    double bound = 0; ///< of the ratio, or of the milliseconds; 0: none
};

struct Answer
{
    double seconds = 1e9;
    quint64 hits = 0;
};

double secondsSince(const QElapsedTimer &clock)
{
    return double(clock.nsecsElapsed()) / 1e9;
}

Answer search(QThreadPool &pool, const EventLog &log, const LineSource &lines, const QString &text)
{
    const ParsedFilter parsed = parseFilter(text);
    if (!parsed)
        qFatal("%s", qUtf8Printable(text));
    FilterBinding binding;
    binding.log = &log;
    QElapsedTimer clock;
    clock.start();
    FilterScan scan(pool, log.snapshot(), 0, &lines,
                    {CompiledFilter::make(parsed.expression, binding)});
    scan.future().waitForFinished();
    SearchedRows rows;
    quint64 skip = 0;
    scan.takeDecided({&rows}, skip);
    return {secondsSince(clock), rows.matching().count()};
}

Answer ripgrep(const QStringList &segments, const QString &word)
{
    QProcess process;
    QElapsedTimer clock;
    clock.start();
    process.start(u"rg"_s, QStringList{u"--no-config"_s, u"-c"_s, word} + segments);
    if (!process.waitForFinished(600'000))
        qFatal("rg did not run: %s", qUtf8Printable(process.errorString()));
    Answer answer{secondsSince(clock), 0};
    for (const QByteArray &line : process.readAllStandardOutput().split('\n'))
        answer.hits += line.mid(line.lastIndexOf(':') + 1).toULongLong();
    return answer;
}

bool measure(QThreadPool &pool, const EventLog &log, const CaptureReader &capture,
             const Question &question)
{
    Answer ours;
    Answer theirs;
    const int times = question.word.isEmpty() ? shortRounds : rounds;
    for (int round = 0; round < times; ++round) {
        const Answer found = search(pool, log, capture, question.filter);
        ours = {std::min(ours.seconds, found.seconds), found.hits};
        if (question.word.isEmpty())
            continue;
        const Answer counted = ripgrep(capture.segments(), question.word);
        theirs = {std::min(theirs.seconds, counted.seconds), counted.hits};
    }
    std::printf("%-44s %8.1f ms %9llu rows", qUtf8Printable(question.filter), ours.seconds * 1e3,
                static_cast<unsigned long long>(ours.hits));
    double measured = ours.seconds * 1e3;
    if (!question.word.isEmpty()) {
        measured = ours.seconds / theirs.seconds;
        std::printf("   rg -c %-12s %8.1f ms %9llu lines   ratio %.2f",
                    qUtf8Printable(question.word), theirs.seconds * 1e3,
                    static_cast<unsigned long long>(theirs.hits), measured);
    }
    if (question.bound > 0)
        std::printf("   (wanted %g%s)", question.bound, question.word.isEmpty() ? " ms" : "");
    std::printf("\n");
    std::fflush(stdout);
    return question.bound == 0 || measured <= question.bound;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (argc < 2) {
        std::fprintf(stderr, "usage: bench_search CAPTURE\n");
        return 2;
    }
    const auto opened = CaptureReader::open(QString::fromLocal8Bit(argv[1]));
    if (!opened) {
        std::fprintf(stderr, "%s\n", qUtf8Printable(opened.error()));
        return 1;
    }
    EventLog log;
    QElapsedTimer clock;
    clock.start();
    (*opened)->load(log);
    std::printf("%llu events, loaded in %.2f s\n", static_cast<unsigned long long>(log.size()),
                secondsSince(clock));
    QThreadPool pool;
    const auto first = search(pool, log, **opened, u"quicksilver"_s);
    std::printf("%-44s %8.1f ms (pages not mapped yet)\n", "quicksilver, the first time",
                first.seconds * 1e3);
    bool good = true;
    for (const Question &question :
         {Question{u"Quicksilver"_s, u"Quicksilver"_s, 1.0},
          Question{u"answered"_s, u"answered"_s, 1.0},
          Question{u"\"hangup_by\""_s, u"hangup_by"_s, 1.0},
          Question{u"erwünscht"_s, u"erwünscht"_s, 1.0}, Question{u"日本語"_s, u"日本語"_s, 0},
          Question{u"data.status = \"answered\""_s, u"answered"_s, 1.5},
          Question{u"quicksilver or \"upstream did\""_s, u"Quicksilver|upstream did"_s, 0},
          Question{u"answered -hangup"_s, u"answered"_s, 0},
          Question{u"/quick.*lot [0-9]/i"_s, u"[Qq]uick.*lot [0-9]"_s, 0},
          Question{u"data.amount > 9999000"_s, u"amount"_s, 0},
          Question{u"type:call.status and severity>=warning"_s, {}, 60},
          Question{u"topic:acm.* or connection:5f0c11ad"_s, {}, 0}})
        good = measure(pool, log, **opened, question) && good;
    return good ? 0 : 1;
}
