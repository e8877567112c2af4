// SPDX-License-Identifier: GPL-3.0-or-later
//
// From socket to synced capture and log, without a window, against a bare QWebSocket loop that only
// counts, on the same flood in the same run. Prints the ratio of the two; the issue asks for 0.30
// with 5 000 topics and 0.20 with a new topic in every event. The feed's thread is what limits it.
//
// Each round also writes as many bytes as the capture has with a bare loop of write and fdatasync:
// on a virtual machine that gets its memory page by page from its host, the page cache is quick
// only while it reuses pages, and longer runs measure the host. Such a machine shows it by a bare
// write that is hardly quicker than the ingest.
//
// usage: bench_ingest [EVENTS (1000000)] [ROUNDS (5)] [own|qt]
//
// The last says whose WebSocket our side has; the bare loop is always QWebSocket.

#include "app/commands/recording.h"
#include "app/feeds/dialect.h"
#include "tests/bench/floodserver.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QThread>
#include <QTimer>
#include <QWebSocket>
#include <algorithm>
#include <cstdio>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

double cpuSeconds()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/// Seconds that a QWebSocket on a thread of its own needs to hand over all frames.
double bareSeconds(quint64 events, quint32 topics)
{
    FloodServer server({events, topics, false});
    QThread thread;
    QEventLoop loop;
    double seconds = 0;
    QObject context;
    context.moveToThread(&thread);
    thread.start();
    QMetaObject::invokeMethod(&context, [&] {
        auto *socket = new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, &context);
        socket->setReadBufferSize((16 << 20) + 65536);
        auto *timer = new QElapsedTimer;
        auto *count = new quint64(0);
        QObject::connect(socket, &QWebSocket::connected, socket, [timer] { timer->start(); });
        QObject::connect(socket, &QWebSocket::textMessageReceived, socket,
                         [&, socket, timer, count](const QString &) {
                             if (++*count < events)
                                 return;
                             seconds = double(timer->nsecsElapsed()) / 1e9;
                             delete timer;
                             delete count;
                             socket->deleteLater();
                             QMetaObject::invokeMethod(&loop, &QEventLoop::quit,
                                                       Qt::QueuedConnection);
                         });
        socket->open(QUrl(u"ws://127.0.0.1:%1/"_s.arg(server.port())));
    });
    loop.exec();
    thread.quit();
    thread.wait();
    return seconds;
}

/// Bytes per second that a bare loop writes to a file and syncs, as often as the capture does.
double bareBytesPerSecond(const QString &folder, qint64 bytes)
{
    constexpr qint64 piece = 1 << 20;
    constexpr int piecesPerSync = 4;
    const std::string block(piece, 'x');
    const QByteArray path = QFile::encodeName(folder + u"/bare"_s);
    const int file = ::open(path.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    QElapsedTimer timer;
    timer.start();
    for (qint64 written = 0, pieces = 0; file >= 0 && written < bytes; written += piece) {
        if (::write(file, block.data(), block.size()) != piece)
            qFatal("the bare loop cannot write");
        if (++pieces % piecesPerSync == 0)
            ::fdatasync(file);
    }
    ::fdatasync(file);
    const double seconds = double(timer.nsecsElapsed()) / 1e9;
    ::close(file);
    ::unlink(path.constData());
    return double(bytes) / seconds;
}

struct Ingested
{
    double seconds = 0;
    double cpu = 0;
    quint64 stored = 0;
    quint64 dropped = 0;
    quint64 bytes = 0;
};

/// Whose WebSocket, as the option of a connection has it.
QString client = u"own"_s;

Ingested ingest(quint64 events, quint32 topics, const QString &folder)
{
    FloodServer server({events, topics, true});
    auto recording = Recording::start(folder, {});
    if (!recording)
        qFatal("%s", qUtf8Printable(recording.error()));
    ConnectionProfile profile;
    profile.id = ConnectionProfile::newId();
    profile.name = u"flood"_s;
    profile.dialect = u"voipbin"_s;
    profile.options = {{u"url"_s, u"ws://127.0.0.1:%1/"_s.arg(server.port())},
                       {webSocketKey, client}};
    profile.subscriptions = {
        {u"customer_id:5e4a0680-804e-11ec-8477-2fea5968d85b:call:*"_s, {}, false}};

    QEventLoop loop;
    qint64 openedUs = 0;
    Ingested result;
    FeedHub &feeds = (*recording)->feeds();
    QObject::connect(&feeds, &FeedHub::opened, &loop,
                     [&openedUs](const QString &, qint64 atUs) { openedUs = atUs; });
    QObject::connect(&feeds, &FeedHub::countersChanged, &loop,
                     [&result](const QString &, const FeedCounters &counters) {
                         result.dropped = counters.dropped;
                     });
    QObject::connect(recording->get(), &Recording::grew, &loop, [&] {
        if ((*recording)->stored(profile.id) + result.dropped >= events)
            loop.quit();
    });
    const double cpuBefore = cpuSeconds();
    feeds.open(profile, {});
    loop.exec();
    result.cpu = cpuSeconds() - cpuBefore;
    result.seconds = double((*recording)->lastSyncUs() - openedUs) / 1e6;
    result.stored = (*recording)->stored(profile.id);
    result.bytes = (*recording)->writer().counts().bytes;
    return result;
}

void measure(const char *what, quint64 events, quint32 topics, int rounds, double wanted)
{
    std::vector<double> ratios;
    for (int round = 0; round < rounds; ++round) {
        const double bare = bareSeconds(events, topics);
        QTemporaryDir folder(QCoreApplication::applicationDirPath() + u"/bench-capture-XXXXXX"_s);
        const Ingested ours = ingest(events, topics, folder.filePath(u"c"_s));
        ratios.push_back(bare / ours.seconds);
        const double write = bareBytesPerSecond(folder.path(), qint64(ours.bytes));
        std::printf("%-24s bare %8.0f/s   stored %8.0f/s   cpu %.2f us/event   dropped %llu   "
                    "ratio %.2f   (%.0f MB/s; bare write %.0f MB/s)\n",
                    what, double(events) / bare, double(ours.stored) / ours.seconds,
                    ours.cpu / double(events) * 1e6, static_cast<unsigned long long>(ours.dropped),
                    ratios.back(), double(ours.bytes) / ours.seconds / 1e6, write / 1e6);
        std::fflush(stdout);
    }
    std::sort(ratios.begin(), ratios.end());
    std::printf("%-24s median ratio %.2f, best %.2f (wanted: at least %.2f)\n", what,
                ratios[ratios.size() / 2], ratios.back(), wanted);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const quint64 events = argc > 1 ? QByteArray(argv[1]).toULongLong() : 1'000'000;
    const int rounds = argc > 2 ? QByteArray(argv[2]).toInt() : 5;
    if (argc > 3)
        client = QString::fromLatin1(argv[3]);
    measure("5 000 topics", events, 5000, rounds, 0.30);
    measure("a new topic every event", events, 0, rounds, 0.20);
    return 0;
}
