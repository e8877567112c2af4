// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the two WebSocket clients cost their thread: one socket, the same flood, frames only
// counted. Rounds take turns; processor time of the thread, because machines are noisy.
//
// usage: bench_websocket [EVENTS (1000000)] [ROUNDS (5)]

#include "app/feeds/feedsocket.h"
#include "tests/bench/floodserver.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QThread>
#include <algorithm>
#include <cstdio>
#include <ctime>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

double threadSeconds()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

/// Counts frames on the thread that it lives on, and ends it.
class Counter final : public QObject, private FeedSocket::Listener
{
public:
    Counter(const FeedSettings &settings, quint64 events) : m_settings(settings), m_events(events)
    { }

    void open(const QUrl &url)
    {
        m_socket = new FeedSocket(m_settings, *this, this);
        Handshake handshake;
        handshake.url = url;
        m_socket->open(handshake);
    }

    double cpu = 0;
    double seconds = 0;
    quint64 bytes = 0;

private:
    void socketOpened(const QString &) override
    {
        m_timer.start();
        m_cpuBefore = threadSeconds();
    }
    void socketFrame(const FrameView &frame) override
    {
        bytes += frame.bytes.size();
        if (++m_count < m_events)
            return;
        cpu = threadSeconds() - m_cpuBefore;
        seconds = double(m_timer.nsecsElapsed()) / 1e9;
        m_socket->fail(LocalEnd::BadHeader);
    }
    void socketHeard() override { }
    void socketPong() override { }
    void socketEnded(const EndEvidence &evidence) override
    {
        if (m_count < m_events)
            qFatal("the flood ended early: %s", qPrintable(explainEnd(evidence).cause));
        delete m_socket;
        thread()->quit();
    }

    const FeedSettings m_settings;
    const quint64 m_events;
    FeedSocket *m_socket = nullptr;
    QElapsedTimer m_timer;
    double m_cpuBefore = 0;
    quint64 m_count = 0;
};

/// Nanoseconds of the thread for one message.
double measure(WebSocketClient client, const char *name, quint64 events)
{
    FloodServer server({events, 5000, false});
    FeedSettings settings;
    settings.client = client;
    Counter counter(settings, events);
    QThread thread;
    counter.moveToThread(&thread);
    thread.start();
    QMetaObject::invokeMethod(&counter, [&counter, port = server.port()] {
        counter.open(QUrl(u"ws://127.0.0.1:%1/"_s.arg(port)));
    });
    thread.wait();
    const double ns = counter.cpu / double(events) * 1e9;
    std::printf("%-12s %8.0f messages/s   %6.0f MB/s   %5.0f ns of processor a message\n", name,
                double(events) / counter.seconds, double(counter.bytes) / counter.seconds / 1e6,
                ns);
    std::fflush(stdout);
    return ns;
}

double median(std::vector<double> all)
{
    std::sort(all.begin(), all.end());
    return all[all.size() / 2];
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const quint64 events = argc > 1 ? QByteArray(argv[1]).toULongLong() : 1'000'000;
    const int rounds = argc > 2 ? QByteArray(argv[2]).toInt() : 5;
    std::vector<double> own;
    std::vector<double> qt;
    for (int round = 0; round < rounds; ++round) {
        own.push_back(measure(WebSocketClient::Direct, "ours", events));
        qt.push_back(measure(WebSocketClient::Qt, "QWebSocket", events));
    }
    std::printf("ours takes %.2f of QWebSocket's processor time (medians)\n",
                median(own) / median(qt));
    return 0;
}
